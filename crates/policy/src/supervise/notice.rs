//! Reminders and escalation: whom to tell what on a day, once.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};

use super::{
    duty::{Duty, SlipState, State},
    rules::{Quiet, Recipient, Supervision, WhenNotice},
};
use crate::calendar::{Calendar, UnknownYear};

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
    pub to: Vec<Recipient>,
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
    let mut told: BTreeMap<(WhenNotice, Date), (Date, Notice)> = BTreeMap::new();
    for rule in &rules.notices {
        let Some(of) = counted_from(duty, rules, calendar, day, rule.when)? else { continue };
        let on = calendar.add_workdays(of, rule.workdays)?;
        // A ladder leads up: a later step is graver.
        if on > day || told.get(&(rule.when, of)).is_some_and(|(before, _)| *before > on) {
            continue;
        }
        let key = format!("{}:{of}", rule.id);
        let notice = Notice { rule: rule.id.clone(), when: rule.when, key, of, to: rule.to.clone() };
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
    let at = |text: &str| text.parse::<Time>().unwrap_or(Time::midnight());
    let (from, until) = (at(&quiet.from), at(&quiet.until));
    Ok(if from <= until { (from..until).contains(&time) } else { time >= from || time < until })
}
