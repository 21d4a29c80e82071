use anyhow::Result;
use jiff::ToSpan as _;
use serde_json::json;

use super::LINK_DAYS;
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::account::digest,
    store::{Link, NewEvent},
    workspace::Workspace,
};

/// Makes a one-time link by which a person sets a (new) password; earlier links of the person stop working.
///
/// Gives the secret of the link, which is shown once and stored nowhere.
///
/// # Errors
/// Refused when nobody has the id or the account is closed.
pub async fn invite(workspace: &Workspace, edge: &Edge, id: &str) -> Result<String> {
    let secret = edge.secret();
    let mut write = workspace.store.write().await?;
    let person = write.person(id).await?.filter(|person| person.disabled_at.is_none());
    let person = person.ok_or_else(|| Refusal::new("person-unknown").with("login", id))?;
    let link = Link {
        hash: digest(&secret),
        person: person.id.clone(),
        created_by: edge.actor.clone(),
        created_at: edge.now,
        expires_at: edge.now + (24 * LINK_DAYS).hours(),
    };
    write.add_link(&link).await?;
    let event = NewEvent { at: edge.now, actor: &edge.actor, kind: "person.invited", subject: id, body: json!({}) };
    write.add_event(event).await?;
    write.commit().await?;
    Ok(secret)
}
