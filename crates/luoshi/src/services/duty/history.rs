use anyhow::Result;
use jiff::{Timestamp, civil::Date};
use policy::supervise::{Duty, Event};

use super::read;
use crate::{store::Transaction, workspace::Workspace};

/// Something that happened to a duty.
#[derive(Clone, Debug)]
pub struct Told {
    /// Number in the log.
    pub seq: i64,
    pub at: Timestamp,
    pub day: Date,
    pub by: String,
    pub event: Event,
}

/// The life of a duty, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn history(workspace: &Workspace, id: &str) -> Result<Vec<Told>> {
    of(&mut workspace.store.read().await?, id).await
}

pub(super) async fn of(read_from: &mut Transaction, id: &str) -> Result<Vec<Told>> {
    let mut told = Vec::new();
    for row in read_from.events_of(id).await? {
        if let Some((day, event)) = read(&row.kind, &row.body)? {
            told.push(Told { seq: row.seq, at: row.recorded_at.parse()?, day, by: row.actor, event });
        }
    }
    Ok(told)
}

/// The duty as its events in the log make it.
#[must_use]
pub fn refold(history: &[Told]) -> Option<Duty> {
    Duty::fold(history.iter().map(|one| (one.day, one.by.as_str(), &one.event)))
}
