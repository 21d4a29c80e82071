//! `luoshi dataset`: which workbooks the pack knows, and what their columns mean.

use anyhow::Result;
use clap::{Args, Subcommand};

use super::{
    Answer,
    output::{Grid, Output, json},
};
use crate::{edge::Edge, services, words::word, workspace};

#[derive(Subcommand)]
pub enum Dataset {
    List(Output),
    Show(Show),
}

#[derive(Args)]
pub struct Show {
    #[arg(value_name = "DATASET")]
    dataset: String,
    #[command(flatten)]
    output: Output,
}

impl Dataset {
    pub fn run(self, edge: &Edge) -> Result<Answer> {
        match self {
            Self::List(output) => list(edge, output),
            Self::Show(command) => show(edge, &command),
        }
    }
}

fn list(edge: &Edge, output: Output) -> Result<Answer> {
    let pack = workspace::pack(edge)?;
    let mut grid = Grid::new(&["dataset", "family", "title", "grain", "source-system", "columns", "fresh-days"])
        .right(&["columns", "fresh-days"]);
    for dataset in pack.datasets.values() {
        grid.push(vec![
            dataset.id.clone(),
            dataset.family.clone(),
            dataset.title.get(edge.words.0).to_owned(),
            dataset.grain.get(edge.words.0).to_owned(),
            dataset.source_system.get(edge.words.0).to_owned(),
            dataset.columns.len().to_string(),
            dataset.fresh_days.to_string(),
        ]);
    }
    Ok(grid.render(output.format, edge, || json(&pack.datasets.values().collect::<Vec<_>>()))?.into())
}

fn show(edge: &Edge, command: &Show) -> Result<Answer> {
    let pack = workspace::pack(edge)?;
    let Some(dataset) = pack.datasets.get(&command.dataset) else {
        return Err(services::indicator::unknown_dataset(&pack, &command.dataset).into());
    };
    let words = edge.words;
    let mut grid = Grid::new(&["column", "header", "type", "required", "privacy", "note", "example"]);
    for column in &dataset.columns {
        let kind = word(words, "type", &column.kind);
        let list = column.codes.as_ref().or(column.format.as_ref()).map(|id| format!(" {id}")).unwrap_or_default();
        grid.push(vec![
            column.name.clone(),
            column.header.get(words.0).to_owned(),
            kind + &list,
            if column.required { words.say("yes") } else { String::new() },
            word(words, "privacy", &column.privacy),
            column.note.as_ref().map(|note| note.get(words.0).to_owned()).unwrap_or_default(),
            column.example.clone(),
        ]);
    }
    Ok(grid.render(command.output.format, edge, || json(dataset))?.into())
}
