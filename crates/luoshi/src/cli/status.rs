//! `luoshi status`: where every target of the plan stands, with the sentence that explains it.

use std::collections::BTreeMap;

use anyhow::Result;
use clap::Args;
use jiff::{Timestamp, civil::Date};
use lake::snapshot::Cut;
use policy::{
    forecast::{Forecast, Refusal},
    indicator::Unit,
    number::Number,
    pack::Pack,
    plan::{Baseline, Comparator, Strength},
    status::{Arg, Flag, Outlook, Reason, Status as Word},
};
use serde::Serialize;

use super::{
    Answer, Dates,
    compute::failures,
    output::{Format, Grid, Output, json, word},
    quantity::Quantity,
};
use crate::{
    edge::Edge,
    services::indicator::{self, Standing},
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
    let targets: Vec<_> = standings.iter().map(|standing| shown(words, pack, standing)).collect();
    let mut grid = Grid::new(&[
        "task", "title", "org", "period", "target", "baseline", "value", "gap", "expected", "forecast", "status",
        "reason",
    ])
    .right(&["task", "value"])
    .below(&[&["reason"], &["baseline", "expected", "gap", "forecast"]]);
    for (standing, target) in standings.iter().zip(&targets) {
        grid.push(row(words, pack, standing, target));
    }
    Ok(match format {
        Format::Json => json(&Shown { as_of: cut.as_of, known_at: cut.known_at, targets })?,
        Format::Csv => grid.csv()?,
        Format::Table => grid.table(edge) + &summary(words, &standings) + "\n" + &failures(words, &computed),
    }
    .into())
}

fn shown<'a>(words: Words, pack: &Pack, standing: &Standing<'a>) -> ShownTarget<'a> {
    let Standing { commitment, target, indicator, judgement, .. } = standing;
    let judged = judgement.judged.as_ref();
    let open = !standing.is_flagged(Flag::Confidential);
    let figure = standing.figure.as_ref().filter(|_| open);
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
        strength: target.strength(commitment),
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
        forecast: forecast(standing).map(|(forecast, outlook)| ShownForecast {
            value: number(forecast.value),
            low: number(forecast.lower),
            high: number(forecast.upper),
            outlook,
        }),
        never_reported: judgement.never_reported,
        no_owner: judgement.no_owner,
        status: judgement.status,
        reason: reason(words, pack, standing),
    }
}

fn row(words: Words, pack: &Pack, standing: &Standing, target: &ShownTarget) -> Vec<String> {
    let quantity = Quantity { words, pack, indicator: standing.indicator };
    let upper = target.upper.map(|upper| format!("–{}", quantity.exact(upper))).unwrap_or_default();
    let year = |year: Option<i16>, text: String| match year.filter(|year| *year != target.period) {
        Some(year) => format!("{text} ({year})"),
        None => text,
    };
    let marks = |text: String| target.flags.iter().fold(text, |text, flag| format!("{text} {}", words.say(flag.key())));
    let text = |number: Option<Number>| number.map(|number| quantity.value(number)).unwrap_or_default();
    let forecast = target.forecast.as_ref().map(|forecast| {
        let interval = [quantity.value(forecast.low), quantity.value(forecast.high)].join("–");
        let outlook = forecast.outlook.map(|outlook| format!(" {}", words.say(outlook.key()))).unwrap_or_default();
        format!("{} ({interval}){outlook}", quantity.value(forecast.value))
    });
    let strength = match target.strength {
        Strength::Required => String::new(),
        Strength::Striven => format!(" ({})", word(words, "strength", &target.strength)),
    };
    vec![
        target.task.map(|task| task.to_string()).unwrap_or_default(),
        standing.indicator.title.get(words.0).to_owned(),
        org_name(words, pack, standing.org),
        target.period.to_string(),
        goal(words, quantity, target, &upper) + &strength,
        target.baseline.as_ref().map(|one| year(Some(one.period), quantity.value(one.value))).unwrap_or_default(),
        target
            .value
            .map(|value| marks(year(target.value_period, quantity.beside(value, target.target))))
            .unwrap_or_default(),
        target.gap.map(|gap| quantity.difference(gap)).unwrap_or_default(),
        text(target.expected),
        forecast.or_else(|| no_forecast(words, standing)).unwrap_or_default(),
        words.say(standing.judgement.status.key()),
        target.reason.clone(),
    ]
}

/// What is to be reached. A rank or grade counts down, which a sign would hide.
fn goal(words: Words, quantity: Quantity, target: &ShownTarget, upper: &str) -> String {
    let value = quantity.exact(target.target);
    match (target.unit, target.comparator) {
        (Unit::Rank, Comparator::AtMost) => words.with("goal-rank-at-most", &[("target", &value)]),
        (Unit::Grade, Comparator::AtMost) => words.with("goal-grade-at-most", &[("target", &value)]),
        _ => format!("{} {value}{upper}", word(words, "comparator", &target.comparator)),
    }
}

/// Name of a school or area that the plan names; its code otherwise.
fn org_name(words: Words, pack: &Pack, code: &str) -> String {
    let Some(plan) = &pack.plan else { return code.to_owned() };
    if plan.org == code {
        return plan.org_name.get(words.0).to_owned();
    }
    let named = plan.named_orgs.iter().find(|org| org.code == code);
    named.map_or_else(|| code.to_owned(), |org| org.name.get(words.0).to_owned())
}

fn forecast(standing: &Standing) -> Option<(Forecast, Option<Outlook>)> {
    let forecast = standing.judgement.forecast.as_ref()?.as_ref().ok()?;
    Some((*forecast, standing.judgement.outlook))
}

fn no_forecast(words: Words, standing: &Standing) -> Option<String> {
    let why = standing.judgement.forecast.as_ref()?.as_ref().err()?;
    let points = if let Refusal::TooFewPoints { points } = why { points.to_string() } else { String::new() };
    Some(words.with(why.key(), &[("points", &points)]))
}

/// A forecast is an estimate in binary fractions; six digits are more than it knows.
fn number(value: f64) -> Number {
    format!("{value:.6}").parse().unwrap_or(Number::from(0))
}

/// The sentence for a judgement, with its figures in the indicator's unit.
fn reason(words: Words, pack: &Pack, standing: &Standing) -> String {
    let quantity = Quantity { words, pack, indicator: standing.indicator };
    let hidden = standing.is_flagged(Flag::Confidential).then(|| words.say("value-confidential"));
    let text = |name: &str, arg: &Arg| match (name, arg, &hidden) {
        ("value" | "gap", _, Some(hidden)) => hidden.clone(),
        ("target" | "upper", Arg::Quantity(number), _) => quantity.exact(*number),
        ("value", Arg::Quantity(number), _) => quantity.beside(*number, standing.target.value),
        (_, Arg::Quantity(number), _) => quantity.value(*number),
        (_, Arg::Difference(number), _) => quantity.difference(*number),
        (_, Arg::Year(year), _) => year.to_string(),
        (_, Arg::Date(date), _) => words.date(*date),
        (_, Arg::Days(days), _) => days.to_string(),
        (_, Arg::Word(word), _) => (*word).to_owned(),
    };
    let args: Vec<_> = standing.judgement.args.iter().map(|(name, arg)| (*name, text(name, arg))).collect();
    let args: Vec<_> = args.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let mut said = words.with(standing.judgement.reason.key(), &args);
    let judgement = &standing.judgement;
    let notes = [
        (judgement.never_reported && judgement.reason != Reason::NeverReported, "note-never-reported"),
        (judgement.no_owner, "note-no-owner"),
    ];
    for (_, note) in notes.into_iter().filter(|(holds, _)| *holds) {
        said += &format!(" ({})", words.say(note));
    }
    let most = standing.indicator.max_step.filter(|_| standing.is_flagged(Flag::LargeStep));
    if let Some(most) = most {
        said += &format!(" ({})", words.with("note-large-step", &[("most", &quantity.difference(most))]));
    }
    said
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
