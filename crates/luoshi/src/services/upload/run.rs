use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write as _,
};

use anyhow::{Context as _, Result};
use jiff::{Timestamp, ToSpan as _};
use lake::{
    import::{Checked, Progress},
    problem::Problems,
};
use serde::{Deserialize, Serialize};

use super::{KEPT_DAYS, decide::put_away, folder, marked, verdict, workbook};
use crate::{
    edge::Edge,
    refusal::{self, Refusal},
    services::dataset::{self, Import, Looked, Outcome},
    store::{Upload, UploadState},
    workspace::Workspace,
};

/// What a check came to, as it is kept beside the workbook.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Checked(Found),
    /// It could not be checked: sentence and hint, in the language of whoever handed it in.
    Refused {
        sentence: String,
        hint: String,
    },
}

/// What was found in a workbook.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Found {
    pub problems: Problems,
    pub rows_read: u64,
    pub rows_valid: u64,
    /// Sheets that were read, and sheets that were passed over.
    pub sheets: Vec<(String, Option<u64>)>,
    /// Fingerprint of the headers whose remembered layout was used.
    pub mapping: Option<String>,
    /// Fingerprint of how the file was read; a change of it undoes what somebody accepted.
    pub reading: String,
    /// Checks that could not run, and the datasets that they need.
    pub skipped: BTreeMap<String, Vec<String>>,
}

impl Found {
    fn of(checked: &Checked) -> Result<Self> {
        let sheet = |sheet: &lake::import::Sheet| (sheet.name.clone(), sheet.header_row.map(|_| sheet.rows));
        Ok(Self {
            problems: checked.problems.clone(),
            rows_read: checked.rows_read,
            rows_valid: checked.rows_valid,
            sheets: checked.sheets.iter().map(sheet).collect(),
            mapping: checked.mapping.as_ref().map(|mapping| mapping.shape.clone()),
            reading: dataset::reading(checked)?,
            skipped: checked.skipped_checks.clone(),
        })
    }

    fn drifts(&self) -> u64 {
        let drifts = self.problems.counts.iter().filter(|(code, _)| code.starts_with("drift."));
        drifts.map(|(_, count)| count).sum()
    }

    /// Whether a person has to say why the file differs so much from the one before.
    #[must_use]
    pub fn drift(&self) -> bool {
        self.problems.file_refusals > 0 && self.drifts() > 0
    }

    /// Whether rows would be left out.
    #[must_use]
    pub fn rows_refused(&self) -> bool {
        self.problems.refusals > self.problems.file_refusals
    }

    /// Whether a decision can make it a snapshot at all.
    #[must_use]
    pub fn could_be_accepted(&self) -> bool {
        self.rows_valid > 0 && (self.problems.file_refusals == 0 || self.problems.file_refusals == self.drifts())
    }
}

/// Does the next thing for an upload that is under way: its check, or its import.
///
/// # Errors
/// Faults; those of the workbook and of the machine while it is read are a verdict.
pub async fn run(workspace: &Workspace, edge: &Edge, upload: Upload, progress: &Progress) -> Result<()> {
    let order = Import {
        dataset: upload.dataset.clone(),
        file: workbook(workspace, &upload),
        as_of: upload.as_of,
        scope: Some(upload.scope.clone()),
        valid_rows_only: upload.valid_rows_only,
        drift_reason: upload.drift_reason.clone(),
        source_name: Some(upload.source_name.clone()),
        reading: match kept(workspace, &upload.id)? {
            Some(Verdict::Checked(found)) => Some(found.reading),
            _ => None,
        },
    };
    if !order.file.is_file() {
        let lost = Err(Refusal::new("upload-lost").with("file", &upload.source_name).into());
        return settle(workspace, edge, upload, lost).await;
    }
    if upload.state == UploadState::Accepting {
        let outcome = dataset::import(workspace, edge, &order, progress).await;
        if outcome.is_err() && progress.is_stopped() {
            // The server ends; the next one goes on.
            return Ok(());
        }
        return settle(workspace, edge, upload, outcome).await;
    }
    let Some(upload) = begin(workspace, edge, upload).await? else { return Ok(()) };
    let looked = dataset::look(workspace, edge, &order, &folder(workspace, &upload.id), progress).await;
    if progress.is_stopped() {
        // The server ends, and the check begins anew with the next one; or the upload was cancelled.
        return dismissed(workspace, &upload.id).await;
    }
    let outcome = match looked {
        Ok(Looked::Known(snapshot)) => Ok(Outcome::Known(snapshot)),
        Ok(Looked::Checked(mut checked)) => {
            let holds = checked.staged.take().is_some();
            if !holds {
                dataset::record_refusal(workspace, edge, &order, &checked).await?;
            }
            return found(workspace, edge, upload, &checked, holds).await;
        }
        Err(error) => Err(error),
    };
    settle(workspace, edge, upload, outcome).await
}

/// Ends an upload whose check or import broke off, so that it does not stand in the way of the others.
///
/// # Errors
/// When the database or the workspace cannot be written to.
pub async fn failed(workspace: &Workspace, edge: &Edge, id: &str, error: anyhow::Error) -> Result<()> {
    let upload = workspace.store.read().await?.upload(id).await?;
    match upload.filter(|upload| upload.state.is_under_way()) {
        Some(upload) => settle(workspace, edge, upload, Err(error)).await,
        None => Ok(()),
    }
}

/// Marks a check as begun; none when it was cancelled meanwhile.
async fn begin(workspace: &Workspace, edge: &Edge, upload: Upload) -> Result<Option<Upload>> {
    let next = Upload { state: UploadState::Checking, changed_at: edge.now, ..upload.clone() };
    let mut write = workspace.store.write().await?;
    let moved = write.move_upload(upload.state, &next).await?;
    write.commit().await?;
    Ok(moved.then_some(next))
}

/// Writes down what an import came to.
async fn settle(workspace: &Workspace, edge: &Edge, upload: Upload, outcome: Result<Outcome>) -> Result<()> {
    let (state, snapshot, rows) = match outcome {
        Ok(Outcome::Accepted { snapshot, checked }) => (UploadState::Accepted, snapshot.id, checked.rows_read),
        // An import that ended just before the server did has made the snapshot that is now found.
        Ok(Outcome::Known(snapshot)) if upload.state == UploadState::Accepting => {
            (UploadState::Accepted, snapshot.id, upload.rows_read)
        }
        Ok(Outcome::Known(snapshot)) => (UploadState::Known, snapshot.id, 0),
        Ok(Outcome::Refused(checked)) => return found(workspace, edge, upload, &checked, false).await,
        Err(error) => {
            let refused = refusal::of_error(&error, edge.words).map(|(_, sentence, hint)| (sentence, hint));
            let (sentence, hint) = refused.unwrap_or_else(|| {
                let number = edge.id();
                tracing::error!(number, upload = upload.id, "checking a workbook: {error:#}");
                (edge.words.with("page-fault", &[("number", &number)]), edge.words.say("page-fault.hint"))
            });
            keep(workspace, &upload.id, &Verdict::Refused { sentence, hint })?;
            let next = Upload { state: UploadState::Refused, changed_at: edge.now, ..upload.clone() };
            return advance(workspace, &upload, &next).await;
        }
    };
    let next = Upload { state, snapshot: Some(snapshot), rows_read: rows, changed_at: edge.now, ..upload.clone() };
    advance(workspace, &upload, &next).await?;
    put_away(workspace, &upload.id)
}

/// Keeps what a check found, with the marked copy when there is something to mark.
async fn found(workspace: &Workspace, edge: &Edge, upload: Upload, checked: &Checked, holds: bool) -> Result<()> {
    let dataset = workspace.pack.datasets.get(&upload.dataset).context("a dataset of the pack")?;
    let (source, out) = (workbook(workspace, &upload), marked(workspace, &upload));
    if out.exists() {
        fs::remove_file(&out)?;
    }
    if !checked.problems.kept.is_empty() {
        dataset::annotate(edge, workspace, dataset, &source, &checked.problems, &out)?;
    }
    keep(workspace, &upload.id, &Verdict::Checked(Found::of(checked)?))?;
    let state = if holds { UploadState::Checked } else { UploadState::Refused };
    let next = Upload { state, rows_read: checked.rows_read, changed_at: edge.now, ..upload.clone() };
    advance(workspace, &upload, &next).await
}

/// What the check of an upload found; none before it.
pub(super) fn kept(workspace: &Workspace, id: &str) -> Result<Option<Verdict>> {
    let text = fs::read_to_string(verdict(workspace, id)).ok();
    Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
}

fn keep(workspace: &Workspace, id: &str, found: &Verdict) -> Result<()> {
    // Somebody may have emptied the folder of uploads.
    fs::create_dir_all(folder(workspace, id))?;
    let mut file = tempfile::NamedTempFile::new_in(folder(workspace, id))?;
    file.write_all(&serde_json::to_vec(found)?)?;
    file.persist(verdict(workspace, id))?;
    Ok(())
}

/// Writes the next state; one that was cancelled meanwhile stays so.
async fn advance(workspace: &Workspace, from: &Upload, to: &Upload) -> Result<()> {
    let mut write = workspace.store.write().await?;
    let moved = write.move_upload(from.state, to).await?;
    write.commit().await?;
    if moved { Ok(()) } else { put_away(workspace, &from.id) }
}

/// Deletes the files of an upload that was cancelled while it was read.
async fn dismissed(workspace: &Workspace, id: &str) -> Result<()> {
    let state = workspace.store.read().await?.upload(id).await?.map(|upload| upload.state);
    if state == Some(UploadState::Cancelled) { put_away(workspace, id) } else { Ok(()) }
}

/// Deletes what nobody decided on in time, and what lies about that no upload names.
///
/// # Errors
/// When the database or the folder cannot be read.
pub async fn sweep(workspace: &Workspace, edge: &Edge) -> Result<()> {
    let uploads = workspace.store.read().await?.unfinished_uploads().await?;
    let oldest = edge.now - (KEPT_DAYS * 24).hours();
    for upload in uploads.iter().filter(|upload| upload.state.is_open() && upload.changed_at < oldest) {
        let next = Upload { state: UploadState::Expired, changed_at: edge.now, ..upload.clone() };
        let mut write = workspace.store.write().await?;
        // Somebody may decide at this very moment.
        let expired = write.move_upload(upload.state, &next).await?;
        write.commit().await?;
        if expired {
            put_away(workspace, &upload.id)?;
        }
    }
    let kept: BTreeSet<&str> = uploads.iter().map(|upload| upload.id.as_str()).collect();
    fs::create_dir_all(workspace.uploads_dir())?;
    for entry in fs::read_dir(workspace.uploads_dir())? {
        let entry = entry?;
        // What has just come in may have no row yet.
        let is_new = Timestamp::try_from(entry.metadata()?.modified()?)? > edge.now - 1.hour();
        if !is_new && !kept.contains(entry.file_name().to_string_lossy().as_ref()) {
            let path = entry.path();
            if entry.file_type()?.is_dir() { fs::remove_dir_all(path)? } else { fs::remove_file(path)? }
        }
    }
    Ok(())
}
