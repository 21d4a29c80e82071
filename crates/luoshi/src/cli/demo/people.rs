//! The people of the demo: one for every role, to look at the site through their eyes.

use std::{fs, io::Write as _};

use anyhow::Result;
use policy::access::{Membership, Role, ScopeKind};

use crate::{
    cli::demo::{cases, duties, visits},
    edge::Edge,
    services::person::{self, Add, Place, Places},
    words::name,
    workspace::Workspace,
};

/// Unit of the second liaison, and the login.
const SECOND: &str = "finance";

/// The file with the password, readable by its owner only.
const FILE: &str = "demo-password.txt";

/// Makes the people, once, and says how to sign in as one of them. All share a password that is made by chance: the demo
/// may be reached by others.
pub async fn introduce(edge: &Edge) -> Result<String> {
    let workspace = Workspace::open(edge).await?;
    let path = edge.dir.join(FILE);
    if person::list(&workspace).await?.is_empty() {
        let password = edge.secret()[..12].to_owned();
        let mut file = tempfile::NamedTempFile::new_in(&edge.dir)?;
        file.write_all(password.as_bytes())?;
        file.persist(&path)?;
        let places = person::places(&workspace, edge).await?;
        for role in Role::ALL {
            let add = Add {
                email: String::new(),
                login: name(&role),
                name: edge.words.say(&format!("demo-person-{}", name(&role))),
                language: edge.words.0,
                memberships: vec![Membership { role, scope: scope(&places, role) }],
            };
            person::add_with_password(&workspace, edge, add, &password).await?;
        }
        // A second unit, so that two can work together.
        let second = places.units.iter().find(|(unit, _)| unit == SECOND);
        if let Some((unit, _)) = second {
            let add = Add {
                email: String::new(),
                login: SECOND.into(),
                name: edge.words.say("demo-person-second"),
                language: edge.words.0,
                memberships: vec![Membership { role: Role::Liaison, scope: unit.clone() }],
            };
            person::add_with_password(&workspace, edge, add, &password).await?;
        }
        if let Some(day) = workspace.config.demo_day.filter(|_| second.is_some()) {
            edge.progress(&edge.words.say("demo-duties"));
            duties::tell(&workspace, edge, day).await?;
            visits::tell(&workspace, edge, day).await?;
            cases::tell(&workspace, edge, day).await?;
        }
    }
    workspace.store.close().await;
    let password = fs::read_to_string(&path).unwrap_or_default();
    let logins = Role::ALL.map(|role| format!("{} ({})", name(&role), edge.words.say(role.key())));
    let second = format!("{SECOND} ({})", edge.words.say(Role::Liaison.key()));
    let logins: Vec<_> = logins.into_iter().chain([second]).collect();
    Ok(edge
        .words
        .with("demo-people", &[("password", &password), ("logins", &logins.join(&edge.words.say("list-separator")))]))
}

/// Where a role is at home: the first unit of the plan, the first township, its first school.
fn scope(places: &Places, role: Role) -> String {
    let first = |places: &[Place]| places.first().map(|(code, _)| code.clone()).unwrap_or_default();
    match role.scope() {
        ScopeKind::District | ScopeKind::Any => String::new(),
        ScopeKind::Unit => first(&places.units),
        ScopeKind::Township => first(&places.townships),
        ScopeKind::School => first(&places.schools),
    }
}
