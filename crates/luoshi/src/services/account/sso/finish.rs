use anyhow::Result;
use jiff::ToSpan as _;
use serde_json::json;

use super::{Marks, Provider, begin::MINUTES, link::link, provider::Identity};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::account::{
        Caller, digest,
        sign_in::{SignedIn, enter},
    },
    store::{NewEvent, Purpose, SsoVisit, Via},
    workspace::Workspace,
};

/// What a browser brings back from the provider.
pub struct Returned<'a> {
    pub code: &'a str,
    pub state: &'a str,
    /// Why the provider lets nobody in; empty when it does.
    pub error: &'a str,
    /// Which provider answers, where it says so.
    pub issuer: Option<&'a str>,
    /// The secret that the browser kept.
    pub secret: Option<&'a str>,
    /// Whoever is signed in on it.
    pub caller: Option<&'a Caller>,
    /// What it calls itself.
    pub agent: &'a str,
    /// The address that it came back to.
    pub return_to: &'a str,
}

/// How a visit to the provider ended.
#[derive(Debug)]
pub enum Finished {
    /// Signed in, and where to go on to.
    SignedIn(Box<SignedIn>, String),
    /// The code of the second factor is still owed; a new secret for the browser.
    Code(String),
    /// The caller's account is connected.
    Linked,
}

/// Ends a visit to the provider.
///
/// # Errors
/// Refused when it was begun on another browser, is over already or took too long; when the provider lets nobody in,
/// cannot be reached, or its answer cannot be proved; when nobody is connected with the account, or somebody else is.
/// What was refused to a visit that had begun goes to the log. The purpose of that visit comes along.
pub async fn finish(
    workspace: &Workspace,
    edge: &Edge,
    provider: &Provider,
    returned: Returned<'_>,
) -> Result<Finished, (Purpose, anyhow::Error)> {
    let begun = begun(workspace, provider, &returned).await;
    let visit = begun.map_err(|error| (Purpose::SignIn, error))?;
    let outcome = match go_on(workspace, edge, provider, &returned, &visit).await {
        Ok(finished) => Ok(finished),
        Err(error) => Err(refused(workspace, edge, &visit, error).await.unwrap_or_else(|fault| fault)),
    };
    outcome.map_err(|error| (visit.purpose, error))
}

/// The visit that a browser comes back from, which is over with this.
async fn begun(workspace: &Workspace, provider: &Provider, returned: &Returned<'_>) -> Result<SsoVisit> {
    let elsewhere = || provider.refusal("sso-state");
    let secret = returned.secret.ok_or_else(elsewhere)?;
    let mut write = workspace.store.write().await?;
    let visit = write.sso_visit(&digest(secret)).await?.filter(|visit| visit.purpose != Purpose::Code);
    let visit = visit.ok_or_else(elsewhere)?;
    // Hashes are compared, so that the time it takes says nothing.
    if digest(returned.state) != digest(&Marks::of(secret).state) {
        return Err(elsewhere().into());
    }
    if !write.end_sso_visit(&visit.hash).await? {
        return Err(elsewhere().into());
    }
    write.commit().await?;
    Ok(visit)
}

async fn go_on(
    workspace: &Workspace,
    edge: &Edge,
    provider: &Provider,
    returned: &Returned<'_>,
    visit: &SsoVisit,
) -> Result<Finished> {
    if visit.expires_at <= edge.now {
        return Err(provider.refusal("sso-expired").into());
    }
    if returned.issuer.is_some_and(|issuer| issuer != provider.issuer()) {
        return Err(provider.refusal("sso-invalid").into());
    }
    match returned.error {
        "" => {}
        "access_denied" => return Err(provider.refusal("sso-cancelled").into()),
        other => {
            let other: String = other.chars().take(100).collect();
            tracing::warn!(issuer = provider.issuer(), error = ?other, "single sign-on: the provider lets nobody in");
            return Err(provider.refusal("sso-invalid").into());
        }
    }
    let marks = Marks::of(returned.secret.unwrap_or_default());
    let identity = provider.identify(returned.code, marks, returned.return_to, edge.now).await?;
    if visit.purpose == Purpose::Link {
        let caller = returned.caller.filter(|caller| Some(&caller.person.id) == visit.person.as_ref());
        let caller = caller.ok_or_else(|| provider.refusal("sso-state"))?;
        link(workspace, edge, provider, caller, identity).await?;
        return Ok(Finished::Linked);
    }
    sign_in(workspace, edge, provider, returned, visit, &identity).await
}

async fn sign_in(
    workspace: &Workspace,
    edge: &Edge,
    provider: &Provider,
    returned: &Returned<'_>,
    visit: &SsoVisit,
    identity: &Identity,
) -> Result<Finished> {
    let unknown = || provider.refusal("sso-unknown");
    let mut write = workspace.store.write().await?;
    let link = write.sso_link(provider.issuer(), &identity.subject).await?.ok_or_else(unknown)?;
    let person = write.person(&link.person).await?.filter(|person| person.disabled_at.is_none());
    let person = person.ok_or_else(unknown)?;
    if person.totp_secret.is_some() && !identity.strong {
        let secret = edge.secret();
        let owed = SsoVisit {
            hash: digest(&secret),
            purpose: Purpose::Code,
            person: Some(person.id),
            next: visit.next.clone(),
            expires_at: edge.now + MINUTES.minutes(),
        };
        write.add_sso_visit(&owed, edge.now).await?;
        write.commit().await?;
        return Ok(Finished::Code(secret));
    }
    let via = if identity.strong { Via::SsoStrong } else { Via::Sso };
    let signed_in = enter(write, edge, person, returned.agent, via).await?;
    Ok(Finished::SignedIn(Box::new(signed_in), visit.next.clone()))
}

/// Writes down what was refused, as a wrong password is; faults go on as they are.
async fn refused(workspace: &Workspace, edge: &Edge, visit: &SsoVisit, error: anyhow::Error) -> Result<anyhow::Error> {
    let Some(Refusal { code, .. }) = error.downcast_ref() else { return Ok(error) };
    let kind = match visit.purpose {
        Purpose::Link => "person.sso_link_failed",
        Purpose::SignIn | Purpose::Code => "person.sign_in_failed",
    };
    let (actor, subject) = (edge.actor.as_str(), visit.person.as_deref().unwrap_or_default());
    let body = json!({ "why": code, "by": Via::Sso });
    let mut write = workspace.store.write().await?;
    write.add_event(NewEvent { at: edge.now, actor, kind, subject, body }).await?;
    write.commit().await?;
    Ok(error)
}
