//! Files of missing children as JSON: nobody is named.

use std::collections::BTreeMap;

use jiff::civil::Date;
use policy::casefile::{Closing, Party, State};
use serde::Serialize;

use crate::{
    services::case::{Counts, Found, Total},
    telling::ToldCase,
};

/// One file.
#[derive(Serialize)]
pub struct File<'a> {
    pub id: &'a str,
    pub township: &'a str,
    pub school: Option<&'a str>,
    pub state: State,
    pub opened_on: Date,
    /// Id of the step that comes next, or what else is awaited.
    pub next: Option<String>,
    pub by: Option<Party>,
    pub due: Option<Date>,
    /// Days.
    pub overdue: Option<i32>,
    pub outcome: Option<&'a str>,
    pub closed_on: Option<Date>,
    pub closed_by: Option<Closing>,
    /// How often the child has been missing.
    pub times: u32,
    pub version: i64,
}

impl<'a> File<'a> {
    #[must_use]
    pub fn of(one: &'a Found<'_>) -> Self {
        let case = &one.row.case;
        Self {
            id: &one.row.id,
            township: &case.township,
            school: case.school.as_deref(),
            state: case.state,
            opened_on: case.opened_on,
            next: one.next.map(|next| ToldCase::awaited(&next)),
            by: one.next.and_then(|next| next.by),
            due: one.next.and_then(|next| next.due),
            overdue: one.overdue,
            outcome: case.outcome.as_deref(),
            closed_on: case.closed_on,
            closed_by: case.closed_by,
            times: case.times,
            version: one.row.version,
        }
    }
}

/// How many files there are, by code of the township and together.
#[derive(Serialize)]
pub struct Files<'a> {
    pub townships: &'a BTreeMap<String, Total>,
    pub all: Total,
}

impl<'a> Files<'a> {
    #[must_use]
    pub const fn of(counts: &'a Counts) -> Self {
        Self { townships: &counts.of, all: counts.all }
    }
}
