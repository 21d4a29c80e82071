//! Working days (工作日): what a deadline of so many working days means, from the holidays in a pack.
//!
//! A day is worked when it is Monday to Friday and no holiday, or when the yearly notice makes it a working day
//! (调休上班). A period counted in days begins on the day after its event, and a last day that is not worked moves to
//! the next worked one (Civil Code 民法典, articles 201 and 203): [`Calendar::add_workdays`] and
//! [`Calendar::next_workday`].
//!
//! The notice for a year comes out in the autumn before it, so no rule can tell the working days of a year that is not
//! in the packs; such a question is refused, never answered by weekends alone.
//!
//! To add a year, write `calendar/YYYY.toml` in a pack.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use serde::Serialize;

use crate::indicator::CalendarYear;

/// The working days of the years in the packs.
#[derive(Clone, Copy, Debug)]
pub struct Calendar<'a> {
    years: &'a BTreeMap<i16, CalendarYear>,
}

/// No pack holds the holidays of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("the holidays of {year} are not known; the packs hold {first:?} to {last:?}")]
pub struct UnknownYear {
    pub year: i16,
    pub first: Option<i16>,
    pub last: Option<i16>,
}

impl UnknownYear {
    /// Fluent key of the sentence; arguments are the fields.
    pub const KEY: &'static str = "calendar-unknown-year";
}

impl<'a> Calendar<'a> {
    #[must_use]
    pub const fn new(years: &'a BTreeMap<i16, CalendarYear>) -> Self {
        Self { years }
    }

    /// Whether offices work on a day.
    ///
    /// # Errors
    /// When no pack holds the day's year.
    pub fn is_workday(self, day: Date) -> Result<bool, UnknownYear> {
        let year = self.years.get(&day.year()).ok_or_else(|| self.unknown(day.year()))?;
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        Ok(year.workdays.contains(&day) || (!weekend && !year.holidays.contains(&day)))
    }

    /// The first working day on or after a day.
    ///
    /// # Errors
    /// When the way leads into a year that no pack holds.
    pub fn next_workday(self, mut day: Date) -> Result<Date, UnknownYear> {
        while !self.is_workday(day)? {
            day = self.step(day, true)?;
        }
        Ok(day)
    }

    /// The day that lies `count` working days after a day, which itself is not counted; before it when `count` is
    /// negative; the day itself when `count` is 0.
    ///
    /// # Errors
    /// When the way leads into a year that no pack holds.
    pub fn add_workdays(self, mut day: Date, count: i32) -> Result<Date, UnknownYear> {
        self.is_workday(day)?;
        let mut left = count.unsigned_abs();
        while left > 0 {
            day = self.step(day, count > 0)?;
            left -= u32::from(self.is_workday(day)?);
        }
        Ok(day)
    }

    fn step(self, day: Date, forward: bool) -> Result<Date, UnknownYear> {
        // Only the first and last day that a date can express have no neighbour.
        let neighbour = if forward { day.tomorrow() } else { day.yesterday() };
        neighbour.map_err(|_| self.unknown(day.year()))
    }

    fn unknown(self, year: i16) -> UnknownYear {
        let bound = |entry: Option<(&i16, _)>| entry.map(|(&year, _)| year);
        UnknownYear { year, first: bound(self.years.first_key_value()), last: bound(self.years.last_key_value()) }
    }
}
