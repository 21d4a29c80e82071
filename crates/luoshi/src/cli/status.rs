//! `luoshi status`: where every target of the plan stands, with the sentence that explains it.

use std::collections::BTreeMap;

use anyhow::Result;
use clap::Args;
use lake::snapshot::Cut;
use policy::status::Status as Word;

use super::{
    Answer, Dates,
    compute::failures,
    output::{Format, Grid, Output, json},
};
use crate::{
    contract::status::{self as contract, Target},
    edge::Edge,
    services::indicator::{self, Standing},
    telling::Told,
    words::Words,
    workspace::Workspace,
};

#[derive(Args)]
pub struct Status {
    #[command(flatten)]
    pub(super) dates: Dates,
    #[command(flatten)]
    pub(super) output: Output,
}

impl Status {
    pub async fn run(self, edge: &Edge) -> Result<Answer> {
        let workspace = Workspace::open(edge).await?;
        let answer = answer(&workspace, edge, self.dates.cut(edge), self.output.format).await;
        workspace.store.close().await;
        answer
    }
}

/// Computes what is missing and judges every target.
pub async fn answer(workspace: &Workspace, edge: &Edge, cut: Cut, format: Format) -> Result<Answer> {
    let computed = indicator::compute(workspace, edge, cut, None).await?;
    let (words, pack) = (edge.words, &workspace.pack);
    let standings = indicator::status(workspace, &computed).await?;
    let told: Vec<_> = standings.iter().map(|standing| Told { words, pack, standing }).collect();
    let targets: Vec<_> = told.iter().map(Target::new).collect();
    let mut grid = Grid::new(&[
        "task", "title", "org", "period", "target", "baseline", "value", "gap", "expected", "forecast", "status",
        "reason",
    ])
    .right(&["task", "value"])
    .below(&[&["reason"], &["baseline", "expected", "gap", "forecast"]]);
    for (told, target) in told.iter().zip(&targets) {
        grid.push(row(told, target));
    }
    Ok(match format {
        Format::Json => json(&contract::Status { as_of: cut.as_of, known_at: cut.known_at, targets })?,
        Format::Csv => grid.csv()?,
        Format::Table => grid.table(edge) + &summary(words, &standings) + "\n" + &failures(words, &computed),
    }
    .into())
}

fn row(told: &Told<'_, '_>, target: &Target) -> Vec<String> {
    let (words, quantity) = (told.words, told.quantity());
    let year = |year: Option<i16>, text: String| match year.filter(|year| *year != target.period) {
        Some(year) => format!("{text} ({year})"),
        None => text,
    };
    let marks = |text: String| target.flags.iter().fold(text, |text, flag| format!("{text} {}", words.say(flag.key())));
    vec![
        target.task.map(|task| task.to_string()).unwrap_or_default(),
        told.standing.indicator.title.get(words.0).to_owned(),
        told.org(),
        target.period.to_string(),
        told.goal() + &told.striven().map(|word| format!(" ({word})")).unwrap_or_default(),
        target.baseline.as_ref().map(|one| year(Some(one.period), quantity.value(one.value))).unwrap_or_default(),
        told.value().map(|value| marks(year(target.value_period, value))).unwrap_or_default(),
        told.gap().unwrap_or_default(),
        told.expected().unwrap_or_default(),
        told.forecast().unwrap_or_default(),
        words.say(target.status.key()),
        target.reason.clone(),
    ]
}

/// How many targets stand where, the worst first.
fn summary(words: Words, standings: &[Standing]) -> String {
    let mut counts: BTreeMap<Word, usize> = BTreeMap::new();
    for standing in standings {
        *counts.entry(standing.judgement.status).or_default() += 1;
    }
    let part = |(status, count): (&Word, &usize)| {
        words.with("standing-count", &[("status", &words.say(status.key())), ("count", &count.to_string())])
    };
    let parts: Vec<_> = counts.iter().map(part).collect();
    let total = standings.len().to_string();
    words.with("standing-summary", &[("total", &total), ("counts", &parts.join(&words.say("list-separator")))])
}
