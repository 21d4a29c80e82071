//! What both kinds of workbook that we write (templates, marked copies) have in common.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Note, Worksheet, XlsxError};

/// What a cell and a note can hold, in UTF-16 units; a note keeps room for the name of its author.
pub(crate) const LONGEST_TEXT: usize = 32_767;
pub(crate) const LONGEST_NOTE: usize = 30_000;
/// Rows and columns of a sheet.
pub(crate) const ROWS: u32 = 1_048_576;
pub(crate) const COLUMNS: u16 = 16_384;

/// Number of the paper size.
pub(crate) const A4: u8 = 9;

const LONGEST_SHEET_NAME: usize = 31;

/// Properties of a file made on a day; without them two runs would differ.
pub(crate) fn properties(title: &str, made: Date) -> Result<DocProperties, XlsxError> {
    Ok(DocProperties::new().set_title(clipped(title, 255)).set_creation_datetime(&date(made)?))
}

/// A day as spreadsheets count it, from 1900 on.
pub(crate) fn date(day: Date) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(day.year()).unwrap_or(0);
    ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs())
}

/// Sets a sheet up for A4 across, all columns on the page, the rows up to `header` (from 0) on every page.
pub(crate) fn printed(sheet: &mut Worksheet, title: &str, header: u32) -> Result<(), XlsxError> {
    // An ampersand would begin a control code.
    let title = clipped(&title.replace('&', "&&"), 200);
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.7, 0.6, 0.3, 0.3);
    sheet.set_header(format!("&C{title}")).set_footer("&C&P / &N").set_repeat_rows(0, header)?;
    Ok(())
}

/// The number format of text, in which spreadsheets leave digits as they are typed.
pub(crate) const TEXT: &str = "@";

/// The format with a number format.
pub(crate) fn numbered(format: Format, numbers: &str) -> Format {
    const BUILT_IN_TEXT: u8 = 49;
    if numbers == TEXT { format.set_num_format_index(BUILT_IN_TEXT) } else { format.set_num_format(numbers) }
}

/// A note large enough for its text.
pub(crate) fn note(text: &str) -> Note {
    const WIDTH: u32 = 280;
    const LETTERS: usize = 44;
    let lines: usize = text.lines().map(|line| width(line).div_ceil(LETTERS).max(1)).sum();
    let height = u32::try_from(lines.clamp(2, 30)).unwrap_or(30) * 15 + 12;
    Note::new(clipped(text, LONGEST_NOTE))
        .add_author_prefix(false)
        .set_author("")
        .set_font_size(9)
        .set_width(WIDTH)
        .set_height(height)
}

/// How wide a text is shown, in Latin letters; a Chinese character counts for two.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(|letter| if letter < '\u{1100}' { 1 } else { 2 }).sum()
}

/// Height, in points, of a row that shows texts in cells of these widths: not every program fits rows by itself.
pub(crate) fn height<'a>(cells: impl IntoIterator<Item = (&'a str, u16)>) -> f64 {
    const TALLEST: usize = 27;
    let lines = |(text, wide): (&str, u16)| {
        let wide = usize::from(wide.saturating_sub(2)).max(1);
        text.lines().map(|line| width(line).div_ceil(wide).max(1)).sum::<usize>()
    };
    let most = cells.into_iter().map(lines).max().unwrap_or(1).clamp(1, TALLEST);
    f64::from(u16::try_from(most).unwrap_or(1)) * 15.0 + 3.0
}

/// The text cut to a length in UTF-16 units, with an ellipsis where something is missing.
pub(crate) fn clipped(text: &str, units: usize) -> String {
    if text.len() <= units || text.encode_utf16().count() <= units {
        return text.to_owned();
    }
    let mut left = units - 1;
    let fits = text.chars().take_while(|letter| {
        let fits = letter.len_utf16() <= left;
        left = left.saturating_sub(letter.len_utf16());
        fits
    });
    fits.chain(['…']).collect()
}

/// A name that spreadsheets accept for a sheet and that no other sheet has; `taken` holds lower-case names.
pub(crate) fn sheet_name(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let plain: String = wanted.chars().map(|letter| if "[]:*?/\\".contains(letter) { '_' } else { letter }).collect();
    let plain = plain.trim().trim_matches('\'');
    let plain = if plain.is_empty() { "Sheet" } else { plain };
    let mut name = clipped(plain, LONGEST_SHEET_NAME);
    let mut number = 2;
    while !taken.insert(name.to_lowercase()) {
        let suffix = format!(" ({number})");
        name = clipped(plain, LONGEST_SHEET_NAME - suffix.len()) + &suffix;
        number += 1;
    }
    name
}
