//! Workbooks handed in by programs: how far they have come, and what is wrong with them, cell by cell.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use policy::dataset::Severity;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    services::upload::{Found, Shown, Told, Verdict},
    store::{Upload, UploadState},
};

/// A workbook handed in. Nothing of it is a fact before it is accepted.
#[derive(Serialize, JsonSchema)]
pub struct Import<'a> {
    pub id: &'a str,
    pub dataset: &'a str,
    /// Code of the district, township or school whose facts the file holds.
    pub scope: &'a str,
    /// Day on which the facts held.
    #[schemars(with = "String", extend("format" = "date"))]
    pub as_of: Date,
    /// `uploaded` and `checking`: wait. `checked` and `refused`: accept, cancel, or send a corrected file. `accepting`: wait.
    /// `accepted`, `known` (the same file is in force already), `cancelled`, `expired`: at its end.
    pub state: UploadState,
    pub source_name: &'a str,
    pub source_sha256: &'a str,
    pub bytes: u64,
    /// Who handed it in.
    pub person: &'a str,
    /// Data rows read, as far as the check has come.
    pub rows_read: u64,
    /// What the check found; null before it, and at the end.
    pub found: Option<Findings>,
    /// Why the file could not be checked at all.
    pub unreadable: Option<Unreadable<'a>>,
    /// The snapshot that it became, or that the same file had become before.
    pub snapshot: Option<&'a str>,
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub created_at: Timestamp,
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub changed_at: Timestamp,
}

/// What a check found.
#[derive(Serialize, JsonSchema)]
pub struct Findings {
    pub rows_valid: u64,
    /// Problems that refuse rows or the file.
    pub refusals: u64,
    pub warnings: u64,
    /// How many of each code.
    pub counts: BTreeMap<String, u64>,
    /// Fingerprint of the remembered layout by which the file was read.
    pub mapping: Option<String>,
    pub can_accept: bool,
    /// Accepting it leaves out rows, which has to be said.
    pub leaves_out_rows: bool,
    /// Accepting it needs a reason, because it differs so much from the file before.
    pub needs_reason: bool,
}

#[derive(Serialize, JsonSchema)]
pub struct Unreadable<'a> {
    pub sentence: &'a str,
    pub hint: &'a str,
}

impl<'a> Import<'a> {
    /// `rows` is how far the check has come, while it runs.
    #[must_use]
    pub fn new(shown: &'a Shown<'_>, rows: Option<u64>) -> Self {
        let is_open = shown.upload.state.is_open();
        let verdict = shown.verdict.as_ref().filter(|_| is_open);
        let (found, unreadable) = match verdict {
            Some(Verdict::Checked(found)) => (Some(Findings::new(&shown.upload, found)), None),
            Some(Verdict::Refused { sentence, hint }) => (None, Some(Unreadable { sentence, hint })),
            None => (None, None),
        };
        let upload = &shown.upload;
        Self {
            id: &upload.id,
            dataset: &upload.dataset,
            scope: &upload.scope,
            as_of: upload.as_of,
            state: upload.state,
            source_name: &upload.source_name,
            source_sha256: &upload.source_sha256,
            bytes: upload.bytes,
            person: &shown.person,
            rows_read: rows.unwrap_or(upload.rows_read),
            found,
            unreadable,
            snapshot: upload.snapshot.as_deref(),
            created_at: upload.created_at,
            changed_at: upload.changed_at,
        }
    }
}

impl Findings {
    fn new(upload: &Upload, found: &Found) -> Self {
        let problems = &found.problems;
        Self {
            rows_valid: found.rows_valid,
            refusals: problems.refusals,
            warnings: problems.total() - problems.refusals,
            counts: problems.counts.clone(),
            mapping: found.mapping.clone(),
            can_accept: found.could_be_accepted(),
            leaves_out_rows: found.rows_refused() || upload.valid_rows_only,
            needs_reason: found.drift(),
        }
    }
}

/// One problem of a workbook.
#[derive(Serialize, JsonSchema)]
pub struct Finding {
    /// Stable code.
    pub code: String,
    #[schemars(with = "String", extend("enum" = ["refuse", "warn"]))]
    pub severity: Severity,
    /// Name of the sheet; empty for csv.
    pub sheet: String,
    /// Such as `D5`; empty for a problem of the whole file.
    pub cell: String,
    /// What the cell says, masked as its column demands.
    pub value: String,
    pub sentence: String,
    pub hint: String,
}

impl From<Told> for Finding {
    fn from(told: Told) -> Self {
        Self {
            code: told.code,
            severity: if told.refuses { Severity::Refuse } else { Severity::Warn },
            sheet: told.sheet,
            cell: told.cell,
            value: told.value,
            sentence: told.sentence,
            hint: told.hint,
        }
    }
}
