//! Addresses: township and village first, then the rest.

use unicode_normalization::UnicodeNormalization as _;

use super::text::{is_plain, push_lower};
use crate::tables::{Marks, Tables};

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

/// Between township, village and spelling in a row.
const MARK: u8 = 0x1f;

/// Writes an address as it stands in a row: the names of its township and village before it.
pub fn push(address: &str, tables: &Tables, out: &mut String) {
    if address.is_empty() {
        return;
    }
    let (town, village) = parts(address, tables);
    for name in [town, village] {
        out.push_str(name.unwrap_or_default());
        out.push(char::from(MARK));
    }
    out.push_str(address);
}

/// The township of an address in a row; empty where it names none.
pub fn town(value: &str) -> &str {
    value.split(char::from(MARK)).next().unwrap_or_default()
}

pub fn village(value: &str) -> &str {
    value.split(char::from(MARK)).nth(1).unwrap_or_default()
}

pub fn same_town(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(str::as_bytes);
    let same = one.iter().zip(other).take_while(|(a, b)| a == b);
    // Towns are the same when what is common reaches the mark.
    let length = same.take_while(|(a, _)| **a != MARK).count();
    length > 0 && one.get(length) == Some(&MARK) && other.get(length) == Some(&MARK)
}

/// Villages of the same name, unless their townships are known to differ.
pub fn same_village(one: &str, other: &str) -> bool {
    let open = one.starts_with(char::from(MARK)) || other.starts_with(char::from(MARK));
    (open || same_town(one, other)) && !village(one).is_empty() && village(one) == village(other)
}

/// The spelling of an address in a row.
pub fn spelling(value: &str) -> &str {
    value.rsplit(char::from(MARK)).next().unwrap_or_default()
}

/// The names of township and village, without the words that end them.
fn parts<'a>(address: &'a str, tables: &Tables) -> (Option<&'a str>, Option<&'a str>) {
    let (mut town, mut rest) = (None, address);
    if let Some((before, after)) = cut(address, &tables.town_marks) {
        // What a township lies in stands before it.
        let area = tables.area_marks.within(before).last().map_or(0, |mark| mark.end);
        (town, rest) = (Some(&before[area..]), after);
    }
    (town, cut(rest, &tables.village_marks).map(|(name, _)| name))
}

/// The text before the first of the marks, and that after it.
fn cut<'a>(text: &'a str, marks: &Marks) -> Option<(&'a str, &'a str)> {
    let mark = marks.within(text).find(|mark| mark.start > 0)?;
    Some((&text[..mark.start], &text[mark.end..]))
}
