//! Where a figure comes from: the rows that count and that fail to count, the snapshots and their source files.

use anyhow::Result;
use datafusion::{
    arrow::{array::RecordBatch, datatypes::DataType},
    functions_aggregate::expr_fn::{count, sum},
    logical_expr::{Expr, cast, ident, lit, when},
    prelude::{DataFrame, SessionContext},
};
use policy::{
    indicator::{Indicator, Kind, Version},
    number::Number,
    pack::Pack,
};
use serde::{Deserialize, Serialize};

use crate::{
    cases,
    compute::{Figure, Known, exact, listed},
    inputs::{Inputs, Question},
    lake::{Lake, day, session},
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
        if let Some(code) = org.filter(|code| resolved.tree.unit(code).is_none()) {
            let (org, date) = (code.to_owned(), resolved.reference.to_string());
            return Err(Refusal::UnknownOrg { org, date }.into());
        }
        let session = self.session();
        self.register(&session, &resolved, question, known).await?;
        let rows = self.rows(&session, &resolved, version, question.year).await?;
        let columns = shown(&self.pack, version, &rows)?;
        let mut rows = normal(indicator, rows, &columns)?;
        if let Some(org) = org {
            let codes = resolved.tree.codes_within(org).into_iter().map(lit).collect();
            rows = rows.filter(ident("org").in_list(codes, false))?;
        }
        let counting = ident("num").gt(lit(0_i64));
        let no_den = matches!(indicator.kind, Kind::Sum | Kind::Value);
        let failing = ident("num").eq(lit(0_i64)).and(ident("den").gt(lit(0_i64)).or(lit(no_den)));
        let (all, counted, failed) = totals(rows.clone(), counting.clone(), failing.clone()).await?;
        let page = async |condition: Expr, total: u64| -> Result<Page> {
            let sorted = rows.clone().filter(condition)?.sort(order(&columns))?.limit(offset, Some(limit))?;
            Ok(Page { total, rows: masked(&sql::collect(sorted).await?, &columns, viewer)? })
        };
        let (counting, failing) = (page(counting, counted).await?, page(failing, failed).await?);
        let figures = self.compute(question, known).await?;
        let code = org.unwrap_or(&self.district);
        let figure = figures.figures.into_iter().find(|figure| figure.org == code);
        let sources = resolved.inputs.snapshots.iter().map(|id| self.snapshot(id).cloned()).collect::<Result<_>>()?;
        let others = all - counted - failed;
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

/// By org, then by every column, so that a page is the same each time.
fn order(columns: &[Shown]) -> Vec<datafusion::logical_expr::SortExpr> {
    let names = ["org"].into_iter().chain(columns.iter().map(|column| column.name.as_str()));
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

fn masked(batches: &[RecordBatch], columns: &[Shown], viewer: Viewer) -> Result<Vec<Row>> {
    let mut found = Vec::new();
    for batch in batches {
        let texts = sql::rows(std::slice::from_ref(batch))?;
        for (index, mut cells) in texts.into_iter().enumerate() {
            let shown = cells.split_off(FIGURE.len());
            let cells_shown = columns.iter().zip(&shown).map(|(column, cell)| viewer.cell(column, cell.as_deref()));
            found.push(Row {
                org: cells.swap_remove(0),
                num: sql::decimal(batch, 1, index)?.map(Number),
                den: sql::decimal(batch, 2, index)?.map(Number),
                cells: cells_shown.collect(),
            });
        }
    }
    Ok(found)
}

fn shown(pack: &Pack, version: &Version, rows: &DataFrame) -> Result<Vec<Shown>> {
    let names: Vec<String> = rows.schema().fields().iter().map(|field| field.name().clone()).collect();
    let names: Vec<String> = names.into_iter().filter(|name| !FIGURE.contains(&name.as_str())).collect();
    of_query(pack, version, &names).map_err(|unknown| Refusal::Unclassed { columns: unknown.join(", ") }.into())
}

/// What is wrong with the queries of an indicator, one entry per version at most: not understood, sums not exact, or a
/// column without a privacy class. For the check of packs; reads no facts.
///
/// # Errors
/// Faults of the engine only.
pub async fn check(pack: &Pack, indicator: &Indicator) -> Result<Vec<(i16, Refusal)>> {
    let mut flaws = Vec::new();
    for version in &indicator.versions {
        let Some(text) = version.sql.as_ref().and_then(|name| pack.sql.get(name)) else { continue };
        let session = session(std::sync::Arc::default(), 1);
        match check_version(pack, indicator, version, text, &session).await {
            Ok(()) => {}
            Err(error) => flaws.push((version.from, error.downcast::<Refusal>()?)),
        }
    }
    Ok(flaws)
}

async fn check_version(
    pack: &Pack,
    indicator: &Indicator,
    version: &Version,
    text: &str,
    session: &SessionContext,
) -> Result<()> {
    cases::register(pack, version, &std::collections::BTreeMap::new(), session)?;
    session.register_batch("org", RecordBatch::new_empty(org_schema()))?;
    let year = version.from;
    let rows = listed(session, text, version, year, day(year, &indicator.reference)?).await?;
    let columns = shown(pack, version, &rows)?;
    normal(indicator, rows, &columns)?;
    Ok(())
}
