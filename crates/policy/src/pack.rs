//! Packs: folders of declarations, read into typed values.
//!
//! A pack is a map from relative path to text; where the files come from (the binary, a folder) is the caller's matter.
//! A pack may extend one other pack: it sees everything declared there and may not declare the same id again.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    dataset::{CodeList, Dataset, Formats},
    indicator::{CalendarYear, Cases, Indicator, Standard},
    plan::{Commitment, Plan},
    text::Text,
};

/// The files of one pack: relative path with `/` → text.
pub type Files = BTreeMap<String, String>;

/// `pack.toml`: what the folder is.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub id: String,
    pub title: Text,
    /// Id of the pack that this one extends.
    #[serde(default)]
    pub extends: Option<String>,
}

/// `commitments/*.toml`: commitments of the plan, in as many files as reads well.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Commitments {
    #[serde(rename = "commitment")]
    pub commitments: Vec<Commitment>,
}

/// A pack together with what it extends: everything an engine needs to know of policy.
#[derive(Clone, Debug, Default)]
pub struct Pack {
    /// Manifests, the extended pack first.
    pub manifests: Vec<Manifest>,
    pub plan: Option<Plan>,
    pub datasets: BTreeMap<String, Dataset>,
    pub codes: BTreeMap<String, CodeList>,
    pub formats: Formats,
    pub indicators: BTreeMap<String, Indicator>,
    /// SQL of indicators, by file name.
    pub sql: BTreeMap<String, String>,
    /// Worked cases, by indicator.
    pub cases: BTreeMap<String, Cases>,
    pub standards: BTreeMap<String, Standard>,
    pub calendar: BTreeMap<i16, CalendarYear>,
}

/// Something wrong in a pack, at its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackError {
    pub file: String,
    /// Line in the file, from 1.
    pub line: Option<usize>,
    /// Path of the key, e.g. `column[3].codes`.
    pub key: String,
    /// Stable code.
    pub code: &'static str,
    /// What was expected, in words.
    pub message: String,
    /// The nearest allowed word, when one is near.
    pub suggestion: Option<String>,
}

/// Reads packs in order, the extended pack first.
///
/// # Errors
/// Every problem found, in order of file and line; nothing is returned of a pack that has one.
pub fn load(packs: &[Files]) -> Result<Pack, Vec<PackError>> {
    let mut pack = Pack::default();
    let mut commitments = Vec::new();
    let mut errors = Vec::new();
    for files in packs {
        for (path, text) in files {
            if let Err(error) = read(&mut pack, &mut commitments, path, text) {
                errors.push(error);
            }
        }
    }
    if let Some(plan) = &mut pack.plan {
        plan.commitments.append(&mut commitments);
        // The order of the source, however the commitments are spread over files.
        plan.commitments.sort_by_key(|commitment| commitment.places.first().copied());
    }
    errors.sort();
    if errors.is_empty() { Ok(pack) } else { Err(errors) }
}

fn read(pack: &mut Pack, commitments: &mut Vec<Commitment>, path: &str, text: &str) -> Result<(), PackError> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    match (folder, name) {
        ("", "pack.toml") => pack.manifests.push(parse(path, text)?),
        ("", "plan.toml") => pack.plan = Some(parse(path, text)?),
        ("commitments", _) => commitments.append(&mut parse::<Commitments>(path, text)?.commitments),
        ("", "formats.toml") => pack.formats = parse(path, text)?,
        ("datasets", _) => {
            let dataset: Dataset = parse(path, text)?;
            pack.datasets.insert(dataset.id.clone(), dataset);
        }
        ("codes", _) => {
            let list: CodeList = parse(path, text)?;
            pack.codes.insert(list.id.clone(), list);
        }
        ("indicators", _) if name.ends_with(".sql") => {
            pack.sql.insert(name.to_owned(), text.to_owned());
        }
        ("indicators", _) if name.ends_with(".cases.toml") => {
            pack.cases.insert(name.trim_end_matches(".cases.toml").to_owned(), parse(path, text)?);
        }
        ("indicators", _) => {
            let indicator: Indicator = parse(path, text)?;
            pack.indicators.insert(indicator.id.clone(), indicator);
        }
        ("standards", _) => {
            let standard: Standard = parse(path, text)?;
            pack.standards.insert(standard.id.clone(), standard);
        }
        ("calendar", _) => {
            let year: CalendarYear = parse(path, text)?;
            pack.calendar.insert(year.year, year);
        }
        _ => {}
    }
    Ok(())
}

fn parse<T: DeserializeOwned>(path: &str, text: &str) -> Result<T, PackError> {
    toml::from_str(text).map_err(|error| PackError {
        file: path.to_owned(),
        line: error.span().map(|span| text[..span.start].lines().count().max(1)),
        key: String::new(),
        code: "pack.syntax",
        message: error.message().to_owned(),
        suggestion: None,
    })
}
