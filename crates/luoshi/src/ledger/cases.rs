//! The ledger of missing children: one sheet that counts by township, one with a row for every file. It goes out only:
//! what is done is written into the files, not into workbooks.

use anyhow::Result;
use jiff::civil::Date;
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet};

use crate::words::Words;

/// Rows above the first row of a table: the title, a line about it, the header.
const HEADER: u32 = 2;
/// Paper A3.
const A3: u8 = 8;

/// What a ledger is made of.
pub struct CaseLedger<'a> {
    pub title: &'a str,
    /// The line below the title.
    pub about: &'a str,
    pub day: Date,
    /// Name of the township, and how many.
    pub counts: Vec<(String, Vec<usize>)>,
    /// One row of cells for every file.
    pub files: Vec<Vec<String>>,
}

/// Headers of the counts; keys of texts.
const COUNTS: [&str; 9] = [
    "column-township",
    "column-files",
    "column-open",
    "cases-overdue",
    "column-claimed",
    "column-followed",
    "column-by-roll",
    "column-by-evidence",
    "column-again",
];

/// Headers of the files, with the width of each.
const FILES: [(&str, f64); 13] = [
    ("ledger-serial", 5.0),
    ("case-township", 14.0),
    ("case-child", 11.0),
    ("case-school", 20.0),
    ("case-opened-on", 12.0),
    ("case-times", 8.0),
    ("column-state", 11.0),
    ("case-steps-done", 36.0),
    ("case-next-title", 22.0),
    ("column-due", 12.0),
    ("column-overdue", 9.0),
    ("case-outcome", 18.0),
    ("case-closed-on", 12.0),
];

/// Writes the workbook; the same rows give the same bytes.
///
/// # Errors
/// When a text is longer than a cell.
pub fn write(ledger: &CaseLedger<'_>, words: Words) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let (day, year) = (ledger.day, u16::try_from(ledger.day.year()).unwrap_or_default());
    let made = ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs())?;
    book.set_properties(&DocProperties::new().set_title(ledger.title).set_creation_datetime(&made));
    let cell = Format::new()
        .set_font_size(10)
        .set_border(FormatBorder::Thin)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter);
    let middle = cell.clone().set_align(FormatAlign::Center);

    let sheet = book.add_worksheet().set_name(words.say("cases-by-township"))?;
    let widths = COUNTS.map(|key| (key, if key == COUNTS[0] { 18.0 } else { 12.0 }));
    head(sheet, ledger, &widths, words)?;
    for (at, (township, counts)) in (HEADER + 1..).zip(&ledger.counts) {
        sheet.write_string_with_format(at, 0, township, &cell)?;
        for (column, count) in (1..).zip(counts) {
            sheet.write_number_with_format(at, column, u32::try_from(*count)?, &middle)?;
        }
    }
    let sheet = book.add_worksheet().set_name(words.say("column-files"))?;
    head(sheet, ledger, &FILES, words)?;
    for (at, row) in (HEADER + 1..).zip(&ledger.files) {
        for (column, text) in (0..).zip(row) {
            match text.parse::<u32>() {
                Ok(number) => sheet.write_number_with_format(at, column, number, &middle)?,
                Err(_) => sheet.write_string_with_format(at, column, text, &cell)?,
            };
        }
    }
    let last = HEADER + u32::try_from(ledger.files.len().max(1))?;
    sheet.autofilter(HEADER, 0, last, u16::try_from(FILES.len() - 1)?)?;
    Ok(book.save_to_buffer()?)
}

fn head(sheet: &mut Worksheet, ledger: &CaseLedger<'_>, columns: &[(&str, f64)], words: Words) -> Result<()> {
    let title = Format::new()
        .set_bold()
        .set_font_size(18)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter);
    let line = Format::new().set_font_size(10).set_align(FormatAlign::Left).set_align(FormatAlign::VerticalCenter);
    let header = Format::new()
        .set_font_size(10)
        .set_bold()
        .set_border(FormatBorder::Thin)
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(Color::RGB(0x00DD_E6EF));
    let last = u16::try_from(columns.len() - 1)?;
    sheet.merge_range(0, 0, 0, last, ledger.title, &title)?;
    sheet.merge_range(1, 0, 1, last, ledger.about, &line)?;
    sheet.set_row_height(0, 34)?.set_row_height(1, 20)?.set_row_height(HEADER, 30)?;
    for (at, (key, width)) in (0..).zip(columns) {
        sheet.set_column_width(at, *width)?;
        sheet.write_with_format(HEADER, at, words.say(key), &header)?;
    }
    sheet.set_freeze_panes(HEADER + 1, 0)?.set_repeat_rows(0, HEADER)?;
    sheet.set_landscape().set_paper_size(A3).set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    sheet.set_footer("&C&P / &N");
    Ok(())
}
