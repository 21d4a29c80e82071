//! The door of every route: who asks, whether they may, and in which language they are answered.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::civil::Date;
use policy::text::Language;

use super::{Access, App, trouble::Trouble};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::{
        account::{Caller, authenticate, authenticate_token},
        notice,
    },
    words::Words,
};

/// Name of the cookie of a session.
pub(super) const SESSION: &str = "luoshi_session";
/// Name of the cookie by which a browser is known again.
pub(super) const DEVICE: &str = "luoshi_device";
/// Name of the cookie with the language of whoever is not signed in.
pub(super) const LANGUAGE: &str = "luoshi_language";

/// A request that was let in.
#[derive(Clone)]
pub(super) struct Visit {
    pub app: Arc<App>,
    pub edge: Arc<Edge>,
    pub caller: Option<Caller>,
    /// How much the person was told and has not read.
    pub unread: usize,
    /// Path and query, to come back to.
    pub path: String,
}

/// What a guard knows of the routes behind it.
#[derive(Clone)]
pub(super) struct Door {
    pub app: Arc<App>,
    pub access: Access,
    /// Parts at the end of the path without which it leads to a page: a form that is sent somewhere of its own comes
    /// back to the page above.
    pub below: usize,
}

impl Visit {
    pub fn words(&self) -> Words {
        self.edge.words
    }

    /// The day of the pages: today, or that of the demonstration.
    pub fn day(&self) -> Date {
        self.app.workspace.day(&self.edge)
    }

    /// Whether a program asks, which is answered in JSON.
    pub fn is_api(&self) -> bool {
        self.path.starts_with("/api/")
    }

    /// Whether a calendar is asked for: its programs know names and passwords only.
    pub fn is_calendar(&self) -> bool {
        self.path.split('?').next() == Some(super::api::calendar::PATH)
    }

    /// The whole address of a path, as the browser knows this site.
    pub fn address(&self, headers: &HeaderMap, path: &str) -> String {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let scheme = if self.app.secure { "https" } else { "http" };
        format!("{scheme}://{host}{path}")
    }

    /// Whoever is signed in; routes that need a right have somebody.
    pub fn caller(&self) -> Result<&Caller, Trouble> {
        self.caller.as_ref().ok_or_else(|| Trouble::from(anyhow::Error::from(Refusal::new("sign-in-first"))))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<Self>().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// Lets a request in, or sends it to the sign-in or away; turns what went wrong into a page.
pub(super) async fn guard(
    State(Door { app, access, below }): State<Door>,
    jar: CookieJar,
    mut request: Request,
    next: Next,
) -> Response {
    let path = match below {
        0 => request.uri().path_and_query().map_or("/", |path| path.as_str()),
        _ => (0..below).fold(request.uri().path(), |path, _| path.rsplit_once('/').map_or("", |(above, _)| above)),
    };
    let path = if path.is_empty() { "/".to_owned() } else { path.to_owned() };
    let language = language(&jar, &request);
    let mut visit =
        Visit { edge: Arc::new(app.edge(Words(language), "")), app: Arc::clone(&app), caller: None, unread: 0, path };
    match enter(&mut visit, &jar, request.method(), request.headers(), access).await {
        Ok(None) => {}
        Ok(Some(elsewhere)) => return elsewhere,
        Err(trouble) => return trouble.answer(&visit),
    }
    request.extensions_mut().insert(visit.clone());
    let response = next.run(request).await;
    let said = response.extensions().get::<Trouble>().cloned();
    let Some(trouble) = said.or_else(|| Trouble::of_status(response.status())) else { return response };
    let mut answer = trouble.answer(&visit);
    // What can be asked for instead.
    if let Some(allow) = response.headers().get(header::ALLOW) {
        answer.headers_mut().insert(header::ALLOW, allow.clone());
    }
    answer
}

async fn enter(
    visit: &mut Visit,
    jar: &CookieJar,
    method: &Method,
    headers: &HeaderMap,
    access: Access,
) -> Result<Option<Response>, Trouble> {
    let token = headers.get(header::AUTHORIZATION).filter(|_| visit.is_api());
    if let Some(token) = token {
        let token = token.to_str().ok().and_then(|text| secret(text, visit.is_calendar())).unwrap_or_default();
        let caller = authenticate_token(&visit.app.workspace, &visit.edge, token.trim(), !method.is_safe()).await?;
        visit.caller = Some(caller.ok_or_else(|| Refusal::new("token-wrong"))?);
    } else if let Some(cookie) = jar.get(SESSION) {
        visit.caller = authenticate(&visit.app.workspace, &visit.edge, cookie.value()).await?;
    }
    if let Some(caller) = &visit.caller {
        // A program says which language it wants; a person's account has one.
        let words = if token.is_some() { visit.words() } else { Words(caller.person.language) };
        visit.edge = Arc::new(visit.app.edge(words, &caller.person.login));
        if !visit.is_api() {
            visit.unread = notice::unread(&visit.app.workspace, caller).await?;
        }
    }
    let Some(caller) = &visit.caller else {
        if access == Access::Anyone {
            return Ok(None);
        }
        if visit.is_api() {
            return Err(Refusal::new("token-needed").into());
        }
        let next = if visit.path == "/" { String::new() } else { format!("?next={}", urlencoded(&visit.path)) };
        return Ok(Some(Redirect::to(&format!("/sign-in{next}")).into_response()));
    };
    if let Access::Needs(right) = access {
        if caller.must_enrol && visit.is_api() {
            return Err(Refusal::new("second-factor-needed").into());
        }
        if caller.must_enrol {
            return Ok(Some(Redirect::to("/account/second-factor").into_response()));
        }
        if !caller.may(right) {
            return Err(anyhow::Error::from(Refusal::new("not-yours")).into());
        }
    }
    Ok(None)
}

/// The token of a header; programs for calendars give it as a password, under any name.
fn secret(header: &str, is_calendar: bool) -> Option<String> {
    if let Some(token) = header.strip_prefix("Bearer ") {
        return Some(token.to_owned());
    }
    let packed = header.strip_prefix("Basic ").filter(|_| is_calendar)?;
    let pair = String::from_utf8(STANDARD.decode(packed.trim()).ok()?).ok()?;
    pair.split_once(':').map(|(_, password)| password.to_owned())
}

/// A text as one value of a query.
pub(super) fn urlencoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The language that a browser asks for, unless its user chose one.
fn language(jar: &CookieJar, request: &Request) -> Language {
    let chosen = jar.get(LANGUAGE).and_then(|cookie| Language::from_tag(cookie.value()));
    chosen.unwrap_or_else(|| accepted(request.headers()))
}

/// The first language of the browser's list that the house speaks.
pub(super) fn accepted(headers: &HeaderMap) -> Language {
    let header = headers.get("accept-language").and_then(|value| value.to_str().ok());
    header.unwrap_or_default().split([',', ';']).find_map(Language::from_tag).unwrap_or_default()
}
