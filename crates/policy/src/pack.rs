//! Packs: folders of declarations, read into typed values.
//!
//! A pack is a map from relative path to text; where the files come from (the binary, a folder) is the caller's matter.
//! A pack may extend one other pack: it sees everything declared there and may not declare the same id again.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    dataset::{CodeList, Dataset, Formats},
    indicator::{CalendarYear, Cases, Indicator, Standard},
    plan::{Commitments, Plan, Wording},
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

/// A pack together with what it extends: everything an engine needs to know of policy.
#[derive(Clone, Debug, Default)]
pub struct Pack {
    /// Manifests, the extended pack first.
    pub manifests: Vec<Manifest>,
    /// Id of the pack that each file comes from.
    pub files: BTreeMap<String, String>,
    pub plan: Option<Plan>,
    pub wording: Wording,
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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PackError {
    /// Id of the pack and path of the file, e.g. `cn-education/datasets/classes.toml`.
    pub file: String,
    /// Line in the file, from 1.
    pub line: Option<usize>,
    /// Path of the key, counted from 1, e.g. `column[3].codes`; empty for the whole file.
    pub key: String,
    /// Stable code, e.g. `pack.unknown_key`; with `-` for `.` the key of the sentence and its hint in `pack.ftl`.
    pub code: &'static str,
    /// What the sentence needs besides.
    pub args: BTreeMap<&'static str, String>,
    /// The nearest allowed word, when one is near ("did you mean").
    pub suggestion: Option<String>,
}

/// Reads packs in order, the extended pack first.
///
/// # Errors
/// Every problem found, in order of file and line; nothing is returned of a pack that has one.
pub fn load(packs: &[Files]) -> Result<Pack, Vec<PackError>> {
    let mut pack = Pack::default();
    let mut errors = Vec::new();
    for files in packs {
        let id =
            files.get("pack.toml").and_then(|text| toml::from_str::<Manifest>(text).ok()).map(|manifest| manifest.id);
        let id = id.unwrap_or_default();
        let (plan, others): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| *path == "plan.toml");
        for (path, text) in plan.into_iter().chain(others) {
            let file = format!("{id}/{path}");
            pack.files.insert(path.clone(), id.clone());
            errors.extend(read(&mut pack, path, text).err().map(|error| PackError {
                line: error.span().map(|span| text[..span.start].lines().count().max(1)),
                file,
                key: String::new(),
                code: "pack.syntax",
                args: BTreeMap::from([("message", error.message().to_owned())]),
                suggestion: None,
            }));
        }
    }
    if let Some(plan) = &mut pack.plan {
        // The order of the source, however the commitments are spread over files.
        plan.commitments.sort_by_key(|commitment| commitment.places.first().copied());
    }
    errors.sort();
    if errors.is_empty() { Ok(pack) } else { Err(errors) }
}

fn read(pack: &mut Pack, path: &str, text: &str) -> Result<(), toml::de::Error> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    match (folder, name) {
        ("", "pack.toml") => pack.manifests.push(toml::from_str(text)?),
        ("", "plan.toml") => pack.plan = Some(toml::from_str(text)?),
        ("", "language.toml") => pack.wording = toml::from_str(text)?,
        ("", "formats.toml") => pack.formats = toml::from_str(text)?,
        ("commitments", _) => {
            let part: Commitments = toml::from_str(text)?;
            if let Some(plan) = &mut pack.plan {
                plan.commitments.extend(part.commitments);
                plan.contexts.extend(part.contexts);
            }
        }
        ("datasets", _) => {
            let dataset: Dataset = toml::from_str(text)?;
            pack.datasets.insert(dataset.id.clone(), dataset);
        }
        ("codes", _) => {
            let list: CodeList = toml::from_str(text)?;
            pack.codes.insert(list.id.clone(), list);
        }
        ("indicators", _) => match name.split_once('.') {
            Some((_, "sql")) => {
                pack.sql.insert(name.to_owned(), text.to_owned());
            }
            Some((id, "cases.toml")) => {
                pack.cases.insert(id.to_owned(), toml::from_str(text)?);
            }
            _ => {
                let indicator: Indicator = toml::from_str(text)?;
                pack.indicators.insert(indicator.id.clone(), indicator);
            }
        },
        ("standards", _) => {
            let standard: Standard = toml::from_str(text)?;
            pack.standards.insert(standard.id.clone(), standard);
        }
        ("calendar", _) => {
            let year: CalendarYear = toml::from_str(text)?;
            pack.calendar.insert(year.year, year);
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_words_of_plans_are_read() {
        let files =
            [("language.toml".to_owned(), include_str!("../../../packs/cn-education/language.toml").to_owned())];
        let pack = super::load(&[files.into()]).expect("no errors");
        assert!(!pack.wording.figures.is_empty() && !pack.wording.verbs.except.is_empty());
    }
}
