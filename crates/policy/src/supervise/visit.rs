//! Visits of linked leaders (挂钩领导到校现场办公): how often a school is owed one, and how a problem found there is solved.

use jiff::{ToSpan as _, civil::Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How often a linked leader visits, and how long a problem may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitRules {
    /// Calendar days within which a school is visited again.
    #[schemars(range(min = 1, max = 1100))]
    pub every_days: u32,
    /// Calendar days before the day a visit is owed from which on it counts as due.
    #[schemars(range(max = 365))]
    pub soon_days: u32,
    /// Calendar days that a problem gets when the visitor names no day.
    #[schemars(range(min = 1, max = 365))]
    pub solve_days: u32,
}

/// Where a link between a leader and a school stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Owed {
    Overdue,
    Soon,
    Kept,
}

impl VisitRules {
    /// The day until which a visit is owed, and how that stands on a day. A link that was never visited counts from its
    /// first day.
    #[must_use]
    pub fn owed(&self, since: Date, last: Option<Date>, day: Date) -> (Date, Owed) {
        let due = last.unwrap_or(since).max(since).saturating_add(i64::from(self.every_days).days());
        let soon = due.saturating_sub(i64::from(self.soon_days).days());
        let owed = if due < day {
            Owed::Overdue
        } else if soon <= day {
            Owed::Soon
        } else {
            Owed::Kept
        };
        (due, owed)
    }
}

/// How far a problem has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemState {
    /// The unit has to solve it.
    Open,
    /// The unit says that it is solved.
    Answered,
    /// Whoever found it has seen that it is.
    Solved,
}

/// What is done to a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The unit says what it did.
    Answer,
    /// The visitor has seen it.
    Confirm,
    /// The visitor sends it back with a reason.
    Return,
}

impl ProblemState {
    pub const ALL: [Self; 3] = [Self::Open, Self::Answered, Self::Solved];

    /// The state after a step; none when the step does not fit. Words alone solve nothing: whoever found a problem
    /// confirms, also without an answer when they see it solved.
    #[must_use]
    pub const fn after(self, step: Step) -> Option<Self> {
        match (self, step) {
            (Self::Open | Self::Answered, Step::Answer) => Some(Self::Answered),
            (Self::Open | Self::Answered, Step::Confirm) => Some(Self::Solved),
            (Self::Answered | Self::Solved, Step::Return) => Some(Self::Open),
            (Self::Open, Step::Return) | (Self::Solved, Step::Answer | Step::Confirm) => None,
        }
    }
}
