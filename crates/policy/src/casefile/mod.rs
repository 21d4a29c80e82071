//! Files of missing children (控辍保学一生一档): opened by a reconciliation of register and roll, worked on step by step,
//! closed only by what proves something.
//!
//! A [`Case`] is the fold of its [`Event`]s; [`decide()`] says which events a [`Command`] makes, or why it is refused, and
//! nothing else changes a file. Steps, terms and outcomes are [`Rules`] of the pack (`dropout.toml`). The tables `sides`
//! and `states` in `decide.rs` say who may do what when; `tests/casefile/snapshots/` shows what follows from them.
//!
//! No words close a file: an outcome is proven by a later reconciliation, or by files that somebody else has looked at.
//! What it waits for and whether that is overdue is computed ([`Case::next`]), never stored. Who the child is stands
//! nowhere here.
//!
//! To add a command: a variant of [`Deed`] and [`Command`] with a row in the two tables, its event with what it changes in
//! [`Case::apply`], its texts `case-deed-…` and `case-event-…`, and a review of the changed table.

mod case;
mod decide;
mod next;
mod rules;

pub use self::{
    case::{Case, Claim, Closing, Event, Filed, Opened, Run, State},
    decide::{CODES, Command, Deed, Sighting, allowed, decide, open_steps, parts, sees},
    next::{Awaited, Next},
    rules::{Outcome, Party, Proof, Register, Rules, Step},
};
