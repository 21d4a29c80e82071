use anyhow::Result;
use jiff::civil::Date;
use policy::supervise::{Occasion, Part, Scheme, Score};

use crate::{refusal::Refusal, workspace::Workspace};

/// What a unit has, and what it had in the period of the same length before.
pub struct Scored {
    pub unit: String,
    pub score: Score,
    pub before: Score,
}

/// A point, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    pub unit: String,
    pub duty: String,
    pub commitment: String,
    /// Number of the event in the log.
    pub seq: i64,
    pub on: Date,
    pub occasion: Occasion,
    pub part: Part,
    pub points: i32,
}

fn scheme(workspace: &Workspace) -> Result<&Scheme> {
    Ok(workspace.pack.supervision.score.as_ref().ok_or_else(|| Refusal::new("score-undeclared"))?)
}

/// Scores of all units that lead duties, the highest first.
///
/// # Errors
/// Refused when the pack declares no scheme; when the database fails.
pub async fn scores(workspace: &Workspace, from: Date, until: Date) -> Result<Vec<Scored>> {
    let scheme = scheme(workspace)?;
    let (earlier, yesterday) = (from.checked_sub(until - from)?.yesterday()?, from.yesterday()?);
    let mut read = workspace.store.read().await?;
    let now = read.duties_counted(from, until).await?;
    let before = read.duties_counted(earlier, yesterday).await?;
    let mut scored: Vec<_> = now
        .into_iter()
        .map(|(unit, counted)| {
            let score = scheme.score(counted.duties, &counted.happened);
            let before =
                before.get(&unit).map_or_else(|| scheme.score(0, &[]), |one| scheme.score(one.duties, &one.happened));
            Scored { unit, score, before }
        })
        .collect();
    scored.sort_by(|a, b| b.score.total().cmp(&a.score.total()).then_with(|| a.unit.cmp(&b.unit)));
    Ok(scored)
}

/// The points of a period, of a unit or of all, each with the event that it comes from.
///
/// # Errors
/// Refused when the pack declares no scheme; when the database fails.
pub async fn points(workspace: &Workspace, from: Date, until: Date, unit: Option<&str>) -> Result<Vec<Point>> {
    let scheme = scheme(workspace)?;
    let brought = workspace.store.read().await?.duty_occasions(from, until, unit.unwrap_or_default()).await?;
    let mut points = Vec::new();
    for one in brought {
        points.extend(scheme.points(one.happened).map(|(part, value)| Point {
            unit: one.unit.clone(),
            duty: one.duty.clone(),
            commitment: one.commitment.clone(),
            seq: one.seq,
            on: one.on,
            occasion: one.happened.occasion,
            part,
            points: value,
        }));
    }
    Ok(points)
}
