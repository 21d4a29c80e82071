//! Search (查找): a few letters, and where they lead.

use askama::Template;
use axum::{extract::Query, response::Html};
use policy::access::Right;
use serde::Deserialize;

use super::{
    guard::Visit,
    page::{Page, html},
    trouble::Trouble,
};
use crate::services::search::{Entry, Kind};

/// Things that one answer names.
const MOST: usize = 40;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    q: String,
}

#[derive(Template)]
#[template(path = "search/show.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    q: &'a str,
    found: Vec<Found<'a>>,
}

struct Found<'a> {
    kind: String,
    title: &'a str,
    note: &'a str,
    link: &'a str,
}

pub(super) async fn show(visit: Visit, Query(ask): Query<Ask>) -> Result<Html<String>, Trouble> {
    let board = visit.app.board(&visit.edge).await?;
    let scopes = visit.caller()?.scopes(Right::Schools);
    let page = Page::new(&visit, "search-title");
    let language = page.words().0;
    let found = board.index.find(&board.tree, &scopes, &ask.q, MOST).into_iter().map(|one: &Entry| Found {
        kind: page.t(word(one.kind)),
        title: one.title.get(language),
        note: one.note.get(language),
        link: &one.link,
    });
    let found = found.collect();
    Ok(html(&Show { page: &page, q: ask.q.trim(), found }))
}

/// Fluent key of the word for a kind.
const fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::School => "search-school",
        Kind::Township => "search-township",
        Kind::Indicator => "search-indicator",
        Kind::Task => "search-task",
        Kind::Unit => "search-unit",
        Kind::Dataset => "search-dataset",
        Kind::Commitment => "search-commitment",
    }
}
