//! Answers as tables for people, csv for spreadsheets, JSON for programs (`docs/json.md`).

use anyhow::Result;
use clap::{Args, ValueEnum};
use comfy_table::{CellAlignment, ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle};
use serde::Serialize;

use crate::edge::Edge;
pub use crate::telling::csv;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Table,
    Json,
    Csv,
}

#[derive(Args, Clone, Copy)]
pub struct Output {
    #[arg(long, value_name = "table|json|csv", default_value = "table")]
    pub format: Format,
}

/// Rows under headers; the headers are keys of Fluent texts `column-KEY` (and the columns of the csv).
pub struct Grid {
    columns: Vec<&'static str>,
    right: Vec<&'static str>,
    below: Vec<Vec<&'static str>>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    pub fn new(columns: &[&'static str]) -> Self {
        Self { columns: columns.to_vec(), right: Vec::new(), below: Vec::new(), rows: Vec::new() }
    }

    /// Columns of numbers, set flush right.
    pub fn right(mut self, columns: &[&'static str]) -> Self {
        self.right = columns.to_vec();
        self
    }

    /// Lines of columns that a table for people sets beneath each row, over its whole width: sentences would squeeze the
    /// other columns. In a line of several columns each cell is named.
    pub fn below(mut self, lines: &[&[&'static str]]) -> Self {
        self.below = lines.iter().map(|line| line.to_vec()).collect();
        self
    }

    pub fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    pub fn table(&self, edge: &Edge) -> String {
        let title = |column: &str| edge.words.say(&format!("column-{column}"));
        let place = |column: &str| self.columns.iter().position(|one| *one == column);
        let beside: Vec<usize> = (0..self.columns.len())
            .filter(|at| !self.below.iter().flatten().any(|one| *one == self.columns[*at]))
            .collect();
        let header: Vec<_> = beside.iter().map(|at| title(self.columns[*at])).collect();
        let right: Vec<_> = beside.iter().map(|at| self.right.contains(&self.columns[*at])).collect();
        let rows: Vec<Vec<String>> =
            self.rows.iter().map(|row| beside.iter().map(|at| row[*at].clone()).collect()).collect();
        let said = |row: &Vec<String>, line: &Vec<&'static str>| {
            let cells = line.iter().filter_map(|column| Some((*column, row.get(place(column)?)?.as_str())));
            let cells = cells.filter(|(_, cell)| !cell.is_empty());
            let named = cells.map(|(column, cell)| match line.len() {
                1 => cell.to_owned(),
                _ => format!("{} {cell}", title(column)),
            });
            named.collect::<Vec<_>>().join("  ")
        };
        if self.below.is_empty() {
            return table(&header, &right, &rows, edge.width);
        }
        let notes: Vec<Vec<String>> =
            self.rows.iter().map(|row| self.below.iter().map(|line| said(row, line)).collect()).collect();
        with_notes(&header, &right, &rows, &notes, edge.width)
    }

    pub fn csv(&self) -> Result<String> {
        csv(self.columns.iter().map(|column| (*column).to_owned()).collect(), &self.rows)
    }

    /// The answer in the format asked for; `json` is asked only when needed.
    pub fn render(&self, format: Format, edge: &Edge, json: impl FnOnce() -> Result<String>) -> Result<String> {
        match format {
            Format::Table => Ok(self.table(edge)),
            Format::Csv => self.csv(),
            Format::Json => json(),
        }
    }
}

/// A line below the header and nothing else: it reads well, and copies well into other programs.
const STYLE: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none())
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .content_lines(ContentLineStyle::none());

/// A table that wraps in a terminal and keeps its lines whole elsewhere.
pub fn table(header: &[String], right: &[bool], rows: &[Vec<String>], width: Option<u16>) -> String {
    draw(STYLE, header, right, rows, width)
}

/// Drawn between rows that have notes, and cut away again: it tells where in the drawn table a row ends.
const SEAM: char = '\u{1f}';

/// Columns by which notes are indented.
const INDENT: u16 = 4;

/// The same with the notes of each row beneath it.
fn with_notes(
    header: &[String],
    right: &[bool],
    rows: &[Vec<String>],
    notes: &[Vec<String>],
    width: Option<u16>,
) -> String {
    let seamed = STYLE.row_separator(LineStyle::none().fill(SEAM).junction(SEAM));
    let drawn = draw(seamed, header, right, rows, width);
    let lines: Vec<&str> = drawn.split_inclusive('\n').collect();
    let inner = width.map(|width| width.saturating_sub(INDENT).max(1));
    let mut out = String::new();
    for (row, notes) in lines.split(|line| line.trim_start().starts_with(SEAM)).zip(notes) {
        out.extend(row.iter().copied());
        let written = notes.iter().any(|note| !note.is_empty());
        for note in notes.iter().filter(|note| !note.is_empty()) {
            for line in draw(STYLE, &[], &[], &[vec![note.clone()]], inner).lines() {
                out += &format!("{:indent$}{}\n", "", line.trim(), indent = usize::from(INDENT));
            }
        }
        if written {
            out.push('\n');
        }
    }
    out
}

fn draw(style: TableStyle, header: &[String], right: &[bool], rows: &[Vec<String>], width: Option<u16>) -> String {
    let mut table = Table::new();
    table.load_style(style).add_rows(rows);
    if !header.is_empty() {
        table.set_header(header);
    }
    if let Some(width) = width {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    for (column, right) in table.column_iter_mut().zip(right) {
        if *right {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.trim_fmt() + "\n"
}

pub fn json(value: &impl Serialize) -> Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}
