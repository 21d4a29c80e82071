//! Runs as people see them: what there is, what they counted, and what changed.

use std::collections::BTreeMap;

use anyhow::Result;
use policy::{
    pack::Pack,
    reconcile::{Standing, decide},
    text::Language,
};

use super::Summary;
use crate::{
    refusal::Refusal,
    store::{Count, ReconciliationRow, RunState},
    words::Words,
    workspace::Workspace,
};

/// A run with what it counted; a run that is not done has counted nothing.
#[derive(Clone, Debug)]
pub struct Told {
    pub run: ReconciliationRow,
    pub summary: Summary,
}

impl Told {
    fn of(run: ReconciliationRow) -> Result<Self> {
        let summary = if run.summary.is_empty() { Summary::default() } else { serde_json::from_str(&run.summary)? };
        Ok(Self { run, summary })
    }

    #[must_use]
    pub fn is_done(&self) -> bool {
        self.run.state == RunState::Done
    }
}

/// All runs, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(workspace: &Workspace) -> Result<Vec<Told>> {
    let runs = workspace.store.read().await?.reconciliations().await?;
    runs.into_iter().map(Told::of).collect()
}

/// The run of the newest facts that is done; none before the first.
///
/// # Errors
/// When the database fails.
pub async fn newest(workspace: &Workspace) -> Result<Option<Told>> {
    let done = list(workspace).await?.into_iter().filter(Told::is_done);
    Ok(done.max_by_key(|told| (told.run.as_of, told.run.made_at, told.run.number)))
}

/// A run by its number or id, `NUMBER` of the newest declaration that has it.
///
/// # Errors
/// Refused when there is none.
pub async fn find(workspace: &Workspace, run: &str) -> Result<Told> {
    let all = list(workspace).await?;
    let is = |told: &&Told| told.run.id == run || told.run.number.to_string() == run;
    let known =
        || Some(all.len()).filter(|count| *count > 0).map_or_else(|| "none".to_owned(), |count| count.to_string());
    Ok(all
        .iter()
        .find(is)
        .cloned()
        .ok_or_else(|| Refusal::new("reconciliation-run-unknown").with("run", run).with("known", known()))?)
}

/// The runs whose results are among some snapshots, by number.
///
/// # Errors
/// When the database fails.
pub async fn rests_on(workspace: &Workspace, snapshots: &[String]) -> Result<Vec<Told>> {
    let all = list(workspace).await?.into_iter();
    Ok(all
        .filter(|told| told.run.snapshot.as_ref().is_some_and(|id| told.is_done() && snapshots.contains(id)))
        .collect())
}

/// How many children are where.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// Of all places, by standing.
    pub all: BTreeMap<Standing, u64>,
    /// By place, in the order of codes.
    pub areas: BTreeMap<String, BTreeMap<Standing, u64>>,
    pub changes: Changes,
}

/// From which standing to which, and how many; those who are new have none before. What needs somebody first.
#[derive(Clone, Debug, Default)]
pub struct Changes(pub BTreeMap<(Standing, Option<Standing>), u64>);

/// Counts the children of a run.
///
/// # Errors
/// When the database fails.
pub async fn counts(workspace: &Workspace, run: &ReconciliationRow) -> Result<Counts> {
    let mut counts = Counts::default();
    let found = workspace.store.read().await?.reconciled_counts(&run.id).await?;
    // In the first run nothing has changed yet.
    let first = found.iter().all(|count| count.before.is_none());
    for Count { area, standing, before, children } in found {
        *counts.all.entry(standing).or_default() += children;
        *counts.areas.entry(area).or_default().entry(standing).or_default() += children;
        if !first && before != Some(standing) {
            *counts.changes.0.entry((standing, before)).or_default() += children;
        }
    }
    Ok(counts)
}

/// A reason in words: the title of the rule, or what the program says.
#[must_use]
pub fn told(words: Words, pack: &Pack, declaration: &str, reason: &str) -> String {
    let rules = pack.reconciliations.get(declaration).into_iter().flat_map(|one| &one.rules);
    let language: Language = words.0;
    match rules.into_iter().find(|rule| rule.name == reason) {
        Some(rule) => rule.title.get(language).to_owned(),
        None if decide::REASONS.contains(&reason) => {
            words.say(&format!("reconcile-reason-{}", reason.replace('_', "-")))
        }
        None => reason.to_owned(),
    }
}
