use std::path::PathBuf;

use anyhow::Result;
use jiff::civil::Date;
use policy::supervise::{Command, Evidence, Proof};
use serde_json::json;

use super::{Act, Who, act::within, find};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::evidence::{Taken, path, take},
    store::{DutyRow, NewEvent},
    workspace::Workspace,
};

/// Adds files to a duty, all or none. Pictures lose place, time and device when `strip` says so.
///
/// # Errors
/// Refused when a file is too large, of a kind that the pack does not take, or not what it claims to be; and with the
/// refusals of [`super::act()`].
pub async fn attach(
    workspace: &Workspace,
    edge: &Edge,
    who: Who<'_>,
    day: Date,
    (id, version): (&str, i64),
    files: Vec<Taken>,
    strip: bool,
) -> Result<DutyRow> {
    let mut row = find(workspace, who, id).await?;
    if files.is_empty() {
        return Err(Refusal::new("evidence-none").into());
    }
    let kept = take(workspace, files, strip)?;
    let mut write = workspace.store.write().await?;
    let proof = Proof::default();
    // The first has to fit the version that the person saw; the others follow it in the same transaction.
    let mut expected = Some(version);
    for file in kept {
        let command = Command::AddEvidence { file };
        let act = Act { who, day, id, version: expected.take(), proof: &proof, command };
        row = within(workspace, edge, &mut write, act).await?;
    }
    write.commit().await?;
    Ok(row)
}

/// A file of a duty, to look at; who looked at it goes into the log.
///
/// # Errors
/// Refused when the duty or the file is unknown to the person.
pub async fn evidence(
    workspace: &Workspace,
    edge: &Edge,
    who: Who<'_>,
    id: &str,
    hash: &str,
) -> Result<(Evidence, PathBuf)> {
    let row = find(workspace, who, id).await?;
    let found = row.duty.evidence.into_iter().find(|file| file.sha256 == hash);
    let file = found.ok_or_else(|| Refusal::new("page-missing"))?;
    let mut write = workspace.store.write().await?;
    let body = json!({ "name": file.name, "hash": file.sha256 });
    let event = NewEvent { at: edge.now, actor: who.name, kind: "duty.evidence_seen", subject: id, body };
    write.add_event(event).await?;
    write.commit().await?;
    Ok((file, path(workspace, hash)))
}
