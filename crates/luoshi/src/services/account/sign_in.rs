use anyhow::Result;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde_json::json;

use super::{digest, password, second_factor, session::LASTS_HOURS};
use crate::{
    edge::Edge,
    refusal::Refusal,
    store::{Failures, NewEvent, Person, Session, Transaction, Via},
    workspace::Workspace,
};

/// Tries that cost nothing; after them each failure doubles the wait.
const FREE_TRIES: i64 = 5;
/// The longest wait between tries.
const LONGEST_WAIT_SECONDS: i64 = 900;

/// What was typed, and where.
pub struct SignIn<'a> {
    pub login: &'a str,
    pub password: &'a str,
    /// Code of the second factor, or a recovery code; empty when none was typed.
    pub code: &'a str,
    /// Cookie of a browser that has signed in before.
    pub device: Option<&'a str>,
    /// What the browser calls itself.
    pub agent: &'a str,
}

/// Secrets for the browser, each sent once.
#[derive(Debug)]
pub struct SignedIn {
    pub session: String,
    pub device: String,
    pub person: Person,
}

/// Opens a session.
///
/// Failures are counted per browser: one that has signed in as this person before has a count of its own; all others
/// share one per login. Whoever guesses from elsewhere makes strangers wait, never the colleague at the usual desk.
///
/// # Errors
/// Refused without saying whether the login, the password or the account is at fault; refused for a while after many
/// failures; refused for want of the second factor.
pub async fn sign_in(workspace: &Workspace, edge: &Edge, ask: SignIn<'_>) -> Result<SignedIn> {
    let login = ask.login.trim().to_lowercase();
    let mut read = workspace.store.read().await?;
    let person = read.person_by_login(&login).await?;
    let bucket = bucket(&mut read, &login, person.as_ref(), ask.device).await?;
    let failures = read.failures(&bucket).await?;
    drop(read);
    if let Some(seconds) = wait(failures, edge.now) {
        return Err(Refusal::new("sign-in-wait").with("seconds", seconds).into());
    }
    let hash = person.as_ref().filter(|person| person.disabled_at.is_none()).and_then(|one| one.password.clone());
    let right = password::verify(ask.password.to_owned(), hash).await?;
    let mut write = workspace.store.write().await?;
    // Read again under the write lock: of two that bring the same code at once, one is too late.
    let person = match person.filter(|_| right) {
        Some(person) => write.person(&person.id).await?,
        None => None,
    };
    let Some(mut person) = person else {
        return Err(fail(write, edge, &bucket, &login, "sign-in-wrong").await?.into());
    };
    if person.totp_secret.is_some() {
        if ask.code.trim().is_empty() {
            return Err(Refusal::new("sign-in-code-missing").into());
        }
        if !second_factor::check(workspace, &mut write, &mut person, ask.code, edge.now).await? {
            return Err(fail(write, edge, &bucket, &login, "sign-in-code-wrong").await?.into());
        }
    }
    write.clear_failures(&bucket).await?;
    enter(write, edge, person, ask.agent, Via::Password).await
}

/// Where the failures of a browser are counted.
pub(super) async fn bucket(
    read: &mut Transaction,
    login: &str,
    person: Option<&Person>,
    device: Option<&str>,
) -> Result<String> {
    let device = device.map(digest);
    let known = match (person, &device) {
        (Some(person), Some(device)) => read.knows_device(device, &person.id).await?,
        _ => false,
    };
    Ok(match device.filter(|_| known) {
        Some(device) => format!("device:{device}"),
        None => format!("login:{}", digest(login)),
    })
}

/// Opens a session for somebody who has proved who they are.
pub(super) async fn enter(
    mut write: Transaction,
    edge: &Edge,
    mut person: Person,
    agent: &str,
    via: Via,
) -> Result<SignedIn> {
    write.forget_expired(edge.now).await?;
    let (secret, device) = (edge.secret(), edge.secret());
    let session = Session {
        hash: digest(&secret),
        id: edge.id(),
        person: person.id.clone(),
        agent: agent.chars().take(200).collect(),
        created_at: edge.now,
        seen_at: edge.now,
        expires_at: edge.now + LASTS_HOURS.hours(),
        before_at: person.seen_at,
        via,
    };
    write.add_session(&session).await?;
    write.add_device(&digest(&device), &person.id, edge.now).await?;
    person.seen_at = Some(edge.now);
    write.set_person(&person).await?;
    let (actor, body) = (&person.login, json!({ "session": session.id, "by": via }));
    write.add_event(NewEvent { at: edge.now, actor, kind: "person.signed_in", subject: &person.id, body }).await?;
    write.commit().await?;
    Ok(SignedIn { session: secret, device, person })
}

/// Seconds that are still to wait.
pub(super) fn wait(failures: Option<Failures>, now: Timestamp) -> Option<i64> {
    let failures = failures.filter(|failures| failures.count >= FREE_TRIES)?;
    let doublings = u32::try_from(failures.count - FREE_TRIES).unwrap_or(u32::MAX).min(16);
    let wait = SignedDuration::from_secs(2_i64.pow(doublings).min(LONGEST_WAIT_SECONDS));
    let left = wait - now.duration_since(failures.last);
    left.is_positive().then(|| left.as_secs() + 1)
}

/// Counts a failure and writes it down; gives the refusal.
pub(super) async fn fail(
    mut write: Transaction,
    edge: &Edge,
    bucket: &str,
    login: &str,
    code: &'static str,
) -> Result<Refusal> {
    write.add_failure(bucket, edge.now).await?;
    let body = json!({ "why": code });
    // A login that nobody has may be a password typed into the wrong field: the log keeps its hash only.
    let subject = &digest(login)[..16];
    write.add_event(NewEvent { at: edge.now, actor: "", kind: "person.sign_in_failed", subject, body }).await?;
    write.commit().await?;
    Ok(Refusal::new(code))
}
