//! Duties in groups: how many are alike in what decides something about them.

use anyhow::Result;
use jiff::civil::Date;
use policy::supervise::{Claim, Reporting};
use serde::de::DeserializeOwned;

use super::{Transaction, named, on};

/// Duties of a commitment of which the same is claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    pub commitment: String,
    pub year: i16,
    pub claim: Claim,
    /// Whether the reports run ahead of the steps by more than was asked.
    pub is_ahead: bool,
    pub count: usize,
}

/// Duties of a unit that are alike in what decides how they stand in a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InRound {
    pub unit: String,
    pub reporting: Reporting,
    /// First day of the round on which they were reported.
    pub first: Option<Date>,
    pub count: usize,
}

/// A name or a date that may be empty.
fn maybe<T: DeserializeOwned>(text: &str) -> Result<Option<T>> {
    Some(text).filter(|text| !text.is_empty()).map(named).transpose()
}

impl Transaction {
    /// What is claimed of duties, and of how many; those of which nothing is claimed are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn duty_claims(&mut self, ahead: u8) -> Result<Vec<Claimed>> {
        const SQL: &str =
            "SELECT commitment, year, claim, CAST(CASE WHEN ahead > $1 THEN 1 ELSE 0 END AS BIGINT), COUNT(*)
            FROM duty WHERE claim <> '' OR ahead > $1 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4";
        let rows: Vec<(String, i64, String, i64, i64)> =
            on!(self, db => sqlx::query_as(SQL).bind(i64::from(ahead)).fetch_all(&mut **db).await?);
        let claimed = |(commitment, year, claim, is_ahead, count): (String, i64, String, i64, i64)| {
            let claim = maybe(&claim)?.unwrap_or(Claim::Nothing);
            let (year, count) = (i16::try_from(year)?, usize::try_from(count)?);
            Ok(Claimed { commitment, year, claim, is_ahead: is_ahead == 1, count })
        };
        rows.into_iter().map(claimed).collect()
    }

    /// How many duties of all years are handed in and not verified, and how many are overdue on a day.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pressing_duties(&mut self, day: Date) -> Result<(usize, usize)> {
        const SQL: &str = "SELECT (SELECT COUNT(*) FROM duty WHERE state = 'submitted'),
            (SELECT COUNT(*) FROM duty WHERE state IN ('assigned', 'in_hand', 'returned') AND due < $1)";
        let (submitted, overdue): (i64, i64) =
            on!(self, db => sqlx::query_as(SQL).bind(day.to_string()).fetch_one(&mut **db).await?);
        Ok((usize::try_from(submitted)?, usize::try_from(overdue)?))
    }

    /// The duties of a year with the first report of each from one day on and before another.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn duties_in_round(&mut self, year: i16, from: Date, before: Date) -> Result<Vec<InRound>> {
        const SQL: &str = "SELECT unit, kind, rhythm, state, assigned_on, closed_on, reported, COUNT(*) FROM (
            SELECT unit, kind, rhythm, state, assigned_on, closed_on, COALESCE((SELECT MIN(day) FROM duty_report
                WHERE duty_report.duty = duty.id AND day >= $2 AND day < $3), '') AS reported
            FROM duty WHERE year = $1 AND state <> 'drafted') AS asked
            GROUP BY unit, kind, rhythm, state, assigned_on, closed_on, reported";
        type Row = (String, String, String, String, String, String, String, i64);
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL)
            .bind(i64::from(year))
            .bind(from.to_string())
            .bind(before.to_string())
            .fetch_all(&mut **db).await?);
        let group = |(unit, kind, rhythm, state, assigned_on, closed_on, reported, count): Row| {
            let reporting = Reporting {
                kind: named(&kind)?,
                every: maybe(&rhythm)?,
                state: named(&state)?,
                assigned_on: maybe(&assigned_on)?,
                closed_on: maybe(&closed_on)?,
            };
            Ok(InRound { unit, reporting, first: maybe(&reported)?, count: usize::try_from(count)? })
        };
        rows.into_iter().map(group).collect()
    }
}
