//! Cells to values: one parser per column, forgiving about how a value is written and strict about what it means.
//!
//! What is not understood is a fault; nothing is guessed and nothing becomes zero or NULL by itself.

use std::{borrow::Cow, collections::BTreeSet};

use calamine::DataRef;
use jiff::civil::Date;
use policy::{
    dataset::{Bound, CodeList, Column, ColumnType},
    identifier,
    pack::Pack,
    words::Words,
};
use regex::Regex;
use rust_decimal::{Decimal, prelude::ToPrimitive};
use unicode_normalization::UnicodeNormalization;

use crate::{schema::PRECISION, workbook};

/// A value of a column; text borrows from the cell or the code list where it can.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    Null,
    Text(Cow<'a, str>),
    Identifier(identifier::Identifier<'a>),
    Integer(i64),
    /// Units of the last digit of the column's scale.
    Decimal(i128),
    /// Days since 1970-01-01.
    Date(i32),
    Boolean(bool),
}

/// Why a cell is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Stable code of the problem.
    pub code: &'static str,
    pub args: Vec<(&'static str, String)>,
}

impl Fault {
    fn new(code: &'static str) -> Self {
        Self { code, args: Vec::new() }
    }

    fn with(mut self, key: &'static str, value: impl std::fmt::Display) -> Self {
        self.args.push((key, value.to_string()));
        self
    }
}

/// Reads the cells of one column.
pub struct Parser<'p> {
    column: &'p Column,
    words: &'p Words,
    codes: Option<Codes<'p>>,
    format: Option<identifier::Reader<'p>>,
    pattern: Option<Regex>,
    yes: Lookup<bool>,
    blank: BTreeSet<String>,
    min: Option<i128>,
    max: Option<i128>,
    /// The header says that the column counts per cents.
    per_cent: bool,
    /// Bare day numbers count from 1904.
    from_1904: bool,
}

#[expect(clippy::disallowed_types, reason = "a hot look-up of which the order is never seen")]
type Lookup<T> = std::collections::HashMap<String, T>;

impl<'p> Parser<'p> {
    /// # Errors
    /// When the pack names a code list or format that is not there or whose pattern is no regular expression, which
    /// reading a pack excludes.
    pub fn new(pack: &'p Pack, column: &'p Column, from_1904: bool) -> anyhow::Result<Self> {
        let list = column.codes.as_ref().and_then(|id| pack.codes.get(id));
        let format = pack.formats.formats.iter().find(|format| Some(&format.id) == column.format.as_ref());
        let pattern = column.pattern.as_ref().map(|pattern| Regex::new(&format!("^(?:{pattern})$"))).transpose()?;
        let yes = pack.words.yes.iter().map(|word| (plain(word), true));
        let blank = pack.words.blank.iter().map(|word| plain(word));
        Ok(Self {
            column,
            words: &pack.words,
            codes: list.map(Codes::new),
            format: format.map(identifier::Reader::new).transpose()?,
            pattern,
            yes: yes.chain(pack.words.no.iter().map(|word| (plain(word), false))).collect(),
            blank: blank.collect(),
            min: column.min.as_ref().and_then(|bound| units(column, bound)),
            max: column.max.as_ref().and_then(|bound| units(column, bound)),
            per_cent: half_width(&column.header.zh).contains('%'),
            from_1904,
        })
    }

    /// Reads a cell. A value that had to be rounded is given together with a fault to warn of.
    ///
    /// # Errors
    /// The fault that refuses the cell.
    pub fn parse<'a>(&'a self, cell: &'a DataRef<'_>, warning: &mut Option<Fault>) -> Result<Value<'a>, Fault> {
        if let DataRef::Error(error) = cell {
            return Err(Fault::new("value.excel_error").with("detail", error));
        }
        let text = match cell {
            DataRef::Empty => return Ok(Value::Null),
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Some(trimmed(text)),
            DataRef::SharedString(text) => Some(trimmed(text)),
            _ => None,
        };
        if text == Some("") {
            return Ok(Value::Null);
        }
        let value = match self.column.kind {
            ColumnType::Text => Value::Text(text.map_or_else(|| Cow::Owned(workbook::text(cell)), Cow::Borrowed)),
            ColumnType::Identifier => self.identifier(cell, text)?,
            ColumnType::Code => self.code(cell, text)?,
            ColumnType::Boolean => self.boolean(cell, text)?,
            ColumnType::Integer => self.integer(cell, text)?,
            ColumnType::Decimal => self.decimal(cell, text, warning)?,
            ColumnType::Date => self.date(cell, text)?,
        };
        self.within(&value)?;
        Ok(value)
    }

    fn within(&self, value: &Value<'_>) -> Result<(), Fault> {
        let units = match value {
            Value::Integer(value) => i128::from(*value),
            Value::Decimal(value) => *value,
            Value::Date(value) => i128::from(*value),
            Value::Text(text) if self.pattern.as_ref().is_some_and(|pattern| !pattern.is_match(text)) => {
                return Err(Fault::new("value.pattern"));
            }
            _ => return Ok(()),
        };
        let fault = |code, bound: &Option<Bound>| match bound {
            Some(Bound::Number(number)) => Fault::new(code).with("bound", number.to_string()).with("kind", "number"),
            Some(Bound::Date(date)) => Fault::new(code).with("bound", date).with("kind", "date"),
            None => Fault::new(code),
        };
        if self.min.is_some_and(|min| units < min) {
            return Err(fault("value.too_small", &self.column.min));
        }
        if self.max.is_some_and(|max| units > max) {
            return Err(fault("value.too_large", &self.column.max));
        }
        Ok(())
    }

    fn identifier<'a>(&'a self, cell: &DataRef<'_>, text: Option<&str>) -> Result<Value<'a>, Fault> {
        let digits;
        let text = match (cell, text) {
            (_, Some(text)) if is_scientific(text) => return Err(Fault::new("identifier.ruined")),
            (_, Some(text)) => text,
            // Above 2^53 a spreadsheet number has lost its last digits; fifteen are all that spreadsheets keep.
            (DataRef::Float(number), None) if number.abs() >= 1e15 || number.fract() != 0.0 || *number < 0.0 => {
                return Err(Fault::new("identifier.ruined"));
            }
            (DataRef::Int(..0), None) => return Err(Fault::new("identifier.ruined")),
            (DataRef::DateTime(_) | DataRef::Bool(_), None) => return Err(Fault::new("identifier.not_text")),
            _ => {
                digits = workbook::text(cell);
                &digits
            }
        };
        let identifier = match &self.format {
            Some(format) => format.read(text).map_err(|problem| Fault::new(problem.code()))?,
            None => identifier::Identifier { text: identifier::normalise(text), birth_date: None, sex: None },
        };
        if self.pattern.as_ref().is_some_and(|pattern| !pattern.is_match(&identifier.text)) {
            return Err(Fault::new("value.pattern"));
        }
        Ok(if identifier.text.is_empty() { Value::Null } else { Value::Identifier(identifier) })
    }

    fn code<'a>(&'a self, cell: &DataRef<'_>, text: Option<&str>) -> Result<Value<'a>, Fault> {
        let Some(codes) = &self.codes else {
            return Ok(Value::Text(Cow::Owned(text.map_or_else(|| workbook::text(cell), str::to_owned))));
        };
        let found = match (cell, text) {
            (_, Some(text)) => codes.named(text),
            (DataRef::Float(number), None) if number.fract() == 0.0 => codes.numbered(&number.to_string()),
            (DataRef::Int(number), None) => codes.numbered(&number.to_string()),
            _ => codes.named(&workbook::text(cell)),
        };
        found.map(|code| Value::Text(Cow::Borrowed(code))).ok_or_else(|| {
            let near = text.and_then(|text| codes.nearest(text));
            let (allowed, more) = codes.sample();
            let fault = Fault::new("value.unknown_code").with("allowed", allowed).with("more", more);
            fault.with("nearest", near.unwrap_or_default())
        })
    }

    fn boolean(&self, cell: &DataRef<'_>, text: Option<&str>) -> Result<Value<'static>, Fault> {
        match cell {
            DataRef::Bool(value) => return Ok(Value::Boolean(*value)),
            DataRef::Float(_) | DataRef::Int(_) => {
                let found = self.yes.get(&workbook::text(cell));
                return found.map(|yes| Value::Boolean(*yes)).ok_or_else(|| Fault::new("value.not_a_boolean"));
            }
            _ => {}
        }
        let found = text.and_then(|text| self.yes.get(text).or_else(|| self.yes.get(&plain(text))));
        found.map(|yes| Value::Boolean(*yes)).ok_or_else(|| Fault::new("value.not_a_boolean"))
    }

    fn says_no_data(&self, text: &str) -> bool {
        self.blank.contains(text) || self.blank.contains(&plain(text))
    }

    fn integer(&self, cell: &DataRef<'_>, text: Option<&str>) -> Result<Value<'static>, Fault> {
        let fault = || Fault::new("value.not_an_integer");
        match (cell, text) {
            (DataRef::Int(value), _) => Ok(Value::Integer(*value)),
            #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
            (DataRef::Float(value), _) if value.fract() == 0.0 && value.abs() < 9e15 => {
                Ok(Value::Integer(*value as i64))
            }
            (_, Some(text)) => match number(text) {
                Some(number) if number.fract().is_zero() => number.to_i64().map(Value::Integer).ok_or_else(fault),
                None if self.says_no_data(text) => Ok(Value::Null),
                _ => Err(fault()),
            },
            _ => Err(fault()),
        }
    }

    fn decimal(
        &self,
        cell: &DataRef<'_>,
        text: Option<&str>,
        warning: &mut Option<Fault>,
    ) -> Result<Value<'static>, Fault> {
        let fault = || Fault::new("value.not_a_number");
        let scale = self.column.scale.unwrap_or(0);
        let exact = match (cell, text) {
            (DataRef::Int(value), _) => Decimal::from(*value),
            (DataRef::Float(value), _) => {
                if let Some(units) = units_of_float(*value, scale) {
                    return Ok(Value::Decimal(units));
                }
                decimal_of_float(*value).ok_or_else(fault)?
            }
            (_, Some(text)) => match number(if self.per_cent { text.trim_end_matches(['%', '％', ' ']) } else { text })
            {
                Some(number) => number,
                None if self.says_no_data(text) => return Ok(Value::Null),
                None => return Err(fault()),
            },
            _ => return Err(fault()),
        };
        let rounded = exact.round_dp_with_strategy(scale, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
        if rounded != exact {
            *warning = Some(Fault::new("value.rounded").with("rounded", rounded).with("scale", scale));
        }
        units_of(rounded, scale).map(Value::Decimal).ok_or_else(|| Fault::new("value.too_long"))
    }

    fn date(&self, cell: &DataRef<'_>, text: Option<&str>) -> Result<Value<'static>, Fault> {
        let fault = || Fault::new("value.not_a_date");
        let days = match (cell, text) {
            (DataRef::DateTime(moment), _) if moment.is_datetime() => {
                let (year, month, day, ..) = moment.to_ymd_hms_milli();
                let year = i16::try_from(year).map_err(|_| fault())?;
                let (month, day) = (i8::try_from(month).unwrap_or(0), i8::try_from(day).unwrap_or(0));
                days(Date::new(year, month, day).map_err(|_| fault())?)
            }
            (DataRef::Float(number), _) => self.day_number(*number).ok_or_else(fault)?,
            // Old Excel keeps small whole numbers apart.
            (DataRef::Int(number), _) => {
                i32::try_from(*number).ok().and_then(|number| self.day_number(number.into())).ok_or_else(fault)?
            }
            (_, Some(text)) => match date(text, &self.words.date_marks) {
                Ok(date) => days(date),
                Err(_) if self.says_no_data(text) => return Ok(Value::Null),
                Err(code) => return Err(Fault::new(code)),
            },
            _ => return Err(fault()),
        };
        Ok(Value::Date(days))
    }

    /// A bare number in a date column: `YYYYMMDD`, or days since 1900 or 1904 as spreadsheets count.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "both ranges are positive and inside i32"
    )]
    fn day_number(&self, number: f64) -> Option<i32> {
        if (18_000_101.0..=22_001_231.0).contains(&number) && number.fract() == 0.0 {
            return compact(number as u32).map(days);
        }
        // From 1900-03-01, before which spreadsheets count a day that never was, to 2199.
        if !(61.0..110_000.0).contains(&number) {
            return None;
        }
        Some(number.floor() as i32 - if self.from_1904 { 24_107 } else { 25_569 })
    }
}

/// The codes of a list by everything that people write for them.
struct Codes<'p> {
    list: &'p CodeList,
    /// Written form → position in the list.
    forms: Lookup<usize>,
}

impl<'p> Codes<'p> {
    fn new(list: &'p CodeList) -> Self {
        let mut forms = Lookup::new();
        // Codes before names before aliases: the first form of a text wins.
        for (at, code) in list.codes.iter().enumerate() {
            forms.entry(code.code.clone()).or_insert(at);
            forms.entry(plain(&code.code)).or_insert(at);
        }
        for (at, code) in list.codes.iter().enumerate() {
            for name in [&code.name.zh, &code.name.en].into_iter().chain(&code.aliases) {
                forms.entry(name.clone()).or_insert(at);
                forms.entry(plain(name)).or_insert(at);
                for between in ["", "-", "."] {
                    forms.entry(plain(&format!("{}{between}{name}", code.code))).or_insert(at);
                }
            }
        }
        Self { list, forms }
    }

    fn named(&self, text: &str) -> Option<&'p str> {
        let at = self.forms.get(text).or_else(|| self.forms.get(&plain(text)))?;
        self.list.codes.get(*at).map(|code| code.code.as_str())
    }

    /// A code that a spreadsheet has made a number of, so that leading zeros are lost.
    fn numbered(&self, digits: &str) -> Option<&'p str> {
        self.named(digits).or_else(|| {
            let mut same = self.list.codes.iter().filter(|code| code.code.trim_start_matches('0') == digits);
            same.next().filter(|_| same.next().is_none()).map(|code| code.code.as_str())
        })
    }

    fn nearest(&self, text: &str) -> Option<String> {
        let text = plain(text);
        let scored = self.list.codes.iter().flat_map(|code| {
            let forms = code.aliases.iter().chain([&code.name.zh]);
            forms.map(|form| (strsim::normalized_damerau_levenshtein(&plain(form), &text), &code.name.zh))
        });
        let best = scored.max_by(|left, right| left.0.total_cmp(&right.0))?;
        (best.0 >= 0.5).then(|| best.1.clone())
    }

    /// The first names of the list, and how many more there are, if any.
    fn sample(&self) -> (String, String) {
        let shown: Vec<&str> = self.list.codes.iter().take(8).map(|code| code.name.zh.as_str()).collect();
        let more = self.list.codes.len() - shown.len();
        (shown.join(" / "), if more > 0 { more.to_string() } else { String::new() })
    }
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{feff}'))
}

/// Half width, without white space, in lower case: the form in which words are compared.
#[must_use]
pub fn plain(text: &str) -> String {
    text.nfkc().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn half_width(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect()) }
}

fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    digits(mantissa) && mantissa.contains('.') && exponent.starts_with('+') && digits(&exponent[1..])
}

/// A number as people write it: full width, thousands separators in groups of three, a percent sign (÷ 100).
#[must_use]
pub fn number(text: &str) -> Option<Decimal> {
    let text = half_width(text);
    let (text, percent) = match text.strip_suffix('%') {
        Some(text) => (text.trim_end(), true),
        None => (text.as_ref(), false),
    };
    let text = text.replace('\u{2212}', "-");
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(&text)),
    };
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, part)| (whole, Some(part)));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = if whole.contains(',') {
        let mut groups = whole.split(',');
        let first = groups.next().filter(|group| is_digits(group) && group.len() <= 3)?;
        groups.try_fold(first.to_owned(), |all, group| {
            (is_digits(group) && group.len() == 3).then(|| format!("{all}{group}"))
        })?
    } else {
        whole.to_owned()
    };
    if !is_digits(&whole) || !fraction.is_none_or(is_digits) {
        return None;
    }
    let number: Decimal = format!("{sign}{whole}.{}", fraction.unwrap_or("0")).parse().ok()?;
    if percent { number.checked_div(Decimal::ONE_HUNDRED) } else { Some(number) }
}

/// A date as people write it: `2023-09-01`, `2023/9/1`, `2023.9.1`, `20230901`, with marks as in `marks`; a time of day
/// behind it is passed over.
///
/// # Errors
/// The code of the fault: no date, or a month without its day.
pub fn date(text: &str, marks: &[(char, char, char)]) -> Result<Date, &'static str> {
    const NO_DATE: &str = "value.not_a_date";
    let mut text: String = half_width(text).into_owned();
    if !text.is_ascii() {
        // Marks of year and month are separators; behind that of the day may stand a time.
        for (year, month, day) in marks {
            text = text.replace([*year, *month], "-").replace(*day, " ");
        }
    }
    let text = text.trim();
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().and_then(compact).ok_or(NO_DATE);
    }
    let day = text.split([' ', 'T']).next().unwrap_or("").trim_end_matches('-');
    let rest = text[day.len()..].trim_start_matches(['-', ' ', 'T']);
    if !rest.is_empty() && !rest.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b'Z')) {
        return Err(NO_DATE);
    }
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    let digits = |text: &str, most: usize| {
        let fits = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| text.parse::<i16>().ok()).flatten()
    };
    match parts[..] {
        [year, month, day] if year.len() == 4 => {
            let (year, month, day) = (digits(year, 4), digits(month, 2), digits(day, 2));
            let (Some(year), Some(month), Some(day)) = (year, month, day) else { return Err(NO_DATE) };
            let small = |number: i16| i8::try_from(number).unwrap_or(0);
            Date::new(year, small(month), small(day)).map_err(|_| NO_DATE)
        }
        [year, month] if year.len() == 4 && digits(year, 4).is_some() && digits(month, 2).is_some() => {
            Err("value.no_day")
        }
        [month] if month.len() == 6 && month.bytes().all(|byte| byte.is_ascii_digit()) => Err("value.no_day"),
        _ => Err(NO_DATE),
    }
}

/// `YYYYMMDD` as a number.
fn compact(number: u32) -> Option<Date> {
    let small = |number: u32| i8::try_from(number % 100).unwrap_or(0);
    Date::new(i16::try_from(number / 10_000).ok()?, small(number / 100), small(number)).ok()
}

/// Days since 1970-01-01.
#[must_use]
pub fn days(date: Date) -> i32 {
    const EPOCH: Date = jiff::civil::date(1970, 1, 1);
    i32::try_from(date.duration_since(EPOCH).as_hours() / 24).unwrap_or(i32::MAX)
}

/// The day that many days after 1970-01-01.
#[must_use]
pub fn day(days: i32) -> Option<Date> {
    const EPOCH: Date = jiff::civil::date(1970, 1, 1);
    EPOCH.checked_add(jiff::Span::new().days(days)).ok()
}

/// A bound in the units of a value.
fn units(column: &Column, bound: &Bound) -> Option<i128> {
    match (column.kind, bound) {
        (ColumnType::Integer, Bound::Number(number)) => number.0.to_i128(),
        (ColumnType::Decimal, Bound::Number(number)) => units_of(number.0, column.scale.unwrap_or(0)),
        (ColumnType::Date, Bound::Date(date)) => date.parse().ok().map(|date| i128::from(days(date))),
        _ => None,
    }
}

/// Units of the last digit; none when the number is too long for a column.
fn units_of(number: Decimal, scale: u32) -> Option<i128> {
    let mut number = number;
    number.rescale(scale);
    let units = number.mantissa();
    (number.scale() == scale && units.unsigned_abs() < 10_u128.pow(u32::from(PRECISION))).then_some(units)
}

/// Units of a float that is the nearest one to a decimal of this scale, which almost all floats in workbooks are.
#[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
fn units_of_float(value: f64, scale: u32) -> Option<i128> {
    let power = 10_f64.powi(i32::try_from(scale).ok()?);
    let units = (value * power).round();
    #[expect(clippy::float_cmp, reason = "exactly this float is asked for")]
    let same = units.abs() < 9e15 && units / power == value;
    same.then_some(units as i128)
}

/// The decimal that a person typed or a spreadsheet shows: fifteen significant digits, noise of computing dropped.
fn decimal_of_float(value: f64) -> Option<Decimal> {
    Decimal::from_scientific(&format!("{value:.14e}")).ok().map(|number| number.normalize())
}

#[cfg(test)]
mod tests;
