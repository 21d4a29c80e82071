//! The holidays in the pack against an independent source, and the arithmetic on them.

#![expect(clippy::expect_used, reason = "a test may fail by panicking, helpers too")]

use std::{collections::BTreeMap, fs, path::Path};

use jiff::{ToSpan, civil::Date};
use policy::{
    calendar::{Calendar, UnknownYear},
    indicator::CalendarYear,
};
use proptest::prelude::*;
use tyme4rs::tyme::holiday::LegalHoliday;

fn years() -> BTreeMap<i16, CalendarYear> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/cn-education/calendar");
    let files = fs::read_dir(folder).expect("the national pack has a calendar");
    let read = |path| toml::from_str(&fs::read_to_string(path).expect("readable")).expect("a calendar year");
    files.map(|file| read(file.expect("a file").path())).map(|year: CalendarYear| (year.year, year)).collect()
}

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

/// tyme4rs carries its own table of the yearly notices (2001 to 2026).
#[test]
fn every_day_of_the_pack_agrees_with_tyme() {
    let years = years();
    assert_eq!(years.keys().copied().collect::<Vec<_>>(), [2023, 2024, 2025, 2026]);
    for &year in years.keys() {
        let mut date = Date::constant(year, 1, 1);
        while date.year() == year {
            let part = |n: i8| usize::try_from(n).expect("positive");
            let theirs = LegalHoliday::from_ymd(isize::from(year), part(date.month()), part(date.day()))
                .map_or(date.weekday().to_monday_one_offset() < 6, |holiday| holiday.is_work());
            assert_eq!(Calendar::new(&years).is_workday(date), Ok(theirs), "{date}");
            date += 1.day();
        }
    }
}

#[test]
fn the_year_file_names_only_days_of_its_year_and_of_use() {
    for (year, file) in years() {
        for (days, weekend) in [(&file.holidays, None), (&file.workdays, Some(true))] {
            assert!(days.is_sorted() && days.iter().all(|day| day.year() == year), "{year}");
            assert!(days.iter().all(|day| weekend.is_none_or(|w| w == (day.weekday().to_monday_one_offset() > 5))));
        }
        assert!(file.holidays.iter().all(|day| !file.workdays.contains(day)));
    }
}

/// Counted by hand on the notices.
#[test]
fn deadlines_pass_over_holidays_and_stop_at_worked_weekends() {
    let years = years();
    let calendar = Calendar::new(&years);
    // National Day 2023: 29 September to 6 October off, Saturday 7 and Sunday 8 October worked.
    assert_eq!(calendar.next_workday(day("2023-09-29")), Ok(day("2023-10-07")));
    assert_eq!(calendar.add_workdays(day("2023-09-28"), 1), Ok(day("2023-10-07")));
    assert_eq!(calendar.add_workdays(day("2023-09-28"), 5), Ok(day("2023-10-11")));
    assert_eq!(calendar.add_workdays(day("2023-10-07"), -1), Ok(day("2023-09-28")));
    // The day before Spring Festival 2024 is an ordinary Friday; the festival ends with a worked Sunday.
    assert_eq!(calendar.is_workday(day("2024-02-09")), Ok(true));
    assert_eq!(calendar.add_workdays(day("2024-02-09"), 1), Ok(day("2024-02-18")));
    // Across the end of a year.
    assert_eq!(calendar.add_workdays(day("2024-12-30"), 2), Ok(day("2025-01-02")));
    assert_eq!(calendar.add_workdays(day("2025-01-01"), 0), Ok(day("2025-01-01")));
}

#[test]
fn a_year_without_a_notice_is_refused() {
    let years = years();
    let calendar = Calendar::new(&years);
    let refusal = |year| UnknownYear { year, first: Some(2023), last: Some(2026) };
    assert_eq!(calendar.is_workday(day("2027-01-04")), Err(refusal(2027)));
    assert_eq!(calendar.add_workdays(day("2026-12-31"), 1), Err(refusal(2027)));
    assert_eq!(calendar.add_workdays(day("2023-01-03"), -1), Err(refusal(2022)));
    assert_eq!(calendar.next_workday(day("2022-12-31")), Err(refusal(2022)));
    let none = BTreeMap::new();
    let refusal = UnknownYear { year: 2025, first: None, last: None };
    assert_eq!(Calendar::new(&none).is_workday(day("2025-05-06")), Err(refusal));
}

proptest! {
    #[test]
    fn counting_forth_and_back_returns(offset in 0_i32..1300, count in 1_i32..30) {
        let years = years();
        let calendar = Calendar::new(&years);
        let start = calendar.next_workday(day("2023-01-01") + offset.days()).expect("inside the pack");
        let end = calendar.add_workdays(start, count).expect("inside the pack");
        prop_assert_eq!(calendar.is_workday(end), Ok(true));
        prop_assert_eq!(calendar.add_workdays(end, -count), Ok(start));
        let worked = (1..=(end - start).get_days()).filter(|n| calendar.is_workday(start + n.days()) == Ok(true));
        prop_assert_eq!(worked.count(), usize::try_from(count).expect("positive"));
    }
}
