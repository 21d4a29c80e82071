//! Background work as those who run the system see it: what is read, waits, broke off and has ended; states, never rows.

use std::collections::BTreeMap;

use anyhow::Result;

use super::{Verdict, cancel, run::kept};
use crate::{
    edge::Edge,
    refusal::Refusal,
    store::{Upload, UploadState},
    workspace::Workspace,
};

/// A workbook and what becomes of it.
pub struct Job {
    pub upload: Upload,
    /// Name of whoever handed it in; of whoever accepted it once somebody has.
    pub by: String,
    /// Sentence and hint of what broke off.
    pub broken: Option<(String, String)>,
}

/// All background work; of what has ended one page.
pub struct Jobs {
    /// Being read, and waiting for it, in the order in which they come.
    pub under_way: Vec<Job>,
    /// Could not be read.
    pub broken: Vec<Job>,
    /// Checked; a person has to decide.
    pub open: Vec<Job>,
    /// At their end, the latest first.
    pub ended: Vec<Job>,
    pub ended_total: usize,
}

/// Background work, and of what has ended `limit` rows from `offset` on.
///
/// # Errors
/// When the database or a verdict cannot be read.
pub async fn jobs(workspace: &Workspace, offset: usize, limit: usize) -> Result<Jobs> {
    let mut read = workspace.store.read().await?;
    let unfinished = read.unfinished_uploads().await?;
    let (ended, ended_total) = read.ended_uploads(offset, limit).await?;
    let people: BTreeMap<_, _> = read.people().await?.into_iter().map(|one| (one.id, one.name)).collect();
    drop(read);
    let job = |upload: Upload, broken| {
        let by = people.get(upload.decider.as_ref().unwrap_or(&upload.person)).cloned().unwrap_or_default();
        Job { upload, by, broken }
    };
    let ended = ended.into_iter().map(|upload| job(upload, None)).collect();
    let mut jobs = Jobs { under_way: Vec::new(), broken: Vec::new(), open: Vec::new(), ended, ended_total };
    for upload in unfinished {
        if upload.state.is_under_way() {
            jobs.under_way.push(job(upload, None));
        } else if let Some(broken) = broken(workspace, &upload)? {
            jobs.broken.push(job(upload, Some(broken)));
        } else {
            jobs.open.push(job(upload, None));
        }
    }
    Ok(jobs)
}

fn broken(workspace: &Workspace, upload: &Upload) -> Result<Option<(String, String)>> {
    if upload.state != UploadState::Refused {
        return Ok(None);
    }
    Ok(match kept(workspace, &upload.id)? {
        Some(Verdict::Refused { sentence, hint }) => Some((sentence, hint)),
        _ => None,
    })
}

/// Ends a check that runs or waits, whoever began it.
///
/// # Errors
/// Refused when there is none that could be ended: what somebody has accepted is not.
pub async fn stop(workspace: &Workspace, edge: &Edge, id: &str) -> Result<()> {
    let upload = workspace.store.read().await?.upload(id).await?;
    let upload = upload.filter(|upload| upload.state.is_check()).ok_or_else(|| Refusal::new("job-ended"))?;
    cancel(workspace, edge, &upload).await
}
