//! `luoshi supervise`: duties, the daily run and the scores of units from the terminal.

use anyhow::Result;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use serde_json::json;

use super::{
    Answer,
    output::{self, Grid, Output},
};
use crate::{
    edge::{Edge, office_time},
    services::{
        board,
        duty::{self, Proofs},
        notice,
    },
    store::DutyFilter,
    telling::{ToldDuty, ToldNotice},
    workspace::Workspace,
};

#[derive(Subcommand)]
pub enum Supervise {
    Tick(Tick),
    List(List),
    Score(Score),
    Notices(Notices),
}

#[derive(Args)]
pub struct Tick {
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
}

#[derive(Args)]
pub struct List {
    #[arg(long, value_name = "YEAR")]
    year: Option<i16>,
    #[arg(long, value_name = "ID")]
    unit: Option<String>,
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    #[command(flatten)]
    output: Output,
}

#[derive(Args)]
pub struct Score {
    #[arg(long, value_name = "DATE")]
    from: Date,
    #[arg(long, value_name = "DATE")]
    until: Date,
    #[arg(long)]
    points: bool,
    #[command(flatten)]
    output: Output,
}

#[derive(Args)]
pub struct Notices {
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    #[command(flatten)]
    output: Output,
}

impl Supervise {
    pub async fn run(self, edge: &Edge) -> Result<Answer> {
        let workspace = Workspace::open(edge).await?;
        let answer = match self {
            Self::Tick(tick) => tick.run(edge, &workspace).await,
            Self::List(list) => list.run(edge, &workspace).await,
            Self::Score(score) => score.run(edge, &workspace).await,
            Self::Notices(notices) => notices.run(edge, &workspace).await,
        };
        workspace.store.close().await;
        answer
    }
}

impl Tick {
    async fn run(self, edge: &Edge, workspace: &Workspace) -> Result<Answer> {
        let day = self.as_of.unwrap_or_else(|| workspace.day(edge));
        let board = board::make(workspace, edge, board::key(workspace, edge).await?).await?;
        let proofs = Proofs::of(&board.standings(&workspace.pack));
        let ticked = duty::tick(workspace, edge, &edge.actor, &proofs, day).await?;
        let mut said = edge.words.counted("supervise-raised", ticked.raised) + "\n";
        said += &(edge.words.counted("supervise-told", ticked.told) + "\n");
        if let Some(year) = ticked.unknown {
            let (sentence, hint) = duty::unknown_year(year).sentences(edge.words);
            said += &format!("{sentence}\n{hint}\n");
        }
        Ok(Answer { out: said, refused: ticked.unknown.is_some() })
    }
}

impl List {
    async fn run(self, edge: &Edge, workspace: &Workspace) -> Result<Answer> {
        let day = self.as_of.unwrap_or_else(|| workspace.day(edge));
        let filter = DutyFilter { year: self.year, unit: self.unit.as_deref(), ..DutyFilter::default() };
        let (rows, _) = workspace.store.read().await?.duties(&filter, 0, usize::try_from(i64::MAX)?).await?;
        let told = ToldDuty { words: edge.words, pack: &workspace.pack };
        let mut grid = Grid::new(&["duty", "year", "unit", "state", "due", "overdue", "slip", "promise"]);
        for row in &rows {
            let one = &row.duty;
            grid.push(vec![
                row.id.clone(),
                one.year.to_string(),
                told.unit(&one.unit),
                told.state(one.state),
                one.due.to_string(),
                if one.is_overdue(day) { (day - one.due).get_days().to_string() } else { String::new() },
                one.slip().map(|(_, slip)| told.slip(slip.colour)).unwrap_or_default(),
                told.title(one),
            ]);
        }
        let shown = || {
            let shown: Vec<_> = rows
                .iter()
                .map(|row| {
                    json!({
                        "id": row.id, "commitment": row.duty.commitment, "year": row.duty.year, "unit": row.duty.unit,
                        "state": row.duty.state, "due": row.duty.due, "overdue": row.duty.is_overdue(day),
                        "slip": row.duty.slip().map(|(_, slip)| slip.colour), "version": row.version,
                    })
                })
                .collect();
            output::json(&shown)
        };
        Ok(grid.render(self.output.format, edge, shown)?.into())
    }
}

impl Notices {
    /// What was told on a day, and what would be told on it besides.
    async fn run(self, edge: &Edge, workspace: &Workspace) -> Result<Answer> {
        let day = self.on.unwrap_or_else(|| workspace.day(edge));
        let due = notice::due(workspace, edge, day).await?;
        let mut read = workspace.store.read().await?;
        let (was, told, people, robots) =
            (read.notices_on(day).await?, read.told().await?, read.people().await?, read.robots().await?);
        drop(read);
        let was = was.into_iter().map(|one| (Some(one.made_at), one.receiver, one.subject, one.facts));
        let new = due
            .tellings
            .into_iter()
            .filter(|one| !told.contains(&(one.receiver.clone(), one.subject.clone(), one.key.clone())));
        let rows: Vec<_> = was.chain(new.map(|one| (None, one.receiver, one.subject, one.facts))).collect();
        let words = ToldNotice { words: edge.words, pack: &workspace.pack };
        let receiver = |id: &str| {
            let person = people.iter().find(|one| one.id == id).map(|one| one.login.clone());
            person.or_else(|| robots.iter().find(|one| one.id == id).map(|one| one.name.clone())).unwrap_or_default()
        };
        let mut grid = Grid::new(&["told", "receiver", "notice-rule", "unit", "promise", "notice"]);
        for (at, to, _, facts) in &rows {
            let at = at.map(office_time).map(|(day, time)| format!("{day} {time}"));
            grid.push(vec![
                at.unwrap_or_default(),
                receiver(to),
                facts.rule.clone(),
                words.unit(facts),
                words.title(facts),
                words.sentence(facts),
            ]);
        }
        let shown = || {
            let shown: Vec<_> = rows
                .iter()
                .map(|(at, to, subject, facts)| {
                    json!({ "told": at, "receiver": receiver(to), "subject": subject, "facts": facts })
                })
                .collect();
            output::json(&shown)
        };
        let mut answer: Answer = grid.render(self.output.format, edge, shown)?.into();
        if let Some(year) = due.unknown {
            let (sentence, hint) = duty::unknown_year(year).sentences(edge.words);
            answer = Answer { out: format!("{}{sentence}\n{hint}\n", answer.out), refused: true };
        }
        Ok(answer)
    }
}

impl Score {
    async fn run(self, edge: &Edge, workspace: &Workspace) -> Result<Answer> {
        let scored = duty::scores(workspace, self.from, self.until).await?;
        let points = duty::points(workspace, self.from, self.until, None).await?;
        let told = ToldDuty { words: edge.words, pack: &workspace.pack };
        let shown = || {
            let point = |one: &duty::Point| {
                json!({
                    "duty": one.duty, "event": one.seq, "on": one.on, "occasion": one.occasion, "part": one.part,
                    "points": one.points,
                })
            };
            let shown: Vec<_> = scored
                .iter()
                .map(|one| {
                    json!({
                        "unit": one.unit, "duties": one.score.duties, "timeliness": one.score.timeliness.to_string(),
                        "quality": one.score.quality.to_string(), "result": one.score.result.to_string(),
                        "total": one.score.total().to_string(), "before": one.before.total().to_string(),
                        "points": points.iter().filter(|point| point.unit == one.unit).map(point).collect::<Vec<_>>(),
                    })
                })
                .collect();
            output::json(&shown)
        };
        if self.points {
            let mut grid = Grid::new(&["unit", "duty", "seq", "day", "occasion", "part", "points"]);
            for point in &points {
                grid.push(vec![
                    told.unit(&point.unit),
                    point.duty.clone(),
                    point.seq.to_string(),
                    point.on.to_string(),
                    crate::words::word(edge.words, "occasion", &point.occasion),
                    crate::words::word(edge.words, "part", &point.part),
                    point.points.to_string(),
                ]);
            }
            return Ok(grid.render(self.output.format, edge, shown)?.into());
        }
        let mut grid = Grid::new(&["unit", "duties", "timeliness", "quality", "result", "total", "earlier"]).right(&[
            "duties",
            "timeliness",
            "quality",
            "result",
            "total",
            "before",
        ]);
        for one in &scored {
            grid.push(vec![
                told.unit(&one.unit),
                one.score.duties.to_string(),
                one.score.timeliness.to_string(),
                one.score.quality.to_string(),
                one.score.result.to_string(),
                one.score.total().to_string(),
                one.before.total().to_string(),
            ]);
        }
        Ok(grid.render(self.output.format, edge, shown)?.into())
    }
}
