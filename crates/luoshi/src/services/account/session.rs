use anyhow::Result;
use jiff::{SignedDuration, ToSpan as _};
use policy::text::Language;
use serde_json::json;

use super::{Caller, digest, second_factor_roles};
use crate::{
    edge::Edge,
    refusal::Refusal,
    store::{NewEvent, Session, Via},
    workspace::Workspace,
};

/// Hours after the last use in which a session stays open: a working day.
pub(super) const LASTS_HOURS: i64 = 12;
/// How often the use of a session is written down.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// Who a session's secret belongs to; none when it has ended, run out, or the account is closed.
///
/// # Errors
/// When the database fails.
pub async fn authenticate(workspace: &Workspace, edge: &Edge, secret: &str) -> Result<Option<Caller>> {
    let mut read = workspace.store.read().await?;
    let Some(session) = read.session(&digest(secret)).await? else { return Ok(None) };
    if session.expires_at <= edge.now {
        return Ok(None);
    }
    let Some(person) = read.person(&session.person).await?.filter(|person| person.disabled_at.is_none()) else {
        return Ok(None);
    };
    let memberships = read.memberships_of(&person.id).await?;
    let required = second_factor_roles(&mut read).await?;
    drop(read);
    if edge.now.duration_since(session.seen_at) > TOUCH_EVERY {
        let mut write = workspace.store.write().await?;
        write.touch_session(&session.hash, edge.now, edge.now + LASTS_HOURS.hours()).await?;
        write.commit().await?;
    }
    let has_factor = person.totp_secret.is_some() || session.via == Via::SsoStrong;
    let must_enrol = !has_factor && memberships.iter().any(|one| required.contains(&one.role));
    let Session { id, via, before_at, .. } = session;
    Ok(Some(Caller { person, memberships, session: id, visited_at: before_at, via, must_enrol }))
}

/// Where the caller is signed in.
///
/// # Errors
/// When the database fails.
pub async fn sessions(workspace: &Workspace, caller: &Caller) -> Result<Vec<Session>> {
    workspace.store.read().await?.sessions_of(&caller.person.id).await
}

/// Ends the caller's own session.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(workspace: &Workspace, edge: &Edge, caller: &Caller) -> Result<()> {
    let session = caller.session.clone();
    end(workspace, edge, caller, &session).await.map(drop)
}

/// Ends one of the caller's sessions, on whatever browser it is.
///
/// # Errors
/// Refused when there is no such session.
pub async fn end_session(workspace: &Workspace, edge: &Edge, caller: &Caller, id: &str) -> Result<()> {
    if end(workspace, edge, caller, id).await? { Ok(()) } else { Err(Refusal::new("session-unknown").into()) }
}

async fn end(workspace: &Workspace, edge: &Edge, caller: &Caller, id: &str) -> Result<bool> {
    let mut write = workspace.store.write().await?;
    let ended = write.end_session(&caller.person.id, id).await?;
    if ended {
        let (actor, body) = (&edge.actor, json!({ "session": id }));
        write
            .add_event(NewEvent { at: edge.now, actor, kind: "person.signed_out", subject: &caller.person.id, body })
            .await?;
    }
    write.commit().await?;
    Ok(ended)
}

/// Ends all other sessions of the caller.
///
/// # Errors
/// When the database fails.
pub async fn end_other_sessions(workspace: &Workspace, edge: &Edge, caller: &Caller) -> Result<u64> {
    let mut write = workspace.store.write().await?;
    let ended = write.end_sessions(&caller.person.id, Some(&caller.session)).await?;
    let (actor, body) = (&edge.actor, json!({ "ended": ended }));
    write
        .add_event(NewEvent {
            at: edge.now,
            actor,
            kind: "person.signed_out_elsewhere",
            subject: &caller.person.id,
            body,
        })
        .await?;
    write.commit().await?;
    Ok(ended)
}

/// Chooses the language of the caller's pages.
///
/// # Errors
/// When the database fails.
pub async fn choose_language(workspace: &Workspace, caller: &Caller, language: Language) -> Result<()> {
    let mut person = caller.person.clone();
    person.language = language;
    let mut write = workspace.store.write().await?;
    write.set_person(&person).await?;
    write.commit().await
}
