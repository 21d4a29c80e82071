//! `luoshi query`: read-only SQL over the effective datasets, with the privacy classes applied.

use anyhow::Result;
use clap::Args;
use serde_json::{Map, Value, json};

use super::{
    Answer, Dates,
    output::{self, Format, Output},
};
use crate::{edge::Edge, services, workspace::Workspace};

#[derive(Args)]
pub struct Query {
    #[arg(value_name = "SELECT")]
    sql: String,
    #[command(flatten)]
    dates: Dates,
    #[arg(long, value_name = "NUMBER", default_value_t = 1000)]
    limit: usize,
    #[arg(long, value_name = "REASON")]
    reveal: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl Query {
    pub async fn run(self, edge: &Edge) -> Result<Answer> {
        let workspace = Workspace::open(edge).await?;
        let (cut, reveal) = (self.dates.cut(edge), self.reveal.as_deref());
        let answer = services::query(&workspace, edge, &self.sql, cut, reveal, self.limit).await?;
        workspace.store.close().await;
        let cells: Vec<Vec<String>> =
            answer.rows.iter().map(|row| row.iter().map(|cell| cell.clone().unwrap_or_default()).collect()).collect();
        let words = edge.words;
        Ok(match self.output.format {
            Format::Csv => crate::telling::csv(answer.columns, &cells)?,
            Format::Json => {
                let row = |row: &Vec<Option<String>>| -> Map<String, Value> {
                    answer.columns.iter().cloned().zip(row.iter().cloned().map(Value::from)).collect()
                };
                let rows: Vec<_> = answer.rows.iter().map(row).collect();
                let (more, without_data) = (answer.more, answer.without_data);
                output::json(&json!({ "rows": rows, "more": more, "without_data": without_data }))?
            }
            Format::Table => {
                let mut out = output::table(&answer.columns, &[], &cells, edge.width);
                if answer.more {
                    out += &(words.with("query-more", &[("limit", &self.limit.to_string())]) + "\n");
                }
                if !answer.without_data.is_empty() {
                    out += &(words.with("query-without-data", &[("datasets", &answer.without_data.join(", "))]) + "\n");
                }
                out
            }
        }
        .into())
    }
}
