//! The official text of the plan. It is no part of a pack; whoever has it lays it beside what was read from it, and it
//! is kept under its fingerprint, so that a pack read from another text never shows it.

use std::collections::BTreeSet;

use anyhow::Result;
use policy::{plan::Plan, source::SourceText};
use serde_json::json;

use crate::{edge::Edge, refusal::Refusal, store::NewEvent, workspace::Workspace};

/// A stretch of a paragraph that the same commitments are bound to.
pub struct Piece<'a> {
    /// First character, from 0.
    pub from: usize,
    pub text: String,
    /// Ids of commitments, the one bound to the fewest characters first; none where nothing is promised.
    pub commitments: Vec<&'a str>,
}

fn setting(plan: &Plan) -> String {
    format!("source_text:{}", plan.source.sha256)
}

/// The text that the plan was read from, once it is attached.
///
/// # Errors
/// When the database fails.
pub async fn text(workspace: &Workspace, plan: &Plan) -> Result<Option<SourceText>> {
    let text = workspace.store.read().await?.setting(&setting(plan)).await?;
    Ok(text.map(|text| SourceText::new(&text)).filter(|text| text.sha256() == plan.source.sha256))
}

/// Whether the text is attached, which is asked for every page of the plan and therefore reads nothing of it again.
///
/// # Errors
/// When the database fails.
pub async fn is_attached(workspace: &Workspace, plan: &Plan) -> Result<bool> {
    Ok(workspace.store.read().await?.setting(&setting(plan)).await?.is_some())
}

/// Attaches the text that the plan was read from.
///
/// # Errors
/// Refused when it is no text, or another one.
pub async fn attach(workspace: &Workspace, edge: &Edge, plan: &Plan, file: &str, bytes: &[u8]) -> Result<()> {
    let text = std::str::from_utf8(bytes).map_err(|_| Refusal::new("source-no-text").with("file", file))?;
    let sha256 = SourceText::new(text).sha256();
    if sha256 != plan.source.sha256 {
        return Err(Refusal::new("source-other")
            .with("file", file)
            .with("title", &plan.source.title)
            .with("paragraphs", plan.source.paragraphs)
            .with("given", SourceText::new(text).len())
            .into());
    }
    let mut write = workspace.store.write().await?;
    write.set_setting(&setting(plan), text).await?;
    let body = json!({ "source_name": file, "source_sha256": sha256 });
    let event = NewEvent { at: edge.now, actor: &edge.actor, kind: "source.attached", subject: &plan.id, body };
    write.add_event(event).await?;
    write.commit().await
}

/// The paragraphs of the text, cut where a place of a commitment begins or ends.
#[must_use]
pub fn pieces<'a>(plan: &'a Plan, text: &SourceText) -> Vec<(usize, Vec<Piece<'a>>)> {
    text.paragraphs().map(|(p, chars)| (p, cut(plan, p, chars))).collect()
}

fn cut<'a>(plan: &'a Plan, p: usize, chars: &[char]) -> Vec<Piece<'a>> {
    let places = plan.commitments.iter().flat_map(|one| one.places.iter().map(|place| (*place, one.id.as_str())));
    let mut places: Vec<_> = places.filter(|(place, _)| place.p == p && place.to <= chars.len()).collect();
    places.sort_by_key(|(place, _)| place.to.saturating_sub(place.from));
    let mut ends: BTreeSet<usize> = places.iter().flat_map(|(place, _)| [place.from, place.to]).collect();
    ends.extend([0, chars.len()]);
    let ends: Vec<_> = ends.into_iter().collect();
    let piece = |ends: &[usize]| {
        let (from, to) = (ends[0], ends[1]);
        let bound = places.iter().filter(|(place, _)| place.from <= from && to <= place.to);
        Piece { from, text: chars[from..to].iter().collect(), commitments: bound.map(|(_, id)| *id).collect() }
    };
    ends.windows(2).map(piece).collect()
}
