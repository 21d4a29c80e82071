//! `luoshi template`: an empty workbook of a dataset for officials to fill.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::Answer;
use crate::{edge::Edge, services, workspace};

#[derive(Args)]
pub struct Template {
    #[arg(value_name = "DATASET")]
    dataset: String,
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

impl Template {
    pub fn run(self, edge: &Edge) -> Result<Answer> {
        let pack = workspace::pack(edge)?;
        services::dataset::template(&pack, edge, &self.dataset, &self.output)?;
        let title = pack.datasets.get(&self.dataset).map_or("", |dataset| dataset.title.get(edge.words.0));
        let args = [("title", title), ("file", &self.output.display().to_string())];
        Ok((edge.words.with("template-done", &args) + "\n").into())
    }
}
