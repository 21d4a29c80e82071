use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{make::loud, robot::LONGEST, robot::Line, robots};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::mail::Mailer,
    store::{Channel, Delivery, DeliveryState, NewEvent},
    telling::ToldNotice,
    words::{Words, name},
    workspace::Workspace,
};

/// What became of a letter or message that was handed over, with a code of the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Sent,
    /// It did not go; it may another time.
    Later(String),
    /// It was refused for good.
    Never(String),
    /// It may have gone or not.
    Unknown(String),
}

/// Codes of reasons, without the number that follows some.
pub const CODES: [&str; 13] = [
    "none",
    "smtp",
    "http",
    "robot",
    "mail_unreachable",
    "mail_broken_off",
    "mail_address",
    "mail_off",
    "robot_unreachable",
    "robot_broken_off",
    "robot_answer",
    "robot_address",
    "robot_private",
];

/// How many deliveries ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    pub sent: usize,
    pub later: usize,
    pub failed: usize,
    pub unknown: usize,
    pub closed: usize,
}

/// Minutes between tries, ever longer; after the last one it has failed.
const WAITS: [i64; 5] = [5, 30, 2 * 60, 8 * 60, 24 * 60];

/// Sends what waits and may leave.
///
/// # Errors
/// When the database fails; what was being sent then has an unknown end.
pub async fn send(workspace: &Workspace, edge: &Edge, mail: Option<&Mailer>, line: &Line) -> Result<Sent> {
    let waiting = workspace.store.read().await?.deliveries(DeliveryState::Waiting).await?;
    let mut sent = Sent::default();
    // A server for mail that does not answer is asked once, not once for every letter.
    let mut reachable: Option<bool> = None;
    for delivery in waiting.into_iter().filter(|one| one.not_before <= edge.now) {
        if let (Channel::Mail, Some(mail), None) = (delivery.channel, mail, reachable) {
            reachable = Some(mail.is_reachable().await);
        }
        let mut write = workspace.store.write().await?;
        if !write.take_delivery(&delivery.id, edge.now).await? {
            continue;
        }
        write.commit().await?;
        let mut delivery = Delivery { state: DeliveryState::Sending, attempts: delivery.attempts + 1, ..delivery };
        let outcome = match delivery.channel {
            Channel::Mail if reachable == Some(false) => Some(Outcome::Later("mail_unreachable".into())),
            Channel::Mail => letter(workspace, edge, mail, &delivery).await?,
            Channel::Robot => message(workspace, edge, line, &delivery).await?,
        };
        let (state, error) = match outcome {
            Some(Outcome::Sent) => (DeliveryState::Sent, String::new()),
            Some(Outcome::Later(code)) => match WAITS.get(usize::try_from(delivery.attempts)?.saturating_sub(1)) {
                Some(minutes) => {
                    let again = edge.now + SignedDuration::from_mins(*minutes);
                    delivery.not_before = loud(workspace, again).unwrap_or(again);
                    (DeliveryState::Waiting, code)
                }
                None => (DeliveryState::Failed, code),
            },
            Some(Outcome::Never(code)) => (DeliveryState::Failed, code),
            Some(Outcome::Unknown(code)) => (DeliveryState::Unknown, code),
            None => (DeliveryState::Closed, "receiver_gone".into()),
        };
        match state {
            DeliveryState::Sent => sent.sent += 1,
            DeliveryState::Failed => sent.failed += 1,
            DeliveryState::Unknown => sent.unknown += 1,
            DeliveryState::Closed => sent.closed += 1,
            DeliveryState::Waiting | DeliveryState::Sending => sent.later += 1,
        }
        if !error.is_empty() {
            tracing::warn!(delivery = delivery.id, channel = name(&delivery.channel), "not delivered: {error}");
        }
        (delivery.state, delivery.error) = (state, error);
        let mut write = workspace.store.write().await?;
        write.set_delivery(&delivery, DeliveryState::Sending).await?;
        write.commit().await?;
    }
    Ok(sent)
}

/// Sends a letter with everything that it carries; none when nobody is to get it any more.
async fn letter(
    workspace: &Workspace,
    edge: &Edge,
    mail: Option<&Mailer>,
    delivery: &Delivery,
) -> Result<Option<Outcome>> {
    let mut read = workspace.store.read().await?;
    let person = read.person(&delivery.receiver).await?.filter(|person| person.disabled_at.is_none());
    let notices = read.notices_in(&delivery.id).await?;
    let wanted = !read.without_letters().await?.contains(&delivery.receiver);
    drop(read);
    let Some(person) = person.filter(|person| person.email.is_some() && wanted && !notices.is_empty()) else {
        return Ok(None);
    };
    let Some(mail) = mail else { return Ok(Some(Outcome::Never("mail_off".into()))) };
    let told = ToldNotice { words: Words(person.language), pack: &workspace.pack };
    let site = workspace.config.site.as_deref();
    let (subject, text) = told.letter(&person.name, &notices, site);
    Ok(Some(mail.send_notices(&person, &delivery.id, edge.now, subject, text).await))
}

/// Sends a message to a group; none when the robot was taken out.
async fn message(workspace: &Workspace, edge: &Edge, line: &Line, delivery: &Delivery) -> Result<Option<Outcome>> {
    let mut read = workspace.store.read().await?;
    let robot = read.robots().await?.into_iter().find(|robot| robot.id == delivery.receiver);
    let notices = read.notices_in(&delivery.id).await?;
    drop(read);
    let Some(robot) = robot.filter(|_| !notices.is_empty()) else { return Ok(None) };
    let told = ToldNotice { words: Words(robot.language), pack: &workspace.pack };
    let text = told.message(&notices, LONGEST);
    Ok(Some(robots::say(workspace, edge, line, &robot, &text).await?))
}

/// What was on its way when a server ended has an unknown end. Called when a server starts.
///
/// # Errors
/// When the database fails.
pub async fn strand(workspace: &Workspace) -> Result<u64> {
    let mut write = workspace.store.write().await?;
    let stranded = write.move_deliveries(DeliveryState::Sending, DeliveryState::Unknown).await?;
    write.commit().await?;
    Ok(stranded)
}

/// When the next delivery may leave, if any waits.
///
/// # Errors
/// When the database fails.
pub async fn next(workspace: &Workspace) -> Result<Option<Timestamp>> {
    let waiting = workspace.store.read().await?.deliveries(DeliveryState::Waiting).await?;
    Ok(waiting.into_iter().map(|one| one.not_before).min())
}

/// What a person has to decide about, and how much waits.
pub struct Troubled {
    /// Unknown ends first, then what failed; each with the name of its receiver and how much it carries.
    pub rows: Vec<(Delivery, String, usize)>,
    pub waiting: usize,
    pub sent: usize,
}

/// Deliveries whose end is unknown, or that failed.
///
/// # Errors
/// When the database fails.
pub async fn troubled(workspace: &Workspace) -> Result<Troubled> {
    let mut read = workspace.store.read().await?;
    let (people, robots) = (read.people().await?, read.robots().await?);
    let mut rows = Vec::new();
    for state in [DeliveryState::Unknown, DeliveryState::Failed] {
        for delivery in read.deliveries(state).await? {
            let person = people.iter().find(|one| one.id == delivery.receiver).map(|one| one.name.clone());
            let robot = robots.iter().find(|one| one.id == delivery.receiver).map(|one| one.name.clone());
            let carries = read.notices_in(&delivery.id).await?.len();
            rows.push((delivery, person.or(robot).unwrap_or_default(), carries));
        }
    }
    let counts = read.count_deliveries().await?;
    let of = |state| counts.iter().find(|(one, _)| *one == state).map_or(0, |(_, count)| *count);
    Ok(Troubled { rows, waiting: of(DeliveryState::Waiting), sent: of(DeliveryState::Sent) })
}

/// Sends again, or closes, what failed or has an unknown end.
///
/// # Errors
/// Refused when it is no longer in the state in which it was seen.
pub async fn settle(workspace: &Workspace, edge: &Edge, id: &str, seen: DeliveryState, again: bool) -> Result<()> {
    let changed = || Refusal::new("delivery-changed");
    let mut write = workspace.store.write().await?;
    let mut found = write.deliveries(seen).await?;
    found.retain(|one| one.id == id && matches!(seen, DeliveryState::Unknown | DeliveryState::Failed));
    let mut delivery = found.pop().ok_or_else(changed)?;
    let (state, kind) = if again {
        // It counts as tried, so that nothing else goes along with it.
        (delivery.attempts, delivery.not_before) = (1, edge.now);
        (DeliveryState::Waiting, "delivery.sent_again")
    } else {
        (DeliveryState::Closed, "delivery.closed")
    };
    delivery.state = state;
    if !write.set_delivery(&delivery, seen).await? {
        return Err(changed().into());
    }
    let (actor, body) = (&edge.actor, json!({ "channel": delivery.channel, "was": seen, "why": delivery.error }));
    write.add_event(NewEvent { at: edge.now, actor, kind, subject: id, body }).await?;
    write.commit().await
}
