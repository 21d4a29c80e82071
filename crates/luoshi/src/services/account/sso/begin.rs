use anyhow::Result;
use jiff::ToSpan as _;

use super::{Marks, Provider, link_of};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::account::{Caller, digest, right_password},
    store::{Purpose, SsoVisit},
    workspace::Workspace,
};

/// Minutes that a visit to the provider may take.
pub(super) const MINUTES: i64 = 10;

/// A visit to the provider that has begun.
#[derive(Debug)]
pub struct Begun {
    /// The secret that the browser keeps meanwhile.
    pub secret: String,
    /// Where the browser goes.
    pub address: String,
}

/// Sends a browser to the provider to sign in; it comes back to `return_to`, and then goes on to `next`.
///
/// # Errors
/// Refused when the provider cannot be reached.
pub async fn begin(
    workspace: &Workspace,
    edge: &Edge,
    provider: &Provider,
    return_to: &str,
    next: &str,
) -> Result<Begun> {
    visit(workspace, edge, provider, return_to, (Purpose::SignIn, None, next)).await
}

/// Sends the caller to the provider to connect their account. The password shows that it is not somebody at an open screen.
///
/// # Errors
/// Refused when the password is wrong, the account is connected already, or the provider cannot be reached.
pub async fn begin_link(
    workspace: &Workspace,
    edge: &Edge,
    provider: &Provider,
    return_to: &str,
    caller: &Caller,
    password: &str,
) -> Result<Begun> {
    right_password(workspace, edge, caller, password).await?;
    let person = caller.person.id.as_str();
    if link_of(workspace, provider, person).await?.is_some() {
        return Err(Refusal::new("sso-linked-before").into());
    }
    visit(workspace, edge, provider, return_to, (Purpose::Link, Some(person), "")).await
}

async fn visit(
    workspace: &Workspace,
    edge: &Edge,
    provider: &Provider,
    return_to: &str,
    (purpose, person, next): (Purpose, Option<&str>, &str),
) -> Result<Begun> {
    let secret = edge.secret();
    let address = provider.address(Marks::of(&secret), return_to, edge.words.0).await?;
    let visit = SsoVisit {
        hash: digest(&secret),
        purpose,
        person: person.map(str::to_owned),
        next: next.chars().take(2000).collect(),
        expires_at: edge.now + MINUTES.minutes(),
    };
    let mut write = workspace.store.write().await?;
    write.add_sso_visit(&visit, edge.now).await?;
    write.commit().await?;
    Ok(Begun { secret, address })
}
