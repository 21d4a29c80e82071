//! `luoshi reconcile`: compares the register of children with the rolls, and shows what runs found.

use std::collections::BTreeMap;

use anyhow::Result;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use policy::reconcile::Standing;

use super::{
    Answer,
    output::{Grid, Output, json},
};
use crate::{
    contract::reconciliation::{Reconciled, Run as Shown},
    edge::Edge,
    services::reconciliation::{self, Order, Outcome, Progress, Told},
    words::word,
    workspace::Workspace,
};

#[derive(Subcommand)]
pub enum Reconcile {
    Run(Run),
    List(List),
    Show(Show),
}

#[derive(Args)]
pub struct Run {
    #[arg(value_name = "DECLARATION")]
    declaration: Option<String>,
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    #[arg(long)]
    learn: bool,
}

#[derive(Args)]
pub struct List {
    #[command(flatten)]
    output: Output,
}

#[derive(Args)]
pub struct Show {
    #[arg(value_name = "NUMBER|ID")]
    reconciliation: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl Reconcile {
    pub async fn run(self, edge: &Edge) -> Result<Answer> {
        let workspace = Workspace::open(edge).await?;
        let answer = match self {
            Self::Run(command) => {
                let order = Order {
                    declaration: command.declaration,
                    on: command.on.unwrap_or_else(|| edge.today()),
                    learn: command.learn,
                };
                let outcome = reconciliation::run(&workspace, edge, &order, &Progress::default()).await?;
                let (key, run) = match outcome {
                    Outcome::Done(run) => ("reconcile-done", run),
                    Outcome::Unchanged(run) => ("reconcile-unchanged", run),
                };
                let told = reconciliation::find(&workspace, &run.id).await?;
                let number = run.number.to_string();
                let args = [("number", number.as_str()), ("date", &edge.words.date(run.as_of))];
                edge.words.with(key, &args) + "\n" + &standings(edge, &told).table(edge)
            }
            Self::List(command) => list(edge, &workspace, &command).await?,
            Self::Show(command) => show(edge, &workspace, &command).await?,
        };
        workspace.store.close().await;
        Ok(answer.into())
    }
}

fn standings(edge: &Edge, told: &Told) -> Grid {
    let mut grid = Grid::new(&["standing", "children"]).right(&["children"]);
    for standing in Standing::ALL {
        let count = told.summary.standings.get(&standing).copied().unwrap_or(0);
        grid.push(vec![edge.words.say(standing.key()), count.to_string()]);
    }
    grid
}

async fn list(edge: &Edge, workspace: &Workspace, command: &List) -> Result<String> {
    let runs = reconciliation::list(workspace).await?;
    let mut grid = Grid::new(&[
        "number",
        "reconciliation",
        "as-of",
        "state",
        "not-found",
        "uncertain",
        "review",
        "made-at",
        "made-by",
    ])
    .right(&["number", "not-found", "uncertain", "review"]);
    for told in &runs {
        let count = |standing: Standing| {
            let count = told.summary.standings.get(&standing).copied().unwrap_or(0);
            if told.is_done() { count.to_string() } else { String::new() }
        };
        let review = if told.is_done() { told.summary.review.to_string() } else { String::new() };
        let (day, time) = crate::edge::office_time(told.run.made_at);
        grid.push(vec![
            told.run.number.to_string(),
            told.run.declaration.clone(),
            told.run.as_of.to_string(),
            word(edge.words, "run", &told.run.state),
            count(Standing::NotFound),
            count(Standing::Uncertain),
            review,
            format!("{day} {time}"),
            told.run.made_by.clone(),
        ]);
    }
    grid.render(command.output.format, edge, || json(&runs.iter().map(Shown::of).collect::<Vec<_>>()))
}

async fn show(edge: &Edge, workspace: &Workspace, command: &Show) -> Result<String> {
    let told = match &command.reconciliation {
        Some(run) => reconciliation::find(workspace, run).await?,
        None => reconciliation::newest(workspace)
            .await?
            .ok_or_else(|| crate::refusal::Refusal::new("reconciliation-none"))?,
    };
    let counts = reconciliation::counts(workspace, &told.run).await?;
    let mut grid = Grid::new(&["area", "standing", "children"]).right(&["children"]);
    let all = std::iter::once((String::new(), &counts.all));
    let areas = counts.areas.iter().map(|(area, counts)| (area.clone(), counts));
    let lines: Vec<(String, &BTreeMap<Standing, u64>)> = all.chain(areas).collect();
    for (area, counts) in lines {
        for standing in Standing::ALL {
            if let Some(count) = counts.get(&standing) {
                grid.push(vec![area.clone(), edge.words.say(standing.key()), count.to_string()]);
            }
        }
    }
    grid.render(command.output.format, edge, || json(&Reconciled::of(&told, &counts)))
}
