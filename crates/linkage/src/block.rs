//! Blocking: which pairs are looked at.
//!
//! A pair belongs to the first rule that makes it. Keys are hashes; two that fall together by chance only cost a comparison.

use crate::{
    data::Side,
    kind::{address, cn_id, date, name},
    spec::{By, Spec},
    store::Rows,
    tables::Tables,
    text::{Row, hash, mix},
};

/// A rule that would make more pairs than may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooMany {
    /// Number of the rule, from 1.
    pub rule: usize,
    pub pairs: u64,
    pub most: u64,
}

/// A rule ready to make keys.
pub struct Rule<'a> {
    parts: Vec<(Part<'a>, Part<'a>)>,
}

struct Part<'a> {
    field: usize,
    by: By,
    tables: &'a Tables,
}

impl Part<'_> {
    /// Part of a key; 0 when the value is not known.
    fn key(&self, row: Row<'_>) -> u64 {
        let value = row.get(self.field);
        if value.is_empty() {
            return 0;
        }
        match self.by {
            By::Value => known(value),
            By::Sound => name::sound_key(value, self.tables),
            By::GivenSound => name::given_sound_key(value, self.tables),
            By::Surname => name::surname_key(value, self.tables),
            By::Year => u64::from(date::ymd(value) / 10_000),
            By::Month => u64::from(date::ymd(value) / 100),
            By::Day => u64::from(date::ymd(value) % 10_000),
            By::Town => known(address::town(value)),
            By::Village => known(address::village(value)),
            By::Root => cn_id::root(value).map_or(0, known),
            By::Tail => {
                let tail = value.char_indices().rev().nth(3).map_or(value, |(at, _)| &value[at..]);
                known(tail)
            }
            By::Head => {
                let head = value.char_indices().nth(4).map_or(value, |(at, _)| &value[..at]);
                known(head)
            }
        }
    }
}

fn known(value: &str) -> u64 {
    if value.is_empty() { 0 } else { hash(value) | 1 }
}

impl<'a> Rule<'a> {
    /// The rules of a declaration.
    pub fn all(spec: &Spec, tables: &'a Tables) -> Vec<Self> {
        let rules = spec.blocks.iter().map(|block| {
            let parts = block.on.iter().filter_map(|part| {
                let left = spec.field(&part.field)?;
                let right = part.against.as_ref().map_or(Some(left), |name| spec.field(name))?;
                let maker = |field| Part { field, by: part.by, tables };
                Some((maker(left), maker(right)))
            });
            Self { parts: parts.collect() }
        });
        rules.collect()
    }

    /// The key of a row; 0 for a row that the rule pairs with none.
    pub fn key(&self, side: Side, row: Row<'_>) -> u64 {
        let mut key = 1;
        for (left, right) in &self.parts {
            let part = match side {
                Side::Left => left,
                Side::Right => right,
            };
            match part.key(row) {
                0 => return 0,
                part => key = mix(key, part),
            }
        }
        key
    }

    /// Whether the rule pairs two rows.
    pub fn pairs(&self, left: Row<'_>, right: Row<'_>) -> bool {
        self.parts.iter().all(|(one, other)| {
            if one.by == By::Value {
                return left.has(one.field) && left.get(one.field) == right.get(other.field);
            }
            let key = one.key(left);
            key != 0 && key == other.key(right)
        })
    }
}

/// Rows by the key that they have as the right row of a pair.
pub struct Index {
    shift: u32,
    starts: Vec<u32>,
    entries: Vec<(u64, u32)>,
}

impl Index {
    pub fn new(rule: &Rule<'_>, rows: &Rows, open: &[u32]) -> Self {
        let keys: Vec<(u64, u32)> =
            open.iter().map(|&row| (rule.key(Side::Right, rows.row(row)), row)).filter(|(key, _)| *key != 0).collect();
        let bits = usize::BITS - keys.len().max(2).leading_zeros();
        let shift = 64 - bits;
        let mut starts = vec![0_u32; (1 << bits) + 1];
        for (key, _) in &keys {
            starts[bucket(*key, shift) + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0); keys.len()];
        for (key, row) in keys {
            let place = &mut next[bucket(key, shift)];
            entries[*place as usize] = (key, row);
            *place += 1;
        }
        Self { shift, starts, entries }
    }

    /// Right rows with a key.
    pub fn find(&self, key: u64) -> impl Iterator<Item = u32> {
        let at = bucket(key, self.shift);
        let entries = &self.entries[self.starts[at] as usize..self.starts[at + 1] as usize];
        entries.iter().filter(move |(other, _)| *other == key).map(|(_, row)| *row)
    }
}

/// The bucket of a key: its first bits.
fn bucket(key: u64, shift: u32) -> usize {
    usize::try_from(key >> shift).unwrap_or(usize::MAX)
}

/// Bounds the pairs of a rule without making any.
pub struct Bound {
    /// Left and right rows by the first bits of their keys.
    rows: Vec<[u32; 2]>,
}

const BITS: u32 = 15;

impl Default for Bound {
    fn default() -> Self {
        Self { rows: vec![[0; 2]; 1 << BITS] }
    }
}

impl Bound {
    pub fn add(&mut self, side: Side, key: u64) {
        if key != 0 {
            self.rows[bucket(key, 64 - BITS)][side as usize] += 1;
        }
    }

    /// At least as many as the pairs.
    pub fn pairs(&self) -> u64 {
        self.rows.iter().map(|[left, right]| u64::from(*left) * u64::from(*right)).fold(0, u64::saturating_add)
    }
}

/// The pairs of a rule, by the keys of its left and right rows.
pub fn pairs(mut keys: [Vec<u64>; 2]) -> u64 {
    for keys in &mut keys {
        keys.sort_unstable();
    }
    let [left, right] = &keys;
    let mut pairs = 0_u64;
    for same in left.chunk_by(|one, other| one == other) {
        let from = right.partition_point(|key| *key < same[0]);
        let count = right[from..].partition_point(|key| *key == same[0]);
        pairs = pairs.saturating_add((same.len() as u64).saturating_mul(count as u64));
    }
    pairs
}
