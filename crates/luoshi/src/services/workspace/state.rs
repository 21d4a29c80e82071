use std::{fs, path::Path};

use anyhow::Result;
use jiff::Timestamp;

use crate::{
    store::{Event, EventFilter, State},
    workspace::{Workspace, entries},
};

/// How much one kind of thing takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub files: u64,
    pub bytes: u64,
}

/// Where the bytes of a workspace are.
#[derive(Debug)]
pub struct Storage {
    /// Folders of the workspace, by name.
    pub folders: Vec<(&'static str, Taken)>,
    /// Bytes left on the disk; none where the system does not say.
    pub free: Option<u64>,
}

/// What a monitor needs to know.
///
/// # Errors
/// When the database does not answer.
pub async fn health(workspace: &Workspace) -> Result<State> {
    workspace.store.read().await?.state().await
}

/// The last backup that was made of the workspace: when, and by whom.
///
/// # Errors
/// When the database fails.
pub async fn last_backup(workspace: &Workspace) -> Result<Option<(Timestamp, String)>> {
    let filter = EventFilter { kind: "backup.made", ..EventFilter::default() };
    let events = workspace.store.read().await?.newest_events(filter, 1).await?;
    let told = |event: Event| Ok((event.recorded_at.parse()?, event.actor));
    events.into_iter().next().map(told).transpose()
}

/// Adds up the files of a workspace.
///
/// # Errors
/// When a folder cannot be read.
pub fn storage(workspace: &Workspace) -> Result<Storage> {
    let mut folders = Vec::new();
    for folder in ["snapshots", "evidence", "publications", "mappings"] {
        folders.push((folder, taken(&workspace.root.join(folder))?));
    }
    Ok(Storage { folders, free: free(&workspace.root) })
}

fn taken(folder: &Path) -> Result<Taken> {
    let mut sum = Taken::default();
    for path in entries(folder)? {
        let one = if path.is_dir() { taken(&path)? } else { Taken { files: 1, bytes: fs::metadata(&path)?.len() } };
        sum = Taken { files: sum.files + one.files, bytes: sum.bytes + one.bytes };
    }
    Ok(sum)
}

#[cfg(unix)]
fn free(root: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(root).ok()?;
    disk.f_bavail.checked_mul(disk.f_frsize)
}

#[cfg(not(unix))]
fn free(_: &Path) -> Option<u64> {
    None
}
