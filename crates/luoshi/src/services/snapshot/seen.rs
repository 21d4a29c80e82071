use std::collections::BTreeSet;

use anyhow::Result;
use lake::snapshot::Snapshot;
use policy::{access::Right, dataset::Dataset, indicator::Indicator, pack::Pack};

use crate::{
    edge::Edge,
    refusal::Refusal,
    services::{account::Caller, reach::Reach, report::Ground},
    store::Attempt,
    workspace::Workspace,
};

/// A snapshot within a person's reach.
pub struct Seen<'a> {
    pub snapshot: Snapshot,
    pub dataset: &'a Dataset,
    /// The others of the same dataset and scope, the newest first.
    pub others: Vec<Snapshot>,
    pub may_withdraw: bool,
}

/// Finds a snapshot by its whole id.
///
/// # Errors
/// `page-missing` when there is none, or not for this person.
pub fn seen<'a>(pack: &'a Pack, ground: &Ground, caller: &Caller, id: &str) -> Result<Seen<'a>> {
    let missing = || Refusal::new("page-missing");
    let snapshots = ground.lake.snapshots();
    let snapshot = snapshots.iter().find(|one| one.id == id).ok_or_else(missing)?.clone();
    let dataset = pack.datasets.get(&snapshot.dataset).ok_or_else(missing)?;
    if !Reach::of(caller, Right::Data, pack, &ground.tree).facts(dataset, &snapshot.scope) {
        return Err(missing().into());
    }
    let same = |one: &&Snapshot| one.dataset == snapshot.dataset && one.scope == snapshot.scope && one.id != id;
    let others = snapshots.iter().rev().filter(same).cloned().collect();
    let may_withdraw = Reach::of(caller, Right::Import, pack, &ground.tree).changes(dataset, &snapshot.scope);
    Ok(Seen { snapshot, dataset, others, may_withdraw })
}

/// Takes a snapshot within a person's reach out of force.
///
/// # Errors
/// `page-missing` when it is not for this person; refused without a reason and when it is withdrawn already.
pub async fn withdraw_seen(workspace: &Workspace, edge: &Edge, seen: &Seen<'_>, reason: &str) -> Result<()> {
    if !seen.may_withdraw {
        return Err(Refusal::new("not-yours").into());
    }
    if reason.trim().is_empty() {
        return Err(Refusal::new("withdraw-reason").into());
    }
    super::withdraw(workspace, edge, &seen.snapshot.id, reason.trim()).await.map(drop)
}

/// What was handed in of a dataset within a person's reach, the newest first: snapshots, and tries that were refused.
///
/// # Errors
/// When the database fails.
pub async fn history(
    workspace: &Workspace,
    ground: &Ground,
    caller: &Caller,
    dataset: &Dataset,
) -> Result<(Vec<Snapshot>, Vec<Attempt>)> {
    let reach = Reach::of(caller, Right::Data, &workspace.pack, &ground.tree);
    let snapshots = ground.lake.snapshots().iter().rev();
    let snapshots = snapshots.filter(|one| one.dataset == dataset.id && reach.facts(dataset, &one.scope));
    let mut attempts = workspace.store.read().await?.refused_attempts(&dataset.id).await?;
    attempts.retain(|one| reach.facts(dataset, &one.scope));
    Ok((snapshots.cloned().collect(), attempts))
}

/// The indicators that are computed from a dataset, directly or through others, by id.
#[must_use]
pub fn feeds<'a>(pack: &'a Pack, dataset: &str) -> Vec<&'a Indicator> {
    let mut fed: BTreeSet<&str> = BTreeSet::new();
    loop {
        let reads = |indicator: &Indicator| {
            let mut reads = indicator.versions.iter().flat_map(|version| &version.reads);
            reads.any(|read| {
                read.dataset.as_deref() == Some(dataset) || read.indicator.as_deref().is_some_and(|id| fed.contains(id))
            })
        };
        let next: BTreeSet<&str> =
            pack.indicators.values().filter(|one| reads(one)).map(|one| one.id.as_str()).collect();
        if next == fed {
            return pack.indicators.values().filter(|one| fed.contains(one.id.as_str())).collect();
        }
        fed = next;
    }
}
