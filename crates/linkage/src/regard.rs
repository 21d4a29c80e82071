//! From weighed pairs to probabilities: what other pairs of the same rows take away, and how good the links are together.

use std::collections::BTreeMap;

use crate::{
    model::count,
    run::{Estimate, Link},
};

/// What a link is worth, as a whole number, so that sums are exact.
#[expect(clippy::cast_possible_truncation, reason = "weights are a few dozen bits")]
pub fn worth(weight: f32, least: f64) -> i64 {
    ((f64::from(weight) - least) * f64::from(1 << 20)).round() as i64
}

/// Weights of the pairs of each row.
pub struct Rivals<'a> {
    pairs: &'a [Link],
    /// Pairs by row, and the best weight of each row.
    rows: [BTreeMap<u32, (Vec<usize>, f32)>; 2],
}

impl<'a> Rivals<'a> {
    /// Where a right row may have several partners, only pairs of the left row are rivals.
    pub fn new(pairs: &'a [Link], both: bool) -> Self {
        let mut rows: [BTreeMap<u32, (Vec<usize>, f32)>; 2] = [BTreeMap::new(), BTreeMap::new()];
        for (at, one) in pairs.iter().enumerate() {
            for (rows, row) in rows.iter_mut().zip([one.left, one.right]).take(if both { 2 } else { 1 }) {
                let (pairs, best) = rows.entry(row).or_insert((Vec::new(), f32::NEG_INFINITY));
                pairs.push(at);
                *best = best.max(one.weight);
            }
        }
        Self { pairs, rows }
    }

    /// The probability of a pair beside pairs of its rows that fit better: they take their share, since only one can be true. A
    /// rival whose other row fits yet better elsewhere counts for as much less.
    pub fn regarded(&self, one: &Link) -> f64 {
        // In shares of the pair's own odds, which may be too large to add.
        let mut sum = 1.0 + (-f64::from(one.weight)).exp2();
        for (side, row) in [(0, one.left), (1, one.right)] {
            let Some((pairs, _)) = self.rows[side].get(&row) else { continue };
            for rival in pairs.iter().map(|at| &self.pairs[*at]).filter(|rival| rival.weight > one.weight) {
                let other = if side == 0 { rival.right } else { rival.left };
                let best = self.rows[1 - side].get(&other).map_or(rival.weight, |(_, best)| *best);
                sum += f64::from(2.0 * rival.weight - best - one.weight).exp2();
            }
        }
        1.0 / sum
    }
}

/// How good the links are by their own probabilities, and how sure that is.
pub fn estimates(links: &[Link], rest: &[Link]) -> [Estimate; 2] {
    let sums = |pairs: &[Link]| {
        let sum: f64 = pairs.iter().map(|one| one.probability).sum();
        let variance: f64 = pairs.iter().map(|one| one.probability * (1.0 - one.probability)).sum();
        (sum, variance.sqrt())
    };
    let ((right, right_error), (missed, missed_error)) = (sums(links), sums(rest));
    // Normal interval of a sum of independent draws; half a pair is the least that is not known.
    let z = 1.96;
    let wrong = count(links.len() as u64) - right;
    let precision = |wrong: f64| right_share(count(links.len() as u64) - wrong, wrong);
    let recall = |missed: f64| right_share(right, missed);
    let spread = |value: f64, error: f64| ((value - z * error).max(0.0), value + (z * error).max(0.5));
    let (wrong_low, wrong_high) = spread(wrong, right_error);
    let (missed_low, missed_high) = spread(missed, missed_error);
    [
        Estimate { value: precision(wrong), low: precision(wrong_high), high: precision(wrong_low) },
        Estimate { value: recall(missed), low: recall(missed_high), high: recall(missed_low) },
    ]
}

fn right_share(right: f64, other: f64) -> f64 {
    if right + other > 0.0 { (right / (right + other)).clamp(0.0, 1.0) } else { 1.0 }
}
