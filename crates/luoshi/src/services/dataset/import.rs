use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::Result;
use jiff::civil::Date;
use lake::{
    import::{Acceptance, Checked, Incoming, Progress, Staged, check},
    snapshot::{Cut, Snapshot},
};
use policy::{
    dataset::{Scope, Severity},
    indicator::Level,
};
use serde_json::json;

use super::map::mappings;
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::{indicator, lake as lakes},
    store::{Attempt, NewEvent, Transaction},
    workspace::{Lock, Workspace},
};

/// A workbook to import.
pub struct Import {
    pub dataset: String,
    pub file: PathBuf,
    /// Day on which the facts held.
    pub as_of: Date,
    /// Code of the school or area whose facts the file holds; by default the district.
    pub scope: Option<String>,
    /// Leave out rows with problems instead of refusing the file.
    pub valid_rows_only: bool,
    /// Why the file really differs so much from the one before, when a person says so.
    pub drift_reason: Option<String>,
    /// What the file is called where it comes from; by default as it is here.
    pub source_name: Option<String>,
    /// How the file was read ([`reading`]) when somebody saw what is in it and accepted that.
    pub reading: Option<String>,
}

/// What became of it.
#[derive(Debug)]
pub enum Outcome {
    Accepted {
        snapshot: Box<Snapshot>,
        checked: Box<Checked>,
    },
    /// The same file is in force already.
    Known(Box<Snapshot>),
    /// Nothing is kept but the attempt.
    Refused(Box<Checked>),
}

/// Checks a workbook and, when it holds, makes its rows a snapshot.
///
/// The file is published before the row that names it: whoever dies in between leaves a file that nobody names, which
/// the next opening of the workspace sweeps away.
///
/// # Errors
/// Refused when dataset or scope is unknown, the file cannot be read, or it is read otherwise than when it was accepted;
/// what is wrong inside the file is an [`Outcome`].
pub async fn import(workspace: &Workspace, edge: &Edge, command: &Import, progress: &Progress) -> Result<Outcome> {
    let lock = workspace.lock()?;
    let looked = look(workspace, edge, command, &workspace.tmp_dir(), progress).await?;
    let mut checked = match looked {
        Looked::Known(snapshot) => return Ok(Outcome::Known(snapshot)),
        Looked::Checked(checked) => checked,
    };
    let now = reading(&checked)?;
    if command.reading.as_ref().is_some_and(|accepted| *accepted != now) {
        return Err(Refusal::new("import-read-otherwise").with("file", file_name(command)).into());
    }
    let Some(staged) = checked.staged.take() else {
        record_refusal(workspace, edge, command, &checked).await?;
        return Ok(Outcome::Refused(checked));
    };
    let mut write = workspace.store.write().await?;
    let snapshot = accept(workspace, edge, command, &checked, staged, &mut write, &lock).await?;
    write.commit().await?;
    Ok(Outcome::Accepted { snapshot: Box::new(snapshot), checked })
}

/// Publishes staged rows and records them as a snapshot; whoever calls commits.
///
/// # Errors
/// When the file or the database cannot be written.
pub(in crate::services) async fn accept(
    workspace: &Workspace,
    edge: &Edge,
    command: &Import,
    checked: &Checked,
    staged: Staged,
    write: &mut Transaction,
    _lock: &Lock,
) -> Result<Snapshot> {
    let mut attempt = attempt(workspace, edge, command, checked);
    let id = edge.id();
    let snapshot = Snapshot {
        file: format!("{}/{id}.parquet", attempt.dataset),
        id,
        dataset: attempt.dataset.clone(),
        scope: attempt.scope.clone(),
        as_of: command.as_of,
        recorded_at: edge.now,
        withdrawn_at: None,
        sha256: staged.sha256.clone(),
        rows: staged.rows,
        left_out: staged.left_out,
        source_name: attempt.source_name.clone(),
        source_sha256: checked.source_sha256.clone(),
        importer: edge.actor.clone(),
    };
    staged.publish(&workspace.snapshots_dir().join(&snapshot.file))?;
    attempt.snapshot = Some(snapshot.id.clone());
    write.add_snapshot(&snapshot).await?;
    write.add_attempt(&attempt).await?;
    let accepted = Some((&snapshot, command));
    write.add_event(event(edge, "snapshot.accepted", &snapshot.id, &attempt, checked, accepted)).await?;
    Ok(snapshot)
}

/// What a look at a workbook gives.
pub enum Looked {
    /// The same file is in force already.
    Known(Box<Snapshot>),
    /// Its rows are staged when it can become a snapshot as it is.
    Checked(Box<Checked>),
}

/// Checks a workbook as [`import`] does and keeps nothing; what is staged lies in a folder of the caller.
///
/// # Errors
/// As of [`import`].
pub async fn look(
    workspace: &Workspace,
    edge: &Edge,
    command: &Import,
    staging: &Path,
    progress: &Progress,
) -> Result<Looked> {
    // What is made here is not taken from elsewhere.
    if let Some(maker) = workspace.pack.made_by(&command.dataset) {
        return Err(Refusal::new("dataset-made-here")
            .with(
                "dataset",
                workspace.pack.datasets.get(&command.dataset).map_or("", |one| one.title.get(edge.words.0)),
            )
            .with("reconciliation", maker.title.get(edge.words.0))
            .into());
    }
    look_at(workspace, edge, command, staging, progress).await
}

/// Checks a file whoever made it.
///
/// # Errors
/// As of [`import`].
pub(in crate::services) async fn look_at(
    workspace: &Workspace,
    edge: &Edge,
    command: &Import,
    staging: &Path,
    progress: &Progress,
) -> Result<Looked> {
    let Some(dataset) = workspace.pack.datasets.get(&command.dataset) else {
        return Err(indicator::unknown_dataset(&workspace.pack, &command.dataset).into());
    };
    let unreadable =
        |error| Refusal::new("file-unreadable").with("file", command.file.display()).with("message", error);
    let source_sha256 = lake::hash::of_file(&command.file).map_err(unreadable)?;
    let lake = lakes::open(workspace, edge.now).await?;
    let district = lakes::district(&workspace.pack);
    let scope = command.scope.as_deref().unwrap_or(district);
    let cut = Cut { as_of: command.as_of, known_at: edge.now };
    let kind = if scope == district {
        Scope::District
    } else {
        let tree = lake.tree(cut).await?;
        match tree.get(scope).map(|org| org.level) {
            Some(Level::District) => Scope::District,
            Some(Level::Township) => Scope::Township,
            Some(Level::School) => Scope::School,
            None => return Err(Refusal::new("scope-unknown").with("scope", scope).with("date", command.as_of).into()),
        }
    };
    let same = |one: &Snapshot| one.dataset == dataset.id && one.scope == scope && one.as_of == command.as_of;
    // Only the newest counts: the first of three files again, after a second one, is a correction.
    let newest = lake.snapshots().iter().rfind(|one| same(one) && one.withdrawn_at.is_none());
    if let Some(newest) = newest.filter(|one| one.source_sha256 == source_sha256) {
        return Ok(Looked::Known(Box::new(newest.clone())));
    }
    let mappings: Vec<_> = mappings(workspace)?.into_values().collect();
    let incoming = Incoming {
        lake: &lake,
        dataset,
        file: &command.file,
        scope: (scope, kind),
        cut,
        mappings: &mappings,
        secret: &workspace.config.secret_bytes()?,
        staging,
        acceptance: Acceptance {
            valid_rows_only: command.valid_rows_only,
            drift_confirmed: command.drift_reason.is_some(),
        },
        progress,
    };
    Ok(Looked::Checked(Box::new(check(incoming).await?)))
}

/// Fingerprint of how a file is read: which column each header was taken for.
///
/// # Errors
/// When the mapping cannot be written.
pub fn reading(checked: &Checked) -> Result<String> {
    Ok(policy::hash::sha256(serde_json::to_vec(&checked.mapping)?))
}

/// What the file is called where it comes from.
fn file_name(command: &Import) -> String {
    let here = || command.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    command.source_name.clone().unwrap_or_else(here)
}

/// Records that a workbook was refused; of the file itself nothing is kept.
///
/// # Errors
/// When the database fails.
pub async fn record_refusal(workspace: &Workspace, edge: &Edge, command: &Import, checked: &Checked) -> Result<()> {
    let attempt = attempt(workspace, edge, command, checked);
    let mut write = workspace.store.write().await?;
    write.add_attempt(&attempt).await?;
    write.add_event(event(edge, "import.refused", &attempt.id, &attempt, checked, None)).await?;
    write.commit().await
}

fn attempt(workspace: &Workspace, edge: &Edge, command: &Import, checked: &Checked) -> Attempt {
    Attempt {
        id: edge.id(),
        dataset: command.dataset.clone(),
        scope: command.scope.clone().unwrap_or_else(|| lakes::district(&workspace.pack).to_owned()),
        as_of: command.as_of,
        recorded_at: edge.now,
        source_name: file_name(command),
        source_sha256: checked.source_sha256.clone(),
        importer: edge.actor.clone(),
        rows_read: checked.rows_read,
        refused: checked.problems.refusals,
        warned: checked.problems.total() - checked.problems.refusals,
        snapshot: None,
    }
}

/// What the log keeps: counts by code, and where rows were left out; never what a cell says.
fn event<'a>(
    edge: &'a Edge,
    kind: &'a str,
    subject: &'a str,
    attempt: &Attempt,
    checked: &Checked,
    accepted: Option<(&Snapshot, &Import)>,
) -> NewEvent<'a> {
    let mut body = json!({
        "dataset": attempt.dataset,
        "scope": attempt.scope,
        "as_of": attempt.as_of.to_string(),
        "source_name": attempt.source_name,
        "source_sha256": attempt.source_sha256,
        "rows_read": attempt.rows_read,
        "problems": checked.problems.counts,
    });
    if let Some((snapshot, command)) = accepted {
        if snapshot.left_out > 0 {
            body["left_out"] = json!({ "rows": snapshot.left_out, "cells": refused_cells(checked) });
        }
        if let Some(reason) = &command.drift_reason {
            body["drift_confirmed"] = json!(reason);
        }
    }
    NewEvent { at: edge.now, actor: &edge.actor, kind, subject, body }
}

/// Code → the cells that rows were left out for, as `SHEET!CELL`.
fn refused_cells(checked: &Checked) -> BTreeMap<&str, Vec<String>> {
    let mut cells: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for problem in checked.problems.kept.iter().filter(|problem| problem.severity == Severity::Refuse) {
        let sheet = if problem.sheet.is_empty() { String::new() } else { format!("{}!", problem.sheet) };
        cells.entry(&problem.code).or_default().push(sheet + &problem.cell().unwrap_or_default());
    }
    cells
}
