//! Dates as people write them, and the lunar day of each.

use jiff::civil::Date;
use tyme4rs::tyme::solar::SolarDay;

use crate::intern::Values;

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
        out.push_str(&format!("{year:04}{month:02}{day:02}"));
    }
}

/// Year, month and day of every distinct date; 0 where it is not known.
pub struct Dates {
    pub ymd: Vec<u32>,
    /// Days since the epoch; none for days that do not exist.
    pub days: Vec<Option<i32>>,
    /// The lunar day as year, month and day.
    pub lunar: Vec<u32>,
}

impl Dates {
    pub fn new(values: &Values) -> Self {
        let ymd: Vec<u32> = values.texts().map(|value| value.parse().unwrap_or(0)).collect();
        let days: Vec<_> = ymd.iter().map(|&ymd| days(ymd)).collect();
        let mut order: Vec<usize> = (0..ymd.len()).filter(|&at| days[at].is_some()).collect();
        order.sort_unstable_by_key(|&at| days[at]);
        let mut lunar = vec![0; ymd.len()];
        // Every lunar month has at least 29 days: asking once for the first date in one is enough for the others.
        let mut known: Option<(i32, u32)> = None;
        for at in order {
            let Some(day) = days[at] else { continue };
            let within = known.map(|(day_of, lunar)| (day - day_of + i32::try_from(lunar % 100).unwrap_or(0), lunar));
            lunar[at] = if let Some((of_month @ ..=29, lunar)) = within {
                lunar / 100 * 100 + u32::try_from(of_month).unwrap_or(0)
            } else {
                let found = of(ymd[at]);
                known = Some((day, found));
                found
            };
        }
        Self { ymd, days, lunar }
    }

    /// One was entered as the lunar day of the other, with the lunar year or the solar one.
    pub fn is_lunar(&self, one: usize, other: usize) -> bool {
        let is = |solar: usize, written: usize| {
            let (lunar, written) = (self.lunar[solar], self.ymd[written]);
            lunar != 0 && lunar % 10_000 == written % 10_000 && (lunar / 10_000).abs_diff(written / 10_000) <= 1
        };
        is(one, other) || is(other, one)
    }

    pub fn is_day_month(&self, one: usize, other: usize) -> bool {
        let swapped = |ymd: u32| ymd / 10_000 * 10_000 + ymd % 100 * 100 + ymd / 100 % 100;
        self.ymd[one] != self.ymd[other] && swapped(self.ymd[one]) == self.ymd[other]
    }

    pub fn apart(&self, one: usize, other: usize) -> Option<u32> {
        Some(self.days[one]?.abs_diff(self.days[other]?))
    }
}

fn days(ymd: u32) -> Option<i32> {
    let part = |number: u32| i8::try_from(number % 100).ok();
    let date = Date::new(i16::try_from(ymd / 10_000).ok()?, part(ymd / 100)?, part(ymd)?).ok()?;
    Some((date - Date::constant(1970, 1, 1)).get_days())
}

/// The lunar day of a solar one; a leap month has the number of the month before, as people write it.
fn of(ymd: u32) -> u32 {
    let number = |part: u32| usize::try_from(part).unwrap_or(0);
    let year = isize::try_from(ymd / 10_000).unwrap_or(0);
    let day = SolarDay::from_ymd(year, number(ymd / 100 % 100), number(ymd % 100)).get_lunar_day();
    let month = day.get_month().unsigned_abs();
    let parts = [day.get_year().unsigned_abs(), month, day.get_day()].map(|part| u32::try_from(part).unwrap_or(0));
    parts[0] * 10_000 + parts[1] * 100 + parts[2]
}
