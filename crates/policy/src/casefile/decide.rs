//! What a command does to a file: its events, or why not. The tables [`sides`] and [`states`] say who may do what when.

use jiff::{ToSpan as _, civil::Date};

use super::{
    case::{Case, Event, Run, State},
    rules::{Outcome, Party, Proof, Rules, Step},
};
use crate::{
    access::{Right, ScopeKind},
    reconcile::Standing,
    supervise::{Actor, Evidence, LONGEST, Refusal},
};

/// What can be done to a file, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deed {
    Step,
    Note,
    AddEvidence,
    Claim,
    Confirm,
    Return,
    Transfer,
    See,
    EndFollowUp,
}

/// A deed with what it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Writes down that a step was done.
    Step {
        step: String,
        words: String,
    },
    /// Writes down what else was done or heard.
    Note {
        words: String,
    },
    AddEvidence {
        file: Evidence,
        of: String,
    },
    /// Says how it ended.
    Claim {
        outcome: String,
        words: String,
    },
    /// Finds the files of a claim sufficient.
    Confirm {
        words: String,
    },
    /// Does not.
    Return {
        reason: String,
    },
    /// Gives the file to another township.
    Transfer {
        township: String,
        reason: String,
    },
    /// What a reconciliation says of the child.
    See(Sighting),
    /// Closes what was looked after long enough.
    EndFollowUp,
}

/// What a reconciliation says of a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    pub run: Run,
    pub standing: Standing,
    /// Township of residence.
    pub township: String,
    pub school: Option<String>,
}

/// Every code; `refusal-CODE` and its `.hint` are the sentences.
pub const CODES: &[&str] = &[
    "case-not-yours",
    "case-not-your-part",
    "case-not-now",
    "case-own-claim",
    "case-roll-only",
    "case-words-missing",
    "case-words-long",
    "case-step-unknown",
    "case-outcome-unknown",
    "case-evidence-missing",
    "case-evidence-twice",
    "case-same-township",
];

/// Who may do it; nobody means the daily run alone.
const fn sides(deed: Deed) -> &'static [Party] {
    match deed {
        Deed::Step | Deed::Note | Deed::AddEvidence => &[Party::Township, Party::School, Party::Bureau],
        Deed::Claim => &[Party::Township, Party::School],
        Deed::Confirm | Deed::Return | Deed::Transfer => &[Party::Bureau],
        Deed::See | Deed::EndFollowUp => &[],
    }
}

/// In which states it may be done.
const fn states(deed: Deed) -> &'static [State] {
    use State as S;
    match deed {
        Deed::Step | Deed::Claim => &[S::Open],
        Deed::Note | Deed::AddEvidence => &[S::Open, S::Claimed, S::FollowUp],
        Deed::Confirm | Deed::Return => &[S::Claimed],
        Deed::Transfer => &[S::Open, S::Claimed],
        Deed::See => &S::ALL,
        Deed::EndFollowUp => &[S::FollowUp],
    }
}

impl Deed {
    pub const ALL: [Self; 9] = [
        Self::Step,
        Self::Note,
        Self::AddEvidence,
        Self::Claim,
        Self::Confirm,
        Self::Return,
        Self::Transfer,
        Self::See,
        Self::EndFollowUp,
    ];

    /// Stable name, as forms and texts have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::Note => "note",
            Self::AddEvidence => "add-evidence",
            Self::Claim => "claim",
            Self::Confirm => "confirm",
            Self::Return => "return",
            Self::Transfer => "transfer",
            Self::See => "see",
            Self::EndFollowUp => "end-follow-up",
        }
    }
}

impl Command {
    #[must_use]
    pub const fn deed(&self) -> Deed {
        match self {
            Self::Step { .. } => Deed::Step,
            Self::Note { .. } => Deed::Note,
            Self::AddEvidence { .. } => Deed::AddEvidence,
            Self::Claim { .. } => Deed::Claim,
            Self::Confirm { .. } => Deed::Confirm,
            Self::Return { .. } => Deed::Return,
            Self::Transfer { .. } => Deed::Transfer,
            Self::See(_) => Deed::See,
            Self::EndFollowUp => Deed::EndFollowUp,
        }
    }

    fn words(&self) -> Option<&str> {
        match self {
            Self::Step { words, .. } | Self::Note { words } | Self::Claim { words, .. } | Self::Confirm { words } => {
                Some(words)
            }
            Self::Return { reason } | Self::Transfer { reason, .. } => Some(reason),
            Self::AddEvidence { .. } | Self::See(_) | Self::EndFollowUp => None,
        }
    }
}

/// The parts that somebody has in a file.
#[must_use]
pub fn parts(case: &Case, actor: &Actor<'_>) -> Vec<Party> {
    let held = |party: &Party| {
        actor.memberships.iter().filter(|one| one.role.may(Right::CaseFiles)).any(|one| match party {
            Party::Township => one.role.scope() == ScopeKind::Township && one.scope == case.township,
            Party::School => {
                one.role.scope() == ScopeKind::School && case.school.as_ref().is_some_and(|school| one.scope == *school)
            }
            Party::Bureau => one.role.scope() == ScopeKind::District && one.scope == actor.district,
        })
    };
    Party::ALL.into_iter().filter(held).collect()
}

/// Whether somebody may know of a file.
#[must_use]
pub fn sees(case: &Case, actor: &Actor<'_>) -> bool {
    !parts(case, actor).is_empty()
}

/// Whether somebody may do something now.
fn permit(deed: Deed, case: &Case, actor: &Actor<'_>, rules: &Rules) -> Result<(), Refusal> {
    let parts = parts(case, actor);
    if actor.is_machine {
        if !matches!(deed, Deed::See | Deed::EndFollowUp) {
            return Err(Refusal::new("case-not-your-part"));
        }
    } else if parts.is_empty() {
        return Err(Refusal::new("case-not-yours"));
    } else if !parts.iter().any(|part| sides(deed).contains(part)) {
        return Err(Refusal::new("case-not-your-part"));
    }
    if !states(deed).contains(&case.state) {
        return Err(Refusal::new("case-not-now"));
    }
    if deed == Deed::Confirm {
        // Who says that a child is back is not believed by anybody: only the roll proves it.
        let proof = case.claim.as_ref().and_then(|claim| rules.outcome(&claim.outcome)).map(|outcome| outcome.proof);
        if proof != Some(Proof::Evidence) {
            return Err(Refusal::new("case-roll-only"));
        }
        if case.claim.as_ref().is_some_and(|claim| claim.by == actor.name) {
            return Err(Refusal::new("case-own-claim"));
        }
    }
    Ok(())
}

/// What somebody may do to a file now.
#[must_use]
pub fn allowed(case: &Case, actor: &Actor<'_>, rules: &Rules) -> Vec<Deed> {
    let open = |deed: Deed| deed != Deed::Step || !open_steps(case, actor, rules).is_empty();
    let deeds = Deed::ALL.into_iter().filter(|deed| permit(*deed, case, actor, rules).is_ok());
    deeds.filter(|deed| open(*deed)).collect()
}

/// The steps that somebody may write down now, in the order of the work.
#[must_use]
pub fn open_steps<'r>(case: &Case, actor: &Actor<'_>, rules: &'r Rules) -> Vec<&'r Step> {
    let parts = parts(case, actor);
    rules.steps.iter().filter(|step| parts.contains(&step.by) && is_owed(case, step)).collect()
}

/// Whether a step is to be done now.
pub(super) fn is_owed(case: &Case, step: &Step) -> bool {
    let somebody = step.by != Party::School || case.school.is_some();
    let begun = step.after.as_ref().is_none_or(|after| case.steps.contains_key(after));
    somebody && begun && !case.steps.contains_key(&step.id)
}

/// The events that a command makes; a reconciliation that says nothing new makes none.
///
/// # Errors
/// Refused when it is not this person's deed, not its time, or something in it will not do.
pub fn decide(
    case: &Case,
    command: Command,
    actor: &Actor<'_>,
    rules: &Rules,
    day: Date,
) -> Result<Vec<Event>, Refusal> {
    permit(command.deed(), case, actor, rules)?;
    if command.words().is_some_and(|words| words.trim().is_empty()) {
        return Err(Refusal::new("case-words-missing"));
    }
    if command.words().is_some_and(|words| words.chars().count() > LONGEST) {
        return Err(Refusal::new("case-words-long").with("most", LONGEST));
    }
    Ok(match command {
        Command::Step { step, words } => {
            let found = open_steps(case, actor, rules).into_iter().find(|one| one.id == step);
            let found = found.ok_or_else(|| Refusal::new("case-step-unknown"))?;
            if found.evidence && !case.shows(&found.id) {
                return Err(Refusal::new("case-evidence-missing"));
            }
            vec![Event::Stepped { step, words }]
        }
        Command::Note { words } => vec![Event::Noted { words }],
        Command::AddEvidence { file, of } => {
            if !of.is_empty() && rules.step(&of).is_none() && rules.outcome(&of).is_none() {
                return Err(Refusal::new("case-step-unknown"));
            }
            let twice = |filed: &super::case::Filed| filed.file.sha256 == file.sha256 && filed.of == of && !filed.spent;
            if case.evidence.iter().any(twice) {
                return Err(Refusal::new("case-evidence-twice").with("name", &file.name));
            }
            vec![Event::EvidenceAdded { file, of }]
        }
        Command::Claim { outcome, words } => {
            let found = rules.outcome(&outcome).ok_or_else(|| Refusal::new("case-outcome-unknown"))?;
            if found.proof == Proof::Evidence && !case.shows(&outcome) {
                return Err(Refusal::new("case-evidence-missing"));
            }
            vec![Event::Claimed { outcome, words }]
        }
        Command::Confirm { words } => vec![Event::Confirmed { words }],
        Command::Return { reason } => vec![Event::Returned { reason }],
        Command::Transfer { township, reason } => {
            if township == case.township {
                return Err(Refusal::new("case-same-township"));
            }
            vec![Event::Transferred { township, reason }]
        }
        Command::See(sighting) => seen(case, sighting, rules, day).into_iter().collect(),
        Command::EndFollowUp => {
            if case.follow_until.is_none_or(|until| until > day) {
                return Err(Refusal::new("case-not-now"));
            }
            vec![Event::FollowedUp]
        }
    })
}

/// What a reconciliation changes.
fn seen(case: &Case, sighting: Sighting, rules: &Rules, day: Date) -> Option<Event> {
    let Sighting { run, standing, township, school } = sighting;
    // One that was told before, or that speaks of an earlier day, says nothing new.
    if run.id == case.run.id || run.as_of < case.run.as_of {
        return None;
    }
    if let Some(outcome) = rules.proven(standing) {
        let known = case.outcome.as_ref() == Some(&outcome.id);
        if case.state == State::Closed || (case.state == State::FollowUp && known) {
            return None;
        }
        let until = outcome.follow_days.map(|days| day.saturating_add(i64::from(days).days()));
        return Some(Event::Seen { run, standing, outcome: outcome.id.clone(), until });
    }
    let vanished = match case.state {
        State::Open => false,
        State::FollowUp => true,
        // What was said after the day of the facts is not contradicted by them.
        State::Claimed => case.claim.as_ref().is_some_and(|claim| {
            run.as_of >= claim.on && rules.outcome(&claim.outcome).is_none_or(|one| one.proof == Proof::Roll)
        }),
        State::Closed => !stands(case, rules, run.as_of),
    };
    // While somebody works on it, the file stays where it is.
    let township = if case.state == State::Closed { township } else { case.township.clone() };
    (vanished && rules.opens.contains(&standing)).then_some(Event::Missed { run, township, school })
}

/// Whether what closed a file still stands on a day.
fn stands(case: &Case, rules: &Rules, on: Date) -> bool {
    let outcome = case.outcome.as_ref().and_then(|id| rules.outcome(id));
    outcome.filter(|outcome| outcome.proof == Proof::Evidence).is_some_and(|outcome: &Outcome| {
        let last = |days: u32| case.closed_on.map(|closed| closed.saturating_add(i64::from(days).days()));
        outcome.lasts_days.is_none_or(|days| last(days).is_some_and(|last| on <= last))
    })
}
