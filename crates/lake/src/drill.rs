//! The rows behind a figure, some at a time: chosen, sorted and cut by the engine, so that a table of any size is never
//! held as a whole.
//!
//! What is masked can be neither sought nor sorted by: the order of hidden values, or that a text is among them, would
//! tell what they are. A row is named by a keyed hash of all that it holds; whoever has a reason can ask for that one.

use std::{collections::BTreeMap, ops::Not as _};

use anyhow::Result;
use datafusion::{
    arrow::{array::RecordBatch, datatypes::DataType},
    functions::string::expr_fn::{contains, lower},
    functions_aggregate::expr_fn::{count, sum},
    logical_expr::{Expr, SortExpr, cast, ident, lit, when},
    prelude::DataFrame,
};
use futures::{
    StreamExt as _, TryStreamExt as _,
    stream::{BoxStream, iter},
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use policy::{
    hash::hex,
    indicator::{Indicator, Kind},
    number::Number,
};
use rust_decimal::Decimal;
use sha2::Sha256;

use crate::{
    compute::{Known, exact},
    explain::{Columns, FIGURE, Row, listed_columns},
    inputs::{Inputs, Question},
    lake::Lake,
    privacy::{Shown, Viewer},
    refusal::Refusal,
    sql,
};

/// Rows of a figure by what they add to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    #[default]
    All,
    /// Those that add to the numerator, or take away from it.
    Counting,
    /// Those that only add to the denominator.
    Failing,
    /// Those that are neither: without a number, or adding to nothing.
    Others,
}

/// A text that rows are sought by.
#[derive(Clone, Debug, Default)]
pub struct Like {
    /// In lower case.
    pub text: String,
    /// Codes of the places that the text may mean.
    pub orgs: Vec<String>,
    /// Codes that the text may mean, by column.
    pub codes: BTreeMap<String, Vec<String>>,
}

/// Which rows, in which order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Select<'a> {
    pub which: Which,
    pub like: Option<&'a Like>,
    /// A column, and whether the largest comes first; one that may not be sorted by leaves the usual order.
    pub sort: Option<(&'a str, bool)>,
}

/// How many rows there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub counting: u64,
    pub failing: u64,
    pub others: u64,
}

/// A figure with the way to its rows.
pub struct Drill {
    pub inputs: Inputs,
    /// What the cells of every row are.
    pub columns: Vec<Shown>,
    num_of_persons: bool,
    den_of_persons: bool,
    no_den: bool,
    rows: DataFrame,
}

impl Lake {
    /// Opens the way to the rows behind a figure of the district, or of one school or area.
    ///
    /// # Errors
    /// Refusals: an indicator entered by hand, no definition for the year, an org that the tree does not know.
    pub async fn drill(&self, question: &Question, org: Option<&str>, known: &Known) -> Result<Drill> {
        let resolved = self.resolve(question).await?;
        let indicator = resolved.indicator;
        let no_rows = Refusal::NoRows { indicator: indicator.id.clone() };
        let (id, year) = (indicator.id.clone(), question.year.to_string());
        let version = resolved.version.ok_or(Refusal::NoDefinition { indicator: id, year })?;
        if version.sql.is_none() {
            return Err(no_rows.into());
        }
        let org = org.filter(|org| *org != self.district);
        if let Some(code) = org.filter(|code| resolved.shown.unit(code).is_none()) {
            let (org, date) = (code.to_owned(), resolved.shown.date.to_string());
            return Err(Refusal::UnknownOrg { org, date }.into());
        }
        let Columns { shown, num_of_persons, den_of_persons } = listed_columns(&self.pack, indicator, version).await?;
        let session = self.session();
        self.register(&session, &resolved, question, known).await?;
        let rows = self.rows(&session, &resolved, version, question.year).await?;
        let mut rows = normal(indicator, rows, &shown)?;
        if let Some(org) = org {
            let successors = self.successors(question, &resolved).await?;
            let codes = successors.codes_within(org, &resolved.tree, &resolved.shown).into_iter().map(lit).collect();
            rows = rows.filter(ident("org").in_list(codes, false))?;
        }
        let no_den = matches!(indicator.kind, Kind::Sum | Kind::Value);
        Ok(Drill { inputs: resolved.inputs, columns: shown, num_of_persons, den_of_persons, no_den, rows })
    }
}

impl Drill {
    /// How many rows there are, of those that a text is found in.
    ///
    /// # Errors
    /// Faults of files or memory, and what the query itself does wrong.
    pub async fn totals(&self, like: Option<&Like>) -> Result<Totals> {
        let decimal = DataType::Decimal128(20, 0);
        let sum_if = |condition: Expr, name: &str| -> Result<Expr> {
            Ok(cast(sum(when(condition, lit(1_i64)).otherwise(lit(0_i64))?), decimal.clone()).alias(name))
        };
        let all = cast(count(lit(1_i64)), decimal.clone()).alias("all");
        let counts = vec![all, sum_if(counting(), "counting")?, sum_if(self.failing(), "failing")?];
        let rows = self.selected(&Select { like, ..Select::default() })?;
        let batches = sql::collect(rows.aggregate(vec![], counts)?).await?;
        let mut totals = [0_u64; 3];
        for batch in batches.iter().filter(|batch| batch.num_rows() > 0) {
            for (column, total) in totals.iter_mut().enumerate() {
                *total = sql::decimal(batch, column, 0)?.unwrap_or_default().try_into()?;
            }
        }
        let [all, counting, failing] = totals;
        Ok(Totals { counting, failing, others: all - counting - failing })
    }

    /// Some rows, masked for a viewer and named under a secret.
    ///
    /// # Errors
    /// Faults of files or memory, and what the query itself does wrong.
    pub async fn page(
        &self,
        select: &Select<'_>,
        viewer: Viewer<'_>,
        secret: &[u8],
        offset: usize,
        limit: usize,
    ) -> Result<Vec<Row>> {
        let rows = self.selected(select)?.sort(self.order(select.sort))?.limit(offset, Some(limit))?;
        let mut found = Vec::new();
        for batch in sql::collect(rows).await? {
            found.extend(self.told(&batch, viewer, secret)?);
        }
        Ok(found)
    }

    /// All rows one after the other, masked, without holding them.
    ///
    /// # Errors
    /// Faults of files or memory; also each item may be one.
    pub async fn stream(self, select: &Select<'_>, hidden: String) -> Result<BoxStream<'static, Result<Row>>> {
        let batches = self.selected(select)?.sort(self.order(select.sort))?.execute_stream().await?;
        let rows = move |batch: Result<RecordBatch, datafusion::error::DataFusionError>| {
            self.told(&batch?, Viewer { reveal: false, hidden: &hidden }, &[])
        };
        Ok(batches.map(rows).map_ok(|rows| iter(rows).map(Ok)).try_flatten().boxed())
    }

    /// The one row of a key, as a viewer may see it; none when no row has the key.
    ///
    /// # Errors
    /// Faults of files or memory.
    pub async fn find(&self, key: &str, viewer: Viewer<'_>, secret: &[u8]) -> Result<Option<Row>> {
        let mut batches = self.rows.clone().execute_stream().await?;
        while let Some(batch) = batches.next().await {
            let found = self.told(&batch?, viewer, secret)?.into_iter().find(|row| row.key == key);
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Whether rows may be sought and sorted by a column.
    #[must_use]
    pub fn is_open(&self, name: &str) -> bool {
        match name {
            "org" => true,
            "num" => !self.num_of_persons,
            "den" => !self.den_of_persons,
            _ => self.columns.iter().any(|column| column.name == name && !column.is_about_a_person()),
        }
    }

    /// The same that the conditions of [`Which`] say.
    fn which(&self, num: Option<Decimal>, den: Option<Decimal>) -> Which {
        match num {
            Some(num) if !num.is_zero() => Which::Counting,
            Some(_) if self.no_den || den.is_some_and(|den| den > Decimal::ZERO) => Which::Failing,
            _ => Which::Others,
        }
    }

    fn failing(&self) -> Expr {
        ident("num").eq(lit(0_i64)).and(ident("den").gt(lit(0_i64)).or(lit(self.no_den)))
    }

    fn selected(&self, select: &Select<'_>) -> Result<DataFrame> {
        let mut rows = self.rows.clone();
        let neither = || counting().is_true().or(self.failing().is_true()).not();
        match select.which {
            Which::All => {}
            Which::Counting => rows = rows.filter(counting())?,
            Which::Failing => rows = rows.filter(self.failing())?,
            Which::Others => rows = rows.filter(neither())?,
        }
        if let Some(like) = select.like {
            rows = rows.filter(self.like(like))?;
        }
        Ok(rows)
    }

    /// Whether a column that may be seen holds a text.
    fn like(&self, like: &Like) -> Expr {
        let among = |name: &str, codes: &[String]| {
            ident(name).in_list(codes.iter().map(|one| lit(one.as_str())).collect(), false)
        };
        let holds = |name: &str| contains(lower(cast(ident(name), DataType::Utf8)), lit(like.text.as_str()));
        let open = self.columns.iter().filter(|column| self.is_open(&column.name));
        let by_column = open.map(|column| match like.codes.get(&column.name) {
            Some(codes) => holds(&column.name).or(among(&column.name, codes)),
            None => holds(&column.name),
        });
        by_column.fold(holds("org").or(among("org", &like.orgs)), Expr::or).is_true()
    }

    /// By a column when one is named, then by org and every column, so that a page is the same each time; what is hidden
    /// comes last, so that the order does not tell it.
    fn order(&self, sort: Option<(&str, bool)>) -> Vec<SortExpr> {
        let (hidden, seen): (Vec<_>, Vec<_>) = self.columns.iter().partition(|column| column.is_hidden());
        let first = sort.filter(|(name, _)| self.is_open(name)).map(|(name, down)| ident(name).sort(!down, false));
        let names = ["org"].into_iter().chain(seen.into_iter().chain(hidden).map(|column| column.name.as_str()));
        first.into_iter().chain(names.map(|name| ident(name).sort(true, true))).collect()
    }

    fn told(&self, batch: &RecordBatch, viewer: Viewer, secret: &[u8]) -> Result<Vec<Row>> {
        let number = |number: Option<Number>, of_persons: bool| {
            let says_only_whether = |number: &Number| number.0.is_zero() || number.0 == Decimal::ONE;
            number.filter(|number| viewer.reveal || !of_persons || says_only_whether(number))
        };
        let mut found = Vec::new();
        for (index, mut cells) in sql::rows(std::slice::from_ref(batch))?.into_iter().enumerate() {
            let key = if secret.is_empty() { String::new() } else { key(secret, &cells)? };
            let shown = cells.split_off(FIGURE.len());
            let masked = self.columns.iter().zip(&shown).map(|(column, cell)| viewer.cell(column, cell.as_deref()));
            let (num, den) = (sql::decimal(batch, 1, index)?, sql::decimal(batch, 2, index)?);
            found.push(Row {
                org: cells.swap_remove(0),
                num: number(num.map(Number), self.num_of_persons),
                den: number(den.map(Number), self.den_of_persons),
                which: self.which(num, den),
                cells: masked.collect(),
                key,
            });
        }
        Ok(found)
    }
}

fn counting() -> Expr {
    ident("num").not_eq(lit(0_i64))
}

/// Rows with exact `num` and `den` as decimals, then the columns shown.
pub(crate) fn normal(indicator: &Indicator, rows: DataFrame, columns: &[Shown]) -> Result<DataFrame> {
    let figure = [
        cast(ident("org"), DataType::Utf8).alias("org"),
        exact(indicator, &rows, "num")?.alias("num"),
        exact(indicator, &rows, "den")?.alias("den"),
    ];
    let others = columns.iter().map(|column| ident(&column.name));
    Ok(rows.select(figure.into_iter().chain(others).collect::<Vec<_>>())?)
}

/// A name for what a row holds that says nothing of it to whoever lacks the secret.
fn key(secret: &[u8], cells: &[Option<String>]) -> Result<String> {
    let mut code = Hmac::<Sha256>::new_from_slice(secret)?;
    code.update(&serde_json::to_vec(cells)?);
    Ok(hex(code.finalize().into_bytes()))
}
