//! What a figure is made of, before it is made: definition, snapshots in force, and the fingerprint over them.
//!
//! Everything that decides a figure must be in its fingerprint: a value stored under it is then never made again.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use anyhow::{Context, Result};
use jiff::{Timestamp, ToSpan, civil::Date};
use policy::{
    dataset::{AREAS, Dataset, ORG_CHANGES, SCHOOLS},
    hash::hex,
    indicator::{Indicator, Kind, Read, Standard, Version, day},
    number::Number,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    lake::Lake,
    org::Tree,
    snapshot::{Cut, Effective},
};

/// Raised whenever the same inputs could give other figures than before; every stored value is then made again.
const ENGINE: &str = "2";

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

/// A question with everything that its answer depends on.
pub(crate) struct Resolved<'a> {
    pub indicator: &'a Indicator,
    /// None before the first definition.
    pub version: Option<&'a Version>,
    pub reference: Date,
    /// The tree at the reference date.
    pub tree: Arc<Tree>,
    /// The tree that the figures are shown on.
    pub shown: Arc<Tree>,
    pub tables: Vec<Table<'a>>,
    pub inputs: Inputs,
    pub provisional: bool,
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
    /// What the figures would be made of, without making them.
    ///
    /// # Errors
    /// When the indicator is not known or the organisation datasets cannot be read.
    pub async fn inputs(&self, question: &Question) -> Result<Inputs> {
        Ok(self.resolve(question).await?.inputs)
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
            for dataset in [AREAS, SCHOOLS] {
                let cut = Cut { as_of: tree.date, known_at: question.cut.known_at };
                note(&format!("org {} {dataset}", tree.date), &self.parts(dataset, tree, cut));
            }
        }
        if question.on.is_some() {
            let cut = Cut { as_of: resolved.shown.date, known_at: question.cut.known_at };
            note(ORG_CHANGES, &self.parts(ORG_CHANGES, &resolved.shown, cut));
        }
        // Whether everybody reported follows from these.
        let mut reporters = Vec::new();
        let mut read_indicators = Vec::new();
        for table in &resolved.tables {
            match &table.source {
                Source::Dataset { id, cut, tree } => {
                    let parts = self.parts(id, tree, *cut);
                    note(table.name, &parts);
                    let dataset = self.dataset(id)?;
                    reporters.push(format!("reporters {} {:?} {:?}", table.name, dataset.scopes, dataset.reporters));
                    newest = newest.max(parts.iter().map(|part| part.snapshot.as_of).max());
                    missing.extend((parts.is_empty() && !table.optional).then(|| (*id).to_owned()));
                }
                Source::Indicator { id, year } => read_indicators.push((table.name, *id, *year, table.optional)),
                Source::Standard(_) => {}
            }
        }
        lines.extend(reporters);
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
    pub(crate) fn measures(&self, question: &Question) -> Vec<&Measure> {
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

    /// Persons below which a figure is confidential: the number that the pack states when the figure counts rows about one
    /// person each that hold sensitive facts; else none.
    pub(crate) fn small(&self, resolved: &Resolved<'_>) -> u64 {
        let reads_persons = resolved.tables.iter().any(|table| match &table.source {
            Source::Dataset { id, .. } => self.pack.datasets.get(*id).is_some_and(Dataset::is_about_persons),
            Source::Indicator { .. } | Source::Standard(_) => false,
        });
        if reads_persons { self.pack.min_persons() } else { 0 }
    }
}

pub(crate) fn read_question(id: &str, year: i16, cut: Cut) -> Question {
    Question { indicator: id.to_owned(), year, cut, on: None }
}
