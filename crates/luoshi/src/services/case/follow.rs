use std::collections::BTreeMap;

use anyhow::Result;
use jiff::civil::Date;
use policy::casefile::{Case, Command, Event, Opened, Run, State, decide};
use serde::Serialize;

use super::{PREFIX, act, rules};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::{
        duty::{Who, refused},
        event::logged,
    },
    store::{CaseFilter, CaseRow, NewEvent, Transaction},
    workspace::Workspace,
};

/// What a reconciliation, or the passing of days, did to files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Followed {
    /// Children of whom nobody had heard.
    pub opened: usize,
    /// Children who vanished again, or who are not where they were said to be.
    pub missed: usize,
    /// Closed by what was found.
    pub closed: usize,
    /// Found, and looked after for a while.
    pub followed: usize,
}

/// Opens, closes and reopens files by what a finished reconciliation says; told again it changes nothing.
///
/// # Errors
/// Refused when the pack has no rules, or the reconciliation is not there, not finished, or by a declaration that opens no
/// files.
pub async fn follow(workspace: &Workspace, edge: &Edge, name: &str, run: &str, day: Date) -> Result<Followed> {
    let declaration = rules(workspace)?.reconciliation.as_deref();
    let mut write = workspace.store.write().await?;
    let found = write.finished_run(declaration, Some(run)).await?;
    let run = found.ok_or_else(|| Refusal::new("case-run-missing").with("run", run))?;
    let followed = told(workspace, edge, &mut write, name, &run, day).await?;
    write.commit().await?;
    Ok(followed)
}

/// The same within the transaction that finishes a reconciliation; by a pack without rules, or by a declaration that opens
/// no files, nothing happens.
///
/// # Errors
/// When the database fails.
pub(in crate::services) async fn follow_within(
    workspace: &Workspace,
    edge: &Edge,
    write: &mut Transaction,
    run: &str,
) -> Result<Followed> {
    let Some(rules) = workspace.pack.dropout.as_deref() else { return Ok(Followed::default()) };
    let found = write.finished_run(rules.reconciliation.as_deref(), Some(run)).await?;
    match found {
        Some(run) => {
            // In a story that is told afterwards the day goes along.
            let day = workspace.day(edge).min(edge.today());
            told(workspace, edge, write, &edge.actor, &run, day).await
        }
        None => Ok(Followed::default()),
    }
}

/// The same by the finished reconciliation of the latest facts, if there is one; and ends what was looked after long enough.
///
/// # Errors
/// When the database fails.
pub async fn follow_latest(workspace: &Workspace, edge: &Edge, name: &str, day: Date) -> Result<Followed> {
    // A pack without rules follows nothing.
    let Some(rules) = workspace.pack.dropout.as_deref() else { return Ok(Followed::default()) };
    let mut write = workspace.store.write().await?;
    let mut followed = match write.finished_run(rules.reconciliation.as_deref(), None).await? {
        Some(run) => told(workspace, edge, &mut write, name, &run, day).await?,
        None => Followed::default(),
    };
    let filter = CaseFilter { state: Some(State::FollowUp), ..CaseFilter::default() };
    let actor = Who::machine(name).actor(&workspace.pack);
    for mut row in write.cases(filter).await? {
        if row.case.follow_until.is_some_and(|until| until <= day) {
            let events = decide(&row.case, Command::EndFollowUp, &actor, rules, day).map_err(refused)?;
            act::happen(&mut write, edge, &mut row, name, day, &events).await?;
            act::keep(&mut write, edge, &mut row, name).await?;
            followed.closed += 1;
        }
    }
    write.commit().await?;
    Ok(followed)
}

async fn told(
    workspace: &Workspace,
    edge: &Edge,
    write: &mut Transaction,
    name: &str,
    run: &Run,
    day: Date,
) -> Result<Followed> {
    let (mut followed, rules) = (Followed::default(), rules(workspace)?);
    let actor = Who::machine(name).actor(&workspace.pack);
    let rows = write.cases(CaseFilter::default()).await?;
    let mut rows: BTreeMap<String, CaseRow> = rows.into_iter().map(|row| (row.child.clone(), row)).collect();
    let mut sightings = BTreeMap::new();
    for opens in &rules.opens {
        sightings.extend(write.sightings(run, *opens).await?);
    }
    for (child, sighting) in sightings {
        let Some(row) = rows.get_mut(&child) else {
            if rules.opens.contains(&sighting.standing) {
                let opened = Opened { run: run.clone(), township: sighting.township, school: sighting.school };
                let case = Case::open(&opened, day);
                let changed_by = name.to_owned();
                let row = CaseRow { id: edge.id(), child, case, version: 1, changed_at: edge.now, changed_by };
                if write.add_case(&row).await? {
                    let (kind, body) = logged(PREFIX, &Event::Opened(opened), day)?;
                    let event = NewEvent { at: edge.now, actor: name, kind: &kind, subject: &row.id, body };
                    write.add_event(event).await?;
                    followed.opened += 1;
                }
            }
            continue;
        };
        let events = decide(&row.case, Command::See(sighting), &actor, rules, day).map_err(refused)?;
        if events.is_empty() {
            continue;
        }
        act::happen(write, edge, row, name, day, &events).await?;
        act::keep(write, edge, row, name).await?;
        match row.case.state {
            State::Closed => followed.closed += 1,
            State::FollowUp => followed.followed += 1,
            State::Open | State::Claimed => followed.missed += 1,
        }
    }
    Ok(followed)
}
