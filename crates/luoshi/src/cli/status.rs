//! `luoshi status`: where every target of the plan stands, with the sentence that explains it.

use std::collections::BTreeMap;

use anyhow::Result;
use clap::Args;
use jiff::{Timestamp, civil::Date};
use lake::snapshot::Cut;
use policy::{
    indicator::Unit,
    number::Number,
    plan::{Baseline, Comparator, Strength},
    status::{Flag, Outlook, Status as Word},
};
use serde::Serialize;

use super::{
    Answer, Dates,
    compute::failures,
    output::{Format, Grid, Output, json},
};
use crate::{
    edge::Edge,
    services::indicator::{self, Standing},
    telling::{Told, estimate},
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

/// The JSON contract of `status`.
#[derive(Serialize)]
struct Shown<'a> {
    as_of: Date,
    known_at: Timestamp,
    targets: Vec<ShownTarget<'a>>,
}

#[derive(Serialize)]
struct ShownTarget<'a> {
    commitment: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<u32>,
    indicator: &'a str,
    title: &'a str,
    org: &'a str,
    period: i16,
    comparator: Comparator,
    target: Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    upper: Option<Number>,
    unit: Unit,
    strength: Strength,
    due: Date,
    baseline: Option<Baseline>,
    value: Option<Number>,
    value_period: Option<i16>,
    /// The newest day for which any of the facts behind the value are stated.
    facts_of: Option<Date>,
    numerator: Option<Number>,
    denominator: Option<Number>,
    gap: Option<Number>,
    expected: Option<Number>,
    flags: Vec<Flag>,
    forecast: Option<ShownForecast>,
    never_reported: bool,
    no_owner: bool,
    status: Word,
    reason: String,
}

#[derive(Serialize)]
struct ShownForecast {
    value: Number,
    low: Number,
    high: Number,
    outlook: Option<Outlook>,
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
    let targets: Vec<_> = told.iter().map(shown).collect();
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
        Format::Json => json(&Shown { as_of: cut.as_of, known_at: cut.known_at, targets })?,
        Format::Csv => grid.csv()?,
        Format::Table => grid.table(edge) + &summary(words, &standings) + "\n" + &failures(words, &computed),
    }
    .into())
}

fn shown<'a>(told: &Told<'a, '_>) -> ShownTarget<'a> {
    let standing = told.standing;
    let Standing { commitment, target, indicator, judgement, .. } = standing;
    let judged = judgement.judged.as_ref();
    let open = !standing.is_flagged(Flag::Confidential);
    let figure = standing.figure.as_ref().filter(|_| open);
    let forecast = judgement.forecast.as_ref().and_then(|forecast| forecast.as_ref().ok());
    ShownTarget {
        commitment: &commitment.id,
        task: commitment.task,
        indicator: &indicator.id,
        title: &indicator.title.zh,
        org: standing.org,
        period: target.period,
        comparator: target.comparator,
        target: target.value,
        upper: target.upper,
        unit: indicator.unit,
        strength: told.strength(),
        due: standing.due,
        baseline: judgement.baseline.clone(),
        value: judged.filter(|_| open).map(|judged| judged.value),
        value_period: judged.map(|judged| judged.year),
        facts_of: judged.map(|judged| judged.facts_of),
        numerator: figure.and_then(|figure| figure.numerator),
        denominator: figure.and_then(|figure| figure.denominator),
        gap: judgement.gap.filter(|_| open),
        expected: judgement.expected,
        flags: judged.iter().flat_map(|judged| judged.flags.iter().copied()).collect(),
        forecast: forecast.map(|forecast| ShownForecast {
            value: estimate(forecast.value),
            low: estimate(forecast.lower),
            high: estimate(forecast.upper),
            outlook: judgement.outlook,
        }),
        never_reported: judgement.never_reported,
        no_owner: judgement.no_owner,
        status: judgement.status,
        reason: told.reason(),
    }
}

fn row(told: &Told<'_, '_>, target: &ShownTarget) -> Vec<String> {
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
