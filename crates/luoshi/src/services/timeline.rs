//! The timeline: what of the plan falls due when.

use jiff::civil::Date;
use policy::plan::{Commitment, CommitmentKind, Plan};

use super::{indicator::Standing, overview::answers_for};

/// A commitment with a day.
pub struct Item<'a, 's> {
    pub commitment: &'a Commitment,
    /// The last of its days.
    pub due: Date,
    /// Its targets, each with its own day.
    pub targets: Vec<&'s Standing<'a>>,
}

/// Targets, milestones and recurring commitments in the order of the plan, those of one unit if one is named; and how
/// many have no day. A rule that is kept at all times has none by nature.
#[must_use]
pub fn timeline<'a, 's>(plan: &'a Plan, standings: &'s [Standing<'a>], unit: &str) -> (Vec<Item<'a, 's>>, usize) {
    let asked = |one: &&Commitment| unit.is_empty() || answers_for(plan, unit, one);
    let (mut items, mut undated) = (Vec::new(), 0);
    for commitment in plan.commitments.iter().filter(asked) {
        if commitment.kind == CommitmentKind::Standing && commitment.targets.is_empty() {
            continue;
        }
        let targets: Vec<_> = standings.iter().filter(|one| one.commitment.id == commitment.id).collect();
        let promised = commitment.due.or_else(|| Some(plan.task(commitment)?.deadline));
        // What recurs does so as long as the plan runs.
        let recurs = (commitment.kind == CommitmentKind::Recurring).then(|| Date::constant(plan.to, 12, 31));
        match targets.iter().map(|one| one.due).max().or(promised).or(recurs) {
            Some(due) => items.push(Item { commitment, due, targets }),
            None => undated += 1,
        }
    }
    (items, undated)
}
