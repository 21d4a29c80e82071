use std::collections::BTreeMap;

use anyhow::Result;
use policy::access::Membership;

use crate::{
    store::{Person, SsoLink},
    workspace::Workspace,
};

/// A person with what they may do.
#[derive(Clone, Debug)]
pub struct Listed {
    pub person: Person,
    pub memberships: Vec<Membership>,
    /// The account of single sign-on that is connected.
    pub sso: Option<SsoLink>,
}

/// Everybody, by login.
///
/// # Errors
/// When the database fails.
pub async fn list(workspace: &Workspace) -> Result<Vec<Listed>> {
    let mut read = workspace.store.read().await?;
    let mut memberships: BTreeMap<String, Vec<Membership>> = BTreeMap::new();
    for (person, membership) in read.memberships().await? {
        memberships.entry(person).or_default().push(membership);
    }
    let links = read.sso_links().await?.into_iter().map(|link| (link.person.clone(), link));
    let mut links: BTreeMap<_, _> = links.collect();
    let listed = read.people().await?.into_iter().map(|person| {
        let memberships = memberships.remove(&person.id).unwrap_or_default();
        let sso = links.remove(&person.id);
        Listed { person, memberships, sso }
    });
    Ok(listed.collect())
}
