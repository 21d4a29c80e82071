//! What goes wrong, as a page: a refusal in words, a fault with a number to ask about.

use std::sync::Arc;

use askama::Template;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{
    guard::Visit,
    page::{Page, html},
};
use crate::{
    contract::problem::Problem,
    refusal::{self, Refusal},
};

/// An error on its way to the page that tells of it.
#[derive(Clone)]
pub(super) struct Trouble(Arc<anyhow::Error>);

impl<E: Into<anyhow::Error>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self(Arc::new(error.into()))
    }
}

impl IntoResponse for Trouble {
    /// A response that the guard replaces by the page.
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "trouble.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    code: &'a str,
    sentence: String,
    hint: String,
}

impl Trouble {
    /// What the router or a form says by its status alone.
    pub(super) fn of_status(status: StatusCode) -> Option<Self> {
        let code = match status {
            StatusCode::METHOD_NOT_ALLOWED => "method-unknown",
            StatusCode::PAYLOAD_TOO_LARGE => "body-too-large",
            StatusCode::UNSUPPORTED_MEDIA_TYPE => "body-kind",
            _ => return None,
        };
        Some(Refusal::new(code).into())
    }

    /// The sentence and hint of a refusal; none for a fault.
    pub(super) fn refused(&self, visit: &Visit) -> Option<(&'static str, String, String)> {
        refusal::of_error(&self.0, visit.words())
    }

    /// A page for people, a problem (RFC 9457) for programs.
    pub(super) fn answer(&self, visit: &Visit) -> Response {
        let words = visit.words();
        let (code, sentence, hint) = self.refused(visit).unwrap_or_else(|| {
            let number = visit.edge.id();
            tracing::error!(number, path = visit.path, "{:#}", self.0);
            ("fault", words.with("page-fault", &[("number", &number)]), words.say("page-fault.hint"))
        });
        let status = status(code);
        if visit.is_api() {
            return problem(status, code, sentence, hint, visit.is_calendar());
        }
        let page = Page::new(visit, "trouble-title");
        (status, html(&Show { page: &page, code, sentence, hint })).into_response()
    }
}

fn status(code: &str) -> StatusCode {
    match code {
        "fault" => StatusCode::INTERNAL_SERVER_ERROR,
        "token-needed" | "token-wrong" => StatusCode::UNAUTHORIZED,
        "not-yours" | "duty-not-your-part" | "second-factor-needed" | "token-reads" => StatusCode::FORBIDDEN,
        "page-missing" => StatusCode::NOT_FOUND,
        "query-malformed" | "cursor-unknown" | "body-malformed" => StatusCode::BAD_REQUEST,
        "method-unknown" => StatusCode::METHOD_NOT_ALLOWED,
        "body-kind" => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "body-too-large" | "upload-too-large" => StatusCode::PAYLOAD_TOO_LARGE,
        "upload-decided" | "duty-conflict" | "pair-run-newer" => StatusCode::CONFLICT,
        "publication-withdrawn" => StatusCode::GONE,
        "sign-in-wait" => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

fn problem(status: StatusCode, code: &str, title: String, detail: String, by_password: bool) -> Response {
    let kind = format!("urn:luoshi:problem:{code}");
    let problem = Problem { kind, title, status: status.as_u16(), detail, code: code.to_owned() };
    let mut response = (status, Json(problem)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if status == StatusCode::UNAUTHORIZED {
        let way = if by_password { "Basic realm=\"luoshi\", charset=\"UTF-8\"" } else { "Bearer" };
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(way));
    }
    response
}

/// The page for a path that does not exist, and for things that the caller may not know of.
pub(super) async fn not_found() -> Trouble {
    Trouble::from(anyhow::Error::from(missing()))
}

/// Refusal for what is not there, or not for this person: the two look alike.
pub(super) const fn missing() -> Refusal {
    Refusal::new("page-missing")
}
