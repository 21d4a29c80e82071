use askama::Template;
use axum::{
    Form,
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse as _, Response},
};

use super::{Held, blank, change, chosen, field, link, mailed, roles};
use crate::{
    services::person::{self, Add, Places},
    store::Person,
    web::{
        account::Note,
        guard::Visit,
        page::{Page, html},
        trouble::Trouble,
    },
};

#[derive(Template)]
#[template(path = "people/add.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    login: &'a str,
    name: &'a str,
    email: &'a str,
    membership: Held,
    roles: Vec<(String, String)>,
    places: &'a Places,
    note: Option<Note>,
}

pub(in crate::web) async fn form(visit: Visit) -> Result<Html<String>, Trouble> {
    answer(&visit, &[], None).await
}

/// Adds the person, and sends or shows the link by which they come in, this once.
pub(in crate::web) async fn submit(
    visit: Visit,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Trouble> {
    match add(&visit, &fields).await {
        Ok(person) => {
            let secret = person::invite(&visit.app.workspace, &visit.edge, &person.id).await?;
            let link = link(&visit, &headers, &secret);
            let (note, link) = match &visit.app.mail {
                Some(_) if person.email.is_some() => mailed(&visit, &person, link).await?,
                _ => (Note::done(&visit, "people-added"), Some(link)),
            };
            Ok(change::answer(&visit, &person.id, Some(note), link).await?.into_response())
        }
        Err(trouble) => {
            let note = Note::of(trouble, &visit)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, answer(&visit, &fields, Some(note)).await?).into_response())
        }
    }
}

async fn add(visit: &Visit, fields: &[(String, String)]) -> Result<Person, Trouble> {
    let memberships = chosen(fields, &person::places(&visit.app.workspace, &visit.edge).await?, &[])?;
    let add = Add {
        login: field(fields, "login").to_owned(),
        name: field(fields, "name").to_owned(),
        email: field(fields, "email").to_owned(),
        language: visit.words().0,
        memberships,
    };
    Ok(person::add(&visit.app.workspace, &visit.edge, add).await?)
}

async fn answer(visit: &Visit, fields: &[(String, String)], note: Option<Note>) -> Result<Html<String>, Trouble> {
    let page = Page::new(visit, "people-add");
    let places = person::places(&visit.app.workspace, &visit.edge).await?;
    let membership =
        Held { role: field(fields, "role").to_owned(), scope: field(fields, "scope").to_owned(), ..blank() };
    let show = Show {
        page: &page,
        login: field(fields, "login"),
        name: field(fields, "name"),
        email: field(fields, "email"),
        membership,
        roles: roles(&page),
        places: &places,
        note,
    };
    Ok(html(&show))
}
