//! Linked leaders (挂钩领导): who is linked to which school, the visits, and the problems found there until they are solved.
//!
//! Leaders and the planner see everything; a liaison sees the problems that their unit solves, and of a visit only where and
//! when it was. Rules stand in `supervision.toml`, section `visits`; without it there is nothing to link.
//!
//! To add something that is done on the way of a problem: a step in `policy::supervise::ProblemStep` and its texts.

mod find;
mod link;
mod record;
mod solve;

use anyhow::Result;
use policy::{access::Role, supervise::VisitRules};

pub use self::{
    find::{Board, Found, Linked, Shown, board, find, waiting},
    link::{link, unlink},
    record::{Deed, Record, plan, record},
    solve::{NewProblem, Solve, add_problem, solve},
};
use crate::{refusal::Refusal, services::person::Listed, workspace::Workspace};

/// Characters of what is written about a visit or a problem.
pub const LONGEST: usize = 2000;

/// The rules of the pack.
///
/// # Errors
/// Refused when the packs set none.
pub fn rules(workspace: &Workspace) -> Result<VisitRules> {
    Ok(workspace.pack.supervision.visits.ok_or_else(|| Refusal::new("visits-no-rules"))?)
}

/// Whether schools can be linked to a person: a leader whose account is open.
fn is_leader(one: &Listed) -> bool {
    one.person.disabled_at.is_none() && one.memberships.iter().any(|one| one.role == Role::Leader)
}

/// What somebody wrote, without the blanks around it.
fn words(text: &str, code: &'static str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST {
        return Err(Refusal::new(code).with("most", LONGEST).into());
    }
    Ok(text.to_owned())
}

/// The refusal for what somebody else changed meanwhile.
fn changed() -> Refusal {
    Refusal::new("visit-changed")
}
