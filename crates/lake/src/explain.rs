//! Where a figure comes from: the rows that count and that fail to count, the snapshots and their source files.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::{Context, Result};
use datafusion::{
    arrow::{array::RecordBatch, datatypes::DataType},
    functions_aggregate::expr_fn::{count, sum},
    logical_expr::{Expr, cast, ident, lit, when},
    prelude::DataFrame,
};
use policy::{
    indicator::{Indicator, Kind, Version, day},
    number::Number,
    pack::Pack,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    cases,
    compute::{Figure, Known, exact, listed},
    inputs::{Inputs, Question},
    lake::{Lake, session},
    privacy::{Shown, Viewer, of_query},
    refusal::Refusal,
    snapshot::Snapshot,
    sql,
    tables::org_schema,
};

/// Which rows are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    pub question: &'a Question,
    /// A school, or an area with everything in it; none for the district.
    pub org: Option<&'a str>,
    pub viewer: Viewer<'a>,
    /// Rows of each kind to leave out from the front, and the most to return.
    pub offset: usize,
    pub limit: usize,
}

/// A figure followed to its rows and files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    pub inputs: Inputs,
    /// None when the indicator has no figure for the org.
    pub figure: Option<Figure>,
    /// What the cells of every row are.
    pub columns: Vec<Shown>,
    /// Rows that add to the numerator.
    pub counting: Page,
    /// Rows that only add to the denominator.
    pub failing: Page,
    /// Rows that are neither: without a number, or adding to nothing.
    pub others: u64,
    /// The snapshots read, each with its hash, source file and importer.
    pub sources: Vec<Snapshot>,
}

/// Some of the rows of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// How many there are.
    pub total: u64,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// None for a row of the district as a whole.
    pub org: Option<String>,
    /// What the row adds. When that is computed from facts about a person, it is said whether the row counts (0 or 1) and
    /// nothing else.
    pub num: Option<Number>,
    pub den: Option<Number>,
    /// Cells in the order of [`Explanation::columns`], masked.
    pub cells: Vec<Option<String>>,
}

/// Names of the columns that carry the figure; all others are shown.
const FIGURE: [&str; 3] = ["org", "num", "den"];

impl Lake {
    /// Lists the rows behind a figure.
    ///
    /// # Errors
    /// Refusals: an indicator entered by hand, no definition for the year, an org that the tree does not know.
    pub async fn explain(&self, request: &Request<'_>, known: &Known) -> Result<Explanation> {
        let Request { question, org, viewer, offset, limit } = *request;
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
        let columns = listed_columns(&self.pack, indicator, version).await?;
        let session = self.session();
        self.register(&session, &resolved, question, known).await?;
        let rows = self.rows(&session, &resolved, version, question.year).await?;
        let mut rows = normal(indicator, rows, &columns.shown)?;
        if let Some(org) = org {
            let successors = self.successors(question, &resolved).await?;
            let codes = successors.codes_within(org, &resolved.tree, &resolved.shown).into_iter().map(lit).collect();
            rows = rows.filter(ident("org").in_list(codes, false))?;
        }
        let counting = ident("num").gt(lit(0_i64));
        let no_den = matches!(indicator.kind, Kind::Sum | Kind::Value);
        let failing = ident("num").eq(lit(0_i64)).and(ident("den").gt(lit(0_i64)).or(lit(no_den)));
        let (all, counted, failed) = totals(rows.clone(), counting.clone(), failing.clone()).await?;
        let page = async |condition: Expr, total: u64| -> Result<Page> {
            let sorted = rows.clone().filter(condition)?.sort(order(&columns.shown))?.limit(offset, Some(limit))?;
            Ok(Page { total, rows: masked(&sql::collect(sorted).await?, &columns, viewer)? })
        };
        let (counting, failing) = (page(counting, counted).await?, page(failing, failed).await?);
        let figures = self.compute(question, known).await?;
        let code = org.unwrap_or(&self.district);
        let figure = figures.figures.into_iter().find(|figure| figure.org == code);
        let sources = resolved.inputs.snapshots.iter().map(|id| self.snapshot(id).cloned()).collect::<Result<_>>()?;
        let others = all - counted - failed;
        let columns = columns.shown;
        Ok(Explanation { inputs: resolved.inputs, figure, columns, counting, failing, others, sources })
    }
}

/// Rows with exact `num` and `den` as decimals, then the columns shown.
fn normal(indicator: &Indicator, rows: DataFrame, columns: &[Shown]) -> Result<DataFrame> {
    let figure = [
        cast(ident("org"), DataType::Utf8).alias("org"),
        exact(indicator, &rows, "num")?.alias("num"),
        exact(indicator, &rows, "den")?.alias("den"),
    ];
    let others = columns.iter().map(|column| ident(&column.name));
    Ok(rows.select(figure.into_iter().chain(others).collect::<Vec<_>>())?)
}

/// By org, then by every column, so that a page is the same each time; what is hidden comes last, so that the order
/// does not tell it.
fn order(columns: &[Shown]) -> Vec<datafusion::logical_expr::SortExpr> {
    let (hidden, seen): (Vec<_>, Vec<_>) = columns.iter().partition(|column| column.is_hidden());
    let names = ["org"].into_iter().chain(seen.into_iter().chain(hidden).map(|column| column.name.as_str()));
    names.map(|name| ident(name).sort(true, true)).collect()
}

async fn totals(rows: DataFrame, counting: Expr, failing: Expr) -> Result<(u64, u64, u64)> {
    let decimal = DataType::Decimal128(20, 0);
    let sum_if = |condition: Expr, name: &str| -> Result<Expr> {
        Ok(cast(sum(when(condition, lit(1_i64)).otherwise(lit(0_i64))?), decimal.clone()).alias(name))
    };
    let all = cast(count(lit(1_i64)), decimal.clone()).alias("all");
    let counts = vec![all, sum_if(counting, "counting")?, sum_if(failing, "failing")?];
    let batches = sql::collect(rows.aggregate(vec![], counts)?).await?;
    let mut totals = [0_u64; 3];
    for batch in batches.iter().filter(|batch| batch.num_rows() > 0) {
        for (column, total) in totals.iter_mut().enumerate() {
            *total = sql::decimal(batch, column, 0)?.unwrap_or_default().try_into()?;
        }
    }
    Ok(totals.into())
}

fn masked(batches: &[RecordBatch], columns: &Columns, viewer: Viewer) -> Result<Vec<Row>> {
    let told = |number: Option<Number>, of_persons: bool| {
        let says_only_whether = |number: &Number| number.0.is_zero() || number.0 == Decimal::ONE;
        number.filter(|number| viewer.reveal || !of_persons || says_only_whether(number))
    };
    let mut found = Vec::new();
    for batch in batches {
        let texts = sql::rows(std::slice::from_ref(batch))?;
        for (index, mut cells) in texts.into_iter().enumerate() {
            let shown = cells.split_off(FIGURE.len());
            let cells_shown =
                columns.shown.iter().zip(&shown).map(|(column, cell)| viewer.cell(column, cell.as_deref()));
            found.push(Row {
                org: cells.swap_remove(0),
                num: told(sql::decimal(batch, 1, index)?.map(Number), columns.num_of_persons),
                den: told(sql::decimal(batch, 2, index)?.map(Number), columns.den_of_persons),
                cells: cells_shown.collect(),
            });
        }
    }
    Ok(found)
}

/// What a query lists.
struct Columns {
    /// The columns beside those of the figure.
    shown: Vec<Shown>,
    /// Whether `num` and `den` are computed from facts about a person.
    num_of_persons: bool,
    den_of_persons: bool,
}

/// Whose facts the columns of a query are made of. It is planned over empty tables, in which every table has the name
/// that the pack gives it.
async fn listed_columns(pack: &Pack, indicator: &Indicator, version: &Version) -> Result<Columns> {
    let rows = over_nothing(pack, indicator, version).await?;
    let columns = of_query(pack, version, rows.logical_plan())?;
    let of_persons = |name: &str| columns.iter().any(|column| column.name == name && column.is_about_a_person());
    if of_persons("org") {
        return Err(Refusal::PersonalOrg { indicator: indicator.id.clone() }.into());
    }
    let (num_of_persons, den_of_persons) = (of_persons("num"), of_persons("den"));
    let shown = columns.into_iter().filter(|column| !FIGURE.contains(&column.name.as_str())).collect();
    Ok(Columns { shown, num_of_persons, den_of_persons })
}

/// The rows that a definition lists of empty tables: none, but with all that follows from the query alone.
async fn over_nothing(pack: &Pack, indicator: &Indicator, version: &Version) -> Result<DataFrame> {
    let session = session(Arc::default(), 1);
    cases::register(pack, version, &BTreeMap::new(), &session)?;
    session.register_batch("org", RecordBatch::new_empty(org_schema()))?;
    let text = version.sql.as_ref().and_then(|name| pack.sql.get(name)).context("a computed indicator has SQL")?;
    listed(&session, text, version, version.from, day(version.from, &indicator.reference)?).await
}

/// What is wrong with the queries of an indicator, one entry per version at most: not understood, sums not exact, or a
/// column without a privacy class. For the check of packs; reads no facts.
///
/// # Errors
/// Faults of the engine only.
pub async fn check(pack: &Pack, indicator: &Indicator) -> Result<Vec<(i16, Refusal)>> {
    let mut flaws = Vec::new();
    for version in indicator.versions.iter().filter(|version| version.sql.is_some()) {
        match check_version(pack, indicator, version).await {
            Ok(()) => {}
            Err(error) => flaws.push((version.from, error.downcast::<Refusal>()?)),
        }
    }
    Ok(flaws)
}

async fn check_version(pack: &Pack, indicator: &Indicator, version: &Version) -> Result<()> {
    let columns = listed_columns(pack, indicator, version).await?;
    normal(indicator, over_nothing(pack, indicator, version).await?, &columns.shown)?;
    Ok(())
}
