//! What there is to be read: snapshots (`luoshi snapshot list --format json`), schools, editions.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::Serialize;

use crate::store;

/// An accepted import.
#[derive(Serialize, JsonSchema)]
pub struct Snapshot<'a> {
    pub id: &'a str,
    pub dataset: &'a str,
    /// Code of the district, township or school whose facts the file holds.
    pub scope: &'a str,
    /// Day on which the facts held.
    #[schemars(with = "String", extend("format" = "date"))]
    pub as_of: Date,
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub recorded_at: Timestamp,
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub withdrawn_at: Option<Timestamp>,
    pub file: &'a str,
    pub sha256: &'a str,
    pub rows: u64,
    /// Rows with problems that the import left out.
    pub left_out: u64,
    pub source_name: &'a str,
    pub source_sha256: &'a str,
    pub importer: &'a str,
}

impl<'a> From<&'a lake::snapshot::Snapshot> for Snapshot<'a> {
    fn from(one: &'a lake::snapshot::Snapshot) -> Self {
        Self {
            id: &one.id,
            dataset: &one.dataset,
            scope: &one.scope,
            as_of: one.as_of,
            recorded_at: one.recorded_at,
            withdrawn_at: one.withdrawn_at,
            file: &one.file,
            sha256: &one.sha256,
            rows: one.rows,
            left_out: one.left_out,
            source_name: &one.source_name,
            source_sha256: &one.source_sha256,
            importer: &one.importer,
        }
    }
}

/// An open school.
#[derive(Serialize, JsonSchema)]
pub struct School<'a> {
    pub code: &'a str,
    pub name: &'a str,
    /// Code of the township, or of the district.
    pub parent: Option<&'a str>,
}

/// An edition of the public targets; withdrawn ones have no files.
#[derive(Serialize, JsonSchema)]
pub struct Publication {
    pub number: i64,
    #[schemars(with = "String", extend("format" = "date"))]
    pub as_of: Date,
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub known_at: Timestamp,
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub published_at: Timestamp,
    pub note: String,
    pub targets: u64,
    /// SHA-256 of `edition.json`.
    pub hash: String,
    /// Addresses of the files and the SHA-256 of each.
    pub files: BTreeMap<String, String>,
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub withdrawn_at: Option<Timestamp>,
    pub withdrawn_reason: Option<String>,
}

impl From<store::Publication> for Publication {
    fn from(one: store::Publication) -> Self {
        let address = |file: String| format!("/public/{}/{file}", one.number);
        let files = one.files.into_iter().map(|(file, hash)| (address(file), hash));
        Self {
            number: one.number,
            as_of: one.as_of,
            known_at: one.known_at,
            published_at: one.published_at,
            note: one.note,
            targets: one.targets,
            hash: one.hash,
            files: files.filter(|_| one.withdrawn.is_none()).collect(),
            withdrawn_at: one.withdrawn.as_ref().map(|it| it.at),
            withdrawn_reason: one.withdrawn.map(|it| it.reason),
        }
    }
}
