use anyhow::Result;
use jiff::civil::Date;
use policy::supervise::{Command, Proof, drawn, seal};
use serde_json::json;

use super::{Act, Who, act::within};
use crate::{edge::Edge, refusal::Refusal, store::NewEvent, workspace::Workspace};

/// Draws reported results of a year for verification on site. The seed is the head of the log at that moment, which nobody
/// could choose; seed, the hash of the list and the number drawn go into the log. Gives how many were drawn.
///
/// # Errors
/// Refused when nothing is reported that was not drawn before, or the person may not draw.
pub async fn sample(
    workspace: &Workspace,
    edge: &Edge,
    who: Who<'_>,
    day: Date,
    year: i16,
    count: usize,
) -> Result<usize> {
    let mut write = workspace.store.write().await?;
    let ids = write.duties_to_draw(year).await?;
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    if ids.is_empty() || count == 0 {
        return Err(Refusal::new("sample-empty").with("year", year).into());
    }
    let seed = write.log_head().await?;
    let chosen = drawn(&seed, &ids, count);
    let id = edge.id();
    let body = json!({ "year": year, "seed": seed, "list": seal(&ids), "of": ids.len(), "drawn": chosen });
    let event = NewEvent { at: edge.now, actor: who.name, kind: "sample.drawn", subject: &id, body };
    write.add_event(event).await?;
    let proof = Proof::default();
    for duty in &chosen {
        let command = Command::Draw { sample: id.clone() };
        let act = Act { who, day, id: duty, version: None, proof: &proof, command };
        within(workspace, edge, &mut write, act).await?;
    }
    let count = chosen.len();
    write.commit().await?;
    Ok(count)
}
