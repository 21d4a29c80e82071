//! Names of persons: one way of writing, and how they sound.
//!
//! Of two names each question looks at one character after the other and ends at the first that differs.

use unicode_normalization::UnicodeNormalization as _;

use super::{
    one_slip,
    text::{is_plain, push_lower},
};
use crate::{
    tables::{Sound, Tables},
    text::{hash, mix},
};

/// Compatibility forms and variants become standard characters; dots between parts, and spaces beside Han characters, go.
pub fn canonical(raw: &str, tables: &Tables, out: &mut String) {
    let mut space = false;
    let mut push = |char: char| {
        let char = tables.standard(char);
        if is_plain(char) && !char.is_ascii() {
            space = false;
            out.push(char);
        } else if char.is_whitespace() {
            space = true;
        } else if !tables.is_dot(char) && !char.is_control() && !matches!(char, '\u{200b}'..='\u{200f}' | '\u{feff}') {
            if std::mem::take(&mut space)
                && char.is_ascii()
                && out.chars().next_back().is_some_and(|last| last.is_ascii())
            {
                out.push(' ');
            }
            push_lower(char, out);
        }
    };
    if raw.chars().all(is_plain) { raw.chars().for_each(&mut push) } else { raw.nfkc().for_each(&mut push) }
}

/// Characters of a name that are looked at; only transliterations of whole sentences are longer.
const MOST: usize = 64;

/// The characters of a name.
struct Chars {
    chars: [char; MOST],
    length: usize,
}

impl Chars {
    fn of(name: &str) -> Self {
        let (mut chars, mut length) = (['\0'; MOST], 0);
        for (place, char) in chars.iter_mut().zip(name.chars()) {
            *place = char;
            length += 1;
        }
        Self { chars, length }
    }

    fn all(&self) -> &[char] {
        &self.chars[..self.length]
    }
}

/// Characters of a name that count.
fn length(name: &str) -> usize {
    name.chars().count().min(MOST)
}

/// Whether two names of the same length have the same at every place, their beginning being a surname.
fn alike(one: &str, other: &str, same: impl Fn(bool, char, char) -> bool) -> bool {
    let (mut one, mut other, mut first) = (one.chars(), other.chars(), true);
    loop {
        match (one.next(), other.next()) {
            (Some(a), Some(b)) if same(first, a, b) => first = false,
            (None, None) => return true,
            _ => return false,
        }
    }
}

fn sound(tables: &Tables, first: bool, char: char) -> Sound {
    if first { tables.surname_sound(char) } else { tables.sound(char) }
}

pub fn same_toned(one: &str, other: &str, tables: &Tables) -> bool {
    alike(one, other, |first, a, b| sound(tables, first, a).toned == sound(tables, first, b).toned)
}

pub fn same_folded(one: &str, other: &str, tables: &Tables) -> bool {
    alike(one, other, |first, a, b| sound(tables, first, a).folded == sound(tables, first, b).folded)
}

/// Surnames are read as surnames in both names or in none.
pub fn homophones(one: &str, other: &str, tables: &Tables) -> bool {
    let single = |name: &str| name.chars().nth(1).is_none();
    alike(one, other, |first, a, b| sound(tables, first, a).plain == sound(tables, first, b).plain)
        || !single(one) && alike(one, other, |_, a, b| tables.homophones(a, b))
}

pub fn same_shape(one: &str, other: &str, tables: &Tables) -> bool {
    one.chars().nth(1).is_some() && alike(one, other, |_, a, b| a == b || tables.similar(a, b))
}

/// One slip; in names of four and more characters those that sound alike count as the same. Names of two characters are too
/// short for it.
pub fn one_character(one: &str, other: &str, tables: &Tables) -> bool {
    let lengths = [one, other].map(length);
    if lengths[0].max(lengths[1]) < 3 || lengths[0].abs_diff(lengths[1]) > 1 {
        return false;
    }
    let (one, other) = (Chars::of(one), Chars::of(other));
    let (one, other) = (one.all(), other.all());
    if one_slip(one, other) {
        return true;
    }
    if one.len().min(other.len()) < 4 {
        return false;
    }
    let sounds = |name: &[char]| name.iter().map(|char| tables.sound(*char).folded).collect::<Vec<_>>();
    let (one, other) = (sounds(one), sounds(other));
    one == other || one_slip(&one, &other)
}

/// A name of four or more characters, and its beginning or end.
pub fn is_shortened(one: &str, other: &str, tables: &Tables) -> bool {
    let lengths = [one, other].map(length);
    if lengths[0] == lengths[1] || lengths[0].min(lengths[1]) < 2 || lengths[0].max(lengths[1]) < 4 {
        return false;
    }
    let (short, long) = if lengths[0] < lengths[1] { (one, other) } else { (other, one) };
    let (short, long) = (Chars::of(short), Chars::of(long));
    let (short, long) = (short.all(), long.all());
    let same = |part: &[char]| part.iter().zip(short).all(|(a, b)| tables.homophones(*a, *b));
    same(&long[..short.len()]) || same(&long[long.len() - short.len()..])
}

pub fn same_surname(one: &str, other: &str, tables: &Tables) -> bool {
    one.chars().next() == other.chars().next() && surname(one, tables) == surname(other, tables)
}

fn surname<'a>(name: &'a str, tables: &Tables) -> &'a str {
    let length = tables.surname_length(name);
    name.char_indices().nth(length).map_or(name, |(at, _)| &name[..at])
}

/// A number for the surname.
pub fn surname_key(name: &str, tables: &Tables) -> u64 {
    hash(surname(name, tables))
}

/// A number for how the name sounds in the widest sense.
pub fn sound_key(name: &str, tables: &Tables) -> u64 {
    let sounds = name.chars().enumerate().map(|(at, char)| sound(tables, at == 0, char).folded);
    sounds.fold(0, |key, sound| mix(key, sound.into()))
}

/// The same for all but the surname.
pub fn given_sound_key(name: &str, tables: &Tables) -> u64 {
    let given = name[surname(name, tables).len()..].chars();
    given.fold(0, |key, char| mix(key, tables.sound(char).folded.into()))
}
