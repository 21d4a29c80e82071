use std::collections::BTreeMap;

use anyhow::Result;
use jiff::civil::Date;
use policy::supervise::{Record, Score, score};

use super::history::{self, Told};
use crate::{refusal::Refusal, store::DutyFilter, workspace::Workspace};

/// What a unit has, and what it had in the period of the same length before.
pub struct Scored {
    pub unit: String,
    pub score: Score,
    pub before: Score,
}

/// Scores of all units that lead duties, the highest first.
///
/// # Errors
/// Refused when the pack declares no scheme; when the database fails.
pub async fn scores(workspace: &Workspace, from: Date, until: Date) -> Result<Vec<Scored>> {
    let scheme = workspace.pack.supervision.score.as_ref().ok_or_else(|| Refusal::new("score-undeclared"))?;
    let mut read = workspace.store.read().await?;
    let (rows, _) = read.duties(&DutyFilter::default(), 0, usize::try_from(i64::MAX)?).await?;
    let mut lives: BTreeMap<String, Vec<(String, Vec<Told>)>> = BTreeMap::new();
    for row in rows {
        let life = history::of(&mut read, &row.id).await?;
        lives.entry(row.duty.unit).or_default().push((row.id, life));
    }
    let length = until - from;
    let earlier = (from.checked_sub(length)?.yesterday()?, from.yesterday()?);
    let scored = lives.into_iter().map(|(unit, lives)| {
        let duties: Vec<_> =
            lives.iter().map(|(id, life)| (id.as_str(), life.iter().map(record).collect::<Vec<_>>())).collect();
        let (now, before) = (score(scheme, from, until, &duties), score(scheme, earlier.0, earlier.1, &duties));
        Scored { unit, score: now, before }
    });
    let mut scored: Vec<_> = scored.filter(|one| one.score.duties > 0).collect();
    scored.sort_by(|a, b| b.score.total().cmp(&a.score.total()).then_with(|| a.unit.cmp(&b.unit)));
    Ok(scored)
}

fn record(told: &Told) -> Record<'_> {
    Record { seq: told.seq, on: told.day, by: &told.by, event: &told.event }
}
