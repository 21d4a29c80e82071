//! Supervision (督查督办): a commitment is driven, year by year, to a verified end.
//!
//! A [`Duty`] (督办事项) is one commitment × one year × the unit that leads it, with steps below it and shares of
//! co-operating units beside it. It is the fold of its [`Event`]s; [`decide()`] says which events a [`Command`] makes, or why
//! it is refused, and nothing else changes a duty. The tables `states` and `side` in `deed.rs` say who may do what when;
//! `tests/snapshots/supervise__the_table.snap` shows what follows from them for every state, command and role.
//!
//! Overdue, owed, contradicted, due for a slip: all that follows from the day, the rules ([`Supervision`]) and the figures
//! ([`Proof`]) is computed, never stored. What follows from the events alone and is asked of many duties at once (what is
//! claimed, what waits, the [`Trace`]s) stands beside them and can be made anew.
//!
//! To add a command: a variant of [`Deed`] and [`Command`] with a row in the two tables, its event with what it changes in
//! [`Duty::apply`], its texts `deed-…` and `duty-event-…`, and a review of the changed table.

mod decide;
mod deed;
mod duty;
mod event;
mod finding;
mod notice;
mod open;
mod round;
mod rules;
mod sample;
mod score;
mod slip;
mod trace;
mod visit;
mod wait;

pub(crate) use self::decide::LONGEST;
pub use self::{
    decide::{Actor, CODES, Grounds, Refusal, allowed, decide, sees},
    deed::{Command, Deed},
    duty::{
        Asked, Confidence, Duty, Evidence, FileKind, Inspected, Inspection, Instruction, Level, Pace, Quality, Report,
        Share, ShareState, Slip, SlipState, State, Step,
    },
    event::{Event, Opened},
    finding::{Claim, Figured, Finding, Proof, Verdict, findings},
    notice::{Notice, due_notices, due_problem_notices, is_quiet, loud_from},
    open::{Opening, openings},
    round::{Reported, Reporting, RoundDays},
    rules::{
        Cause, Colour, EvidenceRules, ExtensionRules, NoticeRule, Occasion, OccasionRule, Opens, Part, Quiet,
        Recipient, Round, Scheme, SlipRule, Span, Submission, Supervision, When, WhenNotice,
    },
    sample::{drawn, seal},
    score::Score,
    slip::{Proposal, proposed},
    trace::{Counts, Happened, Trace},
    visit::{Owed, ProblemState, Step as ProblemStep, VisitRules},
    wait::Wait,
};
