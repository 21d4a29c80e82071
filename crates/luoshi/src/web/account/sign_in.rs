use askama::Template;
use axum::{
    Form,
    extract::Query,
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::{CookieJar, cookie::Cookie};
use serde::Deserialize;

use super::{Note, cookie, sso};
use crate::{
    services::account::{Caller, SignIn, SignedIn, sign_in},
    store::Via,
    web::{
        App,
        guard::{DEVICE, SESSION, Visit},
        page::{Page, html},
        trouble::Trouble,
        work::waits,
    },
};

/// Days for which a browser is known again.
const DEVICE_DAYS: i64 = 180;

#[derive(Template)]
#[template(path = "account/sign_in.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    login: &'a str,
    next: &'a str,
    /// Name of the provider of single sign-on, where there is one, and the address that leads there.
    provider: Option<(&'a str, String)>,
    /// Whether to ask for the code of the second factor.
    code: bool,
    note: Option<Note>,
}

#[derive(Deserialize)]
pub(in crate::web) struct Ask {
    #[serde(default)]
    next: String,
    /// Why single sign-on ended here.
    #[serde(default)]
    refused: String,
    /// What the browser has just left.
    #[serde(default)]
    left: String,
}

#[derive(Deserialize)]
pub(in crate::web) struct Fields {
    login: String,
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

pub(in crate::web) async fn form(visit: Visit, Query(ask): Query<Ask>) -> Response {
    if visit.caller.is_some() {
        return Redirect::to(inside(&ask.next)).into_response();
    }
    let note = match (ask.left.as_str(), visit.app.sso.as_ref()) {
        ("sso", Some(provider)) => {
            let sentence = visit.words().with("sso-left", &[("provider", provider.name())]);
            Some(Note { refused: false, sentence, hint: String::new() })
        }
        _ => sso::note(&visit, &ask.refused),
    };
    show(&visit, "", &ask.next, false, note).into_response()
}

fn show(visit: &Visit, login: &str, next: &str, code: bool, note: Option<Note>) -> Html<String> {
    let page = Page::new(visit, "sign-in-title");
    let provider = visit.app.sso.as_ref().map(|provider| (provider.name(), sso::address(next)));
    html(&Show { page: &page, login, next, provider, code, note })
}

/// The cookies of a session that was opened.
pub(super) fn signed_in(app: &App, jar: CookieJar, signed_in: SignedIn) -> CookieJar {
    let mut device = cookie(app, DEVICE, signed_in.device);
    device.set_max_age(time::Duration::days(DEVICE_DAYS));
    jar.add(cookie(app, SESSION, signed_in.session)).add(device)
}

pub(in crate::web) async fn submit(
    visit: Visit,
    jar: CookieJar,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let device = jar.get(DEVICE).map(|cookie| cookie.value().to_owned());
    let ask = SignIn {
        login: &fields.login,
        password: &fields.password,
        code: &fields.code,
        device: device.as_deref(),
        agent: agent(&headers),
    };
    match sign_in(&visit.app.workspace, &visit.edge, ask).await {
        Ok(done) => {
            let onward = onward(&visit, &done, &fields.next).await?;
            Ok((signed_in(&visit.app, jar, done), Redirect::to(&onward)).into_response())
        }
        Err(error) => {
            let trouble = Trouble::from(error);
            let asks_code = trouble
                .refused(&visit)
                .is_some_and(|(code, ..)| matches!(code, "sign-in-code-missing" | "sign-in-code-wrong"));
            let status = match trouble.refused(&visit) {
                Some(("sign-in-wait", ..)) => StatusCode::TOO_MANY_REQUESTS,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            let note = Some(Note::of(trouble, &visit)?);
            Ok((status, show(&visit, &fields.login, &fields.next, asks_code, note)).into_response())
        }
    }
}

/// What the browser calls itself.
pub(super) fn agent(headers: &HeaderMap) -> &str {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Where somebody goes on to who has signed in: where they wanted to, else to what waits for them, else to the start page.
pub(super) async fn onward(visit: &Visit, done: &SignedIn, next: &str) -> Result<String, Trouble> {
    let next = inside(next);
    if next != "/" {
        return Ok(next.to_owned());
    }
    let memberships = visit.app.workspace.store.read().await?.memberships_of(&done.person.id).await?;
    let person = done.person.clone();
    let (session, visited_at, via, must_enrol) = (String::new(), None, Via::Password, false);
    let caller = Caller { person, memberships, session, visited_at, via, must_enrol };
    // Whoever cannot be told what waits, because figures are refused, finds the reason on the start page.
    let waits = waits(&visit.app, &visit.edge, &caller).await.unwrap_or_else(|error| {
        tracing::info!("what waits is not known: {error:#}");
        false
    });
    Ok(if waits { "/work" } else { "/" }.to_owned())
}

/// A path of this site to go on to; anything else leads to the start page.
pub(super) fn inside(next: &str) -> &str {
    // Browsers leave out tabs and line ends, so that "/\t/" is "//" to them.
    let is_plain = !next.contains('\\') && !next.chars().any(char::is_control);
    let is_path = next.starts_with('/') && !next.starts_with("//") && is_plain;
    if is_path { next } else { "/" }
}

/// A cookie that takes another away.
pub(super) fn expired(name: &'static str) -> Cookie<'static> {
    Cookie::build((name, "")).path("/").removal().build()
}
