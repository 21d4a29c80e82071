//! One visit: what becomes of it, and the problems it found.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Form,
    extract::Path,
    http::StatusCode,
    response::{Html, IntoResponse as _, Response},
};
use jiff::civil::Date;
use policy::supervise::ProblemStep;

use super::Problem;
use crate::{
    refusal::Refusal,
    services::{
        person,
        visit::{self, Deed, LONGEST, NewProblem, Record, Solve},
    },
    web::{
        account::Note,
        guard::Visit,
        page::{Page, html},
        trouble::Trouble,
    },
};

#[derive(Template)]
#[template(path = "visits/show.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    id: &'a str,
    school: &'a str,
    code: &'a str,
    leader: String,
    planned: String,
    /// The day on which it took place.
    held: Option<String>,
    called_off: bool,
    words: &'a str,
    version: i64,
    problems: Vec<Problem>,
    units: Vec<(String, String)>,
    /// Whether the caller records it and adds problems.
    own: bool,
    today: String,
    solve_days: u32,
    longest: usize,
    /// What was written, to be shown again after a refusal.
    typed: &'a str,
    note: Option<Note>,
}

type Fields = BTreeMap<String, String>;

pub(in crate::web) async fn show(visit: Visit, Path(id): Path<String>) -> Result<Html<String>, Trouble> {
    answer(&visit, &id, "", None).await
}

/// Records what became of a planned visit: the field `deed` says whether it was held, put off or called off.
pub(in crate::web) async fn record(
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let recorded = async {
        let deed = match field(&fields, "deed") {
            "held" => Deed::Held(day(&fields)?),
            "put_off" => Deed::PutOff(day(&fields)?),
            "called_off" => Deed::CalledOff,
            _ => return Err(Refusal::new("visit-step").into()),
        };
        let record = Record { id: &id, version: version(&fields), deed, words: field(&fields, "words") };
        visit::record(&visit.app.workspace, &visit.edge, visit.caller()?, visit.day(), record)
            .await
            .map_err(Trouble::from)
    };
    outcome(&visit, &id, &fields, recorded.await).await
}

/// Adds a problem that the visit found.
pub(in crate::web) async fn add_problem(
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let added = async {
        let due = if field(&fields, "day").is_empty() { None } else { Some(day(&fields)?) };
        let found = NewProblem { visit: &id, words: field(&fields, "words"), unit: field(&fields, "unit"), due };
        visit::add_problem(&visit.app.workspace, &visit.edge, visit.caller()?, visit.day(), found)
            .await
            .map_err(Trouble::from)
    };
    outcome(&visit, &id, &fields, added.await).await
}

/// Confirms that a problem is solved, or sends it back.
pub(in crate::web) async fn confirm(
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let step = if field(&fields, "deed") == "return" { ProblemStep::Return } else { ProblemStep::Confirm };
    let solved = solve(&visit, &id, &fields, step).await;
    outcome(&visit, &id, &fields, solved).await
}

/// The unit says what it did.
pub(in crate::web) async fn reply(
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let solved = solve(&visit, &id, &fields, ProblemStep::Answer).await;
    outcome(&visit, &id, &fields, solved).await
}

async fn solve(visit: &Visit, id: &str, fields: &Fields, step: ProblemStep) -> Result<(), Trouble> {
    let (problem, words) = (field(fields, "problem"), field(fields, "words"));
    let solve = Solve { visit: id, problem, version: version(fields), step, words };
    Ok(visit::solve(&visit.app.workspace, &visit.edge, visit.caller()?, visit.day(), solve).await?)
}

fn field<'f>(fields: &'f Fields, name: &str) -> &'f str {
    fields.get(name).map_or("", |value| value.trim())
}

fn day(fields: &Fields) -> Result<Date, Trouble> {
    field(fields, "day").parse().map_err(|_| Trouble::from(anyhow::Error::from(Refusal::new("visit-day"))))
}

/// The version that somebody saw; one that there never is when the form does not say.
fn version(fields: &Fields) -> i64 {
    field(fields, "version").parse().unwrap_or_default()
}

async fn outcome(visit: &Visit, id: &str, fields: &Fields, done: Result<(), Trouble>) -> Result<Response, Trouble> {
    let (status, note, typed) = match done {
        Ok(()) => (StatusCode::OK, Note::done(visit, "visits-saved"), ""),
        Err(trouble) => (StatusCode::UNPROCESSABLE_ENTITY, Note::of(trouble, visit)?, field(fields, "words")),
    };
    Ok((status, answer(visit, id, typed, Some(note)).await?).into_response())
}

async fn answer(visit: &Visit, id: &str, typed: &str, note: Option<Note>) -> Result<Html<String>, Trouble> {
    let (workspace, edge) = (&visit.app.workspace, &visit.edge);
    let page = Page::new(visit, "visits-one");
    let shown = visit::find(workspace, visit.caller()?, visit.day(), id).await?;
    let places = person::places(workspace, edge).await?;
    let one = &shown.visit;
    let leader = workspace.store.read().await?.person(&one.person).await?.map(|person| person.name);
    Ok(html(&Show {
        page: &page,
        id: &one.id,
        school: places.name(&one.school),
        code: &one.school,
        leader: leader.unwrap_or_default(),
        planned: page.date(one.planned_for),
        held: one.held_on.map(|on| page.date(on)),
        called_off: one.called_off,
        words: if shown.whole { &one.words } else { "" },
        version: one.version,
        problems: shown.problems.iter().map(|found| Problem::of(&page, &places, found)).collect(),
        units: places.units.clone(),
        own: shown.own,
        today: visit.day().to_string(),
        solve_days: visit::rules(workspace)?.solve_days,
        longest: LONGEST,
        typed,
        note,
    }))
}
