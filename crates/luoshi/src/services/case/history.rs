use anyhow::Result;
use jiff::{Timestamp, civil::Date};
use policy::casefile::{Case, Event};

use super::PREFIX;
use crate::{services::event, workspace::Workspace};

/// Something that happened to a file.
#[derive(Clone, Debug)]
pub struct Told {
    pub at: Timestamp,
    pub day: Date,
    pub by: String,
    pub event: Event,
}

/// The life of a file, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn history(workspace: &Workspace, id: &str) -> Result<Vec<Told>> {
    let mut told = Vec::new();
    for row in workspace.store.read().await?.events_of(id).await? {
        if let Some((day, event)) = event::read(PREFIX, &Event::NAMES, &row.kind, &row.body)? {
            told.push(Told { at: row.recorded_at.parse()?, day, by: row.actor, event });
        }
    }
    Ok(told)
}

/// The file as its events in the log make it.
#[must_use]
pub fn refold(history: &[Told]) -> Option<Case> {
    Case::fold(history.iter().map(|one| (one.day, one.by.as_str(), &one.event)))
}
