//! Definitions of indicators as they were when figures were computed with them.

use anyhow::Result;
use jiff::Timestamp;

use super::{Transaction, moment, on};

/// One wording of one version of an indicator, and when it was first used here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    pub indicator: String,
    /// First year that the version holds for.
    pub valid_from: i16,
    pub hash: String,
    /// The declaration and its SQL as canonical JSON, enough to compute with it again.
    pub body: String,
    pub first_seen: Timestamp,
    /// Why a changed wording of an existing version was accepted; none for the first.
    pub reason: Option<String>,
}

impl Transaction {
    /// All definitions ever used, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn definitions(&mut self) -> Result<Vec<Definition>> {
        const SQL: &str = "SELECT indicator, valid_from, hash, body, first_seen, reason FROM definition
            ORDER BY indicator, valid_from, first_seen";
        type Row = (String, i64, String, String, String, Option<String>);
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).fetch_all(&mut **db).await?);
        let definition = |(indicator, valid_from, hash, body, first_seen, reason): Row| {
            let (valid_from, first_seen) = (i16::try_from(valid_from)?, first_seen.parse()?);
            Ok(Definition { indicator, valid_from, hash, body, first_seen, reason })
        };
        rows.into_iter().map(definition).collect()
    }

    /// Records a definition used for the first time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_definition(&mut self, definition: &Definition) -> Result<()> {
        const SQL: &str = "INSERT INTO definition (indicator, valid_from, hash, body, first_seen, reason)
            VALUES ($1, $2, $3, $4, $5, $6)";
        on!(self, db => sqlx::query(SQL)
            .bind(&definition.indicator)
            .bind(i64::from(definition.valid_from))
            .bind(&definition.hash)
            .bind(&definition.body)
            .bind(moment(definition.first_seen))
            .bind(&definition.reason)
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }
}
