//! Answers as tables for people, csv for spreadsheets, JSON for programs (`docs/json.md`).

use anyhow::Result;
use clap::{Args, ValueEnum};
use comfy_table::{CellAlignment, ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle};
use serde::Serialize;

use crate::{edge::Edge, words::Words};

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
    rows: Vec<Vec<String>>,
}

impl Grid {
    pub fn new(columns: &[&'static str]) -> Self {
        Self { columns: columns.to_vec(), right: Vec::new(), rows: Vec::new() }
    }

    /// Columns of numbers, set flush right.
    pub fn right(mut self, columns: &[&'static str]) -> Self {
        self.right = columns.to_vec();
        self
    }

    pub fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    pub fn table(&self, edge: &Edge) -> String {
        let mut header = Vec::with_capacity(self.columns.len());
        header.extend(self.columns.iter().map(|column| edge.words.say(&format!("column-{column}"))));
        let right: Vec<_> = self.columns.iter().map(|column| self.right.contains(column)).collect();
        table(&header, &right, &self.rows, edge.width)
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
    let mut table = Table::new();
    table.load_style(STYLE).set_header(header).add_rows(rows);
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

/// csv in UTF-8; a cell that a spreadsheet would run as a formula is made plain text.
pub fn csv(header: Vec<String>, rows: &[Vec<String>]) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| {
            let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
            if formula { format!("'{cell}") } else { cell.clone() }
        }))?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

pub fn json(value: &impl Serialize) -> Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

/// The word for a value of an enumeration, e.g. `unit-percent`.
pub fn word(words: Words, kind: &str, value: &impl Serialize) -> String {
    words.say(&format!("{kind}-{}", name(value).replace('_', "-")))
}

/// The stable name of a value of an enumeration, as JSON has it.
pub fn name(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}
