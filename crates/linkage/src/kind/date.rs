//! Dates as people write them, and the lunar day of each.

use std::sync::OnceLock;

use jiff::{ToSpan as _, civil::Date};
use tyme4rs::tyme::solar::SolarDay;

/// Writes `YYYYMMDD`. The day need not exist: lunar days that were entered as they are reach 30 in every month.
pub fn canonical(raw: &str, out: &mut String) {
    let mut groups = [(0_u32, 0_usize); 4];
    let mut count = 0;
    let mut inside = false;
    for char in raw.chars() {
        let digit =
            char.to_digit(10).or_else(|| ('\u{ff10}'..='\u{ff19}').contains(&char).then(|| u32::from(char) - 0xff10));
        let Some(digit) = digit else {
            inside = false;
            continue;
        };
        if !inside {
            if count == groups.len() {
                break;
            }
            count += 1;
            inside = true;
        }
        let (number, length) = &mut groups[count - 1];
        *number = number.wrapping_mul(10).wrapping_add(digit);
        *length += 1;
    }
    let parts = match (groups[0], groups[1], groups[2]) {
        ((number, 8), ..) => Some((number / 10_000, number / 100 % 100, number % 100)),
        ((year, 4), (month, 1..=2), (day, 1..=2)) => Some((year, month, day)),
        // Day first, as in Latin data, unless that cannot be.
        ((first, 1..=2), (second, 1..=2), (year, 4)) if second > 12 => Some((year, first, second)),
        ((first, 1..=2), (second, 1..=2), (year, 4)) => Some((year, second, first)),
        _ => None,
    };
    if let Some((year @ 1850..=2150, month @ 1..=12, day @ 1..=31)) = parts {
        for (number, most) in [(year, 1000), (month, 10), (day, 10)] {
            let places = [1000, 100, 10, 1].into_iter().filter(|place| *place <= most);
            out.extend(places.filter_map(|place| char::from_digit(number / place % 10, 10)));
        }
    }
}

/// Year, month and day as one number; 0 where it is not known.
pub fn ymd(value: &str) -> u32 {
    value.bytes().fold(0_u32, |number, digit| number.wrapping_mul(10).wrapping_add(digit.wrapping_sub(b'0').into()))
}

/// The digits of the year.
pub fn year(value: &str) -> &str {
    value.get(..4).unwrap_or(value)
}

/// The digits of month and day.
pub fn day(value: &str) -> &str {
    value.get(4..).unwrap_or(value)
}

/// One was entered as the lunar day of the other, with the lunar year or the solar one.
pub fn is_lunar(one: &str, other: &str) -> bool {
    let (one, other) = (ymd(one), ymd(other));
    let is = |solar: u32, written: u32| {
        // A lunar month begins one to seven weeks after the solar month of its number: most dates need not be looked up.
        let [month, of_written] = [solar, written].map(|ymd| ymd / 100 % 100);
        if (solar / 10_000).abs_diff(written / 10_000) > 2 || (month + 12).saturating_sub(of_written) % 12 > 2 {
            return false;
        }
        let lunar = lunar(solar);
        lunar != 0 && lunar % 10_000 == written % 10_000 && (lunar / 10_000).abs_diff(written / 10_000) <= 1
    };
    is(one, other) || is(other, one)
}

pub fn is_day_month(one: &str, other: &str) -> bool {
    let swapped = |value: &str, other: &str| value.get(..2) == other.get(2..) && value.get(2..) == other.get(..2);
    one != other && year(one) == year(other) && swapped(day(one), day(other))
}

/// Whether two dates exist and lie so many days from each other at most.
pub fn is_near(one: &str, other: &str, most: usize) -> bool {
    let (one, other) = (ymd(one), ymd(other));
    // Most dates lie years from each other.
    if (one / 10_000).abs_diff(other / 10_000) as usize > most / 365 + 1 {
        return false;
    }
    let apart = || Some(days(one)?.abs_diff(days(other)?));
    apart().is_some_and(|apart| apart as usize <= most)
}

/// Days since the epoch; none for days that do not exist.
fn days(ymd: u32) -> Option<i32> {
    let part = |number: u32| i8::try_from(number % 100).ok();
    let date = Date::new(i16::try_from(ymd / 10_000).ok()?, part(ymd / 100)?, part(ymd)?).ok()?;
    Some((date - Date::constant(1970, 1, 1)).get_days())
}

/// First days of lunar months with year and month, by solar year: those that begin in it and the one before.
static MONTHS: [OnceLock<Vec<(i32, u32)>>; 301] = [const { OnceLock::new() }; 301];
const FIRST: u32 = 1850;

fn months(year: u32) -> Vec<(i32, u32)> {
    let (Some(mut day), Some(last)) = (days(year * 10_000 + 101), days(year * 10_000 + 1231)) else {
        return Vec::new();
    };
    let mut months = Vec::new();
    while day <= last {
        let lunar = ask(day);
        let first = day - i32::try_from(lunar % 100).unwrap_or(1) + 1;
        if months.last() == Some(&(first, lunar / 100)) {
            // That month has 30 days.
            day = first + 30;
        } else {
            months.push((first, lunar / 100));
            day = first + 29;
        }
    }
    months
}

/// The lunar day of a solar one as year, month and day; a leap month has the number of the month before, as people write it.
fn lunar(ymd: u32) -> u32 {
    let Some(day) = days(ymd) else { return 0 };
    let year = (ymd / 10_000).checked_sub(FIRST).and_then(|at| MONTHS.get(at as usize));
    let Some(months) = year.map(|year| year.get_or_init(|| months(ymd / 10_000))) else { return ask(day) };
    let within = months.iter().rev().find(|(first, _)| *first <= day);
    within.map_or(0, |(first, month)| month * 100 + u32::try_from(day - first + 1).unwrap_or(0))
}

/// The lunar day by the calendar itself, which takes its time.
fn ask(day: i32) -> u32 {
    let date = Date::constant(1970, 1, 1).saturating_add(i64::from(day).days());
    let number = |part: i8| usize::try_from(part).unwrap_or(1);
    let day = SolarDay::from_ymd(isize::from(date.year()), number(date.month()), number(date.day())).get_lunar_day();
    let month = day.get_month().unsigned_abs();
    let parts = [day.get_year().unsigned_abs(), month, day.get_day()].map(|part| u32::try_from(part).unwrap_or(0));
    parts[0] * 10_000 + parts[1] * 100 + parts[2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_months_agrees_with_the_calendar() {
        for day in (-29_000..51_000).step_by(17) {
            let date = Date::constant(1970, 1, 1).saturating_add(i64::from(day).days());
            let ymd = u32::from(date.year().unsigned_abs()) * 10_000
                + u32::from(date.month().unsigned_abs()) * 100
                + u32::from(date.day().unsigned_abs());
            assert_eq!(lunar(ymd), ask(day), "{date}");
        }
    }
}
