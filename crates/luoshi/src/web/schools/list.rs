//! The directory of schools.

use std::collections::BTreeSet;

use askama::Template;
use axum::{extract::Query, response::Html};
use policy::{
    access::Right,
    dataset::{SCHOOL_TYPE, SCHOOLS},
    indicator::Level,
};
use serde::Deserialize;

use crate::{
    services::{
        indicator,
        school::{self, Filter, School},
    },
    telling::Heading,
    web::{
        guard::Visit,
        page::{Page, html},
        table::{Pager, address},
        trouble::Trouble,
    },
};

/// Schools of one page.
const SIZE: usize = 50;

/// What the address says; an empty text says nothing.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Ask {
    q: String,
    township: String,
    kind: String,
    closed: String,
    page: String,
}

#[derive(Template)]
#[template(path = "schools/list.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    ask: &'a Ask,
    townships: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    titles: Vec<String>,
    rows: Vec<Row>,
    pager: Pager,
}

struct Row {
    code: String,
    name: String,
    open: bool,
    /// Code and name of the township.
    above: Option<(String, String)>,
    cells: Vec<String>,
}

pub(in crate::web) async fn show(visit: Visit, Query(ask): Query<Ask>) -> Result<Html<String>, Trouble> {
    let board = visit.app.board(&visit.edge).await?;
    let pack = &visit.app.workspace.pack;
    let caller = visit.caller()?;
    let filter = Filter { township: &ask.township, kind: &ask.kind, name: &ask.q, closed: !ask.closed.is_empty() };
    let found = school::list(&board, caller, &filter);
    let page = Page::new(&visit, "schools-title");
    let scopes = caller.scopes(Right::Schools);
    let townships = board.tree.orgs().filter(|org| org.level == Level::Township);
    let townships = townships.filter(|org| indicator::reaches(&board.tree, &scopes, &org.code));
    // What kind a school is, and the other codes that anybody may see of it.
    let columns = pack.datasets.get(SCHOOLS).into_iter().flat_map(|dataset| &dataset.columns);
    let columns = columns.filter(|column| column.codes.is_some() && show_in_list(column.privacy));
    let headings: Vec<_> = columns.map(|column| Heading::of_dataset(page.words(), pack, column)).collect();
    let kind = headings.iter().find(|one| one.name == SCHOOL_TYPE);
    let all = school::list(&board, caller, &Filter { closed: true, ..Filter::default() });
    let kinds: BTreeSet<&str> = all.iter().filter_map(|one| one.kind.as_deref()).collect();
    let kinds = kinds.into_iter().map(|code| {
        let name = kind.map_or_else(|| code.to_owned(), |heading| heading.cell(Some(code)));
        (code.to_owned(), name)
    });
    let number = ask.page.parse().unwrap_or(1).max(1);
    let row = |school: &&School| {
        let above = board.tree.get(&school.above).filter(|one| one.level == Level::Township);
        Row {
            code: school.code.clone(),
            name: school.name.clone(),
            open: school.open,
            above: above.map(|one| (one.code.clone(), one.name.clone())),
            cells: headings.iter().map(|one| one.cell(school.facts.get(&one.name).map(String::as_str))).collect(),
        }
    };
    let link = |page: usize| {
        let page = page.to_string();
        let query = [("q", ask.q.as_str()), ("township", &ask.township), ("kind", &ask.kind), ("closed", &ask.closed)];
        address("/schools", &[&query[..], &[("page", &page)]].concat())
    };
    Ok(html(&Show {
        page: &page,
        townships: townships.map(|org| (org.code.clone(), org.name.clone())).collect(),
        kinds: kinds.collect(),
        rows: found.iter().skip(Pager::offset(number, SIZE)).take(SIZE).map(row).collect(),
        titles: headings.iter().map(|one| one.title.clone()).collect(),
        pager: Pager::new(page.words(), number, SIZE, found.len(), link),
        ask: &ask,
    }))
}

/// Whether a column may stand in a list of schools.
pub(super) fn show_in_list(privacy: policy::dataset::Privacy) -> bool {
    privacy <= policy::dataset::Privacy::Internal
}
