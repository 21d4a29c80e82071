//! Templates: an empty workbook of a dataset that an official can fill, with its own instructions.
//!
//! The first sheet is for the rows: headers with a note each, drop-downs for codes, text format where Excel would
//! otherwise destroy digits, ranges for numbers and dates, and one example row that the import passes over because of
//! the mark beside it (`example` in the pack's `words.toml`). The second sheet explains. The lists behind the
//! drop-downs stand on a hidden third sheet.
//!
//! What a sheet says besides the words of the pack is a [`Line`], which the caller puts into the reader's language. To
//! say one thing more, add a line.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use anyhow::Context;
use jiff::civil::Date;
use policy::{
    dataset::{Bound, Column, ColumnType, Dataset, Privacy},
    pack::Pack,
    text::Language,
};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, Format, FormatAlign, FormatBorder, Formula,
    IgnoreError, Workbook, Worksheet, utility,
};

use crate::excel;

/// One thing that the template says; values are as they shall be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// Name of the sheet with the instructions, at most 31 characters.
    InstructionsSheet,
    /// Name of the hidden sheet with the lists, at most 31 characters.
    ListsSheet,
    /// Title of the message at a wrong value, at most 32 characters; the meaning of the column follows.
    WrongValue,
    /// Heading of the instructions: the title of the dataset.
    Title(&'a str),
    /// Labels of what the pack says of the dataset.
    Grain,
    SourceSystem,
    Standard,
    /// Label of the columns that together name a row.
    Key,
    /// Paragraphs on filling in: marks of the headers, the example row, drop-downs, rows to leave alone.
    HowToFill,
    /// How the filled workbook is imported; the id of the dataset.
    HowToImport(&'a str),
    /// What to heed where the rows hold data on persons.
    Personal,
    /// Headers of the list of columns.
    Column,
    Need,
    Type,
    Meaning,
    Example,
    Class,
    /// What may stand in a column.
    Required,
    Optional,
    Kind(ColumnType),
    /// Title of the format of an identifier.
    Format(&'a str),
    /// Digits after the point.
    Scale(u32),
    /// Names of codes and how many more the drop-down has.
    Codes(&'a str, usize),
    /// The words for yes and for no.
    YesNo(&'a str, &'a str),
    Between(&'a str, &'a str),
    AtLeast(ColumnType, &'a str),
    AtMost(ColumnType, &'a str),
    /// No two rows may share the value.
    Unique,
    /// The value must stand in a dataset (its title) in a column (its header).
    References(&'a str, &'a str),
    /// The example of a column, in its note.
    ForExample(&'a str),
    Privacy(Privacy),
}

/// Codes that a note lists; the drop-down has them all.
const CODES_IN_NOTE: usize = 12;
/// Row of the example and of the first fact, from 0.
const EXAMPLE: u32 = 1;
const LAST: u32 = excel::ROWS - 1;

/// Writes the template of a dataset; the same arguments give the same bytes.
///
/// `made` is the day of making in the properties of the file.
///
/// # Errors
/// Faults of writing.
pub fn write(
    pack: &Pack,
    dataset: &Dataset,
    language: Language,
    made: Date,
    say: &dyn Fn(Line<'_>) -> String,
    path: &Path,
) -> anyhow::Result<()> {
    let mut taken = BTreeSet::new();
    let title = dataset.title.get(language);
    let [rows, instructions, lists] = [title.to_owned(), say(Line::InstructionsSheet), say(Line::ListsSheet)]
        .map(|name| excel::sheet_name(&name, &mut taken));
    let template = Template { pack, dataset, language, say, lists };
    let mut book = Workbook::new();
    book.set_properties(&excel::properties(title, made)?);
    let (sheet, choices) = (book.add_worksheet().set_name(rows)?, template.choices());
    template.rows(sheet, &choices)?;
    template.instructions(book.add_worksheet().set_name(instructions)?)?;
    if !choices.is_empty() {
        write_lists(book.add_worksheet().set_name(&template.lists)?.set_hidden(true), &choices)?;
    }
    book.save(path).with_context(|| format!("template {}", path.display()))
}

struct Template<'a> {
    pack: &'a Pack,
    dataset: &'a Dataset,
    language: Language,
    say: &'a dyn Fn(Line<'_>) -> String,
    /// Name of the hidden sheet.
    lists: String,
}

/// Drop-downs by code list; the key of booleans is empty. Each is a column of the hidden sheet.
type Choices<'a> = BTreeMap<&'a str, Vec<&'a str>>;

/// Key of the list that a column is chosen from.
fn list_of(column: &Column) -> Option<&str> {
    match column.kind {
        ColumnType::Code => column.codes.as_deref(),
        ColumnType::Boolean => Some(""),
        _ => None,
    }
}

fn write_lists(sheet: &mut Worksheet, choices: &Choices<'_>) -> anyhow::Result<()> {
    let text = excel::numbered(Format::new(), excel::TEXT);
    for (at, names) in (0..).zip(choices.values()) {
        let widest = names.iter().map(|name| excel::width(name)).max().unwrap_or(0);
        sheet.set_column_width(at, bounded(widest + 2, 8, 60))?;
        for (row, name) in (0..).zip(names) {
            sheet.write_string_with_format(row, at, *name, &text)?;
        }
    }
    Ok(())
}

/// A width of a column in letters.
fn bounded(width: usize, least: u16, most: u16) -> f64 {
    f64::from(u16::try_from(width).unwrap_or(most).clamp(least, most))
}

impl<'a> Template<'a> {
    fn choices(&self) -> Choices<'a> {
        let mut choices = Choices::new();
        for list in self.dataset.columns.iter().filter_map(list_of) {
            let names = match self.pack.codes.get(list) {
                Some(codes) => codes.codes.iter().map(|code| code.name.get(self.language)).collect(),
                None => self.yes_no().into_iter().flatten().collect(),
            };
            choices.insert(list, names);
        }
        choices.retain(|_, names| !names.is_empty());
        choices
    }

    /// The pack's words for yes and no: the first, in English the first whole word in Latin letters.
    fn yes_no(&self) -> Option<[&'a str; 2]> {
        let word = |words: &'a [String]| {
            let latin =
                words.iter().find(|word| word.len() > 1 && word.chars().all(|letter| letter.is_ascii_lowercase()));
            let word = if self.language == Language::English { latin.or(words.first()) } else { words.first() };
            word.map(String::as_str)
        };
        Some([word(&self.pack.words.yes)?, word(&self.pack.words.no)?])
    }

    fn rows(&self, sheet: &mut Worksheet, choices: &Choices<'_>) -> anyhow::Result<()> {
        let head = Format::new()
            .set_text_wrap()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(0x00A6_A6A6))
            .set_background_color(Color::RGB(0x00DD_EBF7));
        let required = head
            .clone()
            .set_bold()
            .set_font_color(Color::RGB(0x009C_0006))
            .set_background_color(Color::RGB(0x00FC_E4D6));
        let mut lines = 1;
        for (at, column) in (0..).zip(&self.dataset.columns) {
            let header = self.header(column);
            let choice = list_of(column).and_then(|list| choices.get(list));
            let widest = choice.into_iter().flatten().map(|name| excel::width(name)).max().unwrap_or(0);
            let wide = widest.max(excel::width(&column.example)).max(excel::width(&header).div_ceil(2)) + 3;
            sheet.set_column_width(at, bounded(wide, 10, 28))?;
            lines = lines.max(excel::width(&header).div_ceil(wide.clamp(10, 28) - 2));
            sheet.set_column_format(at, &cell_format(column))?;
            sheet.write_string_with_format(0, at, &header, if column.required { &required } else { &head })?;
            sheet.insert_note(0, at, &excel::note(&self.meaning(column).join("\n")))?;
            if let Some(validation) = self.validation(column, choices)? {
                sheet.add_data_validation(EXAMPLE, at, LAST, at, &validation)?;
            }
            self.example(sheet, at, column)?;
        }
        let last = u16::try_from(self.dataset.columns.len())?;
        if let Some(mark) = &self.pack.words.example {
            let mark = mark.get(self.language);
            sheet.set_column_width(last, bounded(excel::width(mark) + 2, 10, 60))?;
            sheet.write_string_with_format(EXAMPLE, last, mark, &example_format(Format::new().set_bold()))?;
        }
        // Text that looks like a number is meant here; the corners that warn of it would only disturb.
        sheet.ignore_error_range(EXAMPLE, 0, LAST, last, IgnoreError::NumberStoredAsText)?;
        sheet.set_row_height(0, bounded(lines * 15 + 9, 30, 120))?;
        sheet.set_freeze_panes(EXAMPLE, 0)?.set_selection(EXAMPLE + 1, 0, EXAMPLE + 1, 0)?;
        excel::printed(sheet, self.dataset.title.get(self.language), 0)?;
        Ok(())
    }

    /// The star of a required column is passed over when headers are compared.
    fn header(&self, column: &Column) -> String {
        let star = if column.required { "*" } else { "" };
        format!("{star}{}", column.header.get(self.language))
    }

    fn example(&self, sheet: &mut Worksheet, at: u16, column: &Column) -> anyhow::Result<()> {
        let format = example_format(cell_format(column));
        let text = self.example_text(column);
        let number = matches!(column.kind, ColumnType::Integer | ColumnType::Decimal);
        if let Some(number) = text.parse::<f64>().ok().filter(|_| number) {
            sheet.write_number_with_format(EXAMPLE, at, number, &format)?;
        } else if let Some(day) = text.parse::<Date>().ok().filter(|_| column.kind == ColumnType::Date) {
            sheet.write_datetime_with_format(EXAMPLE, at, &excel::date(day)?, &format)?;
        } else {
            sheet.write_string_with_format(EXAMPLE, at, text, &format)?;
        }
        Ok(())
    }

    /// The example as one would fill it in: codes by name.
    fn example_text(&self, column: &'a Column) -> &'a str {
        let list = column.codes.as_ref().and_then(|id| self.pack.codes.get(id));
        let code = list.and_then(|list| list.codes.iter().find(|code| code.code == column.example));
        let words = &self.pack.words;
        match (column.kind, self.yes_no()) {
            (ColumnType::Boolean, Some([yes, _])) if words.yes.contains(&column.example) => yes,
            (ColumnType::Boolean, Some([_, no])) if words.no.contains(&column.example) => no,
            _ => code.map_or(&column.example, |code| code.name.get(self.language)),
        }
    }

    /// What may stand in a column, one sentence each.
    fn meaning(&self, column: &Column) -> Vec<String> {
        let say = self.say;
        let mut lines = vec![say(if column.required { Line::Required } else { Line::Optional })];
        lines.push(say(Line::Kind(column.kind)));
        lines.extend(column.note.as_ref().map(|note| note.get(self.language).to_owned()));
        lines.extend(self.rules(column));
        let example = self.example_text(column);
        if !example.is_empty() {
            lines.push(say(Line::ForExample(example)));
        }
        lines
    }

    /// What the pack demands of the values of a column.
    fn rules(&self, column: &Column) -> Vec<String> {
        let (say, mut lines) = (self.say, Vec::new());
        let mut formats = self.pack.formats.formats.iter();
        if let Some(format) = formats.find(|format| column.format.as_ref() == Some(&format.id)) {
            lines.push(say(Line::Format(format.title.get(self.language))));
        }
        if let Some(list) = column.codes.as_ref().and_then(|id| self.pack.codes.get(id)) {
            let shown: Vec<&str> =
                list.codes.iter().take(CODES_IN_NOTE).map(|code| code.name.get(self.language)).collect();
            lines.push(say(Line::Codes(&shown.join(" / "), list.codes.len() - shown.len())));
        }
        if let Some([yes, no]) = self.yes_no().filter(|_| column.kind == ColumnType::Boolean) {
            lines.push(say(Line::YesNo(yes, no)));
        }
        match (column.min.as_ref().map(shown), column.max.as_ref().map(shown)) {
            (Some(min), Some(max)) => lines.push(say(Line::Between(&min, &max))),
            (Some(min), None) => lines.push(say(Line::AtLeast(column.kind, &min))),
            (None, Some(max)) => lines.push(say(Line::AtMost(column.kind, &max))),
            (None, None) => {}
        }
        if let (ColumnType::Decimal, Some(scale)) = (column.kind, column.scale) {
            lines.push(say(Line::Scale(scale)));
        }
        if column.unique {
            lines.push(say(Line::Unique));
        }
        let reference = column.references.as_deref().and_then(|reference| reference.split_once('.'));
        let target = reference.and_then(|(id, field)| {
            let dataset = self.pack.datasets.get(id)?;
            Some((dataset.title.get(self.language), dataset.column(field)?.header.get(self.language)))
        });
        if let Some((title, header)) = target {
            lines.push(say(Line::References(title, header)));
        }
        lines
    }

    fn validation(&self, column: &Column, choices: &Choices<'_>) -> anyhow::Result<Option<DataValidation>> {
        let list = list_of(column).and_then(|list| choices.keys().position(|key| *key == list));
        let (min, max) = (column.min.as_ref(), column.max.as_ref());
        let validation = match column.kind {
            ColumnType::Code | ColumnType::Boolean => {
                let Some(at) = list else { return Ok(None) };
                let (at, names) = (u16::try_from(at)?, choices.values().nth(at).map_or(0, Vec::len));
                let range = utility::cell_range_absolute(0, at, u32::try_from(names)?.saturating_sub(1), at);
                let source = format!("={}!{range}", utility::quote_sheet_name(&self.lists));
                // A code or another accepted name may be typed as well, so this only asks back.
                DataValidation::new()
                    .allow_list_formula(Formula::new(source))
                    .set_error_style(DataValidationErrorStyle::Warning)
            }
            ColumnType::Integer => DataValidation::new().allow_whole_number_formula(range(min, max)),
            ColumnType::Decimal => DataValidation::new().allow_decimal_number_formula(range(min, max)),
            ColumnType::Date => {
                let day = |bound: Option<&Bound>, other: Date| {
                    let day = bound.and_then(|bound| shown(bound).parse().ok()).unwrap_or(other);
                    excel::date(day.max(FIRST_DAY))
                };
                let days = DataValidationRule::Between(day(min, FIRST_DAY)?, day(max, LAST_DAY)?);
                DataValidation::new().allow_date(days)
            }
            ColumnType::Text | ColumnType::Identifier => return Ok(None),
        };
        let mut message = self.rules(column);
        message.insert(0, (self.say)(Line::Kind(column.kind)));
        let title = excel::clipped(&(self.say)(Line::WrongValue), 32);
        let message = excel::clipped(&message.join("\n"), 255);
        Ok(Some(validation.set_error_title(title)?.set_error_message(message)?))
    }

    fn instructions(&self, sheet: &mut Worksheet) -> anyhow::Result<()> {
        let (say, dataset) = (self.say, self.dataset);
        for (at, width) in (0..).zip(WIDTHS) {
            sheet.set_column_width(at, f64::from(width))?;
        }
        let plain = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let label = plain.clone().set_bold();
        sheet.write_string_with_format(
            0,
            0,
            say(Line::Title(dataset.title.get(self.language))),
            &Format::new().set_bold().set_font_size(16),
        )?;
        sheet.set_row_height(0, 28)?;
        let key = dataset.key.iter().filter_map(|name| dataset.column(name));
        let key: Vec<&str> = key.map(|column| column.header.get(self.language)).collect();
        let facts = [
            (Line::Grain, dataset.grain.get(self.language).to_owned()),
            (Line::SourceSystem, dataset.source_system.get(self.language).to_owned()),
            (Line::Standard, dataset.standard.clone().unwrap_or_default()),
            (Line::Key, key.join(" + ")),
        ];
        let mut row = 1;
        for (name, text) in facts.iter().filter(|(_, text)| !text.is_empty()) {
            sheet.write_string_with_format(row, 0, say(*name), &label)?;
            paragraph(sheet, row, 1, text, &plain)?;
            row += 1;
        }
        row += 1;
        let personal = dataset.columns.iter().any(|column| column.privacy >= Privacy::Personal);
        let advice = [Some(Line::HowToFill), Some(Line::HowToImport(&dataset.id)), personal.then_some(Line::Personal)];
        for line in advice.into_iter().flatten() {
            for text in say(line).lines().filter(|text| !text.trim().is_empty()) {
                paragraph(sheet, row, 0, text.trim(), &plain)?;
                row += 1;
            }
        }
        self.columns(sheet, row + 1)?;
        excel::printed(sheet, dataset.title.get(self.language), 0)?;
        Ok(())
    }

    /// The list of columns with their meaning.
    fn columns(&self, sheet: &mut Worksheet, first: u32) -> anyhow::Result<()> {
        let say = self.say;
        let cell = Format::new()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(0x00A6_A6A6));
        let cell = excel::numbered(cell, excel::TEXT);
        let head = cell.clone().set_bold().set_background_color(Color::RGB(0x00DD_EBF7));
        let required = cell.clone().set_bold().set_font_color(Color::RGB(0x009C_0006));
        let heads = [Line::Column, Line::Need, Line::Type, Line::Meaning, Line::Example, Line::Class];
        for (at, line) in (0..).zip(heads) {
            sheet.write_string_with_format(first, at, say(line), &head)?;
        }
        let between = if self.language == Language::English { " " } else { "" };
        for ((row, at), column) in (first + 1..).zip(0..).zip(&self.dataset.columns) {
            let mut meaning: Vec<String> =
                column.note.as_ref().map(|note| note.get(self.language).to_owned()).into_iter().collect();
            meaning.extend(self.rules(column));
            // The letter says where the column is, and keeps the import from taking this sheet for one of rows.
            let texts = [
                format!("{}. {}", utility::column_number_to_name(at), self.header(column)),
                say(if column.required { Line::Required } else { Line::Optional }),
                say(Line::Kind(column.kind)),
                meaning.join(between),
                self.example_text(column).to_owned(),
                say(Line::Privacy(column.privacy)),
            ];
            sheet.set_row_height(row, excel::height(texts.iter().map(String::as_str).zip(WIDTHS)))?;
            for (at, text) in (0..).zip(texts) {
                let format = if at == 0 && column.required { &required } else { &cell };
                sheet.write_string_with_format(row, at, excel::clipped(&text, excel::LONGEST_TEXT), format)?;
            }
        }
        Ok(())
    }
}

/// Widths of the columns of the instructions, in letters.
const WIDTHS: [u16; 6] = [24, 9, 15, 70, 24, 18];

/// A text over all columns from one on, in a row high enough for it: merged cells do not grow by themselves.
fn paragraph(sheet: &mut Worksheet, row: u32, from: u16, text: &str, format: &Format) -> anyhow::Result<()> {
    sheet.merge_range(row, from, row, 5, text, format)?;
    let width = WIDTHS.iter().skip(from.into()).sum();
    sheet.set_row_height(row, excel::height([(text, width)]))?;
    Ok(())
}

/// First and last day that a spreadsheet can hold.
const FIRST_DAY: Date = Date::constant(1900, 1, 1);
const LAST_DAY: Date = Date::constant(9999, 12, 31);

/// The numbers that a cell takes; without bounds any, but still a number.
fn range(min: Option<&Bound>, max: Option<&Bound>) -> DataValidationRule<Formula> {
    const ANY: &str = "999999999999999";
    let formula = |bound: Option<&Bound>, other: &str| Formula::new(bound.map_or_else(|| other.to_owned(), shown));
    match (min, max) {
        (Some(_), None) => DataValidationRule::GreaterThanOrEqualTo(formula(min, ANY)),
        (None, Some(_)) => DataValidationRule::LessThanOrEqualTo(formula(max, ANY)),
        _ => DataValidationRule::Between(formula(min, &format!("-{ANY}")), formula(max, ANY)),
    }
}

fn shown(bound: &Bound) -> String {
    match bound {
        Bound::Number(number) => number.to_string(),
        Bound::Date(day) => day.clone(),
    }
}

/// How the cells of a column are kept: as text wherever digits or leading zeros could be lost.
fn cell_format(column: &Column) -> Format {
    let decimals = |scale: u32| format!("0.{}", "0".repeat(scale as usize));
    let numbers = match (column.kind, column.scale) {
        (ColumnType::Text | ColumnType::Identifier | ColumnType::Code | ColumnType::Boolean, _) => excel::TEXT,
        (ColumnType::Integer, _) | (ColumnType::Decimal, Some(0)) => "0",
        (ColumnType::Decimal, Some(scale)) => &decimals(scale),
        (ColumnType::Decimal, None) => "General",
        (ColumnType::Date, _) => "yyyy-mm-dd",
    };
    excel::numbered(Format::new(), numbers)
}

fn example_format(format: Format) -> Format {
    format.set_italic().set_font_color(Color::RGB(0x007F_7F7F)).set_background_color(Color::RGB(0x00F2_F2F2))
}
