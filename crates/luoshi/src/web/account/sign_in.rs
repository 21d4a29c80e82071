use askama::Template;
use axum::{
    Form,
    extract::Query,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::{CookieJar, cookie::Cookie};
use serde::Deserialize;

use super::{Note, cookie};
use crate::{
    services::account::{SignIn, sign_in},
    web::{
        guard::{DEVICE, SESSION, Visit},
        page::{Page, html},
        trouble::Trouble,
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
    /// Whether to ask for the code of the second factor.
    code: bool,
    note: Option<Note>,
}

#[derive(Deserialize)]
pub(in crate::web) struct Ask {
    #[serde(default)]
    next: String,
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
    let page = Page::new(&visit, "sign-in-title");
    html(&Show { page: &page, login: "", next: &ask.next, code: false, note: None }).into_response()
}

pub(in crate::web) async fn submit(
    visit: Visit,
    jar: CookieJar,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let device = jar.get(DEVICE).map(|cookie| cookie.value().to_owned());
    let ask = SignIn {
        login: &fields.login,
        password: &fields.password,
        code: &fields.code,
        device: device.as_deref(),
        agent,
    };
    match sign_in(&visit.app.workspace, &visit.edge, ask).await {
        Ok(signed_in) => {
            let mut device = cookie(&visit.app, DEVICE, signed_in.device);
            device.set_max_age(time::Duration::days(DEVICE_DAYS));
            let jar = jar.add(cookie(&visit.app, SESSION, signed_in.session)).add(device);
            Ok((jar, Redirect::to(inside(&fields.next))).into_response())
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
            let page = Page::new(&visit, "sign-in-title");
            let show = Show { page: &page, login: &fields.login, next: &fields.next, code: asks_code, note };
            Ok((status, html(&show)).into_response())
        }
    }
}

/// A path of this site to go on to; anything else leads to the start page.
pub(super) fn inside(next: &str) -> &str {
    let is_path = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    if is_path { next } else { "/" }
}

/// A cookie that takes another away.
pub(super) fn expired(name: &'static str) -> Cookie<'static> {
    Cookie::build((name, "")).path("/").removal().build()
}
