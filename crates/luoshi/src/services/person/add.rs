use anyhow::Result;
use policy::{access::Membership, text::Language};
use serde_json::json;

use super::placed;
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::{account, mail},
    store::{NewEvent, Person},
    workspace::Workspace,
};

/// Somebody new.
pub struct Add {
    pub login: String,
    pub name: String,
    /// Where one-time links are sent; empty for nowhere.
    pub email: String,
    pub language: Language,
    pub memberships: Vec<Membership>,
}

/// Adds a person who cannot come in yet; an invitation lets them set a password.
///
/// # Errors
/// Refused when the login is taken or not of letters, digits, dots and dashes, the name is empty, the
/// address of mail is none, or a membership has no place.
pub async fn add(workspace: &Workspace, edge: &Edge, add: Add) -> Result<Person> {
    insert(workspace, edge, add, None).await
}

/// Adds a person with a password: the first administrator, and the people of the demo.
///
/// # Errors
/// The refusals of [`add`], and those of a weak password.
pub async fn add_with_password(workspace: &Workspace, edge: &Edge, add: Add, password: &str) -> Result<Person> {
    insert(workspace, edge, add, Some(password)).await
}

async fn insert(workspace: &Workspace, edge: &Edge, add: Add, password: Option<&str>) -> Result<Person> {
    let login = add.login.trim().to_lowercase();
    let sound = login.chars().all(|one| one.is_alphanumeric() || matches!(one, '.' | '-' | '_'));
    if !sound || !(2..=40).contains(&login.chars().count()) {
        return Err(Refusal::new("login-malformed").with("login", login).into());
    }
    let name = add.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 60 {
        return Err(Refusal::new("name-malformed").into());
    }
    let email = mail::address(&add.email)?;
    let place = |one| placed(&workspace.pack, one);
    let memberships = add.memberships.into_iter().map(place).collect::<Result<Vec<_>, _>>()?;
    let mut person = Person {
        id: edge.id(),
        login,
        name,
        email,
        language: add.language,
        password: None,
        totp_secret: None,
        totp_last_step: 0,
        disabled_at: None,
        created_at: edge.now,
        seen_at: None,
    };
    if let Some(password) = password {
        person.password = Some(account::hashed(edge, &person, password).await?);
    }
    let mut write = workspace.store.write().await?;
    if !write.add_person(&person).await? {
        return Err(Refusal::new("login-taken").with("login", &person.login).into());
    }
    write.set_memberships(&person.id, &memberships).await?;
    let body = json!({ "login": person.login, "memberships": memberships });
    let event = NewEvent { at: edge.now, actor: &edge.actor, kind: "person.added", subject: &person.id, body };
    write.add_event(event).await?;
    write.commit().await?;
    Ok(person)
}
