//! Questions of analysts in SQL.

use anyhow::Result;
use lake::{
    query::{Answer, Request},
    snapshot::Cut,
};
use serde_json::json;

use crate::{edge::Edge, services::lake as lakes, store::NewEvent, workspace::Workspace};

/// Answers one `SELECT` over the effective datasets; sensitive columns only with a reason, which the log keeps.
///
/// # Errors
/// Refused when the query is not one `SELECT` over datasets.
pub async fn query(
    workspace: &Workspace,
    edge: &Edge,
    sql: &str,
    cut: Cut,
    reveal: Option<&str>,
    limit: usize,
) -> Result<Answer> {
    if let Some(reason) = reveal {
        let mut write = workspace.store.write().await?;
        let body = json!({ "sql": sql, "reason": reason });
        let event = NewEvent { at: edge.now, actor: &edge.actor, kind: "query.revealed", subject: "", body };
        write.add_event(event).await?;
        write.commit().await?;
    }
    let lake = lakes::open(workspace, cut.known_at).await?;
    let request = Request { sql, cut, reveal: reveal.is_some(), limit };
    lake.query(&request).await.map_err(|error| lakes::blame(&lake, error))
}
