//! Import: a workbook, checked, as rows that may become a snapshot. Content is never an error: it gives problems.
//!
//! The way of a file: recognise it, find the header of each sheet, parse and check row by row while writing what is
//! understood to a temporary file, ask queries over that file (repeated keys, the pack's checks, drift), and put it into
//! the order of the dataset. Memory does not grow with the number of rows, except for eight bytes of each key.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use anyhow::{Context, ensure};
use datafusion::{
    arrow::{
        array::{Int64Array, RecordBatch},
        datatypes::{DataType, Field, Schema},
    },
    common::JoinType,
    dataframe::DataFrame,
    prelude::{ParquetReadOptions, SessionContext, ident, lit},
};
use policy::dataset::{Dataset, Scope, Severity};

pub use crate::stage::Staged;
use crate::{
    check::{self, Finding},
    lake::Lake,
    layout::{self, Found, Layout},
    mapping::Mapping,
    org::Tree,
    problem::{Problem, Problems},
    rows::{Merged, Place, Rows, SHEET},
    schema::ROW,
    snapshot::Cut,
    stage::{self, Unsorted, Writer},
    workbook::{self, Workbook},
};

/// A workbook that somebody wants imported.
pub struct Incoming<'a> {
    pub lake: &'a Lake,
    pub dataset: &'a Dataset,
    pub file: &'a Path,
    /// Whose facts the file holds: the code of the district, township or school, and which of these it is.
    pub scope: (&'a str, Scope),
    /// The day on which the facts held, and now: references and drift are judged by what is in force then.
    pub cut: Cut,
    /// Remembered layouts; those of other datasets are passed over.
    pub mappings: &'a [Mapping],
    /// Secret of the district for the integer keys of identifiers.
    pub secret: &'a [u8],
    /// Folder for temporary files, on the same file system as the snapshots.
    pub staging: &'a Path,
    pub acceptance: Acceptance,
    pub progress: &'a Progress,
}

/// How far a check has come, for whoever watches it from another thread, and a way to end it.
#[derive(Debug, Default)]
pub struct Progress {
    rows: AtomicU64,
    stopped: AtomicBool,
}

impl Progress {
    /// Data rows read so far.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    /// Ends the check soon; it then fails.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    fn reached(&self, rows: u64) -> anyhow::Result<()> {
        self.rows.store(rows, Ordering::Relaxed);
        ensure!(!self.is_stopped(), "the check was stopped");
        Ok(())
    }
}

/// What a person decided about problems before the import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Acceptance {
    /// Leave out rows with problems instead of refusing the file (`--accept-valid`).
    pub valid_rows_only: bool,
    /// A person has confirmed that the file really differs so much from the one before (`--confirm-drift`).
    pub drift_confirmed: bool,
}

/// What the import found.
#[derive(Debug)]
pub struct Checked {
    pub problems: Problems,
    /// Data rows in the workbook; with an unpivoted layout, the rows that they give.
    pub rows_read: u64,
    /// Rows that a snapshot would hold.
    pub rows_valid: u64,
    /// Every sheet of the workbook, in its order.
    pub sheets: Vec<Sheet>,
    /// The remembered mapping that was used, if any.
    pub mapping: Option<Mapping>,
    /// Checks that could not run: code of the check (or `reference.COLUMN`) → datasets without a snapshot.
    pub skipped_checks: BTreeMap<String, Vec<String>>,
    /// SHA-256 of the workbook, lower-case hex.
    pub source_sha256: String,
    /// The rows, ready to publish; none when the file is refused.
    pub staged: Option<Staged>,
}

/// What became of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    pub name: String,
    /// Row of the header, from 1; none when the sheet was skipped because it is hidden or of something else.
    pub header_row: Option<u32>,
    /// Data rows read.
    pub rows: u64,
    /// Header in the sheet → column of the dataset.
    pub columns: BTreeMap<String, String>,
}

/// Rows of a sheet whose headers run down the side; such reports are small.
pub(crate) const SIDEWAYS: usize = 5000;

/// Reads and checks a workbook and stages its rows.
///
/// # Errors
/// Faults of the machine only (files, memory, SQL of the pack that does not run); whatever is wrong with the workbook is
/// in [`Checked::problems`].
pub async fn check(incoming: Incoming<'_>) -> anyhow::Result<Checked> {
    let mut checked = Checked {
        problems: Problems::default(),
        rows_read: 0,
        rows_valid: 0,
        sheets: Vec::new(),
        mapping: None,
        skipped_checks: BTreeMap::new(),
        source_sha256: crate::hash::of_file(incoming.file).with_context(|| incoming.file.display().to_string())?,
        staged: None,
    };
    let (scope, kind) = incoming.scope;
    if !incoming.dataset.scopes.contains(&kind) {
        let allowed = incoming.dataset.scopes.iter().map(|kind| match kind {
            Scope::District => "district",
            Scope::Township => "township",
            Scope::School => "school",
        });
        let problem = Problem::of_file("scope.not_allowed").with("allowed", allowed.collect::<Vec<_>>().join("-"));
        checked.problems.push(problem.with("scope", scope));
        return Ok(checked);
    }
    let mut workbook = match workbook::open(incoming.file, incoming.staging)? {
        Ok(workbook) => workbook,
        Err(problem) => {
            checked.problems.push(*problem);
            return Ok(checked);
        }
    };
    let plan = match plan(&incoming, &mut workbook, &mut checked) {
        Ok(plan) => plan,
        Err(problem) => {
            checked.problems.push(*problem);
            return Ok(checked);
        }
    };
    if plan.is_empty() {
        if checked.problems.acceptable() {
            let required = incoming.dataset.columns.iter().filter(|column| column.required);
            let required: Vec<&str> = required.map(|column| column.header.zh.as_str()).collect();
            checked.problems.push(Problem::of_file("header.not_found").with("required", required.join(" / ")));
        }
        return Ok(checked);
    }
    let tree = incoming.lake.tree(incoming.cut).await?;
    let Some(unsorted) = read(&incoming, &mut workbook, &plan, &tree, &mut checked).await? else { return Ok(checked) };
    let session = incoming.lake.session();
    let options = ParquetReadOptions::new().schema(&unsorted.schema);
    let rows = session.read_parquet(unsorted.file.to_string_lossy().into_owned(), options).await?;
    let left_out = judge(&incoming, &session, &rows, &plan, &tree, &unsorted, &mut checked).await?;
    finish(&incoming, &session, rows, unsorted, &left_out, &mut checked).await?;
    Ok(checked)
}

/// A sheet that is read: its number in the workbook, and how.
struct Read {
    sheet: usize,
    name: String,
    layout: Layout,
    merged: Vec<calamine::Dimensions>,
}

/// Finds out which sheets are of the dataset and how they are laid out.
fn plan(incoming: &Incoming<'_>, workbook: &mut Workbook, checked: &mut Checked) -> Result<Vec<Read>, Box<Problem>> {
    let dataset = incoming.dataset;
    let mut plan = Vec::new();
    let mut doubtful = Vec::new();
    for (sheet, info) in workbook.sheets.clone().into_iter().enumerate() {
        checked.sheets.push(Sheet { name: info.name.clone(), ..Sheet::default() });
        if !info.visible {
            continue;
        }
        let sideways = incoming.mappings.iter().any(|mapping| mapping.dataset == dataset.id && mapping.side_headers);
        let head = workbook.head(sheet, if sideways { SIDEWAYS } else { crate::header::SEARCHED })?;
        let top = &head[..head.len().min(crate::header::SEARCHED)];
        let merged = workbook.merged(sheet)?;
        let mut remembered = layout::remembered(dataset, incoming.mappings, &info.name, (top, top), &merged, false);
        if sideways && remembered.is_none() {
            let turned = layout::turned(&head);
            let top = &turned[..turned.len().min(crate::header::SEARCHED)];
            remembered = layout::remembered(dataset, incoming.mappings, &info.name, (top, &head), &[], true);
        }
        let found = match remembered {
            Some((mapping, found)) => {
                checked.mapping = Some(mapping.clone());
                found
            }
            None => layout::declared(dataset, top, &merged),
        };
        match found {
            Found::Layout(layout) => {
                if let Some(report) = checked.sheets.last_mut() {
                    report.header_row = Some(layout.header.row);
                    report.columns = layout.columns(dataset);
                }
                for at in &layout.ignored {
                    let column = u32::try_from(at + 1).ok();
                    let (row, column) =
                        if layout.sideways { (column.unwrap_or(1), Some(1)) } else { (layout.header.row, column) };
                    let text = layout.header.texts[*at].as_str();
                    // A header that is a column but for its unit is easily overlooked.
                    let other_unit = layout::in_another_unit(dataset, text).filter(|column| !layout.reads(*column));
                    let code = if other_unit.is_some() { "header.unit" } else { "header.ignored" };
                    let mut problem = Problem::of_file(code).warning().in_sheet(&info.name).at(row, column);
                    problem.field = other_unit.map(|column| dataset.columns[column].name.clone());
                    text.clone_into(&mut problem.value);
                    let problem = if other_unit.is_some() { problem.with("text", text) } else { problem };
                    checked.problems.push(problem);
                }
                let merged = if layout.sideways { Vec::new() } else { merged };
                plan.push(Read { sheet, name: info.name, layout, merged });
            }
            Found::Wrong(problems) => {
                for problem in problems {
                    checked.problems.push(problem.in_sheet(&info.name));
                }
            }
            Found::Doubtful(problems) => {
                doubtful.extend(problems.into_iter().map(|problem| problem.in_sheet(&info.name)));
            }
            Found::Other => {}
        }
    }
    if plan.is_empty() && checked.problems.acceptable() {
        for problem in doubtful {
            checked.problems.push(problem);
        }
    }
    Ok(plan)
}

/// Codes that rows may belong to; none for the whole district.
fn orgs(incoming: &Incoming<'_>, tree: &Tree) -> Option<BTreeSet<String>> {
    let (scope, kind) = incoming.scope;
    match kind {
        Scope::District => None,
        Scope::School => Some(BTreeSet::from([scope.to_owned()])),
        Scope::Township => Some(tree.codes_within(scope).into_iter().chain([scope]).map(str::to_owned).collect()),
    }
}

/// Parses and checks the rows one by one; none when the workbook turns out to be damaged.
async fn read(
    incoming: &Incoming<'_>,
    workbook: &mut Workbook,
    plan: &[Read],
    tree: &Tree,
    checked: &mut Checked,
) -> anyhow::Result<Option<Unsorted>> {
    let orgs = orgs(incoming, tree);
    let known =
        check::known(incoming.lake, incoming.dataset, tree, incoming.cut, orgs, &mut checked.skipped_checks).await?;
    let writer = Writer::new(incoming.dataset, incoming.secret, incoming.staging)?;
    let mut rows = Rows::new(incoming.lake, incoming.dataset, &known, writer, workbook.counts_from_1904())?;
    rows.problems = std::mem::take(&mut checked.problems);
    for (ordinal, read) in (0..).zip(plan) {
        let merged = Merged::new(read.merged.clone(), read.layout.header.row);
        let mut place = Place { sheet: &read.name, ordinal, layout: &read.layout, merged };
        let before = rows.read;
        let mut fault = Ok(());
        let mut take = |row: u32, cells: &workbook::Cells<'_>| {
            if row > read.layout.header.row {
                fault = rows.take(&mut place, row, cells).and_then(|()| incoming.progress.reached(rows.read));
            }
            if fault.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        let visited = if read.layout.sideways {
            workbook.head(read.sheet, SIDEWAYS).map(|head| {
                for (row, cells) in layout::turned(&head) {
                    if take(row, &workbook::cells(row, &cells)).is_break() {
                        break;
                    }
                }
            })
        } else {
            workbook.visit(read.sheet, &mut take)
        };
        fault?;
        if let Err(problem) = visited {
            rows.problems.push(*problem);
            checked.problems = rows.writer().1;
            return Ok(None);
        }
        checked.sheets[read.sheet].rows = rows.read - before;
    }
    checked.rows_read = rows.read;
    let (suspected, refused) = (std::mem::take(&mut rows.suspected), rows.refused);
    let (writer, problems) = rows.writer();
    checked.problems = problems;
    let mut unsorted = writer.finish()?;
    unsorted.suspected = suspected;
    unsorted.refused = refused;
    Ok(Some(unsorted))
}

/// Asks the queries over all rows; gives the numbers of rows that they refuse.
async fn judge(
    incoming: &Incoming<'_>,
    session: &SessionContext,
    rows: &DataFrame,
    plan: &[Read],
    tree: &Tree,
    unsorted: &Unsorted,
    checked: &mut Checked,
) -> anyhow::Result<BTreeSet<i64>> {
    let dataset = incoming.dataset;
    if unsorted.rows == 0 {
        if checked.problems.acceptable() || incoming.acceptance.valid_rows_only {
            checked.problems.push(Problem::of_file("file.no_rows"));
        }
        return Ok(BTreeSet::new());
    }
    session.register_table("incoming", rows.clone().into_view())?;
    let mut findings = check::repeated(&incoming.lake.pack, rows, dataset, &unsorted.suspected).await?;
    findings.extend(check::self_references(rows, dataset).await?);
    let orgs = orgs(incoming, tree);
    let skipped = &mut checked.skipped_checks;
    findings
        .extend(check::declared(incoming.lake, session, dataset, tree, incoming.cut, orgs.as_ref(), skipped).await?);
    let cells = check::cells(&incoming.lake.pack, dataset, rows, &findings).await?;
    let mut left_out = BTreeSet::new();
    for finding in findings {
        if finding.severity == Severity::Refuse {
            left_out.insert(finding.number);
        }
        checked.problems.push(problem(dataset, plan, finding, &cells));
    }
    if let Some(limits) = &dataset.drift
        && let Some(before) = before(incoming, session, tree).await?
        && (checked.problems.acceptable() || incoming.acceptance.valid_rows_only)
    {
        for (code, args) in check::drift(before, rows, limits).await? {
            let mut problem = Problem::of_file(code);
            problem.field = limits.watch.clone().filter(|_| code == "drift.vanished");
            problem.args = args.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
            let problem = if incoming.acceptance.drift_confirmed { problem.warning() } else { problem };
            checked.problems.push(problem);
        }
    }
    Ok(left_out)
}

fn problem(dataset: &Dataset, plan: &[Read], finding: Finding, cells: &BTreeMap<(i64, String), String>) -> Problem {
    let several = plan.len() > 1;
    let split = |number: i64| if several { (number / SHEET, number % SHEET) } else { (0, number) };
    let (ordinal, row) = split(finding.number);
    let read = &plan[usize::try_from(ordinal).unwrap_or(0)];
    let column = dataset.columns.iter().position(|column| column.name == finding.column);
    let (row, at) = read.layout.place(u32::try_from(row).unwrap_or(0), 0, column);
    let mut problem = Problem::of_file(&finding.code).in_sheet(&read.name).at(row, at);
    problem.severity = finding.severity;
    problem.args = finding.args.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    if let Some(other) = problem.args.get("other").and_then(|other| other.parse().ok()) {
        let (ordinal, row) = split(other);
        let sheet = &plan[usize::try_from(ordinal).unwrap_or(0)].name;
        problem.args.insert("other".to_owned(), row.to_string());
        let elsewhere = if *sheet == read.name { "" } else { sheet.as_str() };
        problem.args.insert("other_sheet".to_owned(), elsewhere.to_owned());
    }
    problem.value = cells.get(&(finding.number, finding.column.clone())).cloned().unwrap_or_default();
    problem.field = Some(finding.column);
    problem
}

/// The rows that the file would stand in for: what is in force of its scope, whoever sent it.
async fn before(incoming: &Incoming<'_>, session: &SessionContext, tree: &Tree) -> anyhow::Result<Option<DataFrame>> {
    let Incoming { lake, dataset, cut, .. } = incoming;
    let Some(rows) = lake.whole(session, &dataset.id, tree, *cut).await? else { return Ok(None) };
    Ok(Some(match (orgs(incoming, tree), &dataset.org) {
        (Some(codes), Some(org)) => rows.filter(ident(org).in_list(codes.into_iter().map(lit).collect(), false))?,
        _ => rows,
    }))
}

/// Decides whether there is a snapshot, and puts its rows in order.
async fn finish(
    incoming: &Incoming<'_>,
    session: &SessionContext,
    rows: DataFrame,
    unsorted: Unsorted,
    left_out: &BTreeSet<i64>,
    checked: &mut Checked,
) -> anyhow::Result<()> {
    checked.problems.kept.sort_by_cached_key(|problem| {
        let sheet = checked.sheets.iter().position(|sheet| sheet.name == problem.sheet);
        (problem.row.is_some(), sheet, problem.row, problem.column, problem.code.clone())
    });
    let rows = if left_out.is_empty() { rows } else { without(session, rows, left_out)? };
    let sorted = unsorted.sorted && left_out.is_empty();
    let valid = if left_out.is_empty() { unsorted.rows } else { rows.clone().count().await? as u64 };
    checked.rows_valid = valid;
    let whole_file_refused = checked.problems.file_refusals > 0;
    let rows_refused = unsorted.refused > 0 || !left_out.is_empty();
    if whole_file_refused || rows_refused && !incoming.acceptance.valid_rows_only || valid == 0 {
        return Ok(());
    }
    let left = checked.rows_read.saturating_sub(valid);
    let (file, valid) = if sorted {
        (unsorted.file, valid)
    } else {
        stage::sorted(rows, incoming.dataset, &unsorted.schema, incoming.staging).await?
    };
    checked.staged = Some(Staged::new(file, valid, left)?);
    Ok(())
}

/// The rows but for those left out.
fn without(session: &SessionContext, rows: DataFrame, left_out: &BTreeSet<i64>) -> anyhow::Result<DataFrame> {
    let schema = Arc::new(Schema::new(vec![Field::new("_left_out", DataType::Int64, false)]));
    let numbers = Int64Array::from_iter_values(left_out.iter().copied());
    let left_out = session.read_batch(RecordBatch::try_new(schema, vec![Arc::new(numbers)])?)?;
    Ok(rows.join(left_out, JoinType::LeftAnti, &[ROW], &["_left_out"], None)?)
}
