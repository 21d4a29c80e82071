//! The kinds of files in a pack, and the JSON Schema of each: what editors complete is what [`crate::pack::load`] checks.
//!
//! To add a kind of file, add a variant here and read it in [`crate::pack`].

use schemars::{JsonSchema, Schema, generate::SchemaSettings};
use serde_json::Value;

use crate::{
    casefile,
    dataset::{CodeList, Dataset, Formats},
    indicator::{CalendarYear, Cases, Indicator, Standard},
    linkage::{Confusions, Linkage},
    pack::Manifest,
    paper::Paper,
    plan::{Commitments, Plan, Wording},
    reconcile::Reconciliation,
    report::Reports,
    supervise::Supervision,
    words::Words,
};

/// Kinds of TOML files in a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    Manifest,
    Plan,
    Commitments,
    Wording,
    Formats,
    Words,
    Dataset,
    CodeList,
    Indicator,
    Cases,
    Standard,
    Linkage,
    Confusions,
    Reconciliation,
    Reports,
    Supervision,
    Dropout,
    Calendar,
    Paper,
}

impl FileKind {
    pub const ALL: [Self; 19] = [
        Self::Manifest,
        Self::Plan,
        Self::Commitments,
        Self::Wording,
        Self::Formats,
        Self::Words,
        Self::Dataset,
        Self::CodeList,
        Self::Indicator,
        Self::Cases,
        Self::Standard,
        Self::Linkage,
        Self::Confusions,
        Self::Reconciliation,
        Self::Reports,
        Self::Supervision,
        Self::Dropout,
        Self::Calendar,
        Self::Paper,
    ];

    /// Where such files lie in a pack; `*` stands for the id.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Manifest => "pack.toml",
            Self::Plan => "plan.toml",
            Self::Commitments => "commitments/*.toml",
            Self::Wording => "language.toml",
            Self::Formats => "formats.toml",
            Self::Words => "words.toml",
            Self::Dataset => "datasets/*.toml",
            Self::CodeList => "codes/*.toml",
            Self::Indicator => "indicators/*.toml",
            Self::Cases => "indicators/*.cases.toml",
            Self::Standard => "standards/*.toml",
            Self::Linkage => "linkage/*.toml",
            Self::Confusions => "confusions.toml",
            Self::Reconciliation => "reconciliation/*.toml",
            Self::Reports => "reports.toml",
            Self::Supervision => "supervision.toml",
            Self::Dropout => "dropout.toml",
            Self::Calendar => "calendar/*.toml",
            Self::Paper => "paper.toml",
        }
    }

    /// Name of the schema file, e.g. `dataset.schema.json`.
    #[must_use]
    pub const fn schema_file(self) -> &'static str {
        match self {
            Self::Manifest => "pack.schema.json",
            Self::Plan => "plan.schema.json",
            Self::Commitments => "commitments.schema.json",
            Self::Wording => "language.schema.json",
            Self::Formats => "formats.schema.json",
            Self::Words => "words.schema.json",
            Self::Dataset => "dataset.schema.json",
            Self::CodeList => "codes.schema.json",
            Self::Indicator => "indicator.schema.json",
            Self::Cases => "cases.schema.json",
            Self::Standard => "standard.schema.json",
            Self::Linkage => "linkage.schema.json",
            Self::Confusions => "confusions.schema.json",
            Self::Reconciliation => "reconciliation.schema.json",
            Self::Reports => "reports.schema.json",
            Self::Supervision => "supervision.schema.json",
            Self::Dropout => "dropout.schema.json",
            Self::Calendar => "calendar.schema.json",
            Self::Paper => "paper.schema.json",
        }
    }

    /// The kind of the file at a path of a pack, and the part of the path that is its id.
    #[must_use]
    pub fn of(path: &str) -> Option<(Self, &str)> {
        // Cases before indicators: both end in `.toml`.
        Self::ALL.into_iter().rev().find_map(|kind| match kind.path().split_once('*') {
            None => (kind.path() == path).then_some((kind, "")),
            Some((before, after)) => {
                let id = path.strip_prefix(before)?.strip_suffix(after)?;
                (!id.is_empty() && !id.contains(['/', '.'])).then_some((kind, id))
            }
        })
    }

    /// The JSON Schema (draft 2020-12) of the kind.
    #[must_use]
    pub fn schema(self) -> Schema {
        match self {
            Self::Manifest => schema_of::<Manifest>(),
            Self::Plan => schema_of::<Plan>(),
            Self::Commitments => schema_of::<Commitments>(),
            Self::Wording => schema_of::<Wording>(),
            Self::Formats => schema_of::<Formats>(),
            Self::Words => schema_of::<Words>(),
            Self::Dataset => schema_of::<Dataset>(),
            Self::CodeList => schema_of::<CodeList>(),
            Self::Indicator => schema_of::<Indicator>(),
            Self::Cases => schema_of::<Cases>(),
            Self::Standard => schema_of::<Standard>(),
            Self::Linkage => schema_of::<Linkage>(),
            Self::Confusions => schema_of::<Confusions>(),
            Self::Reconciliation => schema_of::<Reconciliation>(),
            Self::Reports => schema_of::<Reports>(),
            Self::Supervision => schema_of::<Supervision>(),
            Self::Dropout => schema_of::<casefile::Rules>(),
            Self::Calendar => schema_of::<CalendarYear>(),
            Self::Paper => schema_of::<Paper>(),
        }
    }
}

pub(crate) fn schema_of<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>()
}

/// The words of an enumeration that packs write, such as the unit of an indicator.
#[must_use]
pub fn words<T: JsonSchema>() -> Vec<String> {
    let schema = schema_of::<T>();
    allowed(schema.as_value()).unwrap_or_default().into_iter().map(str::to_owned).collect()
}

/// The word that a pack writes for a value of an enumeration.
pub(crate) fn name_of(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The words that the schema of an enumeration allows; schemars writes those with a description one by one.
pub(crate) fn allowed(schema: &Value) -> Option<Vec<&str>> {
    if schema["enum"].is_array() || schema["const"].is_string() {
        let words = schema["enum"].as_array().into_iter().flatten().chain(Some(&schema["const"]));
        return Some(words.filter_map(Value::as_str).collect());
    }
    let choices = schema["oneOf"].as_array()?;
    Some(choices.iter().filter_map(allowed).flatten().collect())
}

/// Every schema by file name, as text that does not change from run to run.
#[must_use]
pub fn files() -> Vec<(&'static str, String)> {
    let text = |kind: FileKind| format!("{:#}\n", kind.schema().as_value());
    FileKind::ALL.into_iter().map(|kind| (kind.schema_file(), text(kind))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_its_kind() {
        assert_eq!(FileKind::of("datasets/classes.toml"), Some((FileKind::Dataset, "classes")));
        assert_eq!(FileKind::of("indicators/a.cases.toml"), Some((FileKind::Cases, "a")));
        assert_eq!(FileKind::of("indicators/a.toml"), Some((FileKind::Indicator, "a")));
        assert_eq!(FileKind::of("indicators/a.sql"), None);
        assert_eq!(FileKind::of("datasets/deep/classes.toml"), None);
        assert_eq!(FileKind::of("plan.toml"), Some((FileKind::Plan, "")));
    }

    #[test]
    fn schemas_are_stable() {
        assert_eq!(files(), files());
        let (_, calendar) = files().pop().expect("the calendar is the last kind");
        insta::assert_snapshot!(calendar);
    }
}
