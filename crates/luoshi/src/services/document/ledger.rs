use anyhow::Result;
use jiff::civil::Date;
use policy::hash::sha256;
use serde_json::json;

use crate::{
    edge::Edge,
    ledger::{Head, rows, write},
    refusal::Refusal,
    services::indicator::Standing,
    store::NewEvent,
    workspace::Workspace,
};

/// The ledger as a workbook, with its title.
pub struct Ledger {
    pub title: String,
    pub bytes: Vec<u8>,
}

/// Writes the ledger of a day, of one unit if one is named, and a line in the log.
///
/// # Errors
/// Refused when the pack has no plan or the plan no such unit; faults of the database.
pub async fn ledger(
    workspace: &Workspace,
    edge: &Edge,
    standings: &[Standing<'_>],
    day: Date,
    unit: Option<&str>,
) -> Result<Ledger> {
    let (pack, words) = (&workspace.pack, edge.words);
    let plan = pack.plan.as_ref().ok_or_else(|| Refusal::new("plan-missing"))?;
    let of = unit.map(|id| {
        let unit = plan.units.iter().find(|unit| unit.id == id);
        unit.ok_or_else(|| Refusal::new("document-unit").with("unit", id))
    });
    let name = of.transpose()?.map_or("", |unit| unit.name.get(words.0));
    let title = words.with("ledger-name", &[("plan", plan.title.get(words.0)), ("unit", name)]);
    let head = Head { title: &title, plan: &plan.id, day, demo: workspace.config.demo_day.is_some() };
    let bytes = write(&head, &rows(pack, plan, standings, unit, words), words)?;
    let body = json!({ "as_of": day, "unit": unit, "hash": sha256(&bytes) });
    let mut log = workspace.store.write().await?;
    let event = NewEvent { at: edge.now, actor: &edge.actor, kind: "ledger.written", subject: &plan.id, body };
    log.add_event(event).await?;
    log.commit().await?;
    Ok(Ledger { title, bytes })
}
