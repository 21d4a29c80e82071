//! Words against figures: what a unit says, and what is computed from the data that it or others handed in.

use serde::{Deserialize, Serialize};

use super::{
    duty::{Duty, Pace, Report, State},
    rules::Supervision,
};
use crate::status::Status;

/// Where one target of the commitment stands, as the figures have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figured {
    /// What the target is about, e.g. `junior_retention@530113:2025`.
    pub target: String,
    pub status: Status,
}

/// The figures that speak for or against a duty: the targets of its commitment in its year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    pub figures: Vec<Figured>,
}

/// What the figures say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The commitment has no target in the year.
    Silent,
    /// Data are missing or too old.
    Unknown,
    /// Every target is met on fresh facts.
    Met,
    /// None is behind, not all are settled.
    OnTrack,
    /// At least one is behind its trajectory.
    Behind,
    /// At least one was missed or is settled short.
    Short,
}

/// Something that a verifier sees first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// Reported as done; the figures are short of the target.
    DoneButShort,
    /// Reported as on course; the figures are behind.
    OnCourseButBehind,
    /// The reported percentage runs ahead of the steps that are done.
    PercentAheadOfSteps,
    /// Reported as done, and the data that would prove it are missing or too old.
    DoneButUnknown,
    /// The figures are met, and the duty is still open.
    MetButOpen,
}

impl Verdict {
    pub const ALL: [Self; 6] = [Self::Silent, Self::Unknown, Self::Met, Self::OnTrack, Self::Behind, Self::Short];
}

impl Finding {
    pub const ALL: [Self; 5] = [
        Self::DoneButShort,
        Self::OnCourseButBehind,
        Self::PercentAheadOfSteps,
        Self::DoneButUnknown,
        Self::MetButOpen,
    ];

    /// Whether words and figures cannot both be true.
    #[must_use]
    pub const fn is_contradiction(self) -> bool {
        matches!(self, Self::DoneButShort | Self::OnCourseButBehind | Self::PercentAheadOfSteps)
    }
}

impl Proof {
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let has = |wanted: &[Status]| self.figures.iter().any(|one| wanted.contains(&one.status));
        if self.figures.is_empty() {
            Verdict::Silent
        } else if has(&[Status::Missed]) {
            Verdict::Short
        } else if has(&[Status::OffTrack, Status::AtRisk]) {
            Verdict::Behind
        } else if has(&[Status::NoData, Status::Stale]) {
            Verdict::Unknown
        } else if has(&[Status::OnTrack]) {
            Verdict::OnTrack
        } else {
            Verdict::Met
        }
    }
}

/// What disagrees, the gravest first.
#[must_use]
pub fn findings(duty: &Duty, proof: &Proof, rules: &Supervision) -> Vec<Finding> {
    if matches!(duty.state, State::Drafted | State::Void | State::Suspended) {
        return Vec::new();
    }
    let verdict = proof.verdict();
    let pace = duty.report.as_ref().map(|report| report.pace);
    let is_said_done = pace == Some(Pace::Done) || matches!(duty.state, State::Submitted | State::Closed);
    let ahead = rules.submission.map_or(0, |rule| rule.percent_ahead);
    let percent = duty.report.as_ref().and_then(|report: &Report| report.percent);
    let runs_ahead = percent.zip(duty.steps_percent()).is_some_and(|(said, done)| said > done.saturating_add(ahead));
    let mut found = Vec::new();
    if is_said_done && matches!(verdict, Verdict::Short | Verdict::Behind) {
        found.push(Finding::DoneButShort);
    }
    if !is_said_done && pace == Some(Pace::OnCourse) && matches!(verdict, Verdict::Short | Verdict::Behind) {
        found.push(Finding::OnCourseButBehind);
    }
    if runs_ahead {
        found.push(Finding::PercentAheadOfSteps);
    }
    if is_said_done && verdict == Verdict::Unknown {
        found.push(Finding::DoneButUnknown);
    }
    if verdict == Verdict::Met && duty.state != State::Closed {
        found.push(Finding::MetButOpen);
    }
    found
}
