//! Words against figures: what a unit says, and what is computed from the data that it or others handed in.

use serde::{Deserialize, Serialize};

use super::{
    duty::{Duty, Pace, State},
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

/// What is claimed of a duty, as far as figures can deny it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    Nothing,
    OnCourse,
    Done,
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

    /// Whether it denies every claim that all goes well.
    #[must_use]
    pub const fn denies(self) -> bool {
        matches!(self, Self::Behind | Self::Short)
    }
}

impl Claim {
    pub const ALL: [Self; 3] = [Self::Nothing, Self::OnCourse, Self::Done];

    #[must_use]
    pub const fn is_denied_by(self, verdict: Verdict) -> bool {
        !matches!(self, Self::Nothing) && verdict.denies()
    }
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
    let (verdict, claim) = (proof.verdict(), duty.claim());
    let open = !matches!(duty.state, State::Drafted | State::Void | State::Suspended | State::Closed);
    let found = [
        (claim.is_denied_by(verdict) && claim == Claim::Done, Finding::DoneButShort),
        (claim.is_denied_by(verdict) && claim == Claim::OnCourse, Finding::OnCourseButBehind),
        (duty.ahead() > rules.most_ahead(), Finding::PercentAheadOfSteps),
        (claim == Claim::Done && verdict == Verdict::Unknown, Finding::DoneButUnknown),
        (open && verdict == Verdict::Met, Finding::MetButOpen),
    ];
    found.into_iter().filter_map(|(holds, finding)| holds.then_some(finding)).collect()
}

impl Duty {
    /// What is claimed of it: by handing it in, else by the last report. Of a draft, and of what is put off or taken back,
    /// nothing is.
    #[must_use]
    pub fn claim(&self) -> Claim {
        match (self.state, self.report.as_ref().map(|report| report.pace)) {
            (State::Drafted | State::Void | State::Suspended, _) => Claim::Nothing,
            (State::Submitted | State::Closed, _) | (_, Some(Pace::Done)) => Claim::Done,
            (_, Some(Pace::OnCourse)) => Claim::OnCourse,
            (_, Some(Pace::Behind | Pace::Stuck) | None) => Claim::Nothing,
        }
    }

    /// Percentage points by which the reported percentage runs ahead of the steps that are done.
    #[must_use]
    pub fn ahead(&self) -> u8 {
        if matches!(self.state, State::Drafted | State::Void | State::Suspended) {
            return 0;
        }
        let said = self.report.as_ref().and_then(|report| report.percent);
        said.zip(self.steps_percent()).map_or(0, |(said, done)| said.saturating_sub(done))
    }
}

impl Supervision {
    /// Percentage points by which a reported percentage may run ahead of the steps that are done.
    #[must_use]
    pub fn most_ahead(&self) -> u8 {
        self.submission.map_or(0, |rule| rule.percent_ahead)
    }
}
