//! `dropout.toml`: what is for people to decide about files of missing children. The pack with the plan that writes its own
//! replaces that of the pack which it extends, whole.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{reconcile::Standing, text::Text};

/// Who does something in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The township that has the file.
    Township,
    /// The school that the child was last on the roll of.
    School,
    /// Whoever runs the plan for the district.
    Bureau,
}

/// What alone closes a file with an outcome; words never do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// A later reconciliation that finds the child.
    Roll,
    /// Files, looked at by somebody other than who handed them in.
    Evidence,
}

/// How files of missing children are worked on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Declaration of the reconciliation that opens and closes files; left out: any.
    #[serde(default)]
    pub reconciliation: Option<String>,
    pub register: Register,
    /// Standings of a reconciliation that open a file.
    pub opens: Vec<Standing>,
    /// Working days within which claimed evidence is confirmed or returned.
    #[schemars(range(max = 60))]
    pub confirm_workdays: u32,
    /// In the order of the work.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
    #[serde(rename = "outcome")]
    pub outcomes: Vec<Outcome>,
}

/// Who a child is: read from the register when somebody looks, kept nowhere else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Register {
    pub dataset: String,
    /// Column that lists call the child by.
    pub name: String,
    /// Columns that a file shows to whoever works on it.
    pub columns: Vec<String>,
    /// Columns that it shows only for a stated reason.
    #[serde(default)]
    pub masked: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    #[schemars(regex(pattern = crate::text::NAME))]
    pub id: String,
    pub title: Text,
    /// What is to be written down.
    pub hint: Text,
    pub by: Party,
    /// Working days within which it is due, counted from the day on which the file came to the township …
    #[schemars(range(max = 250))]
    pub workdays: u32,
    /// … or from the day of this step, before which it is not owed.
    #[serde(default)]
    pub after: Option<String>,
    /// Whether it counts only with a file that shows it.
    #[serde(default)]
    pub evidence: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    #[schemars(regex(pattern = crate::text::NAME))]
    pub id: String,
    pub title: Text,
    pub proof: Proof,
    /// What proves it, in words.
    pub hint: Text,
    /// Standings of a reconciliation that prove it by themselves.
    #[serde(default)]
    pub seen: Vec<Standing>,
    /// Calendar days for which a child that was found is looked after before the file is closed.
    #[serde(default)]
    #[schemars(range(max = 400))]
    pub follow_days: Option<u32>,
    /// Calendar days for which evidence stands against a reconciliation that does not find the child; left out: for good.
    #[serde(default)]
    #[schemars(range(min = 1, max = 4000))]
    pub lasts_days: Option<u32>,
}

impl Party {
    pub const ALL: [Self; 3] = [Self::Township, Self::School, Self::Bureau];
}

impl Rules {
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    #[must_use]
    pub fn outcome(&self, id: &str) -> Option<&Outcome> {
        self.outcomes.iter().find(|outcome| outcome.id == id)
    }

    /// The outcome that a standing proves.
    #[must_use]
    pub fn proven(&self, standing: Standing) -> Option<&Outcome> {
        self.outcomes.iter().find(|outcome| outcome.seen.contains(&standing))
    }
}
