//! One document: what it is about, as it looks on paper, and the file.

use std::sync::Arc;

use anyhow::Context as _;
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::{HeaderMap, header},
    response::{Html, IntoResponse as _, Response},
};
use jiff::civil::Date;
use policy::document::{Subject, Template as Source};
use serde::Deserialize;

use crate::{
    document::{
        self,
        chart::Charts,
        model::{Align, Block, Cell, Document, Line, Table},
    },
    services::{
        document::{Ask, DOCX, Made, log, make, offered, units},
        duty::{self, Who},
        overview::OWED,
    },
    telling::ToldDuty,
    web::{
        account::Note,
        guard::{Visit, urlencoded},
        page::{Page, html},
        trouble::{Trouble, missing},
    },
};

/// What is asked for; empty fields are left to the program.
#[derive(Default, Deserialize)]
pub(in crate::web) struct Fields {
    #[serde(default)]
    unit: String,
    #[serde(default)]
    commitment: String,
    #[serde(default)]
    duty: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    period: String,
}

#[derive(Template)]
#[template(path = "documents/show.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    id: &'a str,
    purpose: &'a str,
    subject: Subject,
    units: Vec<Choice>,
    /// Commitments that are behind, then the others.
    commitments: [Vec<Choice>; 2],
    /// The duty that is pressed for: its id, and what it is about.
    duty: Option<(String, String)>,
    periods: Vec<Choice>,
    day: String,
    last_day: String,
    /// Path of the file.
    file: String,
    paper: Option<Paper<'a>>,
    note: Option<Note>,
}

struct Choice {
    id: String,
    name: String,
    chosen: bool,
}

/// A document with its charts.
struct Paper<'a> {
    document: &'a Document,
    charts: &'a Charts,
    words: &'a policy::paper::SetWords,
}

/// A cell of a table as a page shows it.
struct Shown<'a> {
    line: &'a Line,
    span: usize,
    depth: usize,
    is_head: bool,
    /// Class of the cell.
    align: &'static str,
}

impl Paper<'_> {
    #[expect(clippy::unused_self, reason = "templates ask the paper")]
    fn rows<'t>(&self, table: &'t Table) -> Vec<Vec<Shown<'t>>> {
        let shown = |row: usize, at: usize, cell: &'t Cell| match cell {
            Cell::Text(line) => {
                let (span, depth) = (Table::span(&table.rows[row], at), table.depth(row, at));
                let align = match table.columns[at].align {
                    Align::Left => "left",
                    Align::Centre => "centre",
                    Align::Right => "right",
                };
                Some(Shown { line, span, depth, is_head: row < table.head, align })
            }
            Cell::WithLeft | Cell::WithAbove => None,
        };
        let rows = table.rows.iter().enumerate();
        let cells = |(row, cells): (usize, &'t Vec<Cell>)| {
            cells.iter().enumerate().filter_map(|(at, cell)| shown(row, at, cell)).collect()
        };
        rows.map(cells).collect()
    }

    fn chart(&self, name: &str) -> &str {
        self.charts.get(name).map_or("", String::as_str)
    }

    /// The number of a block among those of its kind, from 1: tables with a caption, or pictures.
    fn number(&self, block: &Block) -> usize {
        let alike = |one: &&Block| match (one, block) {
            (Block::Table(one), Block::Table(_)) => one.caption.is_some(),
            (Block::Picture(_), Block::Picture(_)) => true,
            _ => false,
        };
        let before = self.document.blocks().take_while(|one| !std::ptr::eq(*one, block));
        before.filter(alike).count() + 1
    }

    fn table_name(&self, block: &Block) -> String {
        self.words.table.replace("{n}", &self.number(block).to_string())
    }

    fn picture_name(&self, block: &Block) -> String {
        self.words.picture.replace("{n}", &self.number(block).to_string())
    }
}

pub(in crate::web) async fn show(
    visit: Visit,
    Path(id): Path<String>,
    Query(fields): Query<Fields>,
) -> Result<Html<String>, Trouble> {
    let (template, ask) = ask(&visit, &id, &fields)?;
    let duty = pressed(&visit, &ask).await?;
    let workspace = &visit.app.workspace;
    let board = visit.app.board(&visit.edge).await?;
    let words = visit.words();
    let (mut note, mut made) = (None, None);
    // Before somebody has said what it is about, there is nothing to show.
    let is_said = match template.about.subject {
        Subject::Plan => true,
        Subject::Unit => ask.unit.is_some(),
        Subject::Commitment => ask.commitment.is_some() || ask.duty.is_some(),
    };
    if is_said {
        match make(workspace, &visit.edge, Some(&board), &ask).await {
            Ok(one) => made = Some(one),
            Err(error) => note = Some(Note::of(error.into(), &visit)?),
        }
    }
    let page = Page::named(&visit, template.about.title.get(words.0).to_owned());
    let pack = &workspace.pack;
    let standings = board.standings(pack);
    let behind = |id: &str| standings.iter().any(|one| one.commitment.id == id && OWED.contains(&one.judgement.status));
    let choice = |id: &str, name: &str, chosen: &Option<String>| Choice {
        id: id.to_owned(),
        name: name.to_owned(),
        chosen: chosen.as_deref() == Some(id),
    };
    let plan = pack.plan.as_ref().ok_or_else(missing)?;
    let commitments = plan.commitments.iter().map(|one| choice(&one.id, one.text.get(words.0), &ask.commitment));
    let (owed, others) = commitments.partition(|one| behind(&one.id));
    let periods = (plan.from..=plan.to).map(|year| {
        let year = year.to_string();
        Choice { chosen: fields.period == year, name: page.tv("year", &year), id: year }
    });
    let units = units(pack, visit.caller()?).map(|unit| choice(&unit.id, unit.name.get(words.0), &ask.unit));
    let query = [
        ("unit", &fields.unit),
        ("commitment", &fields.commitment),
        ("duty", &fields.duty),
        ("day", &fields.day),
        ("period", &fields.period),
    ];
    let query: Vec<_> = query.iter().filter(|(_, value)| !value.is_empty()).collect();
    let query: Vec<_> = query.iter().map(|(name, value)| format!("{name}={}", urlencoded(value))).collect();
    let paper = pack.paper.as_ref().zip(made.as_ref());
    let shown = Show {
        page: &page,
        id: &id,
        purpose: template.about.purpose.get(words.0),
        subject: template.about.subject,
        units: units.collect(),
        commitments: [owed, others],
        duty,
        periods: periods.collect(),
        day: ask.day.to_string(),
        last_day: page.day().to_string(),
        file: format!("/documents/{id}/file?{}", query.join("&")),
        paper: paper.map(|(paper, made)| Paper { document: &made.document, charts: &made.charts, words: &paper.words }),
        note,
    };
    Ok(html(&shown))
}

/// The document as a file; that somebody took it is logged.
pub(in crate::web) async fn file(
    visit: Visit,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(fields): Query<Fields>,
) -> Result<Response, Trouble> {
    let (_, ask) = ask(&visit, &id, &fields)?;
    pressed(&visit, &ask).await?;
    let workspace = &visit.app.workspace;
    let board = visit.app.board(&visit.edge).await?;
    let Made { document, charts, .. } = make(workspace, &visit.edge, Some(&board), &ask).await?;
    let address = visit.address(&headers, "");
    let sources = Arc::clone(&visit.app);
    let name = format!("{}.docx", document.title.concat().replace(['/', '\\', '\u{3000}'], ""));
    // Drawing and packing take a while that others should not wait for.
    let bytes = tokio::task::spawn_blocking(move || {
        let paper = sources.workspace.pack.paper.as_ref().context("documents without paper")?;
        document::write(paper, &document, &charts, Some(&address))
    });
    let bytes = bytes.await??;
    log(workspace, &visit.edge, &ask, &bytes).await?;
    let named = format!("attachment; filename*=UTF-8''{}", urlencoded(&name).replace('+', "%20"));
    Ok(([(header::CONTENT_TYPE, DOCX.to_owned()), (header::CONTENT_DISPOSITION, named)], bytes).into_response())
}

/// The duty that is pressed for, and what it is about; one that the person may not know of is not there.
async fn pressed(visit: &Visit, ask: &Ask) -> Result<Option<(String, String)>, Trouble> {
    let Some(id) = &ask.duty else { return Ok(None) };
    let workspace = &visit.app.workspace;
    let row = duty::find(workspace, Who::of(visit.caller()?), id).await?;
    let told = ToldDuty { words: visit.words(), pack: &workspace.pack };
    let parts = [told.unit(&row.duty.unit), row.duty.year.to_string(), told.title(&row.duty)];
    Ok(Some((row.id, parts.join(" · "))))
}

/// The template and what is asked of it, within what the person may write.
fn ask<'v>(visit: &'v Visit, id: &str, fields: &Fields) -> Result<(&'v Source, Ask), Trouble> {
    let pack = &visit.app.workspace.pack;
    let caller = visit.caller()?;
    let template = offered(pack, caller).find(|template| template.id == id).ok_or_else(missing)?;
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let mut unit = given(&fields.unit);
    let own: Vec<_> = units(pack, caller).collect();
    if let Some(unit) = &unit
        && !own.iter().any(|one| one.id == *unit)
    {
        return Err(missing().into());
    }
    // Whoever has but one unit need not choose it.
    if let [only] = own.as_slice() {
        unit = unit.or_else(|| Some(only.id.clone()));
    }
    let today = visit.day();
    let day: Option<Date> = fields.day.parse().ok();
    let ask = Ask {
        template: id.to_owned(),
        unit,
        commitment: given(&fields.commitment),
        duty: given(&fields.duty),
        day: day.unwrap_or(today),
        period: fields.period.parse().ok(),
    };
    Ok((template, ask))
}
