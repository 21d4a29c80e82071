//! The overview: what stands where, red first, and who owes what.

use std::collections::BTreeMap;

use jiff::civil::Date;
use policy::{
    plan::{Commitment, Plan, Task, Unit},
    status::Status,
};

use super::indicator::Standing;

/// How many targets have which status; every status is there, the worst first.
pub type Counts = BTreeMap<Status, usize>;

/// Statuses that somebody must do something about.
pub const OWED: [Status; 5] = [Status::Missed, Status::OffTrack, Status::AtRisk, Status::Stale, Status::NoData];

/// What the overview shows besides the standings themselves.
pub struct Overview<'a, 's> {
    pub counts: Counts,
    /// Targets that need a decision, the worst first, then by due day.
    pub red: Vec<&'s Standing<'a>>,
    /// Tasks with targets, each with its counts.
    pub tasks: Vec<(&'a Task, Counts)>,
    /// Units by what they owe, the one that owes most first: targets owed, targets in all, tasks.
    pub units: Vec<Owing<'a>>,
    /// What falls due next, the nearest first.
    pub next: Vec<(&'a Commitment, Date)>,
    pub never_reported: usize,
    pub no_owner: usize,
    pub stale: usize,
}

/// What one unit answers for.
pub struct Owing<'a> {
    pub unit: &'a Unit,
    pub owed: usize,
    pub targets: usize,
    pub tasks: usize,
}

/// How many deadlines the overview names.
const NEXT: usize = 8;

/// Sums up the standings of a plan on a day.
#[must_use]
pub fn overview<'a, 's>(plan: &'a Plan, standings: &'s [Standing<'a>], day: Date) -> Overview<'a, 's> {
    let mut red: Vec<_> = standings.iter().filter(|one| OWED.contains(&one.judgement.status)).collect();
    red.sort_by_key(|one| (one.judgement.status, one.due));
    let tasks = plan
        .tasks
        .iter()
        .map(|task| (task, counts(standings.iter().filter(|one| one.commitment.task == Some(task.number)))));
    let mut units: Vec<_> = plan.units.iter().map(|unit| owing(plan, standings, unit)).collect();
    units.retain(|one| one.targets > 0 || one.tasks > 0);
    units.sort_by_key(|one| (std::cmp::Reverse(one.owed), std::cmp::Reverse(one.targets)));
    let due = |one: &'a Commitment| Some((one, one.due.or_else(|| Some(plan.task(one)?.deadline))?));
    let mut next: Vec<_> = plan.commitments.iter().filter_map(due).filter(|(_, due)| *due >= day).collect();
    next.sort_by_key(|(_, due)| *due);
    next.truncate(NEXT);
    Overview {
        counts: counts(standings.iter()),
        red,
        tasks: tasks.collect(),
        units,
        next,
        never_reported: standings.iter().filter(|one| one.judgement.never_reported).count(),
        no_owner: standings.iter().filter(|one| one.judgement.no_owner).count(),
        stale: standings.iter().filter(|one| one.judgement.status == Status::Stale).count(),
    }
}

/// Counts standings by status.
pub fn counts<'a: 's, 's>(standings: impl Iterator<Item = &'s Standing<'a>>) -> Counts {
    let mut counts: Counts = Status::ALL.into_iter().map(|status| (status, 0)).collect();
    for standing in standings {
        *counts.entry(standing.judgement.status).or_default() += 1;
    }
    counts
}

/// Whether a unit answers for a commitment: by its own words, else through the lead or responsible units of its task.
#[must_use]
pub fn answers_for(plan: &Plan, unit: &str, commitment: &Commitment) -> bool {
    if !commitment.units.is_empty() {
        return commitment.units.iter().any(|one| one == unit);
    }
    plan.task(commitment).is_some_and(|task| names(task, unit))
}

/// Whether a task names a unit, as lead or as responsible.
fn names(task: &Task, unit: &str) -> bool {
    task.lead.iter().chain(&task.responsible).any(|one| one == unit)
}

fn owing<'a>(plan: &'a Plan, standings: &[Standing<'a>], unit: &'a Unit) -> Owing<'a> {
    let own: Vec<_> = standings.iter().filter(|one| answers_for(plan, &unit.id, one.commitment)).collect();
    Owing {
        unit,
        owed: own.iter().filter(|one| OWED.contains(&one.judgement.status)).count(),
        targets: own.len(),
        tasks: plan.tasks.iter().filter(|task| names(task, &unit.id)).count(),
    }
}
