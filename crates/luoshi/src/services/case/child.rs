use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use jiff::civil::Date;
use lake::snapshot::Cut;
use policy::{access::Right, mask::mask};
use serde_json::json;

use super::{find, rules};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::{account::Caller, duty::Who, lake as lakes},
    store::{CaseRow, NewEvent},
    telling::Heading,
    words::Words,
    workspace::Workspace,
};

/// Characters below which a text is no reason.
const SHORTEST_REASON: usize = 4;

/// Something that the register says of a child.
pub struct Cell {
    pub title: String,
    pub value: String,
    /// Whether it is shown in part only.
    pub is_masked: bool,
}

/// What the register calls the children of files, by person key; children who are in it no more are left out. Who read the
/// names of which files goes into the log.
///
/// # Errors
/// Faults of files, memory or database.
pub async fn names(
    workspace: &Workspace,
    edge: &Edge,
    who: Who<'_>,
    rows: &[&CaseRow],
    day: Date,
) -> Result<BTreeMap<String, String>> {
    let register = &rules(workspace)?.register;
    let mut of = read(workspace, edge, &[&register.name], rows, day).await?;
    if !rows.is_empty() {
        let files: Vec<_> = rows.iter().map(|row| &row.id).collect();
        record(workspace, edge, who.name, "case.listed", "", json!({ "files": files })).await?;
    }
    let name = |cells: &mut Vec<Option<String>>| cells.pop().flatten();
    Ok(of.iter_mut().filter_map(|(child, cells)| Some((child.clone(), name(cells)?))).collect())
}

/// What the register says of the child of a file, to whoever works on it; nothing when the child is in it no more. The log
/// keeps who looked.
///
/// # Errors
/// Refused when the file is unknown to the person; faults of files, memory or database.
pub async fn look(
    workspace: &Workspace,
    edge: &Edge,
    who: Who<'_>,
    row: &CaseRow,
    day: Date,
    words: Words,
) -> Result<Vec<Cell>> {
    let cells = told(workspace, edge, row, day, words, false).await?;
    record(workspace, edge, who.name, "case.looked", &row.id, json!({})).await?;
    Ok(cells)
}

/// The same with nothing masked, for a reason that the log keeps.
///
/// # Errors
/// Refused without the right, without a reason, and when the file is unknown to the person.
pub async fn reveal(
    workspace: &Workspace,
    edge: &Edge,
    caller: &Caller,
    id: &str,
    reason: &str,
    day: Date,
) -> Result<Vec<Cell>> {
    let row = find(workspace, Who::of(caller), id).await?;
    if !caller.may(Right::Reveal) {
        return Err(Refusal::new("page-missing").into());
    }
    let reason = reason.trim();
    if reason.chars().count() < SHORTEST_REASON {
        return Err(Refusal::new("reason-missing").into());
    }
    // Nothing is shown that nobody wrote down.
    let name = &caller.person.login;
    record(workspace, edge, name, "case.revealed", &row.id, json!({ "reason": reason })).await?;
    told(workspace, edge, &row, day, edge.words, true).await
}

async fn told(
    workspace: &Workspace,
    edge: &Edge,
    row: &CaseRow,
    day: Date,
    words: Words,
    reveal: bool,
) -> Result<Vec<Cell>> {
    let (pack, register) = (&workspace.pack, &rules(workspace)?.register);
    let columns: Vec<&str> = register.columns.iter().chain(&register.masked).map(String::as_str).collect();
    let mut of = read(workspace, edge, &columns, &[row], day).await?;
    let Some(cells) = of.remove(&row.child) else { return Ok(Vec::new()) };
    let hidden = words.say("value-hidden");
    let dataset = pack.datasets.get(&register.dataset);
    let told = columns.iter().zip(cells).enumerate().filter_map(|(at, (name, cell))| {
        let column = dataset?.column(name)?;
        let heading = Heading::of_dataset(words, pack, column);
        let is_masked = !reveal && at >= register.columns.len();
        let value = match cell {
            Some(cell) if is_masked => mask(&cell, column.kind, column.privacy, &hidden).into_owned(),
            cell => heading.cell(cell.as_deref()),
        };
        (!value.is_empty()).then_some(Cell { title: heading.title, value, is_masked })
    });
    Ok(told.collect())
}

/// Columns of the register as it is in force; of children who are in it no more, as it was in force for the reconciliation
/// that told of them.
async fn read(
    workspace: &Workspace,
    edge: &Edge,
    columns: &[&str],
    rows: &[&CaseRow],
    day: Date,
) -> Result<BTreeMap<String, Vec<Option<String>>>> {
    let register = &rules(workspace)?.register;
    let lake = lakes::open(workspace, edge.now).await?;
    let mut of = BTreeMap::new();
    let mut wanted: BTreeMap<Date, BTreeSet<i64>> = BTreeMap::new();
    wanted.insert(day, rows.iter().filter_map(|row| row.child.parse().ok()).collect());
    for turn in 0..2 {
        for (as_of, children) in &wanted {
            let cut = Cut { as_of: *as_of, known_at: edge.now };
            let found = lake.persons(&register.dataset, columns, children, cut).await;
            let found = found.map_err(|error| lakes::blame(&lake, error))?;
            of.extend(found.into_iter().map(|(child, cells)| (child.to_string(), cells)));
        }
        wanted.clear();
        if turn == 0 {
            for row in rows.iter().filter(|row| !of.contains_key(&row.child)) {
                if let Ok(child) = row.child.parse() {
                    wanted.entry(row.case.run.as_of).or_default().insert(child);
                }
            }
        }
    }
    Ok(of)
}

async fn record(
    workspace: &Workspace,
    edge: &Edge,
    by: &str,
    kind: &'static str,
    subject: &str,
    body: serde_json::Value,
) -> Result<()> {
    let mut write = workspace.store.write().await?;
    write.add_event(NewEvent { at: edge.now, actor: by, kind, subject, body }).await?;
    write.commit().await
}
