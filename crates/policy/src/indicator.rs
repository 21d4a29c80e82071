//! Indicator declarations (`indicators/*.toml` with `.sql`): how a figure follows from rows.
//!
//! An indicator is one query that lists what is counted, one row per counted thing, with the columns
//!
//! | column | meaning |
//! | --- | --- |
//! | `org` | code of the school or area the row belongs to; NULL for the district as a whole |
//! | `num` | what the row adds to the numerator (integer or decimal, so that sums are exact) |
//! | `den` | what the row adds to the denominator |
//! | `estimated` | may be left out; true when the row rests on an estimate, which flags the figure |
//! | `persons` | may be left out; persons that the row stands for when it is not about one (a school with its pupils): small groups are told by them |
//! | others | shown in the drill-down, each with the privacy class of the columns that it is made of |
//!
//! The engine sums `num` and `den` per org and up the tree, so the figure and the rows behind it can never disagree.
//! To add an indicator, write one `.toml`, one `.sql` and one `.cases.toml` in `indicators/` of a pack.

use std::collections::BTreeMap;

use jiff::{civil::Date, fmt::strtime::BrokenDownTime};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::{number::Number, text::Text};

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Equals the file name.
    #[schemars(regex(pattern = crate::text::NAME))]
    pub id: String,
    pub title: Text,
    /// What the figure says, in words an official can check, with numerator and denominator.
    pub meaning: Text,
    pub kind: Kind,
    pub unit: Unit,
    pub direction: Direction,
    /// Digits after the point when shown.
    #[serde(default)]
    pub decimals: u32,
    /// Levels of the organisation tree that get a value.
    #[serde(default = "district_level")]
    pub levels: Vec<Level>,
    /// Month and day (`MM-DD`) of the year at which the facts are taken (统计时点).
    #[serde(default = "year_end")]
    #[schemars(regex(pattern = r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"))]
    pub reference: String,
    /// Largest believable change from one year to the next, in units of the indicator; more is flagged `large_step`,
    /// unless the definition changed in that year.
    #[serde(default)]
    pub max_step: Option<Number>,
    /// Another indicator that counts the same thing from another source; it is shown beside this one.
    #[serde(default)]
    pub compared_with: Option<String>,
    /// What needs the figure besides targets, standards and other indicators.
    #[serde(default, rename = "use")]
    pub used_for: Option<Text>,
    /// For `unit = "grade"`: the code list that names the value.
    #[serde(default)]
    pub codes: Option<String>,
    /// Oldest first.
    #[serde(rename = "version")]
    pub versions: Vec<Version>,
}

fn district_level() -> Vec<Level> {
    vec![Level::District]
}

fn year_end() -> String {
    "12-31".into()
}

/// One definition of an indicator and the time from which it holds.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Version {
    /// First year (period) that the definition holds for.
    pub from: i16,
    /// Whether a series may be drawn through the change; `true` shows a break (口径调整).
    #[serde(default)]
    pub breaks_series: bool,
    /// The published source of the definition.
    pub source: String,
    /// Who decided the definition; for changed definitions also why.
    pub decided_by: Text,
    /// Whether a person has checked the source, or the threshold is a parameter still to be confirmed.
    #[serde(default)]
    pub unverified: bool,
    /// The `.sql` file beside this one; none for `kind = "manual"`.
    #[serde(default)]
    pub sql: Option<String>,
    /// Values of `$name` in the SQL, besides the built-in `$year` (integer) and `$reference` (date).
    #[serde(default)]
    pub params: BTreeMap<String, Param>,
    #[serde(default, rename = "read")]
    pub reads: Vec<Read>,
}

/// A parameter of an indicator's query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Param {
    Number(Number),
    Text(String),
}

/// A table that the query reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Read {
    /// A dataset, as it was effective at the reference date …
    #[serde(default)]
    pub dataset: Option<String>,
    /// … or the values of another indicator for the same year: `(org, level, numerator, denominator, value)`.
    #[serde(default)]
    pub indicator: Option<String>,
    /// … or the rules of a standard: `(rule, stage, indicator, comparator, value, floor)`.
    #[serde(default)]
    pub standard: Option<String>,
    /// Reads what was effective this many years before the reference date; a ledger is always read in its newest form.
    #[serde(default)]
    pub years_ago: u8,
    /// Without data the table is empty and the query says what follows; by default there is then no figure at all.
    #[serde(default)]
    pub optional: bool,
    /// Table name in the query; by default the name of what is read.
    #[serde(default, rename = "as")]
    #[schemars(regex(pattern = crate::text::NAME))]
    pub alias: Option<String>,
}

/// How `num` and `den` become the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Σ num ÷ Σ den (× 100 when the unit is percent).
    Ratio,
    /// Σ num; `den` is not used.
    Sum,
    /// Size-weighted coefficient of variation (校际差异系数) of num ÷ den over the schools, weights den.
    CoefficientOfVariation,
    /// The single row's `num`; rows of lower levels are not added up (a rank, a grade, a published rate).
    Value,
    /// Entered by hand with a date, a person and evidence, because no dataset can exist.
    Manual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Percent,
    Ratio,
    /// Persons (人).
    Persons,
    /// Schools (所).
    Schools,
    /// Places (个学位).
    Places,
    /// Things counted (个).
    Count,
    /// Position, 1 is best (名).
    Rank,
    /// Position in a code list, the first is best (等级).
    Grade,
    /// 万元.
    TenThousandYuan,
    Yuan,
    SquareMetres,
    Years,
    Hours,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better.
    Rising,
    /// Less is better (ranks, dropouts).
    Falling,
    /// Inside a range is better.
    Neutral,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    District,
    Township,
    School,
}

/// Worked cases (`indicators/ID.cases.toml`): small tables with answers computed by hand.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cases {
    #[serde(rename = "case")]
    pub cases: Vec<Case>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub title: Text,
    pub year: i16,
    /// Table name → CSV with a header of column names; columns left out are NULL.
    pub tables: BTreeMap<String, String>,
    #[serde(rename = "expect")]
    pub expects: Vec<Expect>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// Code of a school or township of the case; none for the district.
    #[serde(default)]
    pub org: Option<String>,
    #[serde(default)]
    pub numerator: Option<Number>,
    #[serde(default)]
    pub denominator: Option<Number>,
    /// None: the figure has no data.
    #[serde(default)]
    pub value: Option<Number>,
}

/// Thresholds of an evaluation standard (`standards/*.toml`).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    #[schemars(regex(pattern = crate::text::NAME))]
    pub id: String,
    pub title: Text,
    pub source: String,
    #[serde(rename = "rule")]
    pub rules: Vec<Rule>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    #[schemars(regex(pattern = crate::text::NAME))]
    pub id: String,
    pub title: Text,
    /// Indicator that is compared.
    pub indicator: String,
    /// Part of the school that the rule is for (`primary`, `junior` …).
    #[serde(default)]
    pub stage: Option<String>,
    pub comparator: crate::plan::Comparator,
    pub value: Number,
    /// Share of `value` below which the rule fails without appeal (e.g. `0.85`).
    #[serde(default)]
    pub floor: Option<Number>,
    #[serde(default)]
    pub unverified: bool,
}

/// Public holidays and make-up working days (`calendar/YYYY.toml`), from the yearly notice of the State Council.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarYear {
    pub year: i16,
    pub source: String,
    /// Days off, as ISO dates.
    #[schemars(schema_with = "dates")]
    pub holidays: Vec<Date>,
    /// Weekend days worked (调休上班).
    #[schemars(schema_with = "dates")]
    pub workdays: Vec<Date>,
}

fn dates(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": { "type": "string", "format": "date" } })
}

/// The day `MM-DD` of a year, as [`Indicator::reference`] names one; 29 February of a common year is the 28th.
///
/// # Errors
/// For a year that no date can have, or a day that is no `MM-DD`, which reading a pack excludes.
pub fn day(year: i16, month_day: &str) -> Result<Date, jiff::Error> {
    let named = BrokenDownTime::parse("%m-%d", month_day)?;
    let first = Date::new(year, named.month().unwrap_or(1), 1)?;
    Date::new(year, first.month(), named.day().unwrap_or(1).min(first.days_in_month()))
}

impl Indicator {
    /// The definition that holds for a year; `None` before the first.
    #[must_use]
    pub fn version(&self, year: i16) -> Option<&Version> {
        self.versions.iter().rev().find(|version| version.from <= year)
    }

    /// Whether the change from the year before to a year is larger than believable: a reason to look at the data, not
    /// to doubt the definition. Across a break in the series nothing is compared.
    #[must_use]
    pub fn is_large_step(&self, before: Number, year: i16, value: Number) -> bool {
        let breaks = self.version(year).is_some_and(|version| version.from == year && version.breaks_series);
        !breaks && self.max_step.is_some_and(|most| (value.0 - before.0).abs() > most.0)
    }
}
