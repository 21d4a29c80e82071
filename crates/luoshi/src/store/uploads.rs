//! Workbooks handed in on the site, from the upload to the decision.

use anyhow::{Context as _, Result};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Transaction, count, moment, name, named, on, uncount};

/// How far an upload has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UploadState {
    /// Waits to be checked.
    Waiting,
    Checking,
    /// Fit to be accepted; a person decides.
    Ready,
    /// Was said yes to and waits to become a snapshot.
    Accepting,
    Accepted,
    /// Has problems that refuse it.
    Refused,
    Cancelled,
    /// The same file is in force already.
    Known,
    /// Something broke that is not in the file; the log of the server says what.
    Failed,
}

impl UploadState {
    pub const ALL: [Self; 9] = [
        Self::Waiting,
        Self::Checking,
        Self::Ready,
        Self::Accepting,
        Self::Accepted,
        Self::Refused,
        Self::Cancelled,
        Self::Known,
        Self::Failed,
    ];

    /// Fluent key of the name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Waiting => "upload-waiting",
            Self::Checking => "upload-checking",
            Self::Ready => "upload-ready",
            Self::Accepting => "upload-accepting",
            Self::Accepted => "upload-accepted",
            Self::Refused => "upload-refused",
            Self::Cancelled => "upload-cancelled",
            Self::Known => "upload-known",
            Self::Failed => "upload-failed",
        }
    }

    /// Whether the program still has something to do for it.
    #[must_use]
    pub const fn is_running(self) -> bool {
        matches!(self, Self::Waiting | Self::Checking | Self::Accepting)
    }
}

/// A workbook that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    pub id: String,
    pub person: String,
    pub dataset: String,
    pub scope: String,
    pub as_of: Date,
    pub source_name: String,
    pub bytes: u64,
    pub uploaded_at: Timestamp,
    pub state: UploadState,
    /// Rows with problems are left out instead of refusing the file.
    pub accept_valid: bool,
    /// A larger change than usual was confirmed to be real.
    pub confirm_drift: bool,
    pub rows_read: u64,
    /// What the check found, as the JSON that `luoshi import --format json` prints.
    pub report: Option<String>,
    pub snapshot: Option<String>,
    pub changed_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    person: String,
    dataset: String,
    scope: String,
    as_of: String,
    source_name: String,
    bytes: i64,
    uploaded_at: String,
    state: String,
    accept_valid: bool,
    confirm_drift: bool,
    rows_read: i64,
    report: Option<String>,
    snapshot: Option<String>,
    changed_at: String,
}

impl TryFrom<Row> for Upload {
    type Error = anyhow::Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            person: row.person,
            dataset: row.dataset,
            scope: row.scope,
            as_of: row.as_of.parse()?,
            source_name: row.source_name,
            bytes: uncount(row.bytes)?,
            uploaded_at: row.uploaded_at.parse()?,
            state: named(&row.state).context("state of an upload")?,
            accept_valid: row.accept_valid,
            confirm_drift: row.confirm_drift,
            rows_read: uncount(row.rows_read)?,
            report: row.report,
            snapshot: row.snapshot,
            changed_at: row.changed_at.parse()?,
        })
    }
}

impl Transaction {
    /// # Errors
    /// When the database fails.
    pub async fn add_upload(&mut self, upload: &Upload) -> Result<()> {
        const SQL: &str =
            "INSERT INTO upload (id, person, dataset, scope, as_of, source_name, bytes, uploaded_at, state,
            accept_valid, confirm_drift, rows_read, report, snapshot, changed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
        let (bytes, rows_read) = (count(upload.bytes)?, count(upload.rows_read)?);
        on!(self, db => sqlx::query(SQL)
            .bind(&upload.id)
            .bind(&upload.person)
            .bind(&upload.dataset)
            .bind(&upload.scope)
            .bind(upload.as_of.to_string())
            .bind(&upload.source_name)
            .bind(bytes)
            .bind(moment(upload.uploaded_at))
            .bind(name(&upload.state))
            .bind(upload.accept_valid)
            .bind(upload.confirm_drift)
            .bind(rows_read)
            .bind(&upload.report)
            .bind(&upload.snapshot)
            .bind(moment(upload.changed_at))
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }

    /// Writes back everything of an upload that may change.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_upload(&mut self, upload: &Upload) -> Result<()> {
        const SQL: &str = "UPDATE upload SET state = $1, accept_valid = $2, confirm_drift = $3, rows_read = $4,
            report = $5, snapshot = $6, changed_at = $7 WHERE id = $8";
        let rows_read = count(upload.rows_read)?;
        on!(self, db => sqlx::query(SQL)
            .bind(name(&upload.state))
            .bind(upload.accept_valid)
            .bind(upload.confirm_drift)
            .bind(rows_read)
            .bind(&upload.report)
            .bind(&upload.snapshot)
            .bind(moment(upload.changed_at))
            .bind(&upload.id)
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }

    /// # Errors
    /// When the database fails.
    pub async fn upload(&mut self, id: &str) -> Result<Option<Upload>> {
        const SQL: &str = "SELECT id, person, dataset, scope, as_of, source_name, bytes, uploaded_at, state,
            accept_valid, confirm_drift, rows_read, report, snapshot, changed_at FROM upload WHERE id = $1";
        let row: Option<Row> = on!(self, db => sqlx::query_as(SQL).bind(id).fetch_optional(&mut **db).await?);
        row.map(Upload::try_from).transpose()
    }

    /// Uploads, the latest first, without their reports.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn uploads(&mut self) -> Result<Vec<Upload>> {
        const SQL: &str = "SELECT id, person, dataset, scope, as_of, source_name, bytes, uploaded_at, state,
            accept_valid, confirm_drift, rows_read, NULL AS report, snapshot, changed_at FROM upload
            ORDER BY uploaded_at DESC, id DESC";
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).fetch_all(&mut **db).await?);
        rows.into_iter().map(Upload::try_from).collect()
    }
}
