//! Workbooks that came in on the site and are not yet accepted.

use anyhow::Result;
use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Transaction, count, moment, name, named, on, uncount};

/// A workbook on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    pub id: String,
    pub dataset: String,
    pub scope: String,
    pub as_of: Date,
    pub source_name: String,
    pub source_sha256: String,
    pub bytes: u64,
    /// Id of whoever handed it in.
    pub person: String,
    /// Id of whoever accepted it.
    pub decider: Option<String>,
    pub state: UploadState,
    /// What was decided about problems when it was accepted.
    pub valid_rows_only: bool,
    pub drift_reason: Option<String>,
    pub rows_read: u64,
    /// The snapshot that it became, or that the same file had become before.
    pub snapshot: Option<String>,
    pub created_at: Timestamp,
    pub changed_at: Timestamp,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UploadState {
    /// Waits for its check.
    Uploaded,
    Checking,
    /// Without a problem that refuses it; waits for a decision.
    Checked,
    /// Has problems; waits for a decision.
    Refused,
    /// Somebody has accepted it; the import is under way.
    Accepting,
    Accepted,
    /// The same file is in force already.
    Known,
    Cancelled,
    /// Nobody decided in time.
    Expired,
}

impl UploadState {
    pub const ALL: [Self; 9] = [
        Self::Uploaded,
        Self::Checking,
        Self::Checked,
        Self::Refused,
        Self::Accepting,
        Self::Accepted,
        Self::Known,
        Self::Cancelled,
        Self::Expired,
    ];

    /// Fluent key of the word.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Uploaded => "upload-state-uploaded",
            Self::Checking => "upload-state-checking",
            Self::Checked => "upload-state-checked",
            Self::Refused => "upload-state-refused",
            Self::Accepting => "upload-state-accepting",
            Self::Accepted => "upload-state-accepted",
            Self::Known => "upload-state-known",
            Self::Cancelled => "upload-state-cancelled",
            Self::Expired => "upload-state-expired",
        }
    }

    /// Whether the program has to do something.
    #[must_use]
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Uploaded | Self::Checking | Self::Accepting)
    }

    /// Whether it is a check that runs or waits: nobody has accepted anything yet.
    #[must_use]
    pub const fn is_check(self) -> bool {
        matches!(self, Self::Uploaded | Self::Checking)
    }

    /// Whether a person has to decide something.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Checked | Self::Refused)
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    dataset: String,
    scope: String,
    as_of: String,
    source_name: String,
    source_sha256: String,
    byte_count: i64,
    person: String,
    decider: Option<String>,
    state: String,
    valid_rows_only: bool,
    drift_reason: Option<String>,
    rows_read: i64,
    snapshot: Option<String>,
    created_at: String,
    changed_at: String,
}

impl TryFrom<Row> for Upload {
    type Error = anyhow::Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            dataset: row.dataset,
            scope: row.scope,
            as_of: row.as_of.parse()?,
            source_name: row.source_name,
            source_sha256: row.source_sha256,
            bytes: uncount(row.byte_count)?,
            person: row.person,
            decider: row.decider,
            state: named(&row.state)?,
            valid_rows_only: row.valid_rows_only,
            drift_reason: row.drift_reason,
            rows_read: uncount(row.rows_read)?,
            snapshot: row.snapshot,
            created_at: row.created_at.parse()?,
            changed_at: row.changed_at.parse()?,
        })
    }
}

impl Transaction {
    /// # Errors
    /// When the database fails.
    pub async fn add_upload(&mut self, upload: &Upload) -> Result<()> {
        const SQL: &str = "INSERT INTO upload (id, dataset, scope, as_of, source_name, source_sha256, byte_count, person, decider, state,
            valid_rows_only, drift_reason, rows_read, snapshot, created_at, changed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
        let (bytes, rows) = (count(upload.bytes)?, count(upload.rows_read)?);
        on!(self, db => sqlx::query(SQL)
            .bind(&upload.id)
            .bind(&upload.dataset)
            .bind(&upload.scope)
            .bind(upload.as_of.to_string())
            .bind(&upload.source_name)
            .bind(&upload.source_sha256)
            .bind(bytes)
            .bind(&upload.person)
            .bind(&upload.decider)
            .bind(name(&upload.state))
            .bind(upload.valid_rows_only)
            .bind(&upload.drift_reason)
            .bind(rows)
            .bind(&upload.snapshot)
            .bind(moment(upload.created_at))
            .bind(moment(upload.changed_at))
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }

    /// Writes back what changes of an upload, if it still is in the state `from`; `false` when it is not: somebody else
    /// was faster.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn move_upload(&mut self, from: UploadState, upload: &Upload) -> Result<bool> {
        const SQL: &str = "UPDATE upload SET state = $1, valid_rows_only = $2, drift_reason = $3, rows_read = $4,
            snapshot = $5, changed_at = $6, decider = $7 WHERE id = $8 AND state = $9";
        let rows = count(upload.rows_read)?;
        Ok(on!(self, db => sqlx::query(SQL)
            .bind(name(&upload.state))
            .bind(upload.valid_rows_only)
            .bind(&upload.drift_reason)
            .bind(rows)
            .bind(&upload.snapshot)
            .bind(moment(upload.changed_at))
            .bind(&upload.decider)
            .bind(&upload.id)
            .bind(name(&from))
            .execute(&mut **db).await?.rows_affected())
            == 1)
    }

    /// # Errors
    /// When the database fails.
    pub async fn upload(&mut self, id: &str) -> Result<Option<Upload>> {
        const SQL: &str =
            "SELECT id, dataset, scope, as_of, source_name, source_sha256, byte_count, person, decider, state,
            valid_rows_only, drift_reason, rows_read, snapshot, created_at, changed_at FROM upload WHERE id = $1";
        let row: Option<Row> = on!(self, db => sqlx::query_as(SQL).bind(id).fetch_optional(&mut **db).await?);
        row.map(Upload::try_from).transpose()
    }

    /// Uploads at their end, the latest first, from `offset` on at most `limit`; and how many there are in all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ended_uploads(&mut self, offset: usize, limit: usize) -> Result<(Vec<Upload>, usize)> {
        const COUNT: &str = "SELECT COUNT(*) FROM upload WHERE state NOT IN ('uploaded', 'checking', 'checked', 'refused', 'accepting')";
        const SQL: &str =
            "SELECT id, dataset, scope, as_of, source_name, source_sha256, byte_count, person, decider, state,
            valid_rows_only, drift_reason, rows_read, snapshot, created_at, changed_at FROM upload
            WHERE state NOT IN ('uploaded', 'checking', 'checked', 'refused', 'accepting')
            ORDER BY changed_at DESC, id DESC LIMIT $1 OFFSET $2";
        let total: i64 = on!(self, db => sqlx::query_scalar(COUNT).fetch_one(&mut **db).await?);
        let (limit, last) = (i64::try_from(limit)?, i64::try_from(offset).unwrap_or(i64::MAX).min(total));
        let offset = if last == total { (total - 1).max(0) / limit * limit } else { last };
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).bind(limit).bind(offset).fetch_all(&mut **db).await?);
        let uploads = rows.into_iter().map(Upload::try_from).collect::<Result<_>>()?;
        Ok((uploads, usize::try_from(total)?))
    }

    /// Uploads that are not at their end, in the order in which they came.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unfinished_uploads(&mut self) -> Result<Vec<Upload>> {
        const SQL: &str =
            "SELECT id, dataset, scope, as_of, source_name, source_sha256, byte_count, person, decider, state,
            valid_rows_only, drift_reason, rows_read, snapshot, created_at, changed_at FROM upload
            WHERE state IN ('uploaded', 'checking', 'checked', 'refused', 'accepting') ORDER BY created_at, id";
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).fetch_all(&mut **db).await?);
        rows.into_iter().map(Upload::try_from).collect()
    }
}
