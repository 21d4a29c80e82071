//! Scores of units (考核计分), from what happened in a period and how many duties counted in it.

use rust_decimal::Decimal;

use super::{
    rules::{Part, Scheme},
    trace::Happened,
};

/// What a unit has in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    /// Duties that counted on a day of it.
    pub duties: usize,
    pub timeliness: Decimal,
    pub quality: Decimal,
    pub result: Decimal,
}

impl Score {
    #[must_use]
    pub fn total(&self) -> Decimal {
        self.timeliness + self.quality + self.result
    }
}

impl Scheme {
    /// The points that an occasion brings.
    pub fn points(&self, happened: Happened) -> impl Iterator<Item = (Part, i32)> {
        let rules = self.points.iter().filter(move |rule| rule.on == happened.occasion);
        rules.map(|rule| (rule.part, rule.points)).chain(happened.adjusted)
    }

    /// Scores one unit: how many of its duties counted in the period, and what happened to them how often.
    #[must_use]
    pub fn score(&self, duties: usize, happened: &[(Happened, usize)]) -> Score {
        let part = |part: Part, weight: u32| {
            let points =
                happened.iter().flat_map(|(one, times)| self.points(*one).map(move |brought| (brought, *times)));
            let own = points.filter(|((of, _), _)| *of == part);
            let sum: Decimal = own.map(|((_, points), times)| Decimal::from(points) * Decimal::from(times)).sum();
            let weight = Decimal::from(weight);
            (weight + sum / Decimal::from(duties.max(1))).clamp(Decimal::ZERO, weight).round_dp(2)
        };
        Score {
            duties,
            timeliness: part(Part::Timeliness, self.timeliness),
            quality: part(Part::Quality, self.quality),
            result: part(Part::Result, self.result),
        }
    }
}
