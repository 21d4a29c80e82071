//! `luoshi status --format json` and `/api/v1/status`.

use jiff::{Timestamp, civil::Date};
use policy::{
    indicator::Unit,
    number::Number,
    plan::{Baseline, Comparator, Strength},
    status::{Flag, Outlook, Status as Word},
};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    services::indicator::{Rests, Standing},
    telling::{Told, estimate},
};

/// Where every target of the plan stands.
#[derive(Serialize, JsonSchema)]
pub struct Status<'a> {
    #[schemars(with = "String", extend("format" = "date"))]
    pub as_of: Date,
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub known_at: Timestamp,
    pub targets: Vec<Target<'a>>,
}

/// One target and where it stands.
#[derive(Serialize, JsonSchema)]
pub struct Target<'a> {
    pub commitment: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<u32>,
    pub indicator: &'a str,
    pub title: &'a str,
    pub org: &'a str,
    pub period: i16,
    pub comparator: Comparator,
    pub target: Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper: Option<Number>,
    pub unit: Unit,
    pub strength: Strength,
    #[schemars(with = "String", extend("format" = "date"))]
    pub due: Date,
    pub baseline: Option<Baseline>,
    pub value: Option<Number>,
    pub value_period: Option<i16>,
    /// The newest day for which any of the facts behind the value are stated.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub facts_of: Option<Date>,
    /// The reconciliation of register and rolls that the value rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reconciliation: Option<Rests>,
    pub numerator: Option<Number>,
    pub denominator: Option<Number>,
    pub gap: Option<Number>,
    pub expected: Option<Number>,
    pub flags: Vec<Flag>,
    pub forecast: Option<Forecast>,
    pub never_reported: bool,
    pub no_owner: bool,
    pub status: Word,
    pub reason: String,
}

/// What the series makes likely for the target's year.
#[derive(Serialize, JsonSchema)]
pub struct Forecast {
    pub value: Number,
    pub low: Number,
    pub high: Number,
    pub outlook: Option<Outlook>,
}

impl<'a> Target<'a> {
    #[must_use]
    pub fn new(told: &Told<'a, '_>) -> Self {
        let standing = told.standing;
        let Standing { commitment, target, indicator, judgement, .. } = standing;
        let judged = judgement.judged.as_ref();
        let open = !standing.is_flagged(Flag::Confidential);
        let figure = standing.figure.as_ref().filter(|_| open);
        let forecast = judgement.forecast.as_ref().and_then(|forecast| forecast.as_ref().ok());
        Self {
            commitment: &commitment.id,
            task: commitment.task,
            indicator: &indicator.id,
            title: &indicator.title.zh,
            org: standing.org,
            period: target.period,
            comparator: target.comparator,
            target: target.value,
            upper: target.upper,
            unit: indicator.unit,
            strength: told.strength(),
            due: standing.due,
            baseline: judgement.baseline.clone(),
            value: judged.filter(|_| open).map(|judged| judged.value),
            value_period: judged.map(|judged| judged.year),
            facts_of: judged.map(|judged| judged.facts_of),
            reconciliation: standing.rests,
            numerator: figure.and_then(|figure| figure.numerator),
            denominator: figure.and_then(|figure| figure.denominator),
            gap: judgement.gap.filter(|_| open),
            expected: judgement.expected,
            flags: judged.iter().flat_map(|judged| judged.flags.iter().copied()).collect(),
            forecast: forecast.map(|forecast| Forecast {
                value: estimate(forecast.value),
                low: estimate(forecast.lower),
                high: estimate(forecast.upper),
                outlook: judgement.outlook,
            }),
            never_reported: judgement.never_reported,
            no_owner: judgement.no_owner,
            status: judgement.status,
            reason: told.reason(),
        }
    }
}
