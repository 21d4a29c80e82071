use std::collections::BTreeMap;

use anyhow::Result;
use jiff::civil::Date;
use policy::casefile::{Case, Command, Event, Opened, Run, State};
use serde::Serialize;

use super::{act, logged};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::duty::Who,
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
/// Refused when the reconciliation is not there or not finished.
pub async fn follow(workspace: &Workspace, edge: &Edge, name: &str, run: &str, day: Date) -> Result<Followed> {
    let mut write = workspace.store.write().await?;
    let found = write.finished_run(run).await?;
    let run = found.ok_or_else(|| Refusal::new("case-run-missing").with("run", run))?;
    let followed = told(workspace, edge, &mut write, name, &run, day).await?;
    write.commit().await?;
    Ok(followed)
}

/// The same by the finished reconciliation of the latest facts, if there is one; and ends what was looked after long enough.
///
/// # Errors
/// When the database fails.
pub async fn follow_latest(workspace: &Workspace, edge: &Edge, name: &str, day: Date) -> Result<Followed> {
    let mut write = workspace.store.write().await?;
    let mut followed = match write.latest_run().await? {
        Some(run) => told(workspace, edge, &mut write, name, &run, day).await?,
        None => Followed::default(),
    };
    if let Some(rules) = workspace.pack.dropout.as_deref() {
        let filter = CaseFilter { state: Some(State::FollowUp), ..CaseFilter::default() };
        for mut row in write.cases(filter).await? {
            if row.case.follow_until.is_some_and(|until| until <= day) {
                let actor = Who::machine(name).actor(&workspace.pack);
                let events = act::by_rule(&row, Command::EndFollowUp, &actor, rules, day)?;
                act::happen(&mut write, edge, &mut row, name, day, &events).await?;
                act::keep(&mut write, edge, &mut row, name).await?;
                followed.closed += 1;
            }
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
    let mut followed = Followed::default();
    // A pack without rules follows nothing.
    let Some(rules) = workspace.pack.dropout.as_deref() else { return Ok(followed) };
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
                    let (kind, body) = logged(&Event::Opened(opened), day)?;
                    let event = NewEvent { at: edge.now, actor: name, kind: &kind, subject: &row.id, body };
                    write.add_event(event).await?;
                    followed.opened += 1;
                }
            }
            continue;
        };
        let events = act::by_rule(row, Command::See(sighting), &actor, rules, day)?;
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
