use std::collections::BTreeMap;

use anyhow::Result;
use jiff::civil::Date;
use policy::{
    access::{Right, ScopeKind},
    calendar::{Calendar, UnknownYear},
    casefile::{Next, State, parts, sees},
};

use super::rules;
use crate::{
    services::duty::Who,
    store::{CaseFilter, CaseRow},
    workspace::Workspace,
};

/// A file with what follows from the day.
pub struct Found<'w> {
    pub row: CaseRow,
    /// What comes next; none when it is closed, or when no pack has the working days that it needs.
    pub next: Option<Next<'w>>,
    /// Days since that was due.
    pub overdue: Option<i32>,
    /// Whether it waits for the person.
    pub mine: bool,
}

/// Files within reach, the most pressing first.
#[derive(Default)]
pub struct Listed<'w> {
    pub found: Vec<Found<'w>>,
    /// A year whose working days no pack knows, if one was needed.
    pub unknown: Option<UnknownYear>,
}

/// The files that a person may know of: what waits for them first, by what is overdue, then by the next date.
///
/// # Errors
/// Refused when the pack has no rules; when the database fails.
pub async fn list<'w>(workspace: &'w Workspace, who: Who<'_>, filter: CaseFilter<'_>, day: Date) -> Result<Listed<'w>> {
    let mut listed = Listed::default();
    for row in within(workspace, who, filter).await? {
        let (found, unknown) = told(workspace, who, row, day)?;
        listed.unknown = listed.unknown.or(unknown);
        listed.found.push(found);
    }
    listed.found.sort_by_key(|one| {
        let (due, overdue) = (one.next.and_then(|next| next.due), one.overdue.unwrap_or(0));
        let closed = one.row.case.state == State::Closed;
        (closed, !one.mine, std::cmp::Reverse(overdue), due.unwrap_or(Date::MAX), one.row.id.clone())
    });
    Ok(listed)
}

/// The files that wait for a person.
///
/// # Errors
/// When the database fails.
pub async fn waiting<'w>(workspace: &'w Workspace, who: Who<'_>, day: Date) -> Result<Listed<'w>> {
    if workspace.pack.dropout.is_none() {
        return Ok(Listed::default());
    }
    let mut listed = list(workspace, who, CaseFilter::default(), day).await?;
    listed.found.retain(|one| one.mine);
    Ok(listed)
}

/// What follows from the day for one file.
///
/// # Errors
/// Refused when the pack has no rules.
pub fn told<'w>(
    workspace: &'w Workspace,
    who: Who<'_>,
    row: CaseRow,
    day: Date,
) -> Result<(Found<'w>, Option<UnknownYear>)> {
    let (rules, actor) = (rules(workspace)?, who.actor(&workspace.pack));
    let parts = parts(&row.case, &actor);
    let (next, unknown) = match row.case.next(rules, Calendar::new(&workspace.pack.calendar), &parts) {
        Ok(next) => (next, None),
        Err(year) => (None, Some(year)),
    };
    let mine = next.and_then(|next| next.by).is_some_and(|by| parts.contains(&by));
    let overdue = next.and_then(|next| next.overdue(day));
    Ok((Found { row, next, overdue, mine }, unknown))
}

/// The rows within reach.
async fn within(workspace: &Workspace, who: Who<'_>, filter: CaseFilter<'_>) -> Result<Vec<CaseRow>> {
    let mut read = workspace.store.read().await?;
    let actor = who.actor(&workspace.pack);
    let holds = || who.memberships.iter().filter(|one| one.role.may(Right::CaseFiles));
    if who.is_machine || holds().any(|one| one.scope == actor.district) {
        return read.cases(filter).await;
    }
    let mut rows = BTreeMap::new();
    for one in holds() {
        let own = match one.role.scope() {
            ScopeKind::School => CaseFilter { school: Some(&one.scope), ..filter },
            _ => CaseFilter { township: Some(&one.scope), ..filter },
        };
        rows.extend(read.cases(own).await?.into_iter().map(|row| (row.id.clone(), row)));
    }
    let asked = |row: &CaseRow| {
        filter.township.is_none_or(|township| row.case.township == township)
            && filter.school.is_none_or(|school| row.case.school.as_deref() == Some(school))
            && sees(&row.case, &actor)
    };
    Ok(rows.into_values().filter(asked).collect())
}
