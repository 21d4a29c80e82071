//! Notices of the person who asks, unread first.

use askama::Template;
use axum::{
    Form,
    extract::Query,
    response::{Html, Redirect},
};
use serde::Deserialize;

use crate::{
    services::notice,
    telling::ToldNotice,
    web::{
        data::Pages,
        guard::Visit,
        page::{Page, html},
        trouble::Trouble,
    },
};

/// Notices on one page.
const ROWS: usize = 20;

#[derive(Template)]
#[template(path = "notices/list.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    rows: Vec<Row>,
    unread: usize,
    pages: Pages,
}

struct Row {
    id: String,
    unread: bool,
    title: String,
    unit: String,
    sentence: String,
    /// Colour of the slip, for the mark.
    colour: Option<(String, String)>,
    at: String,
}

#[derive(Default, Deserialize)]
pub(in crate::web) struct Ask {
    page: Option<usize>,
}

#[derive(Deserialize)]
pub(in crate::web) struct Fields {
    /// Which one is read; none for all.
    #[serde(default)]
    notice: String,
    /// `open` leads to where it is dealt with.
    #[serde(default)]
    deed: String,
}

pub(in crate::web) async fn show(visit: Visit, Query(ask): Query<Ask>) -> Result<Html<String>, Trouble> {
    let (workspace, page) = (&visit.app.workspace, Page::new(&visit, "notices-title"));
    let told = ToldNotice { words: visit.words(), pack: &workspace.pack };
    let offset = (ask.page.unwrap_or(1).max(1) - 1).saturating_mul(ROWS);
    let inbox = notice::inbox(workspace, visit.caller()?, offset, ROWS).await?;
    let rows = inbox.notices.iter().map(|one| Row {
        id: one.id.clone(),
        unread: one.read_at.is_none(),
        title: told.title(&one.facts),
        unit: told.unit(&one.facts),
        sentence: told.sentence(&one.facts),
        colour: one.facts.colour.map(|colour| {
            let name = crate::words::name(&colour);
            let word = crate::words::word(visit.words(), "slip", &colour);
            (name, word)
        }),
        at: page.date(one.facts.day),
    });
    let (rows, pages) = (rows.collect(), Pages::of(ask.page, inbox.total, ROWS));
    Ok(html(&Show { page: &page, rows, unread: inbox.unread, pages }))
}

/// Marks one as read, or all; opening one reads it.
pub(in crate::web) async fn submit(visit: Visit, Form(fields): Form<Fields>) -> Result<Redirect, Trouble> {
    let (workspace, caller) = (&visit.app.workspace, visit.caller()?);
    let one = Some(fields.notice.as_str()).filter(|id| !id.is_empty());
    let way = match one.filter(|_| fields.deed == "open") {
        Some(id) => notice::find(workspace, caller, id).await?,
        None => None,
    };
    notice::mark(workspace, &visit.edge, caller, one).await?;
    let told = ToldNotice { words: visit.words(), pack: &workspace.pack };
    let way = way.map(|one| told.path(&one.subject, &one.facts));
    Ok(Redirect::to(way.as_deref().unwrap_or("/notices")))
}
