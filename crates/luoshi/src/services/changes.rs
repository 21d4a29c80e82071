//! What changed since somebody was here last: targets that stand elsewhere, and what was handed in.

use std::cmp::Reverse;

use anyhow::Result;
use jiff::Timestamp;
use lake::snapshot::Snapshot;
use policy::{access::Right, status::Flag};

use super::{account::Caller, board::Board, indicator::Standing, reach::Reach};
use crate::{edge::Edge, workspace::Workspace};

/// What is different from how it was at a moment.
pub struct Changes<'a> {
    pub since: Timestamp,
    /// Targets as they stood and as they stand: first those whose status became worse, then better, then other values.
    pub targets: Vec<(Standing<'a>, Standing<'a>)>,
    /// What came in or was withdrawn within the person's reach, the newest first.
    pub files: Vec<Snapshot>,
}

/// The changes since the caller's last visit; none for whoever is here for the first time.
///
/// # Errors
/// Faults of files and database.
pub async fn changes<'a>(
    workspace: &'a Workspace,
    edge: &Edge,
    board: &Board,
    now: &[Standing<'a>],
    caller: &Caller,
) -> Result<Option<Changes<'a>>> {
    let Some(since) = caller.visited_at else { return Ok(None) };
    let then = board.standings_at(workspace, edge, since).await?.unwrap_or_default();
    let mut targets: Vec<_> = then.into_iter().zip(now.iter().cloned()).filter(differ).collect();
    targets.sort_by_key(|(then, now)| {
        let (then, now) = (then.judgement.status, now.judgement.status);
        (then == now, Reverse(now < then), now)
    });
    let reach = Reach::of(caller, Right::Data, &workspace.pack, &board.tree);
    let seen = |one: &&Snapshot| {
        let dataset = workspace.pack.datasets.get(&one.dataset);
        let changed = one.recorded_at > since || one.withdrawn_at.is_some_and(|at| at > since);
        changed && dataset.is_some_and(|dataset| reach.facts(dataset, &one.scope))
    };
    let mut files: Vec<_> = board.computed.lake.snapshots().iter().filter(seen).cloned().collect();
    files.sort_by_key(|one| Reverse(one.withdrawn_at.unwrap_or(one.recorded_at)));
    Ok(Some(Changes { since, targets, files }))
}

/// Whether a target has another status or another value; one that must not be shown is not compared.
fn differ((then, now): &(Standing<'_>, Standing<'_>)) -> bool {
    let value = |one: &Standing<'_>| one.judgement.judged.as_ref().map(|judged| (judged.year, judged.value));
    let hidden = then.is_flagged(Flag::Confidential) || now.is_flagged(Flag::Confidential);
    then.judgement.status != now.judgement.status || (!hidden && value(then) != value(now))
}
