//! Making pairs: a rule at a time, a stretch of left rows at a time, on several threads. Of all pairs only the count of
//! their patterns is kept; of likely ones also the pair.

use std::{
    ops::{ControlFlow, Range},
    thread,
};

use hashbrown::HashTable;

use crate::{
    block::{self, Bound, Index, Rule, TooMany},
    compare::{BITS, Comparer, Pattern, level},
    data::{Data, Frequencies, Side},
    model::{Counts, Model},
    run::{Progress, Refusal, Step},
    spec::{MOST_BY_FREQUENCY, Spec},
    store::Rows,
    text::{Row, mix},
};

/// A likely pair.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    pub left: u32,
    pub right: u32,
    pub pattern: Pattern,
    pub rarity: Rare,
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

/// How rare the values are that agree in a pair, in bits, for each comparison that is weighed by it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rare(pub [f32; MOST_BY_FREQUENCY]);

impl Rare {
    pub fn sum(&self) -> f32 {
        self.0.iter().sum()
    }

    /// Bits of one comparison, given the place of each ([`Spec::rare`]).
    pub fn part(&self, places: &[Option<usize>], comparison: usize) -> f32 {
        places[comparison].map_or(0.0, |place| self.0[place])
    }
}

/// How rare values are, for the levels that ask.
pub struct Rarity<'a> {
    frequencies: &'a Frequencies,
    /// By comparison and level: the field, and its place among the frequencies.
    levels: Vec<Vec<Option<(usize, usize)>>>,
    /// The place of every comparison in [`Rare`].
    places: Vec<Option<usize>>,
}

/// Occurrences that every value is given beyond its own, so that what occurs only in the pair itself is not thought unique.
const SURPLUS: f64 = 8.0;

impl<'a> Rarity<'a> {
    pub fn new(spec: &Spec, frequencies: &'a Frequencies) -> Self {
        let place = |name: &Option<String>| {
            let field = spec.field(name.as_ref()?)?;
            Some((field, frequencies.fields.iter().position(|other| *other == field)?))
        };
        let levels = spec.comparisons.iter().map(|one| &one.levels);
        let levels: Vec<Vec<_>> =
            levels.map(|levels| levels.iter().map(|level| place(&level.frequency_of)).collect()).collect();
        Self { frequencies, places: spec.rare(), levels }
    }

    /// Bits of all comparisons; of two different values the commoner counts.
    pub fn of(&self, pattern: Pattern, left: Row<'_>, right: Row<'_>) -> Rare {
        let mut rare = Rare::default();
        for (comparison, place) in self.places.iter().enumerate() {
            let Some(place) = place else { continue };
            let level =
                level(pattern, comparison).checked_sub(1).and_then(|level| *self.levels[comparison].get(level)?);
            let Some((field, at)) = level else { continue };
            let (one, other) = (left.get(field), right.get(field));
            let values = [one, if one == other { "" } else { other }];
            let counts =
                values.into_iter().filter(|value| !value.is_empty()).map(|value| self.frequencies.of(at, value));
            let Some(count) = counts.max() else { continue };
            let all = crate::model::count(self.frequencies.all(at)) + SURPLUS;
            rare.0[*place] = single((all / (f64::from(count) + SURPLUS)).log2());
        }
        rare
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
    pub rarity: &'a Rarity<'a>,
    /// Pairs below are only counted.
    pub floor: f32,
    pub threads: usize,
    /// Pairs that a rule may make at most.
    pub most: u64,
}

/// Rows in memory of both sides, with the places of those that are looked at.
type Portion<'r> = ([&'r Rows; 2], [&'r [u32]; 2]);

/// A row with its number.
type Numbered<'r> = (Row<'r>, u32);

/// Left rows that go step by step together.
const BATCH: usize = 256;
/// Left rows that a thread takes at a time.
const STRETCH: usize = 1 << 15;

impl Maker<'_> {
    /// Refuses rules that would make too many pairs, before any is made.
    ///
    /// # Errors
    /// The first such rule, or a fault of the disk.
    pub fn check(&self, rules: Range<usize>, open: [&[u32]; 2], near: Option<&[Rows; 2]>) -> Result<(), Refusal> {
        // In one file every pair is met from both sides.
        let (most, twice) = (self.most, if self.sides[0] == self.sides[1] { 2 } else { 1 });
        for rule in rules {
            let mut bound = Bound::default();
            self.keys(rule, open, near, |side, key| bound.add(side, key))?;
            if bound.pairs() / twice <= most {
                continue;
            }
            let mut keys = <[Vec<u64>; 2]>::default();
            self.keys(rule, open, near, |side, key| keys[side as usize].extend((key != 0).then_some(key)))?;
            let pairs = block::pairs(keys) / twice;
            if pairs > most {
                return Err(Refusal::TooMany(TooMany { rule: rule + 1, pairs, most }));
            }
        }
        Ok(())
    }

    /// Shows the key of every open row as a left or right row of a pair.
    fn keys(
        &self,
        rule: usize,
        open: [&[u32]; 2],
        near: Option<&[Rows; 2]>,
        mut see: impl FnMut(Side, u64),
    ) -> Result<(), Refusal> {
        for (at, side) in [(0, Side::Left), (1, Side::Right)] {
            let mut see = |row: Row<'_>| see(side, self.rules[rule].key(side, row));
            match near {
                Some(rows) => rows[at].places(open[at]).into_iter().for_each(|place| see(rows[at].row(place))),
                None => self.data.each(self.sides[at], open[at], see)?,
            }
        }
        Ok(())
    }

    /// All pairs of one rule among the open rows, which are among those that are near, if any are.
    ///
    /// # Errors
    /// When the caller breaks off, or a fault of the disk.
    pub fn make(
        &self,
        rule: usize,
        open: [&[u32]; 2],
        near: Option<&[Rows; 2]>,
        book: &mut Book,
        progress: Progress<'_>,
    ) -> Result<Vec<Found>, Refusal> {
        let (mut found, mut done) = (Vec::new(), 0);
        let key = |side: Side, row: Row<'_>| self.rules[rule].key(side, row);
        self.data.portions(self.sides, open, near, key, |rows, places| {
            let index = Index::new(&self.rules[rule], rows[1], places[1]);
            let stretches: Vec<&[u32]> = places[0].chunks(STRETCH).collect();
            for wave in stretches.chunks(self.threads.max(1)) {
                let stretch = |lefts| self.stretch(rule, &index, (rows, [lefts, places[1]]));
                let results = if let [one] = wave {
                    vec![stretch(one)]
                } else {
                    let joined = thread::scope(|scope| {
                        let handles: Vec<_> = wave.iter().map(|one| scope.spawn(|| stretch(one))).collect();
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
            Ok(())
        })?;
        Ok(found)
    }

    fn stretch(&self, rule: usize, index: &Index, (rows, [lefts, _]): Portion<'_>) -> (Vec<Found>, Book) {
        let (mut found, mut book) = (Vec::new(), Book::default());
        let (mut keys, mut pairs) = (Vec::new(), Vec::new());
        for batch in lefts.chunks(BATCH) {
            // Step by step for many rows: what one has to wait for from memory comes while the next is asked for.
            keys.clear();
            keys.extend(batch.iter().filter_map(|&place| {
                let row = rows[0].row(place);
                let key = self.rules[rule].key(Side::Left, row);
                (key != 0).then_some((key, (row, rows[0].number(place))))
            }));
            pairs.clear();
            for &(key, left) in &keys {
                pairs.extend(index.find(key).map(|place| (left, (rows[1].row(place), rows[1].number(place)))));
            }
            found.extend(pairs.iter().filter_map(|&(left, right)| {
                let pattern = self.pattern(rule, left, right)?;
                book.add(pattern, 1);
                self.found(pattern, left, right)
            }));
        }
        (found, book)
    }

    /// The pattern of a pair that a rule makes and no rule before it.
    fn pattern(&self, rule: usize, (row, left): Numbered<'_>, (other, right): Numbered<'_>) -> Option<Pattern> {
        // In one file every pair is met from both sides and taken once.
        let rank = |side: usize, number: u32| (self.data.rank(self.sides[side], number), number);
        let is_met = self.sides[0] == self.sides[1] && rank(0, left) >= rank(1, right);
        let is_made = || self.rules[..rule].iter().any(|rule| rule.pairs(row, other));
        (!is_met && !is_made()).then(|| self.comparer.pattern(row, other))
    }

    /// A pair that is not too unlikely to be kept.
    fn found(&self, pattern: Pattern, (row, left): Numbered<'_>, (other, right): Numbered<'_>) -> Option<Found> {
        let rarity = self.rarity.of(pattern, row, other);
        if self.weights.of(pattern) + rarity.sum() < self.floor {
            return None;
        }
        let parts = (0..self.weights.tables.len())
            .map(|at| self.weights.part(pattern, at) + rarity.part(&self.rarity.places, at));
        let (strongest, weakest) =
            parts.fold((0.0_f32, 0.0_f32), |(strongest, weakest), part| (strongest.max(part), weakest.min(part)));
        Some(Found { left, right, pattern, rarity, strongest, weakest })
    }

    /// Patterns of chance pairs: every row of a sample with every row of another.
    ///
    /// # Errors
    /// A fault of the disk.
    pub fn sample(&self, rows: usize, seed: u64) -> Result<Counts, Refusal> {
        let pick = |side: Side, salt: u64| {
            let count = u32::try_from(self.data.rows(side)).unwrap_or(u32::MAX);
            let mut all: Vec<(u64, u32)> =
                (0..count).map(|row| (mix(self.data.rank(side, row), seed ^ salt), row)).collect();
            if all.len() > rows {
                all.select_nth_unstable(rows);
                all.truncate(rows);
            }
            let mut picked: Vec<u32> = all.into_iter().map(|(_, row)| row).collect();
            picked.sort_unstable();
            self.data.take(side, &picked)
        };
        let one_file = self.sides[0] == self.sides[1];
        let (lefts, rights) = (pick(self.sides[0], 1)?, pick(self.sides[1], 2)?);
        let mut book = Book::default();
        for left in lefts.all() {
            for right in rights.all() {
                if !one_file || lefts.number(left) != rights.number(right) {
                    book.add(self.comparer.pattern(lefts.row(left), rights.row(right)), 1);
                }
            }
        }
        Ok(book.finish())
    }
}
