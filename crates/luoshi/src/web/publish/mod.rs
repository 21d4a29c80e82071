//! Choosing what everybody may see (发布): tick commitments, look at the edition as it would be, publish it.

use std::{collections::BTreeSet, sync::Arc};

use askama::Template;
use axum::{
    Form,
    extract::Path,
    http::StatusCode,
    response::{Html, IntoResponse as _, Redirect, Response},
};
use policy::hash::sha256;

use super::{
    account::Note,
    guard::Visit,
    page::{Page, html},
    public::Shown,
    trouble::{Trouble, missing},
    view::{Row, plan, rows},
};
use crate::{
    contract::edition::Edition,
    refusal::Refusal,
    services::{
        board::Board,
        person,
        publication::{self, Draft, LONGEST},
    },
};

#[derive(Template)]
#[template(path = "publish/show.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    commitments: Vec<Choice>,
    text: &'a str,
    longest: usize,
    editions: Vec<Listed>,
    note: Option<Note>,
}

#[derive(Template)]
#[template(path = "publish/preview.html")]
struct Preview<'a> {
    page: &'a Page<'a>,
    shown: Shown<'a>,
    /// What the form carries on.
    chosen: &'a BTreeSet<String>,
    text: &'a str,
    seen: String,
    note: Option<Note>,
}

/// A commitment that can be published.
struct Choice {
    id: String,
    task: Option<u32>,
    text: String,
    chosen: bool,
    rows: Vec<Row>,
}

/// An edition as the people who publish see it.
struct Listed {
    number: i64,
    as_of: String,
    published: String,
    by: String,
    text: String,
    targets: u64,
    hash: String,
    /// When, by whom and why it was withdrawn.
    withdrawn: Option<(String, String, String)>,
}

/// What the form says.
struct Fields<'a> {
    chosen: BTreeSet<String>,
    text: &'a str,
    /// Hash of what was looked at.
    seen: &'a str,
    deed: &'a str,
}

pub(super) async fn show(visit: Visit) -> Result<Html<String>, Trouble> {
    let chosen = match publication::in_force(&visit.app.workspace).await? {
        Some((_, edition)) => edition.commitments.into_iter().map(|one| one.id).collect(),
        None => BTreeSet::new(),
    };
    choose(&visit, &chosen, "", None).await
}

/// Shows what would be published, goes back to choose, or publishes: the field `deed` says which.
pub(super) async fn submit(visit: Visit, Form(fields): Form<Vec<(String, String)>>) -> Result<Response, Trouble> {
    let field = |name: &str| fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value);
    let ask = Fields {
        chosen: fields.iter().filter(|(key, _)| key == "commitment").map(|(_, id)| id.clone()).collect(),
        text: field("note"),
        seen: field("seen"),
        deed: field("deed"),
    };
    match act(&visit, &ask).await {
        Ok(response) => Ok(response),
        Err(trouble) => {
            let note = Note::of(trouble, &visit)?;
            let form = choose(&visit, &ask.chosen, ask.text, Some(note)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, form).into_response())
        }
    }
}

async fn act(visit: &Visit, ask: &Fields<'_>) -> Result<Response, Trouble> {
    if ask.deed == "choose" {
        return Ok(choose(visit, &ask.chosen, ask.text, None).await?.into_response());
    }
    let (workspace, edge) = (&visit.app.workspace, &visit.edge);
    let board: Arc<Board> = visit.app.board(edge).await?;
    let last = workspace.store.read().await?.publications().await?.first().map_or(0, |one| one.number);
    let draft = Draft { chosen: &ask.chosen, note: ask.text, number: last + 1 };
    let edition = publication::draft(workspace, &board, edge, &draft)?;
    let seen = fingerprint(&edition)?;
    if ask.deed == "publish" && ask.seen == seen {
        let publication = publication::publish(workspace, edge, &edition).await?;
        return Ok(Redirect::to(&format!("/public/{}", publication.number)).into_response());
    }
    // Whoever publishes has seen exactly that: when anything changed meanwhile, it is looked at again.
    let changed = ask.deed == "publish";
    let note = if changed { Some(Note::of(Refusal::new("publication-changed").into(), visit)?) } else { None };
    let page = Page::new(visit, "publish-preview-title");
    let status = if changed { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let preview = Preview { page: &page, shown: Shown::new(&edition), chosen: &ask.chosen, text: ask.text, seen, note };
    Ok((status, html(&preview)).into_response())
}

/// What an edition says, without the moment at which it is drafted.
fn fingerprint(edition: &Edition) -> Result<String, Trouble> {
    let said = (edition.number, &edition.note, &edition.targets, &edition.indicators, edition.as_of);
    Ok(sha256(serde_json::to_string(&said)?))
}

/// Takes an edition back.
pub(super) async fn withdraw(
    visit: Visit,
    Path(number): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Trouble> {
    let number = number.parse().map_err(|_| missing())?;
    let reason = fields.iter().find(|(key, _)| key == "reason").map_or("", |(_, reason)| reason);
    let done = publication::withdraw(&visit.app.workspace, &visit.edge, number, reason).await;
    let (status, note) = match done {
        Ok(()) => (StatusCode::OK, Note::done(&visit, "publish-withdrawn")),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, Note::of(error.into(), &visit)?),
    };
    Ok((status, choose(&visit, &BTreeSet::new(), "", Some(note)).await?).into_response())
}

async fn choose(
    visit: &Visit,
    chosen: &BTreeSet<String>,
    text: &str,
    note: Option<Note>,
) -> Result<Html<String>, Trouble> {
    let workspace = &visit.app.workspace;
    let pack = &workspace.pack;
    let plan = plan(pack)?;
    let board = visit.app.board(&visit.edge).await?;
    let standings = board.standings(pack);
    let page = Page::new(visit, "publish-title");
    let words = page.words();
    let choice = |one: &policy::plan::Commitment| Choice {
        id: one.id.clone(),
        task: one.task,
        text: one.text.get(words.0).to_owned(),
        chosen: chosen.contains(&one.id),
        rows: rows(words, pack, standings.iter().filter(|standing| standing.commitment.id == one.id)),
    };
    let choices = plan.commitments.iter().map(choice).filter(|one| !one.rows.is_empty());
    let people = person::list(workspace).await?;
    let named = |login: &str| {
        let person = people.iter().find(|one| one.person.login == login);
        person.map_or_else(|| login.to_owned(), |one| one.person.name.clone())
    };
    let editions = workspace.store.read().await?.publications().await?;
    let editions = editions.into_iter().map(|one| Listed {
        number: one.number,
        as_of: page.date(one.as_of),
        published: page.moment(&one.published_at),
        by: named(&one.published_by),
        text: one.note,
        targets: one.targets,
        hash: one.hash,
        withdrawn: one.withdrawn.map(|it| (page.moment(&it.at), named(&it.by), it.reason)),
    });
    Ok(html(&Show {
        page: &page,
        commitments: choices.collect(),
        text,
        longest: LONGEST,
        editions: editions.collect(),
        note,
    }))
}
