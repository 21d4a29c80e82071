//! Editions: what was published when, and what was taken back.

use std::collections::BTreeMap;

use anyhow::Result;
use jiff::{Timestamp, civil::Date};

use super::{Transaction, count, moment, on, uncount};

/// One edition of what the plan shows to everybody; its files lie in `publications/NUMBER/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    pub number: i64,
    pub as_of: Date,
    pub known_at: Timestamp,
    pub published_at: Timestamp,
    /// Login of whoever published it.
    pub published_by: String,
    pub note: String,
    pub targets: u64,
    /// SHA-256 of `edition.json`.
    pub hash: String,
    /// SHA-256 of each file, by name.
    pub files: BTreeMap<String, String>,
    pub withdrawn: Option<Withdrawn>,
}

/// Why an edition is no longer shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    pub at: Timestamp,
    /// Login of whoever withdrew it.
    pub by: String,
    pub reason: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    number: i64,
    as_of: String,
    known_at: String,
    published_at: String,
    published_by: String,
    note: String,
    targets: i64,
    hash: String,
    files: String,
    withdrawn_at: Option<String>,
    withdrawn_by: Option<String>,
    withdrawn_reason: Option<String>,
}

impl TryFrom<Row> for Publication {
    type Error = anyhow::Error;

    fn try_from(row: Row) -> Result<Self> {
        let withdrawn = match row.withdrawn_at {
            Some(at) => Some(Withdrawn {
                at: at.parse()?,
                by: row.withdrawn_by.unwrap_or_default(),
                reason: row.withdrawn_reason.unwrap_or_default(),
            }),
            None => None,
        };
        Ok(Self {
            number: row.number,
            as_of: row.as_of.parse()?,
            known_at: row.known_at.parse()?,
            published_at: row.published_at.parse()?,
            published_by: row.published_by,
            note: row.note,
            targets: uncount(row.targets)?,
            hash: row.hash,
            files: serde_json::from_str(&row.files)?,
            withdrawn,
        })
    }
}

impl Transaction {
    /// All editions, also withdrawn ones, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn publications(&mut self) -> Result<Vec<Publication>> {
        const SQL: &str = "SELECT number, as_of, known_at, published_at, published_by, note, targets, hash, files,
            withdrawn_at, withdrawn_by, withdrawn_reason FROM publication ORDER BY number DESC";
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).fetch_all(&mut **db).await?);
        rows.into_iter().map(Publication::try_from).collect()
    }

    /// # Errors
    /// When the database fails.
    pub async fn publication(&mut self, number: i64) -> Result<Option<Publication>> {
        const SQL: &str = "SELECT number, as_of, known_at, published_at, published_by, note, targets, hash, files,
            withdrawn_at, withdrawn_by, withdrawn_reason FROM publication WHERE number = $1";
        let row: Option<Row> = on!(self, db => sqlx::query_as(SQL).bind(number).fetch_optional(&mut **db).await?);
        row.map(Publication::try_from).transpose()
    }

    /// Records an edition.
    ///
    /// # Errors
    /// When the database fails or the number is taken.
    pub async fn add_publication(&mut self, one: &Publication) -> Result<()> {
        const SQL: &str = "INSERT INTO publication (number, as_of, known_at, published_at, published_by, note, targets,
            hash, files) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let (targets, files) = (count(one.targets)?, serde_json::to_string(&one.files)?);
        on!(self, db => sqlx::query(SQL)
            .bind(one.number)
            .bind(one.as_of.to_string())
            .bind(moment(one.known_at))
            .bind(moment(one.published_at))
            .bind(&one.published_by)
            .bind(&one.note)
            .bind(targets)
            .bind(&one.hash)
            .bind(&files)
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }

    /// Takes an edition back; `false` when there is none, or it was taken back already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn withdraw_publication(&mut self, number: i64, withdrawn: &Withdrawn) -> Result<bool> {
        const SQL: &str = "UPDATE publication SET withdrawn_at = $1, withdrawn_by = $2, withdrawn_reason = $3
            WHERE number = $4 AND withdrawn_at IS NULL";
        Ok(on!(self, db => sqlx::query(SQL)
            .bind(moment(withdrawn.at))
            .bind(&withdrawn.by)
            .bind(&withdrawn.reason)
            .bind(number)
            .execute(&mut **db).await?.rows_affected())
            == 1)
    }
}
