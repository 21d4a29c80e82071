use std::collections::BTreeMap;

use anyhow::Result;
use lake::{
    Lake,
    compute::{Figures, Known},
    inputs::{Inputs, Question},
    snapshot::Cut,
};
use serde_json::json;

use crate::{
    edge::Edge,
    refusal::Refusal,
    services::{definitions, lake as lakes},
    store::NewEvent,
    workspace::Workspace,
};

/// The figures of all indicators and years at one cut.
pub struct Computed {
    pub lake: Lake,
    pub cut: Cut,
    pub inputs: BTreeMap<(String, i16), Inputs>,
    pub figures: Known,
    /// How many were made now, and how many stood already.
    pub made: usize,
    pub reused: usize,
    /// Figures that could not be made, and why.
    pub failed: Vec<(String, i16, lake::Refusal)>,
}

/// Makes every figure that is not there yet: all indicators, from some years before the plan (as the pack says) to its
/// last year, each after those that it reads.
///
/// # Errors
/// Refused when a definition changed under the same version and `accept` gives no reason for it.
pub async fn compute(workspace: &Workspace, edge: &Edge, cut: Cut, accept: Option<&str>) -> Result<Computed> {
    let _lock = workspace.lock()?;
    record_definitions(workspace, edge, accept).await?;
    let lake = lakes::open(workspace, cut.known_at).await?;
    let years: Vec<i16> = super::years(&workspace.pack, cut).collect();
    let (mut inputs, mut figures) = (BTreeMap::new(), Known::new());
    let (mut made, mut reused, mut failed) = (0, 0, Vec::new());
    let order: Vec<String> = lake.order()?.into_iter().map(str::to_owned).collect();
    for indicator in &order {
        let mut fresh: Vec<(i16, Figures)> = Vec::new();
        let mut stored = workspace.store.read().await?;
        for &year in &years {
            let question = Question { indicator: indicator.clone(), year, cut, on: None };
            let answer = async {
                let inputs = lake.inputs(&question).await?;
                if let Some(stored) = stored.figures(&inputs.fingerprint).await? {
                    return anyhow::Ok((stored, true));
                }
                Ok((lake.compute(&question, &figures).await?, false))
            };
            match answer.await {
                Ok((answer, was_stored)) => {
                    inputs.insert((indicator.clone(), year), answer.inputs.clone());
                    figures.insert((indicator.clone(), year), answer.figures.clone());
                    if was_stored {
                        reused += 1;
                    } else {
                        made += 1;
                        fresh.push((year, answer));
                    }
                }
                // One definition that does not fit its data must not hide all other figures.
                Err(error) => {
                    let refusal = error.downcast::<lake::Refusal>().map_err(|fault| lakes::blame(&lake, fault))?;
                    failed.push((indicator.clone(), year, refusal));
                }
            }
        }
        drop(stored);
        if !fresh.is_empty() {
            let mut write = workspace.store.write().await?;
            for (year, made) in &fresh {
                write.add_figures(indicator, *year, edge.now, made).await?;
            }
            write.commit().await?;
        }
    }
    Ok(Computed { lake, cut, inputs, figures, made, reused, failed })
}

/// Records definitions used for the first time; a changed one only with a reason.
async fn record_definitions(workspace: &Workspace, edge: &Edge, accept: Option<&str>) -> Result<()> {
    let declared = definitions::declared(&workspace.pack, edge.now)?;
    let recorded = workspace.store.read().await?.definitions().await?;
    let (new, changed) = definitions::unrecorded(declared, &recorded);
    if new.is_empty() && changed.is_empty() {
        return Ok(());
    }
    if let (Some(first), None) = (changed.first(), accept) {
        let indicators: Vec<_> = changed.iter().map(|one| format!("{} ({})", one.indicator, one.valid_from)).collect();
        return Err(Refusal::new("definition-changed")
            .with("indicators", indicators.join(", "))
            .with("indicator", &first.indicator)
            .into());
    }
    let mut write = workspace.store.write().await?;
    for mut one in new.into_iter().chain(changed) {
        let is_change = recorded.iter().any(|old| old.indicator == one.indicator && old.valid_from == one.valid_from);
        one.reason = accept.filter(|_| is_change).map(str::to_owned);
        write.add_definition(&one).await?;
        let kind = if is_change { "definition.changed" } else { "definition.first_used" };
        let body = json!({ "from": one.valid_from, "hash": one.hash, "reason": one.reason });
        let event = NewEvent { at: edge.now, actor: &edge.actor, kind, subject: &one.indicator, body };
        write.add_event(event).await?;
    }
    write.commit().await
}
