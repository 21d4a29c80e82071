use anyhow::Result;
use serde_json::json;

use crate::{
    edge::Edge,
    services::account::Caller,
    store::{NewEvent, Notice},
    workspace::Workspace,
};

/// Part of what a person was told.
pub struct Inbox {
    /// Unread first, the latest first.
    pub notices: Vec<Notice>,
    pub total: usize,
    pub unread: usize,
}

/// What a person was told.
///
/// # Errors
/// When the database fails.
pub async fn inbox(workspace: &Workspace, caller: &Caller, offset: usize, limit: usize) -> Result<Inbox> {
    let mut read = workspace.store.read().await?;
    let (notices, total, unread) = read.notices_to(&caller.person.id, offset, limit).await?;
    Ok(Inbox { notices, total, unread })
}

/// A notice of a person; none when there is no such, or it is somebody else's.
///
/// # Errors
/// When the database fails.
pub async fn find(workspace: &Workspace, caller: &Caller, id: &str) -> Result<Option<Notice>> {
    workspace.store.read().await?.notice(&caller.person.id, id).await
}

/// How much a person was told and has not read.
///
/// # Errors
/// When the database fails.
pub async fn unread(workspace: &Workspace, caller: &Caller) -> Result<usize> {
    workspace.store.read().await?.unread(&caller.person.id).await
}

/// Marks a notice of a person as read, or all. One that is not theirs changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn mark(workspace: &Workspace, edge: &Edge, caller: &Caller, id: Option<&str>) -> Result<()> {
    let mut write = workspace.store.write().await?;
    write.read_notices(&caller.person.id, id, edge.now).await?;
    write.commit().await
}

/// Whether a person wants letters besides the page of notices.
///
/// # Errors
/// When the database fails.
pub async fn wants_letters(workspace: &Workspace, caller: &Caller) -> Result<bool> {
    Ok(!workspace.store.read().await?.without_letters().await?.contains(&caller.person.id))
}

/// Writes down whether a person wants letters.
///
/// # Errors
/// When the database fails.
pub async fn choose_letters(workspace: &Workspace, edge: &Edge, caller: &Caller, letters: bool) -> Result<()> {
    let mut write = workspace.store.write().await?;
    write.set_letters(&caller.person.id, letters).await?;
    let (actor, subject, body) = (&edge.actor, &caller.person.id, json!({ "letters": letters }));
    write.add_event(NewEvent { at: edge.now, actor, kind: "person.letters_set", subject, body }).await?;
    write.commit().await
}
