//! Computed figures, kept by the fingerprint of everything that they follow from.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use jiff::Timestamp;
use lake::{
    compute::{Figure, Figures, Flag},
    inputs::Inputs,
};
use policy::number::Number;

use super::{Transaction, canonical, count, moment, name, named, on, uncount};

impl Transaction {
    /// Fingerprints of everything computed so far.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fingerprints(&mut self) -> Result<BTreeSet<String>> {
        const SQL: &str = "SELECT fingerprint FROM computation";
        let rows: Vec<(String,)> = on!(self, db => sqlx::query_as(SQL).fetch_all(&mut **db).await?);
        Ok(rows.into_iter().map(|(fingerprint,)| fingerprint).collect())
    }

    /// What was computed under a fingerprint; none when it never was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn figures(&mut self, fingerprint: &str) -> Result<Option<Figures>> {
        const COMPUTATION: &str = "SELECT inputs FROM computation WHERE fingerprint = $1";
        const SQL: &str = "SELECT org, level, numerator, denominator, value, row_count, persons, flags FROM figure
            WHERE fingerprint = $1";
        let inputs: Option<(String,)> =
            on!(self, db => sqlx::query_as(COMPUTATION).bind(fingerprint).fetch_optional(&mut **db).await?);
        let Some((inputs,)) = inputs else { return Ok(None) };
        let inputs = serde_json::from_str(&inputs).context("inputs of a figure")?;
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).bind(fingerprint).fetch_all(&mut **db).await?);
        let mut figures = rows.into_iter().map(figure).collect::<Result<Vec<_>>>()?;
        figures.sort_by(|one, other| (one.level, &one.org).cmp(&(other.level, &other.org)));
        Ok(Some(Figures { inputs, figures }))
    }

    /// The figure of one org under a fingerprint.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn figure(&mut self, fingerprint: &str, org: &str) -> Result<Option<Figure>> {
        const SQL: &str = "SELECT org, level, numerator, denominator, value, row_count, persons, flags FROM figure
            WHERE fingerprint = $1 AND org = $2";
        let row: Option<Row> =
            on!(self, db => sqlx::query_as(SQL).bind(fingerprint).bind(org).fetch_optional(&mut **db).await?);
        row.map(figure).transpose()
    }

    /// Records what was computed; what is known under the fingerprint already stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_figures(&mut self, indicator: &str, year: i16, at: Timestamp, made: &Figures) -> Result<()> {
        const SQL: &str = "INSERT INTO computation (fingerprint, indicator, period, definition, inputs, computed_at)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (fingerprint) DO NOTHING";
        const FIGURES: &str =
            "INSERT INTO figure (fingerprint, org, level, numerator, denominator, value, row_count, persons, flags) ";
        let Inputs { fingerprint, definition, .. } = &made.inputs;
        let inserted = on!(self, db => sqlx::query(SQL)
            .bind(fingerprint)
            .bind(indicator)
            .bind(i64::from(year))
            .bind(definition)
            .bind(canonical(&serde_json::to_value(&made.inputs)?))
            .bind(moment(at))
            .execute(&mut **db).await?.rows_affected());
        if inserted == 0 {
            return Ok(());
        }
        let text = |number: Option<Number>| number.map(|number| number.to_string());
        for figures in made.figures.chunks(AT_ONCE) {
            let figures = figures
                .iter()
                .map(|figure| Ok((figure, count(figure.rows)?, count(figure.persons)?)))
                .collect::<Result<Vec<_>>>()?;
            on!(self, db => {
                let mut insert = sqlx::QueryBuilder::new(FIGURES);
                insert.push_values(figures, |mut row, (figure, rows, persons)| {
                    let flags: Vec<_> = figure.flags.iter().map(|flag: &Flag| name(flag)).collect();
                    row.push_bind(fingerprint)
                        .push_bind(&figure.org)
                        .push_bind(name(&figure.level))
                        .push_bind(text(figure.numerator))
                        .push_bind(text(figure.denominator))
                        .push_bind(text(figure.value))
                        .push_bind(rows)
                        .push_bind(persons)
                        .push_bind(flags.join(" "));
                });
                insert.build().execute(&mut **db).await.map(drop)?;
            });
        }
        Ok(())
    }
}

/// Figures of one statement: both databases take many more values at once, and gain little by it.
const AT_ONCE: usize = 500;

type Row = (String, String, Option<String>, Option<String>, Option<String>, i64, i64, String);

fn figure((org, level, numerator, denominator, value, rows, persons, flags): Row) -> Result<Figure> {
    let number = |text: Option<String>| text.map(|text| text.parse::<Number>()).transpose();
    Ok(Figure {
        org,
        level: named(&level)?,
        numerator: number(numerator)?,
        denominator: number(denominator)?,
        value: number(value)?,
        rows: uncount(rows)?,
        persons: uncount(persons)?,
        flags: flags.split_whitespace().map(named).collect::<Result<_>>()?,
    })
}
