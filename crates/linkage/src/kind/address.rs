//! Addresses: township and village first, then the rest.

use unicode_normalization::UnicodeNormalization as _;

use super::text::{is_plain, push_lower};
use crate::{
    intern::{Values, hash},
    tables::Tables,
};

/// Letters and digits only.
pub fn canonical(raw: &str, out: &mut String) {
    let mut push = |char: char| {
        let is_han = is_plain(char) && !char.is_ascii();
        if is_han || char.is_alphanumeric() {
            push_lower(char, out);
        } else if !out.is_empty() && !out.ends_with(' ') && out.is_ascii() {
            out.push(' ');
        }
    };
    if raw.chars().all(is_plain) {
        raw.chars().for_each(&mut push);
    } else {
        raw.nfkc().for_each(&mut push);
    }
    out.truncate(out.trim_end().len());
}

/// Township and village of every distinct address; 0 where it names none.
pub struct Addresses {
    pub town: Vec<u64>,
    pub village: Vec<u64>,
}

impl Addresses {
    pub fn new(values: &Values, tables: &Tables) -> Self {
        let mut addresses = Self { town: Vec::with_capacity(values.len()), village: Vec::with_capacity(values.len()) };
        for value in values.texts() {
            let (town, village) = parts(value, tables);
            let number =
                |name: Option<&str>| name.filter(|name| !name.is_empty()).map_or(0, |name| hash(name.as_bytes()));
            addresses.town.push(number(town));
            addresses.village.push(number(village));
        }
        addresses
    }
}

/// The names of township and village, without the words that end them.
pub fn parts<'a>(address: &'a str, tables: &Tables) -> (Option<&'a str>, Option<&'a str>) {
    let (mut town, mut rest) = (None, address);
    if let Some((before, after)) = cut(address, &tables.town_marks) {
        // What a township lies in stands before it.
        let areas = tables.area_marks.iter().filter_map(|mark| Some(before.rfind(mark.as_str())? + mark.len()));
        town = before.get(areas.max().unwrap_or(0)..);
        rest = after;
    }
    (town, cut(rest, &tables.village_marks).map(|(name, _)| name))
}

/// The text before the first of the marks, and that after it.
fn cut<'a>(text: &'a str, marks: &[String]) -> Option<(&'a str, &'a str)> {
    let found = marks.iter().filter_map(|mark| {
        let at = text.find(mark.as_str()).filter(|at| *at > 0)?;
        Some((at, std::cmp::Reverse(mark.len())))
    });
    let (at, std::cmp::Reverse(length)) = found.min()?;
    Some((&text[..at], &text[at + length..]))
}
