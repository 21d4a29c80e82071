//! Names of persons: one way of writing, and how they sound.

use unicode_normalization::UnicodeNormalization as _;

use super::{
    one_slip,
    text::{is_plain, push_lower},
};
use crate::{
    intern::{Values, mix},
    tables::Tables,
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

/// Characters and sounds of every distinct name.
pub struct Names {
    chars: Vec<char>,
    ends: Vec<u32>,
    pub toned: Vec<u64>,
    pub plain: Vec<u64>,
    pub folded: Vec<u64>,
    /// The folded sound of all but the surname.
    pub given: Vec<u64>,
    pub surname: Vec<u64>,
}

impl Names {
    pub fn new(values: &Values, tables: &Tables) -> Self {
        let count = values.len();
        let mut names = Self {
            chars: Vec::with_capacity(count * 3),
            ends: Vec::with_capacity(count),
            toned: Vec::with_capacity(count),
            plain: Vec::with_capacity(count),
            folded: Vec::with_capacity(count),
            given: Vec::with_capacity(count),
            surname: Vec::with_capacity(count),
        };
        for value in values.texts() {
            let start = names.chars.len();
            names.chars.extend(value.chars());
            let chars = &names.chars[start..];
            let surname_length = tables.surname_length(chars);
            let [mut toned, mut plain, mut folded, mut given, mut surname] = [0; 5];
            for (at, &char) in chars.iter().enumerate() {
                let sound = if at == 0 { tables.surname_sound(char) } else { tables.sound(char) };
                toned = mix(toned, sound.toned.into());
                plain = mix(plain, sound.plain.into());
                folded = mix(folded, sound.folded.into());
                if at < surname_length {
                    surname = mix(surname, u32::from(char).into());
                } else {
                    given = mix(given, sound.folded.into());
                }
            }
            names.ends.push(u32::try_from(names.chars.len()).unwrap_or(u32::MAX));
            names.toned.push(toned);
            names.plain.push(plain);
            names.folded.push(folded);
            names.given.push(given);
            names.surname.push(surname);
        }
        names
    }

    pub fn chars(&self, id: usize) -> &[char] {
        let start = if id == 0 { 0 } else { self.ends[id - 1] as usize };
        &self.chars[start..self.ends[id] as usize]
    }

    pub fn homophones(&self, one: usize, other: usize, tables: &Tables) -> bool {
        self.plain[one] == self.plain[other] || self.all(one, other, |a, b| tables.homophones(a, b))
    }

    pub fn alike(&self, one: usize, other: usize, tables: &Tables) -> bool {
        self.all(one, other, |a, b| a == b || tables.similar(a, b))
    }

    fn all(&self, one: usize, other: usize, same: impl Fn(char, char) -> bool) -> bool {
        let (one, other) = (self.chars(one), self.chars(other));
        one.len() == other.len() && one.len() > 1 && one.iter().zip(other).all(|(a, b)| same(*a, *b))
    }

    /// One slip; in names of four and more characters those that sound alike count as the same. Names of two characters are too
    /// short for it.
    pub fn one_character(&self, one: usize, other: usize, tables: &Tables) -> bool {
        let (one, other) = (self.chars(one), self.chars(other));
        if one.len().max(other.len()) < 3 {
            return false;
        }
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
    pub fn is_shortened(&self, one: usize, other: usize, tables: &Tables) -> bool {
        let (one, other) = (self.chars(one), self.chars(other));
        let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
        if short.len() == long.len() || short.len() < 2 || long.len() < 4 {
            return false;
        }
        let same = |part: &[char]| part.iter().zip(short).all(|(a, b)| tables.homophones(*a, *b));
        same(&long[..short.len()]) || same(&long[long.len() - short.len()..])
    }
}
