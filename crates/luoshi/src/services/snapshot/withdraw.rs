use anyhow::Result;
use lake::snapshot::Snapshot;
use serde_json::json;

use crate::{edge::Edge, refusal::Refusal, store::NewEvent, workspace::Workspace};

/// Takes a snapshot out of force from now on. Figures of earlier states of knowledge stay as they were.
///
/// # Errors
/// Refused when there is no such snapshot or it is withdrawn already.
pub async fn withdraw(workspace: &Workspace, edge: &Edge, id: &str, reason: &str) -> Result<Snapshot> {
    let _lock = workspace.lock()?;
    let mut transaction = workspace.store.write().await?;
    let snapshot = super::one(&transaction.snapshots().await?, id)?;
    if !transaction.withdraw_snapshot(&snapshot.id, edge.now).await? {
        return Err(Refusal::new("snapshot-withdrawn").with("id", &snapshot.id).into());
    }
    let body = json!({ "dataset": snapshot.dataset, "reason": reason });
    let event = NewEvent { at: edge.now, actor: &edge.actor, kind: "snapshot.withdrawn", subject: &snapshot.id, body };
    transaction.add_event(event).await?;
    transaction.commit().await?;
    Ok(snapshot)
}
