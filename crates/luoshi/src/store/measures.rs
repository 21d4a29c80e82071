//! Figures entered by hand, each with its evidence. Nothing is overwritten: a later entry stands in for an earlier one.

use anyhow::Result;
use jiff::{Timestamp, civil::Date};
use policy::number::Number;

use super::{Transaction, moment, on};

/// One figure entered by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    pub id: String,
    pub indicator: String,
    pub org: String,
    pub period: i16,
    pub value: Number,
    /// Day on which the figure held.
    pub held_on: Date,
    /// File name of the evidence.
    pub evidence_name: String,
    pub evidence_sha256: String,
    /// Who entered it.
    pub reporter: String,
    pub note: String,
    pub recorded_at: Timestamp,
}

impl Transaction {
    /// Every measure ever entered, in the order in which they became known.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn measures(&mut self) -> Result<Vec<Measure>> {
        #[derive(sqlx::FromRow)]
        struct Row {
            id: String,
            indicator: String,
            org: String,
            period: i64,
            value: String,
            held_on: String,
            evidence_name: String,
            evidence_sha256: String,
            reporter: String,
            note: String,
            recorded_at: String,
        }
        const SQL: &str =
            "SELECT id, indicator, org, period, value, held_on, evidence_name, evidence_sha256, reporter, note,
            recorded_at FROM measure ORDER BY recorded_at, id";
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).fetch_all(&mut **db).await?);
        let measure = |row: Row| {
            Ok(Measure {
                id: row.id,
                indicator: row.indicator,
                org: row.org,
                period: i16::try_from(row.period)?,
                value: row.value.parse()?,
                held_on: row.held_on.parse()?,
                evidence_name: row.evidence_name,
                evidence_sha256: row.evidence_sha256,
                reporter: row.reporter,
                note: row.note,
                recorded_at: row.recorded_at.parse()?,
            })
        };
        rows.into_iter().map(measure).collect()
    }

    /// Records a measure.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_measure(&mut self, measure: &Measure) -> Result<()> {
        const SQL: &str =
            "INSERT INTO measure (id, indicator, org, period, value, held_on, evidence_name, evidence_sha256,
            reporter, note, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        on!(self, db => sqlx::query(SQL)
            .bind(&measure.id)
            .bind(&measure.indicator)
            .bind(&measure.org)
            .bind(i64::from(measure.period))
            .bind(measure.value.to_string())
            .bind(measure.held_on.to_string())
            .bind(&measure.evidence_name)
            .bind(&measure.evidence_sha256)
            .bind(&measure.reporter)
            .bind(&measure.note)
            .bind(moment(measure.recorded_at))
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }
}
