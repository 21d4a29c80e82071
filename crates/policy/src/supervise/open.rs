//! Which duties a plan opens in a year.

use jiff::civil::Date;

use super::{
    event::Opened,
    rules::{Span, Supervision},
};
use crate::{
    indicator::day,
    plan::{Commitment, CommitmentKind, Plan, Rhythm},
};

/// A duty that can be opened: its first event.
pub type Opening = Opened;

/// The day `MM-DD` of a year; reading the pack has excluded what is none.
pub(super) fn day_of(year: i16, month_day: &str) -> Date {
    day(year, month_day).unwrap_or(Date::constant(year, 12, 31))
}

/// Everything that the plan asks for in a year, in its order. What it charges nobody with goes to the unit that the rules
/// name; without such a unit it is left out.
#[must_use]
pub fn openings(plan: &Plan, rules: &Supervision, year: i16) -> Vec<Opening> {
    if !(plan.from..=plan.to).contains(&year) {
        return Vec::new();
    }
    plan.commitments.iter().filter_map(|commitment| opening(plan, rules, commitment, year)).collect()
}

fn opening(plan: &Plan, rules: &Supervision, commitment: &Commitment, year: i16) -> Option<Opening> {
    let opens = rules.opens.as_ref()?;
    let span = match commitment.kind {
        CommitmentKind::Target => opens.target,
        CommitmentKind::Milestone => opens.milestone,
        CommitmentKind::Recurring => opens.recurring,
        CommitmentKind::Standing => opens.standing,
    };
    let promised = plan.promised(commitment);
    let last = promised.map_or(plan.to, jiff::civil::Date::year);
    let fits = match span {
        Span::EveryYear => true,
        Span::TargetYears => commitment.targets.iter().any(|target| target.period == year),
        Span::UntilDue => year <= last,
        Span::DueYear => year == last,
        Span::Rhythm => (year - plan.from) % years(commitment.every) == 0,
        Span::Never => false,
    };
    let mut units = units(plan, commitment).into_iter();
    let unit = if let Some(unit) = units.next() { unit } else { rules.lead.clone()? };
    let due = promised.filter(|day| day.year() == year).unwrap_or_else(|| day_of(year, &opens.year_end));
    fits.then(|| Opening {
        commitment: commitment.id.clone(),
        year,
        kind: commitment.kind,
        every: commitment.every,
        counted: commitment.counted.is_some(),
        cooperating: units.filter(|one| *one != unit).collect(),
        unit,
        due,
    })
}

/// Years from one occurrence to the next.
const fn years(every: Option<Rhythm>) -> i16 {
    match every {
        Some(Rhythm::EveryTwoYears) => 2,
        Some(Rhythm::EveryThreeYears) => 3,
        _ => 1,
    }
}

/// Units of a commitment, the one that leads first: the lead unit of the task where it is among those named, else the
/// first named.
fn units(plan: &Plan, commitment: &Commitment) -> Vec<String> {
    let task = plan.task(commitment);
    let lead = task.map(|task| task.lead.as_slice()).unwrap_or_default();
    let responsible = task.map(|task| task.responsible.as_slice()).unwrap_or_default();
    let named = &commitment.units;
    let mut units: Vec<String> = Vec::new();
    let all = if named.is_empty() { [lead, responsible].concat() } else { named.clone() };
    let leads = all.iter().filter(|unit| lead.contains(unit));
    for unit in leads.chain(&all) {
        if !units.contains(unit) {
            units.push(unit.clone());
        }
    }
    units
}
