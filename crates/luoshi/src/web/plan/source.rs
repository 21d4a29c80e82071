//! The source document beside the commitments: each lights up the words that it was read from, and the reverse.

use askama::Template;
use axum::{
    extract::{Multipart, Query, multipart::MultipartRejection},
    http::StatusCode,
    response::{Html, IntoResponse as _, Redirect, Response},
};
use policy::{
    access::Right,
    plan::{Commitment, Plan},
    source::SourceText,
};
use serde::Deserialize;

use crate::{
    refusal::Refusal,
    services::{
        indicator::Standing,
        source::{self, Piece},
    },
    web::{
        account::Note,
        guard::Visit,
        page::{Page, html},
        trouble::Trouble,
        view::{Row, plan, rows},
    },
    words::word,
};

#[derive(Template)]
#[template(path = "plan/source.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    title: &'a str,
    paragraphs: Vec<(usize, Vec<Part>)>,
    chosen: Vec<Promise>,
    all: Vec<Promise>,
    note: Option<Note>,
    may_attach: bool,
    /// Paragraphs that the text has.
    count: usize,
    sha256: &'a str,
}

#[derive(Default, Deserialize)]
pub(in crate::web) struct Ask {
    /// Ids of the commitments that are chosen, with commas between them.
    #[serde(default)]
    lit: String,
}

/// A piece of a paragraph.
struct Part {
    from: usize,
    text: String,
    /// Ids of its commitments, as the address has them; empty where nothing is promised.
    lit: String,
    is_lit: bool,
}

struct Promise {
    id: String,
    kind: String,
    text: String,
    task: Option<u32>,
    /// Where its first words stand.
    anchor: String,
    rows: Vec<Row>,
}

pub(in crate::web) async fn show(visit: Visit, Query(ask): Query<Ask>) -> Result<Html<String>, Trouble> {
    answer(&visit, &ask, None).await
}

/// Takes the text in.
pub(in crate::web) async fn attach(
    visit: Visit,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Trouble> {
    match take(&visit, form).await {
        Ok(()) => Ok(Redirect::to("/plan/source").into_response()),
        Err(trouble) => {
            let note = Note::of(trouble, &visit)?;
            let page = answer(&visit, &Ask::default(), Some(note)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn take(visit: &Visit, form: Result<Multipart, MultipartRejection>) -> Result<(), Trouble> {
    let missing = || Refusal::new("source-missing");
    let mut form = form.map_err(|_| missing())?;
    while let Some(field) = form.next_field().await.map_err(|_| missing())? {
        let name = field.file_name().unwrap_or_default().to_owned();
        if field.name() == Some("file") && !name.is_empty() {
            let bytes = field.bytes().await.map_err(|_| missing())?;
            let workspace = &visit.app.workspace;
            return Ok(source::attach(workspace, &visit.edge, plan(&workspace.pack)?, &name, &bytes).await?);
        }
    }
    Err(missing().into())
}

async fn answer(visit: &Visit, ask: &Ask, note: Option<Note>) -> Result<Html<String>, Trouble> {
    let workspace = &visit.app.workspace;
    let plan = plan(&workspace.pack)?;
    let page = Page::new(visit, "source-title");
    let text = source::text(workspace, plan).await?;
    let lit: Vec<_> = ask.lit.split(',').filter(|id| !id.is_empty()).collect();
    let (mut chosen, mut all) = (Vec::new(), Vec::new());
    if text.is_some() {
        let board = visit.app.board(&visit.edge).await?;
        let standings = board.standings(&workspace.pack);
        let promise = |one: &Commitment, with: bool| {
            let own = standings.iter().filter(|standing| with && standing.commitment.id == one.id);
            promise(visit, &page, one, own)
        };
        let is_lit = |one: &&Commitment| lit.contains(&one.id.as_str());
        chosen = plan.commitments.iter().filter(is_lit).map(|one| promise(one, true)).collect();
        all = plan.commitments.iter().map(|one| promise(one, false)).collect();
    }
    Ok(html(&Show {
        page: &page,
        title: &plan.source.title,
        paragraphs: text.map(|text| paragraphs(plan, &text, &lit)).unwrap_or_default(),
        chosen,
        all,
        note,
        may_attach: page.may(Right::Attach),
        count: plan.source.paragraphs,
        sha256: &plan.source.sha256,
    }))
}

fn paragraphs(plan: &Plan, text: &SourceText, lit: &[&str]) -> Vec<(usize, Vec<Part>)> {
    let part = |piece: Piece<'_>| Part {
        from: piece.from,
        is_lit: piece.commitments.iter().any(|id| lit.contains(id)),
        lit: piece.commitments.join(","),
        text: piece.text,
    };
    let pieces = source::pieces(plan, text).into_iter();
    pieces.map(|(p, pieces)| (p, pieces.into_iter().map(part).collect())).collect()
}

/// Where the first words of a commitment stand on the page.
fn anchor(one: &Commitment) -> Option<String> {
    one.places.first().map(|place| format!("p{}-{}", place.p, place.from))
}

/// The page at the first words of a commitment.
pub(super) fn link(one: &Commitment) -> Option<String> {
    Some(format!("/plan/source?lit={}#{}", one.id, anchor(one)?))
}

fn promise<'a: 's, 's>(
    visit: &'a Visit,
    page: &Page<'_>,
    one: &Commitment,
    own: impl Iterator<Item = &'s Standing<'a>>,
) -> Promise {
    Promise {
        id: one.id.clone(),
        kind: word(page.words(), "kind", &one.kind),
        text: page.text(&one.text).to_owned(),
        task: one.task,
        anchor: anchor(one).unwrap_or_default(),
        rows: rows(page.words(), &visit.app.workspace.pack, own),
    }
}
