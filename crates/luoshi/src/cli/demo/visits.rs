//! Linked leaders of the demo: schools in every state of being visited, and problems at every step, through the services.

use anyhow::{Context as _, Result};
use jiff::{ToSpan as _, civil::Date};
use policy::supervise::ProblemStep;

use crate::{
    edge::Edge,
    services::{
        account::Caller,
        person,
        visit::{self, Deed, NewProblem, Record, Solve},
    },
    store::{Via, VisitProblem},
    workspace::Workspace,
};

/// Links the leader of the demo to schools and tells what became of the visits.
pub async fn tell(workspace: &Workspace, edge: &Edge, day: Date) -> Result<()> {
    let (leader, liaison) = (caller(workspace, "leader").await?, caller(workspace, "liaison").await?);
    let schools = person::places(workspace, edge).await?.schools;
    let since = day.saturating_sub(400.days());
    for (index, (school, _)) in schools.iter().step_by(9).take(6).enumerate() {
        visit::link(workspace, edge, since, &leader.person.id, school).await?;
        let board = visit::board(workspace, edge, &leader, since).await?;
        let link = board.links.iter().find(|one| one.link.school == *school).context("a link just made")?;
        // The first was never visited; the others longer and longer ago, the last twice.
        let ago: &[i32] = [&[][..], &[230], &[165], &[40], &[25], &[200, 12]][index];
        for days in ago {
            let on = day.saturating_sub(days.days());
            let id = visit::plan(workspace, edge, &leader, on, &link.link.id, on).await?;
            let words = edge.words.say("demo-visit-words");
            let record = Record { id: &id, version: 1, deed: Deed::Held(on), words: &words };
            visit::record(workspace, edge, &leader, on, record).await?;
            problems(workspace, edge, (&leader, &liaison), &id, on).await?;
        }
        if index == 3 {
            visit::plan(workspace, edge, &leader, day, &link.link.id, day.saturating_add(20.days())).await?;
        }
    }
    Ok(())
}

/// Two problems of a visit, each as far as the days since then allow.
async fn problems(
    workspace: &Workspace,
    edge: &Edge,
    (leader, liaison): (&Caller, &Caller),
    visit: &str,
    on: Date,
) -> Result<()> {
    let unit = liaison.units().first().copied().context("a liaison without a unit")?.to_owned();
    for key in ["demo-visit-problem-first", "demo-visit-problem-second"] {
        let words = edge.words.say(key);
        let found = NewProblem { visit, words: &words, unit: &unit, due: None };
        visit::add_problem(workspace, edge, leader, on, found).await?;
    }
    let mut found = workspace.store.read().await?.visit_problems().await?;
    found.retain(|one| one.visit == visit);
    let step = async |problem: &VisitProblem, who: &Caller, version: i64, step: ProblemStep| {
        let words = edge.words.say("demo-visit-answer");
        let solve = Solve { visit, problem: &problem.id, version, step, words: &words };
        visit::solve(workspace, edge, who, on.saturating_add((10 * version).days()), solve).await
    };
    let (first, second) = (found.first().context("a problem")?, found.get(1).context("a second problem")?);
    let today = workspace.config.demo_day.context("the day of the demo")?;
    if on.saturating_add(20.days()) <= today {
        step(first, liaison, 1, ProblemStep::Answer).await?;
        step(first, leader, 2, ProblemStep::Confirm).await?;
    }
    if on.saturating_add(150.days()) <= today {
        step(second, liaison, 1, ProblemStep::Answer).await?;
    }
    Ok(())
}

async fn caller(workspace: &Workspace, login: &str) -> Result<Caller> {
    let people = person::list(workspace).await?;
    let one = people.into_iter().find(|one| one.person.login == login);
    let one = one.with_context(|| format!("nobody of the demo is called {login}"))?;
    let (person, memberships, session) = (one.person, one.memberships, String::new());
    Ok(Caller { person, memberships, session, visited_at: None, via: Via::Password, must_enrol: false })
}
