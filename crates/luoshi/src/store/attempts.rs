//! Every try to import a workbook.

use anyhow::Result;
use jiff::{Timestamp, civil::Date};

use super::{Transaction, count, moment, on};

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

impl Transaction {
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
