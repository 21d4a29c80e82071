//! Duties (督办事项): opened from the plan, driven to a verified end, one file per verb.
//!
//! Every change is one transaction: the duty is read, `policy::supervise::decide` says what happens, and state and event are
//! written together. Who decided on an older version is told so; no change is lost. The events in the log are the duty
//! ([`history()`]), the row only keeps the fold.

mod act;
mod evidence;
mod find;
mod history;
mod list;
mod open;
mod proof;
mod rounds;
mod sample;
mod score;
mod tick;
mod work;

use jiff::civil::Date;
use policy::{
    access::Membership,
    calendar::{Calendar, UnknownYear},
    pack::Pack,
    supervise::{Actor, Grounds, Proof},
};

pub(super) use self::act::refused;
pub use self::{
    act::{Act, act, act_on_all},
    evidence::{attach, evidence},
    find::find,
    history::{Told, fill_old, history, refold},
    list::{Counters, Listed, counters, denied, list, states},
    open::{open, open_all, openable},
    proof::Proofs,
    rounds::{UnitRound, in_round, rounds, unreported},
    sample::sample,
    score::{Point, Scored, points, scores},
    tick::{AT_ONCE, Ticked, tick},
    work::{Group, Part, ToDo, Work, work},
};
use super::{account::Caller, lake::district};
use crate::refusal::Refusal;

/// Who acts: a person, or the daily run of the program.
#[derive(Clone, Copy, Debug)]
pub struct Who<'a> {
    pub name: &'a str,
    pub memberships: &'a [Membership],
    pub is_machine: bool,
}

impl<'a> Who<'a> {
    #[must_use]
    pub fn of(caller: &'a Caller) -> Self {
        Self { name: &caller.person.login, memberships: &caller.memberships, is_machine: false }
    }

    /// The daily run, under the name that the log gives it.
    #[must_use]
    pub const fn machine(name: &'a str) -> Self {
        Self { name, memberships: &[], is_machine: true }
    }

    /// The actor in the district of the pack.
    #[must_use]
    pub fn actor(self, pack: &'a Pack) -> Actor<'a> {
        Actor { name: self.name, memberships: self.memberships, district: district(pack), is_machine: self.is_machine }
    }
}

/// What decisions depend on besides the duty.
#[must_use]
pub fn grounds<'a>(pack: &'a Pack, proof: &'a Proof, day: Date) -> Grounds<'a> {
    Grounds { rules: &pack.supervision, calendar: Calendar::new(&pack.calendar), proof, day }
}

/// The refusal of a question about working days that no pack can answer.
#[must_use]
pub fn unknown_year(year: UnknownYear) -> Refusal {
    act::refused(year.into())
}

/// Beginning of the kinds of events of duties.
const PREFIX: &str = "duty.";
