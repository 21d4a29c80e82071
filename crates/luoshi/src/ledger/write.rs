use anyhow::Result;
use jiff::civil::Date;
use policy::supervise::Pace;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationRule, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    ProtectionOptions, Workbook, Worksheet,
};

use super::{Column, Row, seal};
use crate::words::{Words, word};

/// Rows above the first row of the table, from 0: the title, a line about it, the header.
pub(super) const HEADER: u32 = 2;
/// The column with the keys, which is hidden; the others follow.
const KEY: u16 = 0;
/// Paper A3.
const A3: u8 = 8;
/// Characters that a cell may be filled with.
const LONGEST: u32 = 2000;
/// What the hidden sheet begins with: a workbook of another kind has no such cell.
pub(super) const MARK: &str = "luoshi.ledger.2";

/// What stands above the rows.
pub struct Head<'a> {
    pub title: &'a str,
    /// Id of the plan.
    pub plan: &'a str,
    pub year: i16,
    pub day: Date,
    /// Whether everything is made up.
    pub demo: bool,
}

/// Writes the ledger; the same rows give the same bytes.
///
/// # Errors
/// When a text is longer than a cell.
pub fn write(head: &Head<'_>, rows: &[Row], words: Words) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let year = u16::try_from(head.day.year()).unwrap_or_default();
    let made = ExcelDateTime::from_ymd(year, head.day.month().unsigned_abs(), head.day.day().unsigned_abs())?;
    book.set_properties(&DocProperties::new().set_title(head.title).set_creation_datetime(&made));
    let sheet = book.add_worksheet().set_name(words.say("ledger-sheet"))?;
    table(sheet, head, rows, words)?;
    let hidden = book.add_worksheet().set_name("luoshi")?;
    kept(hidden, head, rows)?;
    Ok(book.save_to_buffer()?)
}

fn place(column: Column) -> u16 {
    // Columns are few.
    u16::try_from(Column::ALL.iter().position(|one| *one == column).unwrap_or_default()).unwrap_or_default() + KEY + 1
}

fn width(column: Column) -> f64 {
    match column {
        Column::Serial => 5.0,
        Column::Percent => 8.0,
        Column::Status | Column::Deadline | Column::State | Column::Pace => 11.0,
        Column::Action | Column::Task | Column::Lead | Column::Value | Column::Responsible => 14.0,
        Column::Target | Column::Problems | Column::Next | Column::Help => 22.0,
        Column::Content | Column::Progress | Column::Explanation => 30.0,
    }
}

/// Height of a row by its longest cell: not every spreadsheet program finds it by itself.
fn height(row: &Row) -> f64 {
    const LINE: f64 = 13.5;
    const MOST: f64 = 400.0;
    let lines = |column: Column| {
        // A wide character takes two narrow ones; words that do not break leave some room unused.
        let letters = |line: &str| line.chars().map(|one| if one.is_ascii() { 1 } else { 2 }).sum::<u32>();
        let lines = row.cell(column).lines().map(|line| (f64::from(letters(line)) / (width(column) * 0.95)).ceil());
        lines.sum()
    };
    let most = Column::ALL.into_iter().map(lines).fold(1.0, f64::max);
    (most * LINE + 5.0).min(MOST)
}

fn table(sheet: &mut Worksheet, head: &Head<'_>, rows: &[Row], words: Words) -> Result<()> {
    let last = place(Column::Help);
    let title = Format::new()
        .set_bold()
        .set_font_size(18)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter);
    let line = Format::new().set_font_size(10).set_align(FormatAlign::Left).set_align(FormatAlign::VerticalCenter);
    let cell = Format::new()
        .set_font_size(10)
        .set_border(FormatBorder::Thin)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter);
    let middle = cell.clone().set_align(FormatAlign::Center);
    let header = middle.clone().set_bold().set_background_color(Color::RGB(0x00DD_E6EF));
    // Text stays as it is typed: no number, no date, no formula.
    let filled = cell.clone().set_background_color(Color::RGB(0x00FF_F9DB)).set_unlocked().set_num_format("@");
    sheet.merge_range(0, place(Column::Serial), 0, last, head.title, &title)?;
    sheet.set_row_height(0, 34)?;
    let demo = if head.demo { words.say("document-demo") } else { String::new() };
    let about = words.with("ledger-about", &[("date", &words.date(head.day)), ("demo", &demo)]);
    sheet.merge_range(1, place(Column::Serial), 1, last, &about, &line)?;
    sheet.set_row_height(1, 20)?;
    sheet.write_with_format(HEADER, KEY, "key", &header)?;
    sheet.set_column_width(KEY, 10)?.set_column_hidden(KEY)?;
    for column in Column::ALL {
        sheet.set_column_width(place(column), width(column))?;
        sheet.write_with_format(HEADER, place(column), words.say(column.key()), &header)?;
    }
    sheet.set_row_height(HEADER, 30)?;
    let mut at = HEADER;
    for row in rows {
        at += 1;
        sheet.set_row_height(at, height(row))?;
        sheet.write_string(at, KEY, &row.key)?;
        for column in Column::ALL {
            let format = match column {
                column if column.is_filled_in() && row.is_open => &filled,
                Column::Serial | Column::Deadline | Column::State | Column::Status | Column::Pace => &middle,
                _ => &cell,
            };
            match row.cell(column).parse::<u32>() {
                Ok(number) if column == Column::Serial => {
                    sheet.write_number_with_format(at, place(column), number, format)?;
                }
                _ => {
                    sheet.write_string_with_format(at, place(column), row.cell(column), format)?;
                }
            }
        }
    }
    let end = at.max(HEADER + 1);
    let short = DataValidation::new()
        .allow_text_length(DataValidationRule::LessThanOrEqualTo(LONGEST))
        .set_error_title(words.say("ledger-too-long"))?
        .set_error_message(words.say("ledger-too-long.message"))?;
    sheet.add_data_validation(HEADER + 1, place(Column::Progress), end, last, &short)?;
    let paces = Pace::ALL.map(|pace| word(words, "pace", &pace));
    let paces = DataValidation::new().allow_list_strings(&paces)?;
    sheet.add_data_validation(HEADER + 1, place(Column::Pace), end, place(Column::Pace), &paces)?;
    let percent = DataValidation::new()
        .allow_whole_number(DataValidationRule::Between(0, 100))
        .set_error_title(words.say("ledger-percent"))?
        .set_error_message(words.say("refusal-duty-percent-range"))?;
    sheet.add_data_validation(HEADER + 1, place(Column::Percent), end, place(Column::Percent), &percent)?;
    sheet.autofilter(HEADER, place(Column::Serial), end, last)?;
    sheet.set_freeze_panes(HEADER + 1, place(Column::Content) + 1)?;
    sheet.set_landscape().set_paper_size(A3).set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    sheet.set_print_area(0, place(Column::Serial), end, last)?.set_repeat_rows(0, HEADER)?;
    sheet.set_footer("&C&P / &N");
    // Against slips of the hand, not against people: no password.
    let allowed = ProtectionOptions {
        use_autofilter: true,
        sort: true,
        format_cells: true,
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    };
    sheet.protect_with_options(&allowed);
    Ok(())
}

/// The rows as they went out, sealed, on a sheet that no menu shows.
fn kept(sheet: &mut Worksheet, head: &Head<'_>, rows: &[Row]) -> Result<()> {
    let year = head.year.to_string();
    for (at, text) in (0..).zip([MARK, head.plan, &seal(head.plan, &year, rows), &year]) {
        sheet.write_string(0, at, text)?;
    }
    for (at, row) in (1..).zip(rows) {
        sheet.write_string(at, KEY, &row.key)?;
        for column in Column::ALL {
            sheet.write_string(at, place(column), row.cell(column))?;
        }
    }
    sheet.set_very_hidden(true);
    Ok(())
}
