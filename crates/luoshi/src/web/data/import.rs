use std::fs::File;

use askama::Template;
use axum::{
    Form,
    body::Body,
    extract::{Path, Query},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::{Html, IntoResponse as _, Redirect, Response},
};
use policy::dataset::Dataset;
use serde::Deserialize;

use super::{Pages, ground, place, upload_class, workbook};
use crate::{
    services::{
        report::Ground,
        upload::{self, Decision, Found, Group, Shown, Told, Verdict},
    },
    store::{Upload, UploadState},
    web::{
        account::Note,
        guard::{Visit, urlencoded},
        page::{Page, html},
        trouble::{self, Trouble},
    },
};

/// Problems on one page.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "data/import.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    upload: &'a Upload,
    dataset: &'a str,
    place: String,
    as_of: String,
    person: &'a str,
    at: String,
    size: String,
    class: &'static str,
    word: String,
    progress: Option<Progress<'a>>,
    report: Option<Report>,
    /// Why it could not be checked.
    refused: Option<(String, String)>,
    may_cancel: bool,
    kept_days: i64,
    note: Option<Note>,
}

/// How far a check has come; shown alone while the page is open.
#[derive(Template)]
#[template(path = "data/progress.html")]
struct Progress<'a> {
    page: &'a Page<'a>,
    id: &'a str,
    sentence: String,
}

/// What a check found, and what can be decided.
struct Report {
    lines: Vec<String>,
    total: u64,
    refusals: u64,
    groups: Vec<Group>,
    /// Code that the list is narrowed to.
    kind: String,
    problems: Vec<Told>,
    /// More problems than are kept one by one.
    beyond: Option<String>,
    pages: Pages,
    has_copy: bool,
    headers: Headers,
    used: Option<Used>,
    choice: Choice,
    /// Whether the choice needs a reason.
    drift: bool,
    rows_left_out: usize,
}

/// The remembered layout by which the workbook was read.
struct Used {
    /// Name of its file.
    file: String,
    /// By whom and when it was said.
    said: String,
    /// Header in the workbook and column of the dataset.
    columns: Vec<(String, String)>,
    /// Column of the dataset and the text that every row has.
    constants: Vec<(String, String)>,
    /// The file itself.
    text: String,
}

/// How far the headers were understood.
#[derive(PartialEq, Eq)]
enum Headers {
    Known,
    /// Some were passed over and could be mapped.
    PassedOver,
    /// The workbook could not be read by them.
    Unknown,
}

/// What can be done with a checked workbook besides putting it away.
#[derive(PartialEq, Eq)]
enum Choice {
    /// Nothing: it has to be put right.
    Correct,
    Accept,
    /// Accept the rows without problems.
    AcceptValid,
}

#[derive(Default, Deserialize)]
pub(in crate::web) struct Ask {
    #[serde(default)]
    kind: String,
    page: Option<usize>,
}

#[derive(Deserialize)]
pub(in crate::web) struct Fields {
    deed: String,
    #[serde(default)]
    reason: String,
}

pub(in crate::web) async fn show(
    visit: Visit,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Html<String>, Trouble> {
    answer(&visit, &id, &ask, None).await
}

/// Accepts or cancels: the field `deed` says which.
pub(in crate::web) async fn submit(
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    match decide(&visit, &id, fields).await {
        // The page loads itself anew when the work is done: that must not send the form again.
        Ok(()) => Ok(Redirect::to(&format!("/data/imports/{id}")).into_response()),
        Err(trouble) => {
            let note = Note::of(trouble, &visit)?;
            let page = answer(&visit, &id, &Ask::default(), Some(note)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn decide(visit: &Visit, id: &str, fields: Fields) -> Result<(), Trouble> {
    match fields.deed.as_str() {
        "accept" | "accept_valid" => {
            let valid_rows_only = fields.deed == "accept_valid";
            accept(visit, id, Decision { valid_rows_only, drift_reason: Some(fields.reason) }).await
        }
        "cancel" => cancel(visit, id).await,
        _ => Err(trouble::missing().into()),
    }
}

pub(in crate::web) async fn accept(visit: &Visit, id: &str, decision: Decision) -> Result<(), Trouble> {
    let Shown { upload, verdict, .. } = find(visit, id).await?;
    let (workspace, edge, caller) = (&visit.app.workspace, &visit.edge, visit.caller()?);
    upload::accept(workspace, edge, caller, &upload, verdict.as_ref(), decision).await?;
    visit.app.bell.notify_one();
    Ok(())
}

pub(in crate::web) async fn cancel(visit: &Visit, id: &str) -> Result<(), Trouble> {
    let shown = find(visit, id).await?;
    upload::cancel(&visit.app.workspace, &visit.edge, &shown.upload).await?;
    visit.app.desk.stop(id);
    Ok(())
}

/// The fragment that the page asks for while a check runs; when it has ended, the page is loaded anew.
pub(in crate::web) async fn progress(visit: Visit, Path(id): Path<String>) -> Result<Response, Trouble> {
    let shown = find(&visit, &id).await?;
    if !shown.upload.state.is_under_way() {
        let headers = HeaderMap::from_iter([(HeaderName::from_static("hx-refresh"), HeaderValue::from_static("true"))]);
        return Ok((headers, "").into_response());
    }
    let page = Page::new(&visit, "import-title");
    Ok(html(&reached(&visit, &page, &shown.upload)).into_response())
}

/// The person's own workbook with its problems marked.
pub(in crate::web) async fn marked(visit: Visit, Path(id): Path<String>) -> Result<Response, Trouble> {
    let Shown { upload, dataset, .. } = find(&visit, &id).await?;
    let path = upload::marked(&visit.app.workspace, &upload);
    let file = File::open(path).map_err(|_| trouble::missing())?;
    let stem = upload.source_name.rsplit_once('.').map_or(upload.source_name.as_str(), |(stem, _)| stem);
    let stem = if stem.is_empty() { dataset.title.get(visit.words().0) } else { stem };
    let name = format!("{stem}-{}.xlsx", visit.words().say("import-marked-suffix"));
    let body = Body::from_stream(tokio_util::io::ReaderStream::new(tokio::fs::File::from_std(file)));
    Ok(workbook(body, &name))
}

pub(in crate::web) async fn find<'a>(visit: &'a Visit, id: &str) -> Result<Shown<'a>, Trouble> {
    let ground = ground(visit).await?;
    Ok(upload::find(&visit.app.workspace, &ground.tree, visit.caller()?, id).await?)
}

fn reached<'a>(visit: &Visit, page: &'a Page<'a>, upload: &'a Upload) -> Progress<'a> {
    let rows = visit.app.desk.rows(&upload.id);
    let sentence = match (upload.state, rows) {
        (UploadState::Accepting, Some(rows)) => page.tv("import-accepting-rows", rows),
        (UploadState::Accepting, None) => page.t("import-accepting"),
        (_, Some(rows)) => page.tv("import-checking-rows", rows),
        (_, None) => page.t("import-waiting"),
    };
    Progress { page, id: &upload.id, sentence }
}

async fn answer(visit: &Visit, id: &str, ask: &Ask, note: Option<Note>) -> Result<Html<String>, Trouble> {
    let ground = ground(visit).await?;
    let Shown { upload, dataset, person, verdict } =
        upload::find(&visit.app.workspace, &ground.tree, visit.caller()?, id).await?;
    let page = Page::new(visit, "import-title");
    let (report, refused) = match &verdict {
        Some(Verdict::Checked(found)) if upload.state.is_open() => {
            let used = match &found.mapping {
                Some(shape) => used(visit, &page, &ground, dataset, shape).await?,
                None => None,
            };
            (Some(Report { used, ..reported(visit, &page, dataset, &upload, found, ask) }), None)
        }
        Some(Verdict::Refused { sentence, hint }) if upload.state.is_open() => {
            (None, Some((sentence.clone(), hint.clone())))
        }
        _ => (None, None),
    };
    Ok(html(&Show {
        page: &page,
        dataset: dataset.title.get(visit.words().0),
        place: place(&page, &ground, &upload.scope),
        as_of: page.date(upload.as_of),
        person: &person,
        at: page.moment(&upload.created_at),
        size: size(upload.bytes),
        class: upload_class(upload.state),
        word: page.t(upload.state.key()),
        progress: upload.state.is_under_way().then(|| reached(visit, &page, &upload)),
        report,
        refused,
        may_cancel: upload.state.is_open() || matches!(upload.state, UploadState::Uploaded | UploadState::Checking),
        upload: &upload,
        kept_days: upload::KEPT_DAYS,
        note,
    }))
}

/// The remembered layout as the page shows it.
async fn used(
    visit: &Visit,
    page: &Page<'_>,
    ground: &Ground,
    dataset: &Dataset,
    shape: &str,
) -> Result<Option<Used>, Trouble> {
    let Some(used) = upload::used(&visit.app.workspace, &dataset.id, shape).await? else { return Ok(None) };
    let title = |name: &String| dataset.header(name, page.words().0).to_owned();
    let said = used.said.as_ref().map(|(at, by)| {
        let args = [("by", ground.name(by).to_owned()), ("at", page.moment(at))];
        page.words().with("layout-said", &args.each_ref().map(|(name, value)| (*name, value.as_str())))
    });
    Ok(Some(Used {
        file: used.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        said: said.unwrap_or_default(),
        columns: used.mapping.columns.iter().map(|(name, header)| (header.clone(), title(name))).collect(),
        constants: used.mapping.constants.iter().map(|(name, text)| (title(name), text.clone())).collect(),
        text: toml::to_string(&used.mapping).map_err(anyhow::Error::from)?,
    }))
}

/// A number of bytes in kB or MB.
pub(in crate::web) fn size(bytes: u64) -> String {
    if bytes < 1_000_000 { format!("{} kB", bytes.div_ceil(1000)) } else { format!("{} MB", bytes.div_ceil(1_000_000)) }
}

fn reported(visit: &Visit, page: &Page<'_>, dataset: &Dataset, upload: &Upload, found: &Found, ask: &Ask) -> Report {
    let (words, pack) = (visit.words(), &visit.app.workspace.pack);
    let asked: Vec<_> = found.problems.kept.iter().filter(|one| ask.kind.is_empty() || one.code == ask.kind).collect();
    let pages = Pages::of(ask.page, asked.len(), ROWS);
    let shown = asked.iter().skip(pages.offset(ROWS)).take(ROWS);
    let problems = shown.map(|problem| upload::tell(words, pack, dataset, problem)).collect();
    let total = found.problems.total();
    let kept = found.problems.kept.len() as u64;
    let has = |codes: &[&str]| found.problems.counts.keys().any(|code| codes.contains(&code.as_str()));
    let headers = if has(&["header.not_found", "header.missing", "header.ambiguous", "header.mapping"]) {
        Headers::Unknown
    } else if has(&["header.ignored"]) && found.mapping.is_none() {
        Headers::PassedOver
    } else {
        Headers::Known
    };
    Report {
        lines: lines(visit, dataset, found),
        total,
        refusals: found.problems.refusals,
        groups: upload::groups(words, pack, dataset, found),
        kind: ask.kind.clone(),
        problems,
        beyond: (total > kept).then(|| page.tv("import-beyond", kept)),
        pages,
        has_copy: upload::marked(&visit.app.workspace, upload).is_file(),
        headers,
        used: None,
        choice: match (found.could_be_accepted(), found.rows_refused() || upload.valid_rows_only) {
            (false, _) => Choice::Correct,
            (true, false) => Choice::Accept,
            (true, true) => Choice::AcceptValid,
        },
        drift: found.drift(),
        rows_left_out: usize::try_from(found.rows_read.saturating_sub(found.rows_valid)).unwrap_or(usize::MAX),
    }
}

/// How the workbook was read.
fn lines(visit: &Visit, dataset: &Dataset, found: &Found) -> Vec<String> {
    let (words, pack) = (visit.words(), &visit.app.workspace.pack);
    let mut lines = Vec::new();
    let rows = [("read", found.rows_read.to_string()), ("valid", found.rows_valid.to_string())];
    lines.push(words.with("import-rows", &rows.each_ref().map(|(name, value)| (*name, value.as_str()))));
    for (sheet, rows) in found.sheets.iter().filter(|_| found.sheets.len() > 1) {
        let rows = rows.map(|rows| rows.to_string());
        let key = if rows.is_some() { "import-sheet-read" } else { "import-sheet-skipped" };
        lines.push(words.with(key, &[("sheet", sheet), ("rows", rows.as_deref().unwrap_or_default())]));
    }
    for (check, missing) in &found.skipped {
        let column = check.strip_prefix("reference.").and_then(|column| dataset.column(column));
        let check = column.map_or(check.as_str(), |column| column.header.get(words.0));
        let titles = missing.iter().map(|id| pack.datasets.get(id).map_or(id.as_str(), |one| one.title.get(words.0)));
        let titles = titles.collect::<Vec<_>>().join(&words.say("list-separator"));
        lines.push(words.with("import-skipped", &[("check", check), ("datasets", &titles)]));
    }
    lines
}

impl Report {
    /// Query of the list narrowed to a kind.
    fn of_kind(kind: &str) -> String {
        format!("?kind={}", urlencoded(kind))
    }

    /// Query of another page of the list.
    fn of_page(&self, page: usize) -> String {
        format!("?kind={}&page={page}", urlencoded(&self.kind))
    }

    fn before(&self) -> Option<String> {
        self.pages.before().map(|page| self.of_page(page))
    }

    fn after(&self) -> Option<String> {
        self.pages.after().map(|page| self.of_page(page))
    }
}
