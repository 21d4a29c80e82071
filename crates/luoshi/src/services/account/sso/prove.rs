use anyhow::Result;

use super::Provider;
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::account::{
        digest, second_factor,
        sign_in::{SignedIn, bucket, enter, fail, wait},
    },
    store::{Purpose, Via},
    workspace::Workspace,
};

/// Takes the code of the second factor from a browser that the provider has let in. Wrong codes count like wrong passwords.
///
/// Gives the session, and where to go on to.
///
/// # Errors
/// Refused when the provider has not let this browser in, or that is too long ago; when the code is missing or wrong;
/// for a while after many failures.
pub async fn prove(
    workspace: &Workspace,
    edge: &Edge,
    provider: &Provider,
    (secret, device): (Option<&str>, Option<&str>),
    code: &str,
    agent: &str,
) -> Result<(SignedIn, String)> {
    let elsewhere = || provider.refusal("sso-state");
    let mut write = workspace.store.write().await?;
    let visit = write.sso_visit(&digest(secret.ok_or_else(elsewhere)?)).await?;
    let visit = visit.filter(|visit| visit.purpose == Purpose::Code).ok_or_else(elsewhere)?;
    if visit.expires_at <= edge.now {
        return Err(provider.refusal("sso-expired").into());
    }
    let person = write.person(visit.person.as_deref().unwrap_or_default()).await?;
    let mut person = person.filter(|person| person.disabled_at.is_none()).ok_or_else(elsewhere)?;
    let bucket = bucket(&mut write, &person.login, Some(&person), device).await?;
    if let Some(seconds) = wait(write.failures(&bucket).await?, edge.now) {
        return Err(Refusal::new("sign-in-wait").with("seconds", seconds).into());
    }
    if code.trim().is_empty() {
        return Err(Refusal::new("sso-code-missing").into());
    }
    if !second_factor::check(workspace, &mut write, &mut person, code, edge.now).await? {
        let login = person.login;
        return Err(fail(write, edge, &bucket, &login, "sign-in-code-wrong").await?.into());
    }
    write.clear_failures(&bucket).await?;
    write.end_sso_visit(&visit.hash).await?;
    Ok((enter(write, edge, person, agent, Via::Sso).await?, visit.next))
}
