//! What is wrong with a workbook, cell by cell: values, not errors; the caller puts them into words.

use std::collections::BTreeMap;

use policy::dataset::Severity;
use serde::{Deserialize, Serialize};

/// One thing that a person must put right (or, as a warning, look at).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Stable code; the key of the sentence and the hint, e.g. `value.not_a_date`.
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
