//! The way in, and a person's own account.

pub(super) mod invitation;
pub(super) mod language;
pub(super) mod letters;
pub(super) mod password;
pub(super) mod second_factor;
pub(super) mod sessions;
pub(super) mod sign_in;
pub(super) mod sign_out;
pub(super) mod sso;
pub(super) mod tokens;

use askama::Template;
use axum::{
    extract::Query,
    response::{Html, IntoResponse as _, Response},
};
use axum_extra::extract::cookie::{Cookie, SameSite};
use policy::access::Membership;
use serde::Deserialize;

use super::{
    App, CALENDAR,
    guard::Visit,
    page::{Page, html},
    trouble::Trouble,
};
use crate::{
    services::{
        account::{self, sso::link_of},
        notice, person,
    },
    store::Session,
};

#[derive(Template)]
#[template(path = "account/show.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    name: &'a str,
    login: &'a str,
    roles: Vec<(String, String)>,
    second_factor: bool,
    recovery_codes: usize,
    /// Name of the provider of single sign-on, where there is one.
    provider: Option<&'a str>,
    /// What the provider calls the account that is connected.
    linked: Option<String>,
    /// Where letters go, where mail is set up; and whether the person wants them.
    email: Option<String>,
    letters: bool,
    /// Address of the person's calendar.
    calendar: String,
    sessions: Vec<Session>,
    current: &'a str,
    /// What was just done or refused.
    note: Option<Note>,
}

/// A message at the head of a form.
pub(super) struct Note {
    pub refused: bool,
    pub sentence: String,
    pub hint: String,
}

/// How something ended that led away from the page.
#[derive(Deserialize)]
pub(in crate::web) struct Ask {
    #[serde(default)]
    done: String,
    #[serde(default)]
    refused: String,
}

impl Note {
    /// What a refusal says; faults go on as they are.
    pub(super) fn of(trouble: Trouble, visit: &Visit) -> Result<Self, Trouble> {
        match trouble.refused(visit) {
            Some((_, sentence, hint)) => Ok(Self { refused: true, sentence, hint }),
            None => Err(trouble),
        }
    }

    pub(super) fn done(visit: &Visit, key: &str) -> Self {
        Self { refused: false, sentence: visit.words().say(key), hint: String::new() }
    }

    /// With the code, to tell others of.
    fn with_code(mut self, visit: &Visit, code: &str) -> Self {
        self.hint += &visit.words().with("sso-code", &[("code", code)]);
        self
    }
}

/// The person's own page.
pub(super) async fn show(visit: Visit, Query(ask): Query<Ask>) -> Result<Html<String>, Trouble> {
    let note = match ask.done.as_str() {
        "sso-linked" => Some(Note::done(&visit, "sso-linked")),
        _ => sso::note(&visit, &ask.refused),
    };
    answer(&visit, note).await
}

async fn answer(visit: &Visit, note: Option<Note>) -> Result<Html<String>, Trouble> {
    let caller = visit.caller()?;
    let workspace = &visit.app.workspace;
    let page = Page::new(visit, "account-title");
    let places = person::places(workspace, &visit.edge).await?;
    let role = |one: &Membership| (page.t(one.role.key()), places.name(&one.scope).to_owned());
    let roles = caller.memberships.iter().map(role).collect();
    let recovery_codes = workspace.store.read().await?.recovery_codes(&caller.person.id).await?;
    let linked = match &visit.app.sso {
        Some(provider) => link_of(workspace, provider, &caller.person.id).await?.map(|link| link.label),
        None => None,
    };
    Ok(html(&Show {
        page: &page,
        name: &caller.person.name,
        login: &caller.person.login,
        roles,
        second_factor: caller.person.totp_secret.is_some(),
        recovery_codes,
        provider: visit.app.sso.as_ref().map(|provider| provider.name()),
        linked,
        email: caller.person.email.clone().filter(|_| visit.app.mail.is_some()),
        calendar: workspace
            .config
            .site
            .clone()
            .unwrap_or_else(|| page.t("account-calendar-site"))
            .trim_end_matches('/')
            .to_owned()
            + CALENDAR,
        letters: notice::wants_letters(workspace, caller).await?,
        sessions: account::sessions(workspace, caller).await?,
        current: &caller.session,
        note,
    }))
}

/// The page again with what came of a form: done, or refused with the reason.
async fn outcome(visit: &Visit, done: Result<(), Trouble>, key: &str) -> Result<Response, Trouble> {
    use axum::http::StatusCode;
    let (status, note) = match done {
        Ok(()) => (StatusCode::OK, Note::done(visit, key)),
        Err(trouble) => (StatusCode::UNPROCESSABLE_ENTITY, Note::of(trouble, visit)?),
    };
    Ok((status, answer(visit, Some(note)).await?).into_response())
}

/// A cookie of the site; gone with the browser unless it says otherwise.
fn cookie(app: &App, name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build((name, value)).path("/").http_only(true).same_site(SameSite::Lax).secure(app.secure).build()
}
