//! Indicators of a pack: their figures, and where the plan's targets stand.

mod compare;
mod compute;
mod explain;
mod rows;
mod series;
mod status;
mod table;
mod years;

use std::ops::RangeInclusive;

use lake::snapshot::Cut;
use policy::{pack::Pack, text};

pub use self::{
    compare::{Compared, Why, compare},
    compute::{Computed, compute},
    explain::{Explain, Explained, Proof, explain, verify},
    rows::{Ask as Rows, Behind, behind, name_of, years as computed_years},
    series::{Ask, Series, Year, series},
    status::{Rests, Standing, status, targets},
    table::{Table, Unit, beside, reaches, sources, table},
    years::{Group, Line, Part, by_year},
};
use crate::refusal::Refusal;

/// The years that have figures: those of the plan that have begun, and some before it; without a plan, the present one.
fn years(pack: &Pack, cut: Cut) -> RangeInclusive<i16> {
    let now = cut.as_of.year();
    match (&pack.plan, pack.rules()) {
        (Some(plan), Some(rules)) => plan.from - i16::from(rules.years_before)..=plan.to.min(now),
        _ => now..=now,
    }
}

/// The refusal for an indicator that a pack does not declare, with the nearest one that it does.
#[must_use]
pub fn unknown(pack: &Pack, id: &str) -> Refusal {
    Refusal::new("indicator-unknown").with("id", id).with("nearest", nearest(pack.indicators.keys(), id))
}

/// Refuses an indicator that the pack does not declare.
///
/// # Errors
/// The refusal of [`unknown`].
pub fn known(pack: &Pack, id: &str) -> Result<(), Refusal> {
    if pack.indicators.contains_key(id) { Ok(()) } else { Err(unknown(pack, id)) }
}

/// The same for a dataset.
#[must_use]
pub fn unknown_dataset(pack: &Pack, id: &str) -> Refusal {
    Refusal::new("dataset-unknown").with("id", id).with("nearest", nearest(pack.datasets.keys(), id))
}

/// A word of a sentence; one that is not there is said to be `none`, by which the sentence chooses.
fn nearest<'a>(ids: impl Iterator<Item = &'a String>, id: &str) -> String {
    text::nearest(id, ids.map(String::as_str)).unwrap_or_else(|| "none".to_owned())
}
