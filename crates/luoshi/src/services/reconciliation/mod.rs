//! Reconciliations: the register of children compared with the rolls, at a date and by a declaration of the pack.
//!
//! `run` reads the snapshots in force (`gather`), links them (`compare`), lets `policy::reconcile` decide and keeps the standing of
//! every child, the pairs that people have to decide, and a snapshot of the result. `read` is what pages and the command line show,
//! `review` shows pairs side by side and takes what people say of them.

mod children;
mod compare;
mod gather;
mod people;
mod read;
mod review;
mod run;

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use ::linkage::Step;
use policy::{
    pack::Pack,
    reconcile::{Reconciliation, Standing},
};
use serde::{Deserialize, Serialize};

pub use self::{
    children::{Ask, Children, Listed, Other, children, export, places},
    compare::{Evidence, Piece},
    read::{Changes, Counts, Told, counts, find, list, newest, rests_on, told},
    review::{Cell, Desk, Difference, Open, Shown, answer, desk, reveal, show},
    run::{Order, Outcome, run},
};
use crate::refusal::Refusal;

/// How far a run has come, and whether it should go on.
#[derive(Debug, Default)]
pub struct Progress {
    step: Mutex<Option<Step>>,
    stopped: AtomicBool,
}

impl Progress {
    /// Ends the run soon; nothing of it is kept.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// The rule that is at work, once pairs are made.
    #[must_use]
    pub fn step(&self) -> Option<Step> {
        *self.step.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reached(&self, step: Step) {
        *self.step.lock().unwrap_or_else(PoisonError::into_inner) = Some(step);
    }
}

/// What a finished run counts; kept with it as JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Rows of the register and of the roll.
    pub register: u64,
    pub roll: u64,
    /// Rows of the register that name a child again.
    pub registered_twice: u64,
    pub links: u64,
    /// Pairs that people have to decide.
    pub review: u64,
    /// Pairs that people have decided and that counted.
    pub decided: u64,
    pub contradictions: u64,
    /// Children whose standing is another than in the run before.
    pub changed: u64,
    pub standings: BTreeMap<Standing, u64>,
    /// Estimated share of right links, and of pairs that were found, each with its interval of 95 %.
    pub precision: [f64; 3],
    pub recall: [f64; 3],
}

/// The declaration asked for; without an id the only one, or the first.
///
/// # Errors
/// Refused when the pack has none, or none with the id.
pub fn declaration<'p>(pack: &'p Pack, id: Option<&str>) -> Result<&'p Reconciliation, Refusal> {
    let found = match id {
        Some(id) => pack.reconciliations.get(id),
        None => pack.reconciliations.values().next(),
    };
    let known = || pack.reconciliations.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| {
        let known = Some(known()).filter(|known| !known.is_empty()).unwrap_or_else(|| "none".to_owned());
        Refusal::new("reconciliation-unknown").with("id", id.unwrap_or("none")).with("known", known)
    })
}
