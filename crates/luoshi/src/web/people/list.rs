use askama::Template;
use axum::{
    Form,
    http::StatusCode,
    response::{Html, IntoResponse as _, Response},
};
use policy::access::Role;

use super::{Held, held, state};
use crate::{
    services::{account, person},
    web::{
        account::Note,
        guard::Visit,
        page::{Page, html},
        trouble::Trouble,
    },
    words::name,
};

#[derive(Template)]
#[template(path = "people/list.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    people: Vec<Row>,
    /// Roles with their word and whether they need a second factor.
    roles: Vec<(String, String, bool)>,
    note: Option<Note>,
}

struct Row {
    id: String,
    login: String,
    name: String,
    held: Vec<Held>,
    second_factor: bool,
    state: &'static str,
    seen: Option<String>,
}

pub(in crate::web) async fn show(visit: Visit) -> Result<Html<String>, Trouble> {
    answer(&visit, None).await
}

/// Sets the roles that need a second factor.
pub(in crate::web) async fn submit(
    visit: Visit,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Trouble> {
    let asked = |role: &Role| fields.iter().any(|(key, value)| key == "role" && *value == name(role));
    let roles: Vec<_> = Role::ALL.into_iter().filter(asked).collect();
    account::require_second_factor(&visit.app.workspace, &visit.edge, &roles).await?;
    let note = Note::done(&visit, "people-second-factor-saved");
    Ok((StatusCode::OK, answer(&visit, Some(note)).await?).into_response())
}

async fn answer(visit: &Visit, note: Option<Note>) -> Result<Html<String>, Trouble> {
    let workspace = &visit.app.workspace;
    let page = Page::new(visit, "people-title");
    let places = person::places(&visit.app.workspace, &visit.edge).await?;
    let required = account::second_factor_roles(&mut workspace.store.read().await?).await?;
    let people = person::list(workspace).await?.into_iter().map(|one| Row {
        held: held(&page, &places, &one.memberships),
        second_factor: one.person.totp_secret.is_some(),
        state: state(&one.person),
        seen: one.person.seen_at.map(|at| page.moment(&at)),
        id: one.person.id,
        login: one.person.login,
        name: one.person.name,
    });
    let roles = Role::ALL.iter().map(|role| (name(role), page.t(role.key()), required.contains(role)));
    Ok(html(&Show { page: &page, people: people.collect(), roles: roles.collect(), note }))
}
