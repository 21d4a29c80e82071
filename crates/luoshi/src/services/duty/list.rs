use std::{cell::Cell, collections::BTreeMap};

use anyhow::Result;
use jiff::civil::Date;
use policy::{
    access::Right,
    calendar::{Calendar, UnknownYear},
    pack::Pack,
    supervise::{Deed, Duty, Finding, ShareState, SlipState, State, allowed, findings, sees},
};

use super::{Proofs, Who};
use crate::{
    store::{DutyFilter, DutyRow},
    workspace::Workspace,
};

/// Duties within reach, and how many there are in all.
pub struct Listed {
    pub rows: Vec<DutyRow>,
    pub total: usize,
}

/// The duties that a person may know of, by due day.
///
/// # Errors
/// When the database fails.
pub async fn list(
    workspace: &Workspace,
    who: Who<'_>,
    filter: DutyFilter<'_>,
    offset: usize,
    limit: usize,
) -> Result<Listed> {
    let mut read = workspace.store.read().await?;
    let actor = who.actor(&workspace.pack);
    let whole = who.memberships.iter().any(|one| one.role.may(Right::Duties) && one.scope == actor.district);
    let supervises = who.memberships.iter().any(|one| one.role.may(Right::Supervise) && one.scope == actor.district);
    if whole {
        let filter = DutyFilter { assigned: !supervises, ..filter };
        let (rows, total) = read.duties(&filter, offset, limit).await?;
        return Ok(Listed { rows, total });
    }
    // A unit has few duties: those of all of a person's units are put together.
    let mut rows: BTreeMap<(Date, String), DutyRow> = BTreeMap::new();
    let own = who.memberships.iter().filter(|one| one.role.may(Right::Answer)).map(|one| one.scope.as_str());
    for unit in own.filter(|unit| filter.unit.is_none_or(|asked| asked == *unit)) {
        let filter = DutyFilter { unit: Some(unit), assigned: true, ..filter.clone() };
        let (found, _) = read.duties(&filter, 0, usize::try_from(i64::MAX)?).await?;
        rows.extend(found.into_iter().map(|row| ((row.duty.due, row.id.clone()), row)));
    }
    let total = rows.len();
    let seen = rows.into_values().filter(|row| sees(&row.duty, &actor));
    Ok(Listed { rows: seen.skip(offset).take(limit).collect(), total })
}

/// Why a duty stands on somebody's page of work, the most pressing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// Came back with a reason.
    Returned,
    /// The day has passed.
    Overdue,
    /// A slip waits for its answer.
    Slip,
    /// A leader said something that no report answered yet.
    Instruction,
    /// Waits to be acknowledged.
    Assigned,
    /// A share is owed, or was sent back.
    Share,
    /// A round wants a report.
    Round,
    /// The day is near.
    Due,
    /// A co-operating unit's share waits to be merged.
    Merge,
    /// Waits for verification.
    Verify,
    /// The figures prove it: one step closes it.
    Confirm,
    /// An extension waits for a decision.
    Extension,
    /// An answer to a slip waits to be looked at.
    Answer,
    /// Drawn for verification on site.
    Inspect,
    /// An appeal waits for a decision.
    Appeal,
}

impl Work {
    pub const ALL: [Self; 15] = [
        Self::Returned,
        Self::Overdue,
        Self::Slip,
        Self::Instruction,
        Self::Assigned,
        Self::Share,
        Self::Round,
        Self::Due,
        Self::Merge,
        Self::Verify,
        Self::Confirm,
        Self::Extension,
        Self::Answer,
        Self::Inspect,
        Self::Appeal,
    ];

    /// Fluent key of the heading.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Returned => "work-returned",
            Self::Overdue => "work-overdue",
            Self::Slip => "work-slip",
            Self::Instruction => "work-instruction",
            Self::Assigned => "work-assigned",
            Self::Share => "work-share",
            Self::Round => "work-round",
            Self::Due => "work-due",
            Self::Merge => "work-merge",
            Self::Verify => "work-verify",
            Self::Confirm => "work-confirm",
            Self::Extension => "work-extension",
            Self::Answer => "work-answer",
            Self::Inspect => "work-inspect",
            Self::Appeal => "work-appeal",
        }
    }
}

/// Working days before a due day from which on it stands on the page of work.
const NEAR: i32 = 10;

/// What a person has to do, and the year that no pack has a calendar of, if one was needed: what follows from working
/// days is then not on the list.
#[derive(Default)]
pub struct ToDo {
    pub rows: Vec<(Work, DutyRow)>,
    pub unknown: Option<UnknownYear>,
}

/// What a person has to do, the most pressing first; every duty once, under its most pressing reason.
///
/// # Errors
/// When the database fails.
pub async fn work(workspace: &Workspace, who: Who<'_>, proofs: &Proofs, day: Date) -> Result<ToDo> {
    let pack = &workspace.pack;
    let all = usize::try_from(i64::MAX)?;
    let mut rows = list(workspace, who, DutyFilter::default(), 0, all).await?.rows;
    rows.retain(|row| !matches!(row.duty.state, State::Void | State::Suspended | State::Drafted));
    let mut to_do = ToDo::default();
    for row in rows {
        let (reason, unknown) = reason(pack, who, proofs, &row.duty, day);
        to_do.rows.extend(reason.map(|reason| (reason, row)));
        to_do.unknown = to_do.unknown.or(unknown);
    }
    to_do.rows.sort_by(|a, b| (a.0, a.1.duty.due, &a.1.id).cmp(&(b.0, b.1.duty.due, &b.1.id)));
    Ok(to_do)
}

fn reason(pack: &Pack, who: Who<'_>, proofs: &Proofs, duty: &Duty, day: Date) -> (Option<Work>, Option<UnknownYear>) {
    let (actor, calendar) = (who.actor(pack), Calendar::new(&pack.calendar));
    let deeds = allowed(duty, &actor, proofs.get(duty));
    let may = |deed| deeds.contains(&deed);
    let leads = who.memberships.iter().any(|one| one.role.may(Right::Answer) && one.scope == duty.unit);
    let owes = leads && duty.state.is_with_unit();
    let unknown = Cell::new(None);
    let known = |asked: Result<bool, UnknownYear>| {
        asked.unwrap_or_else(|year| {
            unknown.set(Some(year));
            false
        })
    };
    let near = || known(calendar.add_workdays(duty.due, -NEAR).map(|from| from <= day));
    let round = || known(duty.round_owed(&pack.supervision, calendar, day).map(|owed| owed.is_some()));
    let share = duty.shares.iter().any(|(unit, share)| {
        matches!(share.state, ShareState::Open | ShareState::Returned)
            && who.memberships.iter().any(|one| one.role.may(Right::Answer) && one.scope == *unit)
    });
    let open_slip = duty.slip().is_some_and(|(_, slip)| slip.state == SlipState::Open);
    let reason = if leads && duty.state == State::Returned {
        Some(Work::Returned)
    } else if leads && duty.is_overdue(day) {
        Some(Work::Overdue)
    } else if open_slip && may(Deed::AnswerSlip) {
        Some(Work::Slip)
    } else if owes && !duty.instructions.is_empty() {
        Some(Work::Instruction)
    } else if may(Deed::Acknowledge) {
        Some(Work::Assigned)
    } else if share && may(Deed::ReportShare) {
        Some(Work::Share)
    } else if owes && round() {
        Some(Work::Round)
    } else if owes && near() {
        Some(Work::Due)
    } else if may(Deed::MergeShare) {
        Some(Work::Merge)
    } else if may(Deed::GrantExtension) {
        Some(Work::Extension)
    } else if may(Deed::Confirm) {
        Some(Work::Confirm)
    } else if may(Deed::Verify) {
        Some(Work::Verify)
    } else if may(Deed::SettleSlip) {
        Some(Work::Answer)
    } else if may(Deed::Inspect) {
        Some(Work::Inspect)
    } else if may(Deed::Adjust) && duty.appeal.is_some() {
        Some(Work::Appeal)
    } else {
        None
    };
    (reason, unknown.get())
}

/// What the overview counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Handed in and not verified.
    pub unverified: usize,
    /// Words and figures disagree.
    pub contradicted: usize,
    pub overdue: usize,
}

/// Counts duties of all years that are handed in and not verified, that are contradicted, and that are overdue.
///
/// # Errors
/// When the database fails.
pub async fn counters(workspace: &Workspace, proofs: &Proofs, day: Date) -> Result<Counters> {
    let mut read = workspace.store.read().await?;
    let none = DutyFilter::default;
    let (_, unverified) = read.duties(&DutyFilter { state: Some(State::Submitted), ..none() }, 0, 0).await?;
    let (_, overdue) = read.duties(&DutyFilter { overdue_on: Some(day), ..none() }, 0, 0).await?;
    let contradicted = contradicted(workspace, proofs).await?.len();
    Ok(Counters { unverified, contradicted, overdue })
}

/// Duties in which words and figures disagree.
///
/// # Errors
/// When the database fails.
pub async fn contradicted(workspace: &Workspace, proofs: &Proofs) -> Result<Vec<DutyRow>> {
    let mut read = workspace.store.read().await?;
    let (rows, _) = read.duties(&DutyFilter::default(), 0, usize::try_from(i64::MAX)?).await?;
    let rules = &workspace.pack.supervision;
    let differs =
        |row: &DutyRow| findings(&row.duty, proofs.get(&row.duty), rules).into_iter().any(Finding::is_contradiction);
    Ok(rows.into_iter().filter(differs).collect())
}
