//! What a template may say: everything in words, as a Chinese document writes it, every figure with its page.
//!
//! A [`Figure`] or [`Count`] written into a text becomes its words with a link to its page. Lists are in the order of the
//! plan unless they say otherwise. docs/packs.md has the table of all fields; a test compares.

use schemars::JsonSchema;
use serde::Serialize;

/// A figure or a sentence that rests on figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Figure {
    pub text: String,
    /// Path of the page that shows what it is made of.
    pub page: String,
}

/// How many.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Count {
    pub number: usize,
    pub page: String,
}

#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Facts {
    pub plan: Plan,
    /// The day of the document, as people write it.
    pub day: String,
    pub year: i16,
    pub month: i8,
    /// Year of the targets that the document is about; none when it is about all of them.
    pub period: Option<i16>,
    /// The unit that leads most tasks and writes the documents, by its full name.
    pub office: String,
    /// Day by which an answer is owed, where the template asks for one.
    pub answer_by: Option<String>,
    /// Where the targets stand.
    pub counts: Counts,
    pub targets: Vec<Target>,
    /// Targets that are missed, off track or at risk, the worst first.
    pub behind: Vec<Target>,
    /// Targets whose figures are missing or out of date.
    pub unreported: Vec<Target>,
    /// Targets that are met, and those on their way.
    pub reached: Vec<Target>,
    pub actions: Vec<Action>,
    /// Units that answer for something, the one that owes most first.
    pub units: Vec<Unit>,
    /// What falls due from the day on, the nearest first.
    pub deadlines: Vec<Deadline>,
    /// What is to be reported, the most urgent first.
    pub reports: Vec<Report>,
    /// The indicators of the tables of the plan through the years.
    pub trends: Vec<Trend>,
    /// The edition in force, where something is published.
    pub edition: Option<Edition>,
    /// Files of missing children, where the pack has rules for them.
    pub missing: Option<Missing>,
    /// The unit that the document is about, for `subject = "unit"`.
    pub unit: Option<Unit>,
    /// What the document asks for, for `subject = "commitment"`.
    pub order: Option<Order>,
}

#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Plan {
    pub title: String,
    /// The title without what stands in brackets at its end.
    pub name: String,
    pub issuer: String,
    /// Name of the district.
    pub area: String,
    pub from: i16,
    pub to: i16,
    pub actions: Count,
    pub tasks: Count,
    pub commitments: Count,
}

/// How many targets stand where; `owed` are those that somebody must do something about.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Counts {
    pub total: Count,
    pub met: Count,
    pub on_track: Count,
    pub at_risk: Count,
    pub off_track: Count,
    pub missed: Count,
    pub stale: Count,
    pub no_data: Count,
    pub owed: Count,
}

#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Target {
    pub title: String,
    /// The school or area that is judged.
    pub about: String,
    pub period: i16,
    pub goal: String,
    /// Whether the plan only strives for it.
    pub striven: bool,
    pub due: String,
    /// Days to the day it is due; negative when that day is past.
    pub days_left: i64,
    pub value: Option<Figure>,
    /// Year of the value.
    pub value_year: Option<i16>,
    /// Distance to the target.
    pub gap: Option<String>,
    /// What the straight way to the target wants by now.
    pub expected: Option<String>,
    pub forecast: Option<String>,
    /// `met`, `on_track`, `at_risk`, `off_track`, `missed`, `stale` or `no_data`.
    pub status: String,
    pub status_word: String,
    /// The sentence that explains the status.
    pub reason: Figure,
    /// Id and text of the commitment.
    pub commitment: String,
    pub promise: String,
    /// Number and title of the task, where there is one.
    pub task: Option<u32>,
    pub task_title: Option<String>,
    /// Names of the units that lead and that answer.
    pub lead: Vec<String>,
    pub responsible: Vec<String>,
}

/// Files of missing children: numbers, and nobody's name.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Missing {
    /// Day of the facts of the last reconciliation, where there was one.
    pub facts_of: Option<String>,
    pub total: Files,
    /// Townships with a file.
    pub townships: Vec<Files>,
}

/// How many files of missing children there are.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Files {
    /// Name of the township; empty for the total.
    pub name: String,
    pub files: Count,
    pub open: Count,
    pub overdue: Count,
    pub claimed: Count,
    pub followed: Count,
    pub by_roll: Count,
    pub by_evidence: Count,
    /// Children who were missing more than once.
    pub again: Count,
}

#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Action {
    pub number: u32,
    pub title: String,
    pub counts: Counts,
    pub tasks: Vec<Task>,
    /// Targets of the action by where they stand.
    pub reached: Vec<Target>,
    pub behind: Vec<Target>,
    pub unreported: Vec<Target>,
}

#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Task {
    pub number: u32,
    pub title: Figure,
    pub deadline: String,
    pub lead: Vec<String>,
    pub responsible: Vec<String>,
    pub counts: Counts,
}

#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Unit {
    pub id: String,
    pub name: String,
    pub full_name: String,
    /// Targets that it answers for, and those of them that it must do something about.
    pub total: Count,
    pub owed: Count,
    /// Tasks that it leads and tasks that it answers for.
    pub leads: Vec<Task>,
    pub answers: Vec<Task>,
    pub targets: Vec<Target>,
    pub behind: Vec<Target>,
    /// What else it promised, without a figure.
    pub commitments: Vec<Commitment>,
    /// What it reports.
    pub reports: Vec<Report>,
}

#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Commitment {
    pub id: String,
    pub text: Figure,
    /// What kind of promise it is, as a word.
    pub kind: String,
    pub task: Option<u32>,
    pub task_title: Option<String>,
    pub due: Option<String>,
    pub lead: Vec<String>,
    pub responsible: Vec<String>,
}

#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Deadline {
    pub day: String,
    pub days_left: i64,
    pub text: Figure,
    pub lead: Vec<String>,
    pub responsible: Vec<String>,
}

#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Report {
    pub title: Figure,
    /// Who reports: a unit, the schools or the townships.
    pub from: String,
    /// Day on which the facts hold, and the last day to hand them in.
    pub as_of: String,
    pub by: String,
    /// `overdue`, `never`, `due_soon`, `not_due` or `up_to_date`, and the word for it.
    pub state: String,
    pub state_word: String,
    /// Schools or townships that are asked, and those that have handed in.
    pub asked: Option<usize>,
    pub handed_in: Option<usize>,
    /// Names of those that have not.
    pub missing: Vec<String>,
}

#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Trend {
    pub indicator: String,
    pub title: String,
    /// The unit of its figures, as a word.
    pub unit: String,
    /// Name of its chart, for `!chart`.
    pub chart: String,
    pub points: Vec<Point>,
}

#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Point {
    pub year: i16,
    pub value: Option<Figure>,
    pub goal: Option<String>,
    /// The value and the goal as numbers, for the chart.
    pub number: Option<f64>,
    pub goal_number: Option<f64>,
}

#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Edition {
    pub number: Count,
    pub day: String,
}

/// What a supervision order asks for.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Order {
    pub commitment: Commitment,
    /// Its targets, and those of them that are behind.
    pub targets: Vec<Target>,
    pub behind: Vec<Target>,
    /// Full names of the units that are asked: those that lead, else those that answer.
    pub to: Vec<String>,
    /// Whether the day it was due is past, and by how many days.
    pub overdue: bool,
    pub days_late: i64,
    /// The duty that is pressed for, where the order is about one unit's duty.
    pub duty: Option<Duty>,
}

/// A duty of a unit, as supervision has it.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Duty {
    /// Name of the unit, and the state in words, which leads to the duty.
    pub unit: String,
    pub state: Figure,
    pub year: i16,
    pub due: String,
    pub returns: u32,
    /// The gravest slip that is not settled.
    pub slip: Option<Slip>,
    /// What the unit said last.
    pub said: Option<Said>,
}

#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Slip {
    pub title: String,
    /// `blue`, `yellow` or `red`.
    pub colour: String,
    pub cause: String,
    /// What whoever raised it wrote; empty for one that the rules raised.
    pub words: String,
    pub raised: String,
    pub answer_by: String,
}

#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Said {
    pub on: String,
    pub pace: String,
    pub progress: String,
    /// Empty where nothing was said.
    pub problems: String,
    pub next: String,
}
