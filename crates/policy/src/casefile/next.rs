//! What a file waits for, of whom, and until when. Nothing of it is stored: it follows from the file, the rules and the day.

use jiff::civil::Date;

use super::{
    case::{Case, State},
    decide::is_owed,
    rules::{Party, Proof, Rules, Step},
};
use crate::calendar::{Calendar, UnknownYear};

/// What a file waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaited<'r> {
    Step(&'r Step),
    /// Every step is done: how it ended is to be said.
    Outcome,
    /// Somebody has to look at the files of a claim.
    Confirmation,
    /// Only the next reconciliation proves the claim.
    Roll,
    /// The end of the time of looking after.
    FollowUp,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next<'r> {
    pub awaited: Awaited<'r>,
    /// Of whom; nobody for what comes by itself.
    pub by: Option<Party>,
    pub due: Option<Date>,
}

impl Next<'_> {
    /// Days since the due day of what somebody has to do.
    #[must_use]
    pub fn overdue(&self, day: Date) -> Option<i32> {
        let due = self.due.filter(|due| self.by.is_some() && *due < day)?;
        Some((day - due).get_days())
    }
}

impl Case {
    /// What comes next; nothing when it is closed. Of several steps the one that is due first, those of the asker before
    /// those of others.
    ///
    /// # Errors
    /// When no pack holds the working days of a year that it needs.
    pub fn next<'r>(
        &self,
        rules: &'r Rules,
        calendar: Calendar<'_>,
        asker: &[Party],
    ) -> Result<Option<Next<'r>>, UnknownYear> {
        let within = |from: Date, days: u32| calendar.add_workdays(from, i32::try_from(days).unwrap_or(i32::MAX));
        Ok(match self.state {
            State::Open => {
                let mut first: Option<(bool, Date, &Step)> = None;
                for step in rules.steps.iter().filter(|step| is_owed(self, step)) {
                    let from = step.after.as_ref().and_then(|after| self.steps.get(after)).unwrap_or(&self.begun_on);
                    let due = within(*from, step.workdays)?;
                    let of_others = !asker.contains(&step.by);
                    if first.is_none_or(|(others, earlier, _)| (of_others, due) < (others, earlier)) {
                        first = Some((of_others, due, step));
                    }
                }
                Some(match first {
                    Some((_, due, step)) => Next { awaited: Awaited::Step(step), by: Some(step.by), due: Some(due) },
                    None => Next { awaited: Awaited::Outcome, by: Some(Party::Township), due: None },
                })
            }
            State::Claimed => {
                let claim = self.claim.as_ref();
                let outcome = claim.and_then(|claim| rules.outcome(&claim.outcome));
                Some(match (claim, outcome.map(|outcome| outcome.proof)) {
                    (Some(claim), Some(Proof::Evidence)) => {
                        let due = within(claim.on, rules.confirm_workdays)?;
                        Next { awaited: Awaited::Confirmation, by: Some(Party::Bureau), due: Some(due) }
                    }
                    _ => Next { awaited: Awaited::Roll, by: None, due: None },
                })
            }
            State::FollowUp => Some(Next { awaited: Awaited::FollowUp, by: None, due: self.follow_until }),
            State::Closed => None,
        })
    }
}
