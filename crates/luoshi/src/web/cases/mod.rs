//! Files of missing children (控辍保学): the list with the next step of each, one file, and what is done to it. Whoever may
//! not see files sees how many there are.

pub(super) mod list;
pub(super) mod show;

use super::page::Page;
use crate::{services::case::Found, store::CaseRow, telling::ToldCase};

/// A file as lists show it.
pub(super) struct Line {
    pub id: String,
    pub version: i64,
    /// What the register calls the child; none when it is in it no more.
    pub name: Option<String>,
    pub township: String,
    pub school: String,
    pub state: String,
    pub class: &'static str,
    pub next: Option<Next>,
    /// Days since the next step was due.
    pub overdue: Option<i32>,
    pub outcome: String,
    /// How often the child has been missing.
    pub times: u32,
}

/// What comes next.
pub(super) struct Next {
    pub title: String,
    pub by: String,
    pub due: String,
}

pub(super) fn line(page: &Page<'_>, told: ToldCase<'_>, found: &Found<'_>, name: Option<String>) -> Line {
    let CaseRow { id, version, case, .. } = &found.row;
    Line {
        id: id.clone(),
        version: *version,
        name,
        township: told.place(&case.township),
        school: case.school.as_deref().map(|school| told.place(school)).unwrap_or_default(),
        state: told.state(case.state),
        class: ToldCase::class(case.state, found.overdue.is_some()),
        next: found.next.map(|next| Next {
            title: told.next(&next),
            by: told.by(&next),
            due: next.due.map(|due| page.date(due)).unwrap_or_default(),
        }),
        overdue: found.overdue,
        outcome: case.outcome.as_deref().map(|outcome| told.outcome(outcome)).unwrap_or_default(),
        times: case.times,
    }
}
