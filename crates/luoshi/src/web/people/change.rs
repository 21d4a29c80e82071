use askama::Template;
use axum::{
    Form,
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse as _, Response},
};

use super::{Held, blank, chosen, field, held, link, mailed, roles, state};
use crate::{
    services::{
        account::{remove_second_factor, sso},
        person::{self, Listed, Places},
    },
    web::{
        account::Note,
        guard::Visit,
        page::{Page, html},
        trouble::{self, Trouble},
    },
};

#[derive(Template)]
#[template(path = "people/change.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of the template")]
struct Show<'a> {
    page: &'a Page<'a>,
    id: &'a str,
    name: &'a str,
    login: &'a str,
    state: &'static str,
    open: bool,
    /// Whether the next link is a first invitation.
    invited: bool,
    second_factor: bool,
    email: &'a str,
    /// Whether a link can be sent.
    mails: bool,
    /// Whether there is single sign-on.
    has_sso: bool,
    /// What the provider calls the account that is connected.
    sso: Option<String>,
    created: String,
    seen: Option<String>,
    held: Vec<Held>,
    roles: Vec<(String, String)>,
    places: &'a Places,
    /// Address of a new invitation, shown this once.
    link: Option<String>,
    days: i64,
    note: Option<Note>,
}

pub(in crate::web) async fn form(visit: Visit, Path(id): Path<String>) -> Result<Html<String>, Trouble> {
    answer(&visit, &id, None, None).await
}

/// Does what a button of the page says: the field `deed` names it.
pub(in crate::web) async fn submit(
    visit: Visit,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Trouble> {
    let listed = find(&visit, &id).await?;
    let (status, note, link) = match change(&visit, &listed, &fields).await {
        Ok((done, secret)) => {
            let link = secret.map(|secret| link(&visit, &headers, &secret));
            let (note, link) = match link {
                Some(link) if field(&fields, "deed") == "mail" => mailed(&visit, &listed.person, link).await?,
                link => (Note::done(&visit, done), link),
            };
            (StatusCode::OK, note, link)
        }
        Err(trouble) => (StatusCode::UNPROCESSABLE_ENTITY, Note::of(trouble, &visit)?, None),
    };
    Ok((status, answer(&visit, &id, Some(note), link).await?).into_response())
}

/// Changes the account; gives what to say of it and the secret of a new link.
async fn change(
    visit: &Visit,
    listed: &Listed,
    fields: &[(String, String)],
) -> Result<(&'static str, Option<String>), Trouble> {
    let (workspace, edge, id) = (&visit.app.workspace, &visit.edge, listed.person.id.as_str());
    Ok(match field(fields, "deed") {
        "memberships" => {
            let memberships =
                chosen(fields, &person::places(&visit.app.workspace, &visit.edge).await?, &listed.memberships)?;
            person::set_memberships(workspace, edge, id, memberships).await?;
            ("people-memberships-set", None)
        }
        "email" => {
            person::set_email(workspace, edge, id, field(fields, "email")).await?;
            ("people-email-set", None)
        }
        "mail" if visit.app.mail.is_none() || listed.person.email.is_none() => return Err(trouble::missing().into()),
        "invite" | "mail" => ("people-invited", Some(person::invite(workspace, edge, id).await?)),
        "close" => {
            person::close(workspace, edge, id).await?;
            ("people-closed", None)
        }
        "reopen" => {
            person::reopen(workspace, edge, id).await?;
            ("people-reopened", None)
        }
        "second_factor_off" => {
            remove_second_factor(workspace, edge, id).await?;
            ("people-second-factor-off-done", None)
        }
        "sso_off" => {
            sso::unlink(workspace, edge, id).await?;
            ("people-sso-off-done", None)
        }
        _ => return Err(trouble::missing().into()),
    })
}

async fn find(visit: &Visit, id: &str) -> Result<Listed, Trouble> {
    let people = person::list(&visit.app.workspace).await?;
    Ok(people.into_iter().find(|one| one.person.id == id).ok_or_else(trouble::missing)?)
}

pub(super) async fn answer(
    visit: &Visit,
    id: &str,
    note: Option<Note>,
    link: Option<String>,
) -> Result<Html<String>, Trouble> {
    let Listed { person, memberships, sso } = find(visit, id).await?;
    let page = Page::named(visit, person.name.clone());
    let places = person::places(&visit.app.workspace, &visit.edge).await?;
    let mut held = held(&page, &places, &memberships);
    held.push(blank());
    Ok(html(&Show {
        page: &page,
        id: &person.id,
        name: &person.name,
        login: &person.login,
        state: state(&person),
        open: person.disabled_at.is_none(),
        invited: person.password.is_none(),
        second_factor: person.totp_secret.is_some(),
        email: person.email.as_deref().unwrap_or_default(),
        mails: visit.app.mail.is_some() && person.email.is_some(),
        has_sso: visit.app.sso.is_some(),
        sso: sso.map(|link| link.label),
        created: page.moment(&person.created_at),
        seen: person.seen_at.map(|at| page.moment(&at)),
        held,
        roles: roles(&page),
        places: &places,
        link,
        days: person::LINK_DAYS,
        note,
    }))
}
