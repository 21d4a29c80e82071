//! The first run: whoever sees the terminal of the server makes the workspace and the first administrator.
//!
//! A one-time token that the terminal shows guards it; it is typed into the form and never stands in an address. It comes
//! before the file of a pack, so that nobody else's file is read.

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::{
        DefaultBodyLimit, Multipart, State,
        multipart::{MultipartError, MultipartRejection},
    },
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use policy::access::{Membership, Role};

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
        pack::{MAX_BYTES, Unsound, keep, unpack},
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
    max_bytes: usize,
    max_megabytes: usize,
    note: Option<Note>,
    /// What is wrong in the pack that was handed in.
    wrong: Vec<String>,
}

/// Choice of a pack that comes with the form.
const UPLOAD: &str = "upload";
/// Room of the other fields of the form.
const FIELDS: usize = 64 << 10;

#[derive(Default)]
struct Fields {
    token: String,
    /// Id of a built-in pack, or [`UPLOAD`].
    pack: String,
    login: String,
    name: String,
    password: String,
    again: String,
    /// The zip of a pack; empty when none was chosen.
    file: Vec<u8>,
}

impl Fields {
    /// Reads the form; answers with what was read so far, so that it can be shown again, and how it went.
    async fn read(shell: &Shell, form: Result<Multipart, MultipartRejection>) -> (Self, anyhow::Result<()>) {
        let mut fields = Self::default();
        let outcome = fields.fill(shell, form).await;
        (fields, outcome)
    }

    async fn fill(&mut self, shell: &Shell, form: Result<Multipart, MultipartRejection>) -> anyhow::Result<()> {
        let mut form = form.map_err(|_| Refusal::new("upload-broken"))?;
        while let Some(field) = form.next_field().await.map_err(|error| broken_off(&error))? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == "file" {
                if digest(self.token.trim()) != shell.token {
                    return Err(Refusal::new("setup-token").into());
                }
                self.file = field.bytes().await.map_err(|error| broken_off(&error))?.into();
                continue;
            }
            let text = field.text().await.map_err(|error| broken_off(&error))?;
            match name.as_str() {
                "token" => self.token = text,
                "pack" => self.pack = text,
                "login" => self.login = text,
                "name" => self.name = text,
                "password" => self.password = text,
                "again" => self.again = text,
                _ => {}
            }
        }
        Ok(())
    }
}

fn broken_off(error: &MultipartError) -> Refusal {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Refusal::new("upload-too-large").with("size", MAX_BYTES >> 20);
    }
    Refusal::new("upload-broken")
}

pub(super) fn router(shell: &Arc<Shell>) -> Router {
    let elsewhere = get(|| async { Redirect::to("/setup") });
    let form = get(form).post(submit).layer(DefaultBodyLimit::max(MAX_BYTES + FIELDS));
    Router::new().route("/setup", form).fallback(elsewhere).with_state(Arc::clone(shell))
}

async fn form(State(shell): State<Arc<Shell>>, headers: HeaderMap) -> Response {
    let edge = edge(&shell, &headers);
    if let Err(error) = shell.look(&edge).await {
        tracing::error!("looking for people: {error:#}");
    }
    if !shell.in_setup() {
        return Redirect::to("/sign-in").into_response();
    }
    show(&shell, &edge, &Fields::default(), None, Vec::new()).into_response()
}

fn edge(shell: &Shell, headers: &HeaderMap) -> Edge {
    Edge::new(&(shell.clock)(), Words(accepted(headers)), shell.dir.clone(), None, "setup".into())
}

fn show(
    shell: &Shell,
    edge: &Edge,
    fields: &Fields,
    note: Option<Note>,
    wrong: Vec<String>,
) -> impl axum::response::IntoResponse + use<> {
    let page = Page::before(edge, "setup-title");
    let language = edge.words.0;
    let plans = packs::with_plan().into_iter().map(|(id, plan)| {
        let text = |text: &policy::text::Text| text.get(language).to_owned();
        (id, text(&plan.title), text(&plan.issuer), text(&plan.org_name))
    });
    let has_workspace = shell.dir.join(crate::config::FILE).is_file();
    html(&Show {
        page: &page,
        packs: plans.collect(),
        has_workspace,
        fields,
        max_bytes: MAX_BYTES,
        max_megabytes: MAX_BYTES >> 20,
        note,
        wrong,
    })
}

async fn submit(
    State(shell): State<Arc<Shell>>,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let mut edge = edge(&shell, &headers);
    let (fields, read) = Fields::read(&shell, form).await;
    let outcome = match read {
        Ok(()) => set_up(&shell, &mut edge, &fields).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => Redirect::to("/sign-in").into_response(),
        Err(error) => {
            let (sentence, hint, wrong) = told(error, edge.words);
            let note = Note { refused: true, sentence, hint };
            (StatusCode::UNPROCESSABLE_ENTITY, show(&shell, &edge, &fields, Some(note), wrong)).into_response()
        }
    }
}

/// Sentence, hint, and what is wrong in a pack.
fn told(error: anyhow::Error, words: Words) -> (String, String, Vec<String>) {
    let error = match error.downcast::<Unsound>() {
        Ok(Unsound(wrong)) => {
            return (words.counted("setup-pack-wrong", wrong.len()), words.say("setup-pack-wrong-hint"), wrong);
        }
        Err(error) => error,
    };
    let (_, sentence, hint) = refusal::of_error(&error, words).unwrap_or_else(|| {
        tracing::error!("setting up: {error:#}");
        ("fault", words.with("fault", &[("message", &format!("{error:#}"))]), String::new())
    });
    (sentence, hint, Vec::new())
}

async fn set_up(shell: &Shell, edge: &mut Edge, fields: &Fields) -> anyhow::Result<()> {
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
        edge.pack = Some(pack(edge, fields).await?);
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
        email: String::new(),
        language: edge.words.0,
        memberships: memberships.into(),
    };
    person::add_with_password(&workspace, edge, add, &fields.password).await?;
    shell.enter(workspace)?;
    Ok(())
}

/// The pack that was chosen; one that comes with the form is kept once it is sound.
async fn pack(edge: &Edge, fields: &Fields) -> anyhow::Result<String> {
    match (fields.pack.as_str(), fields.file.is_empty()) {
        (UPLOAD, false) => {
            let kept = keep(&edge.dir, &unpack(&fields.file)?, edge.words).await?;
            Ok(kept.to_string_lossy().into_owned())
        }
        (UPLOAD, true) => Err(Refusal::new("setup-pack-missing").into()),
        (id, true) if packs::embedded().contains_key(id) => Ok(id.to_owned()),
        (_, true) => Err(Refusal::new("setup-pack-choice").into()),
        (_, false) => Err(Refusal::new("setup-pack-both").into()),
    }
}
