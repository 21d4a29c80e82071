//! `luoshi indicator list --format json`, `/api/v1/indicators` and the figures of one.

use jiff::{Timestamp, civil::Date};
use lake::compute::{Figure as Computed, Flag};
use policy::{
    indicator::{Direction, Kind, Level, Read, Unit, Version},
    number::Number,
    pack::Pack,
};
use schemars::JsonSchema;
use serde::Serialize;

/// What an indicator means.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Indicator")]
pub struct Listed<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub title_en: &'a str,
    pub meaning: &'a str,
    pub kind: Kind,
    pub unit: Unit,
    pub direction: Direction,
    pub decimals: u32,
    pub levels: &'a [Level],
    pub reference: &'a str,
    pub versions: Vec<ListedVersion<'a>>,
    /// Commitments with a target on this indicator.
    pub commitments: Vec<&'a str>,
}

/// One definition and the year from which it holds.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "IndicatorVersion")]
pub struct ListedVersion<'a> {
    pub from: i16,
    pub source: &'a str,
    pub decided_by: &'a str,
    pub breaks_series: bool,
    pub unverified: bool,
    pub reads: Vec<&'a str>,
}

impl<'a> ListedVersion<'a> {
    #[must_use]
    pub fn new(version: &'a Version) -> Self {
        let read = |read: &'a Read| read.dataset.as_ref().or(read.indicator.as_ref()).or(read.standard.as_ref());
        Self {
            from: version.from,
            source: &version.source,
            decided_by: &version.decided_by.zh,
            breaks_series: version.breaks_series,
            unverified: version.unverified,
            reads: version.reads.iter().filter_map(read).map(String::as_str).collect(),
        }
    }
}

impl<'a> Listed<'a> {
    /// None when the pack does not declare it.
    #[must_use]
    pub fn new(pack: &'a Pack, id: &str) -> Option<Self> {
        let indicator = pack.indicators.get(id)?;
        let commitments = pack.plan.iter().flat_map(|plan| &plan.commitments);
        let using = commitments.filter(|one| one.targets.iter().any(|target| target.indicator == indicator.id));
        Some(Self {
            id: &indicator.id,
            title: &indicator.title.zh,
            title_en: &indicator.title.en,
            meaning: &indicator.meaning.zh,
            kind: indicator.kind,
            unit: indicator.unit,
            direction: indicator.direction,
            decimals: indicator.decimals,
            levels: &indicator.levels,
            reference: &indicator.reference,
            versions: indicator.versions.iter().map(ListedVersion::new).collect(),
            commitments: using.map(|one| one.id.as_str()).collect(),
        })
    }
}

/// The figures of an indicator within the scope of whoever asks.
#[derive(Serialize, JsonSchema)]
pub struct Figures<'a> {
    pub indicator: &'a str,
    pub unit: Unit,
    #[schemars(with = "String", extend("format" = "date"))]
    pub as_of: Date,
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub known_at: Timestamp,
    pub figures: Vec<Figure<'a>>,
}

/// The figure of one unit and year; of a confidential one only the flags.
#[derive(Serialize, JsonSchema)]
pub struct Figure<'a> {
    pub period: i16,
    /// Day of the year at which the facts are taken.
    #[schemars(with = "String", extend("format" = "date"))]
    pub reference: Date,
    /// The newest day for which any of the facts are stated.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub facts_of: Option<Date>,
    pub org: &'a str,
    pub name: &'a str,
    pub level: Level,
    pub numerator: Option<Number>,
    pub denominator: Option<Number>,
    pub value: Option<Number>,
    pub flags: Vec<Flag>,
}

impl<'a> Figure<'a> {
    #[must_use]
    pub fn new(period: i16, inputs: &lake::inputs::Inputs, name: &'a str, figure: &'a Computed) -> Self {
        let open = Some(figure).filter(|figure| !figure.flags.contains(&Flag::Confidential));
        Self {
            period,
            reference: inputs.reference,
            facts_of: inputs.newest_as_of,
            org: &figure.org,
            name,
            level: figure.level,
            numerator: open.and_then(|figure| figure.numerator),
            denominator: open.and_then(|figure| figure.denominator),
            value: open.and_then(|figure| figure.value),
            flags: figure.flags.iter().copied().collect(),
        }
    }
}
