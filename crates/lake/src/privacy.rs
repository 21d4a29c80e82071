//! What may be shown of a row: every column with its class, every cell in its masked form.

use std::collections::BTreeMap;

use policy::{
    dataset::{ColumnType, Dataset, Privacy},
    indicator::Version,
    mask::mask,
    pack::Pack,
};
use serde::{Deserialize, Serialize};

use crate::schema::ROW;

/// A column of rows that are shown to people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub name: String,
    pub kind: ColumnType,
    pub privacy: Privacy,
}

/// Who looks: whether a stated reason opens what is masked, and the word that stands for a hidden value.
#[derive(Clone, Copy, Debug)]
pub struct Viewer<'a> {
    pub reveal: bool,
    /// In the reader's language.
    pub hidden: &'a str,
}

/// Columns that engines provide, and a query may list without naming a dataset.
const PROVIDED: [&str; 14] = [
    ROW,
    "estimated",
    "code",
    "name",
    "level",
    "parent",
    "numerator",
    "denominator",
    "value",
    "rule",
    "stage",
    "indicator",
    "comparator",
    "floor",
];

/// Columns of a dataset's table, as they may be shown.
pub(crate) fn of_dataset(dataset: &Dataset) -> Vec<Shown> {
    let shown = |name: &str, kind, privacy| Shown { name: name.to_owned(), kind, privacy };
    let mut columns: Vec<Shown> =
        dataset.columns.iter().map(|column| shown(&column.name, column.kind, column.privacy)).collect();
    let keys = dataset.columns.iter().filter_map(|column| column.key_as.as_deref());
    columns.extend(keys.map(|key| shown(key, ColumnType::Identifier, Privacy::Identifier)));
    columns.push(shown(ROW, ColumnType::Integer, Privacy::Public));
    columns
}

/// Columns that a query lists: each takes the strictest class that a dataset read gives to its name. A name that no
/// dataset read has is an error, because nobody said who may see it.
///
/// # Errors
/// The names without a class.
pub fn of_query(pack: &Pack, version: &Version, names: &[String]) -> Result<Vec<Shown>, Vec<String>> {
    let mut strictest: BTreeMap<String, Shown> = BTreeMap::new();
    let datasets = version.reads.iter().filter_map(|read| pack.datasets.get(read.dataset.as_ref()?));
    for column in datasets.flat_map(of_dataset) {
        let held = strictest.entry(column.name.clone()).or_insert_with(|| column.clone());
        if held.privacy < column.privacy {
            *held = column;
        }
    }
    for name in PROVIDED {
        let provided = Shown { name: name.to_owned(), kind: ColumnType::Text, privacy: Privacy::Public };
        strictest.entry(name.to_owned()).or_insert(provided);
    }
    let (found, unknown): (Vec<_>, Vec<_>) = names.iter().partition(|name| strictest.contains_key(*name));
    if unknown.is_empty() {
        Ok(found.into_iter().map(|name| strictest[name].clone()).collect())
    } else {
        Err(unknown.into_iter().cloned().collect())
    }
}

impl Viewer<'_> {
    /// The form of a cell that this viewer sees.
    pub(crate) fn cell(&self, column: &Shown, value: Option<&str>) -> Option<String> {
        match (self.reveal, column.privacy, value) {
            (true, _, value) => value.map(str::to_owned),
            // Even that a sensitive value is missing would tell something.
            (false, Privacy::Sensitive, _) => Some(self.hidden.to_owned()),
            (false, privacy, value) => value.map(|value| mask(value, column.kind, privacy, self.hidden).into_owned()),
        }
    }
}
