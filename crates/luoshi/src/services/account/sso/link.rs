use anyhow::Result;
use serde_json::json;

use super::{Provider, provider::Identity};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::account::Caller,
    store::{NewEvent, SsoLink, Transaction},
    workspace::Workspace,
};

/// The account of the provider that leads to a person.
///
/// # Errors
/// When the database fails.
pub async fn link_of(workspace: &Workspace, provider: &Provider, person: &str) -> Result<Option<SsoLink>> {
    let link = workspace.store.read().await?.sso_link_of(person).await?;
    Ok(link.filter(|link| link.issuer == provider.issuer()))
}

/// Connects an account of the provider with the caller.
pub(super) async fn link(
    workspace: &Workspace,
    edge: &Edge,
    provider: &Provider,
    caller: &Caller,
    identity: Identity,
) -> Result<()> {
    let link = SsoLink {
        issuer: provider.issuer().to_owned(),
        subject: identity.subject,
        person: caller.person.id.clone(),
        label: identity.label,
        linked_at: edge.now,
    };
    let mut write = workspace.store.write().await?;
    if !write.add_sso_link(&link).await? {
        return Err(provider.refusal("sso-taken").into());
    }
    let (actor, body) = (&edge.actor, json!({ "issuer": link.issuer, "account": link.label }));
    write.add_event(NewEvent { at: edge.now, actor, kind: "person.sso_linked", subject: &link.person, body }).await?;
    write.commit().await
}

/// Takes the connection of a person away: their own, or by an administrator.
///
/// # Errors
/// Refused when there is none.
pub async fn unlink(workspace: &Workspace, edge: &Edge, person: &str) -> Result<()> {
    let mut write = workspace.store.write().await?;
    if !end_link(&mut write, edge, person, &edge.actor).await? {
        return Err(Refusal::new("sso-not-linked").into());
    }
    write.commit().await
}

/// Takes the connection away if there is one, and writes that down.
pub(in crate::services::account) async fn end_link(
    write: &mut Transaction,
    edge: &Edge,
    person: &str,
    actor: &str,
) -> Result<bool> {
    let Some(link) = write.sso_link_of(person).await? else { return Ok(false) };
    write.end_sso_link(person).await?;
    let body = json!({ "issuer": link.issuer, "account": link.label });
    write.add_event(NewEvent { at: edge.now, actor, kind: "person.sso_unlinked", subject: person, body }).await?;
    Ok(true)
}
