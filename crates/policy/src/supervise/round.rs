//! Reporting rounds (报送轮次): who has reported in one, in time or late, and who has not.

use jiff::civil::Date;

use super::{
    duty::{Duty, State},
    rules::Supervision,
};
use crate::{
    calendar::{Calendar, UnknownYear},
    plan::{CommitmentKind, Rhythm},
};

/// How a duty stands in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reported {
    InTime,
    Late,
    /// The round is still open.
    Waited,
    Missing,
}

/// A round of one year with its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundDays {
    /// Number among the rounds of the rules.
    pub rule: usize,
    /// First day on which a report belongs to it.
    pub opens: Date,
    pub due: Date,
    /// First day that belongs to it no longer.
    pub ends: Date,
}

impl Supervision {
    /// The rounds of a year, in order. One ends where the next one of the same kinds begins, the last with the year after.
    ///
    /// # Errors
    /// When the packs hold no calendar of the year.
    pub fn rounds_of(&self, year: i16, calendar: Calendar<'_>) -> Result<Vec<RoundDays>, UnknownYear> {
        let mut days = Vec::new();
        for (rule, round) in self.rounds.iter().enumerate() {
            let (opens, due) = round.days(year, calendar)?;
            days.push(RoundDays {
                rule,
                opens,
                due,
                ends: Date::constant(year, 12, 31).saturating_add(jiff::ToSpan::days(366)),
            });
        }
        days.sort_by_key(|one| one.opens);
        for at in 0..days.len() {
            let kinds = &self.rounds[days[at].rule].kinds;
            let shares = |later: &&RoundDays| self.rounds[later.rule].kinds.iter().any(|kind| kinds.contains(kind));
            if let Some(next) = days[at + 1..].iter().find(shares).map(|later| later.opens) {
                days[at].ends = next;
            }
        }
        Ok(days)
    }
}

/// What of a duty decides whether a round asks it for a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reporting {
    pub kind: CommitmentKind,
    pub every: Option<Rhythm>,
    pub state: State,
    pub assigned_on: Option<Date>,
    pub closed_on: Option<Date>,
}

impl Duty {
    #[must_use]
    pub const fn reporting(&self) -> Reporting {
        let Self { kind, every, state, assigned_on, closed_on, .. } = *self;
        Reporting { kind, every, state, assigned_on, closed_on }
    }
}

impl Reporting {
    /// How it stands in a round on a day, by the first day of the round on which it was reported; none when nothing is asked
    /// of it: the round is not open or is about other kinds, the duty was assigned after it or is over or put off.
    #[must_use]
    pub fn in_round(&self, rules: &Supervision, round: RoundDays, first: Option<Date>, day: Date) -> Option<Reported> {
        let asked = rules.rounds[round.rule].asks(self.kind, self.every) && round.opens <= day;
        let assigned = self.assigned_on.is_some_and(|on| on <= round.due);
        let over = self.closed_on.is_some_and(|on| on < round.opens);
        if !asked || !assigned || over || matches!(self.state, State::Suspended | State::Void) {
            return None;
        }
        Some(match first {
            Some(on) if on <= round.due => Reported::InTime,
            Some(_) => Reported::Late,
            None if day <= round.due => Reported::Waited,
            None => Reported::Missing,
        })
    }
}
