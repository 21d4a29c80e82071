//! Identifiers (ID numbers, roll numbers, school codes …): one engine over the formats that packs declare.
//!
//! A value is first brought to one spelling ([`normalise`]), then compared with the pattern, the check character, the
//! calendar (digits that claim to be a birth date must be one), and last with what other columns of the row say
//! ([`Identifier::contradictions`]). Nothing is ever corrected: a wrong check character says that some character is
//! wrong, not which.
//!
//! To add an identifier, add a `[[format]]` to `formats.toml` of a pack; no Rust is needed.

use jiff::civil::Date;
use regex::Regex;
use serde::Serialize;

use crate::dataset::{Checksum, Format, SexDigit};

/// One spelling for what people and spreadsheets write: full-width characters become half-width, letters upper-case,
/// and white space, zero-width characters and the apostrophe that spreadsheets put before text are dropped.
#[must_use]
pub fn normalise(text: &str) -> String {
    // Almost every value of a large file is written so already.
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()) {
        return text.to_owned();
    }
    let half = |char: char| match char {
        // The full-width forms stand in the order of ASCII, 0xFEE0 further on.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(char) - 0xfee0).unwrap_or(char),
        other => other,
    };
    let text = text.trim_start().trim_start_matches(['\'', '\u{2018}', '\u{ff07}']);
    text.chars().filter(|char| !is_blank(*char)).map(half).map(|char| char.to_ascii_uppercase()).collect()
}

fn is_blank(char: char) -> bool {
    char.is_whitespace() || matches!(char, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// A format, ready to read values.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    format: &'a Format,
    pattern: Regex,
    /// Which identifiers carry the check character; all when none.
    checked: Option<Regex>,
}

/// A value that follows its format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier<'a> {
    /// The normalised text.
    pub text: String,
    /// Birth date that its characters state.
    pub birth_date: Option<Date>,
    /// Code of the sex that its characters state, and the code of the other one.
    pub sex: Option<(&'a str, &'a str)>,
}

/// What is wrong with an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Problem {
    #[error("the characters do not follow the pattern")]
    Pattern,
    #[error("the characters of the birth date are no date")]
    NoDate,
    #[error("the check character does not fit the others")]
    Checksum,
    #[error("the birth date differs from the column beside it")]
    BirthDateDiffers,
    #[error("the sex differs from the column beside it")]
    SexDiffers,
}

impl Problem {
    pub const ALL: [Self; 5] = [Self::Pattern, Self::NoDate, Self::Checksum, Self::BirthDateDiffers, Self::SexDiffers];

    /// Stable code; the Fluent key is the code with `-` for `.` and `_`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pattern => "identifier.pattern",
            Self::NoDate => "identifier.no_date",
            Self::Checksum => "identifier.checksum",
            Self::BirthDateDiffers => "identifier.birth_date_differs",
            Self::SexDiffers => "identifier.sex_differs",
        }
    }
}

impl<'a> Reader<'a> {
    /// # Errors
    /// When a pattern of the format is no regular expression; packs that were read are checked for that.
    pub fn new(format: &'a Format) -> Result<Self, regex::Error> {
        let whole = |pattern: &str| Regex::new(&format!("^(?:{pattern})$"));
        let only = format.checksum.as_ref().and_then(|sum| sum.only.as_deref());
        Ok(Self { format, pattern: whole(&format.pattern)?, checked: only.map(whole).transpose()? })
    }

    /// Reads one value.
    ///
    /// # Errors
    /// The first of [`Problem::Pattern`], [`Problem::NoDate`] and [`Problem::Checksum`] that applies.
    pub fn read(&self, value: &str) -> Result<Identifier<'a>, Problem> {
        let text = normalise(value);
        if !self.pattern.is_match(&text) {
            return Err(Problem::Pattern);
        }
        let birth_date = match self.format.birth_date {
            Some((from, to)) => Some(date(&text, from, to).ok_or(Problem::NoDate)?),
            None => None,
        };
        let checksum = self.format.checksum.as_ref();
        let checksum = checksum.filter(|_| self.checked.as_ref().is_none_or(|only| only.is_match(&text)));
        if checksum.is_some_and(|sum| !sum.holds(&text)) {
            return Err(Problem::Checksum);
        }
        let sex = self.format.sex.as_ref().and_then(|SexDigit { at, odd, even }| {
            let digit = text.chars().nth(at.checked_sub(1)?)?.to_digit(10)?;
            Some(if digit % 2 == 1 { (odd.as_str(), even.as_str()) } else { (even.as_str(), odd.as_str()) })
        });
        Ok(Identifier { text, birth_date, sex })
    }
}

impl Identifier<'_> {
    /// What other columns of the row say otherwise; an empty column contradicts nothing, nor does a sex that is
    /// neither of the two (unknown, not stated).
    #[must_use]
    pub fn contradictions(&self, birth_date: Option<Date>, sex: Option<&str>) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.birth_date.zip(birth_date).is_some_and(|(ours, theirs)| ours != theirs) {
            problems.push(Problem::BirthDateDiffers);
        }
        if self.sex.is_some_and(|(_, other)| sex == Some(other)) {
            problems.push(Problem::SexDiffers);
        }
        problems
    }
}

impl Checksum {
    /// Whether the check character fits; `false` when the text is too short or holds no digit where one is weighted.
    #[must_use]
    pub fn holds(&self, text: &str) -> bool {
        let mut chars = text.chars().skip(self.first.saturating_sub(1));
        self.character(&mut chars).is_some_and(|wanted| chars.next() == Some(wanted))
    }

    /// The check character that follows the weighted digits, which are taken from `chars`.
    pub fn character(&self, chars: &mut impl Iterator<Item = char>) -> Option<char> {
        let mut sum = 0_u64;
        for &weight in &self.weights {
            sum += u64::from(chars.next()?.to_digit(10)?) * u64::from(weight);
        }
        let rest = sum.checked_rem(self.modulus.into())?;
        self.characters.chars().nth(usize::try_from(rest).ok()?)
    }
}

fn date(text: &str, from: usize, to: usize) -> Option<Date> {
    let digits: String = text.chars().skip(from.checked_sub(1)?).take((to + 1).checked_sub(from)?).collect();
    if digits.len() != 8 {
        return None;
    }
    Date::new(digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..].parse().ok()?).ok()
}
