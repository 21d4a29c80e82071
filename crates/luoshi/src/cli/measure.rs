//! `luoshi measure`: figures entered by hand, each with its evidence.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use policy::number::Number;
use serde_json::json;

use super::{
    Answer,
    output::{self, Grid, Output},
};
use crate::{edge::Edge, services, workspace::Workspace};

#[derive(Subcommand)]
pub enum Measure {
    Set(Set),
    List(Output),
}

#[derive(Args)]
pub struct Set {
    #[arg(value_name = "INDICATOR")]
    indicator: String,
    #[arg(long, value_name = "YEAR")]
    period: i16,
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    value: Number,
    #[arg(long, value_name = "DATE")]
    held_on: Date,
    #[arg(long, value_name = "FILE")]
    evidence: PathBuf,
    #[arg(long, value_name = "CODE")]
    org: Option<String>,
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
}

impl Measure {
    pub async fn run(self, edge: &Edge) -> Result<Answer> {
        let workspace = Workspace::open(edge).await?;
        let answer = match self {
            Self::Set(command) => {
                let command = services::measure::Set {
                    indicator: command.indicator,
                    org: command.org,
                    period: command.period,
                    value: command.value,
                    held_on: command.held_on,
                    evidence: command.evidence,
                    note: command.note,
                };
                let measure = services::measure::set(&workspace, edge, command).await?;
                let (period, value) = (measure.period.to_string(), measure.value.to_string());
                let args = [
                    ("indicator", measure.indicator.as_str()),
                    ("org", &measure.org),
                    ("period", &period),
                    ("value", &value),
                    ("sha256", &measure.evidence_sha256),
                ];
                (edge.words.with("measure-done", &args) + "\n").into()
            }
            Self::List(output) => list(edge, &workspace, output).await?,
        };
        workspace.store.close().await;
        Ok(answer)
    }
}

async fn list(edge: &Edge, workspace: &Workspace, output: Output) -> Result<Answer> {
    let measures = workspace.store.read().await?.measures().await?;
    let mut grid =
        Grid::new(&["indicator", "org", "period", "value", "held-on", "evidence", "reporter", "recorded-at", "note"])
            .right(&["value"]);
    for one in &measures {
        grid.push(vec![
            one.indicator.clone(),
            one.org.clone(),
            one.period.to_string(),
            one.value.to_string(),
            one.held_on.to_string(),
            one.evidence_name.clone(),
            one.reporter.clone(),
            one.recorded_at.to_string(),
            one.note.clone(),
        ]);
    }
    let shown = || {
        let shown: Vec<_> = measures
            .iter()
            .map(|one| {
                json!({
                    "id": one.id, "indicator": one.indicator, "org": one.org, "period": one.period, "value": one.value,
                    "held_on": one.held_on, "evidence": { "name": one.evidence_name, "sha256": one.evidence_sha256 },
                    "reporter": one.reporter, "note": one.note, "recorded_at": one.recorded_at,
                })
            })
            .collect();
        output::json(&shown)
    };
    Ok(grid.render(output.format, edge, shown)?.into())
}
