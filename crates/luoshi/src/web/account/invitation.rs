//! Taking up an invitation or a reset. The secret of the link stands behind `#` and so never reaches a log; a form field
//! carries it, filled in by a script or pasted by hand.

use askama::Template;
use axum::{
    Form,
    http::StatusCode,
    response::{Html, IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;

use super::Note;
use crate::{
    services::account::take_up,
    web::{
        guard::Visit,
        page::{Page, html},
        trouble::Trouble,
    },
};

#[derive(Template)]
#[template(path = "account/invitation.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    secret: &'a str,
    note: Option<Note>,
}

#[derive(Deserialize)]
pub(in crate::web) struct Fields {
    secret: String,
    password: String,
    again: String,
}

pub(in crate::web) async fn form(visit: Visit) -> Html<String> {
    let page = Page::new(&visit, "invitation-title");
    html(&Show { page: &page, secret: "", note: None })
}

pub(in crate::web) async fn submit(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    let secret = fields.secret.trim();
    // A whole link may be pasted.
    let secret = secret.rsplit('#').next().unwrap_or_default();
    let done = match same(&fields.password, &fields.again) {
        Ok(()) => take_up(&visit.app.workspace, &visit.edge, secret, &fields.password).await.map_err(Trouble::from),
        Err(trouble) => Err(trouble),
    };
    match done {
        Ok(()) => Ok(Redirect::to("/sign-in").into_response()),
        Err(trouble) => {
            let note = Some(Note::of(trouble, &visit)?);
            let page = Page::new(&visit, "invitation-title");
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&Show { page: &page, secret, note })).into_response())
        }
    }
}

/// Refuses two passwords that differ.
pub(super) fn same(password: &str, again: &str) -> Result<(), Trouble> {
    if password == again {
        Ok(())
    } else {
        Err(anyhow::Error::from(crate::refusal::Refusal::new("password-differs")).into())
    }
}
