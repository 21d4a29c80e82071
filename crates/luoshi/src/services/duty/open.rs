use std::collections::BTreeSet;

use anyhow::Result;
use jiff::civil::Date;
use policy::{
    access::Right,
    supervise::{Duty, Event, Opening, openings},
};

use super::{Who, logged};
use crate::{
    edge::Edge,
    refusal::Refusal,
    store::{DutyFilter, DutyRow, NewEvent, Transaction},
    workspace::Workspace,
};

/// What the plan asks for in a year and nobody opened yet.
///
/// # Errors
/// Refused without a plan; when the database fails.
pub async fn openable(workspace: &Workspace, year: i16) -> Result<Vec<Opening>> {
    let mut read = workspace.store.read().await?;
    missing(workspace, &mut read, year).await
}

async fn missing(workspace: &Workspace, read: &mut Transaction, year: i16) -> Result<Vec<Opening>> {
    let plan = workspace.pack.plan.as_ref().ok_or_else(|| Refusal::new("plan-missing"))?;
    let filter = DutyFilter { year: Some(year), ..DutyFilter::default() };
    let (rows, _) = read.duties(&filter, 0, usize::try_from(i64::MAX)?).await?;
    // One that was taken back is not opened again by the dozen.
    let there: BTreeSet<_> = rows.into_iter().map(|row| (row.duty.commitment, row.duty.unit)).collect();
    let mut openings = openings(plan, &workspace.pack.supervision, year);
    openings.retain(|one| !there.contains(&(one.commitment.clone(), one.unit.clone())));
    Ok(openings)
}

/// Opens every duty of a year that is not there yet, as drafts; how many.
///
/// # Errors
/// Refused without the right, without a plan, or when there is nothing to open.
pub async fn open(workspace: &Workspace, edge: &Edge, who: Who<'_>, year: i16, day: Date) -> Result<usize> {
    if !who.memberships.iter().any(|one| one.role.may(Right::Supervise)) {
        return Err(Refusal::new("not-yours").into());
    }
    let mut write = workspace.store.write().await?;
    let openings = missing(workspace, &mut write, year).await?;
    let mut count = 0;
    for opening in openings {
        let duty = Duty::open(&opening);
        let changed_by = who.name.to_owned();
        let row = DutyRow { id: edge.id(), duty, version: 1, changed_at: edge.now, changed_by };
        if write.add_duty(&row).await? {
            let (kind, body) = logged(&Event::Opened(opening), day)?;
            let event = NewEvent { at: edge.now, actor: who.name, kind: &kind, subject: &row.id, body };
            write.add_event(event).await?;
            count += 1;
        }
    }
    if count == 0 {
        return Err(Refusal::new("duty-none-to-open").with("year", year).into());
    }
    write.commit().await?;
    Ok(count)
}
