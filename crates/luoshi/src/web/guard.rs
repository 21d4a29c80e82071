//! The door of every route: who asks, whether they may, and in which language they are answered.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, StatusCode, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use policy::text::Language;

use super::{Access, App, trouble::Trouble};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::account::{Caller, authenticate},
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
    /// Path and query, to come back to.
    pub path: String,
}

impl Visit {
    pub fn words(&self) -> Words {
        self.edge.words
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
    State((app, access)): State<(Arc<App>, Access)>,
    jar: CookieJar,
    mut request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let language = language(&jar, &request);
    let mut visit = Visit { edge: Arc::new(app.edge(Words(language), "")), app: Arc::clone(&app), caller: None, path };
    match enter(&mut visit, &jar, access).await {
        Ok(None) => {}
        Ok(Some(elsewhere)) => return elsewhere,
        Err(trouble) => return trouble.page(&visit),
    }
    request.extensions_mut().insert(visit.clone());
    let response = next.run(request).await;
    match response.extensions().get::<Trouble>() {
        Some(trouble) => trouble.page(&visit),
        None => response,
    }
}

async fn enter(visit: &mut Visit, jar: &CookieJar, access: Access) -> Result<Option<Response>, Trouble> {
    if let Some(cookie) = jar.get(SESSION) {
        visit.caller = authenticate(&visit.app.workspace, &visit.edge, cookie.value()).await?;
    }
    if let Some(caller) = &visit.caller {
        let words = Words(caller.person.language);
        visit.edge = Arc::new(visit.app.edge(words, &caller.person.login));
    }
    let Some(caller) = &visit.caller else {
        if access == Access::Anyone {
            return Ok(None);
        }
        let next = if visit.path == "/" { String::new() } else { format!("?next={}", urlencoded(&visit.path)) };
        return Ok(Some(Redirect::to(&format!("/sign-in{next}")).into_response()));
    };
    if let Access::Needs(right) = access {
        if caller.must_enrol {
            return Ok(Some(Redirect::to("/account/second-factor").into_response()));
        }
        if !caller.may(right) {
            return Err(anyhow::Error::from(Refusal::new("not-yours")).into());
        }
    }
    Ok(None)
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
