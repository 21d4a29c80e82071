//! The ledger (台账): one row for every duty of a year, and for every commitment without one, as a workbook that goes out,
//! is filled in offline, and comes back.
//!
//! The workbook carries what it was made of: a hidden column with the key of every row, and a hidden sheet with all cells as
//! they were when it went out, sealed by a hash. So what came back is compared with both, cell by cell ([`diff`]): what
//! somebody changed here meanwhile is a conflict, never overwritten unseen. What was filled in becomes a report of the duty
//! ([`merged`] says which text of a cell counts).
//!
//! To add a column: a variant of [`Column`], its text in `rows`, and a line in `documents.ftl`.

mod cases;
mod read;
mod rows;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use policy::hash::sha256;

pub use self::{
    cases::{CaseLedger, write as write_cases},
    read::read,
    rows::Source,
    write::{Head, write},
};

/// Columns in the order of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    Serial,
    Action,
    Task,
    Content,
    Target,
    Lead,
    Responsible,
    Deadline,
    State,
    Value,
    Status,
    Explanation,
    Pace,
    Percent,
    Progress,
    Problems,
    Next,
    Help,
}

impl Column {
    pub const ALL: [Self; 18] = [
        Self::Serial,
        Self::Action,
        Self::Task,
        Self::Content,
        Self::Target,
        Self::Lead,
        Self::Responsible,
        Self::Deadline,
        Self::State,
        Self::Value,
        Self::Status,
        Self::Explanation,
        Self::Pace,
        Self::Percent,
        Self::Progress,
        Self::Problems,
        Self::Next,
        Self::Help,
    ];

    /// Whether people fill it in; all else is computed.
    #[must_use]
    pub const fn is_filled_in(self) -> bool {
        matches!(self, Self::Pace | Self::Percent | Self::Progress | Self::Problems | Self::Next | Self::Help)
    }

    /// Fluent key of the header.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Serial => "ledger-serial",
            Self::Action => "ledger-action",
            Self::Task => "ledger-task",
            Self::Content => "ledger-content",
            Self::Target => "ledger-target",
            Self::Lead => "ledger-lead-unit",
            Self::Responsible => "ledger-responsible",
            Self::Deadline => "ledger-deadline",
            Self::State => "ledger-state",
            Self::Value => "ledger-value",
            Self::Status => "ledger-status",
            Self::Explanation => "ledger-explanation",
            Self::Pace => "ledger-pace",
            Self::Percent => "ledger-percent",
            Self::Progress => "ledger-progress",
            Self::Problems => "ledger-problems",
            Self::Next => "ledger-next",
            Self::Help => "ledger-help",
        }
    }
}

/// One row: its key and its cells; a cell that says nothing may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub key: String,
    pub cells: BTreeMap<Column, String>,
    /// Whether it can be filled in: a duty that is with its unit.
    pub is_open: bool,
}

impl Row {
    #[must_use]
    pub fn cell(&self, column: Column) -> &str {
        self.cells.get(&column).map_or("", |text| text.trim())
    }
}

/// A workbook that came back: the rows as they are, and the cells that may be filled in as they went out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Returned {
    pub year: i16,
    pub uploaded: Vec<Row>,
    pub exported: Vec<Row>,
}

/// What is to be said of one cell, or of a whole row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Changed there, and nobody changed it here.
    Changed,
    /// Changed there and here, to something else.
    Conflict,
    /// Changed there in a column that is computed, which has no effect.
    Computed,
    /// The row went out and did not come back; nothing follows from it.
    Missing,
    /// A row that never went out, or that is no longer in the plan.
    Unknown,
    /// The same row twice; only the first counts.
    Twice,
}

impl Verdict {
    pub const ALL: [Self; 6] =
        [Self::Changed, Self::Conflict, Self::Computed, Self::Missing, Self::Unknown, Self::Twice];

    /// Fluent key of the word.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Changed => "ledger-changed",
            Self::Conflict => "ledger-conflict",
            Self::Computed => "ledger-computed",
            Self::Missing => "ledger-missing",
            Self::Unknown => "ledger-unknown",
            Self::Twice => "ledger-twice",
        }
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub key: String,
    /// None when it is about the row.
    pub column: Option<Column>,
    pub exported: String,
    pub uploaded: String,
    pub current: String,
    pub verdict: Verdict,
}

/// Compares what came back with what went out and with what is here now, in the order of what came back; rows that did not
/// come back stand at the end. A cell that was changed to what it is here by now is no difference. What is computed goes out
/// as it was on its day: only a text that is neither that nor the present one was changed by hand.
#[must_use]
pub fn diff(exported: &[Row], uploaded: &[Row], current: &[Row]) -> Vec<Difference> {
    let by_key = |rows: &[Row]| rows.iter().map(|row| (row.key.clone(), row.clone())).collect::<BTreeMap<_, _>>();
    let (before, now) = (by_key(exported), by_key(current));
    let mut differences = Vec::new();
    let mut seen = BTreeSet::new();
    let of_row = |key: &str, verdict: Verdict| Difference {
        key: key.to_owned(),
        column: None,
        exported: String::new(),
        uploaded: String::new(),
        current: String::new(),
        verdict,
    };
    for row in uploaded {
        if !seen.insert(row.key.as_str()) {
            differences.push(of_row(&row.key, Verdict::Twice));
            continue;
        }
        let (Some(before), Some(now)) = (before.get(&row.key), now.get(&row.key)) else {
            differences.push(of_row(&row.key, Verdict::Unknown));
            continue;
        };
        for column in Column::ALL {
            let (was, is, here) = (before.cell(column), row.cell(column), now.cell(column));
            let verdict = match (column.is_filled_in(), is == was, is == here) {
                (_, true, _) | (_, _, true) => continue,
                (false, false, false) => Verdict::Computed,
                (true, false, false) if was == here => Verdict::Changed,
                (true, false, false) => Verdict::Conflict,
            };
            differences.push(Difference {
                key: row.key.clone(),
                column: Some(column),
                exported: was.to_owned(),
                uploaded: is.to_owned(),
                current: here.to_owned(),
                verdict,
            });
        }
    }
    let missing = exported.iter().filter(|row| !seen.contains(row.key.as_str()));
    differences.extend(missing.map(|row| of_row(&row.key, Verdict::Missing)));
    differences
}

/// The text of a cell that counts: what somebody changed there, else what stands here.
#[must_use]
pub fn merged<'t>(column: Column, exported: &'t Row, uploaded: &'t Row, current: &'t Row) -> &'t str {
    let (was, is) = (exported.cell(column), uploaded.cell(column));
    if was == is { current.cell(column) } else { is }
}

/// The hash that seals what went out.
#[must_use]
fn seal(plan: &str, year: &str, rows: &[Row]) -> String {
    let mut text = format!("{plan}\t{year}");
    for row in rows {
        text += &format!("\n{}", row.key);
        for column in Column::ALL {
            // Lengths keep neighbours apart.
            let cell = row.cell(column);
            text += &format!("\t{}:{cell}", cell.len());
        }
    }
    sha256(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(key: &str, target: &str, progress: &str) -> Row {
        let cells = [(Column::Target, target.to_owned()), (Column::Progress, progress.to_owned())];
        Row { key: key.to_owned(), cells: cells.into(), is_open: true }
    }

    fn told(exported: &[Row], uploaded: &[Row], current: &[Row]) -> Vec<(String, Option<Column>, Verdict)> {
        diff(exported, uploaded, current).into_iter().map(|one| (one.key, one.column, one.verdict)).collect()
    }

    #[test]
    fn what_nobody_changed_is_no_difference() {
        let rows = [row("a", "1", ""), row("b", "2", "done")];
        assert_eq!(told(&rows, &rows, &rows), []);
        let spaced = [row("a", "1", " "), row("b", "2", "done\n")];
        assert_eq!(told(&rows, &spaced, &rows), []);
    }

    #[test]
    fn a_cell_changed_there_is_a_change_and_changed_on_both_sides_a_conflict() {
        let out = [row("a", "1", ""), row("b", "2", ""), row("c", "3", "x")];
        let back = [row("a", "1", "half"), row("b", "2", "half"), row("c", "3", "y")];
        let here = [row("a", "1", ""), row("b", "2", "most"), row("c", "3", "y")];
        let progress = Some(Column::Progress);
        let wanted = [("a".to_owned(), progress, Verdict::Changed), ("b".to_owned(), progress, Verdict::Conflict)];
        assert_eq!(told(&out, &back, &here), wanted);
        let conflict = &diff(&out, &back, &here)[1];
        assert_eq!((&*conflict.exported, &*conflict.uploaded, &*conflict.current), ("", "half", "most"));
    }

    #[test]
    fn a_computed_cell_that_was_changed_by_hand_has_no_effect_and_one_that_grew_old_is_silent() {
        let out = [row("a", "90%", "")];
        let here = [row("a", "95%", "")];
        assert_eq!(told(&out, &out, &here), []);
        let wanted = [("a".to_owned(), Some(Column::Target), Verdict::Computed)];
        assert_eq!(told(&out, &[row("a", "99%", "")], &here), wanted);
    }

    #[test]
    fn rows_that_are_missing_new_or_double_are_told() {
        let out = [row("a", "1", ""), row("b", "2", ""), row("gone", "3", "")];
        let back = [row("b", "2", ""), row("b", "2", "again"), row("new", "9", "x"), row("gone", "3", "x")];
        let here = [row("a", "1", ""), row("b", "2", "")];
        let wanted =
            [("b", Verdict::Twice), ("new", Verdict::Unknown), ("gone", Verdict::Unknown), ("a", Verdict::Missing)];
        assert_eq!(told(&out, &back, &here), wanted.map(|(key, verdict)| (key.to_owned(), None, verdict)));
    }

    #[test]
    fn a_seal_tells_cells_apart() {
        let (one, other) = (row("a", "12", "3"), row("a", "1", "23"));
        assert_ne!(seal("p", "2025", std::slice::from_ref(&one)), seal("p", "2025", &[other]));
        assert_ne!(seal("p", "2025", std::slice::from_ref(&one)), seal("q", "2025", std::slice::from_ref(&one)));
        assert_ne!(seal("p", "2025", std::slice::from_ref(&one)), seal("p", "2024", &[one]));
    }

    #[test]
    fn what_was_not_changed_there_keeps_what_stands_here() {
        let (out, back, here) = (row("a", "1", "x"), row("a", "1", "x"), row("a", "1", "z"));
        assert_eq!(merged(Column::Progress, &out, &back, &here), "z");
        assert_eq!(merged(Column::Progress, &out, &row("a", "1", "y"), &here), "y");
        assert_eq!(merged(Column::Progress, &out, &row("a", "1", ""), &here), "");
    }
}
