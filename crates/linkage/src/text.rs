//! Rows as text: every value spelt one way, the values of a row after each other, all rows in one piece of memory.

use std::hash::Hasher;

use rustc_hash::FxHasher;

/// Bytes that one value may have; what is longer is no property of a person, and its end does not count.
pub const MOST_BYTES: usize = 2048;

/// Texts by number.
#[derive(Debug, Default)]
pub struct Texts {
    text: String,
    ends: Vec<u32>,
}

impl Texts {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn get(&self, at: u32) -> &str {
        let at = at as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.text[start..self.ends[at] as usize]
    }

    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        // Four gigabytes are more than is kept in memory.
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    pub fn bytes(&self) -> usize {
        self.text.len() + 4 * self.ends.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let text = &self.text[start..*end as usize];
            start = *end as usize;
            text
        })
    }
}

/// The values of one row.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Where each value ends.
    pub ends: &'a [u16],
    pub text: &'a str,
}

impl<'a> Row<'a> {
    /// A value; empty when it is not known.
    pub fn get(self, field: usize) -> &'a str {
        let start = if field == 0 { 0 } else { usize::from(self.ends[field - 1]) };
        &self.text[start..usize::from(self.ends[field])]
    }

    pub fn has(self, field: usize) -> bool {
        self.ends[field] > if field == 0 { 0 } else { self.ends[field - 1] }
    }
}

/// The part of a hash that a table keeps.
pub fn tag(value: &str) -> u32 {
    u32::try_from(hash(value) >> 32).unwrap_or_default()
}

/// A hash that is the same on every machine and in every run.
pub fn hash(value: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(value.as_bytes());
    mix(hasher.finish(), value.len() as u64)
}

/// Mixes two numbers into one that depends on every bit of both.
pub fn mix(one: u64, other: u64) -> u64 {
    let mut z = one ^ other.wrapping_mul(0xD6E8_FEB8_6659_FD93).rotate_left(32);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
