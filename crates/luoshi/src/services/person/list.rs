use std::collections::BTreeMap;

use anyhow::Result;
use policy::access::Membership;

use crate::{store::Person, workspace::Workspace};

/// A person with what they may do.
#[derive(Clone, Debug)]
pub struct Listed {
    pub person: Person,
    pub memberships: Vec<Membership>,
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
    let listed = read.people().await?.into_iter().map(|person| {
        let memberships = memberships.remove(&person.id).unwrap_or_default();
        Listed { person, memberships }
    });
    Ok(listed.collect())
}
