//! Equal values get equal numbers. Number 0 is the empty value: not known.

use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

/// Values by number, in one piece of memory.
#[derive(Clone, Debug, Default)]
pub struct Values {
    // Not a `String`, which would look for the borders of characters at every access.
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Values {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn bytes(&self, id: u32) -> &[u8] {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] as usize };
        &self.bytes[start..self.ends[id] as usize]
    }

    pub fn get(&self, id: u32) -> &str {
        std::str::from_utf8(self.bytes(id)).unwrap_or_default()
    }

    pub fn push(&mut self, value: &[u8]) {
        self.bytes.extend_from_slice(value);
        // Four gigabytes of distinct values of one field do not fit the memory of an office anyway.
        self.ends.push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
    }

    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let value = &self.bytes[start..*end as usize];
            start = *end as usize;
            value
        })
    }

    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.iter().map(|value| std::str::from_utf8(value).unwrap_or_default())
    }
}

/// Gives numbers to values.
pub struct Interner {
    values: Values,
    table: HashTable<(u32, u32)>,
}

impl Default for Interner {
    fn default() -> Self {
        let mut values = Values::default();
        values.push(b"");
        Self { values, table: HashTable::new() }
    }
}

impl Interner {
    pub fn id(&mut self, value: &[u8], tag: u32) -> u32 {
        if value.is_empty() {
            return 0;
        }
        let values = &self.values;
        let found = self.table.find(spread(tag), |&(other, id)| other == tag && values.bytes(id) == value);
        if let Some(&(_, id)) = found {
            return id;
        }
        let id = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        self.values.push(value);
        self.table.insert_unique(spread(tag), (tag, id), |&(tag, _)| spread(tag));
        id
    }

    pub fn finish(self) -> Values {
        self.values
    }
}

/// The part of a hash that a table keeps.
pub fn tag(value: &[u8]) -> u32 {
    u32::try_from(hash(value) >> 32).unwrap_or_default()
}

fn spread(tag: u32) -> u64 {
    u64::from(tag).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// A hash that is the same on every machine and in every run.
pub fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    mix(hasher.finish(), bytes.len() as u64)
}

/// Mixes two numbers into one that depends on every bit of both.
pub fn mix(one: u64, other: u64) -> u64 {
    let mut z = one ^ other.wrapping_mul(0xD6E8_FEB8_6659_FD93).rotate_left(32);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
