//! A sample drawn by chance that anybody can draw again.
//!
//! The seed is fixed before anybody could choose it (the head of the log at that moment); every id is ordered by the hash of
//! seed and id, and the first ones are the sample. Whoever has the seed and the list can prove that nothing was picked.

use crate::hash::sha256;

/// The first `count` ids in the order of their hashes under the seed.
#[must_use]
pub fn drawn<'i>(seed: &str, ids: &[&'i str], count: usize) -> Vec<&'i str> {
    let mut ranked: Vec<_> = ids.iter().map(|id| (sha256(format!("{seed}\n{id}")), *id)).collect();
    ranked.sort();
    ranked.dedup();
    ranked.into_iter().take(count).map(|(_, id)| id).collect()
}

/// Hash of the list that was drawn from, in any order.
#[must_use]
pub fn seal(ids: &[&str]) -> String {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    sha256(ids.join("\n"))
}
