use anyhow::Result;
use lake::snapshot::Cut;
use policy::{document::Subject, hash::sha256, text::Language};
use serde_json::json;

use super::{Ask, facts, template};
use crate::{
    document::{
        chart::{self, Charts},
        facts::Facts,
        fill,
        model::Document,
    },
    edge::Edge,
    refusal::Refusal,
    services::{board::Board, indicator, publication, report},
    store::NewEvent,
    words::Words,
    workspace::Workspace,
};

/// A document with what it was made of.
pub struct Made {
    pub document: Document,
    pub charts: Charts,
    pub facts: Facts,
}

/// Makes a document of a day; `board` saves work when it is of that day.
///
/// # Errors
/// Refused when template, unit or commitment are unknown or missing, when a day of answer lies beyond the known calendar,
/// and when the template has a flaw; faults of files and database.
pub async fn make(workspace: &Workspace, edge: &Edge, board: Option<&Board>, ask: &Ask) -> Result<Made> {
    let pack = &workspace.pack;
    let template = template(pack, &ask.template)?;
    let (Some(plan), Some(paper)) = (&pack.plan, &pack.paper) else { return Err(Refusal::new("plan-missing").into()) };
    let today = workspace.day(edge);
    if ask.day > today {
        return Err(Refusal::new("document-day").with("day", ask.day).with("last", today).into());
    }
    let duty = match &ask.duty {
        Some(id) if template.about.subject == Subject::Commitment => {
            let found = workspace.store.read().await?.duty(id).await?;
            Some(found.ok_or_else(|| Refusal::new("document-duty").with("duty", id))?)
        }
        _ => None,
    };
    let of_duty = duty.as_ref().map(|row| row.duty.commitment.clone());
    let ask = &Ask { commitment: of_duty.or_else(|| ask.commitment.clone()), ..ask.clone() };
    let known_unit = |id: &String| plan.units.iter().any(|unit| unit.id == *id);
    let known_commitment = |id: &String| plan.commitments.iter().any(|one| one.id == *id);
    match template.about.subject {
        Subject::Unit if !ask.unit.as_ref().is_some_and(known_unit) => {
            return Err(Refusal::new("document-unit").with("unit", ask.unit.as_deref().unwrap_or("none")).into());
        }
        Subject::Commitment if !ask.commitment.as_ref().is_some_and(known_commitment) => {
            let id = ask.commitment.as_deref().unwrap_or("none");
            return Err(Refusal::new("document-commitment").with("commitment", id).into());
        }
        _ => {}
    }
    let ground = report::ground(workspace, edge).await?;
    let edition = publication::in_force(workspace).await?.map(|(_, edition)| edition);
    // Official documents are Chinese, whoever asks for them.
    let words = Words(Language::Chinese);
    let made_now;
    let (computed, standings) = if let Some(board) = board.filter(|board| board.key.day == ask.day) {
        (&board.computed, board.standings(pack))
    } else {
        let cut = Cut { as_of: ask.day, known_at: edge.now };
        made_now = indicator::compute(workspace, edge, cut, None).await?;
        let standings = indicator::status(workspace, &made_now).await?;
        (&made_now, standings)
    };
    let duty = duty.as_ref();
    let source = facts::Source { workspace, plan, words, ask, template, computed, ground: &ground, edition, duty };
    let facts = source.facts(edge, standings).await?;
    let mut document = fill(paper, template, &facts).map_err(|flaws| {
        let first = flaws.into_iter().next();
        let line = first.as_ref().map_or(0, |flaw| flaw.line);
        let about = first.map(|flaw| flaw.about).unwrap_or_default();
        Refusal::new("document-flawed").with("file", &template.file).with("line", line).with("about", about)
    })?;
    document.notice = workspace.config.demo_day.map(|_| words.say("document-demo"));
    let charts = chart::draw(&document, &facts, words)?;
    Ok(Made { document, charts, facts })
}

/// Writes into the log that somebody took a document away.
///
/// # Errors
/// When the database fails.
pub async fn log(workspace: &Workspace, edge: &Edge, ask: &Ask, bytes: &[u8]) -> Result<()> {
    let body = json!({
        "as_of": ask.day, "unit": ask.unit, "commitment": ask.commitment, "duty": ask.duty, "period": ask.period,
        "hash": sha256(bytes),
    });
    let mut write = workspace.store.write().await?;
    let event = NewEvent { at: edge.now, actor: &edge.actor, kind: "document.written", subject: &ask.template, body };
    write.add_event(event).await?;
    write.commit().await
}
