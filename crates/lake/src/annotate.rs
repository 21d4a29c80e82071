//! The marked copy: the user's own workbook as xlsx, problem cells coloured and commented, with a list of all problems.
//!
//! Values are copied, not formulas, colours or drawings. Rows are written as they are read, so that a file of a million
//! rows needs no more memory than a small one.

use std::path::Path;

use jiff::civil::Date;

use crate::problem::{Problem, Problems};

/// What to copy, and what to say in it.
pub struct Annotation<'a> {
    /// The user's workbook: any kind that the import reads, also one that it cannot open (then only the list is written).
    pub source: &'a Path,
    /// Folder for temporary files.
    pub staging: &'a Path,
    pub problems: &'a Problems,
    /// Sentence and hint of a problem.
    pub say: &'a dyn Fn(&Problem) -> (String, String),
    pub labels: &'a Labels,
    /// Day of making, in the properties of the file.
    pub made: Date,
}

/// The words of the list of problems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels {
    /// Name of the sheet with the list, at most 31 characters.
    pub list: String,
    /// Name of the sheet of a csv file, at most 31 characters.
    pub data: String,
    /// One line above the list: how many problems there are and what to do.
    pub summary: String,
    pub severity: String,
    pub sheet: String,
    pub cell: String,
    pub value: String,
    pub sentence: String,
    pub hint: String,
    /// A problem that must be put right.
    pub refused: String,
    /// A problem to look at.
    pub warned: String,
}

/// Writes the marked copy; tells whether everything fitted (a csv file may have more rows than a sheet can hold).
///
/// # Errors
/// Faults of reading and writing.
pub fn write(annotation: &Annotation<'_>, out: &Path) -> anyhow::Result<bool> {
    let _ = (annotation.source, annotation.staging, annotation.problems, annotation.say, annotation.labels);
    anyhow::bail!("the marked copy of {} cannot be written to {} yet", annotation.made, out.display())
}
