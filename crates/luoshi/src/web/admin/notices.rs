//! Letters and group messages: the robots of groups, and what could not be delivered.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    Form,
    http::StatusCode,
    response::{Html, IntoResponse as _, Response},
};
use policy::{access::Right, supervise::WhenNotice, text::Language};
use serde::Deserialize;

use crate::{
    refusal::Refusal,
    services::notice::{self, NewRobot},
    store::{DeliveryState, RobotKind},
    telling::ToldNotice,
    web::{
        account::Note,
        guard::Visit,
        page::{Page, html},
        trouble::Trouble,
    },
    words::{name, word},
};

#[derive(Template)]
#[template(path = "admin/notices.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    mail: bool,
    waiting: usize,
    sent: usize,
    troubled: Vec<Row>,
    robots: Vec<Robot>,
    kinds: Vec<(String, String)>,
    units: Vec<(String, String)>,
    whens: Vec<(String, String)>,
    languages: [(&'static str, String); 2],
    typed: Typed,
    may_deliver: bool,
    note: Option<Note>,
}

/// What somebody typed of a robot, without what is secret.
#[derive(Default)]
struct Typed {
    name: String,
    kind: String,
    language: String,
    units: BTreeSet<String>,
    whens: BTreeSet<String>,
}

struct Row {
    id: String,
    state: String,
    class: &'static str,
    word: String,
    channel: String,
    receiver: String,
    carries: usize,
    error: String,
    at: String,
}

struct Robot {
    id: String,
    name: String,
    kind: String,
    shown: String,
    units: String,
    whens: String,
    version: i64,
}

#[derive(Deserialize)]
pub(in crate::web) struct Settle {
    delivery: String,
    seen: DeliveryState,
    /// `again` or `close`.
    deed: String,
}

pub(in crate::web) async fn show(visit: Visit) -> Result<Html<String>, Trouble> {
    answer(&visit, Typed::default(), None).await
}

/// Sends again or closes what was not delivered.
pub(in crate::web) async fn settle(visit: Visit, Form(fields): Form<Settle>) -> Result<Response, Trouble> {
    let again = fields.deed == "again";
    let done = notice::settle(&visit.app.workspace, &visit.edge, &fields.delivery, fields.seen, again).await;
    if done.is_ok() && again {
        visit.app.post.notify_one();
    }
    let key = if again { "delivery-goes-again" } else { "delivery-is-closed" };
    outcome(&visit, done, key, Typed::default()).await
}

/// Adds, tries or takes out a robot, as the field `deed` says.
pub(in crate::web) async fn submit(
    visit: Visit,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Trouble> {
    let (workspace, edge) = (&visit.app.workspace, &visit.edge);
    let value = |name: &str| fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let all = |name: &str| -> BTreeSet<String> {
        fields.iter().filter(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.clone()).collect()
    };
    match value("deed") {
        "remove" => {
            let version = value("version").parse().unwrap_or_default();
            let done = notice::remove_robot(workspace, edge, value("robot"), version).await;
            outcome(&visit, done, "robot-is-removed", Typed::default()).await
        }
        "test" => {
            let done = notice::test_robot(workspace, edge, &visit.app.line, value("robot")).await;
            outcome(&visit, done, "robot-answers", Typed::default()).await
        }
        _ => {
            let whens = all("when");
            let typed = Typed {
                name: value("name").to_owned(),
                kind: value("kind").to_owned(),
                language: value("language").to_owned(),
                units: all("unit"),
                whens: whens.clone(),
            };
            let Some(kind) = RobotKind::ALL.into_iter().find(|kind| name(kind) == typed.kind) else {
                return outcome(&visit, Err(Refusal::new("robot-address").into()), "", typed).await;
            };
            let robot = NewRobot {
                name: &typed.name,
                kind,
                language: Language::from_tag(&typed.language).unwrap_or_default(),
                address: value("address"),
                secret: value("secret"),
                units: typed.units.clone(),
                whens: WhenNotice::ALL.into_iter().filter(|when| whens.contains(&name(when))).collect(),
            };
            let done = notice::add_robot(workspace, edge, robot).await;
            let typed = if done.is_ok() { Typed::default() } else { typed };
            outcome(&visit, done, "robot-is-added", typed).await
        }
    }
}

async fn outcome(visit: &Visit, done: anyhow::Result<()>, key: &str, typed: Typed) -> Result<Response, Trouble> {
    let (status, note) = match done {
        Ok(()) => (StatusCode::OK, Note::done(visit, key)),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, Note::of(error.into(), visit)?),
    };
    Ok((status, answer(visit, typed, Some(note)).await?).into_response())
}

async fn answer(visit: &Visit, typed: Typed, note: Option<Note>) -> Result<Html<String>, Trouble> {
    let (workspace, page) = (&visit.app.workspace, Page::new(visit, "admin-notices-title"));
    let words = visit.words();
    let told = ToldNotice { words, pack: &workspace.pack };
    let troubled = notice::troubled(workspace).await?;
    let separator = page.t("list-separator");
    let joined = |names: Vec<String>, none: &str| {
        if names.is_empty() { page.t(none) } else { names.join(&separator) }
    };
    let rows = troubled.rows.into_iter().map(|(delivery, receiver, carries)| Row {
        state: name(&delivery.state),
        class: if delivery.state == DeliveryState::Unknown { "at_risk" } else { "missed" },
        word: word(words, "delivery", &delivery.state),
        channel: word(words, "channel", &delivery.channel),
        receiver: if receiver.is_empty() { page.t("delivery-nobody") } else { receiver },
        carries,
        error: told.error(&delivery.error),
        at: page.moment(&delivery.tried_at.unwrap_or(delivery.made_at)),
        id: delivery.id,
    });
    let units = workspace.pack.plan.iter().flat_map(|plan| &plan.units);
    let units: Vec<_> = units.map(|unit| (unit.id.clone(), page.text(&unit.name).to_owned())).collect();
    let unit =
        |id: &String| units.iter().find(|(one, _)| one == id).map_or_else(|| id.clone(), |(_, name)| name.clone());
    let robots = notice::robots(workspace).await?.into_iter().map(|one| Robot {
        kind: word(words, "robot", &one.kind),
        units: joined(one.units.iter().map(unit).collect(), "robot-all-units"),
        whens: joined(one.whens.iter().map(|when| word(words, "telling", when)).collect(), "robot-all-notices"),
        id: one.id,
        name: one.name,
        shown: one.shown,
        version: one.version,
    });
    let languages = [Language::Chinese, Language::English];
    let languages = languages.map(|one| (one.tag(), crate::words::Words(one).say("language-name")));
    Ok(html(&Show {
        page: &page,
        mail: visit.app.mail.is_some(),
        waiting: troubled.waiting,
        sent: troubled.sent,
        troubled: rows.collect(),
        robots: robots.collect(),
        kinds: RobotKind::ALL.map(|kind| (name(&kind), word(words, "robot", &kind))).into(),
        whens: WhenNotice::ALL.map(|when| (name(&when), word(words, "telling", &when))).into(),
        languages,
        typed,
        may_deliver: page.may(Right::Deliver),
        note,
        units,
    }))
}
