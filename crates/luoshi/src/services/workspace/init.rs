use anyhow::Result;
use serde_json::json;

use crate::{edge::Edge, store::NewEvent, workspace::Workspace};

/// Makes a workspace and begins its log.
///
/// # Errors
/// Refused when the folder is a workspace already or the pack is broken.
pub async fn init(edge: &Edge, database: Option<String>) -> Result<Workspace> {
    let workspace = Workspace::create(edge, database).await?;
    let mut transaction = workspace.store.write().await?;
    let body = json!({ "pack": workspace.config.pack });
    let event = NewEvent { at: edge.now, actor: &edge.actor, kind: "workspace.made", subject: "", body };
    transaction.add_event(event).await?;
    transaction.commit().await?;
    Ok(workspace)
}
