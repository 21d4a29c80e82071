//! Duties of the demo in every state, through the same services as any: what the people of the demo did in the years of the
//! story. Who acts on which day follows from the story alone.

use anyhow::{Context as _, Result};
use jiff::{ToSpan as _, civil::Date};
use policy::{
    access::Membership,
    supervise::{Colour, Command, Inspected, Level, Pace, Quality, Report, State, Step, Verdict, When, allowed},
};

use super::acts::{Acts, photo};
use crate::{
    edge::Edge,
    services::{
        board,
        duty::{self, Act, Proofs, Who},
        evidence::Taken,
    },
    store::{DutyFilter, DutyRow},
    workspace::Workspace,
};

/// Lives that duties of the last year lead, in turn.
const LIVES: usize = 30;

/// The people who act, each with what they may do.
struct Cast {
    people: Vec<(String, Vec<Membership>)>,
}

impl Cast {
    fn of(&self, login: &str) -> Result<Who<'_>> {
        let found = self.people.iter().find(|(one, _)| one == login);
        let (name, memberships) = found.with_context(|| format!("nobody of the demo is called {login}"))?;
        Ok(Who { name, memberships, is_machine: false })
    }
}

/// A day of the story on which somebody does something.
struct Stage<'a> {
    workspace: &'a Workspace,
    edge: &'a Edge,
    cast: Cast,
    proofs: Proofs,
    acts: Acts<'a>,
}

/// Opens the duties of the last two years of the story and tells what became of them.
pub async fn tell(workspace: &Workspace, edge: &Edge, day: Date) -> Result<()> {
    let board = board::make(workspace, edge, board::key(workspace, edge).await?).await?;
    let proofs = Proofs::of(&board.standings(&workspace.pack));
    let mut read = workspace.store.read().await?;
    let memberships = read.memberships().await?;
    let people = read.people().await?.into_iter().map(|person| {
        let own = memberships.iter().filter(|(id, _)| *id == person.id).map(|(_, one)| one.clone());
        (person.login, own.collect())
    });
    let cast = Cast { people: people.collect() };
    drop(read);
    let mut stage = Stage { workspace, edge, cast, proofs, acts: Acts::new(edge) };
    stage.past(day.year() - 1).await?;
    stage.present(day.year(), day).await
}

impl Stage<'_> {
    fn say(&self, key: &str) -> String {
        self.edge.words.say(key)
    }

    async fn rows(&self, year: i16) -> Result<Vec<DutyRow>> {
        let filter = DutyFilter { year: Some(year), ..DutyFilter::default() };
        let (mut rows, _) = self.workspace.store.read().await?.duties(&filter, 0, usize::try_from(i64::MAX)?).await?;
        rows.sort_by(|a, b| a.duty.commitment.cmp(&b.duty.commitment));
        Ok(rows)
    }

    /// Does the same to many duties in one transaction.
    async fn all(&mut self, login: &str, day: Date, rows: &[DutyRow], command: &Command) -> Result<()> {
        let edge = self.acts.then(day)?;
        let who = self.cast.of(login)?;
        let act = |row: &DutyRow| {
            let (id, command) = (row.id.as_str().to_owned(), command.clone());
            (id, self.proofs.get(&row.duty), command)
        };
        let acts: Vec<_> = rows.iter().map(act).collect();
        let acts = acts.iter().map(|(id, proof, command)| Act {
            who,
            day,
            id,
            version: None,
            proof,
            command: command.clone(),
        });
        duty::act_on_all(self.workspace, &edge, acts.collect()).await?;
        Ok(())
    }

    async fn act(&mut self, login: &str, day: Date, row: &DutyRow, command: Command) -> Result<()> {
        self.all(login, day, std::slice::from_ref(row), &command).await
    }

    fn report(&self, pace: Pace, key: &str, problems: &str) -> Command {
        let text = |key: &str| if key.is_empty() { String::new() } else { self.say(key) };
        Command::Report(Report {
            pace,
            progress: text(key),
            percent: None,
            problems: text(problems),
            next: text("demo-duty-next"),
            help: String::new(),
        })
    }

    /// Without co-operating units a result is ready when its own unit is.
    fn alone(row: &DutyRow) -> Command {
        Command::Arrange { due: row.duty.due, person: "liaison".into(), steps: Vec::new(), cooperating: Vec::new() }
    }

    async fn photo(&mut self, day: Date, row: &DutyRow) -> Result<()> {
        let edge = self.acts.then(day)?;
        let name = format!("{}.png", self.say("demo-duty-photo"));
        let content = photo(&row.id)?;
        let version = self.workspace.store.read().await?.duty(&row.id).await?.map_or(0, |row| row.version);
        let (who, files) = (self.cast.of("liaison")?, vec![Taken { name, content }]);
        duty::attach(self.workspace, &edge, who, day, (&row.id, version), files, true).await?;
        Ok(())
    }

    /// Everything up to the verification.
    async fn submitted(&mut self, days: [Date; 2], row: &DutyRow) -> Result<()> {
        self.act("planner", days[0], row, Self::alone(row)).await?;
        let report = self.report(Pace::Done, "demo-duty-done", "");
        self.act("liaison", days[0], row, report).await?;
        self.photo(days[0], row).await?;
        let words = self.say("demo-duty-submitted");
        self.act("liaison", days[1], row, Command::Submit { words }).await
    }

    /// A year that is over: nearly everything was verified or proven, a part of it late.
    async fn past(&mut self, year: i16) -> Result<()> {
        let at = |month, day| Date::constant(year, month, day);
        let opened = self.acts.then(at(1, 5))?;
        duty::open(self.workspace, &opened, self.cast.of("planner")?, year, at(1, 5)).await?;
        let rows: Vec<_> = self.rows(year).await?.into_iter().filter(|row| row.duty.unit == "education").collect();
        self.all("planner", at(1, 8), &rows, &Command::Assign).await?;
        self.all("liaison", at(1, 10), &rows, &Command::Acknowledge).await?;
        let half = self.report(Pace::OnCourse, "demo-duty-progress", "");
        self.all("liaison", at(6, 25), &rows, &half).await?;
        let (proven, others): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|row| self.proofs.get(&row.duty).verdict() == Verdict::Met);
        self.all("planner", at(12, 12), &proven, &Command::Confirm).await?;
        for (number, row) in others.iter().enumerate() {
            let late = number % 9 == 0;
            let on = if late { row.duty.due.checked_add(4.days())? } else { row.duty.due.checked_add((-7).days())? };
            self.submitted([on, on], row).await?;
            let quality = if number % 4 == 0 { Quality::Good } else { Quality::Fair };
            let words = self.say("demo-duty-verified");
            self.act("planner", on.checked_add(3.days())?, row, Command::Verify { quality, words }).await?;
        }
        let edge = self.acts.then(Date::constant(year + 1, 1, 20))?;
        let (who, day) = (self.cast.of("planner")?, Date::constant(year + 1, 1, 20));
        duty::sample(self.workspace, &edge, who, day, year, 5).await?;
        let drawn: Vec<_> = self.rows(year).await?.into_iter().filter(|row| row.duty.sample.is_some()).collect();
        for (number, row) in drawn.iter().take(4).enumerate() {
            let outcome = if number == 3 { Inspected::Partly } else { Inspected::Confirmed };
            let words = self.say("demo-duty-inspected");
            self.act("inspector", Date::constant(year + 1, 2, 24), row, Command::Inspect { outcome, words }).await?;
        }
        Ok(())
    }

    /// The year of the story: every state.
    async fn present(&mut self, year: i16, today: Date) -> Result<()> {
        let at = |month, day| Date::constant(year, month, day);
        let opened = self.acts.then(at(1, 6))?;
        duty::open(self.workspace, &opened, self.cast.of("planner")?, year, at(1, 6)).await?;
        let rows = self.rows(year).await?;
        let drafts = rows.len().saturating_sub(4);
        self.all("planner", at(1, 13), &rows[..drafts], &Command::Assign).await?;
        let own: Vec<_> = rows[..drafts].iter().filter(|row| row.duty.unit == "education").cloned().collect();
        let known: Vec<_> =
            own.iter().enumerate().filter(|(number, _)| number % LIVES != 0).map(|(_, row)| row.clone()).collect();
        self.all("liaison", at(1, 15), &known, &Command::Acknowledge).await?;
        for (number, row) in own.iter().enumerate() {
            self.life(number % LIVES, row, today).await?;
        }
        Ok(())
    }

    async fn life(&mut self, life: usize, row: &DutyRow, today: Date) -> Result<()> {
        let year = today.year();
        let at = |month, day| Date::constant(year, month, day);
        let near = |days: i32| today.checked_add(days.days());
        match life {
            3 => {
                let report = self.report(Pace::Behind, "demo-duty-behind", "demo-duty-problem");
                self.act("liaison", at(9, 26), row, report).await?;
            }
            4 | 5 => self.submitted([near(-9)?, near(-6)?], row).await?,
            6 => {
                self.submitted([near(-20)?, near(-16)?], row).await?;
                let reason = self.say("demo-duty-returned");
                self.act("planner", near(-10)?, row, Command::Return { reason }).await?;
            }
            7 => {
                self.submitted([near(-50)?, near(-46)?], row).await?;
                let words = self.say("demo-duty-verified");
                self.act("planner", near(-40)?, row, Command::Verify { quality: Quality::Good, words }).await?;
            }
            8 => {
                let (until, reason) = (row.duty.due.checked_add(30.days())?, self.say("demo-duty-extension"));
                self.act(
                    "liaison",
                    near(-2)?.min(row.duty.due.checked_add((-20).days())?),
                    row,
                    Command::AskExtension { until, reason },
                )
                .await?;
            }
            9 => {
                let decision = self.say("demo-duty-decision");
                self.act("planner", at(5, 12), row, Command::Suspend { decision }).await?;
            }
            10 => {
                let words = self.say("demo-duty-instruction");
                self.act("leader", near(-3)?, row, Command::Instruct { words }).await?;
                let because = self.say("demo-duty-because");
                self.act("planner", near(-3)?, row, Command::Rate { level: Level::Medium, because }).await?;
            }
            11 => {
                let (words, answer_by) = (self.say("demo-duty-slip"), near(-8)?);
                let command = Command::RaiseSlip {
                    colour: Colour::Yellow,
                    cause: When::Decided,
                    mark: String::new(),
                    words,
                    answer_by,
                };
                self.act("planner", near(-15)?, row, command).await?;
                let words = self.say("demo-duty-slip-answer");
                self.act("liaison", near(-9)?, row, Command::AnswerSlip { slip: 0, words }).await?;
            }
            12 => self.broken_down(row, today).await?,
            13 => self.proven(row, today).await?,
            0 => {}
            // Most go as they should.
            _ => {
                let report = self.report(Pace::OnCourse, "demo-duty-progress", "");
                self.act("liaison", at(9, 24), row, report).await?;
            }
        }
        Ok(())
    }

    /// With steps and a co-operating unit that reported its share.
    async fn broken_down(&mut self, row: &DutyRow, today: Date) -> Result<()> {
        let step = |key: &str, month, weight| Step {
            title: self.say(key),
            unit: row.duty.unit.clone(),
            person: self.say("demo-person-liaison"),
            due: Date::constant(today.year(), month, 20).min(row.duty.due),
            weight,
            done_on: None,
        };
        let steps = vec![
            step("demo-duty-step-plan", 3, 20),
            step("demo-duty-step-do", 9, 50),
            step("demo-duty-step-check", 11, 30),
        ];
        let arrange = Command::Arrange {
            due: row.duty.due,
            person: "liaison".into(),
            steps,
            cooperating: vec!["finance".into()],
        };
        self.act("planner", Date::constant(today.year(), 2, 10), row, arrange).await?;
        self.act("liaison", Date::constant(today.year(), 3, 18), row, Command::FinishStep { step: 0 }).await?;
        let words = self.say("demo-duty-share");
        let share = Command::ReportShare { unit: "finance".into(), words };
        self.act("finance", Date::constant(today.year(), 9, 12), row, share).await?;
        let report = self.report(Pace::OnCourse, "demo-duty-progress", "");
        self.act("liaison", Date::constant(today.year(), 9, 25), row, report).await
    }

    /// Closed by data where data prove it, else taken back.
    async fn proven(&mut self, row: &DutyRow, today: Date) -> Result<()> {
        let day = today.checked_add((-5).days())?;
        let actor = self.cast.of("planner")?.actor(&self.workspace.pack);
        let duty = policy::supervise::Duty { state: State::InHand, ..row.duty.clone() };
        if allowed(&duty, &actor, self.proofs.get(&row.duty)).contains(&policy::supervise::Deed::Confirm) {
            return self.act("planner", day, row, Command::Confirm).await;
        }
        let reason = self.say("demo-duty-void");
        self.act("planner", day, row, Command::Void { reason }).await
    }
}
