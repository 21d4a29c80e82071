//! The Fellegi-Sunter model: how often each level occurs among true pairs (m) and among chance pairs (u).
//!
//! Weights are binary logarithms: 10 bits make a pair a thousand times as likely. Parameters are learned from counts of
//! patterns, never from single pairs.

use crate::{
    compare::{Pattern, level},
    spec::Spec,
};

/// Patterns in their order, with how many pairs have each.
pub type Counts = Vec<(Pattern, u64)>;

#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Probability that two rows picked by chance are the same person.
    pub prior: f64,
    pub comparisons: Vec<Levels>,
}

/// One comparison: its levels in order, and last what remains ("else").
#[derive(Clone, Debug, PartialEq)]
pub struct Levels {
    pub m: Vec<f64>,
    pub u: Vec<f64>,
    /// Levels whose u was declared.
    pub declared: Vec<bool>,
    /// Levels weighed by the frequency of the value.
    pub by_frequency: Vec<bool>,
}

/// What may be learned in a run of [`Model::learn`].
#[derive(Clone, Copy, Debug)]
pub struct Learning {
    pub m: bool,
    pub u: bool,
    pub prior: bool,
    /// How many pairs the present parameters count as; 0 for nothing but the data.
    pub trust: f64,
    pub rounds: usize,
    /// Largest change of a parameter at which it ends.
    pub precision: f64,
}

impl Default for Learning {
    fn default() -> Self {
        Self { m: true, u: false, prior: true, trust: 20.0, rounds: 200, precision: 1e-9 }
    }
}

/// No probability is 0 or 1: what was never seen may still be.
const LEAST: f64 = 1e-12;

impl Model {
    /// The model as declared, with u that only says that higher levels are rarer.
    #[must_use]
    pub fn new(spec: &Spec, left: usize, right: usize) -> Self {
        let comparisons = spec.comparisons.iter().map(|comparison| {
            let mut m: Vec<f64> = comparison.levels.iter().map(|level| level.m).chain([comparison.m_else]).collect();
            normalise(&mut m);
            let even = 0.5 / count(comparison.levels.len() as u64);
            let mut u: Vec<f64> = comparison.levels.iter().map(|level| level.u.unwrap_or(even)).collect();
            u.push(0.5);
            let flags =
                |flag: fn(&crate::spec::Level) -> bool| comparison.levels.iter().map(flag).chain([false]).collect();
            let levels = Levels {
                m,
                u,
                declared: flags(|level| level.u.is_some()),
                by_frequency: flags(|level| level.frequency_of.is_some()),
            };
            levels.settled()
        });
        let (left, right) = (count(left as u64), count(right as u64));
        let prior = spec.choice.expected * left.min(right) / (left * right).max(1.0);
        Self { prior: prior.clamp(LEAST, 0.5), comparisons: comparisons.collect() }
    }

    /// How much a pattern speaks for a true pair, without the prior.
    #[must_use]
    pub fn weight(&self, pattern: Pattern) -> f64 {
        (0..self.comparisons.len()).map(|at| self.part(pattern, at)).sum()
    }

    /// The weight of one comparison in a pattern.
    #[must_use]
    pub fn part(&self, pattern: Pattern, comparison: usize) -> f64 {
        let levels = &self.comparisons[comparison];
        match level(pattern, comparison) {
            0 => 0.0,
            level => (levels.m[level - 1] / levels.u[level - 1]).log2(),
        }
    }

    /// The same where the frequency of the value takes the place of u; that frequency comes as bits beside it.
    pub(crate) fn part_by_frequency(&self, pattern: Pattern, comparison: usize) -> f64 {
        let levels = &self.comparisons[comparison];
        match level(pattern, comparison) {
            0 => 0.0,
            level if levels.by_frequency[level - 1] => levels.m[level - 1].log2(),
            _ => self.part(pattern, comparison),
        }
    }

    /// Binary logarithm of the odds of the prior.
    #[must_use]
    pub fn prior_weight(&self) -> f64 {
        (self.prior / (1.0 - self.prior)).log2()
    }

    /// Expectation and maximisation on counts of patterns; gives the rounds that it took.
    pub fn learn(&mut self, counts: &[(Pattern, u64)], learning: Learning) -> usize {
        let before = self.clone();
        for round in 1..=learning.rounds {
            let last = self.clone();
            let mut sums = Sums::new(self);
            for &(pattern, pairs) in counts {
                let probability = probability(self.weight(pattern) + self.prior_weight());
                sums.add(pattern, count(pairs), probability);
            }
            self.maximise(&sums, &before, learning);
            if self.change(&last) < learning.precision {
                return round;
            }
        }
        learning.rounds
    }

    /// Learns from pairs that are known: true ones and others. A model without any stays as it is.
    pub fn learn_known(&mut self, same: &[(Pattern, u64)], others: &[(Pattern, u64)], trust: f64) {
        let before = self.clone();
        let mut sums = Sums::new(self);
        for (pairs, probability) in [(same, 1.0), (others, 0.0)] {
            for &(pattern, pairs) in pairs {
                sums.add(pattern, count(pairs), probability);
            }
        }
        let learning =
            Learning { m: !same.is_empty(), u: !others.is_empty(), prior: false, trust, ..Learning::default() };
        self.maximise(&sums, &before, learning);
    }

    fn maximise(&mut self, sums: &Sums, before: &Self, learning: Learning) {
        if learning.prior && sums.pairs > 0.0 {
            self.prior = (sums.same / sums.pairs).clamp(LEAST, 1.0 - LEAST);
        }
        for (((levels, before), m), u) in self.comparisons.iter_mut().zip(&before.comparisons).zip(&sums.m).zip(&sums.u)
        {
            if learning.m {
                levels.m = shares(m, &before.m, learning.trust);
            }
            if learning.u {
                let learned = shares(u, &before.u, learning.trust);
                for (at, learned) in learned.into_iter().enumerate() {
                    if !levels.declared[at] {
                        levels.u[at] = learned;
                    }
                }
                *levels = levels.clone().settled();
            }
        }
    }

    fn change(&self, other: &Self) -> f64 {
        let both = self.comparisons.iter().zip(&other.comparisons);
        let changes = both.flat_map(|(one, other)| one.m.iter().zip(&other.m).chain(one.u.iter().zip(&other.u)));
        changes.map(|(one, other)| (one - other).abs()).fold((self.prior - other.prior).abs(), f64::max)
    }
}

impl Levels {
    /// What remains takes the rest.
    fn settled(mut self) -> Self {
        if let Some((rest, others)) = self.u.split_last_mut() {
            *rest = (1.0 - others.iter().sum::<f64>()).max(LEAST);
        }
        self
    }
}

/// Expected pairs at every level.
struct Sums {
    pairs: f64,
    same: f64,
    m: Vec<Vec<f64>>,
    u: Vec<Vec<f64>>,
}

impl Sums {
    fn new(model: &Model) -> Self {
        let zeros: Vec<Vec<f64>> = model.comparisons.iter().map(|levels| vec![0.0; levels.m.len()]).collect();
        Self { pairs: 0.0, same: 0.0, m: zeros.clone(), u: zeros }
    }

    fn add(&mut self, pattern: Pattern, pairs: f64, probability: f64) {
        self.pairs += pairs;
        self.same += pairs * probability;
        for (at, (m, u)) in self.m.iter_mut().zip(&mut self.u).enumerate() {
            if let Some(level) = level(pattern, at).checked_sub(1) {
                m[level] += pairs * probability;
                u[level] += pairs * (1.0 - probability);
            }
        }
    }
}

fn shares(sums: &[f64], before: &[f64], trust: f64) -> Vec<f64> {
    let whole = sums.iter().sum::<f64>() + trust;
    if whole <= 0.0 {
        return before.to_vec();
    }
    let mut shares: Vec<f64> = sums.iter().zip(before).map(|(sum, before)| (sum + trust * before) / whole).collect();
    normalise(&mut shares);
    shares
}

fn normalise(shares: &mut [f64]) {
    let sum: f64 = shares.iter().sum();
    for share in shares {
        *share = (*share / sum).max(LEAST);
    }
}

/// Probability at the binary logarithm of the odds.
#[must_use]
pub fn probability(weight: f64) -> f64 {
    1.0 / (1.0 + (-weight).exp2())
}

#[expect(clippy::cast_precision_loss, reason = "counts of pairs stay below 2^53")]
#[must_use]
pub fn count(pairs: u64) -> f64 {
    pairs as f64
}
