//! The way in, and a person's own account.

pub(super) mod invitation;
pub(super) mod language;
pub(super) mod password;
pub(super) mod second_factor;
pub(super) mod sessions;
pub(super) mod sign_in;
pub(super) mod sign_out;
pub(super) mod tokens;

use askama::Template;
use axum::response::{Html, IntoResponse as _, Response};
use axum_extra::extract::cookie::{Cookie, SameSite};

use super::{
    App,
    guard::Visit,
    page::{Page, html},
    trouble::Trouble,
};
use crate::{services::account, store::Session};

#[derive(Template)]
#[template(path = "account/show.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    name: &'a str,
    login: &'a str,
    roles: Vec<(String, String)>,
    second_factor: bool,
    recovery_codes: usize,
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
}

/// The person's own page.
pub(super) async fn show(visit: Visit) -> Result<Html<String>, Trouble> {
    answer(&visit, None).await
}

async fn answer(visit: &Visit, note: Option<Note>) -> Result<Html<String>, Trouble> {
    let caller = visit.caller()?;
    let workspace = &visit.app.workspace;
    let page = Page::new(visit, "account-title");
    let roles = caller.memberships.iter().map(|one| (page.t(one.role.key()), one.scope.clone())).collect();
    let recovery_codes = workspace.store.read().await?.recovery_codes(&caller.person.id).await?;
    Ok(html(&Show {
        page: &page,
        name: &caller.person.name,
        login: &caller.person.login,
        roles,
        second_factor: caller.person.totp_secret.is_some(),
        recovery_codes,
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
