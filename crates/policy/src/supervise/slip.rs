//! Supervision slips by rule: which colour is due, and why.

use jiff::civil::Date;

use super::{
    duty::{Duty, SlipState, State},
    finding::{Proof, Verdict, findings},
    rules::{Cause, Colour, Supervision, When},
};
use crate::calendar::{Calendar, UnknownYear};

/// A slip that the rules ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub colour: Colour,
    pub cause: When,
    /// What exactly the cause is: the same is raised once.
    pub mark: String,
    /// Day by which it is to be answered.
    pub answer_by: Date,
}

/// The gravest slip that is due on a day and not yet raised. While a slip of a colour is open, only a graver one follows.
///
/// # Errors
/// When the packs hold no calendar of a year that has to be counted in.
pub fn proposed(
    duty: &Duty,
    proof: &Proof,
    rules: &Supervision,
    calendar: Calendar<'_>,
    day: Date,
) -> Result<Option<Proposal>, UnknownYear> {
    if !duty.state.is_with_unit() && duty.state != State::Submitted {
        return Ok(None);
    }
    let worst = duty.slip().map(|(_, slip)| slip.colour);
    let mut slips: Vec<_> = rules.slips.iter().filter(|rule| worst.is_none_or(|worst| rule.colour > worst)).collect();
    slips.sort_by_key(|rule| std::cmp::Reverse(rule.colour));
    for rule in slips {
        for cause in &rule.causes {
            let Some(mark) = holds(duty, proof, rules, calendar, day, rule.colour, *cause)? else { continue };
            let is_new =
                |slip: &super::Slip| slip.colour != rule.colour || slip.cause != cause.when || slip.mark != mark;
            if duty.slips.iter().all(is_new) {
                let days = i32::try_from(rule.answer_workdays).unwrap_or(i32::MAX);
                let answer_by = calendar.add_workdays(day, days)?;
                return Ok(Some(Proposal { colour: rule.colour, cause: cause.when, mark, answer_by }));
            }
        }
    }
    Ok(None)
}

/// What marks the cause, when it holds.
fn holds(
    duty: &Duty,
    proof: &Proof,
    rules: &Supervision,
    calendar: Calendar<'_>,
    day: Date,
    colour: Colour,
    cause: Cause,
) -> Result<Option<String>, UnknownYear> {
    let days = i32::try_from(cause.workdays).unwrap_or(i32::MAX);
    let passed = |from: Date| Ok(calendar.add_workdays(from, days)? < day);
    let with_unit = duty.state.is_with_unit();
    let holds = match cause.when {
        When::NearDue => {
            let near = duty.due >= day && calendar.add_workdays(duty.due, -days)? <= day;
            (with_unit && near).then(|| duty.due.to_string())
        }
        When::Unacknowledged => match duty.assigned_on.filter(|_| duty.state == State::Assigned) {
            Some(on) if passed(on)? => Some(on.to_string()),
            _ => None,
        },
        When::RoundMissed => match duty.round_owed(rules, calendar, day)? {
            Some((_, due)) if with_unit && passed(due)? => Some(due.to_string()),
            _ => None,
        },
        When::Behind => {
            let behind = matches!(proof.verdict(), Verdict::Behind | Verdict::Short);
            (with_unit && behind).then(|| format!("{:?}", proof.verdict()).to_lowercase())
        }
        When::Contradicted => {
            let found = findings(duty, proof, rules).into_iter().find(|one| one.is_contradiction());
            found.map(|one| format!("{one:?}").to_lowercase())
        }
        When::Returned => {
            let times = cause.times.unwrap_or(1);
            (duty.state == State::Returned && duty.returns >= times).then(|| duty.returns.to_string())
        }
        When::Overdue => {
            let late = duty.is_overdue(day) && duty.extension.is_none() && passed(duty.due)?;
            late.then(|| duty.due.to_string())
        }
        When::Unanswered => {
            // One step of the ladder at a time.
            let below = rules.slips.iter().map(|rule| rule.colour).filter(|below| *below < colour).max();
            let is_below = |slip: &&super::Slip| slip.state == SlipState::Open && Some(slip.colour) == below;
            match duty.slips.iter().rfind(is_below) {
                Some(slip) if passed(slip.answer_by)? => Some(slip.answer_by.to_string()),
                _ => None,
            }
        }
        When::Decided => None,
    };
    Ok(holds)
}

impl Duty {
    /// First and last day of the newest round that a report is owed to; none when the last report belongs to it, or the
    /// duty was assigned only after its end.
    ///
    /// # Errors
    /// When the packs hold no calendar of the year.
    pub fn round_owed(
        &self,
        rules: &Supervision,
        calendar: Calendar<'_>,
        day: Date,
    ) -> Result<Option<(Date, Date)>, UnknownYear> {
        let Some(assigned) = self.assigned_on.filter(|_| self.state.is_with_unit()) else { return Ok(None) };
        let mut newest: Option<(Date, Date)> = None;
        // A duty that was extended into another year reports in the rounds of that year too.
        for year in self.year..=self.due.year().min(day.year()).max(self.year) {
            for round in rules.rounds.iter().filter(|round| round.asks(self.kind, self.every)) {
                let (opens, due) = round.days(year, calendar)?;
                if opens <= day && due >= assigned && newest.is_none_or(|(before, _)| before < opens) {
                    newest = Some((opens, due));
                }
            }
        }
        Ok(newest.filter(|(opens, _)| self.reported_on.is_none_or(|on| on < *opens)))
    }
}
