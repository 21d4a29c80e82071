use anyhow::Result;
use jiff::{ToSpan as _, civil::Date};
use policy::{
    access::Right,
    supervise::{ProblemState, ProblemStep},
};
use serde_json::json;

use super::{
    changed,
    record::{is_own, own},
    rules, words,
};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::account::Caller,
    store::{NewEvent, VisitProblem},
    workspace::Workspace,
};

/// A problem that was found.
pub struct NewProblem<'a> {
    pub visit: &'a str,
    pub words: &'a str,
    /// Unit of the plan that solves it.
    pub unit: &'a str,
    /// Until when; by default as the rules say.
    pub due: Option<Date>,
}

/// A step of a problem, and which version of it was seen.
pub struct Solve<'a> {
    pub visit: &'a str,
    pub problem: &'a str,
    pub version: i64,
    pub step: ProblemStep,
    /// What was done, or why it is sent back; not needed to confirm.
    pub words: &'a str,
}

/// Writes down a problem that a visit found.
///
/// # Errors
/// Refused when the visit is somebody else's or has not taken place, the unit is none of the plan, the day has passed, or
/// nothing is written.
pub async fn add_problem(
    workspace: &Workspace,
    edge: &Edge,
    caller: &Caller,
    today: Date,
    found: NewProblem<'_>,
) -> Result<()> {
    let by_rule = today.saturating_add(i64::from(rules(workspace)?.solve_days).days());
    let due = found.due.unwrap_or(by_rule);
    let mut write = workspace.store.write().await?;
    let visit = own(&mut write, caller, found.visit).await?;
    if visit.held_on.is_none() {
        return Err(Refusal::new("visit-not-held").into());
    }
    let units = workspace.pack.plan.iter().flat_map(|plan| &plan.units);
    if !units.into_iter().any(|unit| unit.id == found.unit) {
        return Err(Refusal::new("visits-no-unit").into());
    }
    if due < today {
        return Err(Refusal::new("visit-past").into());
    }
    let problem = VisitProblem {
        id: edge.id(),
        visit: visit.id.clone(),
        words: words(found.words, "visit-words")?,
        unit: found.unit.to_owned(),
        due,
        state: ProblemState::Open,
        answer: String::new(),
        answered_on: None,
        reason: String::new(),
        solved_on: None,
        version: 1,
    };
    write.add_visit_problem(&problem).await?;
    let body = json!({
        "visit": visit.id, "school": visit.school, "unit": problem.unit, "due": problem.due, "words": problem.words,
    });
    let subject = &problem.id;
    write.add_event(NewEvent { at: edge.now, actor: &edge.actor, kind: "visit.problem_found", subject, body }).await?;
    write.commit().await
}

/// Takes a problem a step further: the unit answers, whoever found it confirms or sends it back.
///
/// # Errors
/// Refused when the problem is not the caller's to take further, the step does not fit, somebody has changed it
/// meanwhile, or nothing is written.
pub async fn solve(workspace: &Workspace, edge: &Edge, caller: &Caller, today: Date, solve: Solve<'_>) -> Result<()> {
    let missing = || Refusal::new("page-missing");
    let mut write = workspace.store.write().await?;
    let visit = write.visit(solve.visit).await?.ok_or_else(missing)?;
    let problems = write.visit_problems().await?;
    let mut problem =
        problems.into_iter().find(|one| one.id == solve.problem && one.visit == visit.id).ok_or_else(missing)?;
    let may = match solve.step {
        ProblemStep::Answer => caller.may(Right::Answer) && caller.units().contains(&problem.unit.as_str()),
        ProblemStep::Confirm | ProblemStep::Return => is_own(caller, &visit.person),
    };
    if !may {
        return Err(missing().into());
    }
    if problem.version != solve.version {
        return Err(changed().into());
    }
    problem.state = problem.state.after(solve.step).ok_or_else(|| Refusal::new("visit-step"))?;
    let kind = match solve.step {
        ProblemStep::Answer => {
            (problem.answer, problem.answered_on) = (words(solve.words, "visit-words")?, Some(today));
            "visit.problem_answered"
        }
        ProblemStep::Confirm => {
            problem.solved_on = Some(today);
            "visit.problem_solved"
        }
        ProblemStep::Return => {
            (problem.reason, problem.solved_on) = (words(solve.words, "visit-words")?, None);
            "visit.problem_returned"
        }
    };
    if !write.change_visit_problem(&problem).await? {
        return Err(changed().into());
    }
    let body = json!({ "visit": visit.id, "school": visit.school, "unit": problem.unit, "words": solve.words.trim() });
    write.add_event(NewEvent { at: edge.now, actor: &edge.actor, kind, subject: &problem.id, body }).await?;
    write.commit().await
}
