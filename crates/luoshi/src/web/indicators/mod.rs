//! Indicators (指标): the catalogue, one indicator with its figures and where they come from, the rows behind them, and
//! all targets year by year.

pub(super) mod list;
pub(super) mod rows;
pub(super) mod show;
pub(super) mod units;
pub(super) mod years;

use lake::{
    compute::{Figure, Flag},
    snapshot::Snapshot,
};
use policy::{indicator::Level, number::Number, pack::Pack};

use super::page::Page;
use crate::telling::Quantity;

/// A figure in words; what rests on too few persons is not told.
#[derive(Default)]
pub(super) struct Told {
    pub numerator: String,
    pub denominator: String,
    pub value: Option<String>,
}

impl Told {
    pub fn new(quantity: Quantity<'_>, figure: Option<&Figure>) -> Self {
        let Some(figure) = figure else { return Self::default() };
        if figure.flags.contains(&Flag::Confidential) {
            return Self { value: Some(quantity.words.say("value-confidential")), ..Self::default() };
        }
        let part = |number: Option<Number>| number.map(|one| one.to_string()).unwrap_or_default();
        Self {
            numerator: part(figure.numerator),
            denominator: part(figure.denominator),
            value: figure.value.map(|value| quantity.value(value)),
        }
    }
}

/// The value of a figure, unless so few persons stand behind it that it must not be shown.
pub(super) fn open(figure: &Figure) -> Option<Number> {
    if figure.flags.contains(&Flag::Confidential) { None } else { figure.value }
}

/// A file that figures are made of.
pub(super) struct Source {
    pub id: String,
    pub dataset: String,
    pub as_of: String,
    pub recorded_at: String,
    pub file: String,
    pub sha256: String,
    pub importer: String,
    pub rows: u64,
}

impl Source {
    pub fn new(page: &Page<'_>, pack: &Pack, one: &Snapshot) -> Self {
        let words = page.words();
        Self {
            id: one.id.clone(),
            dataset: pack.datasets.get(&one.dataset).map_or(one.dataset.clone(), |it| it.title.get(words.0).to_owned()),
            as_of: words.date(one.as_of),
            recorded_at: page.moment(&one.recorded_at),
            file: one.source_name.clone(),
            sha256: one.source_sha256.clone(),
            importer: one.importer.clone(),
            rows: one.rows,
        }
    }
}

/// Fluent key of a level.
pub(super) const fn level(level: Level) -> &'static str {
    match level {
        Level::District => "level-district",
        Level::Township => "level-township",
        Level::School => "level-school",
    }
}
