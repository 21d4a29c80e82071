//! What is due on a day: a table of cases.

use jiff::civil::Date;
use policy::report::{Report, State};

/// A yearly report of 1 September until 15 October.
const YEARLY: &str = "dates = [{ as_of = '09-01', due = '10-15' }]";
/// The state at the end of a year, until March of the next.
const YEAR_END: &str = "dates = [{ as_of = '12-31', due = '03-31' }]";
/// Twice a year.
const TERMS: &str = "dates = [{ as_of = '03-01', due = '03-31' }, { as_of = '09-01', due = '10-15' }]";
/// Every second year since 2022.
const SECOND: &str = "dates = [{ as_of = '12-20', due = '01-31' }]\ncycle = { first = 2022, years = 2 }";

/// Dates, today, newest facts (empty: none), state, day of the facts and due date that it is about.
const CASES: &[(&str, &str, &str, State, &str, &str)] = &[
    // The day of the facts has not come; last year's are here.
    (YEARLY, "2025-08-31", "2024-09-01", State::UpToDate, "2025-09-01", "2025-10-15"),
    // The day has come, the due date is more than thirty days ahead.
    (YEARLY, "2025-09-01", "2024-09-01", State::NotDue, "2025-09-01", "2025-10-15"),
    // Thirty days ahead, and on the last day itself.
    (YEARLY, "2025-09-15", "2024-09-01", State::DueSoon, "2025-09-01", "2025-10-15"),
    (YEARLY, "2025-10-15", "2024-09-01", State::DueSoon, "2025-09-01", "2025-10-15"),
    (YEARLY, "2025-10-16", "2024-09-01", State::Overdue, "2025-09-01", "2025-10-15"),
    // Handed in on time, early, and of a day a little after the one asked for.
    (YEARLY, "2025-10-16", "2025-09-01", State::UpToDate, "2026-09-01", "2026-10-15"),
    (YEARLY, "2025-09-02", "2025-09-01", State::UpToDate, "2026-09-01", "2026-10-15"),
    (YEARLY, "2025-10-16", "2025-09-07", State::UpToDate, "2026-09-01", "2026-10-15"),
    // Facts of a day before the one asked for are not the report.
    (YEARLY, "2025-10-16", "2025-08-31", State::Overdue, "2025-09-01", "2025-10-15"),
    // Nothing ever: owed since the last due date.
    (YEARLY, "2025-10-16", "", State::Never, "2025-09-01", "2025-10-15"),
    (YEARLY, "2025-09-20", "", State::Never, "2024-09-01", "2024-10-15"),
    // A report missed a year ago stays owed while the next one is open.
    (YEARLY, "2025-09-20", "2023-09-01", State::Overdue, "2024-09-01", "2024-10-15"),
    // A due date before the day of the facts is of the next year.
    (YEAR_END, "2025-12-31", "2024-12-31", State::NotDue, "2025-12-31", "2026-03-31"),
    (YEAR_END, "2026-03-31", "2024-12-31", State::DueSoon, "2025-12-31", "2026-03-31"),
    (YEAR_END, "2026-04-01", "2024-12-31", State::Overdue, "2025-12-31", "2026-03-31"),
    (YEAR_END, "2026-01-05", "2025-12-31", State::UpToDate, "2026-12-31", "2027-03-31"),
    // Several days in a year.
    (TERMS, "2025-04-01", "2024-09-01", State::Overdue, "2025-03-01", "2025-03-31"),
    (TERMS, "2025-04-01", "2025-03-01", State::UpToDate, "2025-09-01", "2025-10-15"),
    (TERMS, "2025-10-01", "2025-03-01", State::DueSoon, "2025-09-01", "2025-10-15"),
    (TERMS, "2025-11-01", "2025-09-01", State::UpToDate, "2026-03-01", "2026-03-31"),
    // Every second year: nothing before the first, nothing in between.
    (SECOND, "2020-06-01", "", State::NotDue, "2022-12-20", "2023-01-31"),
    (SECOND, "2023-02-01", "", State::Never, "2022-12-20", "2023-01-31"),
    (SECOND, "2024-06-01", "2022-12-20", State::UpToDate, "2024-12-20", "2025-01-31"),
    (SECOND, "2025-01-15", "2022-12-20", State::DueSoon, "2024-12-20", "2025-01-31"),
    (SECOND, "2026-11-30", "2022-12-20", State::Overdue, "2024-12-20", "2025-01-31"),
];

#[test]
fn what_is_due_follows_from_the_day_and_the_newest_facts() {
    let date = |text: &str| text.parse::<Date>().expect("a date");
    for (dates, today, newest, state, as_of, by) in CASES {
        let head = "dataset = 'students'\nfrom = 'schools'\nbasis = { zh = '通知', en = 'notice' }\n";
        let report: Report = toml::from_str(&format!("{head}{dates}")).expect("a report");
        let newest = (!newest.is_empty()).then(|| date(newest));
        let standing = report.standing(date(today), 30, newest).expect("it has dates");
        let found = (standing.state, standing.due.as_of, standing.due.by);
        assert_eq!(found, (*state, date(as_of), date(by)), "{dates} on {today} with {newest:?}");
    }
}

#[test]
fn the_worst_state_comes_first() {
    let mut states = State::ALL;
    states.sort_unstable();
    assert_eq!(states, State::ALL);
    assert!(State::Overdue < State::UpToDate);
}
