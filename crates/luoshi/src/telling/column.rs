//! Columns of listed rows as people call them: the header that the pack gives, and the names of codes.

use lake::privacy::Shown;
use policy::{
    dataset::{Code, Column, ColumnType},
    indicator::Version,
    pack::Pack,
    plan::Comparator,
    text::{Language, Text},
};
use rust_decimal::Decimal;

use crate::words::{Words, word};

/// Columns of the tables that the program gives to every query, and the keys of their words.
const OWN: [(&str, &str); 6] = [
    ("comparator", "column-comparator"),
    ("estimated", "flag-estimated"),
    ("indicator", "column-indicator"),
    ("persons", "column-persons"),
    ("rule", "column-rule"),
    ("value", "column-value"),
];

/// The names of what the program's own tables mention.
fn own_codes(pack: &Pack, name: &str) -> Vec<Code> {
    let code = |code: &str, name: &Text| Code { code: code.to_owned(), name: name.clone(), aliases: Vec::new() };
    match name {
        "indicator" => pack.indicators.values().map(|one| code(&one.id, &one.title)).collect(),
        "rule" => pack.standards.values().flat_map(|one| &one.rules).map(|one| code(&one.id, &one.title)).collect(),
        "comparator" => {
            let word = |language, one: &Comparator| word(Words(language), "comparator", one);
            let text = |one: &Comparator| Text { zh: word(Language::Chinese, one), en: word(Language::English, one) };
            Comparator::ALL.iter().map(|one| code(one.name(), &text(one))).collect()
        }
        _ => Vec::new(),
    }
}

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

    /// A column that an indicator lists: by the datasets that it reads when one of them has a column of the name, of the
    /// same kind before others; then by other datasets of the pack; else by the words for the program's own tables.
    #[must_use]
    pub fn of_query(words: Words, pack: &Pack, version: &Version, shown: &Shown) -> Self {
        let read = || version.reads.iter().filter_map(|read| pack.datasets.get(read.dataset.as_ref()?));
        let of_read = || read().filter_map(|dataset| dataset.column(&shown.name));
        let same_kind = of_read().find(|column| column.kind == shown.kind).or_else(|| of_read().next());
        let of_pack = || pack.datasets.values().find_map(|dataset| dataset.column(&shown.name));
        let own = OWN.iter().find(|(name, _)| *name == shown.name);
        match (same_kind, own) {
            (Some(column), _) => Self::of_dataset(words, pack, column),
            (None, Some((_, key))) => {
                Self { codes: own_codes(pack, &shown.name), ..Self::plain(words, shown, words.say(key)) }
            }
            (None, None) => match of_pack() {
                Some(column) => Self::of_dataset(words, pack, column),
                None => Self::plain(words, shown, shown.name.replace('_', " ")),
            },
        }
    }

    fn plain(words: Words, shown: &Shown, title: String) -> Self {
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
            (None, ColumnType::Decimal, _) => {
                cell.parse::<Decimal>().map_or_else(|_| cell.to_owned(), |number| number.normalize().to_string())
            }
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
