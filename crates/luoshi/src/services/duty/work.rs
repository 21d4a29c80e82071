//! My work: what waits for a person. What the person has a hand in is looked at one by one; of all else only what something
//! waits for, or what the figures prove, and there duties that are alike are decided once.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
};

use anyhow::Result;
use jiff::civil::Date;
use policy::{
    access::Right,
    calendar::{Calendar, UnknownYear},
    pack::Pack,
    supervise::{Deed, Duty, ShareState, SlipState, State, Verdict, allowed},
};

use super::{
    Proofs, Who,
    list::{of_units, reach},
};
use crate::{
    refusal::Refusal,
    store::{DutyFilter, DutyRow, Transaction, Waiting},
    workspace::Workspace,
};

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

    /// The reason of a stable name, as addresses have it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.key().trim_start_matches("work-")
    }

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
    /// By reason, the most pressing first.
    pub groups: Vec<Group>,
    pub unknown: Option<UnknownYear>,
}

/// Duties of one reason.
pub struct Group {
    pub reason: Work,
    pub total: usize,
    /// Those that are shown, by due day.
    pub rows: Vec<DutyRow>,
}

/// Which duties are shown: of one reason or of all, and which part of each.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    pub reason: Option<Work>,
    pub offset: usize,
    pub limit: usize,
}

/// A duty that stands on the page of work: its due day, its id, and the whole of it where it was read.
type Found = (Date, String, Option<DutyRow>);

/// What a person has to do, the most pressing first; every duty once, under its most pressing reason.
///
/// # Errors
/// When the database fails.
pub async fn work(workspace: &Workspace, who: Who<'_>, proofs: &Proofs, day: Date, part: Part) -> Result<ToDo> {
    let pack = &workspace.pack;
    let mut read = workspace.store.read().await?;
    let mut found: BTreeMap<Work, Vec<Found>> = BTreeMap::new();
    let mut to_do = ToDo::default();
    let open = DutyFilter { open: true, ..DutyFilter::default() };
    let own = of_units(workspace, &mut read, who, &open).await?;
    let ids: BTreeSet<_> = own.iter().map(|row| row.id.clone()).collect();
    let judges = reach(workspace, who, Right::Verify) || reach(workspace, who, Right::Supervise);
    let others = if judges { waiting(&mut read, proofs).await? } else { Vec::new() };
    let mut alike: BTreeMap<(String, String, bool, bool), Option<Work>> = BTreeMap::new();
    for one in others {
        if ids.contains(&one.id) {
            continue;
        }
        let is_met = proofs.of_year(&one.commitment, i16::try_from(one.year)?).verdict() == Verdict::Met;
        let key = (one.state, one.waits, one.submitted_by == who.name, is_met);
        if !alike.contains_key(&key) {
            let row = read.duty(&one.id).await?.ok_or_else(|| Refusal::new("page-missing"))?;
            alike.insert(key.clone(), reason(pack, who, proofs, &row.duty, day).0);
        }
        let decided = alike.get(&key).copied().flatten();
        if let Some(reason) = decided {
            found.entry(reason).or_default().push((one.due.parse()?, one.id, None));
        }
    }
    for row in own {
        let (decided, unknown) = reason(pack, who, proofs, &row.duty, day);
        to_do.unknown = to_do.unknown.or(unknown);
        if let Some(reason) = decided {
            found.entry(reason).or_default().push((row.duty.due, row.id.clone(), Some(row)));
        }
    }
    for (reason, mut found) in found {
        if part.reason.is_some_and(|asked| asked != reason) {
            continue;
        }
        found.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        let (total, mut rows) = (found.len(), Vec::new());
        for (_, id, row) in found.into_iter().skip(part.offset).take(part.limit) {
            rows.extend(if row.is_some() { row } else { read.duty(&id).await? });
        }
        to_do.groups.push(Group { reason, total, rows });
    }
    Ok(to_do)
}

/// What somebody of the office may have to do something about.
async fn waiting(read: &mut Transaction, proofs: &Proofs) -> Result<Vec<Waiting>> {
    let mut waiting = read.waiting_duties().await?;
    for (commitment, year) in proofs.saying(|verdict| verdict == Verdict::Met) {
        waiting.extend(read.working_duties(commitment, year).await?);
    }
    Ok(waiting)
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
