use anyhow::Result;
use policy::access::{Membership, Right};
use serde_json::json;

use super::placed;
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::mail,
    store::{NewEvent, Transaction},
    workspace::Workspace,
};

/// Replaces what a person may do.
///
/// # Errors
/// Refused when the person is unknown, a membership has no place, or nobody would be left to keep accounts.
pub async fn set_memberships(workspace: &Workspace, edge: &Edge, id: &str, memberships: Vec<Membership>) -> Result<()> {
    let place = |one| placed(&workspace.pack, one);
    let memberships = memberships.into_iter().map(place).collect::<Result<Vec<_>, _>>()?;
    let mut write = workspace.store.write().await?;
    let before = write.memberships_of(id).await?;
    write.set_memberships(id, &memberships).await?;
    keep_an_administrator(&mut write).await?;
    let body = json!({ "before": before, "after": memberships });
    let event = NewEvent { at: edge.now, actor: &edge.actor, kind: "person.memberships_set", subject: id, body };
    write.add_event(event).await?;
    write.commit().await
}

/// Keeps where one-time links are sent; nothing typed takes it away. The log says that it changed, and not to what: what
/// stands there can never be taken back.
///
/// # Errors
/// Refused when the person is unknown or the address is none.
pub async fn set_email(workspace: &Workspace, edge: &Edge, id: &str, email: &str) -> Result<()> {
    let email = mail::address(email)?;
    let mut write = workspace.store.write().await?;
    let mut person = write.person(id).await?.ok_or_else(|| Refusal::new("person-unknown").with("login", id))?;
    person.email = email;
    write.set_person(&person).await?;
    let event = NewEvent { at: edge.now, actor: &edge.actor, kind: "person.email_set", subject: id, body: json!({}) };
    write.add_event(event).await?;
    write.commit().await
}

/// Closes an account: the person can no longer come in, and every session and token ends. What they did stays in the log.
///
/// # Errors
/// Refused when the person is unknown or nobody would be left to keep accounts.
pub async fn close(workspace: &Workspace, edge: &Edge, id: &str) -> Result<()> {
    set_open(workspace, edge, id, false).await
}

/// Opens a closed account again.
///
/// # Errors
/// Refused when the person is unknown.
pub async fn reopen(workspace: &Workspace, edge: &Edge, id: &str) -> Result<()> {
    set_open(workspace, edge, id, true).await
}

async fn set_open(workspace: &Workspace, edge: &Edge, id: &str, open: bool) -> Result<()> {
    let mut write = workspace.store.write().await?;
    let mut person = write.person(id).await?.ok_or_else(|| Refusal::new("person-unknown").with("login", id))?;
    person.disabled_at = (!open).then_some(edge.now);
    write.set_person(&person).await?;
    if !open {
        write.end_sessions(id, None).await?;
        write.end_tokens(id).await?;
        keep_an_administrator(&mut write).await?;
    }
    let kind = if open { "person.reopened" } else { "person.closed" };
    let event = NewEvent { at: edge.now, actor: &edge.actor, kind, subject: id, body: json!({}) };
    write.add_event(event).await?;
    write.commit().await
}

/// Whoever takes the last key away locks everybody out.
async fn keep_an_administrator(write: &mut Transaction) -> Result<()> {
    let open: Vec<_> = write.people().await?.into_iter().filter(|person| person.disabled_at.is_none()).collect();
    let keeps = |id: &str| open.iter().any(|person| person.id == id);
    let left = write.memberships().await?.iter().any(|(id, one)| one.role.may(Right::People) && keeps(id));
    if left { Ok(()) } else { Err(Refusal::new("last-administrator").into()) }
}
