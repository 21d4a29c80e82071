use askama::Template;
use axum::{
    Form,
    http::StatusCode,
    response::{Html, IntoResponse as _, Response},
};
use serde::Deserialize;

use super::{Note, outcome};
use crate::{
    refusal::Refusal,
    services::account::{Enrolment, confirm_second_factor, enrol, remove_second_factor, right_password},
    web::{
        guard::Visit,
        page::{Page, html},
        trouble::Trouble,
    },
};

#[derive(Template)]
#[template(path = "account/second_factor.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    enrolment: Enrolment,
    required: bool,
    note: Option<Note>,
}

#[derive(Template)]
#[template(path = "account/recovery_codes.html")]
struct Codes<'a> {
    page: &'a Page<'a>,
    codes: Vec<String>,
}

#[derive(Deserialize)]
pub(in crate::web) struct Confirm {
    secret: String,
    code: String,
}

#[derive(Deserialize)]
pub(in crate::web) struct Remove {
    password: String,
}

pub(in crate::web) async fn form(visit: Visit) -> Result<Html<String>, Trouble> {
    show(&visit, None)
}

fn show(visit: &Visit, note: Option<Note>) -> Result<Html<String>, Trouble> {
    let caller = visit.caller()?;
    if caller.person.totp_secret.is_some() {
        return Err(anyhow::Error::from(Refusal::new("second-factor-on")).into());
    }
    let page = Page::new(visit, "second-factor-title");
    let enrolment = enrol(caller, &visit.edge, page.org_name())?;
    Ok(html(&Show { page: &page, enrolment, required: caller.must_enrol, note }))
}

pub(in crate::web) async fn confirm(visit: Visit, Form(fields): Form<Confirm>) -> Result<Response, Trouble> {
    let caller = visit.caller()?;
    let confirmed =
        confirm_second_factor(&visit.app.workspace, &visit.edge, caller, &fields.secret, fields.code.trim()).await;
    match confirmed {
        Ok(codes) => {
            let page = Page::new(&visit, "recovery-codes-title");
            Ok(html(&Codes { page: &page, codes }).into_response())
        }
        Err(error) => {
            let note = Note::of(error.into(), &visit)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&visit, Some(note))?).into_response())
        }
    }
}

/// Takes the second factor away; the password shows that it is not somebody at an open screen.
pub(in crate::web) async fn remove(visit: Visit, Form(fields): Form<Remove>) -> Result<Response, Trouble> {
    let caller = visit.caller()?;
    let workspace = &visit.app.workspace;
    let done = match right_password(workspace, &visit.edge, caller, &fields.password).await {
        Ok(()) => remove_second_factor(workspace, &visit.edge, &caller.person.id).await,
        Err(error) => Err(error),
    };
    outcome(&visit, done.map_err(Trouble::from), "account-second-factor-removed").await
}
