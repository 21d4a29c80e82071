use anyhow::{Context as _, Result};
use jiff::{Timestamp, civil::Date};
use policy::supervise::{Duty, Event, Trace};

use super::PREFIX;
use crate::{services::event, store::Transaction, workspace::Workspace};

/// Duties that are filled in at once.
const AT_ONCE: i64 = 500;

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
        if let Some((day, event)) = event::read(PREFIX, &Event::NAMES, &row.kind, &row.body)? {
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

/// Fills in what programs before this one did not keep beside duties, from their events in the log.
///
/// # Errors
/// When the database fails, or the log does not say how a duty began.
pub async fn fill_old(workspace: &Workspace) -> Result<()> {
    loop {
        let mut write = workspace.store.write().await?;
        let ids = write.unfilled_duties(AT_ONCE).await?;
        if ids.is_empty() {
            return Ok(());
        }
        for id in ids {
            let Some(row) = write.duty(&id).await? else { continue };
            let mut duty: Option<Duty> = None;
            for told in of(&mut write, &id).await? {
                if let (None, Event::Opened(opened)) = (&duty, &told.event) {
                    duty = Some(Duty::open(opened));
                    continue;
                }
                let after = duty.as_mut().with_context(|| format!("the log does not open the duty {id}"))?;
                let before = after.clone();
                after.apply(&told.event, &told.by, told.day);
                let trace = Trace::of(&before, &told.event, told.day, after);
                write.add_duty_trace((&id, &row.duty.unit), told.seq, told.day, trace).await?;
            }
            write.fill_duty(&row).await?;
        }
        write.commit().await?;
    }
}
