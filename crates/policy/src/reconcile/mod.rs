//! Reconciliations (`reconciliation/*.toml`): the register of children compared with the rolls, so that every child has one standing.
//!
//! A declaration names a linkage, whose left dataset is the register and whose right one the roll, says who is of age, and lists rules:
//! what a row of some dataset says of a child. [`decide`] gives every child its standing; [`answer`] is what people said of pairs.
//! To add a list that counts (exemptions, known moves), write a rule in a pack; no Rust is needed. To add a standing: a word in
//! [`Standing`], its text `standing-…`, and the code list that the result's dataset uses.

pub mod answer;
pub mod decide;

use std::collections::BTreeMap;

use jiff::{ToSpan as _, civil::Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{indicator::day, text::Text};

/// How a register of children is compared with the rolls.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reconciliation {
    /// Equals the file name.
    #[schemars(regex(pattern = crate::text::SLUG))]
    pub id: String,
    pub title: Text,
    /// The linkage (`linkage/*.toml`) that compares register (left) and roll (right).
    pub linkage: String,
    /// The dataset that a run makes; it has the columns of [`RESULT`].
    pub result: String,
    pub keys: Keys,
    pub age: Age,
    #[serde(default)]
    pub review: Review,
    /// The first rule that holds of a child gives its standing.
    #[serde(rename = "rule")]
    pub rules: Vec<Rule>,
}

/// Columns of the dataset that a run makes.
pub const RESULT: [&str; 9] =
    ["child", "area_code", "school_code", "registered", "school_year", "age", "standing", "reason", "same_as"];

/// Columns by which children and pupils are known.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// Integer key (`key_as`) of a child, in the register, in the roll and in every list of a rule.
    pub child: String,
    /// Integer key (`key_as`) of a pupil in the roll; lists of pupils may have it too.
    pub pupil: String,
    /// Date of birth, in the register and in the roll.
    pub born: String,
}

/// Who is of age: by full years on the day on which a school year's children are counted.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Age {
    /// `MM-DD`; a school year counts by the last such day.
    pub on: String,
    /// Fewest and most full years on that day.
    pub from: i16,
    pub to: i16,
}

/// How people decide about pairs.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Pairs between these probabilities are for people to decide; by default those of the linkage.
    #[serde(default)]
    pub band: Option<[f64; 2]>,
    /// A pair is decided only when two people say the same (双人复核).
    #[serde(default)]
    pub two_persons: bool,
    /// From which probability on a child that was not found is a second registration of one that was, without people; left out:
    /// they decide about each. Twins look alike, so it must be far beyond the band.
    #[serde(default)]
    pub registered_twice: Option<f64>,
}

/// What a row of a dataset says of a child.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Stable name; the reason that is kept with a child.
    #[schemars(regex(pattern = crate::text::NAME))]
    pub name: String,
    /// The reason in words.
    pub title: Text,
    /// The register, the roll, or any dataset with the key of the child.
    pub dataset: String,
    pub standing: Standing,
    /// Column → the values of which it must have one.
    #[serde(default)]
    pub when: BTreeMap<String, Vec<String>>,
    /// Columns that must be filled.
    #[serde(default)]
    pub filled: Vec<String>,
}

/// Where a child stands; each has exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// On a roll here and attending.
    AtSchool,
    /// At school outside of the district, with proof.
    Elsewhere,
    /// Deferred, suspended or not able, with approval.
    Exempt,
    /// In a placement of special education.
    SpecialEducation,
    /// On two rolls.
    OnRollTwice,
    /// One more registration of a child that stands, and counts, by another one (重复户口).
    RegisteredTwice,
    /// On a roll here and not in the register.
    Migrant,
    /// Of age, and nothing says where the child learns.
    NotFound,
    /// A person has to decide.
    Uncertain,
    /// Gone to live elsewhere.
    Moved,
    Died,
}

impl Standing {
    /// What needs somebody first.
    pub const ALL: [Self; 11] = [
        Self::NotFound,
        Self::Uncertain,
        Self::OnRollTwice,
        Self::RegisteredTwice,
        Self::AtSchool,
        Self::SpecialEducation,
        Self::Elsewhere,
        Self::Exempt,
        Self::Migrant,
        Self::Moved,
        Self::Died,
    ];

    /// Fluent key of the word.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::AtSchool => "standing-at-school",
            Self::Elsewhere => "standing-elsewhere",
            Self::Exempt => "standing-exempt",
            Self::SpecialEducation => "standing-special-education",
            Self::OnRollTwice => "standing-on-roll-twice",
            Self::RegisteredTwice => "standing-registered-twice",
            Self::Migrant => "standing-migrant",
            Self::NotFound => "standing-not-found",
            Self::Uncertain => "standing-uncertain",
            Self::Moved => "standing-moved",
            Self::Died => "standing-died",
        }
    }

    /// Whether the child learns somewhere.
    #[must_use]
    pub const fn learns(self) -> bool {
        matches!(
            self,
            Self::AtSchool
                | Self::Elsewhere
                | Self::SpecialEducation
                | Self::OnRollTwice
                | Self::RegisteredTwice
                | Self::Migrant
        )
    }
}

impl Rule {
    /// Whether the rule holds of a row.
    pub fn holds<'v>(&self, value: impl Fn(&str) -> Option<&'v str>) -> bool {
        self.when
            .iter()
            .all(|(column, values)| value(column).is_some_and(|found| values.iter().any(|one| one == found)))
            && self.filled.iter().all(|column| value(column).is_some_and(|found| !found.is_empty()))
    }

    /// Every column that the rule asks about.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.when.keys().chain(&self.filled).map(String::as_str)
    }
}

impl Age {
    /// The day by which the school year of a day counts its children.
    #[must_use]
    pub fn day(&self, on: Date) -> Option<Date> {
        let this = day(on.year(), &self.on).ok()?;
        if this <= on { Some(this) } else { day(on.year() - 1, &self.on).ok() }
    }

    /// Full years of a child, when it is of age.
    #[must_use]
    pub fn of(&self, born: Date, on: Date) -> Option<i16> {
        let day = self.day(on)?;
        let years = day.year() - born.year() - i16::from((day.month(), day.day()) < (born.month(), born.day()));
        (self.from..=self.to).contains(&years).then_some(years)
    }

    /// First and last birthday of those who are of age.
    #[must_use]
    pub fn born(&self, on: Date) -> Option<(Date, Date)> {
        let day = self.day(on)?;
        let first = day.checked_sub((self.to + 1).years()).ok()?.tomorrow().ok()?;
        Some((first, day.checked_sub(self.from.years()).ok()?))
    }
}
