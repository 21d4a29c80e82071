//! Reminders and escalation: whom to tell what on a day, once.
//!
//! To add a day to count from: a variant of [`WhenNotice`], its day in `counted_from`, and its sentences in `notices.ftl`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime, Time};

use super::{
    duty::{Duty, SlipState, State},
    rules::{Colour, Quiet, Recipient, Supervision, WhenNotice},
    visit::ProblemState,
};
use crate::{
    calendar::{Calendar, UnknownYear},
    schema::name_of,
};

/// Something to tell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Notice {
    /// Id of the rule.
    pub rule: String,
    pub when: WhenNotice,
    /// Rule and the day it is counted from: what was told under a key is not told again.
    pub key: String,
    /// The day it is counted from.
    pub of: Date,
    /// Colour of the slip, if it is about one.
    pub colour: Option<Colour>,
    pub to: BTreeSet<Recipient>,
}

/// What is to be told about a duty by the end of a day. Of several steps of one ladder only the last that was reached is
/// told, so that a server that stood still for a week does not send a week of letters.
///
/// # Errors
/// When the packs hold no calendar of a year that has to be counted in.
pub fn due_notices(
    duty: &Duty,
    rules: &Supervision,
    calendar: Calendar<'_>,
    day: Date,
) -> Result<Vec<Notice>, UnknownYear> {
    let mut notices = ladder(rules, calendar, day, |when| counted_from(duty, rules, calendar, day, when))?;
    // Whom a slip of its colour is told stands with the colour.
    let slip = duty.slip().map(|(_, slip)| slip.colour);
    for notice in notices.iter_mut().filter(|notice| notice.when == WhenNotice::Slip) {
        notice.colour = slip;
        notice.to.extend(slip.and_then(|colour| rules.slip(colour)).iter().flat_map(|rule| &rule.to));
        notice.key += &slip.map(|colour| format!(":{}", name_of(colour))).unwrap_or_default();
    }
    Ok(notices)
}

/// What is to be told about a problem found on a visit by the end of a day.
///
/// # Errors
/// When the packs hold no calendar of a year that has to be counted in.
pub fn due_problem_notices(
    state: ProblemState,
    due: Date,
    rules: &Supervision,
    calendar: Calendar<'_>,
    day: Date,
) -> Result<Vec<Notice>, UnknownYear> {
    let is_open = state == ProblemState::Open;
    ladder(rules, calendar, day, |when| Ok(Some(due).filter(|_| is_open && when == WhenNotice::Problem)))
}

fn ladder(
    rules: &Supervision,
    calendar: Calendar<'_>,
    day: Date,
    counted: impl Fn(WhenNotice) -> Result<Option<Date>, UnknownYear>,
) -> Result<Vec<Notice>, UnknownYear> {
    let mut told: BTreeMap<(WhenNotice, Date), (Date, Notice)> = BTreeMap::new();
    for rule in &rules.notices {
        let Some(of) = counted(rule.when)? else { continue };
        let on = calendar.add_workdays(of, rule.workdays)?;
        // A ladder leads up: a later step is graver.
        if on > day || told.get(&(rule.when, of)).is_some_and(|(before, _)| *before > on) {
            continue;
        }
        let (key, to) = (format!("{}:{of}", rule.id), rule.to.iter().copied().collect());
        let notice = Notice { rule: rule.id.clone(), when: rule.when, key, of, colour: None, to };
        told.insert((rule.when, of), (on, notice));
    }
    Ok(told.into_values().map(|(_, notice)| notice).collect())
}

/// The day that a notice is counted from, while there is a reason for it.
fn counted_from(
    duty: &Duty,
    rules: &Supervision,
    calendar: Calendar<'_>,
    day: Date,
    when: WhenNotice,
) -> Result<Option<Date>, UnknownYear> {
    Ok(match when {
        WhenNotice::Assigned => duty.assigned_on.filter(|_| duty.state == State::Assigned),
        WhenNotice::Due => duty.state.is_with_unit().then_some(duty.due),
        WhenNotice::Round => duty.round_owed(rules, calendar, day)?.map(|(_, due)| due),
        WhenNotice::Returned => duty.returned_on.filter(|_| duty.state == State::Returned),
        WhenNotice::Submitted => duty.submitted_on.filter(|_| duty.state == State::Submitted),
        WhenNotice::Extension => duty.extension.as_ref().map(|asked| asked.on),
        WhenNotice::Slip => {
            let open = duty.slip().filter(|(_, slip)| slip.state == SlipState::Open);
            open.map(|(_, slip)| slip.answer_by)
        }
        WhenNotice::Instruction => duty.instructions.last().map(|one| one.on),
        WhenNotice::Problem => None,
    })
}

/// Whether nobody is written to at a time of a day.
///
/// # Errors
/// When days off are quiet and the packs hold no calendar of the year.
pub fn is_quiet(quiet: &Quiet, calendar: Calendar<'_>, day: Date, time: Time) -> Result<bool, UnknownYear> {
    if quiet.days_off && !calendar.is_workday(day)? {
        return Ok(true);
    }
    let (from, until) = (at(&quiet.from), at(&quiet.until));
    Ok(if from <= until { (from..until).contains(&time) } else { time >= from || time < until })
}

/// The first moment at or after one at which people are written to.
///
/// # Errors
/// When days off are quiet and the packs hold no calendar of the year.
pub fn loud_from(quiet: &Quiet, calendar: Calendar<'_>, at_first: DateTime) -> Result<DateTime, UnknownYear> {
    let mut moment = at_first;
    // Quiet ends at the hour that the rules name, or with the night after a day off whose morning is loud.
    while is_quiet(quiet, calendar, moment.date(), moment.time())? {
        let end = moment.date().to_datetime(at(&quiet.until));
        let next = moment.date().tomorrow().unwrap_or(Date::MAX);
        moment = if end > moment && !is_quiet(quiet, calendar, moment.date(), end.time())? {
            end
        } else {
            next.to_datetime(Time::midnight())
        };
    }
    Ok(moment)
}

fn at(text: &str) -> Time {
    text.parse().unwrap_or(Time::midnight())
}
