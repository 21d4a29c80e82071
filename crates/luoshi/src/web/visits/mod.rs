//! Linked leaders (挂钩领导): who visits which school, when that is owed, and what was found there.

pub(super) mod list;
pub(super) mod show;

use policy::supervise::{Owed, ProblemState};

use super::page::Page;
use crate::services::{person::Places, visit::Found};

/// The class of the badge of what is owed, and the key of its word.
pub(super) const fn owed(owed: Owed) -> (&'static str, &'static str) {
    match owed {
        Owed::Overdue => ("missed", "visits-owed-overdue"),
        Owed::Soon => ("at_risk", "visits-owed-soon"),
        Owed::Kept => ("met", "visits-owed-kept"),
    }
}

/// A problem as pages show it.
pub(super) struct Problem {
    pub id: String,
    pub visit: String,
    pub version: i64,
    pub class: &'static str,
    pub word: String,
    pub words: String,
    pub school: String,
    pub unit: String,
    pub found: String,
    pub due: String,
    /// What the unit says that it did, and when.
    pub answer: Option<(String, String)>,
    /// Why it was sent back last.
    pub reason: String,
    pub may_answer: bool,
    pub may_confirm: bool,
    pub may_return: bool,
}

impl Problem {
    pub fn of(page: &Page<'_>, places: &Places, found: &Found) -> Self {
        let (one, visit) = (&found.problem, &found.visit);
        let (class, key) = match (one.state, found.overdue) {
            (ProblemState::Open, true) => ("missed", "visits-problem-overdue"),
            (ProblemState::Open, false) => ("on_track", "visits-problem-open"),
            (ProblemState::Answered, _) => ("at_risk", "visits-problem-answered"),
            (ProblemState::Solved, _) => ("met", "visits-problem-solved"),
        };
        let answer = one.answered_on.map(|on| (one.answer.clone(), page.date(on)));
        let open = one.state != ProblemState::Solved;
        Self {
            id: one.id.clone(),
            visit: one.visit.clone(),
            version: one.version,
            class,
            word: page.t(key),
            words: one.words.clone(),
            school: places.name(&visit.school).to_owned(),
            unit: places.name(&one.unit).to_owned(),
            found: visit.held_on.map(|on| page.date(on)).unwrap_or_default(),
            due: page.date(one.due),
            answer,
            reason: one.reason.clone(),
            may_answer: found.answers && open,
            may_confirm: found.confirms && open,
            may_return: found.confirms && one.state != ProblemState::Open,
        }
    }
}
