use std::fs;

use anyhow::Result;
use serde_json::json;

use super::{Verdict, folder};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::account::Caller,
    store::{NewEvent, Upload, UploadState},
    workspace::Workspace,
};

/// What somebody decided about a checked workbook.
pub struct Decision {
    /// Leave out rows with problems.
    pub valid_rows_only: bool,
    /// Why the file really differs so much from the one before.
    pub drift_reason: Option<String>,
}

/// Accepts an upload; the import begins when its turn comes.
///
/// # Errors
/// Refused when the upload waits for no decision, or the decision does not answer what the check found.
pub async fn accept(
    workspace: &Workspace,
    edge: &Edge,
    caller: &Caller,
    upload: &Upload,
    verdict: Option<&Verdict>,
    decision: Decision,
) -> Result<()> {
    if !upload.state.is_open() {
        return Err(Refusal::new("upload-decided").into());
    }
    let Some(Verdict::Checked(found)) = verdict else { return Err(Refusal::new("upload-unacceptable").into()) };
    let drift_reason = decision.drift_reason.filter(|reason| !reason.trim().is_empty());
    if !found.could_be_accepted() || found.rows_refused() && !decision.valid_rows_only {
        return Err(Refusal::new("upload-unacceptable").into());
    }
    if found.drift() && drift_reason.is_none() {
        return Err(Refusal::new("upload-reason").into());
    }
    let next = Upload {
        state: UploadState::Accepting,
        decider: Some(caller.person.id.clone()),
        valid_rows_only: decision.valid_rows_only,
        drift_reason,
        changed_at: edge.now,
        ..upload.clone()
    };
    move_on(workspace, upload, &next, None).await
}

/// Has an upload checked again, from the beginning.
///
/// # Errors
/// Refused when it waits for no decision.
pub async fn again(workspace: &Workspace, edge: &Edge, upload: &Upload) -> Result<Upload> {
    if !upload.state.is_open() {
        return Err(Refusal::new("upload-decided").into());
    }
    let next = Upload {
        state: UploadState::Uploaded,
        decider: None,
        valid_rows_only: false,
        drift_reason: None,
        changed_at: edge.now,
        ..upload.clone()
    };
    move_on(workspace, upload, &next, None).await?;
    Ok(next)
}

/// Puts an upload away; its files are deleted.
///
/// # Errors
/// Refused when it is already accepted or put away.
pub async fn cancel(workspace: &Workspace, edge: &Edge, upload: &Upload) -> Result<()> {
    let may = upload.state.is_open() || matches!(upload.state, UploadState::Uploaded | UploadState::Checking);
    if !may {
        return Err(Refusal::new("upload-decided").into());
    }
    let next = Upload { state: UploadState::Cancelled, changed_at: edge.now, ..upload.clone() };
    let body = json!({ "dataset": upload.dataset, "scope": upload.scope, "source_name": upload.source_name });
    let event = NewEvent { at: edge.now, actor: &edge.actor, kind: "upload.cancelled", subject: &upload.id, body };
    move_on(workspace, upload, &next, Some(event)).await?;
    put_away(workspace, &upload.id)
}

/// Writes the next state, if nobody was faster.
async fn move_on(workspace: &Workspace, from: &Upload, to: &Upload, event: Option<NewEvent<'_>>) -> Result<()> {
    let mut write = workspace.store.write().await?;
    if !write.move_upload(from.state, to).await? {
        return Err(Refusal::new("upload-decided").into());
    }
    if let Some(event) = event {
        write.add_event(event).await?;
    }
    write.commit().await
}

/// Deletes the files of an upload.
pub(super) fn put_away(workspace: &Workspace, id: &str) -> Result<()> {
    let folder = folder(workspace, id);
    if folder.exists() { Ok(fs::remove_dir_all(folder)?) } else { Ok(()) }
}
