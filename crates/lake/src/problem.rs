//! What is wrong with a workbook, cell by cell: values, not errors; the caller puts them into words.
//!
//! To add one, report it with a new code, add the code to `CODES`, and its sentence and hint to `problems.ftl`.

use std::collections::BTreeMap;

use policy::{
    dataset::{Check, Dataset, Severity},
    identifier,
    pack::Pack,
    text::Language,
};
use serde::{Deserialize, Serialize};

/// Codes of problems that this crate finds.
const CODES: [&str; 44] = [
    "drift.fell",
    "drift.rose",
    "drift.vanished",
    "file.bomb",
    "file.damaged",
    "file.empty",
    "file.encoding",
    "file.encrypted",
    "file.no_rows",
    "file.not_a_workbook",
    "file.text_as_workbook",
    "file.too_large",
    "file.web_page",
    "file.wps",
    "header.ambiguous",
    "header.ignored",
    "header.mapping",
    "header.missing",
    "header.not_found",
    "header.unit",
    "identifier.not_text",
    "identifier.ruined",
    "reference.unknown",
    "row.example_changed",
    "row.footer",
    "row.repeated_key",
    "row.repeated_value",
    "row.total",
    "scope.not_allowed",
    "scope.other_org",
    "value.excel_error",
    "value.merged",
    "value.no_day",
    "value.not_a_boolean",
    "value.not_a_date",
    "value.not_a_number",
    "value.not_an_integer",
    "value.pattern",
    "value.required",
    "value.rounded",
    "value.too_large",
    "value.too_long",
    "value.too_small",
    "value.unknown_code",
];

/// Every code of a problem but those of a pack's own checks (`check.CODE`, whose words stand in the pack).
pub fn codes() -> impl Iterator<Item = &'static str> {
    CODES.into_iter().chain(identifier::Problem::ALL.map(identifier::Problem::code))
}

/// One thing that a person must put right (or, as a warning, look at).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Stable code, one of [`codes`]; the key of the sentence and the hint, e.g. `value.not_a_date`.
    pub code: String,
    pub severity: Severity,
    /// Name of the sheet; empty for csv.
    pub sheet: String,
    /// Row in the sheet, from 1; none for a problem of the whole file.
    pub row: Option<u32>,
    /// Column in the sheet, from 1.
    pub column: Option<u32>,
    /// Column of the dataset.
    pub field: Option<String>,
    /// What the cell says.
    pub value: String,
    /// What the sentence needs besides.
    pub args: BTreeMap<String, String>,
}

impl Problem {
    /// A problem of the whole file, which refuses it.
    #[must_use]
    pub fn of_file(code: &str) -> Self {
        Self {
            code: code.to_owned(),
            severity: Severity::Refuse,
            sheet: String::new(),
            row: None,
            column: None,
            field: None,
            value: String::new(),
            args: BTreeMap::new(),
        }
    }

    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.args.insert(key.to_owned(), value.into());
        self
    }

    #[must_use]
    pub fn in_sheet(mut self, name: &str) -> Self {
        name.clone_into(&mut self.sheet);
        self
    }

    #[must_use]
    pub fn at(mut self, row: u32, column: Option<u32>) -> Self {
        self.row = Some(row);
        self.column = column;
        self
    }

    /// The same as a warning.
    #[must_use]
    pub fn warning(mut self) -> Self {
        self.severity = Severity::Warn;
        self
    }

    /// Whether leaving out its row would do away with it; headers, scope and drift concern the whole file.
    fn of_row(&self) -> bool {
        self.row.is_some() && !self.code.starts_with("header.") && !self.code.starts_with("file.")
    }

    /// Name of the cell as spreadsheets write it, e.g. `C12`; the row alone when there is no column.
    #[must_use]
    pub fn cell(&self) -> Option<String> {
        let row = self.row?;
        let mut letters = Vec::new();
        let mut rest = self.column.unwrap_or(0);
        while rest > 0 {
            letters.push(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0));
            rest = (rest - 1) / 26;
        }
        Some(letters.iter().rev().map(|letter| char::from(*letter)).chain(row.to_string().chars()).collect())
    }

    /// The pack's check that found it, if it was one.
    #[must_use]
    pub fn check<'d>(&self, dataset: &'d Dataset) -> Option<&'d Check> {
        let code = self.code.strip_prefix("check.")?;
        dataset.checks.iter().find(|check| check.code == code)
    }

    /// Everything the sentence may name: `value`, `sheet`, `cell`, `row`, `dataset` (its title), `keys` (the headers of its
    /// key), `header`, `note` and `required` (of the dataset's column) and what the problem carries itself, with names for
    /// codes and titles for datasets.
    #[must_use]
    pub fn sentence_args(&self, pack: &Pack, dataset: &Dataset, language: Language) -> BTreeMap<String, String> {
        let mut args = self.args.clone();
        if let Some(reference) = args.get_mut("reference") {
            let other = reference.split('.').next().and_then(|id| pack.datasets.get(id));
            other.map(|other| other.title.get(language)).unwrap_or_default().clone_into(reference);
        }
        let check = self.check(dataset);
        let codes = check.and_then(|check| pack.codes.get(check.detail_codes.as_ref()?));
        if let (Some(codes), Some(detail)) = (codes, args.get_mut("detail"))
            && let Some(code) = codes.codes.iter().find(|code| code.code == *detail)
        {
            code.name.get(language).clone_into(detail);
        }
        let column = self.field.as_deref().and_then(|field| dataset.column(field));
        let note = column.and_then(|column| column.note.as_ref()).map_or("", |note| note.get(language));
        args.insert("note".to_owned(), note.to_owned());
        let required = column.is_some_and(|column| column.required);
        // A missing header names all required ones.
        args.entry("required".to_owned()).or_insert_with(|| if required { "yes" } else { "no" }.to_owned());
        let keys = dataset.key.iter().filter_map(|key| Some(dataset.column(key)?.header.get(language)));
        args.insert("keys".to_owned(), keys.collect::<Vec<_>>().join(" + "));
        // What is not there is said so, because a sentence can choose between words but not see that one is empty.
        args.values_mut().filter(|value| value.is_empty()).for_each(|value| "none".clone_into(value));
        args.insert("dataset".to_owned(), dataset.title.get(language).to_owned());
        args.insert("value".to_owned(), self.value.clone());
        args.insert("sheet".to_owned(), self.sheet.clone());
        args.insert("cell".to_owned(), self.cell().unwrap_or_default());
        args.insert("row".to_owned(), self.row.map(|row| row.to_string()).unwrap_or_default());
        let header = column.map_or_else(String::new, |column| column.header.get(language).to_owned());
        args.insert("header".to_owned(), header);
        args
    }
}

/// Problems in the order they were found. All are counted; only the first are kept, so that memory stays bounded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problems {
    /// At most [`Problems::KEPT`] with a row, and all of the whole file.
    pub kept: Vec<Problem>,
    /// Code → how many.
    pub counts: BTreeMap<String, u64>,
    /// How many refuse (the rest are warnings).
    pub refusals: u64,
    /// How many refuse the file as a whole, whatever rows are left out.
    pub file_refusals: u64,
}

impl Problems {
    /// How many problems are kept with their cells.
    pub const KEPT: usize = 10_000;

    pub fn push(&mut self, problem: Problem) {
        if let Some(count) = self.counts.get_mut(&problem.code) {
            *count += 1;
        } else {
            let code = problem.code.as_str();
            debug_assert!(code.starts_with("check.") || codes().any(|known| known == code), "{code} is not listed");
            self.counts.insert(problem.code.clone(), 1);
        }
        self.refusals += u64::from(problem.severity == Severity::Refuse);
        self.file_refusals += u64::from(problem.severity == Severity::Refuse && !problem.of_row());
        // What concerns the whole file is little, comes last, and must be read.
        if self.kept.len() < Self::KEPT || problem.row.is_none() {
            self.kept.push(problem);
        }
    }

    /// Whether nothing refuses the file.
    #[must_use]
    pub fn acceptable(&self) -> bool {
        self.refusals == 0
    }

    /// How many there are, kept or not.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }
}
