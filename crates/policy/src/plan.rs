//! The plan (`plan.toml`): actions → tasks → commitments → targets, who answers for them, and where each stands in
//! the source document.
//!
//! Places in the source count paragraphs from 1 (lines that are not blank, see [`crate::source`]) and characters of
//! the trimmed paragraph from 0, end exclusive.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{number::Number, text::Text};

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    #[schemars(regex(pattern = crate::text::SLUG))]
    pub id: String,
    pub title: Text,
    /// Who issued the document.
    pub issuer: Text,
    #[schemars(with = "String", extend("format" = "date"))]
    pub issued: Date,
    /// First and last year.
    pub from: i16,
    pub to: i16,
    /// Code of the district in the organisation tree.
    pub org: String,
    pub org_name: Text,
    pub source: Source,
    #[serde(rename = "unit")]
    pub units: Vec<Unit>,
    #[serde(rename = "action")]
    pub actions: Vec<Action>,
    #[serde(rename = "task")]
    pub tasks: Vec<Task>,
    #[serde(rename = "safeguard")]
    pub safeguards: Vec<Safeguard>,
    /// Schools and areas that the plan names, by their codes; targets may judge one of them.
    #[serde(default, rename = "named_org")]
    pub named_orgs: Vec<NamedOrg>,
    /// Tables in which the source gives targets year by year.
    #[serde(default, rename = "table")]
    pub tables: Vec<TargetTable>,
    /// Those written here and those of `commitments/*.toml`, in the order of the source.
    #[serde(default, rename = "commitment")]
    pub commitments: Vec<Commitment>,
    /// Parts of the source that are no commitment.
    #[serde(default, rename = "context")]
    pub contexts: Vec<Context>,
    /// How findings of `luoshi plan check` are read until the leadership settles them.
    #[serde(default, rename = "reading")]
    pub readings: Vec<Reading>,
}

/// A school or area that the source names.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedOrg {
    /// Code in the organisation tree.
    pub code: String,
    /// Name as the source writes it.
    pub name: Text,
    /// Where the code comes from, when it is not the official one.
    #[serde(default)]
    pub note: Option<Text>,
}

/// A table of the source with targets year by year.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetTable {
    pub title: Text,
    /// Its title in the source.
    pub place: Place,
    /// Indicators of its lines, in its order.
    pub indicators: Vec<String>,
}

/// `commitments/*.toml`: a part of a long plan in a file of its own.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Commitments {
    #[serde(default, rename = "commitment")]
    pub commitments: Vec<Commitment>,
    #[serde(default, rename = "context")]
    pub contexts: Vec<Context>,
}

/// `language.toml`: how plans write figures, duties, strength and rhythm, so that nothing of a source is overlooked.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// What a figure looks like: numbers, dates, shares, ranks, amounts.
    #[serde(default, rename = "figure")]
    pub figures: Vec<FigurePattern>,
    #[serde(default)]
    pub verbs: Verbs,
    #[serde(default)]
    pub strength: StrengthWords,
    #[serde(default)]
    pub vague: VagueWords,
    #[serde(default, rename = "rhythm")]
    pub rhythms: Vec<RhythmWords>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigurePattern {
    #[schemars(regex(pattern = crate::text::NAME))]
    pub id: String,
    /// What it finds, e.g. percentages.
    pub title: Text,
    /// Regular expression; finds of all patterns that touch or overlap are one figure.
    #[schemars(extend("format" = "regex"))]
    pub pattern: String,
}

/// Words that promise an act.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verbs {
    /// Every occurrence counts …
    pub words: Vec<String>,
    /// … but not inside one of these.
    #[serde(default)]
    pub except: Vec<String>,
}

/// Words that weaken a promise; without one it is required.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StrengthWords {
    pub striven: Vec<String>,
}

/// Words of degree: a result promised with one of them has no measure.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VagueWords {
    pub words: Vec<String>,
}

/// Words that state a rhythm.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RhythmWords {
    pub every: Rhythm,
    pub words: Vec<String>,
}

/// The official document that the plan was read from.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub title: String,
    /// SHA-256 of the source text's paragraphs (see [`crate::source::SourceText::sha256`]).
    pub sha256: String,
    pub paragraphs: usize,
}

/// A range of characters in one paragraph of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Paragraph, from 1.
    pub p: usize,
    /// First character, from 0.
    pub from: usize,
    /// One past the last character.
    pub to: usize,
}

/// A government department, organisation or township (单位).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    #[schemars(regex(pattern = crate::text::SLUG))]
    pub id: String,
    /// Name as the source writes it, e.g. 区教育体育局.
    pub name: Text,
    /// Full official name.
    pub full_name: Text,
    /// Topics (of commitments) that the unit's office covers.
    pub remit: Vec<String>,
    /// Where the source states the unit's duties, if it does.
    #[serde(default)]
    pub duties: Vec<Place>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Action {
    pub number: u32,
    pub title: Text,
    pub place: Place,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Task {
    pub number: u32,
    pub action: u32,
    pub title: Text,
    /// Ids of lead units (牵头单位), in the order of the source.
    pub lead: Vec<String>,
    /// Ids of responsible units (责任单位), in the order of the source.
    pub responsible: Vec<String>,
    #[schemars(with = "String", extend("format" = "date"))]
    pub deadline: Date,
    /// Heading first, then the lines that name units and deadline.
    pub places: Vec<Place>,
}

/// A section of the safeguards (保障措施).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Safeguard {
    pub number: u32,
    pub title: Text,
    pub place: Place,
}

/// One thing that the plan promises.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    /// Stable id, e.g. `t06-public-places`.
    #[schemars(regex(pattern = crate::text::SLUG))]
    pub id: String,
    /// Number of the task it belongs to …
    #[serde(default)]
    pub task: Option<u32>,
    /// … or of the safeguard …
    #[serde(default)]
    pub safeguard: Option<u32>,
    /// … or neither: an overall goal (总体目标).
    pub kind: CommitmentKind,
    /// What is promised, in our own words.
    pub text: Text,
    #[serde(default)]
    pub strength: Strength,
    /// Ids of units named for this one commitment; by default those of the task.
    #[serde(default)]
    pub units: Vec<String>,
    /// What it is about, compared with the remits of units.
    pub topics: Vec<String>,
    /// Day by which it is due; by default the task's deadline.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub due: Option<Date>,
    /// The words of the source that give the date or rhythm, when they are not a calendar date (e.g. Spring Festival).
    #[serde(default)]
    pub due_note: Option<Text>,
    /// Rhythm of a recurring commitment.
    #[serde(default)]
    pub every: Option<Rhythm>,
    /// What is counted, where reports may give a percentage, e.g. places built; without it progress is told in words.
    #[serde(default)]
    pub counted: Option<Text>,
    #[serde(default, rename = "target")]
    pub targets: Vec<Target>,
    pub places: Vec<Place>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CommitmentKind {
    /// Numeric, by period.
    Target,
    /// Something exists or is done by a date.
    Milestone,
    /// Every year, every two years, regularly.
    Recurring,
    /// A rule kept at all times, reviewed each year.
    Standing,
}

/// How strongly the source promises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    #[default]
    Required,
    /// Striven for (力争、争取、鼓励).
    Striven,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rhythm {
    Monthly,
    Termly,
    Yearly,
    EveryTwoYears,
    EveryThreeYears,
    /// The source says "regularly" without a rhythm (定期).
    Regularly,
}

/// A number that must be reached.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    pub indicator: String,
    /// Year of the value that is judged.
    pub period: i16,
    pub comparator: Comparator,
    pub value: Number,
    /// Upper end; only for `between`.
    #[serde(default)]
    pub upper: Option<Number>,
    /// By default the commitment's.
    #[serde(default)]
    pub strength: Option<Strength>,
    /// School or area that is judged; by default the district of the plan.
    #[serde(default)]
    pub org: Option<String>,
    /// Value before the plan, when the source states one.
    #[serde(default)]
    pub baseline: Option<Baseline>,
    /// Place of this very number, when narrower than the commitment's.
    #[serde(default)]
    pub place: Option<Place>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    pub period: i16,
    pub value: Number,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Comparator {
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
    Equal,
    Between,
}

/// A part of the source that promises nothing, and why it is thought so.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Context {
    pub places: Vec<Place>,
    pub reason: Text,
}

/// The reading chosen for a finding of the plan review until the leadership settles it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Id of the finding, as `luoshi plan check` prints it.
    pub finding: String,
    pub chosen: Text,
    pub because: Text,
    /// Unit that should settle it.
    pub to_settle: String,
}

impl Comparator {
    pub const ALL: [Self; 6] =
        [Self::AtLeast, Self::MoreThan, Self::AtMost, Self::LessThan, Self::Equal, Self::Between];

    /// The stable name, as packs and JSON write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AtLeast => "at_least",
            Self::MoreThan => "more_than",
            Self::AtMost => "at_most",
            Self::LessThan => "less_than",
            Self::Equal => "equal",
            Self::Between => "between",
        }
    }

    /// Whether `value` reaches the target.
    #[must_use]
    pub fn holds(self, value: Number, target: Number, upper: Option<Number>) -> bool {
        match self {
            Self::AtLeast => value >= target,
            Self::MoreThan => value > target,
            Self::AtMost => value <= target,
            Self::LessThan => value < target,
            Self::Equal => value == target,
            Self::Between => value >= target && upper.is_none_or(|upper| value <= upper),
        }
    }
}

impl Plan {
    /// The task that a commitment belongs to.
    #[must_use]
    pub fn task(&self, commitment: &Commitment) -> Option<&Task> {
        self.tasks.iter().find(|task| Some(task.number) == commitment.task)
    }

    /// The date that a commitment promises: its own, else its task's deadline.
    #[must_use]
    pub fn promised(&self, commitment: &Commitment) -> Option<Date> {
        commitment.due.or_else(|| Some(self.task(commitment)?.deadline))
    }

    /// Last day on which a target may be reached: the promised date, else the day at which its facts are taken; at the
    /// latest the end of its year, whose value is the one that is judged.
    #[must_use]
    pub fn due(&self, commitment: &Commitment, target: &Target, reference: Date) -> Date {
        self.promised(commitment).unwrap_or(reference).min(Date::constant(target.period, 12, 31))
    }
}

impl Target {
    /// The strength of this target within its commitment.
    #[must_use]
    pub fn strength(&self, commitment: &Commitment) -> Strength {
        self.strength.unwrap_or(commitment.strength)
    }
}
