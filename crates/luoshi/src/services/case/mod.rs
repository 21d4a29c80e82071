//! Files of missing children (控辍保学一生一档): opened and closed by reconciliations, worked on by townships, schools and the
//! district; one file per verb.
//!
//! Every change is one transaction: the file is read, `policy::casefile::decide` says what happens, and state and events are
//! written together. The events in the log are the file ([`history()`]), the row only keeps the fold.
//!
//! Who a child is stands in the register alone: it is read by person key when somebody looks ([`look()`], [`reveal()`]), and
//! the log keeps who looked. Names are in no row, no event and no address.

mod act;
mod child;
mod count;
mod find;
mod follow;
mod history;
mod ledger;
mod list;

use std::sync::Arc;

use anyhow::Result;
use jiff::civil::Date;
use lake::{org::Tree, snapshot::Cut};
use policy::casefile::Rules;

pub(super) use self::follow::follow_within;
pub use self::{
    act::{Act, act},
    child::{Cell, look, names, reveal},
    count::{Counts, Total, counts},
    find::{evidence, find},
    follow::{Followed, follow, follow_latest},
    history::{Told, history, refold},
    ledger::{Ledger, ledger},
    list::{Found, Listed, list, told, waiting},
};
use super::lake as lakes;
use crate::{edge::Edge, refusal::Refusal, workspace::Workspace};

/// The rules of the pack.
///
/// # Errors
/// Refused when the pack has none.
pub fn rules(workspace: &Workspace) -> Result<&Rules> {
    Ok(workspace.pack.dropout.as_deref().ok_or_else(|| Refusal::new("case-no-rules"))?)
}

/// The places of a day.
///
/// # Errors
/// Faults of files, memory or database.
pub async fn places(workspace: &Workspace, edge: &Edge, day: Date) -> Result<Arc<Tree>> {
    let lake = lakes::open(workspace, edge.now).await?;
    lake.tree(Cut { as_of: day, known_at: edge.now }).await.map_err(|error| lakes::blame(&lake, error))
}

/// Beginning of the kinds of events of files.
const PREFIX: &str = "case.";
