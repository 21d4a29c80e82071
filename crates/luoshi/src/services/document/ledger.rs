//! The ledger: what goes out, and what that which came back says of duties.

use anyhow::Result;
use jiff::civil::Date;
use policy::{
    hash::sha256,
    plan::Plan,
    supervise::{Command, Deed, Pace, Report, allowed},
    text::Language,
};
use serde_json::json;

use crate::{
    edge::Edge,
    ledger::{Column, Difference, Head, Returned, Row, Source, Verdict, diff, merged, write},
    refusal::Refusal,
    services::{
        duty::{self, Act, Proofs, Who},
        indicator::Standing,
    },
    store::{DutyFilter, DutyRow, NewEvent},
    words::{Words, word},
    workspace::Workspace,
};

/// The ledger as a workbook, with its title.
pub struct Ledger {
    pub title: String,
    pub bytes: Vec<u8>,
}

fn plan(workspace: &Workspace) -> Result<&Plan, Refusal> {
    workspace.pack.plan.as_ref().ok_or_else(|| Refusal::new("plan-missing"))
}

async fn duties(workspace: &Workspace, year: i16) -> Result<Vec<DutyRow>> {
    let filter = DutyFilter { year: Some(year), assigned: true, ..DutyFilter::default() };
    Ok(workspace.store.read().await?.duties(&filter, 0, usize::try_from(i64::MAX)?).await?.0)
}

/// Writes the ledger of a year as it stands on a day, of one unit if one is named, and a line in the log.
///
/// # Errors
/// Refused when the pack has no plan or the plan no such unit; faults of the database.
pub async fn ledger(
    workspace: &Workspace,
    edge: &Edge,
    standings: &[Standing<'_>],
    (year, day): (i16, Date),
    unit: Option<&str>,
) -> Result<Ledger> {
    let (pack, words, plan) = (&workspace.pack, edge.words, plan(workspace)?);
    let of = unit.map(|id| {
        let unit = plan.units.iter().find(|unit| unit.id == id);
        unit.ok_or_else(|| Refusal::new("document-unit").with("unit", id))
    });
    let name = of.transpose()?.map_or("", |unit| unit.name.get(words.0));
    let args = [("plan", plan.title.get(words.0)), ("unit", name), ("year", &year.to_string())];
    let title = words.with("ledger-name", &args);
    let head = Head { title: &title, plan: &plan.id, year, day, demo: workspace.config.demo_day.is_some() };
    let duties = duties(workspace, year).await?;
    let source = Source { pack, plan, standings, duties: &duties, year, words };
    let bytes = write(&head, &source.rows(unit), words)?;
    let body = json!({ "as_of": day, "year": year, "unit": unit, "hash": sha256(&bytes) });
    let mut log = workspace.store.write().await?;
    let event = NewEvent { at: edge.now, actor: &edge.actor, kind: "ledger.written", subject: &plan.id, body };
    log.add_event(event).await?;
    log.commit().await?;
    Ok(Ledger { title, bytes })
}

/// What came back, beside what is here.
pub struct Compared {
    pub year: i16,
    /// Rows that came back.
    pub rows: usize,
    pub differences: Vec<Difference>,
    /// The rows of now that the person may know of.
    pub current: Vec<Row>,
    /// What would be reported, a duty each.
    pub reports: Vec<Proposed>,
}

/// What the filled-in cells of a row would report.
pub struct Proposed {
    pub key: String,
    /// Version of the duty that it was compared with.
    pub version: i64,
    /// Somebody reported here meanwhile.
    pub conflict: bool,
    pub report: Result<Report, Refusal>,
}

/// Compares a ledger that came back with what is here, within the units of a person; none for the whole plan.
///
/// # Errors
/// Refused when the pack has no plan; when the database fails.
pub async fn compare(
    workspace: &Workspace,
    who: Who<'_>,
    (standings, proofs): (&[Standing<'_>], &Proofs),
    returned: &Returned,
    units: Option<&[&str]>,
    words: Words,
) -> Result<Compared> {
    let (pack, year) = (&workspace.pack, returned.year);
    let duties = duties(workspace, year).await?;
    let source = Source { pack, plan: plan(workspace)?, standings, duties: &duties, year, words };
    let current = match units {
        None => source.rows(None),
        Some(units) => units.iter().flat_map(|unit| source.rows(Some(unit))).collect(),
    };
    let differences = diff(&returned.exported, &returned.uploaded, &current);
    let mut reports: Vec<Proposed> = Vec::new();
    let filled = differences.iter().filter(|one| matches!(one.verdict, Verdict::Changed | Verdict::Conflict));
    for difference in filled {
        let (key, conflict) = (&difference.key, difference.verdict == Verdict::Conflict);
        if let Some(known) = reports.iter_mut().find(|one| one.key == *key) {
            known.conflict |= conflict;
            continue;
        }
        let find = |rows: &[Row]| rows.iter().find(|row| row.key == *key).cloned().unwrap_or_default();
        let rows = [find(&returned.exported), find(&returned.uploaded), find(&current)];
        let duty = duties.iter().find(|row| row.id == *key);
        let report = match duty {
            Some(row) if allowed(&row.duty, &who.actor(pack), proofs.get(&row.duty)).contains(&Deed::Report) => {
                report(&rows)
            }
            Some(row) => Err(Refusal::new("ledger-closed").with("state", word(words, "duty-state", &row.duty.state))),
            None => Err(Refusal::new("ledger-no-duty")),
        };
        reports.push(Proposed { key: key.clone(), version: duty.map_or(0, |row| row.version), conflict, report });
    }
    Ok(Compared { year, rows: returned.uploaded.len(), differences, current, reports })
}

/// The report that a row makes, as it went out, came back, and stands here.
fn report([exported, uploaded, current]: &[Row; 3]) -> Result<Report, Refusal> {
    let text = |column| merged(column, exported, uploaded, current).to_owned();
    let (said, percent) = (text(Column::Pace), text(Column::Percent));
    // Whoever fills it in may work in the other language than whoever took it.
    let languages = [Language::Chinese, Language::English];
    let says = |pace: &Pace| languages.iter().any(|language| word(Words(*language), "pace", pace) == said);
    let pace = Pace::ALL.into_iter().find(says).ok_or_else(|| Refusal::new("ledger-pace").with("said", &said))?;
    let percent = (!percent.is_empty()).then(|| percent.trim_end_matches('%').trim().parse());
    let percent = percent.transpose().map_err(|_| Refusal::new("duty-percent-range"))?;
    let (progress, problems) = (text(Column::Progress), text(Column::Problems));
    Ok(Report { pace, progress, percent, problems, next: text(Column::Next), help: text(Column::Help) })
}

/// Reports what was taken from a ledger, all or nothing; how many.
///
/// # Errors
/// The refusals of [`duty::act_on_all`].
pub async fn apply(
    workspace: &Workspace,
    edge: &Edge,
    who: Who<'_>,
    proofs: &Proofs,
    reports: Vec<(String, i64, Report)>,
) -> Result<usize> {
    let day = workspace.day(edge);
    let mut found = Vec::new();
    for (id, version, report) in reports {
        found.push((duty::find(workspace, who, &id).await?, version, report));
    }
    let acts = found.iter().map(|(row, version, report)| Act {
        who,
        day,
        id: &row.id,
        version: Some(*version),
        proof: proofs.get(&row.duty),
        command: Command::Report(report.clone()),
    });
    duty::act_on_all(workspace, edge, acts.collect()).await
}
