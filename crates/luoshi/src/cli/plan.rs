//! `luoshi plan`: the plan itself, how it covers its source, and what a careful reader finds in it.

mod check;
mod coverage;

use std::collections::BTreeMap;

use anyhow::Result;
use clap::Subcommand;
use jiff::civil::Date;
use policy::{
    indicator::Unit,
    number::Number,
    pack::Pack,
    plan::{CommitmentKind, Comparator, Place, Strength},
};
use serde::Serialize;

use super::{
    Answer,
    output::{Grid, Output, json},
};
use crate::{edge::Edge, refusal::Refusal, words::word, workspace};

#[derive(Subcommand)]
pub enum Plan {
    Show(Output),
    Check(Output),
    Coverage(coverage::Coverage),
}

impl Plan {
    pub fn run(self, edge: &Edge) -> Result<Answer> {
        match self {
            Self::Show(output) => show(edge, output),
            Self::Check(output) => check::run(edge, output),
            Self::Coverage(command) => command.run(edge),
        }
    }
}

/// The JSON contract of `plan show`: Chinese as the source has it, whatever the user's language; `_en` beside it.
#[derive(Serialize)]
struct Shown<'a> {
    plan: Head<'a>,
    units: Vec<ShownUnit<'a>>,
    actions: Vec<Titled<'a>>,
    tasks: Vec<ShownTask<'a>>,
    safeguards: Vec<Titled<'a>>,
    commitments: Vec<ShownCommitment<'a>>,
}

#[derive(Serialize)]
struct Head<'a> {
    id: &'a str,
    title: &'a str,
    title_en: &'a str,
    issuer: &'a str,
    issued: Date,
    from: i16,
    to: i16,
    org: &'a str,
    org_name: &'a str,
    source: &'a policy::plan::Source,
}

#[derive(Serialize)]
struct ShownUnit<'a> {
    id: &'a str,
    name: &'a str,
    name_en: &'a str,
    full_name: &'a str,
}

#[derive(Serialize)]
struct Titled<'a> {
    number: u32,
    title: &'a str,
    title_en: &'a str,
}

#[derive(Serialize)]
struct ShownTask<'a> {
    number: u32,
    title: &'a str,
    title_en: &'a str,
    action: u32,
    lead: Vec<&'a str>,
    responsible: Vec<&'a str>,
    deadline: Date,
}

#[derive(Serialize)]
struct ShownCommitment<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    safeguard: Option<u32>,
    kind: CommitmentKind,
    text: &'a str,
    text_en: &'a str,
    strength: Strength,
    units: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<Date>,
    targets: Vec<ShownTarget<'a>>,
    source: &'a [Place],
}

#[derive(Serialize)]
struct ShownTarget<'a> {
    indicator: &'a str,
    period: i16,
    org: &'a str,
    comparator: Comparator,
    value: Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    upper: Option<Number>,
    unit: Option<Unit>,
    strength: Strength,
}

fn show(edge: &Edge, output: Output) -> Result<Answer> {
    let pack = workspace::pack(edge)?;
    let shown = shown(&pack)?;
    let words = edge.words;
    let mut grid = Grid::new(&["commitment", "task", "kind", "strength", "due", "text", "targets"]).right(&["task"]);
    let texts: BTreeMap<_, _> =
        pack.plan.iter().flat_map(|plan| &plan.commitments).map(|one| (one.id.as_str(), &one.text)).collect();
    for commitment in &shown.commitments {
        let target = |target: &ShownTarget| {
            format!(
                "{} {} {} {}{}",
                target.period,
                target.indicator,
                word(words, "comparator", &target.comparator),
                target.value,
                target.upper.map(|upper| format!("–{upper}")).unwrap_or_default()
            )
        };
        let safeguard =
            commitment.safeguard.map(|number| words.with("plan-safeguard", &[("number", &number.to_string())]));
        grid.push(vec![
            commitment.id.to_owned(),
            commitment.task.map(|number| number.to_string()).or(safeguard).unwrap_or_default(),
            word(words, "kind", &commitment.kind),
            word(words, "strength", &commitment.strength),
            commitment.due.map(|due| due.to_string()).unwrap_or_default(),
            texts.get(commitment.id).map(|text| text.get(words.0).to_owned()).unwrap_or_default(),
            commitment.targets.iter().map(target).collect::<Vec<_>>().join("\n"),
        ]);
    }
    Ok(grid.render(output.format, edge, || json(&shown))?.into())
}

fn shown(pack: &Pack) -> Result<Shown<'_>> {
    let plan = pack.plan.as_ref().ok_or_else(|| Refusal::new("plan-missing"))?;
    let units: BTreeMap<_, _> = plan.units.iter().map(|unit| (unit.id.as_str(), unit.name.zh.as_str())).collect();
    let named = |ids: &'_ [String]| -> Vec<_> { ids.iter().filter_map(|id| units.get(id.as_str()).copied()).collect() };
    let deadlines: BTreeMap<_, _> = plan.tasks.iter().map(|task| (task.number, task.deadline)).collect();
    let commitments = plan.commitments.iter().map(|commitment| ShownCommitment {
        id: &commitment.id,
        task: commitment.task,
        safeguard: commitment.safeguard,
        kind: commitment.kind,
        text: &commitment.text.zh,
        text_en: &commitment.text.en,
        strength: commitment.strength,
        units: named(&commitment.units),
        due: commitment.due.or_else(|| deadlines.get(&commitment.task?).copied()),
        targets: commitment
            .targets
            .iter()
            .map(|target| ShownTarget {
                indicator: &target.indicator,
                period: target.period,
                org: target.org.as_deref().unwrap_or(&plan.org),
                comparator: target.comparator,
                value: target.value,
                upper: target.upper,
                unit: pack.indicators.get(&target.indicator).map(|indicator| indicator.unit),
                strength: target.strength(commitment),
            })
            .collect(),
        source: &commitment.places,
    });
    Ok(Shown {
        plan: Head {
            id: &plan.id,
            title: &plan.title.zh,
            title_en: &plan.title.en,
            issuer: &plan.issuer.zh,
            issued: plan.issued,
            from: plan.from,
            to: plan.to,
            org: &plan.org,
            org_name: &plan.org_name.zh,
            source: &plan.source,
        },
        units: plan
            .units
            .iter()
            .map(|unit| ShownUnit {
                id: &unit.id,
                name: &unit.name.zh,
                name_en: &unit.name.en,
                full_name: &unit.full_name.zh,
            })
            .collect(),
        actions: plan
            .actions
            .iter()
            .map(|action| Titled { number: action.number, title: &action.title.zh, title_en: &action.title.en })
            .collect(),
        tasks: plan
            .tasks
            .iter()
            .map(|task| ShownTask {
                number: task.number,
                title: &task.title.zh,
                title_en: &task.title.en,
                action: task.action,
                lead: named(&task.lead),
                responsible: named(&task.responsible),
                deadline: task.deadline,
            })
            .collect(),
        safeguards: plan
            .safeguards
            .iter()
            .map(|one| Titled { number: one.number, title: &one.title.zh, title_en: &one.title.en })
            .collect(),
        commitments: commitments.collect(),
    })
}
