//! Personal access tokens: a program reads what its person may see, never more, and changes something only with a token
//! that was made for it. A token is shown once; its hash is kept.

use anyhow::Result;
use jiff::ToSpan as _;
use serde_json::json;

use super::{Caller, digest, right_password, second_factor_roles};
use crate::{
    edge::Edge,
    refusal::Refusal,
    store::{NewEvent, Token, Via},
    workspace::Workspace,
};

/// Days for which a token may be made.
pub const TOKEN_DAYS: [i64; 4] = [30, 90, 180, 365];
/// What a token begins with, so that one in the wrong place is recognised.
const PREFIX: &str = "luoshi_";
/// Tokens of one person.
const MOST: usize = 20;

/// A token to be made.
pub struct Order<'a> {
    /// What it is for.
    pub name: &'a str,
    pub days: i64,
    /// Whether it may change anything, besides reading.
    pub writes: bool,
}

/// Makes a token for the caller and gives it, which happens this once.
///
/// # Errors
/// Refused when the password is wrong, the name is empty or long, the days are none of those offered, or there are too
/// many tokens.
pub async fn make_token(
    workspace: &Workspace,
    edge: &Edge,
    caller: &Caller,
    order: &Order<'_>,
    password: &str,
) -> Result<String> {
    let name = order.name.trim();
    if name.is_empty() || name.chars().count() > 60 || !TOKEN_DAYS.contains(&order.days) {
        return Err(Refusal::new("token-malformed").into());
    }
    right_password(workspace, edge, caller, password).await?;
    let secret = format!("{PREFIX}{}", edge.secret());
    let token = Token {
        hash: digest(&secret),
        id: edge.id(),
        person: caller.person.id.clone(),
        name: name.to_owned(),
        writes: order.writes,
        created_at: edge.now,
        expires_at: edge.now + (24 * order.days).hours(),
        used_on: None,
    };
    let mut write = workspace.store.write().await?;
    if write.tokens_of(&caller.person.id).await?.len() >= MOST {
        return Err(Refusal::new("token-many").with("most", MOST).into());
    }
    write.add_token(&token).await?;
    let (actor, body) =
        (&edge.actor, json!({ "name": token.name, "expires": token.expires_at, "writes": token.writes }));
    write.add_event(NewEvent { at: edge.now, actor, kind: "token.made", subject: &caller.person.id, body }).await?;
    write.commit().await?;
    Ok(secret)
}

/// The caller's tokens, the latest first.
///
/// # Errors
/// When the database fails.
pub async fn tokens(workspace: &Workspace, caller: &Caller) -> Result<Vec<Token>> {
    workspace.store.read().await?.tokens_of(&caller.person.id).await
}

/// Ends one of the caller's tokens.
///
/// # Errors
/// Refused when there is no such token.
pub async fn end_token(workspace: &Workspace, edge: &Edge, caller: &Caller, id: &str) -> Result<()> {
    let mut write = workspace.store.write().await?;
    let tokens = write.tokens_of(&caller.person.id).await?;
    let token = tokens.iter().find(|one| one.id == id).ok_or_else(|| Refusal::new("token-unknown"))?;
    write.end_token(&caller.person.id, id).await?;
    let (actor, body) = (&edge.actor, json!({ "name": token.name }));
    write.add_event(NewEvent { at: edge.now, actor, kind: "token.ended", subject: &caller.person.id, body }).await?;
    write.commit().await
}

/// Who a token belongs to; none when it was ended, has run out, or the account is closed. `writes` says whether something
/// is to be changed.
///
/// # Errors
/// Refused when the token only reads and something is to be changed.
pub async fn authenticate_token(
    workspace: &Workspace,
    edge: &Edge,
    secret: &str,
    writes: bool,
) -> Result<Option<Caller>> {
    let mut read = workspace.store.read().await?;
    let Some(token) = read.token(&digest(secret)).await?.filter(|token| token.expires_at > edge.now) else {
        return Ok(None);
    };
    let Some(person) = read.person(&token.person).await?.filter(|person| person.disabled_at.is_none()) else {
        return Ok(None);
    };
    if writes && !token.writes {
        return Err(Refusal::new("token-reads").into());
    }
    let memberships = read.memberships_of(&person.id).await?;
    let required = second_factor_roles(&mut read).await?;
    drop(read);
    if token.used_on != Some(edge.today()) {
        let mut write = workspace.store.write().await?;
        write.touch_token(&token.hash, edge.today()).await?;
        write.commit().await?;
    }
    let must_enrol = person.totp_secret.is_none() && memberships.iter().any(|one| required.contains(&one.role));
    Ok(Some(Caller { person, memberships, session: String::new(), visited_at: None, via: Via::Password, must_enrol }))
}
