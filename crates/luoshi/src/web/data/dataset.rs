use std::fs;

use askama::Template;
use axum::{
    extract::{
        Multipart, Path, Query,
        multipart::{Field, MultipartError, MultipartRejection},
    },
    http::StatusCode,
    response::{Html, IntoResponse as _, Redirect, Response},
};
use jiff::civil::Date;
use policy::{access::Right, dataset::Dataset};
use serde::Deserialize;

use super::{Pages, ground, list, list::Waiting, place, reporter, told, workbook};
use crate::{
    refusal::Refusal,
    services::{
        dataset as datasets,
        reach::Reach,
        report::{self, Ground, Line},
        snapshot,
        upload::{self, MAX_BYTES, Order, Receipt},
    },
    store::{Attempt, Upload},
    web::{
        account::Note,
        guard::Visit,
        page::{Page, html},
        trouble::{self, Trouble},
    },
    words::word,
};

/// Rows of the history on one page.
const ROWS: usize = 50;
/// Longest value of a field that is no file.
const FIELD: usize = 1000;

#[derive(Template)]
#[template(path = "data/dataset.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    id: &'a str,
    grain: &'a str,
    source: &'a str,
    from: String,
    basis: &'a str,
    /// The dates are not confirmed.
    proposed: bool,
    told: Option<super::Told>,
    columns: Vec<Column>,
    /// Scopes that the person may hand in for: code and name.
    offers: Vec<(String, String)>,
    as_of: String,
    today: String,
    max_bytes: usize,
    max_megabytes: usize,
    kept_days: i64,
    uploads: Vec<Waiting>,
    history: Vec<Event>,
    pages: Pages,
    note: Option<Note>,
}

struct Column {
    header: String,
    name: String,
    required: bool,
    kind: String,
    note: String,
    /// Title of the code list, and codes with their names.
    codes: Option<(String, Vec<(String, String)>)>,
    privacy: String,
}

/// Something that was handed in.
struct Event {
    /// None for a try that was refused.
    snapshot: Option<String>,
    as_of: String,
    place: String,
    rows: u64,
    file: String,
    by: String,
    at: String,
    class: &'static str,
    word: String,
}

#[derive(Default, Deserialize)]
pub(in crate::web) struct Ask {
    page: Option<usize>,
    /// Day that a link proposes for the facts.
    as_of: Option<Date>,
}

pub(in crate::web) async fn show(
    visit: Visit,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Html<String>, Trouble> {
    answer(&visit, &id, &ask, None).await
}

/// Takes a workbook in.
pub(in crate::web) async fn submit(
    visit: Visit,
    Path(id): Path<String>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Trouble> {
    let taken = match form {
        Ok(form) => take(&visit, &id, form).await,
        Err(_) => Err(Refusal::new("upload-missing").into()),
    };
    match taken {
        Ok(upload) => Ok(Redirect::to(&format!("/data/imports/{}", upload.id)).into_response()),
        Err(trouble) => {
            let note = Note::of(trouble, &visit)?;
            let page = answer(&visit, &id, &Ask::default(), Some(note)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The empty workbook of a dataset.
pub(in crate::web) async fn template(visit: Visit, Path(id): Path<String>) -> Result<Response, Trouble> {
    let ground = ground(&visit).await?;
    let dataset = find(&visit, &ground, &id)?;
    let folder = tempfile::tempdir_in(visit.app.workspace.tmp_dir())?;
    let out = folder.path().join("template.xlsx");
    datasets::template(&visit.app.workspace.pack, &visit.edge, &dataset.id, &out)?;
    Ok(workbook(fs::read(&out)?, &format!("{}.xlsx", dataset.title.get(visit.words().0))))
}

fn find<'a>(visit: &'a Visit, ground: &Ground, id: &str) -> Result<&'a Dataset, Trouble> {
    let pack = &visit.app.workspace.pack;
    let reach = Reach::of(visit.caller()?, Right::Data, pack, &ground.tree);
    Ok(pack.datasets.get(id).filter(|dataset| reach.dataset(dataset)).ok_or_else(trouble::missing)?)
}

async fn answer(visit: &Visit, id: &str, ask: &Ask, note: Option<Note>) -> Result<Html<String>, Trouble> {
    let (ground, caller, workspace) = (ground(visit).await?, visit.caller()?, &visit.app.workspace);
    let dataset = find(visit, &ground, id)?;
    let words = visit.words();
    let page = Page::named(visit, dataset.title.get(words.0).to_owned());
    let sees = Reach::of(caller, Right::Data, &workspace.pack, &ground.tree);
    let line = report::line(&workspace.pack, &visit.edge, &ground, &sees, dataset).await?;
    let reach = Reach::of(caller, Right::Import, &workspace.pack, &ground.tree);
    let offers = reach.offers(dataset).map(|(code, _)| (code.to_owned(), place(&page, &ground, code)));
    let mut uploads = upload::unfinished(workspace, &ground.tree, caller).await?;
    uploads.retain(|upload| upload.dataset == dataset.id);
    let (snapshots, attempts) = snapshot::history(workspace, &ground, caller, dataset).await?;
    let mut history: Vec<_> = snapshots
        .iter()
        .map(|one| (one.recorded_at, accepted(&page, &ground, one)))
        .chain(attempts.iter().map(|one| (one.recorded_at, refused(&page, &ground, one))))
        .collect();
    history.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let pages = Pages::of(ask.page, history.len(), ROWS);
    let history = history.into_iter().map(|(_, event)| event).skip(pages.offset(ROWS)).take(ROWS).collect();
    Ok(html(&Show {
        page: &page,
        id: &dataset.id,
        grain: dataset.grain.get(words.0),
        source: dataset.source_system.get(words.0),
        from: line.report.map(|report| reporter(&page, &workspace.pack, report)).unwrap_or_default(),
        basis: line.report.map_or("", |report| report.basis.get(words.0)),
        proposed: line.report.is_some_and(|report| report.unverified),
        told: line.standing.map(|standing| told(words, &ground, standing)),
        columns: columns(visit, dataset),
        offers: offers.collect(),
        as_of: ask.as_of.filter(|day| *day <= ground.day).unwrap_or_else(|| prefilled(&ground, &line)).to_string(),
        today: ground.day.to_string(),
        max_bytes: MAX_BYTES,
        max_megabytes: MAX_BYTES >> 20,
        kept_days: upload::KEPT_DAYS,
        uploads: uploads.iter().map(|upload| list::waiting(visit, &page, &ground, upload)).collect(),
        history,
        pages,
        note,
    }))
}

/// The day that is asked for; before it comes, the one that is here already and may need a correction.
fn prefilled(ground: &Ground, line: &Line<'_>) -> Date {
    let asked = line.standing.map(|standing| standing.due.as_of).filter(|as_of| *as_of <= ground.day);
    asked.or(line.last.as_ref().map(|last| last.as_of)).unwrap_or(ground.day)
}

fn columns(visit: &Visit, dataset: &Dataset) -> Vec<Column> {
    let (words, pack) = (visit.words(), &visit.app.workspace.pack);
    let column = |column: &policy::dataset::Column| {
        let codes = column.codes.as_ref().and_then(|id| pack.codes.get(id)).map(|list| {
            let codes = list.codes.iter().map(|code| (code.code.clone(), code.name.get(words.0).to_owned()));
            (list.title.get(words.0).to_owned(), codes.collect())
        });
        Column {
            header: column.header.get(words.0).to_owned(),
            name: column.name.clone(),
            required: column.required,
            kind: word(words, "type", &column.kind),
            note: column.note.as_ref().map_or("", |note| note.get(words.0)).to_owned(),
            codes,
            privacy: word(words, "privacy", &column.privacy),
        }
    };
    dataset.columns.iter().map(column).collect()
}

fn accepted(page: &Page<'_>, ground: &Ground, one: &lake::snapshot::Snapshot) -> Event {
    let withdrawn = one.withdrawn_at.is_some();
    Event {
        snapshot: Some(one.id.clone()),
        as_of: page.date(one.as_of),
        place: place(page, ground, &one.scope),
        rows: one.rows,
        file: one.source_name.clone(),
        by: ground.name(&one.importer).to_owned(),
        at: page.moment(&one.recorded_at),
        class: if withdrawn { "stale" } else { "met" },
        word: page.t(if withdrawn { "data-withdrawn" } else { "data-accepted" }),
    }
}

fn refused(page: &Page<'_>, ground: &Ground, one: &Attempt) -> Event {
    Event {
        snapshot: None,
        as_of: page.date(one.as_of),
        place: place(page, ground, &one.scope),
        rows: one.rows_read,
        file: one.source_name.clone(),
        by: ground.name(&one.importer).to_owned(),
        at: page.moment(&one.recorded_at),
        class: "missed",
        word: page.tv("data-refused", one.refused),
    }
}

/// Reads the form while it comes in; the file goes to disk piece by piece, and is put on the desk.
pub(in crate::web) async fn take(visit: &Visit, id: &str, mut form: Multipart) -> Result<Upload, Trouble> {
    let workspace = &visit.app.workspace;
    let (mut scope, mut as_of, mut file) = (String::new(), String::new(), None);
    while let Some(field) = form.next_field().await.map_err(|error| broken_off(&error))? {
        match field.name() {
            Some("scope") => scope = text(field).await?,
            Some("as_of") => as_of = text(field).await?,
            Some("file") => {
                let name = field.file_name().unwrap_or_default().to_owned();
                file = Some((name, stream(field, upload::receive(workspace)?).await?));
            }
            _ => {}
        }
    }
    let (source_name, receipt) =
        file.filter(|(name, _)| !name.is_empty()).ok_or_else(|| Refusal::new("upload-missing"))?;
    let as_of = as_of.trim().parse().map_err(|_| Refusal::new("upload-date"))?;
    let order = Order { dataset: id.to_owned(), scope, as_of, source_name };
    let upload = upload::hand_in(workspace, &visit.edge, visit.caller()?, order, receipt).await?;
    visit.app.bell.notify_one();
    Ok(upload)
}

pub(in crate::web) async fn stream(mut field: Field<'_>, mut receipt: Receipt) -> Result<Receipt, Trouble> {
    while let Some(piece) = field.chunk().await.map_err(|error| broken_off(&error))? {
        receipt.take(&piece)?;
    }
    Ok(receipt)
}

async fn text(mut field: Field<'_>) -> Result<String, Trouble> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|error| broken_off(&error))? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > FIELD {
            return Err(Refusal::new("upload-broken").into());
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn broken_off(error: &MultipartError) -> Refusal {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { upload::too_large() } else { Refusal::new("upload-broken") }
}
