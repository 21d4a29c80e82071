use anyhow::Result;
use jiff::civil::Date;
use lake::{
    compute::{Figures, Flag, Known},
    explain::{Explanation, Page, Request},
    inputs::Question,
    privacy::Viewer,
    snapshot::Cut,
};
use policy::indicator::Indicator;
use serde_json::json;

use crate::{edge::Edge, services::lake as lakes, store::NewEvent, workspace::Workspace};

/// A figure to be followed to its rows.
pub struct Explain<'a> {
    pub indicator: &'a str,
    pub org: Option<&'a str>,
    /// By default the last year of the plan that has begun.
    pub period: Option<i16>,
    pub cut: Cut,
    /// Shows the figures on the organisation tree of this later day.
    pub on: Option<Date>,
    /// Why masked values must be seen; the log keeps it.
    pub reveal: Option<&'a str>,
    /// Word that stands for a hidden value.
    pub hidden: &'a str,
    pub limit: usize,
}

/// A figure followed to its rows, with the definition that it was made with.
pub struct Explained {
    pub question: Question,
    /// As it was known at the cut.
    pub indicator: Indicator,
    pub explanation: Explanation,
    /// The figure is confidential and nobody gave a reason to see it: its numbers and rows are left out.
    pub withheld: bool,
}

/// Follows a figure to definition, numerator, denominator, rows and files.
///
/// # Errors
/// Refused when the indicator or the org is unknown, or when no rows can exist.
pub async fn explain(workspace: &Workspace, edge: &Edge, ask: &Explain<'_>) -> Result<Explained> {
    super::known(&workspace.pack, ask.indicator)?;
    let question = question(workspace, ask);
    let lake = lakes::open(workspace, ask.cut.known_at).await?;
    if let Some(reason) = ask.reveal {
        // The log comes first: nothing is shown that nobody wrote down.
        let mut write = workspace.store.write().await?;
        let body = json!({ "org": ask.org, "period": question.year, "reason": reason });
        let event = NewEvent { at: edge.now, actor: &edge.actor, kind: "rows.revealed", subject: ask.indicator, body };
        write.add_event(event).await?;
        write.commit().await?;
    }
    let viewer = Viewer { reveal: ask.reveal.is_some(), hidden: ask.hidden };
    let request = Request { question: &question, org: ask.org, viewer, offset: 0, limit: ask.limit };
    let explained = lake.explain(&request, &Known::new()).await;
    let mut explanation = explained.map_err(|error| lakes::blame(&lake, error))?;
    let indicator = lake.indicator(ask.indicator)?.clone();
    // Other years are looked at only to flag a change that is larger than believable.
    if indicator.max_step.is_some()
        && let Some((figure, value)) = explanation.figure.as_mut().and_then(|one| one.value.map(|value| (one, value)))
    {
        let before = Question { year: question.year - 1, ..question.clone() };
        let before = super::series::figure(workspace, &lake, &before, &figure.org).await?.0;
        let before = before.and_then(|before| before.value);
        let large = before.is_some_and(|before| indicator.is_large_step(before, question.year, value));
        figure.flags.extend(large.then_some(Flag::LargeStep));
    }
    let confidential = explanation.figure.as_ref().is_some_and(|figure| figure.flags.contains(&Flag::Confidential));
    let withheld = confidential && ask.reveal.is_none();
    if withheld {
        withhold(&mut explanation);
    }
    Ok(Explained { question, indicator, explanation, withheld })
}

/// Takes away what would tell a confidential figure: the number of rows tells it as well as its value does.
fn withhold(explanation: &mut Explanation) {
    if let Some(figure) = &mut explanation.figure {
        (figure.numerator, figure.denominator, figure.value) = (None, None, None);
        (figure.rows, figure.persons) = (0, 0);
    }
    (explanation.counting, explanation.failing, explanation.others) = (Page::default(), Page::default(), 0);
}

fn question(workspace: &Workspace, ask: &Explain<'_>) -> Question {
    let begun = ask.cut.as_of.year();
    let year = ask.period.unwrap_or_else(|| workspace.pack.plan.as_ref().map_or(begun, |plan| plan.to.min(begun)));
    Question { indicator: ask.indicator.to_owned(), year, cut: ask.cut, on: ask.on }
}

/// What a recomputation from the snapshot files shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    pub fingerprint: String,
    /// Snapshots whose file is not what the manifest says.
    pub damaged: Vec<String>,
    /// Whether the stored figures are those that follow from the files; none when none are stored.
    pub equal: Option<bool>,
}

/// Makes the figures anew from the snapshots, with nothing remembered, and compares them with those stored.
///
/// # Errors
/// Refused when the indicator is unknown.
pub async fn verify(workspace: &Workspace, ask: &Explain<'_>) -> Result<Proof> {
    super::known(&workspace.pack, ask.indicator)?;
    let question = question(workspace, ask);
    let lake = lakes::open(workspace, ask.cut.known_at).await?;
    let made: Figures = lake.compute(&question, &Known::new()).await?;
    let damaged = lakes::damaged(&lake, &made.inputs.snapshots);
    let stored = workspace.store.read().await?.figures(&made.inputs.fingerprint).await?;
    let equal = stored.map(|stored| stored == made);
    Ok(Proof { fingerprint: made.inputs.fingerprint, damaged, equal })
}
