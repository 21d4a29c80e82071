//! Duties (督办事项): the list, the whole life of one, and what is done to it.

pub(super) mod evidence;
mod forms;
pub(super) mod list;
pub(super) mod rounds;
pub(super) mod scores;
pub(super) mod show;

use policy::supervise::{Finding, State, findings};

use super::{guard::Visit, page::Page, trouble::Trouble};
use crate::{
    services::{
        board::Board,
        duty::{self, Proofs},
    },
    store::DutyRow,
    telling::ToldDuty,
    words::{name, word},
};
use std::sync::Arc;

/// A duty as lists show it.
pub(super) struct Line {
    pub id: String,
    pub version: i64,
    pub title: String,
    pub task: Option<u32>,
    pub year: i16,
    pub unit: String,
    /// Class of the style sheet.
    pub class: &'static str,
    pub state: String,
    pub due: String,
    /// Days since the due day, when it has passed without a result.
    pub overdue: Option<i32>,
    /// Stable name and title of the worst slip that is not settled.
    pub slip: Option<(String, String)>,
    pub pace: Option<String>,
    pub percent: Option<u8>,
    pub confidence: Option<String>,
    /// Words and figures disagree.
    pub contradicted: bool,
}

/// Class of the style sheet for a state.
const fn class(state: State) -> &'static str {
    match state {
        State::Drafted | State::Suspended | State::Void => "no_data",
        State::Assigned => "at_risk",
        State::InHand => "on_track",
        State::Submitted => "stale",
        State::Returned => "off_track",
        State::Closed => "met",
    }
}

pub(super) fn line(page: &Page<'_>, told: ToldDuty<'_>, row: &DutyRow, proofs: &Proofs) -> Line {
    let duty = &row.duty;
    let overdue = duty.is_overdue(page.day()).then(|| (page.day() - duty.due).get_days());
    let found = findings(duty, proofs.get(duty), &told.pack.supervision);
    Line {
        id: row.id.clone(),
        version: row.version,
        title: told.title(duty),
        task: told.commitment(duty).and_then(|one| one.task),
        year: duty.year,
        unit: told.unit(&duty.unit),
        class: if overdue.is_some() { "missed" } else { class(duty.state) },
        state: told.state(duty.state),
        due: page.date(duty.due),
        overdue,
        slip: duty.slip().map(|(_, slip)| (name(&slip.colour), told.slip(slip.colour))),
        pace: duty.report.as_ref().map(|report| word(told.words, "pace", &report.pace)),
        percent: duty.report.as_ref().and_then(|report| report.percent),
        confidence: duty.confidence.as_ref().map(|one| word(told.words, "confidence", &one.level)),
        contradicted: found.into_iter().any(Finding::is_contradiction),
    }
}

/// The board of the day, and what its figures say of duties.
pub(super) async fn proofs(visit: &Visit) -> Result<(Arc<Board>, Proofs), Trouble> {
    let board = visit.app.board(&visit.edge).await?;
    let proofs = duty::Proofs::of(&board.standings(&visit.app.workspace.pack));
    Ok((board, proofs))
}
