//! Figures: an indicator's rows summed per org and up the tree, exactly.
//!
//! [`Lake::inputs`] says cheaply what a figure would be made of (its fingerprint); [`Lake::compute`] makes it. The same
//! fingerprint gives the same figures to the byte, so a value stored under it need not be made again.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use datafusion::{
    arrow::{array::Array, datatypes::DataType},
    functions::expr_fn::coalesce,
    functions_aggregate::expr_fn::{count, sum},
    logical_expr::{Expr, cast, ident, lit, when},
    prelude::{DataFrame, SessionContext},
};
use jiff::{Timestamp, civil::Date};
pub use policy::status::Flag;
use policy::{
    dataset::{Dataset, ORG_CHANGES, SCHOOLS, Scope},
    indicator::{Indicator, Kind, Level, Version},
    number::Number,
};
use serde::{Deserialize, Serialize};

use crate::{
    inputs::{Inputs, Question, Resolved, Source, read_question},
    lake::{Lake, scan},
    org::{Successors, Tree},
    refusal::Refusal,
    rollup::{Rollup, Sums},
    snapshot::Cut,
    sql::{self, Bound},
    tables::{org_table, standard_table, values_table},
};

/// One figure of one org.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    pub org: String,
    pub level: Level,
    pub numerator: Option<Number>,
    pub denominator: Option<Number>,
    /// In the unit of the indicator (percent: 0–100 and above); none when there is no data, never a stand-in.
    pub value: Option<Number>,
    /// Rows behind the figure.
    pub rows: u64,
    /// Persons that the rows stand for; a row counts as one unless the definition says how many.
    pub persons: u64,
    pub flags: BTreeSet<Flag>,
}

/// The figures of one indicator and year, the district first, then by level and code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    pub inputs: Inputs,
    pub figures: Vec<Figure>,
}

/// Figures already made, by indicator and year; indicators that read others find them here.
pub type Known = BTreeMap<(String, i16), Vec<Figure>>;

impl Lake {
    /// Indicators in an order in which each comes after those that it reads.
    ///
    /// # Errors
    /// When indicators read each other in a circle.
    pub fn order(&self) -> Result<Vec<&str>> {
        let mut order = Vec::new();
        let mut path = Vec::new();
        for id in self.pack.indicators.keys() {
            self.visit(id, &mut path, &mut order)?;
        }
        Ok(order)
    }

    fn visit<'a>(&'a self, id: &'a str, path: &mut Vec<&'a str>, order: &mut Vec<&'a str>) -> Result<()> {
        if order.contains(&id) {
            return Ok(());
        }
        let circle = path.contains(&id);
        path.push(id);
        if circle {
            return Err(Refusal::Circle { path: path.join(" → ") }.into());
        }
        let reads = self.indicator(id)?.versions.iter().flat_map(|version| &version.reads);
        for read in reads.filter_map(|read| read.indicator.as_deref()) {
            self.visit(read, path, order)?;
        }
        path.pop();
        order.push(id);
        Ok(())
    }

    /// Makes the figures of an indicator for a year: of the district, and of its other levels.
    ///
    /// Indicators that it reads are taken from `known`, or made as well.
    ///
    /// # Errors
    /// Refusals of the definition ([`Refusal`]), and faults of files or memory.
    pub async fn compute(&self, question: &Question, known: &Known) -> Result<Figures> {
        let resolved = self.resolve(question).await?;
        let no_data = resolved.version.is_none() || !resolved.inputs.missing.is_empty() || !begun(question);
        let mut flags = BTreeSet::new();
        flags.extend(resolved.provisional.then_some(Flag::Provisional));
        let breaks = resolved.version.is_some_and(|version| version.breaks_series && version.from == question.year);
        flags.extend(breaks.then_some(Flag::BreakInSeries));
        let mut base = BTreeMap::new();
        let mut incomplete = BTreeSet::new();
        if let Some(version) = resolved.version.filter(|_| !no_data) {
            if resolved.indicator.kind == Kind::Manual {
                base = self.measured(question);
            } else {
                let session = self.session();
                flags.extend(self.register(&session, &resolved, question, known).await?);
                let rows = self.rows(&session, &resolved, version, question.year).await?;
                base = sums(resolved.indicator, rows).await.with_context(|| question.indicator.clone())?;
                incomplete = self.incomplete(&resolved).await?;
            }
        }
        let successors = self.successors(question, &resolved).await?;
        if question.on.is_some() {
            // What was missing then is missing of what it became.
            let later: Vec<String> = incomplete.iter().flat_map(|code| successors.of(code, &resolved.shown)).collect();
            let above = later.iter().flat_map(|code| resolved.shown.ancestors(code)).map(str::to_owned);
            incomplete.extend(above.chain(later.iter().cloned()).collect::<Vec<_>>());
        }
        let rollup = Rollup {
            indicator: resolved.indicator,
            levels: &resolved.indicator.levels,
            tree: &resolved.shown,
            successors: &successors,
            no_data,
            flags: &flags,
            incomplete: &incomplete,
            small: self.small(&resolved),
        };
        let figures = rollup.figures(&base)?;
        Ok(Figures { inputs: resolved.inputs, figures })
    }

    fn measured(&self, question: &Question) -> BTreeMap<Option<String>, Sums> {
        let measures = self.measures(question).into_iter();
        measures
            .map(|measure| {
                (Some(measure.org.clone()), Sums { num: Some(measure.value.0), rows: 1, persons: 1, ..Sums::default() })
            })
            .collect()
    }

    /// Gives a session the tables that the version reads; returns what the figures of read indicators are flagged with.
    pub(crate) async fn register(
        &self,
        session: &SessionContext,
        resolved: &Resolved<'_>,
        question: &Question,
        known: &Known,
    ) -> Result<BTreeSet<Flag>> {
        let mut flags = BTreeSet::new();
        session.register_batch("org", org_table(&resolved.tree)?)?;
        for table in &resolved.tables {
            match &table.source {
                Source::Dataset { id, cut, tree } => {
                    let rows = scan(session, self.dataset(id)?, &self.parts(id, tree, *cut)).await?;
                    session.register_table(table.name, rows.into_view())?;
                }
                Source::Indicator { id, year } => {
                    let made;
                    let figures = if let Some(figures) = known.get(&((*id).to_owned(), *year)) {
                        figures
                    } else {
                        made = Box::pin(self.compute(&read_question(id, *year, question.cut), known)).await?;
                        &made.figures
                    };
                    let carried = [Flag::Provisional, Flag::Estimated, Flag::Incomplete];
                    let all = figures.iter().flat_map(|figure| &figure.flags);
                    flags.extend(all.filter(|flag| carried.contains(flag)));
                    session.register_batch(table.name, values_table(figures)?)?;
                }
                Source::Standard(standard) => {
                    session.register_batch(table.name, standard_table(standard)?)?;
                }
            }
        }
        Ok(flags)
    }

    /// The rows that an indicator lists, not yet summed.
    pub(crate) async fn rows(
        &self,
        session: &SessionContext,
        resolved: &Resolved<'_>,
        version: &Version,
        year: i16,
    ) -> Result<DataFrame> {
        let name = version.sql.as_ref().context("a computed indicator has SQL")?;
        let text = self.pack.sql.get(name).with_context(|| format!("no file {name}"))?;
        listed(session, text, version, year, resolved.reference).await.with_context(|| name.clone())
    }

    /// Units for which something is left out of what was imported: rows that an import left out, and units that should
    /// have reported and have not, each with what lies above and below it.
    async fn incomplete(&self, resolved: &Resolved<'_>) -> Result<BTreeSet<String>> {
        let mut incomplete = BTreeSet::new();
        for table in &resolved.tables {
            let Source::Dataset { id, cut, tree } = &table.source else { continue };
            let parts = self.parts(id, tree, *cut);
            let mut touch = |unit: &str| {
                let touched = tree.descendants(unit).into_iter().chain(tree.ancestors(unit));
                incomplete.extend(touched.map(str::to_owned));
            };
            for part in parts.iter().filter(|part| part.snapshot.left_out > 0) {
                touch(&part.snapshot.scope);
            }
            let scopes: BTreeSet<&str> = parts.iter().map(|part| part.snapshot.scope.as_str()).collect();
            // Without any file the figure has no data, or its query says what follows.
            if scopes.is_empty() || scopes.contains(self.district.as_str()) {
                continue;
            }
            for unit in self.reporters(self.dataset(id)?, tree, *cut).await? {
                let reported = scopes.contains(unit) || tree.ancestors(unit).any(|above| scopes.contains(above));
                if !reported {
                    touch(unit);
                }
            }
        }
        Ok(incomplete)
    }

    /// The units that file a dataset for themselves when the district does not: the open schools that the dataset names,
    /// or the townships.
    ///
    /// # Errors
    /// When a snapshot of the schools cannot be read.
    pub async fn reporters<'a>(&self, dataset: &Dataset, tree: &'a Tree, cut: Cut) -> Result<Vec<&'a str>> {
        let level = if dataset.scopes.contains(&Scope::School) {
            Level::School
        } else if dataset.scopes.contains(&Scope::Township) {
            Level::Township
        } else {
            return Ok(Vec::new());
        };
        let mut units: Vec<&str> =
            tree.orgs().filter(|org| org.open && org.level == level).map(|org| org.code.as_str()).collect();
        if let (Level::School, Some(text)) = (level, &dataset.reporters) {
            let session = self.session();
            let schools = scan(&session, self.dataset(SCHOOLS)?, &self.parts(SCHOOLS, tree, cut)).await?;
            session.register_table(SCHOOLS, schools.into_view())?;
            let named = sql::plan(&session, sql::parse(&session, text)?).await.with_context(|| dataset.id.clone())?;
            let named = sql::rows(&sql::collect(named).await?)?;
            let named: BTreeSet<&str> = named.iter().filter_map(|row| row.first()?.as_deref()).collect();
            units.retain(|unit| named.contains(unit));
        }
        Ok(units)
    }

    pub(crate) async fn successors(&self, question: &Question, resolved: &Resolved<'_>) -> Result<Successors> {
        if question.on.is_none() {
            return Ok(Successors::default());
        }
        self.changes(resolved.tree.date, &resolved.shown, question.cut.known_at).await
    }

    /// What became of the schools after a day, up to the date of a tree.
    ///
    /// # Errors
    /// When a snapshot of the changes cannot be read.
    pub async fn changes(&self, after: Date, shown: &Tree, known_at: Timestamp) -> Result<Successors> {
        let session = self.session();
        let changes = self.whole(&session, ORG_CHANGES, shown, Cut { as_of: shown.date, known_at }).await?;
        Successors::read(changes, after, shown.date).await
    }
}

/// Whether any day of the period has come; a period that lies ahead has no figures.
fn begun(question: &Question) -> bool {
    question.year <= question.cut.as_of.year()
}

/// The rows that a definition's query lists.
pub(crate) async fn listed(
    session: &SessionContext,
    text: &str,
    version: &Version,
    year: i16,
    reference: Date,
) -> Result<DataFrame> {
    let mut values: BTreeMap<&str, Bound> =
        version.params.iter().map(|(name, param)| (name.as_str(), param.into())).collect();
    values.insert("year", Bound::Number(i64::from(year).into()));
    values.insert("reference", Bound::Date(reference));
    let mut statement = sql::parse(session, text)?;
    sql::bind(&mut statement, &values)?;
    sql::plan(session, statement).await
}

/// Sums listed rows per org.
pub(crate) async fn sums(indicator: &Indicator, rows: DataFrame) -> Result<BTreeMap<Option<String>, Sums>> {
    let num = exact(indicator, &rows, "num")?;
    let den = exact(indicator, &rows, "den")?;
    let whole = match indicator.kind {
        Kind::Ratio | Kind::CoefficientOfVariation => num.clone().is_not_null().and(den.clone().is_not_null()),
        Kind::Sum | Kind::Value | Kind::Manual => num.clone().is_not_null(),
    };
    let has = |column| rows.schema().has_column_with_unqualified_name(column);
    let estimated = if has("estimated") { cast(ident("estimated"), DataType::Boolean).is_true() } else { lit(false) };
    let says_persons = has("persons");
    let one_if = |condition: Expr| when(condition, lit(1_i64)).otherwise(lit(0_i64));
    let mut columns = vec![
        cast(ident("org"), DataType::Utf8).alias("org"),
        num.alias("num"),
        den.alias("den"),
        one_if(whole)?.alias("whole"),
        one_if(estimated)?.alias("estimated"),
    ];
    let mut totals = vec![
        sum(ident("num")).alias("num"),
        sum(ident("den")).alias("den"),
        cast(count(lit(1_i64)), DECIMAL).alias("rows"),
        cast(sum(ident("whole")), DECIMAL).alias("whole"),
        cast(sum(ident("estimated")), DECIMAL).alias("estimated"),
    ];
    if says_persons {
        columns.push(coalesce(vec![cast(ident("persons"), DataType::Int64), lit(1_i64)]).alias("persons"));
        totals.push(cast(sum(ident("persons")), DECIMAL).alias("persons"));
    }
    let summed = sql::collect(rows.select(columns)?.aggregate(vec![ident("org")], totals)?).await?;
    let mut found: BTreeMap<Option<String>, Sums> = BTreeMap::new();
    for batch in &summed {
        let orgs = sql::texts(batch, 0)?;
        for row in 0..batch.num_rows() {
            let count = |column| -> Result<u64> {
                let count = sql::decimal(batch, column, row)?.unwrap_or_default();
                count.try_into().context("a count of rows")
            };
            let rows = count(3)?;
            let sums = Sums {
                num: sql::decimal(batch, 1, row)?,
                den: sql::decimal(batch, 2, row)?,
                rows,
                gaps: rows - count(4)?,
                estimated: count(5)?,
                persons: if says_persons { count(6)? } else { rows },
            };
            let org = orgs.is_valid(row).then(|| orgs.value(row).to_owned());
            found.insert(org, sums);
        }
    }
    Ok(found)
}

/// Type of whole numbers before they are summed: a sum of 64-bit integers could wrap around unseen.
const DECIMAL: DataType = DataType::Decimal128(20, 0);

/// A column whose sum is exact, or a refusal.
pub(crate) fn exact(indicator: &Indicator, rows: &DataFrame, name: &str) -> Result<Expr> {
    let refuse = |found: String| {
        let (indicator, column) = (indicator.id.clone(), name.to_owned());
        anyhow::Error::from(Refusal::NotExact { indicator, column, found })
    };
    let field = rows.schema().field_with_unqualified_name(name).map_err(|_| refuse("missing".into()))?;
    match field.data_type() {
        DataType::Decimal128(..) => Ok(ident(name)),
        found if found.is_integer() || found.is_null() => Ok(cast(ident(name), DECIMAL)),
        found => Err(refuse(found.to_string())),
    }
}
