use std::path::PathBuf;

use anyhow::Result;
use policy::{casefile::sees, supervise::Evidence};
use serde_json::json;

use crate::{
    edge::Edge,
    refusal::Refusal,
    services::{duty::Who, evidence::path},
    store::{CaseRow, NewEvent},
    workspace::Workspace,
};

/// A file that the person may know of.
///
/// # Errors
/// Refused when there is none, which looks the same as one of somebody else.
pub async fn find(workspace: &Workspace, who: Who<'_>, id: &str) -> Result<CaseRow> {
    let row = workspace.store.read().await?.case(id).await?;
    let seen = row.filter(|row| sees(&row.case, &who.actor(&workspace.pack)));
    Ok(seen.ok_or_else(|| Refusal::new("page-missing"))?)
}

/// Something handed in to a file, to look at; who looked at it goes into the log.
///
/// # Errors
/// Refused when either is unknown to the person.
pub async fn evidence(
    workspace: &Workspace,
    edge: &Edge,
    who: Who<'_>,
    id: &str,
    hash: &str,
) -> Result<(Evidence, PathBuf)> {
    let row = find(workspace, who, id).await?;
    let found = row.case.evidence.into_iter().find(|filed| filed.file.sha256 == hash);
    let file = found.ok_or_else(|| Refusal::new("page-missing"))?.file;
    let mut write = workspace.store.write().await?;
    // What a file is called may name the child: its hash says which one it was.
    let body = json!({ "hash": file.sha256 });
    let event = NewEvent { at: edge.now, actor: who.name, kind: "case.evidence_seen", subject: id, body };
    write.add_event(event).await?;
    write.commit().await?;
    Ok((file, path(workspace, hash)))
}
