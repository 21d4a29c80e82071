//! Packs: folders of declarations, read into typed values.
//!
//! A pack is a map from relative path to text; where the files come from (the binary, a folder) is the caller's matter.
//! A pack may extend one other pack: it sees everything declared there and may not declare the same id again.
//!
//! Reading goes in three steps: the shape of every file (`shape`), the files as typed values, then what they say of
//! each other (`links`, `plan_links`). Every error found is returned, not only the first.

mod balance;
mod dropout_links;
mod file;
mod links;
mod plan_links;
mod reconcile_links;
mod shape;
mod supervision_links;

use std::{collections::BTreeMap, fmt};

use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    casefile,
    dataset::{CodeList, Dataset, Formats},
    document::{self, About, Template},
    indicator::{CalendarYear, Cases, Indicator, Standard},
    linkage::{Confusions, Linkage},
    paper::Paper,
    plan::{Commitments, Plan, Wording},
    reconcile::Reconciliation,
    report::Reports,
    schema::{FileKind, schema_of},
    status::Rules,
    supervise::Supervision,
    text::{Text, nearest},
    words::Words,
};

pub use balance::balance;
use file::File;

/// The files of one pack: relative path with `/` → text.
pub type Files = BTreeMap<String, String>;

/// `pack.toml`: what the folder is.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    #[schemars(regex(pattern = crate::text::SLUG))]
    pub id: String,
    pub title: Text,
    /// Id of the pack that this one extends.
    #[serde(default)]
    pub extends: Option<String>,
    /// Fewest persons that a published figure on persons may rest on; figures on fewer are confidential. The pack that
    /// extends goes before the extended one.
    #[serde(default)]
    pub min_persons: Option<u32>,
    /// How targets are judged. A pack with a plan needs it, or a pack that it extends; its own goes before.
    #[serde(default)]
    pub status: Option<Rules>,
}

/// A pack together with what it extends: everything an engine needs to know of policy.
#[derive(Clone, Debug, Default)]
pub struct Pack {
    /// Manifests, the extended pack first.
    pub manifests: Vec<Manifest>,
    /// Name of each file with its pack, as errors give it, by path in the pack.
    pub files: BTreeMap<String, String>,
    pub plan: Option<Plan>,
    pub wording: Wording,
    pub datasets: BTreeMap<String, Dataset>,
    pub codes: BTreeMap<String, CodeList>,
    pub formats: Formats,
    pub words: Words,
    pub indicators: BTreeMap<String, Indicator>,
    /// SQL of indicators, by file name.
    pub sql: BTreeMap<String, String>,
    /// Worked cases, by indicator.
    pub cases: BTreeMap<String, Cases>,
    pub standards: BTreeMap<String, Standard>,
    pub linkages: BTreeMap<String, Linkage>,
    pub confusions: Confusions,
    pub reconciliations: BTreeMap<String, Reconciliation>,
    /// What is due from whom and by when; empty in a pack without `reports.toml`.
    pub reports: Reports,
    /// How duties are driven; empty in a pack without `supervision.toml`.
    pub supervision: Supervision,
    /// How files of missing children are worked on; none in a pack without `dropout.toml`.
    pub dropout: Option<Box<casefile::Rules>>,
    pub calendar: BTreeMap<i16, CalendarYear>,
    /// The form of official documents; packs with templates have it.
    pub paper: Option<Box<Paper>>,
    /// Templates of official documents, by id; those of the pack that extends go before.
    pub documents: BTreeMap<String, Template>,
}

/// Something wrong in a pack, at its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PackError {
    /// Id of the pack and path of the file, e.g. `cn-education/datasets/classes.toml`.
    pub file: String,
    /// Line in the file, from 1.
    pub line: Option<usize>,
    /// Path of the key, counted from 1, e.g. `column[3].codes`; empty for the whole file.
    pub key: String,
    /// Stable code, e.g. `pack.unknown_key`; `pack-unknown-key` is the sentence in `pack.ftl`, and has a `.hint`.
    pub code: &'static str,
    /// What the sentence needs besides.
    pub args: BTreeMap<&'static str, String>,
    /// The nearest allowed word, when one is near ("did you mean").
    pub suggestion: Option<String>,
}

impl fmt::Display for PackError {
    /// For logs and tests; people read the sentence of `pack.ftl`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))?;
        write!(f, ": {} {}", self.code, self.key)?;
        self.args.iter().try_for_each(|(name, text)| write!(f, " {name}={text:?}"))?;
        self.suggestion.as_ref().map_or(Ok(()), |word| write!(f, " did you mean {word:?}"))
    }
}

/// Every code of an error in a pack; each has a sentence and a hint in `pack.ftl`.
pub const CODES: &[&str] = &[
    "balance.codes_unused",
    "balance.dataset_unused",
    "balance.format_unused",
    "balance.indicator_unused",
    "balance.indicator_without_cases",
    "balance.standard_unused",
    "pack.bad_checksum",
    "pack.bad_example",
    "pack.bad_name",
    "pack.bad_pattern",
    "pack.bad_place",
    "pack.bound_not_of_type",
    "pack.circle",
    "pack.duplicate",
    "pack.duplicate_id",
    "pack.empty",
    "pack.id_not_file_name",
    "pack.key_not_for_type",
    "pack.missing_file",
    "pack.missing_key",
    "pack.missing_language",
    "pack.missing_rules",
    "pack.no_fence",
    "pack.no_version",
    "pack.not_a_date",
    "pack.not_a_hundred",
    "pack.not_ascending",
    "pack.not_exactly_one",
    "pack.not_for_kind",
    "pack.out_of_range",
    "pack.reserved",
    "pack.same_code_name",
    "pack.same_header",
    "pack.scope_not_declared",
    "pack.syntax",
    "pack.unknown_file",
    "pack.unknown_key",
    "pack.unknown_reference",
    "pack.unknown_word",
    "pack.unused_file",
    "pack.unused_parameter",
    "pack.wrong_length",
    "pack.wrong_type",
    "pack.wrong_value",
];

/// One file as a typed value.
#[derive(Clone)]
enum Declaration {
    Manifest(Manifest),
    Plan(Box<Plan>),
    Commitments(Commitments),
    Wording(Wording),
    Formats(Formats),
    Words(Words),
    Dataset(Box<Dataset>),
    CodeList(CodeList),
    Indicator(Box<Indicator>),
    Cases(Cases),
    Standard(Standard),
    Linkage(Box<Linkage>),
    Confusions(Confusions),
    Reconciliation(Box<Reconciliation>),
    Reports(Reports),
    Supervision(Box<Supervision>),
    Dropout(Box<casefile::Rules>),
    Calendar(CalendarYear),
    Paper(Box<Paper>),
    Document(Box<Template>),
    Sql,
}

/// A file, and what it declares when it could be read.
struct Read<'a> {
    file: File<'a>,
    /// Id that the file name gives.
    id: &'a str,
    kind: Option<FileKind>,
    declaration: Option<Declaration>,
}

/// Reads packs in order, the extended pack first.
///
/// # Errors
/// Every problem found, in order of file and line; nothing is returned of a pack that has one.
pub fn load(packs: &[Files]) -> Result<Pack, Vec<PackError>> {
    let mut errors = Vec::new();
    let mut reads = Vec::new();
    let schemas: BTreeMap<_, _> = FileKind::ALL.into_iter().map(|kind| (kind, kind.schema())).collect();
    for files in packs {
        let manifest = files.get("pack.toml").map(String::as_str).unwrap_or_default();
        let id = toml::from_str::<Manifest>(manifest).map(|manifest| manifest.id).unwrap_or_default();
        if !files.contains_key("pack.toml") {
            let file = File { name: "pack.toml".into(), path: "pack.toml", text: "", table: None };
            errors.push(file.error_in("", "pack.missing_file", &[("missing", "pack.toml")]));
        }
        for (path, text) in files {
            let name = if id.is_empty() { path.clone() } else { format!("{id}/{path}") };
            reads.extend(read(name, path, text, &schemas, &mut errors));
        }
    }
    let pack = assemble(&reads);
    links::check(&reads, &pack, &mut errors);
    plan_links::check(&reads, &pack, &mut errors);
    reconcile_links::check(&reads, &pack, &mut errors);
    supervision_links::check(&reads, &pack, &mut errors);
    dropout_links::check(&reads, &pack, &mut errors);
    errors.sort();
    errors.dedup();
    if errors.is_empty() { Ok(pack) } else { Err(errors) }
}

/// Reads one file; `None` for one that says nothing to the engines, such as a README.
fn read<'a>(
    name: String,
    path: &'a str,
    text: &'a str,
    schemas: &BTreeMap<FileKind, Schema>,
    errors: &mut Vec<PackError>,
) -> Option<Read<'a>> {
    let mut file = File { name, path, text, table: None };
    if let Some(sql) = path.strip_prefix("indicators/").and_then(|name| name.strip_suffix(".sql")) {
        return Some(Read { file, id: sql, kind: None, declaration: Some(Declaration::Sql) });
    }
    if let Some(id) = document::id(path) {
        let declaration = template(file.name.clone(), path, text, errors).map(Box::new).map(Declaration::Document);
        return Some(Read { file, id, kind: None, declaration });
    }
    let Some((kind, id)) = FileKind::of(path) else {
        if path != "README.md" && path != "README.zh-CN.md" {
            let known: Vec<_> = FileKind::ALL.map(FileKind::path).into_iter().chain([document::PATH]).collect();
            let mut error = file.error_in("", "pack.unknown_file", &[("allowed", &known.join(", "))]);
            error.suggestion = nearest(path, known.into_iter());
            errors.push(error);
        }
        return None;
    };
    let declaration = declared(&mut file, schemas[&kind].as_value(), |text| declare(kind, text), errors);
    Some(Read { file, id, kind: Some(kind), declaration })
}

/// A template of a document: what is said about it is checked like any other file.
fn template(name: String, path: &str, text: &str, errors: &mut Vec<PackError>) -> Option<Template> {
    let Some((about, text, line)) = document::split(text) else {
        let file = File { name, path, text, table: None };
        errors.push(file.error_at(0, "", "pack.no_fence", &[]));
        return None;
    };
    let mut file = File { name: name.clone(), path, text: &about, table: None };
    let schema = schema_of::<About>();
    let about = declared(&mut file, schema.as_value(), |text| toml::from_str::<About>(text), errors)?;
    let id = document::id(path)?.to_owned();
    Some(Template { id, about, text: text.to_owned(), line, file: name })
}

/// Reads the TOML of a file as what it declares; every error is at its place.
fn declared<T>(
    file: &mut File<'_>,
    schema: &Value,
    read: impl Fn(&str) -> Result<T, toml::de::Error>,
    errors: &mut Vec<PackError>,
) -> Option<T> {
    let (table, syntax) = toml::de::DeTable::parse_recoverable(file.text);
    if !syntax.is_empty() {
        for error in syntax {
            let start = error.span().map_or(0, |span| span.start);
            errors.push(file.error_at(start, "", "pack.syntax", &[("message", error.message())]));
        }
        return None;
    }
    file.table = Some(table);
    let before = errors.len();
    shape::check(file, schema, errors);
    let shaped = errors.len() == before;
    match read(file.text) {
        Ok(declaration) => Some(declaration),
        Err(error) => {
            // The walk along the schema has said it better, unless only serde could see it.
            if shaped {
                let start = error.span().map_or(0, |span| span.start);
                errors.push(file.error_at(start, "", "pack.wrong_value", &[("message", error.message())]));
            }
            None
        }
    }
}

fn declare(kind: FileKind, text: &str) -> Result<Declaration, toml::de::Error> {
    Ok(match kind {
        FileKind::Manifest => Declaration::Manifest(toml::from_str(text)?),
        FileKind::Plan => Declaration::Plan(toml::from_str(text)?),
        FileKind::Commitments => Declaration::Commitments(toml::from_str(text)?),
        FileKind::Wording => Declaration::Wording(toml::from_str(text)?),
        FileKind::Formats => Declaration::Formats(toml::from_str(text)?),
        FileKind::Words => Declaration::Words(toml::from_str(text)?),
        FileKind::Dataset => Declaration::Dataset(toml::from_str(text)?),
        FileKind::CodeList => Declaration::CodeList(toml::from_str(text)?),
        FileKind::Indicator => Declaration::Indicator(toml::from_str(text)?),
        FileKind::Cases => Declaration::Cases(toml::from_str(text)?),
        FileKind::Standard => Declaration::Standard(toml::from_str(text)?),
        FileKind::Linkage => Declaration::Linkage(toml::from_str(text)?),
        FileKind::Confusions => Declaration::Confusions(toml::from_str(text)?),
        FileKind::Reconciliation => Declaration::Reconciliation(toml::from_str(text)?),
        FileKind::Reports => Declaration::Reports(toml::from_str(text)?),
        FileKind::Supervision => Declaration::Supervision(toml::from_str(text)?),
        FileKind::Dropout => Declaration::Dropout(toml::from_str(text)?),
        FileKind::Calendar => Declaration::Calendar(toml::from_str(text)?),
        FileKind::Paper => Declaration::Paper(toml::from_str(text)?),
    })
}

impl Pack {
    /// How targets are judged; a pack with a plan always says it.
    #[must_use]
    pub fn rules(&self) -> Option<&Rules> {
        self.manifests.iter().rev().find_map(|manifest| manifest.status.as_ref())
    }

    /// The reconciliation that makes a dataset; none for those that come from elsewhere.
    #[must_use]
    pub fn made_by(&self, dataset: &str) -> Option<&Reconciliation> {
        self.reconciliations.values().find(|one| one.result == dataset)
    }

    /// Whether an indicator reads what a reconciliation makes.
    #[must_use]
    pub fn is_reconciled(&self, indicator: &Indicator) -> bool {
        let mut reads = indicator.versions.iter().flat_map(|version| &version.reads);
        reads.any(|read| read.dataset.as_deref().is_some_and(|dataset| self.made_by(dataset).is_some()))
    }

    /// Fewest persons that a published figure may rest on; 0 when no pack says.
    #[must_use]
    pub fn min_persons(&self) -> u64 {
        self.manifests.iter().rev().find_map(|manifest| manifest.min_persons).unwrap_or(0).into()
    }
}

/// Puts the declarations of all files together.
fn assemble(reads: &[Read<'_>]) -> Pack {
    let mut pack = Pack::default();
    let mut parts = Commitments { commitments: Vec::new(), contexts: Vec::new() };
    for read in reads {
        pack.files.insert(read.file.path.to_owned(), read.file.name.clone());
        let Some(declaration) = read.declaration.clone() else { continue };
        match declaration {
            Declaration::Manifest(manifest) => pack.manifests.push(manifest),
            Declaration::Plan(plan) => pack.plan = Some(*plan),
            Declaration::Commitments(mut part) => {
                parts.commitments.append(&mut part.commitments);
                parts.contexts.append(&mut part.contexts);
            }
            Declaration::Wording(wording) => {
                pack.wording.figures.extend(wording.figures);
                pack.wording.verbs.words.extend(wording.verbs.words);
                pack.wording.verbs.except.extend(wording.verbs.except);
                pack.wording.strength.striven.extend(wording.strength.striven);
                pack.wording.vague.words.extend(wording.vague.words);
                pack.wording.rhythms.extend(wording.rhythms);
            }
            Declaration::Formats(formats) => pack.formats.formats.extend(formats.formats),
            Declaration::Words(words) => pack.words.extend(words),
            Declaration::Dataset(dataset) => drop(pack.datasets.insert(read.id.to_owned(), *dataset)),
            Declaration::CodeList(list) => drop(pack.codes.insert(read.id.to_owned(), list)),
            Declaration::Indicator(indicator) => drop(pack.indicators.insert(read.id.to_owned(), *indicator)),
            Declaration::Cases(cases) => drop(pack.cases.insert(read.id.to_owned(), cases)),
            Declaration::Standard(standard) => drop(pack.standards.insert(read.id.to_owned(), standard)),
            Declaration::Linkage(linkage) => drop(pack.linkages.insert(read.id.to_owned(), *linkage)),
            Declaration::Confusions(confusions) => pack.confusions.extend(confusions),
            Declaration::Reconciliation(one) => drop(pack.reconciliations.insert(read.id.to_owned(), *one)),
            Declaration::Reports(reports) => pack.reports = reports,
            Declaration::Supervision(rules) => pack.supervision.extend(*rules),
            Declaration::Dropout(rules) => pack.dropout = Some(rules),
            Declaration::Calendar(year) => drop(pack.calendar.insert(year.year, year)),
            Declaration::Paper(paper) => pack.paper = Some(paper),
            Declaration::Document(template) => drop(pack.documents.insert(read.id.to_owned(), *template)),
            Declaration::Sql => drop(pack.sql.insert(format!("{}.sql", read.id), read.file.text.to_owned())),
        }
    }
    if let Some(plan) = &mut pack.plan {
        plan.commitments.append(&mut parts.commitments);
        plan.contexts.append(&mut parts.contexts);
        // The order of the source, however the commitments are spread over files.
        plan.commitments.sort_by_key(|commitment| commitment.places.first().copied());
    }
    pack
}
