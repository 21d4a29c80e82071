//! The ledger: the workbook goes out, what came back is shown cell by cell, and what was filled in becomes reports.

use askama::Template;
use axum::{
    Form,
    extract::{Multipart, Query, multipart::MultipartRejection},
    http::StatusCode,
    response::{Html, IntoResponse as _, Redirect, Response},
};
use policy::supervise::Report;
use serde::Deserialize;

use crate::{
    ledger::{Column, Difference, Verdict, read},
    refusal::Refusal,
    services::{
        document::{self, Compared, is_whole, units},
        duty::{Proofs, Who},
        upload,
    },
    web::{
        account::Note,
        data::{dataset::stream, workbook},
        guard::Visit,
        page::{Page, html},
        trouble::{Trouble, missing},
    },
    words::{name, word},
};

#[derive(Default, Deserialize)]
pub(in crate::web) struct Fields {
    #[serde(default)]
    unit: String,
    year: Option<i16>,
}

#[derive(Default, Deserialize)]
pub(in crate::web) struct Ask {
    /// Reports that were just taken over.
    taken: Option<usize>,
}

#[derive(Template)]
#[template(path = "documents/ledger.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    units: Vec<(String, String)>,
    years: Vec<i16>,
    year: i16,
    is_whole: bool,
    compared: Option<Shown>,
    note: Option<Note>,
}

/// What came back: how many rows, every difference, and what would be reported.
struct Shown {
    rows: usize,
    lines: Vec<Line>,
    reports: Vec<Offered>,
}

impl Shown {
    /// Whether anything can be reported.
    fn is_takeable(&self) -> bool {
        self.reports.iter().any(|one| one.fields.is_ok())
    }
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

/// A report that waits to be taken over.
struct Offered {
    id: String,
    version: i64,
    row: String,
    conflict: bool,
    /// Names and values of the fields; none when nothing can be reported, and why.
    fields: Result<Vec<(&'static str, String)>, String>,
    /// The report in words.
    said: Vec<String>,
}

/// Fields of a report, in the order in which forms carry them.
const FIELDS: [&str; 6] = ["pace", "percent", "progress", "problems", "next", "help"];

pub(in crate::web) async fn show(visit: Visit, Query(ask): Query<Ask>) -> Result<Html<String>, Trouble> {
    let note = ask.taken.map(|count| {
        let sentence = visit.words().with("ledger-taken", &[("count", &count.to_string())]);
        Note { refused: false, sentence, hint: String::new() }
    });
    answer(&visit, None, note)
}

fn answer(visit: &Visit, compared: Option<Shown>, note: Option<Note>) -> Result<Html<String>, Trouble> {
    let page = Page::new(visit, "ledger-title");
    let (pack, caller, words) = (&visit.app.workspace.pack, visit.caller()?, page.words());
    let units = units(pack, caller).map(|unit| (unit.id.clone(), unit.name.get(words.0).to_owned())).collect();
    let years = pack.plan.iter().flat_map(|plan| plan.from..=plan.to).collect();
    let year = page.day().year();
    Ok(html(&Show { page: &page, units, years, year, is_whole: is_whole(pack, caller), compared, note }))
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
    let day = board.key.day;
    let year = fields.year.unwrap_or_else(|| day.year());
    let made = document::ledger(workspace, &visit.edge, &standings, (year, day), unit.as_deref()).await?;
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

/// Takes over the reports that were chosen, all or none.
pub(in crate::web) async fn apply(visit: Visit, Form(sent): Form<Vec<(String, String)>>) -> Result<Response, Trouble> {
    match taken(&visit, &sent).await {
        Ok(count) => Ok(Redirect::to(&format!("/documents/ledger?taken={count}")).into_response()),
        Err(trouble) => {
            let status = match trouble.refused(&visit) {
                Some(("duty-conflict", ..)) => StatusCode::CONFLICT,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            let page = answer(&visit, None, Some(Note::of(trouble, &visit)?))?;
            Ok((status, page).into_response())
        }
    }
}

async fn taken(visit: &Visit, sent: &[(String, String)]) -> Result<usize, Trouble> {
    let all =
        |name: &str| sent.iter().filter(|(one, _)| one == name).map(|(_, value)| value.trim()).collect::<Vec<_>>();
    let (ids, versions, chosen) = (all("id"), all("version"), all("take"));
    let fields = FIELDS.map(all);
    let mut reports = Vec::new();
    for (at, id) in ids.iter().enumerate().filter(|(_, id)| chosen.contains(id)) {
        let [pace, percent, progress, problems, next, help] =
            fields.each_ref().map(|values| values.get(at).copied().unwrap_or_default().to_owned());
        let malformed = |field: &str| Refusal::new("duty-field").with("field", field);
        let version = versions.get(at).and_then(|version| version.parse().ok()).ok_or_else(|| malformed("version"))?;
        let pace = serde_json::from_value(pace.into()).map_err(|_| malformed("pace"))?;
        let percent = (!percent.is_empty()).then(|| percent.parse().map_err(|_| malformed("percent"))).transpose()?;
        reports.push(((*id).to_owned(), version, Report { pace, progress, percent, problems, next, help }));
    }
    if reports.is_empty() {
        return Err(Refusal::new("ledger-nothing-chosen").into());
    }
    let workspace = &visit.app.workspace;
    let board = visit.app.board(&visit.edge).await?;
    let proofs = Proofs::of(&board.standings(&workspace.pack));
    Ok(document::apply(workspace, &visit.edge, Who::of(visit.caller()?), &proofs, reports).await?)
}

async fn differences(visit: &Visit, mut form: Multipart) -> Result<Shown, Trouble> {
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
    let own: Vec<_> = units(pack, caller).map(|unit| unit.id.as_str()).collect();
    let own = (!is_whole(pack, caller)).then_some(own.as_slice());
    let proofs = Proofs::of(&standings);
    let who = Who::of(caller);
    let compared = document::compare(workspace, who, (&standings, &proofs), &returned, own, words).await?;
    Ok(shown(visit, &compared))
}

fn shown(visit: &Visit, compared: &Compared) -> Shown {
    let words = visit.words();
    let content = |key: &str| {
        let row = compared.current.iter().find(|row| row.key == key);
        row.map_or_else(
            || key.to_owned(),
            |row| {
                let (unit, text) = (row.cell(Column::Lead), row.cell(Column::Content));
                format!("{unit} · {text}")
            },
        )
    };
    let line = |one: &Difference| Line {
        verdict: one.verdict,
        word: words.say(one.verdict.key()),
        row: content(&one.key),
        column: one.column.map(|column| words.say(column.key())).unwrap_or_default(),
        exported: one.exported.clone(),
        uploaded: one.uploaded.clone(),
        current: one.current.clone(),
    };
    let offered = |one: &document::Proposed| {
        let report = one.report.as_ref();
        let said = report.map(|report| {
            let percent = report.percent.map(|percent| format!("{percent}%")).unwrap_or_default();
            let told = |key: &str, text: &str| {
                if text.is_empty() { String::new() } else { words.with(key, &[("value", text)]) }
            };
            [
                word(words, "pace", &report.pace),
                percent,
                report.progress.clone(),
                told("duty-told-problems", &report.problems),
                told("duty-told-next", &report.next),
                told("duty-told-help", &report.help),
            ]
        });
        let fields = report.map(|report| {
            let percent = report.percent.map(|percent| percent.to_string()).unwrap_or_default();
            let texts = [&report.progress, &report.problems, &report.next, &report.help].map(String::clone);
            let values = [name(&report.pace), percent].into_iter().chain(texts);
            FIELDS.into_iter().zip(values).collect()
        });
        Offered {
            id: one.key.clone(),
            version: one.version,
            row: content(&one.key),
            conflict: one.conflict,
            fields: fields.map_err(|refusal| refusal.sentences(words).0),
            said: said.map(|said| said.into_iter().filter(|text| !text.is_empty()).collect()).unwrap_or_default(),
        }
    };
    Shown {
        rows: compared.rows,
        lines: compared.differences.iter().map(line).collect(),
        reports: compared.reports.iter().map(offered).collect(),
    }
}
