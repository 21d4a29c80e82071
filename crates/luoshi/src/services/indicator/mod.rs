//! Indicators of a pack.

use policy::pack::Pack;

use crate::refusal::Refusal;

/// The refusal for an indicator that a pack does not declare, with the nearest one that it does.
#[must_use]
pub fn unknown(pack: &Pack, id: &str) -> Refusal {
    Refusal::new("indicator-unknown").with("id", id).with("nearest", nearest(pack.indicators.keys(), id))
}

/// The same for a dataset.
#[must_use]
pub fn unknown_dataset(pack: &Pack, id: &str) -> Refusal {
    Refusal::new("dataset-unknown").with("id", id).with("nearest", nearest(pack.datasets.keys(), id))
}

fn nearest<'a>(names: impl Iterator<Item = &'a String>, id: &str) -> String {
    let distance = |name: &&String| strsim::damerau_levenshtein(name, id);
    names.min_by_key(distance).cloned().unwrap_or_default()
}
