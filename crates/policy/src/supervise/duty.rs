//! The state of a duty: the fold of its events.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    event::{Event, Opened},
    rules::{Colour, When},
};
use crate::plan::{CommitmentKind, Rhythm};

/// How far a duty has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being prepared (拟办); only whoever runs the plan sees it.
    Drafted,
    /// Given to the unit (交办), not yet acknowledged.
    Assigned,
    /// Acknowledged and worked on (签收、办理中).
    InHand,
    /// Handed in and waiting for verification (待核验).
    Submitted,
    /// Sent back with a reason (退回).
    Returned,
    /// Verified (办结).
    Closed,
    /// Put off by a decision (暂缓).
    Suspended,
    /// Taken back (撤销).
    Void,
}

/// What somebody says of the pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    Done,
    OnCourse,
    Behind,
    Stuck,
}

/// A report of progress (进展).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub pace: Pace,
    pub progress: String,
    /// Only where the plan declares what is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u8>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub problems: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub next: String,
    /// What is asked of the leadership.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
}

/// A step below a duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub title: String,
    /// The unit that does it.
    pub unit: String,
    /// Name of the person, if one is named.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub person: String,
    pub due: Date,
    pub weight: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_on: Option<Date>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShareState {
    Open,
    Reported,
    Merged,
    Returned,
}

/// The part of a co-operating unit (配合单位).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    pub state: ShareState,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_on: Option<Date>,
    /// Why it was sent back.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlipState {
    Open,
    Answered,
    Settled,
}

/// A supervision slip (督办单).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    pub colour: Colour,
    pub cause: When,
    /// What exactly the cause was, so that the same is not raised twice.
    pub mark: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    pub raised_on: Date,
    pub answer_by: Date,
    pub state: SlipState,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_on: Option<Date>,
}

/// How sure somebody is that it will be delivered, apart from where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    High,
    Medium,
    Low,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confidence {
    pub level: Level,
    pub because: String,
    pub by: String,
    pub on: Date,
}

/// An extension asked for (延期申请).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub until: Date,
    pub reason: String,
    pub by: String,
    pub on: Date,
}

/// How good the verifier finds the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    Good,
    Fair,
    Poor,
}

/// What an inspector found on site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inspected {
    Confirmed,
    Partly,
    Refuted,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    pub outcome: Inspected,
    pub words: String,
    pub by: String,
    pub on: Date,
}

/// A leader's instruction (批示) that is not answered yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instruction {
    pub words: String,
    pub by: String,
    pub on: Date,
}

/// What a file is, told by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    Jpeg,
    Png,
    Webp,
    Pdf,
    Docx,
    Xlsx,
    Pptx,
}

/// A file that proves something; kept under its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub sha256: String,
    pub name: String,
    pub kind: FileKind,
    pub bytes: u64,
    /// Whether the place, time and device of the photo were taken out.
    pub stripped: bool,
}

/// A duty as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    pub commitment: String,
    pub year: i16,
    pub kind: CommitmentKind,
    pub every: Option<Rhythm>,
    pub counted: bool,
    /// The unit that leads.
    pub unit: String,
    /// Login of the person in charge in that unit; empty when nobody is named.
    pub person: String,
    pub shares: BTreeMap<String, Share>,
    pub steps: Vec<Step>,
    pub state: State,
    /// The state before it was suspended.
    pub before: Option<State>,
    pub due: Date,
    /// The due day before any extension.
    pub first_due: Date,
    pub assigned_on: Option<Date>,
    pub acknowledged_on: Option<Date>,
    pub report: Option<Report>,
    pub reported_on: Option<Date>,
    pub submitted_on: Option<Date>,
    pub submitted_by: String,
    pub submission: String,
    pub returned_on: Option<Date>,
    pub returns: u32,
    pub closed_on: Option<Date>,
    /// Whether the figures alone closed it.
    pub closed_by_data: bool,
    pub quality: Option<Quality>,
    /// Why it stands where it stands: the reason of the last return, suspension, reopening or taking back.
    pub reason: String,
    pub extension: Option<Asked>,
    pub extensions: u32,
    pub slips: Vec<Slip>,
    pub confidence: Option<Confidence>,
    pub evidence: Vec<Evidence>,
    pub instructions: Vec<Instruction>,
    /// The sample that it was drawn into.
    pub sample: Option<String>,
    pub inspection: Option<Inspection>,
    /// An appeal against its score that nobody decided yet.
    pub appeal: Option<String>,
}

impl State {
    pub const ALL: [Self; 8] = [
        Self::Drafted,
        Self::Assigned,
        Self::InHand,
        Self::Submitted,
        Self::Returned,
        Self::Closed,
        Self::Suspended,
        Self::Void,
    ];

    /// Whether the unit has something to do.
    #[must_use]
    pub const fn is_with_unit(self) -> bool {
        matches!(self, Self::Assigned | Self::InHand | Self::Returned)
    }
}

impl Pace {
    pub const ALL: [Self; 4] = [Self::OnCourse, Self::Done, Self::Behind, Self::Stuck];
}

impl ShareState {
    pub const ALL: [Self; 4] = [Self::Open, Self::Reported, Self::Merged, Self::Returned];
}

impl SlipState {
    pub const ALL: [Self; 3] = [Self::Open, Self::Answered, Self::Settled];
}

impl Level {
    pub const ALL: [Self; 3] = [Self::High, Self::Medium, Self::Low];
}

impl Quality {
    pub const ALL: [Self; 3] = [Self::Good, Self::Fair, Self::Poor];
}

impl Inspected {
    pub const ALL: [Self; 3] = [Self::Confirmed, Self::Partly, Self::Refuted];
}

impl FileKind {
    /// What browsers call it.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        }
    }

    /// Whether a browser shows it.
    #[must_use]
    pub const fn is_shown(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp | Self::Pdf)
    }
}

fn shares(units: &[String]) -> BTreeMap<String, Share> {
    units.iter().map(|unit| (unit.clone(), Share::default())).collect()
}

impl Default for Share {
    fn default() -> Self {
        Self { state: ShareState::Open, words: String::new(), reported_on: None, reason: String::new() }
    }
}

impl Duty {
    /// A new duty, as its first event says.
    #[must_use]
    pub fn open(opened: &Opened) -> Self {
        Self {
            commitment: opened.commitment.clone(),
            year: opened.year,
            kind: opened.kind,
            every: opened.every,
            counted: opened.counted,
            unit: opened.unit.clone(),
            person: String::new(),
            shares: shares(&opened.cooperating),
            steps: Vec::new(),
            state: State::Drafted,
            before: None,
            due: opened.due,
            first_due: opened.due,
            assigned_on: None,
            acknowledged_on: None,
            report: None,
            reported_on: None,
            submitted_on: None,
            submitted_by: String::new(),
            submission: String::new(),
            returned_on: None,
            returns: 0,
            closed_on: None,
            closed_by_data: false,
            quality: None,
            reason: String::new(),
            extension: None,
            extensions: 0,
            slips: Vec::new(),
            confidence: None,
            evidence: Vec::new(),
            instructions: Vec::new(),
            sample: None,
            inspection: None,
            appeal: None,
        }
    }

    /// The duty that a row of events makes, each with who did it and on which day; none when it does not begin with one
    /// that opens.
    pub fn fold<'e>(events: impl IntoIterator<Item = (Date, &'e str, &'e Event)>) -> Option<Self> {
        let mut events = events.into_iter();
        let (_, _, Event::Opened(opened)) = events.next()? else { return None };
        let mut duty = Self::open(opened);
        for (on, by, event) in events {
            duty.apply(event, by, on);
        }
        Some(duty)
    }

    /// What an event changes. Events that were decided always fit; one that names a step or slip that is not there
    /// changes nothing.
    pub fn apply(&mut self, event: &Event, by: &str, on: Date) {
        match event {
            Event::Opened(opened) => *self = Self::open(opened),
            Event::Arranged { due, person, steps, cooperating } => {
                (self.due, self.person, self.steps) = (*due, person.clone(), steps.clone());
                if matches!(self.state, State::Drafted) {
                    self.first_due = *due;
                }
                self.shares.retain(|unit, _| cooperating.contains(unit));
                for unit in cooperating {
                    self.shares.entry(unit.clone()).or_default();
                }
            }
            Event::Assigned => (self.state, self.assigned_on) = (State::Assigned, Some(on)),
            Event::Acknowledged => (self.state, self.acknowledged_on) = (State::InHand, Some(on)),
            Event::Reported(report) => {
                (self.report, self.reported_on) = (Some(report.clone()), Some(on));
                self.instructions.clear();
            }
            Event::ShareReported { unit, words } => {
                let share = Share { words: words.clone(), reported_on: Some(on), ..Share::default() };
                self.shares.insert(unit.clone(), Share { state: ShareState::Reported, ..share });
            }
            Event::ShareMerged { unit } => {
                if let Some(share) = self.shares.get_mut(unit) {
                    share.state = ShareState::Merged;
                }
            }
            Event::ShareReturned { unit, reason } => {
                if let Some(share) = self.shares.get_mut(unit) {
                    (share.state, share.reason) = (ShareState::Returned, reason.clone());
                }
            }
            Event::StepDone { step } => {
                if let Some(step) = self.steps.get_mut(*step) {
                    step.done_on = Some(on);
                }
            }
            Event::EvidenceAdded { file, .. } => self.evidence.push(file.clone()),
            Event::Submitted { words } => {
                (self.state, self.submitted_on) = (State::Submitted, Some(on));
                (self.submitted_by, self.submission) = (by.to_owned(), words.clone());
            }
            Event::Verified { quality, .. } => {
                self.close(on);
                self.quality = Some(*quality);
            }
            Event::Confirmed { .. } => {
                self.close(on);
                self.closed_by_data = true;
            }
            Event::Returned { reason } => {
                (self.state, self.returned_on, self.reason) = (State::Returned, Some(on), reason.clone());
                self.returns += 1;
            }
            Event::Reopened { reason } => {
                (self.state, self.closed_on, self.reason) = (State::InHand, None, reason.clone());
                (self.closed_by_data, self.quality) = (false, None);
            }
            Event::Suspended { decision } => {
                (self.before, self.state, self.reason) = (Some(self.state), State::Suspended, decision.clone());
            }
            Event::Resumed { .. } => self.state = self.before.take().unwrap_or(State::InHand),
            Event::Voided { reason } => (self.state, self.reason) = (State::Void, reason.clone()),
            Event::ExtensionAsked { until, reason } => {
                self.extension = Some(Asked { until: *until, reason: reason.clone(), by: by.to_owned(), on });
            }
            Event::ExtensionGranted { until, .. } => {
                (self.due, self.extension) = (*until, None);
                self.extensions += 1;
            }
            Event::ExtensionRefused { .. } => self.extension = None,
            Event::Rated { level, because } => {
                let because = because.clone();
                self.confidence = Some(Confidence { level: *level, because, by: by.to_owned(), on });
            }
            Event::Commented { .. } => {}
            Event::Instructed { words } => {
                self.instructions.push(Instruction { words: words.clone(), by: by.to_owned(), on });
            }
            Event::Drawn { sample } => self.sample = Some(sample.clone()),
            Event::Inspected { outcome, words } => {
                let words = words.clone();
                self.inspection = Some(Inspection { outcome: *outcome, words, by: by.to_owned(), on });
            }
            Event::Appealed { words } => self.appeal = Some(words.clone()),
            Event::Adjusted { .. } => self.appeal = None,
            Event::SlipRaised { .. } | Event::SlipAnswered { .. } | Event::SlipSettled { .. } => {
                self.apply_slip(event, on);
            }
        }
    }

    fn apply_slip(&mut self, event: &Event, on: Date) {
        match event {
            Event::SlipRaised { colour, cause, mark, words, answer_by } => self.slips.push(Slip {
                colour: *colour,
                cause: *cause,
                mark: mark.clone(),
                words: words.clone(),
                raised_on: on,
                answer_by: *answer_by,
                state: SlipState::Open,
                answer: String::new(),
                answered_on: None,
            }),
            Event::SlipAnswered { slip, words } => {
                if let Some(slip) = self.slips.get_mut(*slip) {
                    (slip.state, slip.answer, slip.answered_on) = (SlipState::Answered, words.clone(), Some(on));
                }
            }
            Event::SlipSettled { slip } => {
                if let Some(slip) = self.slips.get_mut(*slip) {
                    slip.state = SlipState::Settled;
                }
            }
            _ => {}
        }
    }

    /// Closed: what was owed to it is settled with it.
    fn close(&mut self, on: Date) {
        (self.state, self.closed_on, self.extension) = (State::Closed, Some(on), None);
        self.slips.iter_mut().for_each(|slip| slip.state = SlipState::Settled);
        self.instructions.clear();
    }

    /// Whether the day has passed and no result is handed in.
    #[must_use]
    pub fn is_overdue(&self, day: Date) -> bool {
        self.state.is_with_unit() && self.due < day
    }

    /// Whether a unit leads or co-operates.
    #[must_use]
    pub fn names(&self, unit: &str) -> bool {
        self.unit == unit || self.shares.contains_key(unit)
    }

    /// Share of the weight of the steps that are done, in percent; none without steps.
    #[must_use]
    pub fn steps_percent(&self) -> Option<u8> {
        let total: u32 = self.steps.iter().map(|step| step.weight).sum();
        let done: u32 = self.steps.iter().filter(|step| step.done_on.is_some()).map(|step| step.weight).sum();
        u8::try_from((u64::from(done) * 100).checked_div(u64::from(total))?).ok()
    }

    /// The worst slip that is not settled, with its number.
    #[must_use]
    pub fn slip(&self) -> Option<(usize, &Slip)> {
        let open = self.slips.iter().enumerate().filter(|(_, slip)| slip.state != SlipState::Settled);
        open.max_by_key(|(number, slip)| (slip.colour, *number))
    }
}
