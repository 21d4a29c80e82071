//! Every try to import a workbook.

use anyhow::Result;
use jiff::{Timestamp, civil::Date};

use super::{Transaction, count, moment, on, uncount};

/// One try to import; refused when `snapshot` is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub id: String,
    pub dataset: String,
    pub scope: String,
    pub as_of: Date,
    pub recorded_at: Timestamp,
    pub source_name: String,
    pub source_sha256: String,
    pub importer: String,
    pub rows_read: u64,
    /// Problems that refuse a row.
    pub refused: u64,
    /// Problems that only warn.
    pub warned: u64,
    pub snapshot: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    dataset: String,
    scope: String,
    as_of: String,
    recorded_at: String,
    source_name: String,
    source_sha256: String,
    importer: String,
    rows_read: i64,
    refused: i64,
    warned: i64,
    snapshot: Option<String>,
}

impl TryFrom<Row> for Attempt {
    type Error = anyhow::Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            dataset: row.dataset,
            scope: row.scope,
            as_of: row.as_of.parse()?,
            recorded_at: row.recorded_at.parse()?,
            source_name: row.source_name,
            source_sha256: row.source_sha256,
            importer: row.importer,
            rows_read: uncount(row.rows_read)?,
            refused: uncount(row.refused)?,
            warned: uncount(row.warned)?,
            snapshot: row.snapshot,
        })
    }
}

impl Transaction {
    /// Refused tries of a dataset, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn refused_attempts(&mut self, dataset: &str) -> Result<Vec<Attempt>> {
        const SQL: &str =
            "SELECT id, dataset, scope, as_of, recorded_at, source_name, source_sha256, importer, rows_read,
            refused, warned, snapshot FROM attempt WHERE dataset = $1 AND snapshot IS NULL
            ORDER BY recorded_at DESC, id DESC";
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).bind(dataset).fetch_all(&mut **db).await?);
        rows.into_iter().map(Attempt::try_from).collect()
    }

    /// Records a try.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_attempt(&mut self, attempt: &Attempt) -> Result<()> {
        const SQL: &str =
            "INSERT INTO attempt (id, dataset, scope, as_of, recorded_at, source_name, source_sha256, importer,
            rows_read, refused, warned, snapshot) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        let (read, refused, warned) = (count(attempt.rows_read)?, count(attempt.refused)?, count(attempt.warned)?);
        on!(self, db => sqlx::query(SQL)
            .bind(&attempt.id)
            .bind(&attempt.dataset)
            .bind(&attempt.scope)
            .bind(attempt.as_of.to_string())
            .bind(moment(attempt.recorded_at))
            .bind(&attempt.source_name)
            .bind(&attempt.source_sha256)
            .bind(&attempt.importer)
            .bind(read)
            .bind(refused)
            .bind(warned)
            .bind(&attempt.snapshot)
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }

    /// How many tries there were in all, and how many of them were refused.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attempts(&mut self) -> Result<(i64, i64)> {
        const SQL: &str = "SELECT COUNT(*), COUNT(*) - COUNT(snapshot) FROM attempt";
        Ok(on!(self, db => sqlx::query_as(SQL).fetch_one(&mut **db).await?))
    }
}
