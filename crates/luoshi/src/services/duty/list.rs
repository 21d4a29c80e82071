use std::collections::BTreeMap;

use anyhow::Result;
use jiff::civil::Date;
use policy::{
    access::Right,
    supervise::{State, Verdict, sees},
};

use super::{Proofs, Who};
use crate::{
    services::lake::district,
    store::{Denied, DutyFilter, DutyRow, Transaction},
    workspace::Workspace,
};

/// Duties within reach, and how many there are in all.
pub struct Listed {
    pub rows: Vec<DutyRow>,
    pub total: usize,
}

/// Whether a right of the person reaches the whole district.
pub(super) fn reach(workspace: &Workspace, who: Who<'_>, right: Right) -> bool {
    let district = district(&workspace.pack);
    who.memberships.iter().any(|one| one.role.may(right) && one.scope == district)
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
    if reach(workspace, who, Right::Duties) {
        let assigned = filter.assigned || !reach(workspace, who, Right::Supervise);
        let (rows, total) = read.duties(&DutyFilter { assigned, ..filter }, offset, limit).await?;
        return Ok(Listed { rows, total });
    }
    let rows = of_units(workspace, &mut read, who, &filter).await?;
    Ok(Listed { total: rows.len(), rows: rows.into_iter().skip(offset).take(limit).collect() })
}

/// The duties of all units that a person answers for, put together: a unit has few.
pub(super) async fn of_units(
    workspace: &Workspace,
    read: &mut Transaction,
    who: Who<'_>,
    filter: &DutyFilter<'_>,
) -> Result<Vec<DutyRow>> {
    let actor = who.actor(&workspace.pack);
    let mut rows: BTreeMap<(Date, String), DutyRow> = BTreeMap::new();
    let own = who.memberships.iter().filter(|one| one.role.may(Right::Answer)).map(|one| one.scope.as_str());
    for unit in own.filter(|unit| filter.unit.is_none_or(|asked| asked == *unit)) {
        let filter = DutyFilter { unit: Some(unit), assigned: true, ..filter.clone() };
        let (found, _) = read.duties(&filter, 0, usize::try_from(i64::MAX)?).await?;
        rows.extend(found.into_iter().map(|row| ((row.duty.due, row.id.clone()), row)));
    }
    Ok(rows.into_values().filter(|row| sees(&row.duty, &actor)).collect())
}

/// How many duties of a year are in each state, of those that a person may know of.
///
/// # Errors
/// When the database fails.
pub async fn states(workspace: &Workspace, who: Who<'_>, year: i16) -> Result<BTreeMap<State, usize>> {
    let mut read = workspace.store.read().await?;
    if reach(workspace, who, Right::Duties) {
        let mut states: BTreeMap<_, _> = read.duty_states(year).await?.into_iter().collect();
        if !reach(workspace, who, Right::Supervise) {
            states.remove(&State::Drafted);
        }
        return Ok(states);
    }
    let filter = DutyFilter { year: Some(year), ..DutyFilter::default() };
    let mut states = BTreeMap::new();
    for row in of_units(workspace, &mut read, who, &filter).await? {
        *states.entry(row.duty.state).or_default() += 1;
    }
    Ok(states)
}

/// What contradicts the words of duties.
#[must_use]
pub fn denied(workspace: &Workspace, proofs: &Proofs) -> Denied {
    let ahead = workspace.pack.supervision.most_ahead();
    Denied { by: proofs.saying(Verdict::denies).collect(), ahead }
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
    let (unverified, overdue) = read.pressing_duties(day).await?;
    let claims = read.duty_claims(workspace.pack.supervision.most_ahead()).await?;
    let contradicted = claims
        .iter()
        .filter(|one| one.is_ahead || one.claim.is_denied_by(proofs.of_year(&one.commitment, one.year).verdict()));
    Ok(Counters { unverified, contradicted: contradicted.map(|one| one.count).sum(), overdue })
}
