//! The second factor: a time-based code (TOTP, RFC 6238) of an app on the phone, and ten recovery codes on paper.

use anyhow::{Context as _, Result, anyhow};
use jiff::Timestamp;
use policy::access::Role;
use serde_json::json;
use totp_rs::{Builder, Secret, Totp};

use super::{Caller, digest, sealed};
use crate::{
    edge::Edge,
    refusal::Refusal,
    store::{NewEvent, Person, Transaction},
    words::name,
    workspace::Workspace,
};

/// Setting with the roles that need a second factor, separated by spaces.
const ROLES: &str = "second_factor_roles";
const RECOVERY_CODES: usize = 10;
/// Seconds for which one code holds.
const STEP: u64 = 30;

/// A secret to be taken into an app, before it counts.
#[derive(Debug)]
pub struct Enrolment {
    /// To be typed where no picture can be scanned.
    pub secret: String,
    /// PNG of the picture to scan, base64.
    pub picture: String,
}

/// Makes a new secret for the caller; nothing is stored before it is confirmed.
///
/// # Errors
/// When the picture cannot be made.
pub fn enrol(caller: &Caller, edge: &Edge, issuer: &str) -> Result<Enrolment> {
    let bytes: Vec<u8> = edge.salt().into_iter().chain(edge.salt()).take(20).collect();
    let secret = Secret::from(bytes.as_slice()).to_base32();
    let totp = totp(&secret, issuer, &caller.person.login)?;
    let picture = totp.to_qr_base64().map_err(|error| anyhow!("picture of a second factor: {error}"))?;
    Ok(Enrolment { secret, picture })
}

/// Takes the secret into force once the app shows the right code, and gives the recovery codes, which are shown once.
///
/// # Errors
/// Refused when the code does not fit.
pub async fn confirm_second_factor(
    workspace: &Workspace,
    edge: &Edge,
    caller: &Caller,
    secret: &str,
    code: &str,
) -> Result<Vec<String>> {
    let step = fits(secret, &caller.person.login, code, edge.now).ok_or_else(|| Refusal::new("code-wrong"))?;
    let mut person = caller.person.clone();
    person.totp_secret = Some(sealed::seal(workspace, edge, sealed::Purpose::SecondFactor, &person.id, secret)?);
    person.totp_last_step = step;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| edge.secret()[..10].to_owned()).collect();
    let hashes: Vec<_> = codes.iter().map(|code| digest(code)).collect();
    let mut write = workspace.store.write().await?;
    write.set_person(&person).await?;
    write.set_recovery_codes(&person.id, &hashes).await?;
    let (actor, body) = (&edge.actor, json!({}));
    write
        .add_event(NewEvent { at: edge.now, actor, kind: "person.second_factor_on", subject: &person.id, body })
        .await?;
    write.commit().await?;
    Ok(codes)
}

/// Takes the second factor of a person away: their own with a code, or an administrator for somebody who lost the phone.
///
/// # Errors
/// When the database fails.
pub async fn remove_second_factor(workspace: &Workspace, edge: &Edge, id: &str) -> Result<()> {
    let mut write = workspace.store.write().await?;
    let mut person = write.person(id).await?.ok_or_else(|| Refusal::new("person-unknown").with("login", id))?;
    person.totp_secret = None;
    write.set_person(&person).await?;
    write.set_recovery_codes(id, &[]).await?;
    let (actor, body) = (&edge.actor, json!({}));
    write.add_event(NewEvent { at: edge.now, actor, kind: "person.second_factor_off", subject: id, body }).await?;
    write.commit().await
}

/// Roles whose people must have a second factor.
///
/// # Errors
/// When the database fails.
pub async fn second_factor_roles(read: &mut Transaction) -> Result<Vec<Role>> {
    let required = read.setting(ROLES).await?.unwrap_or_default();
    Ok(Role::ALL.into_iter().filter(|role| required.split(' ').any(|one| one == name(role))).collect())
}

/// Requires a second factor of everybody with one of the roles, from their next request on.
///
/// # Errors
/// When the database fails.
pub async fn require_second_factor(workspace: &Workspace, edge: &Edge, roles: &[Role]) -> Result<()> {
    let mut write = workspace.store.write().await?;
    let before = second_factor_roles(&mut write).await?;
    write.set_setting(ROLES, &roles.iter().map(name).collect::<Vec<_>>().join(" ")).await?;
    let (actor, body) = (&edge.actor, json!({ "before": before, "after": roles }));
    write.add_event(NewEvent { at: edge.now, actor, kind: "setting.second_factor_roles", subject: "", body }).await?;
    write.commit().await
}

/// Checks a code at sign-in and uses it up; a recovery code will do too.
pub(super) async fn check(
    workspace: &Workspace,
    write: &mut Transaction,
    person: &mut Person,
    code: &str,
    now: Timestamp,
) -> Result<bool> {
    let code: String = code.chars().filter(|one| !one.is_whitespace()).collect();
    let Some(sealed) = &person.totp_secret else { return Ok(true) };
    let secret = sealed::open(workspace, sealed::Purpose::SecondFactor, &person.id, sealed)?;
    if let Some(step) = fits(&secret, &person.login, &code, now).filter(|step| *step > person.totp_last_step) {
        person.totp_last_step = step;
        return Ok(true);
    }
    write.use_recovery_code(&person.id, &digest(&code.to_lowercase())).await
}

/// The time step that a code belongs to, if it fits one near now.
fn fits(secret: &str, login: &str, code: &str, now: Timestamp) -> Option<i64> {
    let seconds = u64::try_from(now.as_second()).ok()?;
    let step = totp(secret, "", login).ok()?.check(code, seconds)?;
    i64::try_from(step).ok()
}

fn totp(secret: &str, issuer: &str, login: &str) -> Result<Totp> {
    let secret = Secret::try_from_base32(secret).ok().context("secret of a second factor")?;
    let issuer = Some(issuer).filter(|issuer| !issuer.is_empty());
    let builder = Builder::new().with_secret(secret).with_step_duration(STEP).with_issuer(issuer);
    builder.with_account_name(login).build().map_err(|error| anyhow!("second factor: {error}"))
}
