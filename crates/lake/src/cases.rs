//! Worked cases of a pack: small tables with answers computed by hand, run through the same engine as real figures.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
};

use anyhow::{Context, Result, ensure};
use datafusion::{
    arrow::{array::RecordBatch, datatypes::SchemaRef},
    execution::runtime_env::RuntimeEnv,
    prelude::SessionContext,
};
use jiff::civil::Date;
use policy::{
    dataset::{AREAS, SCHOOLS},
    indicator::{Case, Expect, Indicator, Level, Version, day},
    number::Number,
    pack::Pack,
};
use rust_decimal::RoundingStrategy;

use crate::{
    compute::{Figure, listed, sums},
    lake::session,
    org::{Org, Successors, Tree, tree},
    rollup::Rollup,
    schema, sql, tables,
};

/// An expectation of a case that the engine does not meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    pub indicator: String,
    /// Number of the case in its file, from 1.
    pub case: usize,
    /// None for the district.
    pub org: Option<String>,
    pub what: Difference,
}

/// What differs, or why the case could not be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    Numerator { expected: Option<Number>, found: Option<Number> },
    Denominator { expected: Option<Number>, found: Option<Number> },
    Value { expected: Option<Number>, found: Option<Number> },
    Failed { message: String },
}

/// Digits after the point to which a written answer is compared, unless it is written with more.
const DIGITS: u32 = 4;

/// Runs every case of one indicator. A table that the case leaves out has no data, as if it were never imported;
/// standards are those of the pack unless the case brings its own.
///
/// # Errors
/// When the pack does not declare the indicator; whatever goes wrong in a case is a mismatch.
pub async fn run(pack: &Pack, indicator: &str) -> Result<Vec<Mismatch>> {
    let declared = pack.indicators.get(indicator).with_context(|| format!("no indicator {indicator}"))?;
    let mut mismatches = Vec::new();
    for (index, case) in pack.cases.get(indicator).map_or(&[][..], |cases| &cases.cases).iter().enumerate() {
        let mismatch = |org: &Option<String>, what| Mismatch {
            indicator: indicator.to_owned(),
            case: index + 1,
            org: org.clone(),
            what,
        };
        match figures(pack, declared, case).await {
            Ok((district, figures)) => {
                for expect in &case.expects {
                    let org = expect.org.as_ref().unwrap_or(&district);
                    let figure = figures.iter().find(|figure| figure.org == *org);
                    mismatches.extend(differences(expect, figure).into_iter().map(|what| mismatch(&expect.org, what)));
                }
            }
            Err(error) => mismatches.push(mismatch(&None, Difference::Failed { message: format!("{error:#}") })),
        }
    }
    Ok(mismatches)
}

fn differences(expect: &Expect, figure: Option<&Figure>) -> Vec<Difference> {
    let same = |expected: Number, found: Number| {
        let digits = expected.0.scale().max(DIGITS);
        found.0.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero) == expected.0
    };
    let differ = |expected: Option<Number>, found: Option<Number>| match (expected, found) {
        (Some(expected), Some(found)) => !same(expected, found),
        (expected, found) => expected.is_some() || found.is_some(),
    };
    let numerator = figure.and_then(|figure| figure.numerator);
    let denominator = figure.and_then(|figure| figure.denominator);
    let value = figure.and_then(|figure| figure.value);
    let mut found = Vec::new();
    // A numerator or denominator that the case does not state may be anything; a value not stated is no data.
    if expect.numerator.is_some() && differ(expect.numerator, numerator) {
        found.push(Difference::Numerator { expected: expect.numerator, found: numerator });
    }
    if expect.denominator.is_some() && differ(expect.denominator, denominator) {
        found.push(Difference::Denominator { expected: expect.denominator, found: denominator });
    }
    if differ(expect.value, value) {
        found.push(Difference::Value { expected: expect.value, found: value });
    }
    found
}

/// Code of the district and every figure of a case, on all levels.
async fn figures(pack: &Pack, indicator: &Indicator, case: &Case) -> Result<(String, Vec<Figure>)> {
    let version = indicator.version(case.year).context("no definition for the year")?;
    let reference = day(case.year, &indicator.reference)?;
    let session = session(Arc::new(RuntimeEnv::default()), 1);
    let missing = register(pack, version, &case.tables, &session)?;
    let tree = case_tree(pack, &session, case, reference).await?;
    let base = match version.sql.as_ref().and_then(|name| pack.sql.get(name)) {
        Some(text) if !missing => {
            session.register_batch("org", tables::org_table(&tree)?)?;
            sums(indicator, listed(&session, text, version, case.year, reference).await?).await?
        }
        _ => BTreeMap::new(),
    };
    let rollup = Rollup {
        indicator,
        levels: &[Level::District, Level::Township, Level::School],
        tree: &tree,
        successors: &Successors::default(),
        no_data: missing,
        flags: &BTreeSet::new(),
        incomplete: &BTreeSet::new(),
        small: 0,
    };
    Ok((tree.district.clone(), rollup.figures(&base)?))
}

/// Gives the session the tables that the version reads; tells whether one is missing.
pub(crate) fn register(
    pack: &Pack,
    version: &Version,
    tables: &BTreeMap<String, String>,
    session: &SessionContext,
) -> Result<bool> {
    let mut missing = false;
    for read in &version.reads {
        let (id, schema) = if let Some(id) = &read.dataset {
            (id, schema::table(pack.datasets.get(id).with_context(|| format!("no dataset {id}"))?))
        } else if let Some(id) = &read.indicator {
            (id, tables::values_schema())
        } else {
            (read.standard.as_ref().context("a read names a table")?, tables::standard_schema())
        };
        let name = read.alias.as_ref().unwrap_or(id);
        let standard = read.standard.as_ref().and_then(|id| pack.standards.get(id));
        match (tables.get(name), standard) {
            (Some(csv), _) => {
                let batch = parse(csv, &schema).with_context(|| format!("table {name}"))?;
                session.register_batch(name, batch)?;
            }
            (None, Some(standard)) => {
                session.register_batch(name, tables::standard_table(standard)?)?;
            }
            (None, None) => {
                session.register_batch(name, RecordBatch::new_empty(schema))?;
                missing |= !read.optional;
            }
        }
    }
    Ok(missing)
}

/// The tree of a case: its table `org`, or what its areas and schools say.
async fn case_tree(pack: &Pack, session: &SessionContext, case: &Case, date: Date) -> Result<Tree> {
    let district = pack.plan.as_ref().map_or("district", |plan| &plan.org);
    let Some(csv) = case.tables.get("org") else {
        let areas = if session.table_exist(AREAS)? { Some(session.table(AREAS).await?) } else { None };
        let schools = if session.table_exist(SCHOOLS)? { Some(session.table(SCHOOLS).await?) } else { None };
        return tree(date, district, areas, schools).await;
    };
    let batch = parse(csv, &tables::org_schema())?;
    let mut root = district.to_owned();
    let mut orgs = Vec::new();
    for row in sql::rows(&[batch])? {
        let [code, name, level, parent] = <[_; 4]>::try_from(row).ok().context("table org")?;
        let code = code.context("an org needs a code")?;
        let level = match level.as_deref() {
            Some("district") => {
                root.clone_from(&code);
                Level::District
            }
            Some("township") => Level::Township,
            _ => Level::School,
        };
        orgs.push(Org { name: name.unwrap_or_else(|| code.clone()), code, level, parent, open: true });
    }
    Ok(Tree::new(date, &root, orgs, BTreeMap::new()))
}

/// Reads CSV with a header of column names; columns left out and empty cells are NULL.
fn parse(text: &str, schema: &SchemaRef) -> Result<RecordBatch> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.trim_start().as_bytes());
    let header = reader.headers()?.clone();
    for name in &header {
        ensure!(schema.index_of(name).is_ok(), "no column {name}");
    }
    let places: Vec<Option<usize>> =
        schema.fields().iter().map(|field| header.iter().position(|name| name == field.name())).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record?;
        let cell = |place: &Option<usize>| {
            place.and_then(|place| record.get(place)).filter(|cell| !cell.is_empty()).map(str::to_owned)
        };
        rows.push(places.iter().map(cell).collect());
    }
    sql::table(schema, &rows)
}

impl fmt::Display for Mismatch {
    /// For logs and tests: `indicator case 2 org: value expected 1, found no data`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |number: &Option<Number>| number.map_or_else(|| "no data".to_owned(), |number| number.to_string());
        let (part, expected, found) = match &self.what {
            Difference::Numerator { expected, found } => ("numerator", expected, found),
            Difference::Denominator { expected, found } => ("denominator", expected, found),
            Difference::Value { expected, found } => ("value", expected, found),
            Difference::Failed { message } => return write!(f, "{} case {}: {message}", self.indicator, self.case),
        };
        let org = self.org.as_deref().unwrap_or("district");
        let (expected, found) = (text(expected), text(found));
        write!(f, "{} case {} {org}: {part} expected {expected}, found {found}", self.indicator, self.case)
    }
}
