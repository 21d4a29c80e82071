//! The rows behind a figure: those that count and those that do not, page by page; taken along as csv; one of them
//! unmasked for a reason.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query},
    http::StatusCode,
    response::{Html, IntoResponse as _, Response},
};
use futures::StreamExt as _;
use lake::{drill::Which, explain};
use policy::{access::Right, indicator::Level, number::Number};
use serde::Deserialize;

use super::{Source, Told};
use crate::{
    services::{
        board::Board,
        indicator::{self, Behind, Rows, name_of},
    },
    telling::{Heading, Quantity},
    web::{
        account::Note,
        guard::Visit,
        page::{Page, html},
        table::{Column, Pager, Sort, address, csv},
        trouble::{Trouble, missing},
    },
};

/// Rows of one page.
const SIZE: usize = 50;

const KINDS: [Which; 4] = [Which::All, Which::Counting, Which::Failing, Which::Others];

/// What the address says; an empty text says nothing.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Ask {
    org: String,
    period: String,
    counted: String,
    q: String,
    sort: String,
    page: String,
    /// The row that is asked for by itself.
    key: String,
}

impl Ask {
    fn rows<'a>(&'a self, id: &'a str) -> Result<Rows<'a>, Trouble> {
        Ok(Rows {
            indicator: id,
            org: Some(self.org.as_str()).filter(|org| !org.is_empty()),
            year: if self.period.is_empty() { None } else { Some(self.period.parse().map_err(|_| missing())?) },
            which: KINDS.into_iter().find(|which| name_of(*which) == self.counted).unwrap_or_default(),
            like: &self.q,
            sort: Sort(&self.sort).column(),
        })
    }

    fn page(&self) -> usize {
        self.page.parse().unwrap_or(1).max(1)
    }

    /// The address of the same rows but for some parts.
    fn link(&self, path: &str, changes: &[(&str, &str)]) -> String {
        let mut query = vec![
            ("org", self.org.as_str()),
            ("period", &self.period),
            ("counted", &self.counted),
            ("q", &self.q),
            ("sort", &self.sort),
        ];
        for (name, value) in changes {
            query.retain(|(one, _)| one != name);
            query.push((name, value));
        }
        address(path, &query)
    }
}

#[derive(Template)]
#[template(path = "indicators/rows.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    id: &'a str,
    ask: &'a Ask,
    title: &'a str,
    meaning: &'a str,
    org: String,
    year: i16,
    told: Told,
    reference: String,
    facts_of: String,
    places: Vec<(String, String)>,
    years: Vec<i16>,
    /// Name, count, address, whether it is the one shown.
    kinds: Vec<(String, u64, String, bool)>,
    columns: Vec<Column>,
    rows: Vec<Line>,
    masked: bool,
    may_reveal: bool,
    pager: Pager,
    export: String,
    sources: Vec<Source>,
}

/// A row as the table shows it.
struct Line {
    counts: String,
    which: &'static str,
    cells: Vec<String>,
    reveal: String,
}

pub(in crate::web) async fn show(
    visit: Visit,
    Path(id): Path<String>,
    Query(mut ask): Query<Ask>,
) -> Result<Html<String>, Trouble> {
    let workspace = &visit.app.workspace;
    let board = visit.app.board(&visit.edge).await?;
    let asked = ask.clone();
    let behind = indicator::behind(workspace, &board, visit.caller()?, &asked.rows(&id)?).await?;
    ask.org.clone_from(&behind.org);
    ask.period = behind.year.to_string();
    let path = format!("/indicators/{id}/rows");
    let totals = behind.totals().await?;
    let total_of = |which| match which {
        Which::All => totals.counting + totals.failing + totals.others,
        Which::Counting => totals.counting,
        Which::Failing => totals.failing,
        Which::Others => totals.others,
    };
    let which = asked.rows(&id)?.which;
    let number = ask.page();
    let found = behind.page(workspace, visit.words(), Pager::offset(number, SIZE), SIZE).await?;
    let title = behind.indicator.title.get(visit.words().0);
    let page = Page::named(&visit, format!("{title} · {}", visit.words().say("rows-title")));
    let words = page.words();
    let kinds = KINDS.map(|kind| {
        let word = if kind == Which::All { "" } else { name_of(kind) };
        (page.t(word_of(kind)), total_of(kind), ask.link(&path, &[("counted", word)]), kind == which)
    });
    let headings = headings(&visit, &behind);
    let header = |name: &str, title: String, is_number| {
        let sorted = Sort(&ask.sort).header(name, title, is_number, |sort| ask.link(&path, &[("sort", sort)]));
        if behind.drill.is_open(name) { sorted } else { Column { link: None, ..sorted } }
    };
    let figure = ["org", "num", "den"].into_iter().zip(FIGURE);
    let mut columns: Vec<_> = figure.map(|(name, key)| header(name, page.t(key), name != "org")).collect();
    columns.extend(headings.iter().map(|one| header(&one.name, one.title.clone(), false)));
    let reveal = format!("{path}/reveal");
    let line = |row: &explain::Row| {
        let reveal = ask.link(&reveal, &[("key", &row.key), ("counted", ""), ("q", ""), ("sort", "")]);
        Line {
            counts: page.t(word_of(row.which)),
            which: name_of(row.which),
            cells: cells(&board, &headings, row),
            reveal,
        }
    };
    let pager = Pager::new(words, number, SIZE, usize::try_from(total_of(which)).unwrap_or(usize::MAX), |page| {
        ask.link(&path, &[("page", &page.to_string())])
    });
    let quantity = Quantity { words, pack: &workspace.pack, indicator: behind.indicator };
    Ok(html(&Show {
        page: &page,
        id: &id,
        title,
        meaning: behind.indicator.meaning.get(words.0),
        org: name(&board, &behind.org),
        year: behind.year,
        told: Told::new(quantity, behind.figure.as_ref()),
        reference: words.date(behind.drill.inputs.reference),
        facts_of: behind.drill.inputs.newest_as_of.map(|day| words.date(day)).unwrap_or_default(),
        places: places(&visit, &board, &behind.org)?,
        years: indicator::computed_years(&board, &id).collect(),
        kinds: kinds.to_vec(),
        columns,
        rows: found.iter().map(line).collect(),
        masked: behind.drill.columns.iter().any(|column| !behind.drill.is_open(&column.name)),
        may_reveal: behind.may_reveal,
        pager,
        export: ask.link(&format!("{path}/export"), &[]),
        sources: behind.sources.iter().map(|one| Source::new(&page, &workspace.pack, one)).collect(),
        ask: &ask,
    }))
}

/// All rows as csv, masked as on the page.
pub(in crate::web) async fn export(
    visit: Visit,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Response, Trouble> {
    let workspace = &visit.app.workspace;
    let board = visit.app.board(&visit.edge).await?;
    let behind = indicator::behind(workspace, &board, visit.caller()?, &ask.rows(&id)?).await?;
    let words = visit.words();
    let headings = headings(&visit, &behind);
    let keys = ["column-code", "rows-counted", "column-org", "column-numerator", "column-denominator"];
    let header = keys.iter().map(|key| words.say(key)).chain(headings.iter().map(|one| one.title.clone())).collect();
    let name = format!("{}-{}-{}.csv", behind.indicator.title.get(words.0), name(&board, &behind.org), behind.year);
    let rows = behind.export(workspace, &visit.edge).await?;
    let places = Arc::clone(&board);
    let lines = rows.map(move |row| {
        let row = row?;
        let first = [row.org.clone().unwrap_or_default(), words.say(word_of(row.which))];
        Ok(first.into_iter().chain(cells(&places, &headings, &row)).collect())
    });
    Ok(csv(&visit, &name, header, lines))
}

#[derive(Template)]
#[template(path = "indicators/reveal.html")]
struct Reveal<'a> {
    page: &'a Page<'a>,
    title: &'a str,
    org: String,
    year: i16,
    /// Back to the rows.
    back: String,
    /// Where the reason is sent.
    action: String,
    cells: Vec<(String, String)>,
    revealed: bool,
    reason: &'a str,
    note: Option<Note>,
}

/// Asks why one row must be seen unmasked.
pub(in crate::web) async fn ask(
    visit: Visit,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Response, Trouble> {
    answer(&visit, &id, &ask, None).await
}

#[derive(Deserialize)]
pub(in crate::web) struct Given {
    #[serde(default)]
    reason: String,
}

/// Shows one row unmasked, once; the log keeps who saw it and why.
pub(in crate::web) async fn reveal(
    visit: Visit,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
    Form(given): Form<Given>,
) -> Result<Response, Trouble> {
    answer(&visit, &id, &ask, Some(&given.reason)).await
}

async fn answer(visit: &Visit, id: &str, ask: &Ask, reason: Option<&str>) -> Result<Response, Trouble> {
    let workspace = &visit.app.workspace;
    let board = visit.app.board(&visit.edge).await?;
    let behind = indicator::behind(workspace, &board, visit.caller()?, &ask.rows(id)?).await?;
    if !behind.may_reveal {
        return Err(missing().into());
    }
    let (row, revealed, note) = match reason {
        None => (behind.row(workspace, visit.words(), &ask.key).await?, false, None),
        Some(reason) => match behind.reveal(workspace, &visit.edge, &ask.key, reason).await.map_err(Trouble::from) {
            Ok(row) => (row, true, None),
            Err(trouble) if trouble.refused(visit).is_some_and(|(code, ..)| code == "reason-missing") => {
                let note = Note::of(trouble, visit)?;
                (behind.row(workspace, visit.words(), &ask.key).await?, false, Some(note))
            }
            Err(trouble) => return Err(trouble),
        },
    };
    let page = Page::new(visit, "reveal-title");
    let titles = FIGURE.iter().map(|key| page.t(key));
    let headings = headings(visit, &behind);
    let titles = titles.chain(headings.iter().map(|one| one.title.clone()));
    let path = format!("/indicators/{id}/rows");
    let status = if note.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let show = Reveal {
        page: &page,
        title: behind.indicator.title.get(visit.words().0),
        org: name(&board, &behind.org),
        year: behind.year,
        back: ask.link(&path, &[]),
        action: ask.link(&format!("{path}/reveal"), &[("key", &ask.key)]),
        cells: titles.zip(cells(&board, &headings, &row)).collect(),
        revealed,
        reason: reason.unwrap_or_default(),
        note,
    };
    Ok((status, html(&show)).into_response())
}

/// Titles of the cells before those that the indicator lists.
const FIGURE: [&str; 3] = ["column-org", "column-numerator", "column-denominator"];

fn headings(visit: &Visit, behind: &Behind<'_>) -> Vec<Heading> {
    let pack = &visit.app.workspace.pack;
    let heading = |column| Heading::of_query(visit.words(), pack, behind.version, column);
    behind.drill.columns.iter().map(heading).collect()
}

/// The cells of a row: place, numerator, denominator, then what is listed.
fn cells(board: &Board, headings: &[Heading], row: &explain::Row) -> Vec<String> {
    let number = |number: Option<Number>| number.map(|number| number.to_string()).unwrap_or_default();
    let place = row.org.as_deref().map(|code| name(board, code)).unwrap_or_default();
    let listed = headings.iter().zip(&row.cells).map(|(heading, cell)| heading.cell(cell.as_deref()));
    [place, number(row.num), number(row.den)].into_iter().chain(listed).collect()
}

const fn word_of(which: Which) -> &'static str {
    match which {
        Which::All => "rows-all",
        Which::Counting => "rows-counting",
        Which::Failing => "rows-failing",
        Which::Others => "rows-others",
    }
}

/// The name of a place of today; the code of one that is not known today.
fn name(board: &Board, code: &str) -> String {
    board.tree.unit(code).map_or_else(|| code.to_owned(), |unit| unit.name.clone())
}

/// The places that rows are offered for: those of the scopes with the townships in them, and the one being shown.
fn places(visit: &Visit, board: &Board, shown: &str) -> Result<Vec<(String, String)>, Trouble> {
    let scopes = visit.caller()?.scopes(Right::Rows);
    let mut codes: Vec<&str> = scopes.clone();
    let townships = board.tree.orgs().filter(|org| org.level == Level::Township).map(|org| org.code.as_str());
    codes.extend(townships.filter(|code| indicator::reaches(&board.tree, &scopes, code)));
    if !codes.contains(&shown) {
        codes.push(shown);
    }
    codes.dedup();
    Ok(codes.into_iter().map(|code| (code.to_owned(), name(board, code))).collect())
}
