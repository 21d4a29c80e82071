//! `luoshi user`: accounts from the shell, as on the site.

use anyhow::Result;
use clap::{Args, Subcommand};
use policy::{
    access::{Membership, Role},
    text::Language,
};
use serde_json::json;

use super::{
    Answer,
    output::{self, Grid, Output},
};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::{
        account,
        person::{self, Listed},
    },
    words::{Words, name},
    workspace::Workspace,
};

#[derive(Subcommand)]
pub enum User {
    List(Output),
    Add(Add),
    Roles(Roles),
    Email(Email),
    Invite(Login),
    Close(Login),
    Reopen(Login),
    SecondFactorOff(Login),
    SsoOff(Login),
}

#[derive(Args)]
pub struct Add {
    #[arg(value_name = "LOGIN")]
    login: String,
    #[arg(long, value_name = "NAME")]
    name: String,
    #[arg(long, value_name = "ADDRESS", default_value = "")]
    email: String,
    #[arg(long = "role", value_name = "ROLE[:SCOPE]", value_parser = membership, required = true)]
    roles: Vec<Membership>,
}

#[derive(Args)]
pub struct Roles {
    #[arg(value_name = "LOGIN")]
    login: String,
    #[arg(long = "role", value_name = "ROLE[:SCOPE]", value_parser = membership, required = true)]
    roles: Vec<Membership>,
}

#[derive(Args)]
pub struct Email {
    #[arg(value_name = "LOGIN")]
    login: String,
    /// None takes it away.
    #[arg(value_name = "ADDRESS", default_value = "")]
    email: String,
}

#[derive(Args)]
pub struct Login {
    #[arg(value_name = "LOGIN")]
    login: String,
}

impl User {
    pub async fn run(self, edge: &Edge) -> Result<Answer> {
        let workspace = Workspace::open(edge).await?;
        let answer = self.answer(edge, &workspace).await;
        workspace.store.close().await;
        answer
    }

    async fn answer(self, edge: &Edge, workspace: &Workspace) -> Result<Answer> {
        let words = edge.words;
        let said = |key: &str, login: &str| words.with(key, &[("login", login)]) + "\n";
        Ok(match self {
            Self::List(output) => list(edge, workspace, output).await?,
            Self::Add(command) => {
                let memberships = person::places(workspace, edge).await?.memberships(&command.roles, &[])?;
                let add = person::Add {
                    login: command.login,
                    name: command.name,
                    email: command.email,
                    language: Language::default(),
                    memberships,
                };
                let person = person::add(workspace, edge, add).await?;
                let secret = person::invite(workspace, edge, &person.id).await?;
                said("user-added", &person.login) + &invitation(words, &secret)
            }
            Self::Roles(command) => {
                let Listed { person, memberships, .. } = find(workspace, &command.login).await?;
                let memberships = person::places(workspace, edge).await?.memberships(&command.roles, &memberships)?;
                person::set_memberships(workspace, edge, &person.id, memberships).await?;
                said("user-changed", &person.login)
            }
            Self::Email(command) => {
                let person = find(workspace, &command.login).await?.person;
                person::set_email(workspace, edge, &person.id, &command.email).await?;
                said("user-changed", &person.login)
            }
            Self::Invite(command) => {
                let person = find(workspace, &command.login).await?.person;
                invitation(words, &person::invite(workspace, edge, &person.id).await?)
            }
            Self::Close(command) => {
                let person = find(workspace, &command.login).await?.person;
                person::close(workspace, edge, &person.id).await?;
                said("user-closed", &person.login)
            }
            Self::Reopen(command) => {
                let person = find(workspace, &command.login).await?.person;
                person::reopen(workspace, edge, &person.id).await?;
                said("user-changed", &person.login)
            }
            Self::SecondFactorOff(command) => {
                let person = find(workspace, &command.login).await?.person;
                account::remove_second_factor(workspace, edge, &person.id).await?;
                said("user-changed", &person.login)
            }
            Self::SsoOff(command) => {
                let person = find(workspace, &command.login).await?.person;
                account::sso::unlink(workspace, edge, &person.id).await?;
                said("user-changed", &person.login)
            }
        }
        .into())
    }
}

fn invitation(words: Words, secret: &str) -> String {
    words.with("user-invitation", &[("secret", secret), ("days", &person::LINK_DAYS.to_string())]) + "\n"
}

async fn find(workspace: &Workspace, login: &str) -> Result<Listed> {
    let people = person::list(workspace).await?;
    let found = people.into_iter().find(|one| one.person.login == login.to_lowercase());
    Ok(found.ok_or_else(|| Refusal::new("person-unknown").with("login", login))?)
}

async fn list(edge: &Edge, workspace: &Workspace, output: Output) -> Result<String> {
    let people = person::list(workspace).await?;
    let mut grid = Grid::new(&["login", "name", "roles", "second-factor", "sso", "state", "seen-at"]);
    for Listed { person, memberships, sso } in &people {
        let roles = memberships.iter().map(|one| format!("{} {}", edge.words.say(one.role.key()), one.scope));
        let state = match (person.disabled_at, &person.password) {
            (Some(_), _) => "user-state-closed",
            (None, None) => "user-state-invited",
            (None, Some(_)) => "user-state-open",
        };
        grid.push(vec![
            person.login.clone(),
            person.name.clone(),
            roles.collect::<Vec<_>>().join(&edge.words.say("list-separator")),
            if person.totp_secret.is_some() { edge.words.say("yes") } else { edge.words.say("no") },
            sso.as_ref().map(|link| link.label.clone()).unwrap_or_default(),
            edge.words.say(state),
            person.seen_at.map(|at| at.to_string()).unwrap_or_default(),
        ]);
    }
    let shown = || {
        let shown = people.iter().map(|Listed { person, memberships, sso }| {
            json!({
                "login": person.login, "name": person.name, "email": person.email, "memberships": memberships,
                "second_factor": person.totp_secret.is_some(), "sso": sso, "closed_at": person.disabled_at, "seen_at": person.seen_at,
            })
        });
        output::json(&shown.collect::<Vec<_>>())
    };
    grid.render(output.format, edge, shown)
}

/// A role, and after a colon the code or unit that it reaches.
fn membership(text: &str) -> Result<Membership, String> {
    let (role, scope) = text.split_once(':').unwrap_or((text, ""));
    let found = Role::ALL.into_iter().find(|one| name(one) == role);
    let roles = || Role::ALL.iter().map(name).collect::<Vec<_>>().join(", ");
    Ok(Membership { role: found.ok_or_else(roles)?, scope: scope.to_owned() })
}
