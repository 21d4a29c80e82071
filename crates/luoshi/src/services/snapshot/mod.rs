//! Snapshots: accepted imports.

mod diff;
mod seen;
mod withdraw;

pub use self::{
    diff::diff,
    seen::{Seen, feeds, history, seen, withdraw_seen},
    withdraw::withdraw,
};

use anyhow::Result;
use lake::snapshot::Snapshot;

use crate::refusal::Refusal;

/// Finds a snapshot by its id or the end of it (ids made in one minute begin alike).
///
/// # Errors
/// Refused when no snapshot, or more than one, is meant.
pub fn one(snapshots: &[Snapshot], id: &str) -> Result<Snapshot> {
    let found: Vec<_> = snapshots.iter().filter(|snapshot| snapshot.id == id || snapshot.id.ends_with(id)).collect();
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(Refusal::new("snapshot-unknown").with("id", id).into()),
        _ => Err(Refusal::new("snapshot-ambiguous").with("id", id).with("count", found.len()).into()),
    }
}
