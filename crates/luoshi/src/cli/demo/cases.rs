//! Files of missing children of the demo: what a township and the bureau did with those of the last reconciliation.

use anyhow::Result;
use jiff::{ToSpan as _, civil::Date};
use policy::{
    access::Membership,
    casefile::{Command, State},
};

use super::acts::{Acts, photo};
use crate::{
    edge::Edge,
    services::{
        case::{self, Act},
        duty::Who,
        evidence::Taken,
    },
    store::{CaseFilter, CaseRow},
    workspace::Workspace,
};

/// Files of the township that lead a life of their own; the others are begun.
const LIVES: usize = 24;

struct Stage<'a> {
    workspace: &'a Workspace,
    edge: &'a Edge,
    people: Vec<(String, Vec<Membership>)>,
    acts: Acts<'a>,
    /// Day of the story.
    day: Date,
}

/// Tells what a township and the bureau did with the files that the reconciliations of the demo opened.
pub async fn tell(workspace: &Workspace, edge: &Edge, day: Date) -> Result<()> {
    let mut read = workspace.store.read().await?;
    let memberships = read.memberships().await?;
    let people = read.people().await?.into_iter().map(|person| {
        let own = memberships.iter().filter(|(id, _)| *id == person.id).map(|(_, one)| one.clone());
        (person.login, own.collect())
    });
    let people = people.collect();
    drop(read);
    let mut stage = Stage { workspace, edge, people, acts: Acts::new(edge), day };
    let open = stage.open().await?;
    let Some(begun) = open.iter().map(|row| row.case.begun_on).max() else { return Ok(()) };
    for (number, row) in open.iter().enumerate() {
        stage.life(number, row, begun).await?;
    }
    Ok(())
}

impl Stage<'_> {
    /// Files that are open in the township of the account.
    async fn open(&self) -> Result<Vec<CaseRow>> {
        let township = self.people.iter().find(|(login, _)| login == "township");
        let township = township.and_then(|(_, own)| own.first()).map(|one| one.scope.as_str());
        let filter = CaseFilter { township, state: Some(State::Open), ..CaseFilter::default() };
        self.workspace.store.read().await?.cases(filter).await
    }

    async fn act(&mut self, login: &str, day: Date, row: &CaseRow, command: Command, with_file: bool) -> Result<()> {
        let edge = self.acts.then(day)?;
        let found = self.people.iter().find(|(one, _)| one == login);
        let Some((name, memberships)) = found else { return Ok(()) };
        let who = Who { name, memberships, is_machine: false };
        let version = self.workspace.store.read().await?.case(&row.id).await?.map_or(0, |row| row.version);
        let name = format!("{}.png", self.edge.words.say("demo-case-photo"));
        let content = photo(&row.id)?;
        let files = if with_file { vec![Taken { name, content }] } else { Vec::new() };
        case::act(self.workspace, &edge, Act { who, day, id: &row.id, version, command, files, strip: true }).await?;
        Ok(())
    }

    async fn step(&mut self, day: Date, row: &CaseRow, step: &str, words: &str) -> Result<()> {
        let command = Command::Step { step: step.into(), words: self.edge.words.say(words) };
        self.act("township", day, row, command, step == "order").await
    }

    async fn claim(&mut self, day: Date, row: &CaseRow, outcome: &str, words: &str, with_file: bool) -> Result<()> {
        let command = Command::Claim { outcome: outcome.into(), words: self.edge.words.say(words) };
        self.act("township", day, row, command, with_file).await
    }

    /// What was done: first steps when the file was opened, the others since the last reconciliation opened files on a day.
    async fn life(&mut self, number: usize, row: &CaseRow, begun: Date) -> Result<()> {
        let last = self.day.yesterday()?;
        let on = |days: i64| begun.saturating_add(days.days()).min(last);
        if number < LIVES && number % 6 == 5 {
            return Ok(());
        }
        let opened = row.case.begun_on;
        self.step(opened.saturating_add(1.days()), row, "contact", "demo-case-contact").await?;
        self.step(opened.saturating_add(3.days()), row, "visit", "demo-case-visit").await?;
        if number >= LIVES {
            return self.step(on(7), row, "persuade", "demo-case-persuade").await;
        }
        match number % 6 {
            0 => {
                self.step(on(7), row, "persuade", "demo-case-persuade").await?;
                self.step(on(18), row, "order", "demo-case-order").await?;
                self.step(on(24), row, "report", "demo-case-report").await
            }
            1 => self.claim(on(30), row, "moved", "demo-case-moved", true).await,
            2 => {
                self.claim(on(21), row, "elsewhere", "demo-case-elsewhere", true).await?;
                let words = self.edge.words.say("demo-case-confirmed");
                self.act("planner", on(25), row, Command::Confirm { words }, false).await
            }
            3 => self.claim(on(28), row, "returned", "demo-case-returned", false).await,
            _ => self.step(on(7), row, "persuade", "demo-case-persuade").await,
        }
    }
}
