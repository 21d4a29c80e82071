//! Making pairs: a rule at a time, a stretch of left rows at a time, on several threads. Of all pairs only the count of
//! their patterns is kept; of likely ones also the pair.

use std::{ops::ControlFlow, thread};

use hashbrown::HashTable;

use crate::{
    block::{Index, Rule},
    compare::{BITS, Comparer, Pattern, level},
    data::{Data, Side},
    intern::mix,
    model::{Counts, Model},
    run::{Progress, Refusal, Step},
    spec::Spec,
};

/// A likely pair.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    pub left: u32,
    pub right: u32,
    pub pattern: Pattern,
    /// Rarity of the values that agree, in bits, for levels that are weighed by it.
    pub rarity: f32,
    /// The strongest single piece of evidence and the weakest, in bits.
    pub strongest: f32,
    pub weakest: f32,
}

/// Weights as a table: what a pattern says is a sum of look-ups.
pub struct Weights {
    tables: Vec<[f32; 1 << BITS]>,
    pub prior: f32,
}

impl Weights {
    pub fn new(model: &Model) -> Self {
        let tables = (0..model.comparisons.len()).map(|at| {
            let mut table = [0.0; 1 << BITS];
            for (level, weight) in table.iter_mut().enumerate().take(model.comparisons[at].m.len() + 1) {
                *weight = single(model.part_by_frequency((level as Pattern) << (at * BITS), at));
            }
            table
        });
        Self { tables: tables.collect(), prior: single(model.prior_weight()) }
    }

    pub fn part(&self, pattern: Pattern, comparison: usize) -> f32 {
        self.tables[comparison][level(pattern, comparison)]
    }

    pub fn of(&self, pattern: Pattern) -> f32 {
        self.tables.iter().enumerate().map(|(at, table)| table[level(pattern, at)]).sum::<f32>() + self.prior
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "weights are a few dozen bits; six digits are more than they are worth"
)]
pub fn single(weight: f64) -> f32 {
    weight as f32
}

/// How rare values are, in bits, for the levels that ask.
pub struct Rarity {
    /// By comparison and level: the field, and its place in `bits`.
    fields: Vec<Vec<Option<(usize, usize)>>>,
    /// Bits by value number.
    bits: Vec<Vec<f32>>,
}

/// Occurrences that every value is given beyond its own, so that what occurs only in the pair itself is not thought unique.
const SURPLUS: f64 = 8.0;

impl Rarity {
    pub fn new(spec: &Spec, data: &Data, sides: &[Side]) -> Self {
        let mut asked: Vec<usize> = Vec::new();
        let mut place = |name: &Option<String>| {
            let field = spec.field(name.as_ref()?)?;
            let place = asked.iter().position(|other| *other == field).unwrap_or_else(|| {
                asked.push(field);
                asked.len() - 1
            });
            Some((field, place))
        };
        let levels = spec.comparisons.iter().map(|one| &one.levels);
        let fields = levels.map(|levels| levels.iter().map(|level| place(&level.frequency_of)).collect()).collect();
        let bits = asked.into_iter().map(|field| {
            let mut counts = vec![0_u32; data.values(field).len()];
            for id in sides.iter().flat_map(|side| data.column(*side, field)) {
                counts[id as usize] += 1;
            }
            let all: f64 = counts.iter().skip(1).map(|count| f64::from(*count)).sum::<f64>() + SURPLUS;
            counts.iter().map(|count| single((all / (f64::from(*count) + SURPLUS)).log2())).collect()
        });
        Self { fields, bits: bits.collect() }
    }

    /// Bits of one comparison; of two different values the commoner counts.
    pub fn part(&self, pattern: Pattern, comparison: usize, left: &[u32], right: &[u32]) -> f32 {
        let asked = level(pattern, comparison).checked_sub(1).and_then(|level| *self.fields[comparison].get(level)?);
        let Some((field, place)) = asked else { return 0.0 };
        let known = [left[field], right[field]].into_iter().filter(|id| *id != 0);
        known.map(|id| self.bits[place][id as usize]).reduce(f32::min).unwrap_or(0.0)
    }
}

/// Patterns with the pairs that have each, while they are counted.
#[derive(Default)]
pub struct Book {
    table: HashTable<usize>,
    counts: Counts,
}

impl Book {
    pub fn add(&mut self, pattern: Pattern, pairs: u64) {
        let counts = &mut self.counts;
        let found = self.table.find(mix(pattern, 1), |&at| counts[at].0 == pattern);
        if let Some(&at) = found {
            counts[at].1 += pairs;
        } else {
            self.table.insert_unique(mix(pattern, 1), counts.len(), |&at| mix(counts[at].0, 1));
            counts.push((pattern, pairs));
        }
    }

    /// In the order of patterns, so that sums over them are always the same.
    pub fn finish(self) -> Counts {
        let mut counts = self.counts;
        counts.sort_unstable();
        counts
    }
}

/// Everything that making pairs needs.
pub struct Maker<'a> {
    pub data: &'a Data,
    pub comparer: &'a Comparer<'a>,
    pub rules: &'a [Rule<'a>],
    pub sides: [Side; 2],
    pub weights: Weights,
    pub rarity: &'a Rarity,
    /// Pairs below are only counted.
    pub floor: f32,
    pub threads: usize,
}

/// Left rows that a thread takes at a time.
const STRETCH: usize = 1 << 15;

impl Maker<'_> {
    /// All pairs of one rule among the open rows.
    ///
    /// # Errors
    /// When the caller breaks off.
    pub fn make(
        &self,
        rule: usize,
        open: [&[u32]; 2],
        book: &mut Book,
        progress: Progress<'_>,
    ) -> Result<Vec<Found>, Refusal> {
        let index = Index::new(&self.rules[rule], self.data, self.sides[1], open[1]);
        let mut found = Vec::new();
        let stretches: Vec<&[u32]> = open[0].chunks(STRETCH).collect();
        let mut done = 0;
        for wave in stretches.chunks(self.threads.max(1)) {
            let results = if let [one] = wave {
                vec![self.stretch(rule, &index, one)]
            } else {
                let joined = thread::scope(|scope| {
                    let handles: Vec<_> =
                        wave.iter().map(|one| scope.spawn(|| self.stretch(rule, &index, one))).collect();
                    handles.into_iter().map(thread::ScopedJoinHandle::join).collect::<Result<Vec<_>, _>>()
                });
                joined.map_err(|panic| std::panic::resume_unwind(panic))?
            };
            for (part, counts) in results {
                found.extend(part);
                counts.counts.into_iter().for_each(|(pattern, pairs)| book.add(pattern, pairs));
            }
            done += wave.iter().map(|one| one.len()).sum::<usize>();
            let step = Step { rule: rule + 1, rules: self.rules.len(), done, all: open[0].len() };
            if progress(step) == ControlFlow::Break(()) {
                return Err(Refusal::Cancelled);
            }
        }
        Ok(found)
    }

    fn stretch(&self, rule: usize, index: &Index, lefts: &[u32]) -> (Vec<Found>, Book) {
        let (mut found, mut book) = (Vec::new(), Book::default());
        let one_file = self.sides[0] == self.sides[1];
        for &left in lefts {
            let row = self.data.row(self.sides[0], left);
            for right in index.partners(&self.rules[rule], row) {
                // In one file every pair is met from both sides and taken once.
                if one_file
                    && (self.data.rank(self.sides[0], left), left) >= (self.data.rank(self.sides[1], right), right)
                {
                    continue;
                }
                let other = self.data.row(self.sides[1], right);
                if self.rules[..rule].iter().any(|rule| rule.pairs(row, other)) {
                    continue;
                }
                let pattern = self.comparer.pattern(row, other);
                book.add(pattern, 1);
                let (mut rarity, mut strongest, mut weakest) = (0.0, 0.0_f32, 0.0_f32);
                for at in 0..self.weights.tables.len() {
                    let part = self.rarity.part(pattern, at, row, other);
                    rarity += part;
                    let part = part + self.weights.part(pattern, at);
                    strongest = strongest.max(part);
                    weakest = weakest.min(part);
                }
                if self.weights.of(pattern) + rarity >= self.floor {
                    found.push(Found { left, right, pattern, rarity, strongest, weakest });
                }
            }
        }
        (found, book)
    }

    /// Patterns of chance pairs: every row of a sample with every row of another.
    pub fn sample(&self, rows: usize, seed: u64) -> Counts {
        let pick = |side: Side, salt: u64| {
            let count = u32::try_from(self.data.rows(side)).unwrap_or(u32::MAX);
            let mut all: Vec<(u64, u32)> =
                (0..count).map(|row| (mix(self.data.rank(side, row), seed ^ salt), row)).collect();
            if all.len() > rows {
                all.select_nth_unstable(rows);
                all.truncate(rows);
            }
            all.into_iter().map(|(_, row)| row).collect::<Vec<_>>()
        };
        let one_file = self.sides[0] == self.sides[1];
        let (lefts, rights) = (pick(self.sides[0], 1), pick(self.sides[1], 2));
        let mut book = Book::default();
        for &left in &lefts {
            for &right in rights.iter().filter(|right| !one_file || **right != left) {
                book.add(
                    self.comparer.pattern(self.data.row(self.sides[0], left), self.data.row(self.sides[1], right)),
                    1,
                );
            }
        }
        book.finish()
    }
}
