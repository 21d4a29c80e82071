use anyhow::Result;
use serde_json::json;

use crate::{
    edge::Edge,
    refusal::Refusal,
    store::{NewEvent, Withdrawn},
    workspace::Workspace,
};

/// Takes an edition back: from now on its page shows the reason only. The one before it is in force again.
///
/// # Errors
/// Refused without a reason, or when there is no such edition in force.
pub async fn withdraw(workspace: &Workspace, edge: &Edge, number: i64, reason: &str) -> Result<()> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > super::LONGEST {
        return Err(Refusal::new("publication-reason").with("most", super::LONGEST).into());
    }
    let withdrawn = Withdrawn { at: edge.now, by: edge.actor.clone(), reason: reason.to_owned() };
    let mut write = workspace.store.write().await?;
    if !write.withdraw_publication(number, &withdrawn).await? {
        return Err(Refusal::new("publication-gone").with("number", number).into());
    }
    let (subject, body) = (&number.to_string(), json!({ "reason": reason }));
    let event = NewEvent { at: edge.now, actor: &edge.actor, kind: "publication.withdrawn", subject, body };
    write.add_event(event).await?;
    write.commit().await
}
