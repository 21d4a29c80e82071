//! Figures as people write them: digits, unit, and the names of grades.

use policy::{
    indicator::{Indicator, Unit},
    number::Number,
    pack::Pack,
};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use crate::words::{Words, word};

/// Writes figures of one indicator.
#[derive(Clone, Copy)]
pub struct Quantity<'a> {
    pub words: Words,
    pub pack: &'a Pack,
    pub indicator: &'a Indicator,
}

impl Quantity<'_> {
    /// A value with its unit, to the digits that the indicator declares.
    #[must_use]
    pub fn value(self, number: Number) -> String {
        self.unit(number, &self.digits(number))
    }

    /// A value written beside a target: a value that only rounding would lift to the target keeps its digits.
    #[must_use]
    pub fn beside(self, number: Number, target: Number) -> String {
        let rounded = self.round(number);
        let hides = rounded == target.0 && number != target;
        let digits = if hides {
            number.0.round_dp(self.indicator.decimals + 4).normalize().to_string()
        } else {
            self.digits(number)
        };
        self.unit(number, &digits)
    }

    /// A number as the plan writes it.
    #[must_use]
    pub fn exact(self, number: Number) -> String {
        self.unit(number, &number.to_string())
    }

    /// The distance between two values; percentage points when the unit is percent.
    #[must_use]
    pub fn difference(self, number: Number) -> String {
        let digits = self.digits(number);
        match self.indicator.unit {
            Unit::Percent => self.words.with("quantity-percentage-points", &[("number", &digits)]),
            Unit::Grade => self.words.with("quantity-grades", &[("number", &digits)]),
            Unit::Rank => self.words.with("quantity-ranks", &[("number", &digits)]),
            _ => self.unit(number, &digits),
        }
    }

    fn unit(self, number: Number, digits: &str) -> String {
        if self.indicator.unit == Unit::Grade
            && let Some(grade) = self.grade(number)
        {
            return grade;
        }
        let unit = word(self.words, "unit", &self.indicator.unit);
        match self.indicator.unit {
            Unit::Percent => format!("{digits}%"),
            Unit::Ratio => digits.to_owned(),
            Unit::Rank => self.words.with("quantity-rank", &[("number", digits)]),
            _ => self.words.with("quantity", &[("number", digits), ("unit", &unit)]),
        }
    }

    /// The name of a grade: grades count from 1 in the order of their code list.
    fn grade(self, number: Number) -> Option<String> {
        let list = self.pack.codes.get(self.indicator.codes.as_ref()?)?;
        let position = number.0.to_usize()?.checked_sub(1)?;
        Some(list.codes.get(position)?.name.get(self.words.0).to_owned())
    }

    fn digits(self, number: Number) -> String {
        let decimals = usize::try_from(self.indicator.decimals).unwrap_or_default();
        format!("{:.decimals$}", self.round(number))
    }

    fn round(self, number: Number) -> Decimal {
        number.rounded(self.indicator.decimals).0
    }
}
