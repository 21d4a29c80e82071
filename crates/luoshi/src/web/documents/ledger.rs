//! The ledger: the workbook goes out, and what came back is shown cell by cell.

use askama::Template;
use axum::{
    extract::{Multipart, Query, multipart::MultipartRejection},
    http::StatusCode,
    response::{Html, IntoResponse as _, Response},
};
use serde::Deserialize;

use crate::{
    ledger::{Difference, Row, Verdict, diff, read},
    refusal::Refusal,
    services::{
        document::{self, is_whole, units},
        upload,
    },
    web::{
        account::Note,
        data::{dataset::stream, workbook},
        guard::Visit,
        page::{Page, html},
        trouble::{Trouble, missing},
    },
};

#[derive(Default, Deserialize)]
pub(in crate::web) struct Fields {
    #[serde(default)]
    unit: String,
}

#[derive(Template)]
#[template(path = "documents/ledger.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    units: Vec<(String, String)>,
    is_whole: bool,
    /// What came back: how many rows, and every difference.
    compared: Option<(usize, Vec<Line>)>,
    note: Option<Note>,
}

/// A difference in words.
struct Line {
    verdict: Verdict,
    word: String,
    row: String,
    column: String,
    exported: String,
    uploaded: String,
    current: String,
}

pub(in crate::web) async fn show(visit: Visit) -> Result<Html<String>, Trouble> {
    answer(&visit, None, None)
}

fn answer(visit: &Visit, compared: Option<(usize, Vec<Line>)>, note: Option<Note>) -> Result<Html<String>, Trouble> {
    let page = Page::new(visit, "ledger-title");
    let (pack, caller, words) = (&visit.app.workspace.pack, visit.caller()?, page.words());
    let units = units(pack, caller).map(|unit| (unit.id.clone(), unit.name.get(words.0).to_owned()));
    Ok(html(&Show { page: &page, units: units.collect(), is_whole: is_whole(pack, caller), compared, note }))
}

/// The unit that is asked for; none for the whole plan, which not everybody may have.
fn unit(visit: &Visit, asked: &str) -> Result<Option<String>, Trouble> {
    let (pack, caller) = (&visit.app.workspace.pack, visit.caller()?);
    match units(pack, caller).find(|unit| unit.id == asked) {
        Some(unit) => Ok(Some(unit.id.clone())),
        None if asked.is_empty() && is_whole(pack, caller) => Ok(None),
        None => Err(missing().into()),
    }
}

/// The workbook; that somebody took it is logged.
pub(in crate::web) async fn file(visit: Visit, Query(fields): Query<Fields>) -> Result<Response, Trouble> {
    let unit = unit(&visit, &fields.unit)?;
    let workspace = &visit.app.workspace;
    let board = visit.app.board(&visit.edge).await?;
    let standings = board.standings(&workspace.pack);
    let made = document::ledger(workspace, &visit.edge, &standings, board.key.day, unit.as_deref()).await?;
    Ok(workbook(made.bytes, &format!("{}.xlsx", made.title)))
}

/// Shows what is different in a workbook that came back. Nothing is changed.
pub(in crate::web) async fn compare(
    visit: Visit,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Trouble> {
    let taken = match form {
        Ok(form) => differences(&visit, form).await,
        Err(_) => Err(Refusal::new("upload-missing").into()),
    };
    match taken {
        Ok(compared) => Ok(answer(&visit, Some(compared), None)?.into_response()),
        Err(trouble) => {
            let page = answer(&visit, None, Some(Note::of(trouble, &visit)?))?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn differences(visit: &Visit, mut form: Multipart) -> Result<(usize, Vec<Line>), Trouble> {
    let workspace = &visit.app.workspace;
    let (pack, caller, words) = (&workspace.pack, visit.caller()?, visit.words());
    let plan = pack.plan.as_ref().ok_or_else(missing)?;
    let mut receipt = None;
    while let Some(field) = form.next_field().await.map_err(|_| Refusal::new("upload-broken"))? {
        if field.name() == Some("file") && field.file_name().is_some_and(|name| !name.is_empty()) {
            receipt = Some(stream(field, upload::receive(workspace)?).await?);
        }
    }
    let receipt = receipt.ok_or_else(|| Refusal::new("upload-missing"))?;
    let board = visit.app.board(&visit.edge).await?;
    let standings = board.standings(pack);
    let staging = tempfile::tempdir_in(workspace.tmp_dir())?;
    let returned = read(&receipt.path(), staging.path(), &plan.id)?;
    // What lies outside a person's scope is not known to the person.
    let current: Vec<Row> = if is_whole(pack, caller) {
        crate::ledger::rows(pack, plan, &standings, None, words)
    } else {
        let own = units(pack, caller);
        own.flat_map(|unit| crate::ledger::rows(pack, plan, &standings, Some(&unit.id), words)).collect()
    };
    let differences = diff(&returned.exported, &returned.uploaded, &current);
    let content = |key: &str| {
        let row = current.iter().find(|row| row.key == key);
        row.map_or_else(|| key.to_owned(), |row| row.cell(crate::ledger::Column::Content).to_owned())
    };
    let line = |one: Difference| Line {
        verdict: one.verdict,
        word: words.say(one.verdict.key()),
        row: content(&one.key),
        column: one.column.map(|column| words.say(column.key())).unwrap_or_default(),
        exported: one.exported,
        uploaded: one.uploaded,
        current: one.current,
    };
    Ok((returned.uploaded.len(), differences.into_iter().map(line).collect()))
}
