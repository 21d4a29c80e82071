//! Everything that can happen to a duty.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    duty::{Evidence, Inspected, Level, Quality, Report, Step},
    rules::{Colour, Part, When},
};
use crate::plan::{CommitmentKind, Rhythm};

/// What a duty begins as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    pub commitment: String,
    pub year: i16,
    pub kind: CommitmentKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Rhythm>,
    /// Whether the plan declares what is counted.
    pub counted: bool,
    pub unit: String,
    pub cooperating: Vec<String>,
    pub due: Date,
}

/// Everything that can happen to a duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    Opened(Opened),
    Arranged { due: Date, person: String, steps: Vec<Step>, cooperating: Vec<String> },
    Assigned,
    Acknowledged,
    Reported(Report),
    ShareReported { unit: String, words: String },
    ShareMerged { unit: String },
    ShareReturned { unit: String, reason: String },
    StepDone { step: usize },
    EvidenceAdded { unit: String, file: Evidence },
    Submitted { words: String },
    Verified { quality: Quality, words: String },
    Confirmed { figures: Vec<String> },
    Returned { reason: String },
    Reopened { reason: String },
    Suspended { decision: String },
    Resumed { words: String },
    Voided { reason: String },
    ExtensionAsked { until: Date, reason: String },
    ExtensionGranted { until: Date, words: String },
    ExtensionRefused { reason: String },
    SlipRaised { colour: Colour, cause: When, mark: String, words: String, answer_by: Date },
    SlipAnswered { slip: usize, words: String },
    SlipSettled { slip: usize },
    Rated { level: Level, because: String },
    Commented { words: String },
    Instructed { words: String },
    Drawn { sample: String },
    Inspected { outcome: Inspected, words: String },
    Appealed { words: String },
    Adjusted { part: Part, points: i32, words: String },
}

impl Event {
    /// Stable name, as the log has it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Opened(_) => "opened",
            Self::Arranged { .. } => "arranged",
            Self::Assigned => "assigned",
            Self::Acknowledged => "acknowledged",
            Self::Reported(_) => "reported",
            Self::ShareReported { .. } => "share_reported",
            Self::ShareMerged { .. } => "share_merged",
            Self::ShareReturned { .. } => "share_returned",
            Self::StepDone { .. } => "step_done",
            Self::EvidenceAdded { .. } => "evidence_added",
            Self::Submitted { .. } => "submitted",
            Self::Verified { .. } => "verified",
            Self::Confirmed { .. } => "confirmed",
            Self::Returned { .. } => "returned",
            Self::Reopened { .. } => "reopened",
            Self::Suspended { .. } => "suspended",
            Self::Resumed { .. } => "resumed",
            Self::Voided { .. } => "voided",
            Self::ExtensionAsked { .. } => "extension_asked",
            Self::ExtensionGranted { .. } => "extension_granted",
            Self::ExtensionRefused { .. } => "extension_refused",
            Self::SlipRaised { .. } => "slip_raised",
            Self::SlipAnswered { .. } => "slip_answered",
            Self::SlipSettled { .. } => "slip_settled",
            Self::Rated { .. } => "rated",
            Self::Commented { .. } => "commented",
            Self::Instructed { .. } => "instructed",
            Self::Drawn { .. } => "drawn",
            Self::Inspected { .. } => "inspected",
            Self::Appealed { .. } => "appealed",
            Self::Adjusted { .. } => "adjusted",
        }
    }

    /// Every name, in the order of a life.
    pub const NAMES: [&str; 31] = [
        "opened",
        "arranged",
        "assigned",
        "acknowledged",
        "reported",
        "share_reported",
        "share_merged",
        "share_returned",
        "step_done",
        "evidence_added",
        "submitted",
        "verified",
        "confirmed",
        "returned",
        "reopened",
        "suspended",
        "resumed",
        "voided",
        "extension_asked",
        "extension_granted",
        "extension_refused",
        "slip_raised",
        "slip_answered",
        "slip_settled",
        "rated",
        "commented",
        "instructed",
        "drawn",
        "inspected",
        "appealed",
        "adjusted",
    ];
}
