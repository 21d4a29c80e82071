//! Workbooks: which kind a file is, its sheets, and their rows one after the other.
//!
//! xlsx and csv are streamed, so that a file of a million rows needs no more memory than a small one. To read another
//! kind, recognise it in `sniff` and give its rows in [`Workbook::visit`].

use std::{
    fs::File,
    io::BufReader,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use anyhow::Context;
use calamine::{Cell, Data, DataRef, Dimensions, Range, Reader, SheetType, SheetVisible, Xlsx};

mod delimited;
mod sniff;

use delimited::Delimited;
use sniff::Kind;

use crate::problem::Problem;

/// Cells of one row from column A on; cells behind the last one used may be missing.
pub type Cells<'a> = [Cell<DataRef<'a>>];

/// An open workbook.
pub struct Workbook {
    source: Source,
    /// In the order of the workbook; one without a name for csv.
    pub sheets: Vec<SheetName>,
}

/// A sheet of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetName {
    pub name: String,
    pub visible: bool,
}

enum Source {
    Xlsx {
        book: Box<Xlsx<BufReader<File>>>,
        path: PathBuf,
        /// Whether any sheet speaks of merged cells; known once it was asked.
        merges: Option<bool>,
    },
    Ranges(Vec<Loaded>),
    Delimited(Delimited),
}

/// A sheet of the older kinds, which can only be read as a whole.
struct Loaded {
    range: Range<Data>,
    merged: Vec<Dimensions>,
}

/// Opens a workbook; `staging` takes a copy in UTF-8 when a csv file has another encoding.
///
/// # Errors
/// Faults of the file system. What is wrong with the file itself is the inner problem.
pub fn open(path: &Path, staging: &Path) -> anyhow::Result<Result<Workbook, Box<Problem>>> {
    let kind = match sniff::kind(path).with_context(|| format!("reading {}", path.display()))? {
        Ok(kind) => kind,
        Err(problem) => return Ok(Err(Box::new(problem))),
    };
    if kind == Kind::Delimited {
        return Ok(Delimited::open(path, staging)?.map(|file| Workbook {
            source: Source::Delimited(file),
            sheets: vec![SheetName { name: String::new(), visible: true }],
        }));
    }
    let file = BufReader::new(File::open(path)?);
    Ok(match kind {
        Kind::Xlsx => Xlsx::new(file).map_err(damaged).map(|xlsx| {
            let sheets = names(xlsx.sheets_metadata());
            Workbook { source: Source::Xlsx { book: Box::new(xlsx), path: path.to_owned(), merges: None }, sheets }
        }),
        Kind::Xlsb => loaded(calamine::Xlsb::new(file), |_, _| Vec::new()),
        Kind::Ods => loaded(calamine::Ods::new(file), |_, _| Vec::new()),
        Kind::Xls | Kind::Delimited => {
            loaded(calamine::Xls::new(file), |xls, name| xls.merge_cells_by_sheet_name(name).unwrap_or_default())
        }
    })
}

fn loaded<R: Reader<BufReader<File>>>(
    opened: Result<R, R::Error>,
    merged: impl Fn(&R, &str) -> Vec<Dimensions>,
) -> Result<Workbook, Box<Problem>> {
    let mut reader = opened.map_err(damaged)?;
    let sheets = names(reader.sheets_metadata());
    let ranges = sheets.iter().map(|sheet| {
        let range = reader.worksheet_range(&sheet.name).map_err(damaged)?;
        Ok(Loaded { range, merged: merged(&reader, &sheet.name) })
    });
    let ranges = ranges.collect::<Result<_, Box<Problem>>>()?;
    Ok(Workbook { source: Source::Ranges(ranges), sheets })
}

fn names(sheets: &[calamine::Sheet]) -> Vec<SheetName> {
    let sheets = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    sheets
        .map(|sheet| SheetName { name: sheet.name.clone(), visible: sheet.visible == SheetVisible::Visible })
        .collect()
}

fn damaged(error: impl std::fmt::Debug) -> Box<Problem> {
    Box::new(Problem::of_file("file.damaged").with("detail", format!("{error:?}")))
}

impl Workbook {
    /// Gives every row that has a cell, with its number from 1, until `row` breaks off.
    ///
    /// # Errors
    /// The problem of a file that turns out to be damaged halfway.
    pub fn visit(
        &mut self,
        sheet: usize,
        row: &mut dyn FnMut(u32, &Cells<'_>) -> ControlFlow<()>,
    ) -> Result<(), Box<Problem>> {
        let name = self.sheets[sheet].name.clone();
        match &mut self.source {
            Source::Xlsx { book, .. } => {
                visit_xlsx(book, &name, row).map_err(|error| Box::new(damaged(error).in_sheet(&name)))
            }
            Source::Ranges(ranges) => {
                visit_range(&ranges[sheet].range, row);
                Ok(())
            }
            Source::Delimited(file) => file.visit(row),
        }
    }

    /// The records of a csv file as they are; none for other kinds.
    pub(crate) fn records(
        &self,
        record: &mut dyn FnMut(&csv::StringRecord) -> ControlFlow<()>,
    ) -> Option<Result<(), Box<Problem>>> {
        match &self.source {
            Source::Delimited(file) => Some(file.records(record)),
            _ => None,
        }
    }

    /// Merged regions of a sheet, counted from 0.
    ///
    /// # Errors
    /// The problem of a damaged file.
    pub fn merged(&mut self, sheet: usize) -> Result<Vec<Dimensions>, Box<Problem>> {
        let name = &self.sheets[sheet].name;
        match &mut self.source {
            Source::Xlsx { book, path, merges } => {
                // Asking costs a second parse of the sheet, so first see whether any sheet has such cells at all.
                let merges = match *merges {
                    Some(merges) => merges,
                    None => *merges.insert(sniff::mentions_merged_cells(path).map_err(damaged)?),
                };
                if merges { book.merge_cells_by_sheet_name(name).map_err(damaged) } else { Ok(Vec::new()) }
            }
            Source::Ranges(ranges) => Ok(ranges[sheet].merged.clone()),
            Source::Delimited(_) => Ok(Vec::new()),
        }
    }

    /// Whether bare day numbers count from 1904 instead of 1900.
    #[must_use]
    pub fn counts_from_1904(&self) -> bool {
        matches!(&self.source, Source::Xlsx { book, .. } if book.has_1904_epoch())
    }

    /// The first rows of a sheet, with their numbers, in memory.
    ///
    /// # Errors
    /// The problem of a damaged file.
    pub fn head(&mut self, sheet: usize, rows: usize) -> Result<Vec<(u32, Vec<Data>)>, Box<Problem>> {
        let mut head = Vec::new();
        self.visit(sheet, &mut |number, cells| {
            head.push((number, cells.iter().map(|cell| Data::from(cell.get_value().clone())).collect()));
            if head.len() < rows { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        Ok(head)
    }
}

fn visit_xlsx(
    xlsx: &mut Xlsx<BufReader<File>>,
    name: &str,
    visit: &mut dyn FnMut(u32, &Cells<'_>) -> ControlFlow<()>,
) -> Result<(), calamine::XlsxError> {
    let mut reader = xlsx.worksheet_cells_reader(name)?;
    let mut row: Vec<Cell<DataRef<'_>>> = Vec::new();
    let mut number = 0;
    while let Some(cell) = reader.next_cell()? {
        if matches!(cell.get_value(), DataRef::Empty) {
            continue;
        }
        let (at, column) = cell.get_position();
        if at + 1 != number {
            if !row.is_empty() && visit(number, &row).is_break() {
                return Ok(());
            }
            row.clear();
            number = at + 1;
        }
        let column = column as usize;
        if column < row.len() {
            row[column] = cell;
        } else {
            row.resize_with(column, || Cell::new((at, 0), DataRef::Empty));
            row.push(cell);
        }
    }
    if !row.is_empty() {
        let _ = visit(number, &row);
    }
    Ok(())
}

fn visit_range(range: &Range<Data>, visit: &mut dyn FnMut(u32, &Cells<'_>) -> ControlFlow<()>) {
    let (first_row, first_column) = range.start().unwrap_or_default();
    let mut row = Vec::new();
    for (number, cells) in (first_row..).zip(range.rows()) {
        let Some(last) = cells.iter().rposition(|cell| *cell != Data::Empty) else { continue };
        row.clear();
        row.resize_with(first_column as usize, || Cell::new((number, 0), DataRef::Empty));
        let cells = (first_column..).zip(&cells[..=last]);
        row.extend(cells.map(|(column, cell)| Cell::new((number, column), borrowed(cell))));
        if visit(number + 1, &row).is_break() {
            return;
        }
    }
}

/// A row in memory in the form that [`Workbook::visit`] gives.
#[must_use]
pub fn cells(row: u32, cells: &[Data]) -> Vec<Cell<DataRef<'_>>> {
    let last = cells.iter().rposition(|cell| *cell != Data::Empty).map_or(0, |last| last + 1);
    (0..).zip(&cells[..last]).map(|(column, cell)| Cell::new((row - 1, column), borrowed(cell))).collect()
}

/// The same cell without a copy of its text.
#[must_use]
pub fn borrowed(cell: &Data) -> DataRef<'_> {
    match cell {
        Data::Int(value) => DataRef::Int(*value),
        Data::Float(value) => DataRef::Float(*value),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(value) => DataRef::Bool(*value),
        Data::DateTime(value) => DataRef::DateTime(*value),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// What a cell says, as a person reads it.
#[must_use]
pub fn text(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => value.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(value) => {
            let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
            if (hour, minute, second) == (0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
            }
        }
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}
