//! `edition.json` and `targets.*`: what the leading group chose to publish, once and for all.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use policy::{
    disclosure::Withheld,
    indicator::Unit,
    number::Number,
    plan::{Comparator, Strength},
    status::{Flag, Status},
    text::Text,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use lake::export::Cell;

/// An edition of the public targets of a plan. It is never changed; a later edition replaces it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Edition {
    /// Counts from 1.
    pub number: i64,
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub published_at: Timestamp,
    /// Facts after this day do not count.
    #[schemars(with = "String", extend("format" = "date"))]
    pub as_of: Date,
    /// What was recorded after this moment was not known.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub known_at: Timestamp,
    /// Whether everything is made up, for demonstration.
    pub synthetic: bool,
    pub publisher: Text,
    pub plan: Text,
    pub area: Area,
    /// What the publisher says of the edition.
    pub note: String,
    /// How the targets are judged.
    pub method: Text,
    /// What is withheld to protect persons.
    pub suppression: Text,
    /// Fewest persons that a published figure rests on; 0 when the pack states none.
    pub min_persons: u64,
    pub commitments: Vec<Commitment>,
    pub indicators: Vec<Indicator>,
    pub targets: Vec<Target>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "EditionArea")]
pub struct Area {
    pub code: String,
    pub name: Text,
}

/// A promise of the plan, as the plan words it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "EditionCommitment")]
pub struct Commitment {
    pub id: String,
    /// Number of the task; none for overall goals and safeguards.
    pub task: Option<u32>,
    pub text: Text,
}

/// What a figure means.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "EditionIndicator")]
pub struct Indicator {
    pub id: String,
    pub title: Text,
    pub meaning: Text,
    pub unit: Unit,
    /// The published source of the definition.
    pub source: String,
    pub decided_by: Text,
}

/// A target and where it stands.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "EditionTarget")]
pub struct Target {
    pub commitment: String,
    pub task: Option<u32>,
    pub indicator: String,
    pub title: Text,
    /// Code of the school or area that is judged.
    pub org: String,
    pub org_name: Text,
    /// Year of the target.
    pub period: i16,
    pub comparator: Comparator,
    pub target: Number,
    pub upper: Option<Number>,
    pub unit: Unit,
    pub strength: Strength,
    #[schemars(with = "String", extend("format" = "date"))]
    pub due: Date,
    /// What is to be reached, in words.
    pub goal: Text,
    pub value: Option<Number>,
    /// The value with its unit, in words.
    pub value_text: Option<Text>,
    /// Year of the value.
    pub value_period: Option<i16>,
    pub numerator: Option<Number>,
    pub denominator: Option<Number>,
    pub withheld: Withheld,
    /// The newest day for which any of the facts behind the value are stated.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub facts_of: Option<Date>,
    pub flags: BTreeSet<Flag>,
    pub status: Status,
    /// The sentence that explains the status.
    pub reason: Text,
}

/// Columns of `targets.csv` and `targets.parquet`.
pub const COLUMNS: [(&str, Cell); 28] = [
    ("edition", Cell::Integer),
    ("as_of", Cell::Date),
    ("commitment", Cell::Text),
    ("task", Cell::Integer),
    ("indicator", Cell::Text),
    ("title", Cell::Text),
    ("title_en", Cell::Text),
    ("org", Cell::Text),
    ("org_name", Cell::Text),
    ("org_name_en", Cell::Text),
    ("period", Cell::Integer),
    ("comparator", Cell::Text),
    ("target", Cell::Decimal),
    ("upper", Cell::Decimal),
    ("unit", Cell::Text),
    ("strength", Cell::Text),
    ("due", Cell::Date),
    ("value", Cell::Decimal),
    ("value_period", Cell::Integer),
    ("numerator", Cell::Decimal),
    ("denominator", Cell::Decimal),
    ("withheld", Cell::Text),
    ("facts_of", Cell::Date),
    ("flags", Cell::Text),
    ("status", Cell::Text),
    ("reason", Cell::Text),
    ("reason_en", Cell::Text),
    ("definition", Cell::Text),
];

impl Edition {
    /// The targets as rows of [`COLUMNS`]; what is not known or withheld is empty.
    #[must_use]
    pub fn rows(&self) -> Vec<Vec<String>> {
        use crate::words::name;
        fn text(value: Option<impl ToString>) -> String {
            value.map(|value| value.to_string()).unwrap_or_default()
        }
        let row = |one: &Target| {
            let definition = self.indicators.iter().find(|indicator| indicator.id == one.indicator);
            vec![
                self.number.to_string(),
                self.as_of.to_string(),
                one.commitment.clone(),
                text(one.task),
                one.indicator.clone(),
                one.title.zh.clone(),
                one.title.en.clone(),
                one.org.clone(),
                one.org_name.zh.clone(),
                one.org_name.en.clone(),
                one.period.to_string(),
                name(&one.comparator),
                one.target.to_string(),
                text(one.upper),
                name(&one.unit),
                name(&one.strength),
                one.due.to_string(),
                text(one.value),
                text(one.value_period),
                text(one.numerator),
                text(one.denominator),
                name(&one.withheld),
                text(one.facts_of),
                one.flags.iter().map(name).collect::<Vec<_>>().join(" "),
                name(&one.status),
                one.reason.zh.clone(),
                one.reason.en.clone(),
                text(definition.map(|one| &one.meaning.zh)),
            ]
        };
        self.targets.iter().map(row).collect()
    }
}
