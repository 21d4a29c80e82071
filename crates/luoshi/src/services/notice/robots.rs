use std::collections::BTreeSet;

use anyhow::Result;
use policy::{supervise::WhenNotice, text::Language};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    robot::{Line, Place, may_be_reached},
    send::Outcome,
};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::account::sealed::{Purpose, open, seal},
    store::{NewEvent, Robot, RobotKind},
    telling::ToldNotice,
    words::{Words, name},
    workspace::Workspace,
};

/// A robot to be added.
pub struct NewRobot<'a> {
    pub name: &'a str,
    pub kind: RobotKind,
    pub language: Language,
    pub address: &'a str,
    /// Signing secret; empty where the robot wants none.
    pub secret: &'a str,
    /// Units whose notices go there; none is all.
    pub units: BTreeSet<String>,
    /// Kinds of notices that go there; none is all.
    pub whens: BTreeSet<WhenNotice>,
}

/// What is sealed of a robot.
#[derive(Serialize, Deserialize)]
struct Secrets {
    address: String,
    secret: String,
}

/// Robots by name.
///
/// # Errors
/// When the database fails.
pub async fn robots(workspace: &Workspace) -> Result<Vec<Robot>> {
    workspace.store.read().await?.robots().await
}

/// Adds a robot. Its address and secret are sealed and never shown again.
///
/// # Errors
/// Refused when it has no name or that of another, its address is neither https nor on this machine, or a unit is none of
/// the plan.
pub async fn add_robot(workspace: &Workspace, edge: &Edge, new: NewRobot<'_>) -> Result<()> {
    let (robot_name, address) = (new.name.trim(), new.address.trim());
    if robot_name.is_empty() || robot_name.chars().count() > 60 {
        return Err(Refusal::new("robot-name").into());
    }
    if !may_be_reached(address) {
        return Err(Refusal::new("robot-address").into());
    }
    let units = workspace.pack.plan.iter().flat_map(|plan| &plan.units).map(|unit| &unit.id);
    let known: BTreeSet<&String> = units.collect();
    if !new.units.iter().all(|unit| known.contains(unit)) {
        return Err(Refusal::new("visits-no-unit").into());
    }
    let id = edge.id();
    let secrets = Secrets { address: address.to_owned(), secret: new.secret.trim().to_owned() };
    let robot = Robot {
        name: robot_name.to_owned(),
        kind: new.kind,
        language: new.language,
        sealed: seal(workspace, edge, Purpose::Robot, &id, &serde_json::to_string(&secrets)?)?,
        shown: shown(address),
        units: new.units,
        whens: new.whens,
        version: 1,
        id,
    };
    let mut write = workspace.store.write().await?;
    if !write.add_robot(&robot).await? {
        return Err(Refusal::new("robot-name").into());
    }
    let body = json!({
        "name": robot.name, "robot": robot.kind, "address": robot.shown, "units": robot.units, "notices": robot.whens,
    });
    let (actor, subject) = (&edge.actor, &robot.id);
    write.add_event(NewEvent { at: edge.now, actor, kind: "robot.added", subject, body }).await?;
    write.commit().await
}

/// Takes a robot out; what waits for it is closed when its turn comes.
///
/// # Errors
/// Refused when there is none, or somebody changed it since it was seen.
pub async fn remove_robot(workspace: &Workspace, edge: &Edge, id: &str, version: i64) -> Result<()> {
    let mut write = workspace.store.write().await?;
    let robot = write.robots().await?.into_iter().find(|one| one.id == id);
    let robot = robot.ok_or_else(|| Refusal::new("robot-changed"))?;
    if !write.remove_robot(id, version).await? {
        return Err(Refusal::new("robot-changed").into());
    }
    let (actor, body) = (&edge.actor, json!({ "name": robot.name }));
    write.add_event(NewEvent { at: edge.now, actor, kind: "robot.removed", subject: id, body }).await?;
    write.commit().await
}

/// Sends a message that only says that it arrives.
///
/// # Errors
/// Refused when there is no such robot, or it did not take the message.
pub async fn test_robot(workspace: &Workspace, edge: &Edge, line: &Line, id: &str) -> Result<()> {
    let robot = robots(workspace).await?.into_iter().find(|one| one.id == id);
    let robot = robot.ok_or_else(|| Refusal::new("robot-changed"))?;
    let text = Words(robot.language).with("robot-test-message", &[("name", &robot.name)]);
    let outcome = say(workspace, edge, line, &robot, &text).await?;
    let ended = match &outcome {
        Outcome::Sent => String::new(),
        Outcome::Later(code) | Outcome::Never(code) | Outcome::Unknown(code) => code.clone(),
    };
    let mut write = workspace.store.write().await?;
    let (actor, body) = (&edge.actor, json!({ "name": robot.name, "robot": name(&robot.kind), "why": ended }));
    write.add_event(NewEvent { at: edge.now, actor, kind: "robot.tested", subject: &robot.id, body }).await?;
    write.commit().await?;
    if ended.is_empty() {
        return Ok(());
    }
    let told = ToldNotice { words: edge.words, pack: &workspace.pack };
    Err(Refusal::new("robot-silent").with("why", told.error(&ended)).into())
}

/// Hands a text to a robot.
pub(super) async fn say(workspace: &Workspace, edge: &Edge, line: &Line, robot: &Robot, text: &str) -> Result<Outcome> {
    let secrets: Secrets = serde_json::from_str(&open(workspace, Purpose::Robot, &robot.id, &robot.sealed)?)?;
    let to = Place { kind: robot.kind, address: &secrets.address, secret: &secrets.secret };
    Ok(line.say(&to, text, edge.now).await)
}

/// As much of an address as may be shown: whose it is, and its end to tell it from others.
fn shown(address: &str) -> String {
    let uri = address.parse::<axum::http::Uri>().ok();
    let host = uri.and_then(|uri| uri.host().map(str::to_owned)).unwrap_or_default();
    let end: Vec<char> = address.chars().rev().take(4).collect();
    format!("{host} …{}", end.into_iter().rev().collect::<String>())
}
