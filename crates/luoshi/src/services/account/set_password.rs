use anyhow::Result;
use serde_json::json;

use super::{
    Caller, digest, judge, password,
    sign_in::{fail, wait},
    sso::end_link,
};
use crate::{
    edge::Edge,
    refusal::Refusal,
    store::{NewEvent, Person},
    workspace::Workspace,
};

/// The person that a one-time link is for.
///
/// # Errors
/// Refused when the link was used, has run out, or never existed.
pub async fn invited(workspace: &Workspace, edge: &Edge, secret: &str) -> Result<Person> {
    let mut read = workspace.store.read().await?;
    let id = read.link(&digest(secret), edge.now).await?.ok_or_else(|| Refusal::new("link-spent"))?;
    let person = read.person(&id).await?.filter(|person| person.disabled_at.is_none());
    Ok(person.ok_or_else(|| Refusal::new("link-spent"))?)
}

/// Takes up an invitation or a reset: sets the password and ends every session and token there was, and the connection
/// with single sign-on: whoever made it may have known the old password.
///
/// # Errors
/// Refused when the link no longer works or the password is weak.
pub async fn take_up(workspace: &Workspace, edge: &Edge, secret: &str, new: &str) -> Result<()> {
    let mut person = invited(workspace, edge, secret).await?;
    person.password = Some(hashed(edge, &person, new).await?);
    let mut write = workspace.store.write().await?;
    if !write.use_link(&digest(secret)).await? {
        return Err(Refusal::new("link-spent").into());
    }
    write.set_person(&person).await?;
    write.end_sessions(&person.id, None).await?;
    write.end_tokens(&person.id).await?;
    end_link(&mut write, edge, &person.id, &person.login).await?;
    let (actor, body) = (&person.login, json!({ "by": "link" }));
    write.add_event(NewEvent { at: edge.now, actor, kind: "person.password_set", subject: &person.id, body }).await?;
    write.commit().await
}

/// Changes the caller's password and ends their other sessions.
///
/// # Errors
/// Refused when the old password is wrong or the new one is weak.
pub async fn change_password(workspace: &Workspace, edge: &Edge, caller: &Caller, old: &str, new: &str) -> Result<()> {
    right_password(workspace, edge, caller, old).await?;
    let mut person = caller.person.clone();
    person.password = Some(hashed(edge, &person, new).await?);
    let mut write = workspace.store.write().await?;
    write.set_person(&person).await?;
    write.end_sessions(&person.id, Some(&caller.session)).await?;
    let (actor, body) = (&edge.actor, json!({ "by": "person" }));
    write.add_event(NewEvent { at: edge.now, actor, kind: "person.password_set", subject: &person.id, body }).await?;
    write.commit().await
}

/// Asks the person at the screen for their password again. Wrong ones are counted per person, apart from those at the
/// sign-in: somebody at an open screen must not guess for long, nor shut the person out.
///
/// # Errors
/// Refused when it is wrong; for a while after many failures.
pub async fn right_password(workspace: &Workspace, edge: &Edge, caller: &Caller, password: &str) -> Result<()> {
    let bucket = format!("person:{}", caller.person.id);
    let failures = workspace.store.read().await?.failures(&bucket).await?;
    if let Some(seconds) = wait(failures, edge.now) {
        return Err(Refusal::new("sign-in-wait").with("seconds", seconds).into());
    }
    let right = password::verify(password.to_owned(), caller.person.password.clone()).await?;
    let mut write = workspace.store.write().await?;
    if !right {
        return Err(fail(write, edge, &bucket, &caller.person.login, "password-wrong").await?.into());
    }
    write.clear_failures(&bucket).await?;
    write.commit().await
}

/// The hash of a password that will do.
pub(in crate::services) async fn hashed(edge: &Edge, person: &Person, new: &str) -> Result<String> {
    if let Some(weakness) = judge(new, &[&person.login, &person.name]) {
        return Err(Refusal::new(weakness.code()).into());
    }
    password::hash(new.to_owned(), edge.salt()).await
}
