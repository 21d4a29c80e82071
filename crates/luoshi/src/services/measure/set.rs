use std::{fs, path::PathBuf};

use anyhow::Result;
use jiff::civil::Date;
use policy::{indicator::Kind, number::Number};
use serde_json::json;

use crate::{
    edge::Edge,
    refusal::Refusal,
    services::evidence::keep,
    store::{Measure, NewEvent},
    workspace::Workspace,
};

/// A figure to enter.
pub struct Set {
    pub indicator: String,
    /// Code of the school or area; by default the district of the plan.
    pub org: Option<String>,
    pub period: i16,
    pub value: Number,
    pub held_on: Date,
    /// The document that proves it; kept in the workspace under its hash.
    pub evidence: PathBuf,
    pub note: String,
}

/// Records a figure with its evidence. An earlier one for the same year stays in the record and no longer counts.
///
/// # Errors
/// Refused when the indicator is unknown or not entered by hand, or the evidence cannot be read.
pub async fn set(workspace: &Workspace, edge: &Edge, command: Set) -> Result<Measure> {
    let pack = &workspace.pack;
    let Some(indicator) = pack.indicators.get(&command.indicator) else {
        return Err(super::super::indicator::unknown(pack, &command.indicator).into());
    };
    if indicator.kind != Kind::Manual {
        return Err(Refusal::new("measure-computed").with("indicator", &command.indicator).into());
    }
    let evidence = fs::read(&command.evidence).map_err(|error| {
        Refusal::new("file-unreadable").with("file", command.evidence.display()).with("message", error)
    })?;
    let org = command.org.or_else(|| pack.plan.as_ref().map(|plan| plan.org.clone())).unwrap_or_default();
    let name = command.evidence.file_name().unwrap_or_default().to_string_lossy().into_owned();

    let _lock = workspace.lock()?;
    let evidence_sha256 = keep(workspace, &evidence)?;
    let measure = Measure {
        id: edge.id(),
        indicator: command.indicator,
        org,
        period: command.period,
        value: command.value,
        held_on: command.held_on,
        evidence_name: name,
        evidence_sha256,
        reporter: edge.actor.clone(),
        note: command.note,
        recorded_at: edge.now,
    };
    let mut transaction = workspace.store.write().await?;
    transaction.add_measure(&measure).await?;
    let body = json!({
        "indicator": measure.indicator,
        "org": measure.org,
        "period": measure.period,
        "value": measure.value.to_string(),
        "held_on": measure.held_on.to_string(),
        "evidence_sha256": measure.evidence_sha256,
    });
    let event = NewEvent { at: edge.now, actor: &edge.actor, kind: "measure.set", subject: &measure.id, body };
    transaction.add_event(event).await?;
    transaction.commit().await?;
    Ok(measure)
}
