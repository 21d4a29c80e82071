//! Columns of listed rows as people call them: the header that the pack gives, and the names of codes.

use lake::privacy::Shown;
use policy::{
    dataset::{Code, Column, ColumnType},
    indicator::Version,
    pack::Pack,
};

use crate::words::Words;

/// A column of rows, told in one language.
#[derive(Clone, Debug)]
pub struct Heading {
    pub words: Words,
    /// The name in SQL.
    pub name: String,
    pub title: String,
    kind: ColumnType,
    codes: Vec<Code>,
}

impl Heading {
    /// A column of a dataset.
    #[must_use]
    pub fn of_dataset(words: Words, pack: &Pack, column: &Column) -> Self {
        Self {
            words,
            name: column.name.clone(),
            title: column.header.get(words.0).to_owned(),
            kind: column.kind,
            codes: column
                .codes
                .as_ref()
                .and_then(|id| pack.codes.get(id))
                .map(|list| list.codes.clone())
                .unwrap_or_default(),
        }
    }

    /// A column that an indicator lists: by the datasets that it reads when one of them has a column of the name, else by
    /// the name itself.
    #[must_use]
    pub fn of_query(words: Words, pack: &Pack, version: &Version, shown: &Shown) -> Self {
        let read = version.reads.iter().filter_map(|read| pack.datasets.get(read.dataset.as_ref()?));
        let mut columns = read.filter_map(|dataset| dataset.column(&shown.name));
        if let Some(column) = columns.find(|column| column.kind == shown.kind) {
            return Self::of_dataset(words, pack, column);
        }
        let title = shown.name.replace('_', " ");
        Self { words, name: shown.name.clone(), title, kind: shown.kind, codes: Vec::new() }
    }

    /// A cell: the name of a code, a word for yes and no, everything else as it is.
    #[must_use]
    pub fn cell(&self, cell: Option<&str>) -> String {
        let Some(cell) = cell else { return String::new() };
        let code = self.codes.iter().find(|one| one.code == cell);
        match (code, self.kind, cell) {
            (Some(code), ..) => code.name.get(self.words.0).to_owned(),
            (None, ColumnType::Boolean, "true") => self.words.say("yes"),
            (None, ColumnType::Boolean, "false") => self.words.say("no"),
            _ => cell.to_owned(),
        }
    }

    /// Codes whose name holds a text, which is in lower case.
    #[must_use]
    pub fn meant_by(&self, text: &str) -> Vec<String> {
        let meant = self
            .codes
            .iter()
            .filter(|one| [&one.name.zh, &one.name.en].iter().any(|name| name.to_lowercase().contains(text)));
        meant.map(|one| one.code.clone()).collect()
    }
}
