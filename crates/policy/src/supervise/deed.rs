//! What can be done to a duty, by whom and when: the tables that [`super::decide()`] reads.

use jiff::civil::Date;

use super::{
    duty::{Evidence, Inspected, Level, Quality, Report, State, Step},
    rules::{Colour, Part, When},
};
use crate::access::Right;

/// What can be done to a duty, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deed {
    Arrange,
    Assign,
    Acknowledge,
    Report,
    ReportShare,
    MergeShare,
    ReturnShare,
    FinishStep,
    AddEvidence,
    Submit,
    Verify,
    Confirm,
    Return,
    Reopen,
    Suspend,
    Resume,
    Void,
    AskExtension,
    GrantExtension,
    RefuseExtension,
    RaiseSlip,
    AnswerSlip,
    SettleSlip,
    Rate,
    Comment,
    Instruct,
    Draw,
    Inspect,
    Appeal,
    Adjust,
}

/// A deed with what it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Breaks the duty down and says who takes part; the due day only while it is drafted.
    Arrange {
        due: Date,
        person: String,
        steps: Vec<Step>,
        cooperating: Vec<String>,
    },
    Assign,
    Acknowledge,
    Report(Report),
    ReportShare {
        unit: String,
        words: String,
    },
    MergeShare {
        unit: String,
    },
    ReturnShare {
        unit: String,
        reason: String,
    },
    FinishStep {
        step: usize,
    },
    AddEvidence {
        file: Evidence,
    },
    Submit {
        words: String,
    },
    Verify {
        quality: Quality,
        words: String,
    },
    /// Closes what the figures prove, in one step.
    Confirm,
    Return {
        reason: String,
    },
    Reopen {
        reason: String,
    },
    Suspend {
        decision: String,
    },
    Resume {
        words: String,
    },
    Void {
        reason: String,
    },
    AskExtension {
        until: Date,
        reason: String,
    },
    GrantExtension {
        words: String,
    },
    RefuseExtension {
        reason: String,
    },
    RaiseSlip {
        colour: Colour,
        cause: When,
        mark: String,
        words: String,
        answer_by: Date,
    },
    AnswerSlip {
        slip: usize,
        words: String,
    },
    SettleSlip {
        slip: usize,
    },
    Rate {
        level: Level,
        because: String,
    },
    Comment {
        words: String,
    },
    Instruct {
        words: String,
    },
    Draw {
        sample: String,
    },
    Inspect {
        outcome: Inspected,
        words: String,
    },
    Appeal {
        words: String,
    },
    Adjust {
        part: Part,
        points: i32,
        words: String,
    },
}

/// Which part somebody has in a duty.
pub(super) enum Side {
    /// Answers for the lead unit.
    Lead,
    /// Answers for a co-operating unit.
    Share,
    /// Answers for either.
    Unit,
    /// Has one of the rights for the whole district.
    Office(&'static [Right]),
    /// Either: answers for a unit, or has one of the rights.
    Anyone(&'static [Right]),
}

/// Who may do it.
pub(super) const fn side(deed: Deed) -> Side {
    use Deed as D;
    match deed {
        D::Acknowledge
        | D::Report
        | D::MergeShare
        | D::ReturnShare
        | D::Submit
        | D::AskExtension
        | D::AnswerSlip
        | D::Appeal => Side::Lead,
        D::ReportShare => Side::Share,
        D::FinishStep | D::AddEvidence => Side::Unit,
        D::Arrange
        | D::Assign
        | D::Reopen
        | D::Suspend
        | D::Resume
        | D::Void
        | D::GrantExtension
        | D::RefuseExtension
        | D::RaiseSlip
        | D::SettleSlip
        | D::Draw
        | D::Adjust => Side::Office(&[Right::Supervise]),
        D::Verify | D::Confirm | D::Return | D::Inspect => Side::Office(&[Right::Verify]),
        D::Rate => Side::Office(&[Right::Supervise, Right::Verify, Right::Instruct]),
        D::Instruct => Side::Office(&[Right::Instruct]),
        D::Comment => Side::Anyone(&[Right::Supervise, Right::Verify, Right::Instruct]),
    }
}

/// In which states it may be done.
pub(super) const fn states(deed: Deed) -> &'static [State] {
    use Deed as D;
    use State as S;
    match deed {
        D::Arrange => &[S::Drafted, S::Assigned, S::InHand, S::Returned],
        D::Assign => &[S::Drafted],
        D::Acknowledge => &[S::Assigned],
        D::Report | D::Submit | D::FinishStep | D::MergeShare | D::ReturnShare => &[S::InHand, S::Returned],
        D::AddEvidence => &[S::InHand, S::Submitted, S::Returned],
        D::Verify | D::Return => &[S::Submitted],
        D::Reopen => &[S::Closed],
        D::Resume => &[S::Suspended],
        D::Void => &[S::Drafted, S::Assigned, S::InHand, S::Submitted, S::Returned, S::Suspended],
        D::ReportShare | D::AskExtension => &[S::Assigned, S::InHand, S::Returned],
        D::Confirm
        | D::Suspend
        | D::GrantExtension
        | D::RefuseExtension
        | D::RaiseSlip
        | D::AnswerSlip
        | D::SettleSlip
        | D::Rate
        | D::Instruct => &[S::Assigned, S::InHand, S::Submitted, S::Returned],
        D::Draw | D::Inspect => &[S::Submitted, S::Closed],
        D::Appeal | D::Adjust => &[S::Assigned, S::InHand, S::Submitted, S::Returned, S::Closed],
        D::Comment => &[S::Assigned, S::InHand, S::Submitted, S::Returned, S::Closed, S::Suspended],
    }
}

impl Deed {
    pub const ALL: [Self; 30] = [
        Self::Arrange,
        Self::Assign,
        Self::Acknowledge,
        Self::Report,
        Self::ReportShare,
        Self::MergeShare,
        Self::ReturnShare,
        Self::FinishStep,
        Self::AddEvidence,
        Self::Submit,
        Self::Verify,
        Self::Confirm,
        Self::Return,
        Self::Reopen,
        Self::Suspend,
        Self::Resume,
        Self::Void,
        Self::AskExtension,
        Self::GrantExtension,
        Self::RefuseExtension,
        Self::RaiseSlip,
        Self::AnswerSlip,
        Self::SettleSlip,
        Self::Rate,
        Self::Comment,
        Self::Instruct,
        Self::Draw,
        Self::Inspect,
        Self::Appeal,
        Self::Adjust,
    ];

    /// Stable name, as forms and texts have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Arrange => "arrange",
            Self::Assign => "assign",
            Self::Acknowledge => "acknowledge",
            Self::Report => "report",
            Self::ReportShare => "report-share",
            Self::MergeShare => "merge-share",
            Self::ReturnShare => "return-share",
            Self::FinishStep => "finish-step",
            Self::AddEvidence => "add-evidence",
            Self::Submit => "submit",
            Self::Verify => "verify",
            Self::Confirm => "confirm",
            Self::Return => "return",
            Self::Reopen => "reopen",
            Self::Suspend => "suspend",
            Self::Resume => "resume",
            Self::Void => "void",
            Self::AskExtension => "ask-extension",
            Self::GrantExtension => "grant-extension",
            Self::RefuseExtension => "refuse-extension",
            Self::RaiseSlip => "raise-slip",
            Self::AnswerSlip => "answer-slip",
            Self::SettleSlip => "settle-slip",
            Self::Rate => "rate",
            Self::Comment => "comment",
            Self::Instruct => "instruct",
            Self::Draw => "draw",
            Self::Inspect => "inspect",
            Self::Appeal => "appeal",
            Self::Adjust => "adjust",
        }
    }
}

impl Command {
    #[must_use]
    pub const fn deed(&self) -> Deed {
        match self {
            Self::Arrange { .. } => Deed::Arrange,
            Self::Assign => Deed::Assign,
            Self::Acknowledge => Deed::Acknowledge,
            Self::Report(_) => Deed::Report,
            Self::ReportShare { .. } => Deed::ReportShare,
            Self::MergeShare { .. } => Deed::MergeShare,
            Self::ReturnShare { .. } => Deed::ReturnShare,
            Self::FinishStep { .. } => Deed::FinishStep,
            Self::AddEvidence { .. } => Deed::AddEvidence,
            Self::Submit { .. } => Deed::Submit,
            Self::Verify { .. } => Deed::Verify,
            Self::Confirm => Deed::Confirm,
            Self::Return { .. } => Deed::Return,
            Self::Reopen { .. } => Deed::Reopen,
            Self::Suspend { .. } => Deed::Suspend,
            Self::Resume { .. } => Deed::Resume,
            Self::Void { .. } => Deed::Void,
            Self::AskExtension { .. } => Deed::AskExtension,
            Self::GrantExtension { .. } => Deed::GrantExtension,
            Self::RefuseExtension { .. } => Deed::RefuseExtension,
            Self::RaiseSlip { .. } => Deed::RaiseSlip,
            Self::AnswerSlip { .. } => Deed::AnswerSlip,
            Self::SettleSlip { .. } => Deed::SettleSlip,
            Self::Rate { .. } => Deed::Rate,
            Self::Comment { .. } => Deed::Comment,
            Self::Instruct { .. } => Deed::Instruct,
            Self::Draw { .. } => Deed::Draw,
            Self::Inspect { .. } => Deed::Inspect,
            Self::Appeal { .. } => Deed::Appeal,
            Self::Adjust { .. } => Deed::Adjust,
        }
    }

    /// What was written, where something has to be.
    pub(super) fn words(&self) -> Option<&str> {
        match self {
            Self::Report(report) => Some(&report.progress),
            Self::ReportShare { words, .. }
            | Self::Submit { words }
            | Self::AnswerSlip { words, .. }
            | Self::Comment { words }
            | Self::Instruct { words }
            | Self::Inspect { words, .. }
            | Self::Appeal { words }
            | Self::Adjust { words, .. }
            | Self::ReturnShare { reason: words, .. }
            | Self::Return { reason: words }
            | Self::Reopen { reason: words }
            | Self::Void { reason: words }
            | Self::AskExtension { reason: words, .. }
            | Self::RefuseExtension { reason: words }
            | Self::Suspend { decision: words }
            | Self::Rate { because: words, .. }
            | Self::RaiseSlip { cause: When::Decided, words, .. } => Some(words),
            _ => None,
        }
    }

    /// Everything that was written.
    pub(super) fn texts(&self) -> Vec<&str> {
        match self {
            Self::Report(report) => vec![&report.progress, &report.problems, &report.next, &report.help],
            Self::Verify { words, .. }
            | Self::Resume { words }
            | Self::GrantExtension { words }
            | Self::RaiseSlip { words, .. } => vec![words],
            Self::Arrange { person, steps, .. } => {
                let steps = steps.iter().flat_map(|step| [step.title.as_str(), &step.person]);
                steps.chain([person.as_str()]).collect()
            }
            other => other.words().into_iter().collect(),
        }
    }
}
