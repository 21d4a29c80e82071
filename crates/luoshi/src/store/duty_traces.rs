//! What events leave behind besides the changed duty: days of reports, occasions for points, days that count.

use std::collections::BTreeMap;

use anyhow::Result;
use jiff::civil::Date;
use policy::supervise::{Counts, Happened, Trace};

use super::{Transaction, name, named, on};

/// Last day of what has no end yet.
const OPEN: &str = "9999-12-31";

/// What happened to the duties of a unit in a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Duties that counted on a day of it.
    pub duties: usize,
    pub happened: Vec<(Happened, usize)>,
}

/// An occasion for points, with the duty and the event that it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    pub unit: String,
    pub duty: String,
    pub commitment: String,
    pub seq: i64,
    pub on: Date,
    pub happened: Happened,
}

fn happened(occasion: &str, part: &str, points: i64) -> Result<Happened> {
    let adjusted = match part {
        "" => None,
        part => Some((named(part)?, i32::try_from(points)?)),
    };
    Ok(Happened { occasion: named(occasion)?, adjusted })
}

impl Transaction {
    /// Writes down what an event of a duty left behind.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_duty_trace(
        &mut self,
        (duty, unit): (&str, &str),
        seq: i64,
        day: Date,
        trace: Trace,
    ) -> Result<()> {
        const REPORT: &str = "INSERT INTO duty_report (duty, day) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        const OCCASION: &str = "INSERT INTO duty_occasion (seq, duty, unit, day, occasion, part, points)
            VALUES ($1, $2, $3, $4, $5, $6, $7)";
        const SPAN: &str = "INSERT INTO duty_span (seq, duty, unit, begun, ended) VALUES ($1, $2, $3, $4, $5)";
        const END: &str = "UPDATE duty_span SET ended = $1 WHERE duty = $2 AND ended = $3";
        let day = day.to_string();
        if trace.reports {
            on!(self, db => sqlx::query(REPORT).bind(duty).bind(&day).execute(&mut **db).await.map(drop)?);
        }
        if let Some(one) = trace.occasion {
            let (part, points) = one.adjusted.map(|(part, points)| (name(&part), points)).unwrap_or_default();
            on!(self, db => sqlx::query(OCCASION)
                .bind(seq)
                .bind(duty)
                .bind(unit)
                .bind(&day)
                .bind(name(&one.occasion))
                .bind(part)
                .bind(i64::from(points))
                .execute(&mut **db).await.map(drop)?);
        }
        let ended = match trace.counts {
            Counts::Unchanged => return Ok(()),
            Counts::Ends => {
                on!(self, db => sqlx::query(END).bind(&day).bind(duty).bind(OPEN).execute(&mut **db).await.map(drop)?);
                return Ok(());
            }
            Counts::Begins => OPEN,
            Counts::Once => &day,
        };
        on!(self, db => sqlx::query(SPAN)
            .bind(seq)
            .bind(duty)
            .bind(unit)
            .bind(&day)
            .bind(ended)
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }

    /// Ids of duties whose columns and traces are still to be filled in, at most so many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unfilled_duties(&mut self, limit: i64) -> Result<Vec<String>> {
        const SQL: &str = "SELECT id FROM duty WHERE NOT is_filled ORDER BY id LIMIT $1";
        Ok(on!(self, db => sqlx::query_scalar(SQL).bind(limit).fetch_all(&mut **db).await?))
    }

    /// First day of a round on which a duty was reported.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn first_report(&mut self, duty: &str, from: Date, before: Date) -> Result<Option<Date>> {
        const SQL: &str = "SELECT MIN(day) FROM duty_report WHERE duty = $1 AND day >= $2 AND day < $3";
        let day: Option<String> = on!(self, db => sqlx::query_scalar(SQL)
            .bind(duty)
            .bind(from.to_string())
            .bind(before.to_string())
            .fetch_one(&mut **db).await?);
        Ok(day.map(|day| day.parse()).transpose()?)
    }

    /// What counts for the score of every unit in a period.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn duties_counted(&mut self, from: Date, until: Date) -> Result<BTreeMap<String, Counted>> {
        const DUTIES: &str = "SELECT unit, COUNT(*) FROM (SELECT DISTINCT unit, duty FROM duty_span
            WHERE begun <= $2 AND ended >= $1) AS counted GROUP BY unit";
        const HAPPENED: &str = "SELECT unit, occasion, part, points, COUNT(*) FROM duty_occasion
            WHERE day >= $1 AND day <= $2 GROUP BY unit, occasion, part, points ORDER BY unit, occasion, part, points";
        let (from, until) = (from.to_string(), until.to_string());
        let duties: Vec<(String, i64)> =
            on!(self, db => sqlx::query_as(DUTIES).bind(&from).bind(&until).fetch_all(&mut **db).await?);
        let rows: Vec<(String, String, String, i64, i64)> =
            on!(self, db => sqlx::query_as(HAPPENED).bind(&from).bind(&until).fetch_all(&mut **db).await?);
        let mut counted: BTreeMap<String, Counted> = BTreeMap::new();
        for (unit, count) in duties {
            counted.entry(unit).or_default().duties = usize::try_from(count)?;
        }
        for (unit, occasion, part, points, count) in rows {
            let one = (happened(&occasion, &part, points)?, usize::try_from(count)?);
            counted.entry(unit).or_default().happened.push(one);
        }
        Ok(counted)
    }

    /// The occasions of a period, of a unit or (empty) of all, by unit and number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn duty_occasions(&mut self, from: Date, until: Date, unit: &str) -> Result<Vec<Brought>> {
        const SQL: &str = "SELECT duty_occasion.unit, duty, commitment, seq, day, occasion, part, points
            FROM duty_occasion JOIN duty ON duty.id = duty_occasion.duty
            WHERE day >= $1 AND day <= $2 AND ($3 = '' OR duty_occasion.unit = $3) ORDER BY duty_occasion.unit, seq";
        type Row = (String, String, String, i64, String, String, String, i64);
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL)
            .bind(from.to_string())
            .bind(until.to_string())
            .bind(unit)
            .fetch_all(&mut **db).await?);
        let brought = |(unit, duty, commitment, seq, day, occasion, part, points): Row| {
            let happened = happened(&occasion, &part, points)?;
            Ok(Brought { unit, duty, commitment, seq, on: day.parse()?, happened })
        };
        rows.into_iter().map(brought).collect()
    }
}
