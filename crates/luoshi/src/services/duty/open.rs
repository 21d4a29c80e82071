use anyhow::Result;
use jiff::civil::Date;
use policy::{
    access::Right,
    supervise::{Duty, Event, Opening, openings},
};

use super::{PREFIX, Who};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::event::logged,
    store::{DutyRow, NewEvent, Transaction},
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
    let mut missing = Vec::new();
    for opening in openings(plan, &workspace.pack.supervision, year) {
        // One that was taken back is not opened again by the dozen.
        if !read.has_duty(&opening.commitment, year, &opening.unit).await? {
            missing.push(opening);
        }
    }
    Ok(missing)
}

/// Opens every duty of a year that is not there yet, as drafts; how many.
///
/// # Errors
/// Refused without the right, without a plan, or when there is nothing to open.
pub async fn open(workspace: &Workspace, edge: &Edge, who: Who<'_>, year: i16, day: Date) -> Result<usize> {
    let mut write = workspace.store.write().await?;
    let openings = missing(workspace, &mut write, year).await?;
    let opened = open_all(edge, &mut write, who, openings, day).await?.len();
    if opened == 0 {
        return Err(Refusal::new("duty-none-to-open").with("year", year).into());
    }
    write.commit().await?;
    Ok(opened)
}

/// Opens duties within a transaction, as drafts; their ids. One that its unit has already is left out.
///
/// # Errors
/// Refused without the right.
pub async fn open_all(
    edge: &Edge,
    write: &mut Transaction,
    who: Who<'_>,
    openings: Vec<Opening>,
    day: Date,
) -> Result<Vec<String>> {
    if !who.memberships.iter().any(|one| one.role.may(Right::Supervise)) {
        return Err(Refusal::new("not-yours").into());
    }
    let mut opened = Vec::new();
    for opening in openings {
        let duty = Duty::open(&opening);
        let changed_by = who.name.to_owned();
        let row = DutyRow { id: edge.id(), duty, version: 1, changed_at: edge.now, changed_by };
        if write.add_duty(&row).await? {
            let (kind, body) = logged(PREFIX, &Event::Opened(opening), day)?;
            let event = NewEvent { at: edge.now, actor: who.name, kind: &kind, subject: &row.id, body };
            write.add_event(event).await?;
            opened.push(row.id);
        }
    }
    Ok(opened)
}
