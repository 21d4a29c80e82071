use std::collections::BTreeMap;

use anyhow::Result;
use jiff::civil::Date;
use policy::{
    access::Right,
    calendar::Calendar,
    supervise::{Reported, RoundDays},
};

use super::{
    Who,
    list::{list, reach},
    unknown_year,
};
use crate::{
    store::{DutyFilter, DutyRow},
    workspace::Workspace,
};

/// What a unit has reported in a round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitRound {
    pub unit: String,
    pub in_time: usize,
    pub late: usize,
    pub waited: usize,
    /// Without a report after the end.
    pub missing: usize,
}

impl UnitRound {
    #[must_use]
    pub const fn asked(&self) -> usize {
        self.in_time + self.late + self.waited + self.missing
    }

    const fn add(&mut self, reported: Reported, count: usize) {
        match reported {
            Reported::InTime => self.in_time += count,
            Reported::Late => self.late += count,
            Reported::Waited => self.waited += count,
            Reported::Missing => self.missing += count,
        }
    }
}

/// The rounds of a year that have opened, the latest first.
///
/// # Errors
/// Refused when the packs hold no calendar of the year.
pub fn rounds(workspace: &Workspace, year: i16, day: Date) -> Result<Vec<RoundDays>> {
    let (rules, calendar) = (&workspace.pack.supervision, Calendar::new(&workspace.pack.calendar));
    let mut rounds = rules.rounds_of(year, calendar).map_err(unknown_year)?;
    rounds.retain(|round| round.opens <= day);
    rounds.reverse();
    Ok(rounds)
}

/// What every unit has reported in a round, most missing first, of the duties that a person may know of.
///
/// # Errors
/// When the database fails.
pub async fn in_round(
    workspace: &Workspace,
    who: Who<'_>,
    year: i16,
    round: RoundDays,
    day: Date,
) -> Result<Vec<UnitRound>> {
    let rules = &workspace.pack.supervision;
    let mut units: BTreeMap<String, UnitRound> = BTreeMap::new();
    let mut add = |unit: String, reported: Option<Reported>, count: usize| {
        if let Some(reported) = reported {
            units.entry(unit).or_default().add(reported, count);
        }
    };
    if reach(workspace, who, Right::Duties) {
        let mut read = workspace.store.read().await?;
        for group in read.duties_in_round(year, round.opens, round.ends).await? {
            add(group.unit, group.reporting.in_round(rules, round, group.first, day), group.count);
        }
    } else {
        for (row, reported) in own(workspace, who, None, year, round, day).await? {
            add(row.duty.unit, reported, 1);
        }
    }
    let mut units: Vec<_> = units.into_iter().map(|(unit, round)| UnitRound { unit, ..round }).collect();
    units.sort_by(|a, b| (b.missing, b.waited).cmp(&(a.missing, a.waited)).then(a.unit.cmp(&b.unit)));
    Ok(units)
}

/// The duties that a unit leads and that have no report in a round, of those that a person may know of.
///
/// # Errors
/// When the database fails.
pub async fn unreported(
    workspace: &Workspace,
    who: Who<'_>,
    unit: &str,
    year: i16,
    round: RoundDays,
    day: Date,
) -> Result<Vec<DutyRow>> {
    let asked = reach(workspace, who, Right::Duties).then_some(unit);
    let rows = own(workspace, who, asked, year, round, day).await?;
    let silent = |reported| matches!(reported, Some(Reported::Missing | Reported::Waited));
    Ok(rows
        .into_iter()
        .filter(|(row, reported)| row.duty.unit == unit && silent(*reported))
        .map(|(row, _)| row)
        .collect())
}

/// Duties of a unit, or of all of a person's units, and how each stands in a round.
async fn own(
    workspace: &Workspace,
    who: Who<'_>,
    unit: Option<&str>,
    year: i16,
    round: RoundDays,
    day: Date,
) -> Result<Vec<(DutyRow, Option<Reported>)>> {
    let filter = DutyFilter { year: Some(year), unit, assigned: true, ..DutyFilter::default() };
    let rows = list(workspace, who, filter, 0, usize::try_from(i64::MAX)?).await?.rows;
    let mut read = workspace.store.read().await?;
    let mut stands = Vec::new();
    for row in rows {
        let first = read.first_report(&row.id, round.opens, round.ends).await?;
        let reported = row.duty.reporting().in_round(&workspace.pack.supervision, round, first, day);
        stands.push((row, reported));
    }
    Ok(stands)
}
