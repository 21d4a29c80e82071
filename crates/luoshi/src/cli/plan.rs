//! `luoshi plan`: the plan itself, how it covers its source, and what a careful reader finds in it.

mod check;
mod coverage;

use std::collections::BTreeMap;

use anyhow::Result;
use clap::Subcommand;

use super::{
    Answer,
    output::{Grid, Output, json},
};
use crate::{
    contract::plan::{Plan as Shown, Target},
    edge::Edge,
    words::word,
    workspace,
};

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

fn show(edge: &Edge, output: Output) -> Result<Answer> {
    let pack = workspace::pack(edge)?;
    let shown = Shown::new(&pack)?;
    let words = edge.words;
    let mut grid = Grid::new(&["commitment", "task", "kind", "strength", "due", "text", "targets"]).right(&["task"]);
    let texts: BTreeMap<_, _> =
        pack.plan.iter().flat_map(|plan| &plan.commitments).map(|one| (one.id.as_str(), &one.text)).collect();
    for commitment in &shown.commitments {
        let target = |target: &Target| {
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
