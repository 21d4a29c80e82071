//! Where a figure comes from: the rows that count and that fail to count, the snapshots and their source files.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::{Context, Result};
use datafusion::{arrow::array::RecordBatch, prelude::DataFrame};
use policy::{
    indicator::{Indicator, Version, day},
    number::Number,
    pack::Pack,
};
use serde::{Deserialize, Serialize};

use crate::{
    cases,
    compute::{Figure, Known, listed},
    drill::{Drill, Select, Which, normal},
    inputs::{Inputs, Question},
    lake::{Lake, session},
    privacy::{Shown, Viewer, of_query},
    refusal::Refusal,
    snapshot::Snapshot,
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
    /// Names the row without telling what it holds: a keyed hash of everything in it.
    #[serde(skip)]
    pub key: String,
    /// What the row adds, which is said of every row.
    #[serde(skip)]
    pub which: Which,
}

/// Names of the columns that carry the figure; all others are shown.
pub(crate) const FIGURE: [&str; 3] = ["org", "num", "den"];

impl Lake {
    /// Lists the rows behind a figure.
    ///
    /// # Errors
    /// Refusals: an indicator entered by hand, no definition for the year, an org that the tree does not know.
    pub async fn explain(&self, request: &Request<'_>, known: &Known) -> Result<Explanation> {
        let Request { question, org, viewer, offset, limit } = *request;
        let drill = self.drill(question, org, known).await?;
        let totals = drill.totals(None).await?;
        let page = async |which: Which, total: u64| -> Result<Page> {
            let select = Select { which, ..Select::default() };
            Ok(Page { total, rows: drill.page(&select, viewer, &[], offset, limit).await? })
        };
        let counting = page(Which::Counting, totals.counting).await?;
        let failing = page(Which::Failing, totals.failing).await?;
        let figures = self.compute(question, known).await?;
        let code = org.unwrap_or(&self.district);
        let figure = figures.figures.into_iter().find(|figure| figure.org == code);
        let sources = drill.inputs.snapshots.iter().map(|id| self.snapshot(id).cloned()).collect::<Result<_>>()?;
        let Drill { inputs, columns, .. } = drill;
        Ok(Explanation { inputs, figure, columns, counting, failing, others: totals.others, sources })
    }
}

/// What a query lists.
pub(crate) struct Columns {
    /// The columns beside those of the figure.
    pub shown: Vec<Shown>,
    /// Whether `num` and `den` are computed from facts about a person.
    pub num_of_persons: bool,
    pub den_of_persons: bool,
}

/// Whose facts the columns of a query are made of. It is planned over empty tables, in which every table has the name
/// that the pack gives it.
pub(crate) async fn listed_columns(pack: &Pack, indicator: &Indicator, version: &Version) -> Result<Columns> {
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
