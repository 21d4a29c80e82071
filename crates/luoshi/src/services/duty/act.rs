use anyhow::Result;
use jiff::civil::Date;
use policy::supervise::{self, Command, Proof, Trace, decide, sees};

use super::{PREFIX, Who, grounds};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::event::logged,
    store::{DutyRow, NewEvent, Transaction},
    workspace::Workspace,
};

/// A command to a duty.
pub struct Act<'a> {
    pub who: Who<'a>,
    pub day: Date,
    pub id: &'a str,
    /// The version on which the person decided; none for whatever is there.
    pub version: Option<i64>,
    pub proof: &'a Proof,
    pub command: Command,
}

/// Carries out a command.
///
/// # Errors
/// Refused when the duty is unknown to the person, somebody else was faster, or the rules of supervision say no.
pub async fn act(workspace: &Workspace, edge: &Edge, act: Act<'_>) -> Result<DutyRow> {
    let mut write = workspace.store.write().await?;
    let row = within(workspace, edge, &mut write, act).await?;
    write.commit().await?;
    Ok(row)
}

/// Carries out the same command on many duties, all or none: the first refusal names its duty.
///
/// # Errors
/// The refusals of [`act`].
pub async fn act_on_all(workspace: &Workspace, edge: &Edge, acts: Vec<Act<'_>>) -> Result<usize> {
    let count = acts.len();
    let mut write = workspace.store.write().await?;
    for act in acts {
        within(workspace, edge, &mut write, act).await?;
    }
    write.commit().await?;
    Ok(count)
}

/// Carries out a command within a transaction: state and event together.
pub(super) async fn within(
    workspace: &Workspace,
    edge: &Edge,
    write: &mut Transaction,
    act: Act<'_>,
) -> Result<DutyRow> {
    let pack = &workspace.pack;
    let actor = act.who.actor(pack);
    let found = write.duty(act.id).await?.filter(|row| actor.is_machine || sees(&row.duty, &actor));
    let mut row = found.ok_or_else(|| Refusal::new("page-missing"))?;
    if act.version.is_some_and(|version| version != row.version) {
        return Err(conflict(&row).into());
    }
    let events = decide(&row.duty, act.command, &actor, &grounds(pack, act.proof, act.day)).map_err(refused)?;
    for event in &events {
        let (kind, body) = logged(PREFIX, event, act.day)?;
        let new = NewEvent { at: edge.now, actor: act.who.name, kind: &kind, subject: &row.id, body };
        let seq = write.add_event(new).await?.seq;
        let before = row.duty.clone();
        row.duty.apply(event, act.who.name, act.day);
        let trace = Trace::of(&before, event, act.day, &row.duty);
        write.add_duty_trace((&row.id, &row.duty.unit), seq, act.day, trace).await?;
    }
    row.version += 1;
    (row.changed_at, row.changed_by) = (edge.now, act.who.name.to_owned());
    if !write.set_duty(&row).await? {
        return Err(conflict(&row).into());
    }
    Ok(row)
}

/// Somebody changed it meanwhile.
fn conflict(row: &DutyRow) -> Refusal {
    let (day, time) = crate::edge::office_time(row.changed_at);
    Refusal::new("duty-conflict").with("by", &row.changed_by).with("at", format!("{day} {time}"))
}

/// A refusal of the rules as one of the house.
pub(in crate::services) fn refused(refusal: supervise::Refusal) -> Refusal {
    refusal.args.into_iter().fold(Refusal::new(refusal.code), |said, (name, value)| said.with(name, value))
}
