//! What of a set of figures may be published together (统计披露控制): small groups stay hidden, also from those who subtract.
//!
//! The pack states one number, `min_persons`. Of figures that count persons with something sensitive about them:
//!
//! | what is there | what is withheld |
//! | --- | --- |
//! | the figure rests on fewer persons than that | the figure |
//! | its numerator, or what is left to its denominator, is fewer (but not none) | both counts; the value stays |
//! | a published whole less its published parts leaves fewer (but not none) | the smallest of these parts, until more are left |
//!
//! The last row keeps a hidden school from being worked out from the district and the other schools. Figures that do
//! not count such persons, or of a pack that states no number, are published as they are.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{number::Number, pack::Pack};

/// A figure that is to be published.
#[derive(Clone, Debug)]
pub struct Cell<'a> {
    /// Indicator and year: parts are taken from wholes of the same only.
    pub of: (&'a str, i16),
    pub org: &'a str,
    /// Codes of the units that it is a part of, the nearest first.
    pub above: Vec<&'a str>,
    /// Persons that it rests on.
    pub persons: u64,
    pub numerator: Option<Number>,
    pub denominator: Option<Number>,
    /// Whether it counts persons with something sensitive about them.
    pub sensitive: bool,
}

/// What is withheld of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Withheld {
    Nothing,
    /// Numerator and denominator: one of the two groups is small.
    Counts,
    /// Everything: it rests on few persons.
    Small,
    /// Everything: another withheld figure could be worked out from it.
    Derivable,
}

impl Withheld {
    pub const ALL: [Self; 4] = [Self::Nothing, Self::Counts, Self::Small, Self::Derivable];

    /// Fluent key of what a reader is told.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Nothing => "withheld-nothing",
            Self::Counts => "withheld-counts",
            Self::Small => "withheld-small",
            Self::Derivable => "withheld-derivable",
        }
    }

    /// Whether the value may be shown.
    #[must_use]
    pub const fn shows_value(self) -> bool {
        matches!(self, Self::Nothing | Self::Counts)
    }
}

/// Decides for every figure, in their order, what is withheld when all of them are published.
#[must_use]
pub fn withheld(cells: &[Cell<'_>], min_persons: u64) -> Vec<Withheld> {
    let mut decided: Vec<_> = cells.iter().map(|cell| alone(cell, min_persons)).collect();
    while let Some(part) = giveaway(cells, &decided, min_persons) {
        decided[part] = Withheld::Derivable;
    }
    decided
}

/// What is withheld of a figure that stands by itself.
fn alone(cell: &Cell<'_>, min_persons: u64) -> Withheld {
    let few = |number: Decimal| number > Decimal::ZERO && number < Decimal::from(min_persons);
    let counts = cell.numerator.zip(cell.denominator);
    if !cell.sensitive || min_persons == 0 {
        Withheld::Nothing
    } else if cell.persons > 0 && cell.persons < min_persons {
        Withheld::Small
    } else if counts.is_some_and(|(part, whole)| few(part.0) || few(whole.0 - part.0)) {
        Withheld::Counts
    } else {
        Withheld::Nothing
    }
}

/// The smallest shown part of a shown whole that leaves a small rest.
fn giveaway(cells: &[Cell<'_>], decided: &[Withheld], min_persons: u64) -> Option<usize> {
    let shown = |index: usize| cells[index].sensitive && decided[index].shows_value();
    let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for index in (0..cells.len()).filter(|index| shown(*index)) {
        let cell = &cells[index];
        let whole = |above: &&str| {
            (0..cells.len()).find(|other| shown(*other) && cells[*other].of == cell.of && cells[*other].org == *above)
        };
        if let Some(whole) = cell.above.iter().find_map(whole) {
            parts.entry(whole).or_default().push(index);
        }
    }
    parts.into_iter().find_map(|(whole, parts)| {
        let taken: u64 = parts.iter().map(|part| cells[*part].persons).sum();
        let rest = cells[whole].persons.saturating_sub(taken);
        let smallest = parts.into_iter().min_by_key(|part| (cells[*part].persons, cells[*part].org));
        smallest.filter(|_| rest > 0 && rest < min_persons)
    })
}

impl Pack {
    /// Whether a figure of an indicator counts persons with something sensitive about them, itself or through the
    /// indicators that it reads.
    #[must_use]
    pub fn is_sensitive(&self, indicator: &str) -> bool {
        let (mut seen, mut open) = (BTreeSet::new(), vec![indicator]);
        while let Some(id) = open.pop() {
            let Some(one) = self.indicators.get(id).filter(|_| seen.insert(id)) else { continue };
            for read in one.versions.iter().flat_map(|version| &version.reads) {
                let dataset = read.dataset.as_ref().and_then(|id| self.datasets.get(id));
                if dataset.is_some_and(crate::dataset::Dataset::is_about_persons) {
                    return true;
                }
                open.extend(read.indicator.as_deref());
            }
        }
        false
    }
}
