//! Reconciliations as JSON: runs, and how many children stand where.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use policy::reconcile::Standing;
use serde::Serialize;

use crate::{
    services::reconciliation::{Counts, Summary, Told},
    store::RunState,
};

/// One run.
#[derive(Serialize)]
pub struct Run {
    pub id: String,
    pub declaration: String,
    pub number: u64,
    pub as_of: Date,
    pub made_at: Timestamp,
    pub made_by: String,
    pub state: RunState,
    pub ended_at: Option<Timestamp>,
    pub learned: bool,
    pub snapshot: Option<String>,
    /// None until the run is done.
    pub summary: Option<Summary>,
}

impl Run {
    #[must_use]
    pub fn of(told: &Told) -> Self {
        let run = told.run.clone();
        Self {
            id: run.id,
            declaration: run.declaration,
            number: run.number,
            as_of: run.as_of,
            made_at: run.made_at,
            made_by: run.made_by,
            state: run.state,
            ended_at: run.ended_at,
            learned: run.learned,
            snapshot: run.snapshot,
            summary: (told.run.state == RunState::Done).then(|| told.summary.clone()),
        }
    }
}

/// What one run found, in counts.
#[derive(Serialize)]
pub struct Reconciled {
    pub run: Run,
    pub areas: BTreeMap<String, BTreeMap<Standing, u64>>,
    pub changes: Vec<Change>,
}

/// Children whose standing is another than in the run before; `before` is null for those who are new.
#[derive(Serialize)]
pub struct Change {
    pub before: Option<Standing>,
    pub standing: Standing,
    pub children: u64,
}

impl Reconciled {
    #[must_use]
    pub fn of(told: &Told, counts: &Counts) -> Self {
        let changes = counts.changes.0.iter();
        Self {
            run: Run::of(told),
            areas: counts.areas.clone(),
            changes: changes
                .map(|((standing, before), children)| Change {
                    before: *before,
                    standing: *standing,
                    children: *children,
                })
                .collect(),
        }
    }
}
