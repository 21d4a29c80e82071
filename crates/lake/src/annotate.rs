//! The marked copy: the user's own workbook as xlsx, problem cells coloured and commented, with a list of all problems.
//!
//! Values are copied, not formulas, colours or drawings. Rows are written as they are read, so that a file of a million
//! rows needs no more memory than a small one.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
    path::Path,
};

use anyhow::Context;
use calamine::{DataRef, Dimensions};
use jiff::civil;
use policy::dataset::Severity;
use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, Formula, IgnoreError, Url, Workbook, Worksheet, utility,
};

use crate::{
    excel,
    problem::{Problem, Problems},
    workbook::{self, Cells, SheetName},
};

/// What to copy, and what to say in it.
pub struct Annotation<'a> {
    /// The user's workbook, of any kind that the import reads. Of one that cannot be opened only the list is written.
    pub source: &'a Path,
    /// Folder for temporary files.
    pub staging: &'a Path,
    pub problems: &'a Problems,
    /// Sentence and hint of a problem.
    pub say: &'a dyn Fn(&Problem) -> (String, String),
    pub labels: &'a Labels,
    /// Day of making, in the properties of the file.
    pub made: civil::Date,
}

/// The words of the list of problems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels {
    /// Name of the sheet with the list, at most 31 characters.
    pub list: String,
    /// Name of the sheet of a csv file, at most 31 characters.
    pub data: String,
    /// One line above the list: how many problems there are, how many of them are listed, and what to do.
    pub summary: String,
    pub severity: String,
    pub sheet: String,
    pub cell: String,
    pub value: String,
    pub sentence: String,
    pub hint: String,
    pub code: String,
    /// A problem that must be put right.
    pub refused: String,
    /// A problem to look at.
    pub warned: String,
}

impl Labels {
    fn heads(&self) -> [&str; 7] {
        [&self.severity, &self.sheet, &self.cell, &self.value, &self.sentence, &self.hint, &self.code]
    }
}

/// Merged regions of more cells are not merged in the copy: each of their cells would be held in memory.
const LARGEST_MERGED: usize = 10_000;
/// Rows that decide how wide the columns are shown.
const MEASURED: u32 = 200;

/// What stands in one marked cell.
struct Mark {
    severity: Severity,
    text: String,
}

/// Marks of a sheet: row → column, both from 0.
type Marks = BTreeMap<u32, BTreeMap<u16, Mark>>;

/// Writes the marked copy; tells whether everything fitted (a csv file may have more rows than a sheet can hold).
///
/// # Errors
/// Faults of reading and writing.
pub fn write(annotation: &Annotation<'_>, out: &Path) -> anyhow::Result<bool> {
    let labels = annotation.labels;
    let mut book = Workbook::new();
    book.set_tempdir(annotation.staging)?;
    book.set_properties(&excel::properties(&labels.list, annotation.made)?);
    let mut taken = BTreeSet::new();
    let list = excel::sheet_name(&labels.list, &mut taken);
    book.add_worksheet().set_name(&list)?;
    let mut source = workbook::open(annotation.source, annotation.staging)?.ok();
    let sheets = source.as_ref().map_or_else(Vec::new, |source| source.sheets.clone());
    let texts: Vec<_> = annotation.problems.kept.iter().map(annotation.say).collect();
    let mut names = BTreeMap::new();
    let (mut places, mut complete) = (vec![None; texts.len()], true);
    for (index, SheetName { name, visible }) in sheets.iter().enumerate() {
        let Some(source) = source.as_mut() else { break };
        if is_own_list(source, index, labels) {
            continue;
        }
        let wanted = if name.is_empty() { &labels.data } else { name };
        let copied = excel::sheet_name(wanted, &mut taken);
        let sheet = book.add_worksheet_with_constant_memory()?.set_name(&copied)?.set_hidden(!visible);
        let marks = marks(annotation.problems, &texts, name, &mut places);
        complete &= copy(source, index, sheet, &marks)?;
        names.insert(name.as_str(), copied);
    }
    write_list(book.worksheet_from_name(&list)?, annotation, &texts, &places, &names)?;
    book.save(out).with_context(|| format!("marked copy {}", out.display()))?;
    Ok(complete)
}

/// Whether a sheet is the list of an earlier marked copy, which the user has corrected and sent again.
fn is_own_list(source: &mut workbook::Workbook, sheet: usize, labels: &Labels) -> bool {
    source.head(sheet, 2).is_ok_and(|rows| {
        let heads = rows.get(1).map(|(_, cells)| cells.iter().map(ToString::to_string));
        heads.is_some_and(|heads| heads.eq(labels.heads().into_iter().map(str::to_owned)))
    })
}

/// The marks of one sheet, and the cell that each of its problems is shown at. A problem of a whole row is at its first
/// cell.
fn marks(problems: &Problems, texts: &[(String, String)], sheet: &str, places: &mut [Option<(u32, u16)>]) -> Marks {
    let mut marks = Marks::new();
    for ((problem, (sentence, hint)), place) in problems.kept.iter().zip(texts).zip(places) {
        let Some(row) = problem.row.filter(|row| problem.sheet == sheet && (1..=excel::ROWS).contains(row)) else {
            continue;
        };
        let column = problem.column.map_or(Some(0), |column| u16::try_from(column.saturating_sub(1)).ok());
        let Some(column) = column.filter(|column| *column < excel::COLUMNS) else { continue };
        *place = Some((row - 1, column));
        let text = format!("{sentence}\n{hint}");
        let mark = marks
            .entry(row - 1)
            .or_default()
            .entry(column)
            .or_insert(Mark { severity: Severity::Warn, text: String::new() });
        if !mark.text.is_empty() {
            mark.text.push_str("\n\n");
        }
        mark.text.push_str(text.trim_end());
        if problem.severity == Severity::Refuse {
            mark.severity = Severity::Refuse;
        }
    }
    marks
}

/// Formats of copied cells: kind of value × mark.
struct Formats {
    made: BTreeMap<(&'static str, Option<bool>), Format>,
}

impl Formats {
    fn new() -> Self {
        Self { made: BTreeMap::new() }
    }

    /// `numbers` is the number format of the spreadsheet.
    fn get(&mut self, numbers: &'static str, mark: Option<&Mark>) -> &Format {
        let refused = mark.map(|mark| mark.severity == Severity::Refuse);
        self.made.entry((numbers, refused)).or_insert_with(|| {
            let format = excel::numbered(Format::new(), numbers);
            match refused {
                Some(refused) => coloured(format, refused).set_border(FormatBorder::Thin),
                None => format,
            }
        })
    }
}

fn coloured(format: Format, refused: bool) -> Format {
    let (fill, letters) = if refused { (0x00FF_8A80, 0x007F_0000) } else { (0x00FF_E57F, 0x005F_4300) };
    format.set_background_color(Color::RGB(fill)).set_font_color(Color::RGB(letters))
}

/// Copies one sheet; tells whether all of it fitted.
fn copy(source: &mut workbook::Workbook, index: usize, sheet: &mut Worksheet, marks: &Marks) -> anyhow::Result<bool> {
    // What is damaged halfway is copied up to there; the list says so.
    let merged = source.merged(index).unwrap_or_default();
    let mut copied = Copied {
        merged: regions(&merged),
        sheet,
        formats: Formats::new(),
        marks,
        next: 0,
        widths: BTreeMap::new(),
        complete: true,
    };
    let mut fault = Ok(());
    let _damaged = source.visit(index, &mut |row, cells| {
        fault = copied.row(row.saturating_sub(1), cells);
        if fault.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    fault?;
    copied.finish()
}

/// Merged regions by their first row, those that can be copied.
fn regions(merged: &[Dimensions]) -> BTreeMap<u32, Vec<Dimensions>> {
    let mut regions: BTreeMap<u32, Vec<Dimensions>> = BTreeMap::new();
    for region in merged {
        let cells = (region.end.0.saturating_sub(region.start.0) as usize + 1)
            * (region.end.1.saturating_sub(region.start.1) as usize + 1);
        let inside = region.end.0 < excel::ROWS && region.end.1 < u32::from(excel::COLUMNS);
        if inside && (2..=LARGEST_MERGED).contains(&cells) {
            regions.entry(region.start.0).or_default().push(*region);
        }
    }
    regions
}

/// A sheet being copied, from top to bottom.
struct Copied<'a> {
    sheet: &'a mut Worksheet,
    marks: &'a Marks,
    merged: BTreeMap<u32, Vec<Dimensions>>,
    formats: Formats,
    /// First row not yet written.
    next: u32,
    /// Widest text by column.
    widths: BTreeMap<u16, usize>,
    complete: bool,
}

impl Copied<'_> {
    fn row(&mut self, row: u32, cells: &Cells<'_>) -> anyhow::Result<()> {
        if row >= excel::ROWS || row < self.next {
            self.complete = false;
            return Ok(());
        }
        self.rows_without_cells(row)?;
        self.cells(row, cells)?;
        self.next = row + 1;
        Ok(())
    }

    /// Writes what stands in rows that have no cells of their own: marks of missing things, merged blanks.
    fn rows_without_cells(&mut self, until: u32) -> anyhow::Result<()> {
        let marked = self.marks.range(self.next..until).map(|(row, _)| *row);
        let merged = self.merged.range(self.next..until).map(|(row, _)| *row);
        for row in marked.chain(merged).collect::<BTreeSet<_>>() {
            self.cells(row, &[])?;
        }
        Ok(())
    }

    fn cells(&mut self, row: u32, cells: &Cells<'_>) -> anyhow::Result<()> {
        for region in self.merged.remove(&row).unwrap_or_default() {
            let (from, to) = (u16::try_from(region.start.1)?, u16::try_from(region.end.1)?);
            // Regions that overlap are a fault of the source; the copy does without them.
            let _ = self.sheet.merge_range(row, from, region.end.0, to, "", &Format::new());
        }
        let width = cells.len().min(usize::from(excel::COLUMNS));
        self.complete &= width == cells.len();
        for (column, cell) in (0..).zip(&cells[..width]) {
            self.cell(row, column, cell.get_value())?;
        }
        let Some(marks) = self.marks.get(&row) else { return Ok(()) };
        for (column, mark) in marks {
            if usize::from(*column) >= width {
                self.sheet.write_blank(row, *column, self.formats.get(GENERAL, Some(mark)))?;
            }
            self.sheet.insert_note(row, *column, &excel::note(&mark.text))?;
        }
        Ok(())
    }

    fn cell(&mut self, row: u32, column: u16, value: &DataRef<'_>) -> anyhow::Result<()> {
        let mark = self.marks.get(&row).and_then(|marks| marks.get(&column));
        if row < MEASURED {
            let width = self.widths.entry(column).or_default();
            *width = (*width).max(Some(excel::width(&workbook::text(value))).filter(|width| *width <= 40).unwrap_or(0));
        }
        let (sheet, formats) = (&mut *self.sheet, &mut self.formats);
        match value {
            DataRef::Empty => {
                if let Some(mark) = mark {
                    sheet.write_blank(row, column, formats.get(GENERAL, Some(mark)))?;
                }
            }
            DataRef::Int(number) => {
                write_whole(sheet, (row, column), *number, formats, mark)?;
            }
            DataRef::Float(number) => {
                // Long numbers would be shown by their magnitude only.
                let whole = number.fract() == 0.0 && number.abs() >= 1e11;
                let format = formats.get(if whole { "0" } else { GENERAL }, mark);
                sheet.write_number_with_format(row, column, *number, format)?;
            }
            DataRef::Bool(value) => {
                sheet.write_boolean_with_format(row, column, *value, formats.get(GENERAL, mark))?;
            }
            DataRef::DateTime(moment) => {
                let (serial, numbers) = dated(moment);
                sheet.write_number_with_format(row, column, serial, formats.get(numbers, mark))?;
            }
            DataRef::DateTimeIso(text) => match iso(text) {
                Some((serial, numbers)) => {
                    sheet.write_number_with_format(row, column, serial, formats.get(numbers, mark))?;
                }
                None => self.complete &= write_text(sheet, (row, column), text, formats, mark)?,
            },
            DataRef::Error(error) => {
                let formula = Formula::new(format!("={error}")).set_result(error.to_string());
                sheet.write_formula_with_format(row, column, formula, formats.get(GENERAL, mark))?;
            }
            DataRef::String(text) | DataRef::DurationIso(text) => {
                self.complete &= write_text(sheet, (row, column), text, formats, mark)?;
            }
            DataRef::SharedString(text) => {
                self.complete &= write_text(sheet, (row, column), text, formats, mark)?;
            }
        }
        Ok(())
    }

    fn finish(mut self) -> anyhow::Result<bool> {
        self.rows_without_cells(excel::ROWS)?;
        let last = self.widths.keys().next_back().copied().unwrap_or(0);
        for (column, width) in self.widths {
            self.sheet.set_column_width(column, f64::from(u16::try_from(width + 2)?.clamp(9, 42)))?;
        }
        // Digits that are kept as text on purpose need no warning corner.
        self.sheet.ignore_error_range(0, 0, excel::ROWS - 1, last, IgnoreError::NumberStoredAsText)?;
        self.sheet.set_landscape().set_paper_size(excel::A4).set_print_fit_to_pages(1, 0);
        Ok(self.complete)
    }
}

const GENERAL: &str = "General";
const DAY: &str = "yyyy-mm-dd";
const MOMENT: &str = "yyyy-mm-dd hh:mm:ss";

fn write_whole(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    number: i64,
    formats: &mut Formats,
    mark: Option<&Mark>,
) -> anyhow::Result<()> {
    /// Spreadsheets count in binary fractions; beyond this they skip whole numbers.
    const EXACT: u64 = 1 << 53;
    if number.unsigned_abs() > EXACT {
        write_text(sheet, (row, column), &number.to_string(), formats, mark)?;
        return Ok(());
    }
    let format = formats.get(if number.unsigned_abs() >= 100_000_000_000 { "0" } else { GENERAL }, mark);
    #[expect(clippy::cast_precision_loss, reason = "every whole number up to here has an exact float")]
    sheet.write_number_with_format(row, column, number as f64, format)?;
    Ok(())
}

/// Writes a text that stays a text, also when a person corrects it; tells whether it fitted.
fn write_text(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    formats: &mut Formats,
    mark: Option<&Mark>,
) -> anyhow::Result<bool> {
    // Excel shows crosses instead of longer texts in the text format.
    let numbers = if text.encode_utf16().count() <= 255 { excel::TEXT } else { GENERAL };
    let fitting = excel::clipped(text, excel::LONGEST_TEXT);
    sheet.write_string_with_format(row, column, &fitting, formats.get(numbers, mark))?;
    Ok(fitting == text)
}

/// The serial number from 1900 of a date or time, and the format to show it in.
fn dated(moment: &calamine::ExcelDateTime) -> (f64, &'static str) {
    let serial = moment.as_f64();
    if moment.is_duration() {
        return (serial, "[h]:mm:ss");
    }
    if serial < 1.0 {
        return (serial, "hh:mm:ss");
    }
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    // Workbooks that count from 1904 are a whole number of days apart.
    let from_1900 = rust_xlsxwriter::ExcelDateTime::from_ymd(year, month, day).map_or(serial, |day| day.to_excel());
    let serial = serial + (from_1900 - serial.floor());
    (serial, if serial.fract() == 0.0 { DAY } else { MOMENT })
}

/// The same of a date in ISO form, as OpenDocument has it.
fn iso(text: &str) -> Option<(f64, &'static str)> {
    let moment: civil::DateTime = text.parse().ok()?;
    let day = excel::date(moment.date()).ok()?.to_excel();
    let seconds = moment.time().duration_since(civil::Time::midnight()).as_secs_f64();
    Some((day + seconds / 86_400.0, if seconds > 0.0 { MOMENT } else { DAY }))
}

fn write_list(
    sheet: &mut Worksheet,
    annotation: &Annotation<'_>,
    texts: &[(String, String)],
    places: &[Option<(u32, u16)>],
    names: &BTreeMap<&str, String>,
) -> anyhow::Result<()> {
    const HEADS: u32 = 1;
    const WIDTHS: [u16; 7] = [10, 18, 9, 26, 52, 52, 26];
    let labels = annotation.labels;
    let cell = excel::numbered(Format::new().set_text_wrap().set_align(FormatAlign::Top), excel::TEXT);
    let head = cell.clone().set_bold().set_border(FormatBorder::Thin).set_background_color(Color::RGB(0x00DD_EBF7));
    let cell = cell.set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00BF_BFBF));
    let link = cell.clone().set_hyperlink();
    let (refused, warned) = (coloured(cell.clone(), true), coloured(cell.clone(), false));
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, f64::from(width))?;
    }
    sheet.write_string_with_format(0, 0, &labels.summary, &Format::new().set_bold().set_font_size(12))?;
    sheet.set_row_height(0, 24)?;
    for (column, text) in (0..).zip(labels.heads()) {
        sheet.write_string_with_format(HEADS, column, text, &head)?;
    }
    let mut last = HEADS;
    for (((row, problem), (sentence, hint)), place) in
        (HEADS + 1..).zip(&annotation.problems.kept).zip(texts).zip(places)
    {
        let name = names.get(problem.sheet.as_str()).unwrap_or(&problem.sheet);
        let (severity, format) = match problem.severity {
            Severity::Refuse => (&labels.refused, &refused),
            Severity::Warn => (&labels.warned, &warned),
        };
        sheet.write_string_with_format(row, 0, severity, format)?;
        let texts = [name, "", &problem.value, sentence, hint, &problem.code];
        sheet.set_row_height(row, excel::height(texts.into_iter().zip(WIDTHS.into_iter().skip(1))))?;
        for (column, text) in (1..).zip(texts) {
            sheet.write_string_with_format(row, column, excel::clipped(text, excel::LONGEST_TEXT), &cell)?;
        }
        let shown = problem.cell().unwrap_or_default();
        match place {
            Some((at, column)) => {
                let target = utility::row_col_to_cell(*at, *column);
                let url = Url::new(format!("internal:{}!{target}", utility::quote_sheet_name(name))).set_text(shown);
                sheet.write_url_with_format(row, 2, url, &link)?;
            }
            None => drop(sheet.write_string_with_format(row, 2, shown, &cell)?),
        }
        last = row;
    }
    sheet.autofilter(HEADS, 0, last, 6)?.set_freeze_panes(HEADS + 1, 0)?;
    excel::printed(sheet, &labels.list, HEADS)?;
    Ok(())
}
