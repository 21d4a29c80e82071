//! What a command does to a duty: its events, or why not.

use jiff::{ToSpan as _, civil::Date};

use super::{
    deed::{Command, Deed, Side, side, states},
    duty::{Duty, Pace, Report, ShareState, SlipState, State, Step},
    event::Event,
    finding::{Proof, Verdict, findings},
    rules::Supervision,
};
use crate::{
    access::{Membership, Right, ScopeKind},
    calendar::{Calendar, UnknownYear},
};

/// Who acts.
#[derive(Clone, Copy, Debug)]
pub struct Actor<'a> {
    /// Login, as the log has it.
    pub name: &'a str,
    pub memberships: &'a [Membership],
    /// Code of the district: a membership there reaches every duty.
    pub district: &'a str,
    /// The daily run of the program, which raises slips by rule and does nothing else.
    pub is_machine: bool,
}

/// What a decision depends on besides the duty.
#[derive(Clone, Copy, Debug)]
pub struct Grounds<'a> {
    pub rules: &'a Supervision,
    pub calendar: Calendar<'a>,
    pub proof: &'a Proof,
    pub day: Date,
}

/// Why a command is not carried out: a stable code and what the sentence needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: &'static str,
    pub args: Vec<(&'static str, String)>,
}

/// Every code; `refusal-CODE` and its `.hint` are the sentences.
pub const CODES: &[&str] = &[
    "duty-not-yours",
    "duty-not-your-part",
    "duty-not-now",
    "duty-own-work",
    "duty-words-missing",
    "duty-words-long",
    "duty-no-report",
    "duty-steps-open",
    "duty-shares-open",
    "duty-evidence-missing",
    "duty-evidence-twice",
    "duty-not-counted",
    "duty-percent-range",
    "duty-figures-differ",
    "duty-not-proven",
    "duty-due-fixed",
    "duty-due-past",
    "duty-steps-weight",
    "duty-step-late",
    "duty-step-unknown",
    "duty-unit-unknown",
    "duty-extension-earlier",
    "duty-extension-far",
    "duty-extension-late",
    "duty-extension-often",
    "duty-slip-unknown",
    "duty-slip-milder",
    "duty-slip-past",
    "duty-drawn-before",
    "calendar-unknown-year",
];

impl Refusal {
    pub(crate) fn new(code: &'static str) -> Self {
        Self { code, args: Vec::new() }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

impl From<UnknownYear> for Refusal {
    fn from(unknown: UnknownYear) -> Self {
        let text = |year: Option<i16>| year.map(|year| year.to_string()).unwrap_or_default();
        let refusal = Self::new(UnknownYear::KEY).with("year", unknown.year);
        refusal.with("first", text(unknown.first)).with("last", text(unknown.last))
    }
}

/// Longest text of one field, in characters.
pub(crate) const LONGEST: usize = 4000;

impl Actor<'_> {
    /// Whether a membership for the whole district gives one of the rights.
    fn has(&self, rights: &[Right]) -> bool {
        self.memberships.iter().any(|one| {
            one.role.scope() != ScopeKind::Unit
                && one.scope == self.district
                && rights.iter().any(|right| one.role.may(*right))
        })
    }

    /// Whether the person answers for the unit.
    fn answers(&self, unit: &str) -> bool {
        self.memberships
            .iter()
            .any(|one| one.role.scope() == ScopeKind::Unit && one.role.may(Right::Answer) && one.scope == unit)
    }

    fn leads(&self, duty: &Duty) -> bool {
        self.answers(&duty.unit)
    }

    fn helps(&self, duty: &Duty) -> bool {
        duty.shares.keys().any(|unit| self.answers(unit))
    }

    fn is_on(&self, side: &Side, duty: &Duty) -> bool {
        match side {
            Side::Lead => self.leads(duty),
            Side::Share => self.helps(duty),
            Side::Unit => self.leads(duty) || self.helps(duty),
            Side::Office(rights) => self.has(rights),
            Side::Anyone(rights) => self.has(rights) || self.leads(duty) || self.helps(duty),
        }
    }
}

/// Whether somebody may know of a duty: for the whole district, or for a unit that it names once it is assigned.
#[must_use]
pub fn sees(duty: &Duty, actor: &Actor<'_>) -> bool {
    let whole = actor.has(&[Right::Duties]);
    let unit = (actor.leads(duty) || actor.helps(duty)) && duty.state != State::Drafted;
    // A draft is nobody's business but the planner's.
    if duty.state == State::Drafted { actor.has(&[Right::Supervise]) } else { whole || unit }
}

/// What somebody may do to a duty now; content decides the rest.
#[must_use]
pub fn allowed(duty: &Duty, actor: &Actor<'_>, proof: &Proof) -> Vec<Deed> {
    Deed::ALL.into_iter().filter(|deed| permit(*deed, duty, actor, proof).is_ok()).collect()
}

/// Whether the deed is this person's, and its time is now.
fn permit(deed: Deed, duty: &Duty, actor: &Actor<'_>, proof: &Proof) -> Result<(), Refusal> {
    if actor.is_machine {
        if deed != Deed::RaiseSlip {
            return Err(Refusal::new("duty-not-your-part"));
        }
    } else if !sees(duty, actor) {
        return Err(Refusal::new("duty-not-yours"));
    } else if !actor.is_on(&side(deed), duty) {
        return Err(Refusal::new("duty-not-your-part"));
    }
    let own = match deed {
        Deed::ReportShare => {
            let open = |state| matches!(state, ShareState::Open | ShareState::Returned | ShareState::Reported);
            duty.shares.iter().any(|(unit, share)| actor.answers(unit) && open(share.state))
        }
        Deed::FinishStep => {
            let own = |step: &Step| actor.answers(&step.unit) || actor.leads(duty);
            duty.steps.iter().any(|step| step.done_on.is_none() && own(step))
        }
        _ => true,
    };
    if !own || !is_time(deed, duty) {
        return Err(Refusal::new("duty-not-now"));
    }
    if deed == Deed::Confirm && proof.verdict() != Verdict::Met {
        return Err(Refusal::new("duty-not-proven"));
    }
    // Whoever handed a result in does not judge it.
    let judges = matches!(deed, Deed::Verify | Deed::Return | Deed::Inspect);
    if judges && duty.submitted_by == actor.name {
        return Err(Refusal::new("duty-own-work"));
    }
    Ok(())
}

/// Whether the time of a deed is now, whoever does it.
pub(super) fn is_time(deed: Deed, duty: &Duty) -> bool {
    let fits = match deed {
        Deed::MergeShare | Deed::ReturnShare => duty.shares.values().any(|share| share.state == ShareState::Reported),
        Deed::AskExtension => duty.extension.is_none(),
        Deed::GrantExtension | Deed::RefuseExtension => duty.extension.is_some(),
        Deed::AnswerSlip => duty.slips.iter().any(|slip| slip.state == SlipState::Open),
        Deed::SettleSlip => duty.slips.iter().any(|slip| slip.state == SlipState::Answered),
        Deed::Inspect => duty.sample.is_some() && duty.inspection.is_none(),
        Deed::Draw => duty.sample.is_none(),
        Deed::Appeal => duty.appeal.is_none(),
        _ => true,
    };
    fits && states(deed).contains(&duty.state)
}

/// The events that a command makes.
///
/// # Errors
/// Refused when it is not this person's deed, not its time, or something in it will not do.
pub fn decide(duty: &Duty, command: Command, actor: &Actor<'_>, grounds: &Grounds<'_>) -> Result<Vec<Event>, Refusal> {
    permit(command.deed(), duty, actor, grounds.proof)?;
    if command.words().is_some_and(|words| words.trim().is_empty()) {
        return Err(Refusal::new("duty-words-missing"));
    }
    if command.texts().iter().any(|text| text.chars().count() > LONGEST) {
        return Err(Refusal::new("duty-words-long").with("most", LONGEST));
    }
    Ok(vec![event(duty, command, actor, grounds)?])
}

fn event(duty: &Duty, command: Command, actor: &Actor<'_>, grounds: &Grounds<'_>) -> Result<Event, Refusal> {
    Ok(match command {
        Command::Arrange { due, person, steps, cooperating } => {
            arrange(duty, due, person, steps, cooperating, grounds)?
        }
        Command::Assign => {
            if duty.due < grounds.day {
                return Err(Refusal::new("duty-due-past").with("due", duty.due));
            }
            Event::Assigned
        }
        Command::Acknowledge => Event::Acknowledged,
        Command::Report(report) => reported(duty, report)?,
        Command::ReportShare { unit, words } => {
            let share = duty.shares.get(&unit).filter(|_| actor.answers(&unit));
            let share = share.ok_or_else(|| Refusal::new("duty-unit-unknown").with("unit", &unit))?;
            if share.state == ShareState::Merged {
                return Err(Refusal::new("duty-not-now"));
            }
            Event::ShareReported { unit, words }
        }
        Command::MergeShare { unit } => Event::ShareMerged { unit: reported_share(duty, unit)? },
        Command::ReturnShare { unit, reason } => Event::ShareReturned { unit: reported_share(duty, unit)?, reason },
        Command::FinishStep { step } => {
            let open = duty.steps.get(step).filter(|one| one.done_on.is_none());
            let own = open.filter(|one| actor.answers(&one.unit) || actor.leads(duty));
            own.ok_or_else(|| Refusal::new("duty-step-unknown").with("step", step + 1))?;
            Event::StepDone { step }
        }
        Command::AddEvidence { file } => {
            if duty.evidence.iter().any(|one| one.sha256 == file.sha256) {
                return Err(Refusal::new("duty-evidence-twice").with("name", &file.name));
            }
            let helped = duty.shares.keys().find(|unit| actor.answers(unit));
            let unit = if actor.leads(duty) { &duty.unit } else { helped.unwrap_or(&duty.unit) };
            Event::EvidenceAdded { unit: unit.clone(), file }
        }
        Command::Submit { words } => {
            ready(duty, grounds)?;
            Event::Submitted { words }
        }
        Command::Verify { quality, words } => {
            // Whoever closes against the figures says why.
            let differs =
                findings(duty, grounds.proof, grounds.rules).into_iter().any(super::Finding::is_contradiction);
            if differs && words.trim().is_empty() {
                return Err(Refusal::new("duty-figures-differ"));
            }
            Event::Verified { quality, words }
        }
        Command::Confirm => {
            Event::Confirmed { figures: grounds.proof.figures.iter().map(|one| one.target.clone()).collect() }
        }
        Command::Return { reason } => Event::Returned { reason },
        Command::Reopen { reason } => Event::Reopened { reason },
        Command::Suspend { decision } => Event::Suspended { decision },
        Command::Resume { words } => Event::Resumed { words },
        Command::Void { reason } => Event::Voided { reason },
        Command::AskExtension { until, reason } => ask(duty, until, reason, grounds)?,
        Command::GrantExtension { words } => {
            let asked = duty.extension.as_ref().ok_or_else(|| Refusal::new("duty-not-now"))?;
            Event::ExtensionGranted { until: asked.until, words }
        }
        Command::RefuseExtension { reason } => Event::ExtensionRefused { reason },
        Command::RaiseSlip { colour, cause, mark, words, answer_by } => {
            // Up the ladder only, while the milder one is open.
            if duty.slip().is_some_and(|(_, slip)| slip.colour >= colour) {
                return Err(Refusal::new("duty-slip-milder"));
            }
            if answer_by < grounds.day {
                return Err(Refusal::new("duty-slip-past").with("day", answer_by));
            }
            Event::SlipRaised { colour, cause, mark, words, answer_by }
        }
        Command::AnswerSlip { slip, words } => {
            Event::SlipAnswered { slip: slip_in(duty, slip, SlipState::Open)?, words }
        }
        Command::SettleSlip { slip } => Event::SlipSettled { slip: slip_in(duty, slip, SlipState::Answered)? },
        Command::Rate { level, because } => Event::Rated { level, because },
        Command::Comment { words } => Event::Commented { words },
        Command::Instruct { words } => Event::Instructed { words },
        Command::Draw { sample } => {
            if duty.sample.is_some() {
                return Err(Refusal::new("duty-drawn-before"));
            }
            Event::Drawn { sample }
        }
        Command::Inspect { outcome, words } => Event::Inspected { outcome, words },
        Command::Appeal { words } => Event::Appealed { words },
        Command::Adjust { part, points, words } => Event::Adjusted { part, points, words },
    })
}

/// The number of a slip that is in a state.
fn slip_in(duty: &Duty, slip: usize, state: SlipState) -> Result<usize, Refusal> {
    let found = duty.slips.get(slip).filter(|one| one.state == state);
    found.map(|_| slip).ok_or_else(|| Refusal::new("duty-slip-unknown").with("slip", slip + 1))
}

fn reported_share(duty: &Duty, unit: String) -> Result<String, Refusal> {
    let reported = duty.shares.get(&unit).is_some_and(|share| share.state == ShareState::Reported);
    if reported { Ok(unit) } else { Err(Refusal::new("duty-unit-unknown").with("unit", unit)) }
}

fn arrange(
    duty: &Duty,
    due: Date,
    person: String,
    mut steps: Vec<Step>,
    cooperating: Vec<String>,
    grounds: &Grounds<'_>,
) -> Result<Event, Refusal> {
    if due != duty.due && duty.state != State::Drafted {
        return Err(Refusal::new("duty-due-fixed"));
    }
    if due != duty.due && due < grounds.day {
        return Err(Refusal::new("duty-due-past").with("due", due));
    }
    if cooperating.contains(&duty.unit) {
        return Err(Refusal::new("duty-unit-unknown").with("unit", &duty.unit));
    }
    for (number, step) in (1..).zip(&mut steps) {
        if step.title.trim().is_empty() {
            return Err(Refusal::new("duty-words-missing"));
        }
        if step.due > due {
            return Err(Refusal::new("duty-step-late").with("step", number).with("due", due));
        }
        if step.unit != duty.unit && !cooperating.contains(&step.unit) {
            return Err(Refusal::new("duty-unit-unknown").with("unit", &step.unit));
        }
        // What is done stays done, however the rest is arranged anew.
        let before = duty.steps.iter().find(|one| one.title == step.title && one.unit == step.unit);
        step.done_on = before.and_then(|one| one.done_on);
    }
    let weight: u64 = steps.iter().map(|step| u64::from(step.weight)).sum();
    if !steps.is_empty() && weight != 100 {
        return Err(Refusal::new("duty-steps-weight").with("sum", weight));
    }
    Ok(Event::Arranged { due, person, steps, cooperating })
}

fn reported(duty: &Duty, report: Report) -> Result<Event, Refusal> {
    match report.percent {
        Some(_) if !duty.counted => return Err(Refusal::new("duty-not-counted")),
        Some(percent) if percent > 100 => return Err(Refusal::new("duty-percent-range")),
        _ => {}
    }
    if report.pace == Pace::Stuck && report.problems.trim().is_empty() {
        return Err(Refusal::new("duty-words-missing"));
    }
    Ok(Event::Reported(report))
}

/// Whether everything is there that a result needs.
fn ready(duty: &Duty, grounds: &Grounds<'_>) -> Result<(), Refusal> {
    // After a return or a reopening the report before it does not speak for what was done since.
    let told = duty.reported_on.is_some_and(|on| duty.returned_on.is_none_or(|returned| on >= returned));
    if !told {
        return Err(Refusal::new("duty-no-report"));
    }
    let Some(rule) = grounds.rules.submission else { return Ok(()) };
    let open = duty.steps.iter().filter(|step| step.done_on.is_none()).count();
    if rule.steps && open > 0 {
        return Err(Refusal::new("duty-steps-open").with("count", open));
    }
    let open: Vec<_> = duty.shares.iter().filter(|(_, share)| share.state != ShareState::Merged).collect();
    if rule.shares && !open.is_empty() {
        return Err(Refusal::new("duty-shares-open").with("count", open.len()));
    }
    if rule.evidence && duty.evidence.is_empty() && grounds.proof.verdict() != Verdict::Met {
        return Err(Refusal::new("duty-evidence-missing"));
    }
    Ok(())
}

fn ask(duty: &Duty, until: Date, reason: String, grounds: &Grounds<'_>) -> Result<Event, Refusal> {
    if until <= duty.due || until <= grounds.day {
        return Err(Refusal::new("duty-extension-earlier").with("due", duty.due));
    }
    let Some(rule) = grounds.rules.extension else { return Ok(Event::ExtensionAsked { until, reason }) };
    if duty.extensions >= rule.most {
        return Err(Refusal::new("duty-extension-often").with("most", rule.most));
    }
    let last = duty.due.saturating_add(i64::from(rule.most_days).days());
    if until > last {
        return Err(Refusal::new("duty-extension-far").with("last", last));
    }
    let days = i32::try_from(rule.before_workdays).unwrap_or(i32::MAX);
    let latest = grounds.calendar.add_workdays(duty.due, -days)?;
    if grounds.day > latest {
        return Err(Refusal::new("duty-extension-late").with("latest", latest));
    }
    Ok(Event::ExtensionAsked { until, reason })
}
