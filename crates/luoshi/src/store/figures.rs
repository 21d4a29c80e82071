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

    /// What was computed under a fingerprint, in the order in which it was made; none when it never was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn figures(&mut self, fingerprint: &str) -> Result<Option<Figures>> {
        const COMPUTATION: &str = "SELECT inputs FROM computation WHERE fingerprint = $1";
        const SQL: &str = "SELECT org, level, numerator, denominator, value, row_count, flags FROM figure
            WHERE fingerprint = $1 ORDER BY position";
        type Row = (String, String, Option<String>, Option<String>, Option<String>, i64, String);
        let inputs: Option<(String,)> =
            on!(self, db => sqlx::query_as(COMPUTATION).bind(fingerprint).fetch_optional(&mut **db).await?);
        let Some((inputs,)) = inputs else { return Ok(None) };
        let inputs = serde_json::from_str(&inputs).context("inputs of a figure")?;
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).bind(fingerprint).fetch_all(&mut **db).await?);
        let number = |text: Option<String>| text.map(|text| text.parse::<Number>()).transpose();
        let figure = |(org, level, numerator, denominator, value, rows, flags): Row| {
            Ok(Figure {
                org,
                level: named(&level)?,
                numerator: number(numerator)?,
                denominator: number(denominator)?,
                value: number(value)?,
                rows: uncount(rows)?,
                flags: flags.split_whitespace().map(named).collect::<Result<_>>()?,
            })
        };
        let figures = rows.into_iter().map(figure).collect::<Result<_>>()?;
        Ok(Some(Figures { inputs, figures }))
    }

    /// Records what was computed; what is known under the fingerprint already stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_figures(&mut self, indicator: &str, year: i16, at: Timestamp, made: &Figures) -> Result<()> {
        const SQL: &str = "INSERT INTO computation (fingerprint, indicator, period, definition, inputs, computed_at)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (fingerprint) DO NOTHING";
        const FIGURE: &str =
            "INSERT INTO figure (fingerprint, position, org, level, numerator, denominator, value, row_count,
            flags) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
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
        for (position, figure) in (0_i64..).zip(&made.figures) {
            let flags: Vec<_> = figure.flags.iter().map(|flag: &Flag| name(flag)).collect();
            on!(self, db => sqlx::query(FIGURE)
                .bind(fingerprint)
                .bind(position)
                .bind(&figure.org)
                .bind(name(&figure.level))
                .bind(text(figure.numerator))
                .bind(text(figure.denominator))
                .bind(text(figure.value))
                .bind(count(figure.rows)?)
                .bind(flags.join(" "))
                .execute(&mut **db).await.map(drop)?);
        }
        Ok(())
    }
}
