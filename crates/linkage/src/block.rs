//! Blocking: which pairs are looked at.
//!
//! A pair belongs to the first rule that makes it. Keys are hashes; two that fall together by chance only cost a comparison.

use crate::{
    data::{Data, Side},
    intern::mix,
    kind::{Derived, cn_id},
    run::Refusal,
    spec::{By, Spec},
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
    parts: Vec<(Maker<'a>, Maker<'a>)>,
}

struct Maker<'a> {
    field: usize,
    by: By,
    data: &'a Data,
}

impl Maker<'_> {
    /// Part of a key; 0 when the value is not known.
    fn make(&self, row: &[u32]) -> u64 {
        self.of(row[self.field])
    }

    fn of(&self, id: u32) -> u64 {
        if id == 0 {
            return 0;
        }
        let at = id as usize;
        match (self.by, self.data.derived(self.field)) {
            (By::Sound, Derived::Names(names)) => names.folded[at],
            (By::GivenSound, Derived::Names(names)) => names.given[at],
            (By::Surname, Derived::Names(names)) => names.surname[at],
            (By::Year, Derived::Dates(dates)) => u64::from(dates.ymd[at] / 10_000),
            (By::Month, Derived::Dates(dates)) => u64::from(dates.ymd[at] / 100),
            (By::Day, Derived::Dates(dates)) => u64::from(dates.ymd[at] % 10_000),
            (By::Town, Derived::Addresses(addresses)) => addresses.town[at],
            (By::Village, Derived::Addresses(addresses)) => addresses.village[at],
            (By::Root, _) => cn_id::root(self.data.values(self.field).get(id)).map_or(0, number),
            (By::Tail, _) => {
                let text = self.data.values(self.field).get(id);
                number(text.char_indices().rev().nth(3).map_or(text, |(at, _)| &text[at..]))
            }
            (By::Head, _) => {
                let text = self.data.values(self.field).get(id);
                number(text.char_indices().nth(4).map_or(text, |(at, _)| &text[..at]))
            }
            _ => u64::from(id),
        }
    }
}

fn number(text: &str) -> u64 {
    crate::intern::hash(text.as_bytes()) | 1
}

impl<'a> Rule<'a> {
    /// The rules of a declaration.
    pub fn all(spec: &Spec, data: &'a Data) -> Vec<Self> {
        let rules = spec.blocks.iter().map(|block| {
            let parts = block.on.iter().filter_map(|part| {
                let left = spec.field(&part.field)?;
                let right = part.against.as_ref().map_or(Some(left), |name| spec.field(name))?;
                let maker = |field| Maker { field, by: part.by, data };
                Some((maker(left), maker(right)))
            });
            Self { parts: parts.collect() }
        });
        rules.collect()
    }

    fn key(&self, side: Side, row: &[u32]) -> u64 {
        let mut key = 1;
        for (left, right) in &self.parts {
            let part = match side {
                Side::Left => left,
                Side::Right => right,
            };
            match part.make(row) {
                0 => return 0,
                part => key = mix(key, part),
            }
        }
        key
    }

    /// Whether the rule pairs two rows.
    pub fn pairs(&self, left: &[u32], right: &[u32]) -> bool {
        self.parts.iter().all(|(one, other)| {
            let one = one.make(left);
            one != 0 && one == other.make(right)
        })
    }

    /// Whether the rule surely makes no more pairs than `most`, whatever the other parts of its key do: from the frequencies of
    /// single parts, those of few values first.
    fn is_bounded(&self, data: &Data, sides: [Side; 2], most: u64) -> bool {
        let mut parts: Vec<_> = self.parts.iter().collect();
        parts.sort_by_key(|(one, _)| data.values(one.field).len());
        parts.iter().any(|(one, other)| {
            let mut counts = vec![[0_u64; 2]; data.values(one.field).len()];
            for (at, maker) in [one, other].into_iter().enumerate() {
                data.column(sides[at], maker.field).for_each(|id| counts[id as usize][at] += 1);
            }
            let ids = (0..).zip(&counts).skip(1);
            let mut keys: Vec<(u64, [u64; 2])> =
                ids.map(|(id, counts)| (one.of(id), *counts)).filter(|(key, _)| *key != 0).collect();
            if one.by != By::Value {
                keys.sort_unstable();
            }
            let sums = keys.chunk_by(|one, other| one.0 == other.0).map(|same| {
                let [left, right] = [0, 1].map(|at| same.iter().map(|(_, counts)| counts[at]).sum::<u64>());
                left.saturating_mul(right)
            });
            sums.fold(0, u64::saturating_add) <= most
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
    pub fn new(rule: &Rule<'_>, data: &Data, side: Side, open: &[u32]) -> Self {
        let keys: Vec<(u64, u32)> = open
            .iter()
            .map(|&row| (rule.key(Side::Right, data.row(side, row)), row))
            .filter(|(key, _)| *key != 0)
            .collect();
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

    fn find(&self, key: u64) -> impl Iterator<Item = u32> {
        let at = bucket(key, self.shift);
        let entries = &self.entries[self.starts[at] as usize..self.starts[at + 1] as usize];
        entries.iter().filter(move |(other, _)| *other == key).map(|(_, row)| *row)
    }

    /// Right rows of the block that a left row lies in.
    pub fn partners(&self, rule: &Rule<'_>, left: &[u32]) -> impl Iterator<Item = u32> {
        let key = rule.key(Side::Left, left);
        (key != 0).then(|| self.find(key)).into_iter().flatten()
    }
}

/// The bucket of a key: its first bits.
fn bucket(key: u64, shift: u32) -> usize {
    usize::try_from(key >> shift).unwrap_or(usize::MAX)
}

/// Refuses rules that would make too many pairs, before any is made.
pub fn check(rules: &[Rule<'_>], data: &Data, sides: [Side; 2], open: [&[u32]; 2], most: u64) -> Result<(), Refusal> {
    for (at, rule) in (1..).zip(rules) {
        if rule.is_bounded(data, sides, most) {
            continue;
        }
        let index = Index::new(rule, data, sides[1], open[1]);
        let count = |row: &u32| index.partners(rule, data.row(sides[0], *row)).count() as u64;
        // Blocks of many rows are counted once, not once for each row: equal keys have equal counts.
        let mut pairs = 0_u64;
        let mut keys: Vec<(u64, u32)> =
            open[0].iter().map(|&row| (rule.key(Side::Left, data.row(sides[0], row)), row)).collect();
        keys.sort_unstable();
        for block in keys.chunk_by(|one, other| one.0 == other.0) {
            if block[0].0 != 0 {
                pairs = pairs.saturating_add(count(&block[0].1) * block.len() as u64);
            }
        }
        if sides[0] == sides[1] {
            pairs /= 2;
        }
        if pairs > most {
            return Err(Refusal::TooMany(TooMany { rule: at, pairs, most }));
        }
    }
    Ok(())
}
