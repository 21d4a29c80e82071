use std::collections::BTreeMap;

use anyhow::Result;
use jiff::civil::Date;
use policy::{
    calendar::Calendar,
    supervise::{Event, Reported, RoundDays},
};

use super::{Who, history, list::list, unknown_year};
use crate::{
    store::{DutyFilter, DutyRow},
    workspace::Workspace,
};

/// A round that has opened, with what was reported in it.
pub struct InRound {
    pub round: RoundDays,
    /// By unit, most missing first.
    pub units: Vec<UnitRound>,
}

/// What a unit has reported in a round.
#[derive(Default)]
pub struct UnitRound {
    pub unit: String,
    pub in_time: usize,
    pub late: usize,
    pub waited: usize,
    /// Duties without a report after the end.
    pub missing: Vec<DutyRow>,
}

impl UnitRound {
    #[must_use]
    pub fn asked(&self) -> usize {
        self.in_time + self.late + self.waited + self.missing.len()
    }
}

/// The rounds of a year that have opened, the latest first, with the duties that a person may know of.
///
/// # Errors
/// Refused when the packs hold no calendar of the year; when the database fails.
pub async fn rounds(workspace: &Workspace, who: Who<'_>, year: i16, day: Date) -> Result<Vec<InRound>> {
    let (rules, calendar) = (&workspace.pack.supervision, Calendar::new(&workspace.pack.calendar));
    let mut rounds = rules.rounds_of(year, calendar).map_err(unknown_year)?;
    rounds.retain(|round| round.opens <= day);
    rounds.reverse();
    let filter = DutyFilter { year: Some(year), ..DutyFilter::default() };
    let rows = list(workspace, who, filter, 0, usize::try_from(i64::MAX)?).await?.rows;
    let mut read = workspace.store.read().await?;
    let mut lives = Vec::new();
    for row in rows {
        let life = history::of(&mut read, &row.id).await?;
        let tells = |event: &Event| {
            matches!(
                event,
                Event::Reported(_) | Event::Submitted { .. } | Event::Verified { .. } | Event::Confirmed { .. }
            )
        };
        let reports: Vec<Date> = life.iter().filter(|one| tells(&one.event)).map(|one| one.day).collect();
        lives.push((row, reports));
    }
    let in_round = |round: RoundDays| {
        let mut units: BTreeMap<&str, UnitRound> = BTreeMap::new();
        for (row, reports) in &lives {
            let Some(reported) = row.duty.in_round(rules, round, reports, day) else { continue };
            let unit = units.entry(&row.duty.unit).or_default();
            unit.unit.clone_from(&row.duty.unit);
            match reported {
                Reported::InTime => unit.in_time += 1,
                Reported::Late => unit.late += 1,
                Reported::Waited => unit.waited += 1,
                Reported::Missing => unit.missing.push(row.clone()),
            }
        }
        let mut units: Vec<_> = units.into_values().collect();
        units.sort_by(|a, b| (b.missing.len(), b.waited).cmp(&(a.missing.len(), a.waited)).then(a.unit.cmp(&b.unit)));
        InRound { round, units }
    };
    Ok(rounds.into_iter().map(in_round).collect())
}
