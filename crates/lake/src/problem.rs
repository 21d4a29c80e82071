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

/// Problems in the order they were found. All are counted; only the first are kept, so that memory stays bounded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problems {
    /// At most [`Problems::KEPT`].
    pub kept: Vec<Problem>,
    /// Code → how many.
    pub counts: BTreeMap<String, u64>,
    /// How many refuse (the rest are warnings).
    pub refusals: u64,
}

impl Problems {
    /// How many problems are kept with their cells.
    pub const KEPT: usize = 10_000;

    pub fn push(&mut self, problem: Problem) {
        match self.counts.get_mut(&problem.code) {
            Some(count) => *count += 1,
            None => drop(self.counts.insert(problem.code.clone(), 1)),
        }
        self.refusals += u64::from(problem.severity == Severity::Refuse);
        if self.kept.len() < Self::KEPT {
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
