//! `luoshi map`: says once how a workbook in an office's own layout is read.

use std::{collections::BTreeMap, fs, path::PathBuf};

use anyhow::Result;
use clap::Args;
use lake::mapping::{Mapping, Shape};

use super::{Answer, output::Grid};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::dataset::{self, Mapped, say},
    workspace::Workspace,
};

#[derive(Args)]
pub struct Map {
    #[arg(value_name = "DATASET")]
    dataset: String,
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "NAME=HEADER", value_parser = pair)]
    column: Vec<(String, String)>,
    #[arg(long, value_name = "NAME=TEXT", value_parser = pair)]
    constant: Vec<(String, String)>,
    #[arg(long, value_name = "NAME=CELL", value_parser = pair)]
    from_cell: Vec<(String, String)>,
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    header_row: Option<u32>,
    #[arg(long)]
    side_headers: bool,
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("NAME=…")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

impl Map {
    pub async fn run(self, edge: &Edge) -> Result<Answer> {
        let workspace = Workspace::open(edge).await?;
        let file = self.file.clone();
        let mapping = self.mapping()?;
        let mapped = dataset::map(&workspace, edge, &mapping, &file).await?;
        let words = edge.words;
        let answer = match &mapped {
            Mapped::Shown(shape) => Answer::from(headers(edge, shape, &mapping) + &words.say("map-how") + "\n"),
            Mapped::Remembered { path, shape } => {
                let done = words.with("map-done", &[("file", &path.display().to_string())]);
                Answer::from(headers(edge, shape, &mapping) + &done + "\n")
            }
            Mapped::Refused(problem) => {
                let (sentence, hint) = say(words, &workspace.pack, &workspace.pack.datasets[&mapping.dataset], problem);
                Answer { out: format!("{sentence}\n{hint}\n"), refused: true }
            }
        };
        workspace.store.close().await;
        Ok(answer)
    }

    /// The mapping of the options, on top of the one in a file.
    fn mapping(self) -> Result<Mapping> {
        let mut mapping = match &self.mapping {
            None => Mapping::default(),
            Some(path) => {
                let unreadable = |message: String| {
                    Refusal::new("mapping-broken").with("file", path.display()).with("message", message)
                };
                let text = fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
                let mut table: toml::Table =
                    toml::from_str(&text).map_err(|error| unreadable(error.message().to_owned()))?;
                // Whoever writes the file cannot know the fingerprint of the headers.
                table.entry("shape").or_insert_with(|| String::new().into());
                table.entry("dataset").or_insert_with(|| self.dataset.clone().into());
                table.try_into().map_err(|error: toml::de::Error| unreadable(error.message().to_owned()))?
            }
        };
        mapping.dataset = self.dataset;
        let add = |to: &mut BTreeMap<String, String>, pairs: Vec<(String, String)>| to.extend(pairs);
        add(&mut mapping.columns, self.column);
        add(&mut mapping.constants, self.constant);
        add(&mut mapping.cells, self.from_cell);
        mapping.sheet = self.sheet.or(mapping.sheet);
        mapping.header_row = self.header_row.or(mapping.header_row);
        mapping.side_headers |= self.side_headers;
        Ok(mapping)
    }
}

fn headers(edge: &Edge, shape: &Shape, mapping: &Mapping) -> String {
    let mut grid = Grid::new(&["header", "column", "likely"]);
    for (header, column) in &shape.headers {
        let mapped = mapping.columns.iter().find(|(_, text)| *text == header).map(|(name, _)| name);
        let column = mapped.or(column.as_ref());
        let likely = shape.likely.get(header).filter(|_| column.is_none());
        grid.push(vec![header.clone(), column.cloned().unwrap_or_default(), likely.cloned().unwrap_or_default()]);
    }
    let args = [("sheet", shape.sheet.as_str()), ("row", &shape.row.to_string()), ("shape", &shape.fingerprint)];
    edge.words.with("map-headers", &args) + "\n" + &grid.table(edge)
}
