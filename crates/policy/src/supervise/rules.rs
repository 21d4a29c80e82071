//! `supervision.toml`: what is for people to decide about supervision. A section that is left out sets no rule. The pack with
//! the plan replaces the sections that it writes, whole, and keeps the others of the pack that it extends.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{duty::FileKind, open::day_of, visit::VisitRules};
use crate::{
    calendar::{Calendar, UnknownYear},
    plan::{CommitmentKind, Rhythm},
    text::Text,
};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Supervision {
    /// Unit of the plan that leads what the source charges nobody with.
    #[serde(default)]
    pub lead: Option<String>,
    #[serde(default)]
    pub opens: Option<Opens>,
    /// Reporting rounds of a year.
    #[serde(default, rename = "round")]
    pub rounds: Vec<Round>,
    #[serde(default)]
    pub submission: Option<Submission>,
    #[serde(default)]
    pub extension: Option<ExtensionRules>,
    #[serde(default)]
    pub evidence: Option<EvidenceRules>,
    #[serde(default, rename = "notice")]
    pub notices: Vec<NoticeRule>,
    #[serde(default)]
    pub quiet: Option<Quiet>,
    /// Supervision slips (督办单) by colour, the mildest first.
    #[serde(default, rename = "slip")]
    pub slips: Vec<SlipRule>,
    #[serde(default)]
    pub score: Option<Scheme>,
    /// Visits of linked leaders (挂钩领导) to schools.
    #[serde(default)]
    pub visits: Option<VisitRules>,
}

/// In which years a commitment becomes a duty, by its kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Opens {
    pub target: Span,
    pub milestone: Span,
    pub recurring: Span,
    pub standing: Span,
    /// Month and day (`MM-DD`) by which a year's part is due when the plan names no day in that year.
    #[schemars(regex(pattern = r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"))]
    pub year_end: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Every year of the plan.
    EveryYear,
    /// Every year of which a target is declared.
    TargetYears,
    /// Every year up to the one in which it is due.
    UntilDue,
    /// Only the year in which it is due.
    DueYear,
    /// As its rhythm says, counted from the first year of the plan.
    Rhythm,
    Never,
}

/// A reporting round: from when on and by when a report is expected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Round {
    #[schemars(regex(pattern = crate::text::NAME))]
    pub id: String,
    pub title: Text,
    /// Kinds of commitments that report in it.
    pub kinds: Vec<CommitmentKind>,
    /// Only commitments of these rhythms; left out: all of the kinds.
    #[serde(default)]
    pub every: Vec<Rhythm>,
    /// Month and day (`MM-DD`) from which on a report belongs to the round.
    #[schemars(regex(pattern = r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"))]
    pub opens: String,
    /// Month and day by which it is due; one that is no working day moves to the next.
    #[schemars(regex(pattern = r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"))]
    pub due: String,
}

/// What must be there before a result is handed in for verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// Every step is done.
    pub steps: bool,
    /// Every co-operating unit has reported its share, and the lead unit has merged it.
    pub shares: bool,
    /// At least one file proves it, unless the figures do.
    pub evidence: bool,
    /// Percentage points by which a reported percentage may run ahead of the steps done.
    #[schemars(range(max = 100))]
    pub percent_ahead: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtensionRules {
    /// How often the date of a duty may be put off.
    pub most: u32,
    /// Calendar days by which one extension may put it off at most.
    pub most_days: u32,
    /// Working days before the due day by which it has to be asked for.
    #[schemars(range(max = 60))]
    pub before_workdays: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceRules {
    /// Kinds of files that are taken, told by their content.
    pub kinds: Vec<FileKind>,
    /// Size of one file in megabytes.
    #[schemars(range(min = 1, max = 20))]
    pub most_megabytes: u32,
}

/// When somebody is told something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeRule {
    #[schemars(regex(pattern = crate::text::NAME))]
    pub id: String,
    /// Counted from which day.
    pub when: WhenNotice,
    /// Working days after it; before it when negative.
    #[schemars(range(min = -60, max = 250))]
    pub workdays: i32,
    pub to: Vec<Recipient>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhenNotice {
    /// The day a duty was assigned, until it is acknowledged.
    Assigned,
    /// The due day of a duty that is not handed in.
    Due,
    /// The due day of a reporting round without a report.
    Round,
    /// The day a result was returned.
    Returned,
    /// The day a result was handed in, until it is verified.
    Submitted,
    /// The day an extension was asked for, until it is decided.
    Extension,
    /// The day by which a slip is to be answered.
    Slip,
    /// The day of an instruction by a leader, until a report answers it.
    Instruction,
    /// The day by which a problem found on a visit is to be solved, until its unit has answered.
    Problem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// Liaisons of the lead unit.
    Unit,
    /// Liaisons of the co-operating units.
    Cooperating,
    /// Whoever runs the plan.
    Planner,
    /// Heads of the lead unit (责任单位负责人).
    UnitLeader,
    /// Leaders linked to the lead unit (挂钩领导); of a problem found on a visit, whoever found it.
    LinkedLeader,
    /// Leaders of the district (领导小组).
    LeadingGroup,
}

/// Hours in which nobody is written to; what falls due in them goes out at their end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quiet {
    /// Time of day (`HH:MM`) from which on it is quiet …
    #[schemars(regex(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$"))]
    pub from: String,
    /// … until this one.
    #[schemars(regex(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$"))]
    pub until: String,
    /// Whether days that are not worked are quiet as a whole.
    pub days_off: bool,
}

/// Colours of supervision slips, the mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    Blue,
    Yellow,
    Red,
}

/// When a slip of a colour is raised, and what is owed to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SlipRule {
    pub colour: Colour,
    pub title: Text,
    /// Working days within which it is to be answered.
    #[schemars(range(max = 60))]
    pub answer_workdays: u32,
    /// Who is told of it, besides those whom the notices counted from slips name.
    pub to: Vec<Recipient>,
    pub causes: Vec<Cause>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    pub when: When,
    /// Working days: before the due day for `near_due`, past the day for all others.
    #[serde(default)]
    #[schemars(range(max = 250))]
    pub workdays: u32,
    /// How often, for `returned`.
    #[serde(default)]
    #[schemars(range(max = 20))]
    pub times: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// The due day is near and no result is handed in.
    NearDue,
    /// Assigned and not acknowledged.
    Unacknowledged,
    /// A reporting round passed without a report.
    RoundMissed,
    /// The figures are behind their trajectory.
    Behind,
    /// Words and figures disagree.
    Contradicted,
    /// The result was returned so many times.
    Returned,
    /// The due day has passed without a result and without an extension asked for.
    Overdue,
    /// A milder slip was not answered in time.
    Unanswered,
    /// Raised by a person, who says why; never by rule.
    Decided,
}

/// How units are scored (考核计分). Every part starts with its weight; points are added per duty of the unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    #[schemars(range(max = 100))]
    pub timeliness: u32,
    #[schemars(range(max = 100))]
    pub quality: u32,
    #[schemars(range(max = 100))]
    pub result: u32,
    #[serde(rename = "point")]
    pub points: Vec<OccasionRule>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Timeliness,
    Quality,
    Result,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OccasionRule {
    pub on: Occasion,
    pub part: Part,
    #[schemars(range(min = -100, max = 100))]
    pub points: i32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    SubmittedLate,
    Returned,
    SlipBlue,
    SlipYellow,
    SlipRed,
    AnsweredLate,
    ExtensionGranted,
    VerifiedGood,
    VerifiedPoor,
    ClosedByData,
    Reopened,
    SampleConfirmed,
    SampleRefuted,
    /// A person corrected the score; the points are those of the correction.
    Adjusted,
}

impl Colour {
    pub const ALL: [Self; 3] = [Self::Blue, Self::Yellow, Self::Red];
}

impl When {
    pub const ALL: [Self; 9] = [
        Self::NearDue,
        Self::Unacknowledged,
        Self::RoundMissed,
        Self::Behind,
        Self::Contradicted,
        Self::Returned,
        Self::Overdue,
        Self::Unanswered,
        Self::Decided,
    ];
}

impl WhenNotice {
    pub const ALL: [Self; 9] = [
        Self::Assigned,
        Self::Due,
        Self::Round,
        Self::Returned,
        Self::Submitted,
        Self::Extension,
        Self::Slip,
        Self::Instruction,
        Self::Problem,
    ];
}

impl Part {
    pub const ALL: [Self; 3] = [Self::Timeliness, Self::Quality, Self::Result];
}

impl Supervision {
    /// Takes over the sections that a pack which extends another writes.
    pub fn extend(&mut self, more: Self) {
        fn list<T>(own: &mut Vec<T>, more: Vec<T>) {
            if !more.is_empty() {
                *own = more;
            }
        }
        self.lead = more.lead.or(self.lead.take());
        self.opens = more.opens.or(self.opens.take());
        self.submission = more.submission.or(self.submission.take());
        self.extension = more.extension.or(self.extension.take());
        self.evidence = more.evidence.or(self.evidence.take());
        self.quiet = more.quiet.or(self.quiet.take());
        self.score = more.score.or(self.score.take());
        self.visits = more.visits.or(self.visits);
        list(&mut self.rounds, more.rounds);
        list(&mut self.notices, more.notices);
        list(&mut self.slips, more.slips);
    }

    /// The rule for slips of a colour.
    #[must_use]
    pub fn slip(&self, colour: Colour) -> Option<&SlipRule> {
        self.slips.iter().find(|rule| rule.colour == colour)
    }
}

impl Round {
    /// Whether a commitment of this kind and rhythm reports in the round.
    #[must_use]
    pub fn asks(&self, kind: CommitmentKind, every: Option<Rhythm>) -> bool {
        self.kinds.contains(&kind) && (self.every.is_empty() || every.is_some_and(|one| self.every.contains(&one)))
    }

    /// First and last day of the round in a year; a last day before the first is of the next year.
    ///
    /// # Errors
    /// When the pack holds no calendar of the year.
    pub fn days(&self, year: i16, calendar: Calendar<'_>) -> Result<(Date, Date), UnknownYear> {
        let opens = day_of(year, &self.opens);
        let due = day_of(year, &self.due);
        let due = if due < opens { day_of(year.saturating_add(1), &self.due) } else { due };
        Ok((opens, calendar.next_workday(due)?))
    }
}
