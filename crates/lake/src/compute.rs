//! Figures: an indicator's rows summed per org and up the tree, exactly.
//!
//! [`Lake::inputs`] says cheaply what a figure would be made of (its fingerprint); [`Lake::compute`] makes it. The same
//! fingerprint gives the same figures to the byte, so a value stored under it need not be made again.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use anyhow::{Context, Result};
use datafusion::{
    arrow::{
        array::{Array, Decimal128Array, RecordBatch, StringArray},
        datatypes::{DataType, Field, Schema, SchemaRef},
    },
    functions_aggregate::expr_fn::{count, sum},
    logical_expr::{Expr, cast, ident, lit, when},
    prelude::{DataFrame, SessionContext},
};
use jiff::{Timestamp, ToSpan, civil::Date};
pub use policy::status::Flag;
use policy::{
    dataset::{Dataset, Privacy},
    indicator::{Indicator, Kind, Level, Read, Standard, Version},
    number::Number,
    plan::Comparator,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    lake::{Lake, day, hex, scan},
    org::{Successors, Tree},
    refusal::Refusal,
    rollup::{Rollup, Sums},
    snapshot::{Cut, Effective},
    sql::{self, Bound},
};

/// Raised whenever the same inputs could give other figures than before; every stored value is then made again.
const ENGINE: &str = "1";

/// Which figures are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Id of the indicator.
    pub indicator: String,
    /// Period: a calendar year.
    pub year: i16,
    pub cut: Cut,
    /// Shows the figures on the organisation tree of this later date instead of the period's own: predecessors of a
    /// merged school are summed under their successor.
    pub on: Option<Date>,
}

/// What figures are made of, and the hash over all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// SHA-256 (lower-case hex) over the definition, the snapshots and the organisation tree.
    pub fingerprint: String,
    /// SHA-256 of the definition alone: SQL, kind, parameters, standards, engine.
    pub definition: String,
    /// Day at which facts are taken: the period's reference date, or `as_of` while that lies ahead.
    pub reference: Date,
    /// Ids of the snapshots read, in order.
    pub snapshots: Vec<String>,
    /// The newest day for which any snapshot read states facts: the vintage of the figure.
    pub newest_as_of: Option<Date>,
    /// Datasets read that have no snapshot in force, and indicators read that have none: the figure has no data.
    pub missing: Vec<String>,
}

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
    pub flags: BTreeSet<Flag>,
}

/// The figures of one indicator and year, the district first, then by level and code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    pub inputs: Inputs,
    pub figures: Vec<Figure>,
}

/// A value entered by hand (`kind = "manual"`), as the workspace keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    pub id: String,
    pub indicator: String,
    pub org: String,
    pub year: i16,
    pub value: Number,
    /// Day on which the value held.
    pub as_of: Date,
    pub recorded_at: Timestamp,
    pub withdrawn_at: Option<Timestamp>,
}

/// Figures already made, by indicator and year; indicators that read others find them here.
pub type Known = BTreeMap<(String, i16), Vec<Figure>>;

/// A question with everything that its answer depends on.
pub(crate) struct Resolved<'a> {
    pub indicator: &'a Indicator,
    /// None before the first definition.
    pub version: Option<&'a Version>,
    pub reference: Date,
    /// The tree at the reference date.
    pub tree: Arc<Tree>,
    /// The tree that the figures are shown on.
    shown: Arc<Tree>,
    pub tables: Vec<Table<'a>>,
    pub inputs: Inputs,
    provisional: bool,
}

/// A table of an indicator's query.
pub(crate) struct Table<'a> {
    pub name: &'a str,
    pub source: Source<'a>,
    optional: bool,
}

pub(crate) enum Source<'a> {
    Dataset { id: &'a str, cut: Cut, tree: Arc<Tree> },
    Indicator { id: &'a str, year: i16 },
    Standard(&'a Standard),
}

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

    /// What the figures would be made of, without making them.
    ///
    /// # Errors
    /// When the indicator is not known or the organisation datasets cannot be read.
    pub async fn inputs(&self, question: &Question) -> Result<Inputs> {
        Ok(self.resolve(question).await?.inputs)
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
                incomplete = self.incomplete(&resolved);
            }
        }
        let successors = self.successors(question, &resolved).await?;
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

    pub(crate) async fn resolve<'a>(&'a self, question: &Question) -> Result<Resolved<'a>> {
        let indicator = self.indicator(&question.indicator)?;
        let version = indicator.version(question.year);
        let nominal = day(question.year, &indicator.reference)?;
        let Cut { as_of, known_at } = question.cut;
        let reference = nominal.min(as_of);
        let tree = self.tree(Cut { as_of: reference, known_at }).await?;
        let shown = match question.on {
            Some(on) => self.tree(Cut { as_of: on.min(as_of), known_at }).await?,
            None => Arc::clone(&tree),
        };
        let mut tables = Vec::new();
        for read in version.map_or(&[][..], |version| &version.reads) {
            tables.push(self.table(read, question, nominal).await?);
        }
        let mut resolved = Resolved {
            indicator,
            version,
            reference,
            tree,
            shown,
            tables,
            inputs: Inputs {
                fingerprint: String::new(),
                definition: self.definition(indicator, version)?,
                reference,
                snapshots: Vec::new(),
                newest_as_of: None,
                missing: Vec::new(),
            },
            provisional: nominal > as_of,
        };
        self.trace(&mut resolved, question).await?;
        Ok(resolved)
    }

    async fn table<'a>(&'a self, read: &'a Read, question: &Question, nominal: Date) -> Result<Table<'a>> {
        let Cut { as_of, known_at } = question.cut;
        let (name, source) = if let Some(id) = &read.dataset {
            let date = if self.dataset(id)?.ledger {
                as_of
            } else {
                nominal.checked_sub(i16::from(read.years_ago).years())?.min(as_of)
            };
            let cut = Cut { as_of: date, known_at };
            (id, Source::Dataset { id, cut, tree: self.tree(cut).await? })
        } else if let Some(id) = &read.indicator {
            (id, Source::Indicator { id, year: question.year - i16::from(read.years_ago) })
        } else {
            let id = read.standard.as_ref().context("a read names a dataset, an indicator or a standard")?;
            let standard = self.pack.standards.get(id).with_context(|| format!("standard {id}"))?;
            (id, Source::Standard(standard))
        };
        Ok(Table { name: read.alias.as_ref().unwrap_or(name), source, optional: read.optional })
    }

    /// Hash of the definition: everything that decides the figure except the facts.
    fn definition(&self, indicator: &Indicator, version: Option<&Version>) -> Result<String> {
        let sql = version.and_then(|version| version.sql.as_ref()).and_then(|name| self.pack.sql.get(name));
        let reads = version.map_or(&[][..], |version| &version.reads);
        let standards: Vec<_> =
            reads.iter().filter_map(|read| self.pack.standards.get(read.standard.as_ref()?)).collect();
        let of_indicator = (&indicator.id, indicator.kind, indicator.unit, &indicator.levels, &indicator.reference);
        let of_version = version.map(|version| (version.from, version.breaks_series, &version.params, &version.reads));
        let whole = serde_json::to_vec(&(ENGINE, of_indicator, of_version, sql, standards))?;
        Ok(hex(Sha256::digest(whole)))
    }

    /// Fills in the snapshots read and the fingerprint over them.
    async fn trace(&self, resolved: &mut Resolved<'_>, question: &Question) -> Result<()> {
        let mut lines = vec![
            resolved.inputs.definition.clone(),
            format!("year {} reference {} provisional {}", question.year, resolved.reference, resolved.provisional),
            format!("district {} min persons {}", self.district, self.small(resolved)),
        ];
        let mut snapshots: BTreeSet<String> = BTreeSet::new();
        let mut newest = None;
        let mut missing = BTreeSet::new();
        let mut note = |name: &str, parts: &[Effective]| {
            for part in parts {
                let Effective { snapshot, except } = part;
                let (id, scope) = (&snapshot.id, &snapshot.scope);
                lines.push(format!("{name} {id} {} {scope} {} {except:?}", snapshot.sha256, snapshot.left_out));
                snapshots.insert(id.clone());
            }
        };
        // The trees follow from these; the order of the dates tells them apart.
        for tree in [&resolved.tree, &resolved.shown] {
            for dataset in ["areas", "schools"] {
                let cut = Cut { as_of: tree.date, known_at: question.cut.known_at };
                note(&format!("org {} {dataset}", tree.date), &self.parts(dataset, tree, cut));
            }
        }
        if question.on.is_some() {
            let cut = Cut { as_of: resolved.shown.date, known_at: question.cut.known_at };
            note("org_changes", &self.parts("org_changes", &resolved.shown, cut));
        }
        let mut read_indicators = Vec::new();
        for table in &resolved.tables {
            match &table.source {
                Source::Dataset { id, cut, tree } => {
                    let parts = self.parts(id, tree, *cut);
                    note(table.name, &parts);
                    newest = newest.max(parts.iter().map(|part| part.snapshot.as_of).max());
                    missing.extend((parts.is_empty() && !table.optional).then(|| (*id).to_owned()));
                }
                Source::Indicator { id, year } => read_indicators.push((table.name, *id, *year, table.optional)),
                Source::Standard(_) => {}
            }
        }
        for (name, id, year, optional) in read_indicators {
            let inputs = Box::pin(self.inputs(&read_question(id, year, question.cut))).await?;
            lines.push(format!("{name} {}", inputs.fingerprint));
            snapshots.extend(inputs.snapshots);
            newest = newest.max(inputs.newest_as_of);
            missing.extend(inputs.missing.into_iter().filter(|_| !optional));
        }
        if resolved.indicator.kind == Kind::Manual {
            let measures = self.measures(question);
            for measure in &measures {
                lines.push(format!("measure {} {} {} {}", measure.id, measure.org, measure.value, measure.as_of));
            }
            newest = measures.iter().map(|measure| measure.as_of).max();
            missing.extend(measures.is_empty().then(|| question.indicator.clone()));
        }
        resolved.inputs.fingerprint = hex(Sha256::digest(lines.join("\n")));
        resolved.inputs.snapshots = snapshots.into_iter().collect();
        resolved.inputs.newest_as_of = newest;
        resolved.inputs.missing = missing.into_iter().collect();
        Ok(())
    }

    /// The newest known measure of each org.
    fn measures(&self, question: &Question) -> Vec<&Measure> {
        let Cut { as_of, known_at } = question.cut;
        let mut newest: BTreeMap<&str, &Measure> = BTreeMap::new();
        for measure in &self.measures {
            let asked = measure.indicator == question.indicator && measure.year == question.year;
            let withdrawn = measure.withdrawn_at.is_some_and(|withdrawn| withdrawn <= known_at);
            if !asked || withdrawn || measure.as_of > as_of || measure.recorded_at > known_at {
                continue;
            }
            let age = |measure: &Measure| (measure.as_of, measure.recorded_at, measure.id.clone());
            let held = newest.entry(&measure.org).or_insert(measure);
            if age(held) < age(measure) {
                *held = measure;
            }
        }
        newest.into_values().collect()
    }

    fn measured(&self, question: &Question) -> BTreeMap<Option<String>, Sums> {
        let measures = self.measures(question).into_iter();
        measures
            .map(|measure| (Some(measure.org.clone()), Sums { num: Some(measure.value.0), rows: 1, ..Sums::default() }))
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

    /// Orgs for which something is left out of what was imported.
    fn incomplete(&self, resolved: &Resolved<'_>) -> BTreeSet<String> {
        let mut incomplete = BTreeSet::new();
        for table in &resolved.tables {
            let Source::Dataset { id, cut, tree } = &table.source else { continue };
            let parts = self.parts(id, tree, *cut);
            for part in parts.iter().filter(|part| part.snapshot.left_out > 0) {
                let scope = part.snapshot.scope.as_str();
                let touched = tree.descendants(scope).into_iter().chain(tree.ancestors(scope));
                incomplete.extend(touched.map(str::to_owned));
            }
            let scopes: BTreeSet<&str> = parts.iter().map(|part| part.snapshot.scope.as_str()).collect();
            if scopes.contains(tree.district.as_str()) {
                continue;
            }
            for org in tree.orgs().filter(|org| org.level == Level::School && org.open) {
                let line: Vec<&str> = tree.ancestors(&org.code).chain([org.code.as_str()]).collect();
                if !line.iter().any(|code| scopes.contains(code)) {
                    incomplete.extend(line.into_iter().map(str::to_owned));
                }
            }
        }
        incomplete
    }

    async fn successors(&self, question: &Question, resolved: &Resolved<'_>) -> Result<Successors> {
        if question.on.is_none() {
            return Ok(Successors::default());
        }
        let session = self.session();
        let cut = Cut { as_of: resolved.shown.date, known_at: question.cut.known_at };
        let changes = self.whole(&session, "org_changes", &resolved.shown, cut).await?;
        Successors::read(changes, resolved.tree.date, resolved.shown.date).await
    }

    /// Rows below which a figure is confidential: the number that the pack states when the figure counts rows about one
    /// person each that hold sensitive facts; else none.
    fn small(&self, resolved: &Resolved<'_>) -> u64 {
        let about_persons = |dataset: &Dataset| {
            let class = |name: &String| dataset.column(name).map(|column| column.privacy);
            dataset.key.iter().any(|name| class(name) == Some(Privacy::Identifier))
                && dataset.columns.iter().any(|column| column.privacy == Privacy::Sensitive)
        };
        let reads_persons = resolved.tables.iter().any(|table| match &table.source {
            Source::Dataset { id, .. } => self.pack.datasets.get(*id).is_some_and(about_persons),
            Source::Indicator { .. } | Source::Standard(_) => false,
        });
        let limit = self.pack.manifests.iter().rev().find_map(|manifest| manifest.min_persons);
        if reads_persons { limit.unwrap_or(0).into() } else { 0 }
    }
}

/// Whether any day of the period has come; a period that lies ahead has no figures.
fn begun(question: &Question) -> bool {
    question.year <= question.cut.as_of.year()
}

fn read_question(id: &str, year: i16, cut: Cut) -> Question {
    Question { indicator: id.to_owned(), year, cut, on: None }
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
    let estimated = if rows.schema().has_column_with_unqualified_name("estimated") {
        cast(ident("estimated"), DataType::Boolean).is_true()
    } else {
        lit(false)
    };
    let one_if = |condition: Expr| when(condition, lit(1_i64)).otherwise(lit(0_i64));
    let summed = rows
        .select([
            cast(ident("org"), DataType::Utf8).alias("org"),
            num.alias("num"),
            den.alias("den"),
            one_if(whole)?.alias("whole"),
            one_if(estimated)?.alias("estimated"),
        ])?
        .aggregate(
            vec![ident("org")],
            vec![
                sum(ident("num")).alias("num"),
                sum(ident("den")).alias("den"),
                cast(count(lit(1_i64)), DECIMAL).alias("rows"),
                cast(sum(ident("whole")), DECIMAL).alias("whole"),
                cast(sum(ident("estimated")), DECIMAL).alias("estimated"),
            ],
        )?;
    let summed = sql::collect(summed).await?;
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

/// Digits after the point of numbers that an indicator reads of another.
const VALUE_SCALE: i8 = 10;

fn text_fields<const N: usize>(names: [&str; N]) -> impl Iterator<Item = Field> {
    names.into_iter().map(|name| Field::new(name, DataType::Utf8, true))
}

fn number_fields<const N: usize>(names: [&str; N]) -> impl Iterator<Item = Field> {
    names.into_iter().map(|name| Field::new(name, DataType::Decimal128(38, VALUE_SCALE), true))
}

/// Columns of the table `org`.
pub(crate) fn org_schema() -> SchemaRef {
    Arc::new(Schema::new(text_fields(["code", "name", "level", "parent"]).collect::<Vec<_>>()))
}

/// Columns of a table with the figures of an indicator.
pub(crate) fn values_schema() -> SchemaRef {
    let numbers = number_fields(["numerator", "denominator", "value"]);
    Arc::new(Schema::new(text_fields(["org", "level"]).chain(numbers).collect::<Vec<_>>()))
}

/// Columns of a table with the rules of a standard.
pub(crate) fn standard_schema() -> SchemaRef {
    let texts = text_fields(["rule", "stage", "indicator", "comparator"]);
    Arc::new(Schema::new(texts.chain(number_fields(["value", "floor"])).collect::<Vec<_>>()))
}

/// The units that were open, as a table.
pub(crate) fn org_table(tree: &Tree) -> Result<RecordBatch> {
    let orgs: Vec<_> = tree.orgs().filter(|org| org.open).collect();
    let columns: [StringArray; 4] = [
        orgs.iter().map(|org| Some(org.code.as_str())).collect(),
        orgs.iter().map(|org| Some(org.name.as_str())).collect(),
        orgs.iter().map(|org| Some(level_name(org.level))).collect(),
        orgs.iter().map(|org| org.parent.as_deref()).collect(),
    ];
    Ok(RecordBatch::try_new(org_schema(), columns.map(|column| Arc::new(column) as _).to_vec())?)
}

fn values_table(figures: &[Figure]) -> Result<RecordBatch> {
    let orgs: StringArray = figures.iter().map(|figure| Some(figure.org.as_str())).collect();
    let levels: StringArray = figures.iter().map(|figure| Some(level_name(figure.level))).collect();
    let numbers = |of: fn(&Figure) -> Option<Number>| numbers(figures.iter().map(of));
    let numerators = numbers(|figure| figure.numerator)?;
    let denominators = numbers(|figure| figure.denominator)?;
    let values = numbers(|figure| figure.value)?;
    let columns = vec![
        Arc::new(orgs) as _,
        Arc::new(levels) as _,
        Arc::new(numerators) as _,
        Arc::new(denominators) as _,
        Arc::new(values) as _,
    ];
    Ok(RecordBatch::try_new(values_schema(), columns)?)
}

pub(crate) fn standard_table(standard: &Standard) -> Result<RecordBatch> {
    let rules = &standard.rules;
    let texts: [StringArray; 4] = [
        rules.iter().map(|rule| Some(rule.id.as_str())).collect(),
        rules.iter().map(|rule| rule.stage.as_deref()).collect(),
        rules.iter().map(|rule| Some(rule.indicator.as_str())).collect(),
        rules.iter().map(|rule| Some(comparator_name(rule.comparator))).collect(),
    ];
    let values = numbers(rules.iter().map(|rule| Some(rule.value)))?;
    let floors = numbers(rules.iter().map(|rule| rule.floor))?;
    let texts = texts.map(|column| Arc::new(column) as _).into_iter();
    let columns = texts.chain([Arc::new(values) as _, Arc::new(floors) as _]).collect();
    Ok(RecordBatch::try_new(standard_schema(), columns)?)
}

fn numbers(numbers: impl Iterator<Item = Option<Number>>) -> Result<Decimal128Array> {
    let scaled = numbers.map(|number| number.map(|number| scaled(number.0)).transpose());
    let scaled: Decimal128Array = scaled.collect::<Result<Vec<_>>>()?.into_iter().collect();
    Ok(scaled.with_precision_and_scale(38, VALUE_SCALE)?)
}

fn scaled(number: Decimal) -> Result<i128> {
    let scale = VALUE_SCALE.unsigned_abs().into();
    let rounded = number.round_dp(scale);
    let factor = 10_i128.checked_pow(scale - rounded.scale()).context("scale")?;
    rounded.mantissa().checked_mul(factor).context("a figure is too large for a table")
}

pub(crate) const fn level_name(level: Level) -> &'static str {
    match level {
        Level::District => "district",
        Level::Township => "township",
        Level::School => "school",
    }
}

const fn comparator_name(comparator: Comparator) -> &'static str {
    match comparator {
        Comparator::AtLeast => "at_least",
        Comparator::MoreThan => "more_than",
        Comparator::AtMost => "at_most",
        Comparator::LessThan => "less_than",
        Comparator::Equal => "equal",
        Comparator::Between => "between",
    }
}
