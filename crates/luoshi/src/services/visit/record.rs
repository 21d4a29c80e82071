use anyhow::Result;
use jiff::civil::Date;
use policy::access::Right;
use serde_json::json;

use super::{changed, rules, words};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::account::Caller,
    store::{NewEvent, Transaction, Visit},
    workspace::Workspace,
};

/// What became of a planned visit.
pub enum Deed {
    /// It took place on a day.
    Held(Date),
    /// It is put off to another day.
    PutOff(Date),
    CalledOff,
}

/// What is written down of a visit, and which version of it was seen.
pub struct Record<'a> {
    pub id: &'a str,
    pub version: i64,
    pub deed: Deed,
    /// What was seen; why it is called off.
    pub words: &'a str,
}

/// Plans a visit under a link: the leader's own, or any for whoever runs the plan.
///
/// # Errors
/// Refused when the link has ended or is somebody else's, or the day has passed.
pub async fn plan(
    workspace: &Workspace,
    edge: &Edge,
    caller: &Caller,
    today: Date,
    link: &str,
    planned_for: Date,
) -> Result<String> {
    rules(workspace)?;
    let mut write = workspace.store.write().await?;
    let links = write.linked_schools().await?;
    let link = links.into_iter().find(|one| one.id == link && one.ended_on.is_none() && is_own(caller, &one.person));
    let link = link.ok_or_else(|| Refusal::new("page-missing"))?;
    if planned_for < today {
        return Err(Refusal::new("visit-past").into());
    }
    let visit = Visit {
        id: edge.id(),
        person: link.person,
        school: link.school,
        planned_for,
        held_on: None,
        words: String::new(),
        called_off: false,
        version: 1,
    };
    write.add_visit(&visit).await?;
    log(&mut write, edge, "visit.planned", &visit).await?;
    write.commit().await?;
    Ok(visit.id)
}

/// Writes down what became of a planned visit.
///
/// # Errors
/// Refused when it is somebody else's, is over already, somebody has changed it meanwhile, the day does not fit, or
/// nothing is written.
pub async fn record(
    workspace: &Workspace,
    edge: &Edge,
    caller: &Caller,
    today: Date,
    record: Record<'_>,
) -> Result<()> {
    let mut write = workspace.store.write().await?;
    let mut visit = own(&mut write, caller, record.id).await?;
    if visit.held_on.is_some() || visit.called_off || visit.version != record.version {
        return Err(changed().into());
    }
    let kind = match record.deed {
        Deed::Held(on) if on > today => return Err(Refusal::new("visit-ahead").into()),
        Deed::Held(on) => {
            (visit.held_on, visit.words) = (Some(on), words(record.words, "visit-words")?);
            "visit.held"
        }
        Deed::PutOff(until) if until < today => return Err(Refusal::new("visit-past").into()),
        Deed::PutOff(until) => {
            visit.planned_for = until;
            "visit.put_off"
        }
        Deed::CalledOff => {
            (visit.called_off, visit.words) = (true, words(record.words, "visit-words")?);
            "visit.called_off"
        }
    };
    if !write.change_visit(&visit).await? {
        return Err(changed().into());
    }
    log(&mut write, edge, kind, &visit).await?;
    write.commit().await
}

/// A visit that is the caller's to write on.
pub(super) async fn own(write: &mut Transaction, caller: &Caller, id: &str) -> Result<Visit> {
    let visit = write.visit(id).await?.filter(|visit| is_own(caller, &visit.person));
    Ok(visit.ok_or_else(|| Refusal::new("page-missing"))?)
}

/// Whether a visit of a leader is the caller's to plan and to record.
pub(super) fn is_own(caller: &Caller, person: &str) -> bool {
    caller.may(Right::Link) || (caller.may(Right::Visit) && caller.person.id == person)
}

async fn log(write: &mut Transaction, edge: &Edge, kind: &str, visit: &Visit) -> Result<()> {
    let body = json!({
        "school": visit.school, "planned_for": visit.planned_for, "held_on": visit.held_on, "words": visit.words,
    });
    write.add_event(NewEvent { at: edge.now, actor: &edge.actor, kind, subject: &visit.id, body }).await?;
    Ok(())
}
