//! Single sign-on as browsers see it: away to the provider and back. How each visit ended stands in the address of the
//! next page as one of a few codes, so that nothing of the provider's stays in the history and no page ends a visit twice.

use askama::Template;
use axum::{
    Form,
    extract::Query,
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse as _, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::{
    Note, cookie, outcome,
    sign_in::{agent, expired, inside, onward, signed_in},
};
use crate::{
    refusal::Refusal,
    services::account::sso::{self, Finished, Provider, Returned},
    store::Purpose,
    web::{
        guard::{DEVICE, Visit, urlencoded},
        page::{Page, html},
        trouble::{self, Trouble},
    },
};

/// Name of the cookie of a visit to the provider.
const SSO: &str = "luoshi_sso";
/// Hours for which a browser keeps it: longer than a visit may take, so that whoever comes back late is told so.
const COOKIE_HOURS: i64 = 24;

#[derive(Deserialize)]
pub(in crate::web) struct Ask {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub(in crate::web) struct Answer {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    error: String,
    iss: Option<String>,
}

#[derive(Deserialize)]
pub(in crate::web) struct Password {
    password: String,
}

#[derive(Deserialize)]
pub(in crate::web) struct Code {
    code: String,
}

#[derive(Template)]
#[template(path = "account/sso_link.html")]
struct ShowLink<'a> {
    page: &'a Page<'a>,
    provider: &'a str,
    address: &'a str,
}

#[derive(Template)]
#[template(path = "account/sso_code.html")]
struct ShowCode<'a> {
    page: &'a Page<'a>,
    provider: &'a str,
    note: Option<Note>,
}

/// The note of a page for a code in its address.
pub(super) fn note(visit: &Visit, code: &str) -> Option<Note> {
    let refusal = sso::refusal(code, visit.app.sso.as_ref()?)?;
    Note::of(refusal.into(), visit).ok().map(|note| note.with_code(visit, code))
}

fn provider(visit: &Visit) -> Result<&Provider, Trouble> {
    Ok(visit.app.sso.as_deref().ok_or_else(trouble::missing)?)
}

/// Where the provider sends browsers back to.
fn return_to(visit: &Visit, headers: &HeaderMap) -> String {
    visit.address(headers, "/sign-in/sso/return")
}

/// The jar with the secret of a visit.
fn keeping(visit: &Visit, jar: CookieJar, secret: String) -> CookieJar {
    let mut kept = cookie(&visit.app, SSO, secret);
    kept.set_max_age(time::Duration::hours(COOKIE_HOURS));
    jar.add(kept)
}

/// The code of a refusal; faults go on as they are.
fn code_of(error: anyhow::Error) -> Result<&'static str, Trouble> {
    match error.downcast_ref::<Refusal>() {
        Some(refusal) => Ok(refusal.code),
        None => Err(error.into()),
    }
}

/// Sends the browser to the provider.
pub(in crate::web) async fn begin(
    visit: Visit,
    jar: CookieJar,
    headers: HeaderMap,
    Query(ask): Query<Ask>,
) -> Result<Response, Trouble> {
    let provider = provider(&visit)?;
    if visit.caller.is_some() {
        return Ok(Redirect::to(inside(&ask.next)).into_response());
    }
    let return_to = return_to(&visit, &headers);
    match sso::begin(&visit.app.workspace, &visit.edge, provider, &return_to, inside(&ask.next)).await {
        Ok(begun) => Ok((keeping(&visit, jar, begun.secret), Redirect::to(&begun.address)).into_response()),
        Err(error) => Ok(Redirect::to(&format!("/sign-in?refused={}", code_of(error)?)).into_response()),
    }
}

/// Takes the browser back from the provider.
pub(in crate::web) async fn finish(
    visit: Visit,
    jar: CookieJar,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> Result<Response, Trouble> {
    let provider = provider(&visit)?;
    let return_to = return_to(&visit, &headers);
    let secret = jar.get(SSO).map(|cookie| cookie.value().to_owned());
    let returned = Returned {
        code: &answer.code,
        state: &answer.state,
        error: &answer.error,
        issuer: answer.iss.as_deref(),
        secret: secret.as_deref(),
        caller: visit.caller.as_ref(),
        agent: agent(&headers),
        return_to: &return_to,
    };
    Ok(match sso::finish(&visit.app.workspace, &visit.edge, provider, returned).await {
        Ok(Finished::SignedIn(done, next)) => {
            let onward = onward(&visit, &done, &next).await?;
            (signed_in(&visit.app, jar.add(expired(SSO)), *done), Redirect::to(&onward)).into_response()
        }
        Ok(Finished::Code(secret)) => (keeping(&visit, jar, secret), Redirect::to("/sign-in/sso/code")).into_response(),
        Ok(Finished::Linked) => (jar.add(expired(SSO)), Redirect::to("/account?done=sso-linked")).into_response(),
        Err((purpose, error)) => {
            let page = if purpose == Purpose::Link { "/account" } else { "/sign-in" };
            Redirect::to(&format!("{page}?refused={}", code_of(error)?)).into_response()
        }
    })
}

/// Asks for the code of the second factor.
pub(in crate::web) async fn code(visit: Visit) -> Result<Html<String>, Trouble> {
    show_code(&visit, None)
}

fn show_code(visit: &Visit, note: Option<Note>) -> Result<Html<String>, Trouble> {
    let page = Page::new(visit, "second-factor-title");
    Ok(html(&ShowCode { page: &page, provider: provider(visit)?.name(), note }))
}

pub(in crate::web) async fn prove(
    visit: Visit,
    jar: CookieJar,
    headers: HeaderMap,
    Form(fields): Form<Code>,
) -> Result<Response, Trouble> {
    let provider = provider(&visit)?;
    let (workspace, edge) = (&visit.app.workspace, &visit.edge);
    let value = |name| jar.get(name).map(|cookie| cookie.value().to_owned());
    let (secret, device) = (value(SSO), value(DEVICE));
    let browser = (secret.as_deref(), device.as_deref());
    match sso::prove(workspace, edge, provider, browser, &fields.code, agent(&headers)).await {
        Ok((done, next)) => {
            let onward = onward(&visit, &done, &next).await?;
            let jar = signed_in(&visit.app, jar.add(expired(SSO)), done);
            Ok((jar, Redirect::to(&onward)).into_response())
        }
        Err(error) => match error.downcast_ref::<Refusal>().map(|refusal| refusal.code) {
            Some(code) if sso::CODES.contains(&code) => {
                Ok(Redirect::to(&format!("/sign-in?refused={code}")).into_response())
            }
            code => {
                let status = match code {
                    Some("sign-in-wait") => StatusCode::TOO_MANY_REQUESTS,
                    _ => StatusCode::UNPROCESSABLE_ENTITY,
                };
                let note = Note::of(error.into(), &visit)?.with_code(&visit, code.unwrap_or_default());
                Ok((status, show_code(&visit, Some(note))?).into_response())
            }
        },
    }
}

/// Connects the caller's account: leads to the provider, from a page and not from the form, which the content policy
/// lets lead nowhere else.
pub(in crate::web) async fn link(
    visit: Visit,
    jar: CookieJar,
    headers: HeaderMap,
    Form(fields): Form<Password>,
) -> Result<Response, Trouble> {
    let (provider, caller) = (provider(&visit)?, visit.caller()?);
    let (workspace, edge, return_to) = (&visit.app.workspace, &visit.edge, return_to(&visit, &headers));
    match sso::begin_link(workspace, edge, provider, &return_to, caller, &fields.password).await {
        Ok(begun) => {
            let page = Page::new(&visit, "sso-title");
            let show = ShowLink { page: &page, provider: provider.name(), address: &begun.address };
            Ok((keeping(&visit, jar, begun.secret), html(&show)).into_response())
        }
        Err(error) => outcome(&visit, Err(error.into()), "").await,
    }
}

/// Takes the connection of the caller's account away.
pub(in crate::web) async fn unlink(visit: Visit) -> Result<Response, Trouble> {
    let done = sso::unlink(&visit.app.workspace, &visit.edge, &visit.caller()?.person.id).await;
    outcome(&visit, done.map_err(Trouble::from), "sso-unlinked").await
}

/// The address that sends a browser to the provider and then on to a page.
pub(super) fn address(next: &str) -> String {
    if next.is_empty() { "/sign-in/sso".into() } else { format!("/sign-in/sso?next={}", urlencoded(next)) }
}
