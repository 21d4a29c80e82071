use std::collections::BTreeMap;

use anyhow::Result;
use jiff::civil::Date;
use policy::{
    access::{Right, ScopeKind},
    casefile::{Closing, State},
};

use super::list::told;
use crate::{
    services::{account::Caller, duty::Who, lake::district},
    store::CaseFilter,
    workspace::Workspace,
};

/// How many files there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Total {
    /// Children of whom there is a file.
    pub files: usize,
    pub open: usize,
    pub claimed: usize,
    pub follow_up: usize,
    pub closed_by_roll: usize,
    pub closed_by_evidence: usize,
    pub overdue: usize,
    /// Children who were missing more than once.
    pub again: usize,
}

/// How many files there are by township.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// By code of the township.
    pub of: BTreeMap<String, Total>,
    pub all: Total,
}

impl Total {
    fn add(&mut self, other: Self) {
        self.files += other.files;
        self.open += other.open;
        self.claimed += other.claimed;
        self.follow_up += other.follow_up;
        self.closed_by_roll += other.closed_by_roll;
        self.closed_by_evidence += other.closed_by_evidence;
        self.overdue += other.overdue;
        self.again += other.again;
    }

    #[must_use]
    pub const fn closed(&self) -> usize {
        self.closed_by_roll + self.closed_by_evidence
    }
}

/// Counts the files by township, as far as the person may know: of the whole district, or of the own townships. A file
/// without the working days that it needs counts as not overdue.
///
/// # Errors
/// When the database fails.
pub async fn counts(workspace: &Workspace, caller: Option<&Caller>, day: Date) -> Result<Counts> {
    let mut counts = Counts::default();
    if workspace.pack.dropout.is_none() {
        return Ok(counts);
    }
    let district = district(&workspace.pack);
    let holds = || caller.iter().flat_map(|caller| &caller.memberships).filter(|one| one.role.may(Right::Cases));
    let whole = caller.is_none()
        || holds()
            .any(|one| one.scope == district || matches!(one.role.scope(), ScopeKind::District | ScopeKind::Unit));
    let rows = workspace.store.read().await?.cases(CaseFilter::default()).await?;
    for row in rows {
        if !whole && holds().all(|one| one.scope != row.case.township) {
            continue;
        }
        let township = row.case.township.clone();
        let (found, _) = told(workspace, Who::machine(""), row, day)?;
        let case = &found.row.case;
        let one = |holds: bool| usize::from(holds);
        let total = Total {
            files: 1,
            open: one(case.state == State::Open),
            claimed: one(case.state == State::Claimed),
            follow_up: one(case.state == State::FollowUp),
            closed_by_roll: one(case.closed_by == Some(Closing::Roll)),
            closed_by_evidence: one(case.closed_by == Some(Closing::Evidence)),
            overdue: one(found.overdue.is_some()),
            again: one(case.times > 1),
        };
        counts.all.add(total);
        counts.of.entry(township).or_default().add(total);
    }
    Ok(counts)
}
