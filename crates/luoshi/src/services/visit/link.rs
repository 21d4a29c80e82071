use anyhow::Result;
use jiff::civil::Date;
use serde_json::json;

use super::{is_leader, rules};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::person::{list, places},
    store::{LinkedSchool, NewEvent},
    workspace::Workspace,
};

/// Links a leader to a school, or to a unit of the plan, from a day on.
///
/// # Errors
/// Refused when the person is no leader, the school is not open or the unit none of the plan, or they are linked already.
pub async fn link(workspace: &Workspace, edge: &Edge, since: Date, person: &str, school: &str) -> Result<()> {
    rules(workspace)?;
    let people = list(workspace).await?;
    let leader = people
        .iter()
        .find(|one| one.person.id == person && is_leader(one))
        .ok_or_else(|| Refusal::new("visits-no-leader"))?;
    let places = places(workspace, edge).await?;
    if !places.schools.iter().chain(&places.units).any(|(code, _)| code == school) {
        return Err(Refusal::new("visits-no-school").into());
    }
    let (person, school) = (person.to_owned(), school.to_owned());
    let link = LinkedSchool { id: edge.id(), person, school, since, ended_on: None };
    let mut write = workspace.store.write().await?;
    if !write.link_school(&link).await? {
        return Err(Refusal::new("visits-linked").into());
    }
    let (subject, body) = (&link.school, json!({ "leader": leader.person.login }));
    write.add_event(NewEvent { at: edge.now, actor: &edge.actor, kind: "school.linked", subject, body }).await?;
    write.commit().await
}

/// Ends a link; its visits and their problems stay.
///
/// # Errors
/// Refused when there is no such link.
pub async fn unlink(workspace: &Workspace, edge: &Edge, day: Date, id: &str) -> Result<()> {
    let mut write = workspace.store.write().await?;
    let links = write.linked_schools().await?;
    let missing = || Refusal::new("page-missing");
    let link = links.iter().find(|one| one.id == id).ok_or_else(missing)?;
    if !write.unlink_school(id, day).await? {
        return Err(super::changed().into());
    }
    let leader = write.person(&link.person).await?.map(|person| person.login);
    let (subject, body) = (&link.school, json!({ "leader": leader }));
    write.add_event(NewEvent { at: edge.now, actor: &edge.actor, kind: "school.unlinked", subject, body }).await?;
    write.commit().await
}
