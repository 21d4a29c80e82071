//! What is due for a person, by day: duties and steps of their units, reporting rounds, answers to slips, visits, and problems
//! to be solved. It is what calendars of other programs are fed with.
//!
//! To add a kind: a variant of [`Kind`], its entries in [`agenda()`], its text `agenda-…`.

use std::collections::BTreeMap;

use anyhow::Result;
use jiff::civil::Date;
use policy::{
    access::Right,
    calendar::Calendar,
    supervise::{ProblemState, ShareState, SlipState, State},
};
use serde::Serialize;

use super::{
    account::Caller,
    duty::{self, Who},
    visit,
};
use crate::{edge::Edge, store::DutyFilter, telling::ToldDuty, workspace::Workspace};

/// Something that is due.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    pub on: Date,
    pub kind: Kind,
    /// Names it for good, so that calendars know it again when its day moves.
    pub id: String,
    /// What it is, in the language of whoever asks.
    pub title: String,
    /// The unit that has to act; empty for what is the person's own.
    pub unit: String,
    /// Path of the page where it is dealt with.
    pub path: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A duty is to be handed in.
    Duty,
    /// A share of a duty is to be reported.
    Share,
    Step,
    /// A report of a round.
    Round,
    /// The answer to a slip.
    Slip,
    /// A visit that is planned.
    Visit,
    /// A visit that is owed and not planned.
    Owed,
    /// A problem found on a visit.
    Problem,
}

impl Kind {
    pub const ALL: [Self; 8] =
        [Self::Duty, Self::Share, Self::Step, Self::Round, Self::Slip, Self::Visit, Self::Owed, Self::Problem];
}

/// What is due for a person, by day.
///
/// # Errors
/// When the database or a snapshot cannot be read.
pub async fn agenda(workspace: &Workspace, edge: &Edge, caller: &Caller, day: Date) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    if caller.may(Right::Answer) {
        duties(workspace, edge, caller, day, &mut entries).await?;
    }
    if caller.may(Right::Visits) && workspace.pack.supervision.visits.is_some() {
        let board = visit::board(workspace, edge, caller, day).await?;
        for one in board.problems.iter().filter(|one| one.answers && one.problem.state == ProblemState::Open) {
            entries.push(Entry {
                on: one.problem.due,
                kind: Kind::Problem,
                id: format!("problem-{}", one.problem.id),
                title: board.places.name(&one.visit.school).to_owned(),
                unit: board.places.name(&one.problem.unit).to_owned(),
                path: format!("/visits/{}", one.visit.id),
            });
        }
        for one in board.links.iter().filter(|one| one.link.person == caller.person.id) {
            let (on, kind, id, path) = match &one.planned {
                Some(visit) => {
                    (visit.planned_for, Kind::Visit, format!("visit-{}", visit.id), format!("/visits/{}", visit.id))
                }
                None => (one.due, Kind::Owed, format!("owed-{}", one.link.id), "/visits".to_owned()),
            };
            let title = board.places.name(&one.link.school).to_owned();
            entries.push(Entry { on, kind, id, title, unit: String::new(), path });
        }
    }
    entries.sort();
    Ok(entries)
}

/// What is due of the duties of a person's units.
async fn duties(
    workspace: &Workspace,
    edge: &Edge,
    caller: &Caller,
    day: Date,
    entries: &mut Vec<Entry>,
) -> Result<()> {
    let (pack, units) = (&workspace.pack, caller.units());
    let (rules, calendar) = (&pack.supervision, Calendar::new(&pack.calendar));
    let told = ToldDuty { words: edge.words, pack };
    let is_own = |unit: &String| units.contains(&unit.as_str());
    let mut rounds: BTreeMap<(String, Date), &str> = BTreeMap::new();
    let open = DutyFilter { open: true, ..DutyFilter::default() };
    let listed = duty::list(workspace, Who::of(caller), open, 0, usize::try_from(i64::MAX)?).await?;
    for row in listed.rows {
        let duty = &row.duty;
        let path = format!("/duties/{}", row.id);
        let mut add = |on: Date, kind: Kind, id: String, title: String, unit: &str| {
            entries.push(Entry { on, kind, id, title, unit: told.unit(unit), path: path.clone() });
        };
        if !duty.state.is_with_unit() {
            continue;
        }
        if is_own(&duty.unit) {
            add(duty.due, Kind::Duty, format!("duty-{}", row.id), told.title(duty), &duty.unit);
            if let Some((number, slip)) = duty.slip().filter(|(_, slip)| slip.state == SlipState::Open) {
                let title = format!("{} {}", told.slip(slip.colour), told.title(duty));
                add(slip.answer_by, Kind::Slip, format!("slip-{}-{number}", row.id), title, &duty.unit);
            }
            for round in rules.rounds.iter().filter(|round| round.asks(duty.kind, duty.every)) {
                // What no calendar knows yet comes when it does.
                let Ok((opens, due)) = round.days(duty.year, calendar) else { continue };
                let is_done = duty.reported_on.is_some_and(|on| on >= opens);
                if duty.state != State::Assigned && !is_done && due >= day {
                    rounds.insert((format!("round-{}-{}", round.id, duty.year), due), round.title.get(edge.words.0));
                }
            }
        }
        let owes = |state| matches!(state, ShareState::Open | ShareState::Returned);
        for (unit, _) in duty.shares.iter().filter(|(unit, share)| is_own(unit) && owes(share.state)) {
            add(duty.due, Kind::Share, format!("share-{}-{unit}", row.id), told.title(duty), unit);
        }
        let steps = duty.steps.iter().enumerate();
        for (number, step) in steps.filter(|(_, step)| is_own(&step.unit) && step.done_on.is_none()) {
            add(step.due, Kind::Step, format!("step-{}-{number}", row.id), step.title.clone(), &step.unit);
        }
    }
    entries.extend(rounds.into_iter().map(|((id, on), title)| Entry {
        on,
        kind: Kind::Round,
        id,
        title: title.to_owned(),
        unit: String::new(),
        path: "/work".into(),
    }));
    Ok(())
}
