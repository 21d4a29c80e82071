//! Snapshots: immutable Parquet files, and which of them are in force at a date.
//!
//! A figure never asks "what is the newest file" but "what held on day D, as far as we knew at time T" (bitemporal).

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::org::Tree;

/// A row of the manifest: one accepted import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    pub id: String,
    pub dataset: String,
    /// Code of the district, township or school whose facts the file holds.
    pub scope: String,
    /// Day on which the facts held.
    pub as_of: Date,
    /// When they became known here.
    pub recorded_at: Timestamp,
    /// When the snapshot was withdrawn, if it was; known figures before that moment stay as they were.
    pub withdrawn_at: Option<Timestamp>,
    /// File below `snapshots/` of the workspace.
    pub file: String,
    /// SHA-256 of the Parquet file, lower-case hex.
    pub sha256: String,
    pub rows: u64,
    /// Rows that the import left out with `--accept-valid`.
    pub left_out: u64,
    pub source_name: String,
    /// SHA-256 of the workbook that was imported.
    pub source_sha256: String,
    pub importer: String,
}

/// A snapshot in force, and the narrower scopes whose own snapshots stand in for its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effective<'a> {
    pub snapshot: &'a Snapshot,
    /// Codes of orgs whose rows are read from another snapshot.
    pub except: Vec<&'a str>,
}

/// The question "as of which day, as known when": two cuts through time that every figure states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cut {
    /// Facts after this day do not count.
    pub as_of: Date,
    /// What was recorded (or withdrawn) after this moment is not known yet.
    pub known_at: Timestamp,
}

impl Snapshot {
    /// Order of being newer: the later facts, then the later knowledge.
    fn age(&self) -> (Date, Timestamp, &str) {
        (self.as_of, self.recorded_at, &self.id)
    }

    fn known(&self, cut: Cut) -> bool {
        self.as_of <= cut.as_of
            && self.recorded_at <= cut.known_at
            && self.withdrawn_at.is_none_or(|withdrawn| withdrawn > cut.known_at)
    }
}

/// The snapshots of a dataset in force at a cut, the widest scope first, then by scope.
///
/// Per scope the newest known snapshot counts. One of a narrower scope (a township, a school) stands in for its rows
/// in the wider one when it is newer, and is left aside when the wider one is newer.
#[must_use]
pub fn effective<'a>(snapshots: &'a [Snapshot], dataset: &str, tree: &'a Tree, cut: Cut) -> Vec<Effective<'a>> {
    let mut newest: BTreeMap<&str, &Snapshot> = BTreeMap::new();
    for snapshot in snapshots.iter().filter(|snapshot| snapshot.dataset == dataset && snapshot.known(cut)) {
        let held = newest.entry(&snapshot.scope).or_insert(snapshot);
        if held.age() < snapshot.age() {
            *held = snapshot;
        }
    }
    let mut parts: Vec<Effective> = Vec::new();
    let mut scopes: Vec<(usize, &str)> = newest.keys().map(|scope| (tree.ancestors(scope).count(), *scope)).collect();
    scopes.sort_unstable();
    for (_, scope) in scopes {
        let snapshot = newest[scope];
        let mut wider = tree.ancestors(scope).filter_map(|org| newest.get(org));
        if wider.any(|wider| wider.age() > snapshot.age()) {
            continue;
        }
        for part in &mut parts {
            if tree.ancestors(scope).any(|org| org == part.snapshot.scope) {
                part.except.extend(tree.descendants(scope));
            }
        }
        parts.push(Effective { snapshot, except: Vec::new() });
    }
    for part in &mut parts {
        part.except.sort_unstable();
        part.except.dedup();
    }
    parts
}
