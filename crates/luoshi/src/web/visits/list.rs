//! All of it on one page: what is owed first, then the problems, then the schools that nobody is linked to.

use askama::Template;
use axum::{
    Form,
    http::StatusCode,
    response::{Html, IntoResponse as _, Redirect, Response},
};
use policy::{access::Right, supervise::Owed};
use serde::Deserialize;

use super::{Problem, owed};
use crate::{
    refusal::Refusal,
    services::visit::{self, Board, Linked},
    web::{
        account::Note,
        guard::Visit,
        page::{Page, html},
        trouble::Trouble,
    },
};

#[derive(Template)]
#[template(path = "visits/list.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    board: &'a Board,
    overdue: usize,
    late: usize,
    links: Vec<Link>,
    /// Leaders of units: id of the link, unit, leader, since when.
    units: Vec<(String, String, String, String)>,
    /// Links per leader: name, schools, schools visited in time, visits held.
    coverage: Vec<(String, usize, usize, usize)>,
    problems: Vec<Problem>,
    past: Vec<Past>,
    may_link: bool,
    note: Option<Note>,
}

struct Link {
    id: String,
    leader: String,
    school: String,
    code: String,
    since: String,
    last: Option<String>,
    planned: Option<(String, String)>,
    due: String,
    class: &'static str,
    word: String,
    unsolved: usize,
    own: bool,
}

struct Past {
    id: String,
    leader: String,
    school: String,
    day: String,
    called_off: bool,
    words: String,
}

#[derive(Deserialize)]
pub(in crate::web) struct NewLink {
    leader: String,
    school: String,
}

#[derive(Deserialize)]
pub(in crate::web) struct OldLink {
    link: String,
}

#[derive(Deserialize)]
pub(in crate::web) struct NewVisit {
    link: String,
    planned_for: String,
}

pub(in crate::web) async fn show(visit: Visit) -> Result<Html<String>, Trouble> {
    answer(&visit, None).await
}

/// Links a leader to a school.
pub(in crate::web) async fn link(visit: Visit, Form(fields): Form<NewLink>) -> Result<Response, Trouble> {
    let done = visit::link(&visit.app.workspace, &visit.edge, visit.day(), &fields.leader, &fields.school).await;
    outcome(&visit, done, "visits-link-made").await
}

/// Ends a link.
pub(in crate::web) async fn unlink(visit: Visit, Form(fields): Form<OldLink>) -> Result<Response, Trouble> {
    let done = visit::unlink(&visit.app.workspace, &visit.edge, visit.day(), &fields.link).await;
    outcome(&visit, done, "visits-link-ended").await
}

/// Plans a visit.
pub(in crate::web) async fn plan(visit: Visit, Form(fields): Form<NewVisit>) -> Result<Response, Trouble> {
    let workspace = &visit.app.workspace;
    let planned = match fields.planned_for.parse() {
        Ok(day) => visit::plan(workspace, &visit.edge, visit.caller()?, visit.day(), &fields.link, day).await,
        Err(_) => Err(Refusal::new("visit-day").into()),
    };
    match planned {
        Ok(id) => Ok(Redirect::to(&format!("/visits/{id}")).into_response()),
        Err(error) => outcome(&visit, Err(error), "").await,
    }
}

async fn outcome(visit: &Visit, done: anyhow::Result<()>, key: &str) -> Result<Response, Trouble> {
    let (status, note) = match done {
        Ok(()) => (StatusCode::OK, Note::done(visit, key)),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, Note::of(error.into(), visit)?),
    };
    Ok((status, answer(visit, Some(note)).await?).into_response())
}

async fn answer(visit: &Visit, note: Option<Note>) -> Result<Html<String>, Trouble> {
    let page = Page::new(visit, "visits-title");
    let board = visit::board(&visit.app.workspace, &visit.edge, visit.caller()?, visit.day()).await?;
    let name = |person: &str| board.people.get(person).cloned().unwrap_or_default();
    let link = |one: &Linked| {
        let (class, key) = owed(one.owed);
        Link {
            id: one.link.id.clone(),
            leader: name(&one.link.person),
            school: board.places.name(&one.link.school).to_owned(),
            code: one.link.school.clone(),
            since: page.date(one.link.since),
            last: one.last.map(|on| page.date(on)),
            planned: one.planned.as_ref().map(|visit| (visit.id.clone(), page.date(visit.planned_for))),
            due: page.date(one.due),
            class,
            word: page.t(key),
            unsolved: one.unsolved,
            own: one.own,
        }
    };
    let past = board.visits.iter().map(|one| Past {
        id: one.id.clone(),
        leader: name(&one.person),
        school: board.places.name(&one.school).to_owned(),
        day: page.date(one.held_on.unwrap_or(one.planned_for)),
        called_off: one.called_off,
        words: one.words.clone(),
    });
    Ok(html(&Show {
        page: &page,
        overdue: board.links.iter().filter(|one| one.owed == Owed::Overdue).count(),
        late: board.problems.iter().filter(|one| one.overdue).count(),
        links: board.links.iter().map(link).collect(),
        units: board
            .units
            .iter()
            .map(|one| {
                let unit = board.places.name(&one.school).to_owned();
                (one.id.clone(), unit, name(&one.person), page.date(one.since))
            })
            .collect(),
        coverage: coverage(&board),
        problems: board.problems.iter().map(|one| Problem::of(&page, &board.places, one)).collect(),
        past: past.collect(),
        may_link: page.may(Right::Link),
        board: &board,
        note,
    }))
}

fn coverage(board: &Board) -> Vec<(String, usize, usize, usize)> {
    let of = |(id, leader): &(String, String)| {
        let links: Vec<_> = board.links.iter().filter(|one| one.link.person == *id).collect();
        let kept = links.iter().filter(|one| one.last.is_some() && one.owed != Owed::Overdue).count();
        (leader.clone(), links.len(), kept, links.iter().map(|one| one.held).sum())
    };
    board.leaders.iter().map(of).collect()
}
