use askama::Template;
use axum::{
    Form,
    http::StatusCode,
    response::{Html, IntoResponse as _, Response},
};
use policy::access::Right;
use serde::Deserialize;

use super::Note;
use crate::{
    services::account::{Order, TOKEN_DAYS, end_token, make_token, tokens},
    web::{
        guard::Visit,
        page::{Page, html},
        trouble::Trouble,
    },
};

#[derive(Template)]
#[template(path = "account/tokens.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    tokens: Vec<Row>,
    days: [i64; 4],
    name: &'a str,
    /// Whether the person could hand in data at all.
    may_import: bool,
    /// The new token, shown this once.
    made: Option<String>,
    note: Option<Note>,
}

struct Row {
    id: String,
    name: String,
    writes: bool,
    created: String,
    expires: String,
    expired: bool,
    used: Option<String>,
}

#[derive(Deserialize)]
pub(in crate::web) struct Make {
    name: String,
    days: i64,
    /// `import` for a token that may change something.
    #[serde(default)]
    may: String,
    password: String,
}

#[derive(Deserialize)]
pub(in crate::web) struct End {
    token: String,
}

pub(in crate::web) async fn show(visit: Visit) -> Result<Html<String>, Trouble> {
    answer(&visit, "", None, None).await
}

pub(in crate::web) async fn make(visit: Visit, Form(fields): Form<Make>) -> Result<Response, Trouble> {
    let caller = visit.caller()?;
    let (workspace, edge) = (&visit.app.workspace, &visit.edge);
    let order = Order { name: &fields.name, days: fields.days, writes: fields.may == "import" };
    match make_token(workspace, edge, caller, &order, &fields.password).await {
        Ok(secret) => Ok(answer(&visit, "", Some(secret), None).await?.into_response()),
        Err(error) => {
            let note = Note::of(error.into(), &visit)?;
            let form = answer(&visit, &fields.name, None, Some(note)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, form).into_response())
        }
    }
}

pub(in crate::web) async fn end(visit: Visit, Form(fields): Form<End>) -> Result<Response, Trouble> {
    let done = end_token(&visit.app.workspace, &visit.edge, visit.caller()?, &fields.token).await;
    let (status, note) = match done {
        Ok(()) => (StatusCode::OK, Note::done(&visit, "token-ended")),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, Note::of(error.into(), &visit)?),
    };
    Ok((status, answer(&visit, "", None, Some(note)).await?).into_response())
}

async fn answer(visit: &Visit, name: &str, made: Option<String>, note: Option<Note>) -> Result<Html<String>, Trouble> {
    let page = Page::new(visit, "token-title");
    let now = visit.edge.now;
    let rows = tokens(&visit.app.workspace, visit.caller()?).await?.into_iter().map(|one| Row {
        id: one.id,
        name: one.name,
        writes: one.writes,
        created: page.moment(&one.created_at),
        expires: page.moment(&one.expires_at),
        expired: one.expires_at <= now,
        used: one.used_on.map(|day| page.date(day)),
    });
    let may_import = page.may(Right::Import);
    Ok(html(&Show { page: &page, tokens: rows.collect(), days: TOKEN_DAYS, name, may_import, made, note }))
}
