//! `luoshi indicator`: what the figures mean, and how they went through the years.

mod series;

use anyhow::Result;
use clap::{Args, Subcommand};

use super::{
    Answer,
    output::{Format, Grid, Output, json},
};
use crate::{contract::indicator::Listed, edge::Edge, services, words::word, workspace};

#[derive(Subcommand)]
pub enum Indicator {
    List(Output),
    Show(Show),
    Series(series::Series),
}

#[derive(Args)]
pub struct Show {
    #[arg(value_name = "INDICATOR")]
    indicator: String,
    #[command(flatten)]
    output: Output,
}

impl Indicator {
    pub async fn run(self, edge: &Edge) -> Result<Answer> {
        match self {
            Self::Series(command) => command.run(edge).await,
            Self::List(output) => list(edge, output),
            Self::Show(command) => show(edge, &command),
        }
    }
}

fn list(edge: &Edge, output: Output) -> Result<Answer> {
    let pack = workspace::pack(edge)?;
    let words = edge.words;
    let mut grid = Grid::new(&["indicator", "title", "kind", "unit", "direction", "reference", "from", "commitments"]);
    let all: Vec<_> = pack.indicators.keys().filter_map(|id| Listed::new(&pack, id)).collect();
    for one in &all {
        grid.push(vec![
            one.id.to_owned(),
            pack.indicators[one.id].title.get(words.0).to_owned(),
            word(words, "formula", &one.kind),
            word(words, "unit", &one.unit),
            word(words, "direction", &one.direction),
            one.reference.to_owned(),
            one.versions.iter().map(|version| version.from.to_string()).collect::<Vec<_>>().join(", "),
            one.commitments.join(", "),
        ]);
    }
    Ok(grid.render(output.format, edge, || json(&all))?.into())
}

fn show(edge: &Edge, command: &Show) -> Result<Answer> {
    let pack = workspace::pack(edge)?;
    let unknown = || services::indicator::unknown(&pack, &command.indicator);
    let one = Listed::new(&pack, &command.indicator).ok_or_else(unknown)?;
    if command.output.format == Format::Json {
        return Ok(json(&one)?.into());
    }
    let indicator = &pack.indicators[&command.indicator];
    let words = edge.words;
    let mut grid = Grid::new(&["property", "value"]);
    let mut line = |key: &str, value: String| grid.push(vec![words.say(key), value]);
    line("column-indicator", indicator.id.clone());
    line("column-title", indicator.title.get(words.0).to_owned());
    line("column-meaning", indicator.meaning.get(words.0).to_owned());
    line("column-kind", word(words, "formula", &indicator.kind));
    line("column-unit", word(words, "unit", &indicator.unit));
    line("column-direction", word(words, "direction", &indicator.direction));
    line("column-reference", indicator.reference.clone());
    for version in &indicator.versions {
        line("column-from", version.from.to_string());
        line("column-source", version.source.clone());
        line("column-decided-by", version.decided_by.get(words.0).to_owned());
        line("column-sql", version.sql.as_ref().and_then(|file| pack.sql.get(file)).cloned().unwrap_or_default());
    }
    Ok(grid.render(command.output.format, edge, || json(&one))?.into())
}
