//! The first run: whoever sees the terminal of the server makes the workspace and the first administrator.
//!
//! A one-time token that the terminal shows guards it; it is typed into the form and never stands in an address.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use policy::access::{Membership, Role};
use serde::Deserialize;

use super::{
    account::Note,
    guard::accepted,
    page::{Page, html},
    serve::Shell,
};
use crate::{
    edge::Edge,
    packs,
    refusal::{self, Refusal},
    services::{
        account::digest,
        person::{self, Add},
        workspace,
    },
    words::Words,
    workspace::Workspace,
};

#[derive(Template)]
#[template(path = "setup/show.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    /// Packs with a plan: id, title, issuer and area.
    packs: Vec<(String, String, String, String)>,
    /// Whether the workspace is there and only the administrator is missing.
    has_workspace: bool,
    fields: &'a Fields,
    note: Option<Note>,
}

#[derive(Default, Deserialize)]
struct Fields {
    token: String,
    #[serde(default)]
    pack: String,
    login: String,
    name: String,
    password: String,
    again: String,
}

pub(super) fn router(shell: &Arc<Shell>) -> Router {
    let elsewhere = get(|| async { Redirect::to("/setup") });
    Router::new().route("/setup", get(form).post(submit)).fallback(elsewhere).with_state(Arc::clone(shell))
}

async fn form(State(shell): State<Arc<Shell>>, headers: HeaderMap) -> Response {
    show(&shell, &edge(&shell, &headers), &Fields::default(), None).into_response()
}

fn edge(shell: &Shell, headers: &HeaderMap) -> Edge {
    Edge::new(&(shell.clock)(), Words(accepted(headers)), shell.dir.clone(), None, "setup".into())
}

fn show(shell: &Shell, edge: &Edge, fields: &Fields, note: Option<Note>) -> impl axum::response::IntoResponse + use<> {
    let page = Page::before(edge, "setup-title");
    let language = edge.words.0;
    let plans = packs::with_plan().into_iter().map(|(id, plan)| {
        let text = |text: &policy::text::Text| text.get(language).to_owned();
        (id, text(&plan.title), text(&plan.issuer), text(&plan.org_name))
    });
    let has_workspace = shell.dir.join(crate::config::FILE).is_file();
    html(&Show { page: &page, packs: plans.collect(), has_workspace, fields, note })
}

async fn submit(State(shell): State<Arc<Shell>>, headers: HeaderMap, Form(fields): Form<Fields>) -> Response {
    let mut edge = edge(&shell, &headers);
    edge.pack = Some(fields.pack.clone()).filter(|pack| !pack.is_empty());
    match set_up(&shell, &edge, &fields).await {
        Ok(workspace) => {
            shell.enter(workspace);
            Redirect::to("/sign-in").into_response()
        }
        Err(error) => {
            let (_, sentence, hint) = refusal::of_error(&error, edge.words).unwrap_or_else(|| {
                tracing::error!("setting up: {error:#}");
                ("fault", edge.words.with("fault", &[("message", &format!("{error:#}"))]), String::new())
            });
            let note = Note { refused: true, sentence, hint };
            (StatusCode::UNPROCESSABLE_ENTITY, show(&shell, &edge, &fields, Some(note))).into_response()
        }
    }
}

async fn set_up(shell: &Shell, edge: &Edge, fields: &Fields) -> anyhow::Result<Workspace> {
    // Of two that press the button at once, the second meets a workspace with somebody in it.
    if !shell.in_setup() || digest(fields.token.trim()) != shell.token {
        return Err(Refusal::new("setup-token").into());
    }
    if fields.password != fields.again {
        return Err(Refusal::new("password-differs").into());
    }
    if let Some(weakness) = crate::services::account::judge(&fields.password, &[&fields.login, &fields.name]) {
        return Err(Refusal::new(weakness.code()).into());
    }
    let workspace = if shell.dir.join(crate::config::FILE).is_file() {
        Workspace::open(edge).await?
    } else {
        workspace::init(edge, None, None).await?
    };
    if !person::list(&workspace).await?.is_empty() {
        return Err(Refusal::new("setup-done").into());
    }
    // One person begins alone: keeps the accounts and runs the plan until others are invited.
    let memberships = [Role::Administrator, Role::Planner].map(|role| Membership { role, scope: String::new() });
    let add = Add {
        login: fields.login.clone(),
        name: fields.name.clone(),
        language: edge.words.0,
        memberships: memberships.into(),
    };
    person::add_with_password(&workspace, edge, add, &fields.password).await?;
    Ok(workspace)
}
