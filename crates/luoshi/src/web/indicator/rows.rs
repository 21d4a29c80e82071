//! The rows behind a figure, masked, and the files that they came from.

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Html,
};
use lake::{explain::Page as Listed, snapshot::Snapshot};
use serde::Deserialize;

use super::Told;
use crate::{
    services::indicator::{self, Rows},
    telling::Quantity,
    web::{
        guard::Visit,
        page::{Page, html},
        trouble::{Trouble, missing},
    },
};

/// Rows of each kind that a page lists.
const LIMIT: usize = 200;

#[derive(Template)]
#[template(path = "indicator/rows.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    id: &'a str,
    name: &'a str,
    year: i16,
    meaning: &'a str,
    told: Told,
    reference: String,
    facts_of: String,
    columns: Vec<String>,
    tables: [Table; 2],
    others: Option<String>,
    sources: &'a [Snapshot],
}

struct Table {
    title: String,
    rows: Vec<Vec<String>>,
}

#[derive(Default, Deserialize)]
pub(in crate::web) struct Ask {
    #[serde(default)]
    org: String,
    #[serde(default)]
    year: String,
}

pub(in crate::web) async fn show(
    visit: Visit,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Html<String>, Trouble> {
    let workspace = &visit.app.workspace;
    let board = visit.app.board(&visit.edge).await?;
    let year = if ask.year.is_empty() { None } else { Some(ask.year.parse().map_err(|_| missing())?) };
    let hidden = visit.words().say("value-hidden");
    let org = Some(ask.org.as_str()).filter(|org| !org.is_empty());
    let ask = Rows { indicator: &id, org, year, hidden: &hidden, limit: LIMIT };
    let (org, explained) = indicator::rows(workspace, &visit.edge, &board, visit.caller()?, &ask).await?;
    let (one, explanation) = (&explained.indicator, &explained.explanation);
    let page = Page::named(&visit, format!("{} · {}", one.title.get(visit.words().0), visit.words().say("rows-title")));
    let words = page.words();
    let quantity = Quantity { words, pack: &workspace.pack, indicator: one };
    let mut columns = ["column-org", "column-numerator", "column-denominator"].map(|key| page.t(key)).to_vec();
    columns.extend(explanation.columns.iter().map(|column| column.name.clone()));
    let total = explanation.others.to_string();
    Ok(html(&Show {
        page: &page,
        id: &id,
        name: board.tree.unit(&org).map_or(org.as_str(), |unit| unit.name.as_str()),
        year: explained.question.year,
        meaning: one.meaning.get(words.0),
        told: Told::new(&page, quantity, explanation.figure.as_ref()),
        reference: words.date(explanation.inputs.reference),
        facts_of: explanation.inputs.newest_as_of.map(|day| words.date(day)).unwrap_or_default(),
        columns,
        tables: [
            table(&page, &board.tree, "explain-counting", &explanation.counting),
            table(&page, &board.tree, "explain-failing", &explanation.failing),
        ],
        others: Some(words.with("explain-others", &[("total", &total)])).filter(|_| explanation.others > 0),
        sources: &explanation.sources,
    }))
}

fn table(page: &Page<'_>, tree: &lake::org::Tree, key: &str, listed: &Listed) -> Table {
    let number = |number: Option<policy::number::Number>| number.map(|number| number.to_string()).unwrap_or_default();
    let row = |row: &lake::explain::Row| {
        let code = row.org.clone().unwrap_or_default();
        let org = tree.unit(&code).map(|org| org.name.clone()).unwrap_or(code);
        let cells = row.cells.iter().map(|cell| cell.clone().unwrap_or_default());
        [org, number(row.num), number(row.den)].into_iter().chain(cells).collect()
    };
    let (total, shown) = (listed.total.to_string(), listed.rows.len().to_string());
    let title = page.words().with(key, &[("total", &total), ("shown", &shown)]);
    Table { title, rows: listed.rows.iter().map(row).collect() }
}
