use anyhow::Result;
use jiff::civil::Date;
use policy::hash::sha256;
use serde_json::json;

use super::{counts, list, names, places};
use crate::{
    edge::Edge,
    ledger::{CaseLedger, write_cases},
    services::{account::Caller, duty::Who},
    store::{CaseFilter, NewEvent},
    telling::ToldCase,
    workspace::Workspace,
};

/// The ledger as a workbook, with its title.
pub struct Ledger {
    pub title: String,
    pub bytes: Vec<u8>,
}

/// Writes the ledger of the files within reach, with the names of the children, and a line in the log.
///
/// # Errors
/// Refused when the pack has no rules; faults of files, memory or database.
pub async fn ledger(workspace: &Workspace, edge: &Edge, caller: &Caller, day: Date) -> Result<Ledger> {
    let (words, who) = (edge.words, Who::of(caller));
    let tree = places(workspace, edge, day).await?;
    let told = ToldCase { words, pack: &workspace.pack, tree: &tree };
    let mut found = list(workspace, who, CaseFilter::default(), day).await?.found;
    found.sort_by(|a, b| (&a.row.case.township, &a.row.id).cmp(&(&b.row.case.township, &b.row.id)));
    let rows: Vec<_> = found.iter().map(|one| &one.row).collect();
    let names = names(workspace, edge, who, &rows, day).await?;
    let date = |date: Option<Date>| date.map(|date| words.date(date)).unwrap_or_default();
    let separator = words.say("list-separator");
    let file = |(number, one): (usize, &super::Found<'_>)| {
        let case = &one.row.case;
        let mut done: Vec<_> = case.steps.iter().map(|(step, on)| (*on, told.step(step))).collect();
        done.sort();
        let done: Vec<_> = done.into_iter().map(|(on, title)| format!("{title} {}", words.date(on))).collect();
        vec![
            number.to_string(),
            told.place(&case.township),
            names.get(&one.row.child).cloned().unwrap_or_default(),
            case.school.as_deref().map(|school| told.place(school)).unwrap_or_default(),
            words.date(case.opened_on),
            case.times.to_string(),
            told.state(case.state),
            done.join(&separator),
            one.next.map(|next| told.next(&next)).unwrap_or_default(),
            date(one.next.and_then(|next| next.due)),
            one.overdue.map(|days| days.to_string()).unwrap_or_default(),
            case.outcome.as_deref().map(|outcome| told.outcome(outcome)).unwrap_or_default(),
            date(case.closed_on),
        ]
    };
    let files = (1..).zip(&found).map(file).collect();
    let counted = counts(workspace, Some(caller), day).await?;
    let count = |one: &super::Total| {
        let numbers = [one.files, one.open, one.overdue, one.claimed, one.follow_up];
        numbers.into_iter().chain([one.closed_by_roll, one.closed_by_evidence, one.again]).collect()
    };
    let mut counts: Vec<_> = counted.of.iter().map(|(code, one)| (told.place(code), count(one))).collect();
    counts.push((words.say("cases-all"), count(&counted.all)));
    let title = words.say("cases-ledger");
    let demo = if workspace.config.demo_day.is_some() { words.say("document-demo") } else { String::new() };
    let about = words.with("cases-ledger-about", &[("date", &words.date(day)), ("demo", &demo)]);
    let bytes = write_cases(&CaseLedger { title: &title, about: &about, day, counts, files }, words)?;
    let mut log = workspace.store.write().await?;
    let body = json!({ "as_of": day, "files": rows.len(), "hash": sha256(&bytes) });
    let event = NewEvent { at: edge.now, actor: who.name, kind: "case.ledger_written", subject: "", body };
    log.add_event(event).await?;
    log.commit().await?;
    Ok(Ledger { title, bytes })
}
