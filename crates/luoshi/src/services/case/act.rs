use anyhow::Result;
use jiff::civil::Date;
use policy::casefile::{Command, Event, decide, sees};

use super::{PREFIX, rules};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::{
        duty::{Who, refused},
        event::logged,
        evidence::{Taken, take},
    },
    store::{CaseRow, NewEvent, Transaction},
    workspace::Workspace,
};

/// A command to a file, with what shows it.
pub struct Act<'a> {
    pub who: Who<'a>,
    pub day: Date,
    pub id: &'a str,
    /// The version on which the person decided.
    pub version: i64,
    pub command: Command,
    pub files: Vec<Taken>,
    /// Whether pictures lose place, time and device.
    pub strip: bool,
}

/// Carries out a command, its files first; all or nothing.
///
/// # Errors
/// Refused when the file is unknown to the person, somebody else was faster, a file will not do, or the rules say no.
pub async fn act(workspace: &Workspace, edge: &Edge, act: Act<'_>) -> Result<CaseRow> {
    let (pack, rules) = (&workspace.pack, rules(workspace)?);
    let actor = act.who.actor(pack);
    let kept = take(workspace, act.files, act.strip)?;
    let mut write = workspace.store.write().await?;
    let found = write.case(act.id).await?.filter(|row| sees(&row.case, &actor));
    let mut row = found.ok_or_else(|| Refusal::new("page-missing"))?;
    if act.version != row.version {
        return Err(conflict(&row).into());
    }
    let of = match &act.command {
        Command::Step { step: of, .. } | Command::Claim { outcome: of, .. } => of.clone(),
        _ => String::new(),
    };
    let files = kept.into_iter().map(|file| Command::AddEvidence { file, of: of.clone() });
    for command in files.chain([act.command]) {
        let events = decide(&row.case, command, &actor, rules, act.day).map_err(refused)?;
        happen(&mut write, edge, &mut row, act.who.name, act.day, &events).await?;
    }
    keep(&mut write, edge, &mut row, act.who.name).await?;
    write.commit().await?;
    Ok(row)
}

/// Puts events into the log and into the file.
pub(super) async fn happen(
    write: &mut Transaction,
    edge: &Edge,
    row: &mut CaseRow,
    by: &str,
    day: Date,
    events: &[Event],
) -> Result<()> {
    for event in events {
        row.case.apply(event, by, day);
        let (kind, body) = logged(PREFIX, event, day)?;
        write.add_event(NewEvent { at: edge.now, actor: by, kind: &kind, subject: &row.id, body }).await?;
    }
    Ok(())
}

/// Writes a changed file.
pub(super) async fn keep(write: &mut Transaction, edge: &Edge, row: &mut CaseRow, by: &str) -> Result<()> {
    row.version += 1;
    (row.changed_at, row.changed_by) = (edge.now, by.to_owned());
    if write.set_case(row).await? { Ok(()) } else { Err(conflict(row).into()) }
}

/// Somebody changed it meanwhile.
fn conflict(row: &CaseRow) -> Refusal {
    let (day, time) = crate::edge::office_time(row.changed_at);
    Refusal::new("case-conflict").with("by", &row.changed_by).with("at", format!("{day} {time}"))
}
