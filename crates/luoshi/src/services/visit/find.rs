use std::collections::BTreeMap;

use anyhow::Result;
use jiff::civil::Date;
use policy::{
    access::{Right, ScopeKind},
    supervise::{Owed, ProblemState, VisitRules},
};

use super::{is_leader, record::is_own, rules};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::{
        account::Caller,
        person::{Places, list, places},
    },
    store::{LinkedSchool, Visit, VisitProblem},
    workspace::Workspace,
};

/// A link with what it is owed.
pub struct Linked {
    pub link: LinkedSchool,
    /// Day of the last visit under it.
    pub last: Option<Date>,
    /// The next visit that is planned.
    pub planned: Option<Visit>,
    pub due: Date,
    pub owed: Owed,
    /// Visits held under it.
    pub held: usize,
    /// Problems found there that are not solved.
    pub unsolved: usize,
    /// Whether the caller plans visits under it.
    pub own: bool,
}

/// A problem with the visit that found it.
pub struct Found {
    pub problem: VisitProblem,
    pub visit: Visit,
    pub overdue: bool,
    /// Whether the caller answers for it.
    pub answers: bool,
    /// Whether the caller confirms it or sends it back.
    pub confirms: bool,
}

/// Everything about linked leaders that a person may see.
pub struct Board {
    pub day: Date,
    pub rules: VisitRules,
    pub places: Places,
    /// Names of people by id.
    pub people: BTreeMap<String, String>,
    /// Leaders who can be linked: id and name.
    pub leaders: Vec<(String, String)>,
    /// Links in force, what is owed most first; none for whoever only solves.
    pub links: Vec<Linked>,
    /// Leaders linked to units of the plan, who are told when a unit is late.
    pub units: Vec<LinkedSchool>,
    /// Open schools without a linked leader.
    pub without: Vec<(String, String)>,
    /// Problems that are not solved, the oldest deadline first.
    pub problems: Vec<Found>,
    /// Problems solved.
    pub solved: usize,
    /// Visits held and called off, the latest first.
    pub visits: Vec<Visit>,
    /// Whether the caller sees the visits, and not only what their unit solves.
    pub whole: bool,
}

/// One visit with what it found.
pub struct Shown {
    pub visit: Visit,
    pub problems: Vec<Found>,
    /// Whether the caller records it.
    pub own: bool,
    /// Whether the caller sees what was written of it.
    pub whole: bool,
}

/// What a person may see of linked leaders, visits and problems.
///
/// # Errors
/// Refused when the packs set no rules.
pub async fn board(workspace: &Workspace, edge: &Edge, caller: &Caller, day: Date) -> Result<Board> {
    let rules = rules(workspace)?;
    let (listed, places) = (list(workspace).await?, places(workspace, edge).await?);
    let mut read = workspace.store.read().await?;
    let (links, visits, problems) = (read.linked_schools().await?, read.visits().await?, read.visit_problems().await?);
    drop(read);
    let whole = is_whole(caller);
    let by_id: BTreeMap<&str, &Visit> = visits.iter().map(|visit| (visit.id.as_str(), visit)).collect();
    let found = |problem: VisitProblem| {
        let visit = by_id.get(problem.visit.as_str())?;
        found(caller, day, problem, visit)
    };
    let found: Vec<Found> = problems.into_iter().filter_map(found).collect();
    let in_force = links.into_iter().filter(|link| link.ended_on.is_none() && whole);
    // A unit is owed no visit.
    let is_unit = |link: &LinkedSchool| places.units.iter().any(|(id, _)| *id == link.school);
    let (units, in_force): (Vec<_>, Vec<_>) = in_force.partition(is_unit);
    let linked = |link: LinkedSchool| linked(caller, &rules, day, link, &visits, &found);
    let mut links: Vec<_> = in_force.into_iter().map(linked).collect();
    links.sort_by(|a, b| (a.owed, a.due, &a.link.school).cmp(&(b.owed, b.due, &b.link.school)));
    let is_linked = |code: &str| links.iter().any(|one| one.link.school == code);
    let without = places.schools.iter().filter(|(code, _)| whole && !is_linked(code)).cloned().collect();
    let solved = found.iter().filter(|one| one.problem.state == ProblemState::Solved).count();
    let past = visits.iter().filter(|visit| whole && (visit.held_on.is_some() || visit.called_off)).cloned().collect();
    Ok(Board {
        day,
        rules,
        leaders: listed
            .iter()
            .filter(|one| is_leader(one))
            .map(|one| (one.person.id.clone(), one.person.name.clone()))
            .collect(),
        people: listed.into_iter().map(|one| (one.person.id, one.person.name)).collect(),
        places,
        links,
        units,
        without,
        problems: found.into_iter().filter(|one| one.problem.state != ProblemState::Solved).collect(),
        solved,
        visits: past,
        whole,
    })
}

/// One visit, as far as a person may see it.
///
/// # Errors
/// `page-missing` when there is none, or nothing of it is this person's.
pub async fn find(workspace: &Workspace, caller: &Caller, day: Date, id: &str) -> Result<Shown> {
    let missing = || Refusal::new("page-missing");
    let mut read = workspace.store.read().await?;
    let visit = read.visit(id).await?.ok_or_else(missing)?;
    let problems = read.visit_problems().await?.into_iter().filter(|problem| problem.visit == visit.id);
    let problems: Vec<_> = problems.filter_map(|problem| found(caller, day, problem, &visit)).collect();
    let whole = is_whole(caller);
    if !whole && problems.is_empty() {
        return Err(missing().into());
    }
    Ok(Shown { own: is_own(caller, &visit.person), visit, problems, whole })
}

/// What waits for a person: visits that they owe or owe soon and have not planned, and problems that they have to solve or to
/// confirm. Nothing where the packs set no rules.
///
/// # Errors
/// When the database or a snapshot cannot be read.
pub async fn waiting(workspace: &Workspace, edge: &Edge, caller: &Caller, day: Date) -> Result<Option<Board>> {
    if !caller.may(Right::Visits) || workspace.pack.supervision.visits.is_none() {
        return Ok(None);
    }
    let mut board = board(workspace, edge, caller, day).await?;
    let id = &caller.person.id;
    board.links.retain(|one| one.link.person == *id && one.owed != Owed::Kept && one.planned.is_none());
    board.problems.retain(|one| match one.problem.state {
        ProblemState::Open => one.answers,
        ProblemState::Answered => one.visit.person == *id,
        ProblemState::Solved => false,
    });
    Ok(Some(board).filter(|board| !board.links.is_empty() || !board.problems.is_empty()))
}

/// Whether a person sees all visits: whoever has the right by a role that is not of a unit.
fn is_whole(caller: &Caller) -> bool {
    caller.memberships.iter().any(|one| one.role.may(Right::Visits) && one.role.scope() != ScopeKind::Unit)
}

/// A problem as a person sees it; none when it is not theirs to see.
fn found(caller: &Caller, day: Date, problem: VisitProblem, visit: &Visit) -> Option<Found> {
    let answers = caller.may(Right::Answer) && caller.units().contains(&problem.unit.as_str());
    if !is_whole(caller) && !answers {
        return None;
    }
    let overdue = problem.state == ProblemState::Open && problem.due < day;
    Some(Found { problem, visit: visit.clone(), overdue, answers, confirms: is_own(caller, &visit.person) })
}

fn linked(
    caller: &Caller,
    rules: &VisitRules,
    day: Date,
    link: LinkedSchool,
    visits: &[Visit],
    found: &[Found],
) -> Linked {
    let under = |visit: &&Visit| visit.person == link.person && visit.school == link.school;
    let held = visits.iter().filter(under).filter_map(|visit| visit.held_on).filter(|on| *on >= link.since);
    let held: Vec<Date> = held.collect();
    let last = held.iter().max().copied();
    let planned = visits.iter().filter(under).filter(|visit| visit.held_on.is_none() && !visit.called_off);
    let planned = planned.min_by_key(|visit| visit.planned_for).cloned();
    let (due, owed) = rules.owed(link.since, last, day);
    let unsolved = found.iter().filter(|one| one.visit.school == link.school);
    let unsolved = unsolved.filter(|one| one.problem.state != ProblemState::Solved).count();
    Linked { last, planned, due, owed, held: held.len(), unsolved, own: is_own(caller, &link.person), link }
}
