use anyhow::Result;
use jiff::civil::Date;
use serde_json::json;

use crate::{edge::Edge, store::NewEvent, workspace::Workspace};

/// Makes a workspace and begins its log; one of a demo is told the day of its story.
///
/// # Errors
/// Refused when the folder is a workspace already or the pack is broken.
pub async fn init(edge: &Edge, database: Option<String>, demo_day: Option<Date>) -> Result<Workspace> {
    let workspace = Workspace::create(edge, database, demo_day).await?;
    let mut transaction = workspace.store.write().await?;
    let body = json!({ "pack": workspace.config.pack });
    let event = NewEvent { at: edge.now, actor: &edge.actor, kind: "workspace.made", subject: "", body };
    transaction.add_event(event).await?;
    transaction.commit().await?;
    Ok(workspace)
}
