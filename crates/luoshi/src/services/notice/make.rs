use std::collections::BTreeMap;

use anyhow::Result;
use jiff::{Timestamp, civil::Date};
use policy::{
    calendar::{Calendar, UnknownYear},
    supervise::loud_from,
};
use serde_json::json;

use super::{Telling, due};
use crate::{
    edge::{Edge, of_office_clock, office_clock},
    store::{Channel, Delivery, DeliveryState, Facts, NewEvent, Notice, Transaction},
    workspace::Workspace,
};

/// What was told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// People and groups that were told something, each counted once per thing.
    pub told: usize,
    /// A year whose working days no pack knows, if one was needed.
    pub unknown: Option<UnknownYear>,
}

/// How many were told one thing, and on which ways.
#[derive(Default)]
struct Counts {
    people: usize,
    letters: usize,
    groups: usize,
}

/// Tells what is to be told by the end of a day and was not told before: notices, their deliveries and the events of the log in
/// one transaction.
///
/// # Errors
/// When the database or a snapshot cannot be read.
pub async fn make(workspace: &Workspace, edge: &Edge, name: &str, day: Date) -> Result<Made> {
    let due = due(workspace, edge, day).await?;
    let told = workspace.store.read().await?.told().await?;
    let is_new = |one: &Telling| !told.contains(&(one.receiver.clone(), one.subject.clone(), one.key.clone()));
    let mut tellings = due.tellings;
    tellings.retain(is_new);
    let mut made = Made { told: 0, unknown: due.unknown };
    if tellings.is_empty() {
        return Ok(made);
    }
    // Letters wait while it is quiet; without a calendar of the year nobody knows when that ends.
    let not_before = match loud(workspace, edge.now) {
        Ok(at) => at,
        Err(unknown) => return Ok(Made { told: 0, unknown: Some(unknown) }),
    };
    let mut counts: BTreeMap<(String, String), (Counts, Facts)> = BTreeMap::new();
    let mut write = workspace.store.write().await?;
    for telling in tellings {
        let delivery = match telling.channel {
            Some(channel) => Some(carried(&mut write, edge, channel, &telling.receiver, not_before).await?),
            None => None,
        };
        let notice = Notice {
            id: edge.id(),
            receiver: telling.receiver,
            subject: telling.subject.clone(),
            key: telling.key.clone(),
            facts: telling.facts.clone(),
            made_at: edge.now,
            read_at: None,
            delivery,
        };
        if !write.add_notice(&notice).await? {
            continue;
        }
        made.told += 1;
        let (counts, _) =
            counts.entry((telling.subject, telling.key)).or_insert_with(|| (Counts::default(), telling.facts));
        match telling.channel {
            Some(Channel::Robot) => counts.groups += 1,
            channel => {
                counts.people += 1;
                counts.letters += usize::from(channel.is_some());
            }
        }
    }
    for ((subject, _), (counts, facts)) in &counts {
        let body = json!({
            "rule": facts.rule, "of": facts.of, "unit": facts.unit, "people": counts.people, "letters": counts.letters,
            "groups": counts.groups,
        });
        write.add_event(NewEvent { at: edge.now, actor: name, kind: "notice.told", subject, body }).await?;
    }
    write.commit().await?;
    Ok(made)
}

/// The letter or message that carries something to somebody: the one that waits, or a new one.
async fn carried(
    write: &mut Transaction,
    edge: &Edge,
    channel: Channel,
    receiver: &str,
    not_before: Timestamp,
) -> Result<String> {
    if let Some(id) = write.fresh_delivery(receiver).await? {
        return Ok(id);
    }
    let delivery = Delivery {
        id: edge.id(),
        channel,
        receiver: receiver.to_owned(),
        state: DeliveryState::Waiting,
        not_before,
        attempts: 0,
        error: String::new(),
        made_at: edge.now,
        tried_at: None,
    };
    write.add_delivery(&delivery).await?;
    Ok(delivery.id)
}

/// The first moment at or after one at which people are written to.
pub(super) fn loud(workspace: &Workspace, at: Timestamp) -> Result<Timestamp, UnknownYear> {
    let pack = &workspace.pack;
    let Some(quiet) = &pack.supervision.quiet else { return Ok(at) };
    let shown = office_clock(at);
    let loud = loud_from(quiet, Calendar::new(&pack.calendar), shown)?;
    Ok(if loud == shown { at } else { of_office_clock(loud).unwrap_or(at) })
}
