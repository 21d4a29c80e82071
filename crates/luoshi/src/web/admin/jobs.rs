//! Background work (后台作业): what the server reads, what waits, what broke off and what has ended.

use askama::Template;
use axum::{
    Form,
    extract::Query,
    http::StatusCode,
    response::{Html, IntoResponse as _, Redirect, Response},
};
use policy::access::Right;
use serde::Deserialize;

use crate::{
    services::{
        report::Ground,
        upload::{self, Job},
    },
    web::{
        account::Note,
        data::{Pages, ground, import::size, place, upload_class},
        guard::Visit,
        page::{Page, html},
        trouble::Trouble,
    },
};

/// Ended work on one page.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "admin/jobs.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    started: String,
    /// How many an earlier server left unfinished.
    left: usize,
    under_way: Vec<Row>,
    broken: Vec<Row>,
    open: Vec<Row>,
    ended: Vec<Row>,
    ended_total: usize,
    pages: Pages,
    may_stop: bool,
    note: Option<Note>,
}

struct Row {
    id: String,
    dataset: String,
    place: String,
    file: String,
    size: String,
    by: String,
    /// When it came in, and when it came into the state that it is in.
    created: String,
    since: String,
    class: &'static str,
    word: String,
    /// How far it has come.
    far: String,
    broken: Option<(String, String)>,
    /// Whether somebody could end it: what was accepted is not.
    is_check: bool,
}

#[derive(Default, Deserialize)]
pub(in crate::web) struct Ask {
    page: Option<usize>,
}

#[derive(Deserialize)]
pub(in crate::web) struct Fields {
    job: String,
}

pub(in crate::web) async fn show(visit: Visit, Query(ask): Query<Ask>) -> Result<Html<String>, Trouble> {
    answer(&visit, &ask, None).await
}

/// Ends the check that the field `job` names.
pub(in crate::web) async fn stop(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    match upload::stop(&visit.app.workspace, &visit.edge, &fields.job).await {
        Ok(()) => {
            visit.app.desk.stop(&fields.job);
            Ok(Redirect::to("/admin/jobs").into_response())
        }
        Err(error) => {
            let note = Note::of(error.into(), &visit)?;
            let page = answer(&visit, &Ask::default(), Some(note)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn answer(visit: &Visit, ask: &Ask, note: Option<Note>) -> Result<Html<String>, Trouble> {
    let page = Page::new(visit, "jobs-title");
    let ground = ground(visit).await?;
    let offset = (ask.page.unwrap_or(1).max(1) - 1).saturating_mul(ROWS);
    let jobs = upload::jobs(&visit.app.workspace, offset, ROWS).await?;
    let rows = |jobs: &[Job]| -> Vec<Row> {
        let queue = jobs.iter().filter(|job| visit.app.desk.rows(&job.upload.id).is_none());
        let queue: Vec<_> = queue.map(|job| job.upload.id.as_str()).collect();
        jobs.iter().map(|job| row(visit, &page, &ground, job, &queue)).collect()
    };
    Ok(html(&Show {
        page: &page,
        started: page.moment(&visit.app.started),
        left: visit.app.desk.left(),
        under_way: rows(&jobs.under_way),
        broken: rows(&jobs.broken),
        open: rows(&jobs.open),
        ended: rows(&jobs.ended),
        ended_total: jobs.ended_total,
        pages: Pages::of(ask.page, jobs.ended_total, ROWS),
        may_stop: page.may(Right::Stop),
        note,
    }))
}

/// `queue` has the work of the same kind that does not run yet, in order.
fn row(visit: &Visit, page: &Page<'_>, ground: &Ground, job: &Job, queue: &[&str]) -> Row {
    let upload = &job.upload;
    let dataset = visit.app.workspace.pack.datasets.get(&upload.dataset);
    let far = match (upload.state.is_under_way(), visit.app.desk.rows(&upload.id)) {
        (true, Some(rows)) => page.tv("jobs-rows", rows),
        (true, None) => {
            let place = queue.iter().position(|id| *id == upload.id).map_or(1, |at| at + 1);
            page.tv("jobs-queue", place)
        }
        (false, _) if upload.rows_read > 0 => page.tv("jobs-rows", upload.rows_read),
        (false, _) => String::new(),
    };
    let (class, word) = match &job.broken {
        Some(_) => ("missed", page.t("jobs-broken-word")),
        None => (upload_class(upload.state), page.t(upload.state.key())),
    };
    Row {
        id: upload.id.clone(),
        dataset: dataset.map_or(upload.dataset.as_str(), |dataset| dataset.title.get(page.words().0)).to_owned(),
        place: place(page, ground, &upload.scope),
        file: upload.source_name.clone(),
        size: size(upload.bytes),
        by: job.by.clone(),
        created: page.moment(&upload.created_at),
        since: page.moment(&upload.changed_at),
        class,
        word,
        far,
        broken: job.broken.clone(),
        is_check: upload.state.is_check(),
    }
}
