//! Mappings: how a workbook in an office's own layout is read as a dataset, declared once in a small TOML file.
//!
//! ```toml
//! dataset = "premises"
//! shape = "9f2b61c0a7d3e845"       # fingerprint of the headers (see `shape`)
//! sheet = "办学条件"                # optional: only sheets of this name
//! header_row = 4                    # optional: last row of the header, from 1; found by itself otherwise
//! header_rows = 2                   # optional: 1 or 2
//! side_headers = false              # true for a report whose headers run down the first column
//!
//! [columns]                         # column of the dataset = header in the workbook
//! school = "单位代码"
//!
//! [constants]                       # column of the dataset = text for every row
//! stage = "小学"
//!
//! [cells]                           # column of the dataset = cell of the sheet that holds its value
//! year = "B2"
//!
//! [values.stage]                    # what the office writes = what the dataset wants
//! "小学部" = "小学"
//!
//! [unpivot]                         # one row for each of these headers
//! into = "year"                     # column that takes the text beside the header …
//! value = "amount"                  # … and column that takes the cell
//! columns = { "2021年" = "2021", "2022年" = "2022" }
//! ```

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use calamine::Data;
use policy::dataset::{Column, Dataset};
use serde::{Deserialize, Serialize};

use crate::{
    header::{self, Header, Matching},
    import::SIDEWAYS,
    layout,
    problem::Problem,
    workbook,
};

/// One layout of one dataset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    pub dataset: String,
    /// Fingerprint of the headers that the mapping was made for.
    pub shape: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Last row of the header, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_row: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_rows: Option<u32>,
    /// Headers run down the first column, each row being a column of the dataset.
    #[serde(default)]
    pub side_headers: bool,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub constants: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cells: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unpivot: Option<Unpivot>,
}

/// Columns of a wide table (one per year, stage …) that become rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unpivot {
    /// Column of the dataset that takes the text given for the header.
    pub into: String,
    /// Column of the dataset that takes the cell below the header.
    pub value: String,
    /// Header in the workbook → text for `into`.
    pub columns: BTreeMap<String, String>,
}

/// Headers of a workbook for which a mapping could be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Name of the sheet; empty for csv.
    pub sheet: String,
    /// Every sheet that could be read instead.
    pub sheets: Vec<String>,
    /// Last row of the header, from 1, and how many rows it has.
    pub row: u32,
    pub rows: u32,
    /// Header and the column of the dataset that it is taken for, if any.
    pub headers: Vec<(String, Option<String>)>,
    /// What the first cells below each header say, as far as they differ.
    pub samples: Vec<Vec<String>>,
    /// Header that is taken for nothing → column that it is most like; a person decides whether it is that one. A column in
    /// another unit is none.
    pub likely: BTreeMap<String, String>,
    pub fingerprint: String,
}

/// Looks for the headers that a mapping speaks of, in the sheet and row that it names, and fills in its `shape`.
///
/// Without any header in the mapping, the one that fits the dataset best is taken, to show what a person may map; where
/// nothing fits, the row with the most different texts.
///
/// # Errors
/// Faults of reading; a workbook that cannot be read, or that has no such headers, is the inner problem.
pub fn complete(
    dataset: &Dataset,
    mapping: &Mapping,
    file: &Path,
    staging: &Path,
) -> anyhow::Result<Result<(Mapping, Shape), Box<Problem>>> {
    let mut workbook = match workbook::open(file, staging)? {
        Ok(workbook) => workbook,
        Err(problem) => return Ok(Err(problem)),
    };
    let named: Vec<&String> =
        mapping.columns.values().chain(mapping.unpivot.iter().flat_map(|unpivot| unpivot.columns.keys())).collect();
    let mut missing = named.first().map_or_else(String::new, |text| (*text).clone());
    let mut shown: Option<((usize, usize), Shape)> = None;
    let sheets = workbook.sheets.iter().filter(|sheet| sheet.visible).map(|sheet| sheet.name.clone());
    let sheets: Vec<String> = sheets.collect();
    for (index, sheet) in workbook.sheets.clone().into_iter().enumerate() {
        if !sheet.visible || mapping.sheet.as_ref().is_some_and(|name| *name != sheet.name) {
            continue;
        }
        let rows = if mapping.side_headers { SIDEWAYS } else { header::SEARCHED };
        let (head, merged) = match (workbook.head(index, rows), workbook.merged(index)) {
            (Ok(head), _) if mapping.side_headers => (layout::turned(&head), Vec::new()),
            (Ok(head), Ok(merged)) => (head, merged),
            (Err(problem), _) | (_, Err(problem)) => return Ok(Err(problem)),
        };
        let top = &head[..head.len().min(header::SEARCHED)];
        let fits = |header: &Header| {
            mapping.header_row.is_none_or(|row| row == header.row)
                && mapping.header_rows.is_none_or(|rows| rows == header.rows)
        };
        let candidates: Vec<Header> = header::candidates(top, &merged).into_iter().filter(fits).collect();
        for header in candidates {
            let (has, has_not): (Vec<&String>, Vec<&String>) =
                named.iter().copied().partition(|text| header::position(&header, text).is_some());
            let matching = header::matching(dataset, &header);
            let likely = likely(dataset, &header, &matching);
            let found = if named.is_empty() { matching.matched() + likely.len() } else { has.len() };
            let texts: BTreeSet<&String> = header.texts.iter().filter(|text| !text.is_empty()).collect();
            let found = (found, if found == 0 { texts.len() } else { 0 });
            if shown.as_ref().is_none_or(|(most, _)| found > *most) {
                if let Some(text) = has_not.first() {
                    missing.clone_from(text);
                }
                let shape = shape(dataset, &sheet.name, &header, &matching, &head);
                shown = Some((found, Shape { sheets: sheets.clone(), likely, ..shape }));
            }
        }
    }
    Ok(match shown {
        Some(((found, _), shape)) if found >= named.len() => {
            Ok((Mapping { shape: shape.fingerprint.clone(), ..mapping.clone() }, shape))
        }
        _ => Err(Box::new(Problem::of_file("header.mapping").with("text", missing))),
    })
}

fn shape(dataset: &Dataset, sheet: &str, header: &Header, matching: &Matching, head: &[(u32, Vec<Data>)]) -> Shape {
    let column = |at: usize| {
        let index = matching.columns.iter().position(|column| *column == Some(at))?;
        Some(dataset.columns[index].name.clone())
    };
    let below = || head.iter().filter(|(row, _)| *row > header.row);
    let samples = |at: usize| {
        let mut samples: Vec<String> = Vec::new();
        for (_, cells) in below() {
            let text = cells.get(at).map(|cell| workbook::text(&workbook::borrowed(cell))).unwrap_or_default();
            if samples.len() < SAMPLES && !text.trim().is_empty() && !samples.contains(&text) {
                samples.push(text);
            }
        }
        samples
    };
    let headers = || header.texts.iter().enumerate().filter(|(_, text)| !text.is_empty());
    Shape {
        sheet: sheet.to_owned(),
        sheets: Vec::new(),
        row: header.row,
        rows: header.rows,
        headers: headers().map(|(at, text)| (text.clone(), column(at))).collect(),
        samples: headers().map(|(at, _)| samples(at)).collect(),
        likely: BTreeMap::new(),
        fingerprint: header::shape(&header.texts),
    }
}

/// Cells below a header that are shown.
const SAMPLES: usize = 3;
/// Less alike than this is no likeness.
const ALIKE: f64 = 0.5;

/// Headers and columns without a partner, the most alike first, each once.
fn likely(dataset: &Dataset, header: &Header, matching: &Matching) -> BTreeMap<String, String> {
    let mut pairs = Vec::new();
    let free = dataset.columns.iter().zip(&matching.columns).filter(|(_, at)| at.is_none());
    for (index, (column, _)) in free.enumerate() {
        for (order, at) in matching.unknown.iter().enumerate() {
            let text = header.texts[*at].as_str();
            let alike = similarity(column, text);
            let other_unit = layout::in_another_unit(dataset, text).is_some();
            if alike >= ALIKE && !other_unit {
                pairs.push((alike, index, order, column.name.as_str(), text));
            }
        }
    }
    pairs.sort_by(|left, right| right.0.total_cmp(&left.0).then((left.1, left.2).cmp(&(right.1, right.2))));
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for (_, _, _, column, text) in pairs {
        if !found.contains_key(text) && !found.values().any(|taken| taken == column) {
            found.insert(text.to_owned(), column.to_owned());
        }
    }
    found
}

/// How alike a header and a column are, from 0 to 1, by the best of the column's names.
fn similarity(column: &Column, text: &str) -> f64 {
    let text = header::normal(text);
    let names = [&column.header.zh, &column.header.en, &column.name].into_iter().chain(&column.aliases);
    let alike = names.map(|name| {
        let name = header::normal(name);
        let (short, long) = if name.len() < text.len() { (&name, &text) } else { (&text, &name) };
        let part = short.chars().count() >= 2 && long.contains(short.as_str());
        strsim::normalized_damerau_levenshtein(&name, &text).max(if part { 0.75 } else { 0.0 })
    });
    alike.fold(0.0, f64::max)
}
