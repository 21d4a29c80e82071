//! The reporting calendar (`reports.toml`): which dataset is due from whom, of which day, and by when (报送日历).
//!
//! A dataset has at most one entry. What is due on a day is a pure function of the entry, the day and the newest facts
//! that came in: [`Report::standing`].

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{dataset::Scope, indicator::day, text::Text};

/// `reports.toml` of the pack with the plan.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reports {
    /// Days before a due date from which on the report is pointed at.
    pub soon_days: u32,
    #[serde(rename = "report")]
    pub reports: Vec<Report>,
}

/// One dataset of the calendar.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    pub dataset: String,
    /// Who hands it in: `schools` or `townships`, each for itself, or the id of a unit of the plan for the whole district.
    pub from: String,
    /// Days of a year, in their order.
    pub dates: Vec<Days>,
    /// Left out when the report comes every year.
    #[serde(default)]
    pub cycle: Option<Cycle>,
    /// What the dates rest on.
    pub basis: Text,
    /// The bureau has not yet confirmed the dates.
    #[serde(default)]
    pub unverified: bool,
}

/// One report of a year.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Days {
    /// Month and day (`MM-DD`) on which the facts hold (统计时点).
    #[schemars(regex(pattern = r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"))]
    pub as_of: String,
    /// Month and day by which they are handed in; one before `as_of` is of the next year.
    #[schemars(regex(pattern = r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"))]
    pub due: String,
}

/// A report that does not come every year.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cycle {
    /// Year of the first report.
    pub first: i16,
    /// Years from one report to the next.
    #[schemars(range(min = 1, max = 100))]
    pub years: u8,
}

/// One report as it falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Due {
    /// Day on which the facts hold.
    pub as_of: Date,
    /// Last day to hand them in.
    pub by: Date,
}

/// How a dataset stands, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The due date has passed; there are only older facts.
    Overdue,
    /// The due date has passed, and nothing ever came.
    Never,
    /// The day of the facts has come, and the due date is near.
    DueSoon,
    /// Nothing is expected yet.
    NotDue,
    /// The facts of the newest day are here.
    UpToDate,
}

/// Where a report stands on a day, and the report that this is about: the one owed, or else the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Standing {
    pub state: State,
    pub due: Due,
}

/// Who hands a dataset in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From<'a> {
    Schools,
    Townships,
    /// A unit of the plan, for the whole district.
    Unit(&'a str),
}

impl From<'_> {
    /// Whose facts one file holds.
    #[must_use]
    pub const fn scope(self) -> Scope {
        match self {
            Self::Schools => Scope::School,
            Self::Townships => Scope::Township,
            Self::Unit(_) => Scope::District,
        }
    }
}

impl State {
    pub const ALL: [Self; 5] = [Self::Overdue, Self::Never, Self::DueSoon, Self::NotDue, Self::UpToDate];

    /// Fluent key of the word.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Overdue => "report-overdue",
            Self::Never => "report-never",
            Self::DueSoon => "report-due-soon",
            Self::NotDue => "report-not-due",
            Self::UpToDate => "report-up-to-date",
        }
    }
}

impl Reports {
    /// The entry of a dataset.
    #[must_use]
    pub fn of(&self, dataset: &str) -> Option<&Report> {
        self.reports.iter().find(|report| report.dataset == dataset)
    }
}

impl Report {
    #[must_use]
    pub fn from(&self) -> From<'_> {
        match self.from.as_str() {
            "schools" => From::Schools,
            "townships" => From::Townships,
            unit => From::Unit(unit),
        }
    }

    /// The reports around a day, in order: some that lie behind it, and at least one that lies ahead.
    fn around(&self, today: Date) -> Vec<Due> {
        let Cycle { first, years } = self.cycle.unwrap_or(Cycle { first: i16::MIN, years: 1 });
        let step = i16::from(years.max(1));
        let from = today.year().saturating_sub(step + 1).max(first);
        let years = (from..=from.max(today.year()).saturating_add(step + 1))
            .filter(|year| self.cycle.is_none() || (year - first).rem_euclid(step) == 0);
        let due = |year: i16, days: &Days| {
            let as_of = day(year, &days.as_of).ok()?;
            let by = day(year, &days.due).ok()?;
            let by = if by < as_of { day(year.saturating_add(1), &days.due).ok()? } else { by };
            Some(Due { as_of, by })
        };
        years.flat_map(|year| self.dates.iter().filter_map(move |days| due(year, days))).collect()
    }

    /// Where the report stands on a day, given the day of the newest facts that were handed in. None only for an entry
    /// without dates, which reading a pack excludes.
    #[must_use]
    pub fn standing(&self, today: Date, soon_days: u32, newest: Option<Date>) -> Option<Standing> {
        let dues = self.around(today);
        let is_in = |due: &Due| newest.is_some_and(|newest| newest >= due.as_of);
        if let Some(owed) = dues.iter().rev().find(|due| due.by < today).filter(|due| !is_in(due)) {
            let state = if newest.is_some() { State::Overdue } else { State::Never };
            return Some(Standing { state, due: *owed });
        }
        let next = dues.iter().find(|due| due.by >= today && !is_in(due))?;
        let days_left = i64::from((next.by - today).get_days());
        let state = if next.as_of <= today {
            if days_left <= i64::from(soon_days) { State::DueSoon } else { State::NotDue }
        } else if newest.is_some() {
            State::UpToDate
        } else {
            State::NotDue
        };
        Some(Standing { state, due: *next })
    }
}
