//! Snapshots: immutable Parquet files, and which of them are in force at a date.
//!
//! A figure never asks "what is the newest file" but "what held on day D, as far as we knew at time T" (bitemporal).

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

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
