//! `luoshi demo`: a synthetic district, written as workbooks, imported, computed and judged through the public services.

use std::fs;

use anyhow::Result;
use clap::Args;
use lake::{import::Acceptance, snapshot::Cut};

use super::{
    Answer,
    output::{Grid, Output},
    status,
};
use crate::{
    config, demo,
    edge::Edge,
    services::{
        self,
        dataset::{Import, Outcome},
    },
    workspace::Workspace,
};

#[derive(Args)]
pub struct Demo {
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    scale: u32,
    #[arg(long, value_name = "NUMBER")]
    random: Option<u64>,
    #[arg(long, value_name = "DATASET")]
    only: Vec<String>,
    #[arg(long)]
    write_only: bool,
    /// Kept for the day when the demo also opens pages.
    #[arg(long)]
    no_serve: bool,
    #[command(flatten)]
    output: Output,
}

impl Demo {
    pub async fn run(self, edge: &Edge) -> Result<Answer> {
        let workspace = if edge.dir.join(config::FILE).is_file() {
            Workspace::open(edge).await?
        } else {
            services::workspace::init(edge, None).await?
        };
        let folder = edge.dir.join("workbooks");
        fs::create_dir_all(&folder)?;
        edge.progress(&edge.words.with("demo-writing", &[("dir", &folder.display().to_string())]));
        let order = demo::Order { dir: &folder, seed: self.random, scale: self.scale, only: &self.only };
        let books = demo::write(&workspace.pack, &order, &mut |_| {})?;
        let answer = if self.write_only {
            let mut grid = Grid::new(&["dataset", "as-of", "file"]);
            for book in &books {
                grid.push(vec![book.dataset.to_owned(), book.as_of.to_string(), book.path.display().to_string()]);
            }
            grid.table(edge).into()
        } else {
            import_all(&workspace, edge, &books).await?;
            let cut = Cut { as_of: demo::story_day()?, known_at: edge.now };
            status::answer(&workspace, edge, cut, self.output.format).await?
        };
        workspace.store.close().await;
        Ok(answer)
    }
}

/// Imports the workbooks as their offices would: with the errors that real exports have, so rows with problems are left
/// out and said so.
async fn import_all(workspace: &Workspace, edge: &Edge, books: &[demo::Workbook]) -> Result<()> {
    for book in books {
        let import = Import {
            dataset: book.dataset.to_owned(),
            file: book.path.clone(),
            as_of: book.as_of,
            scope: None,
            acceptance: Acceptance { valid_rows_only: true, drift_confirmed: true },
        };
        let (key, rows, left_out, refused) = match services::dataset::import(workspace, edge, &import).await? {
            Outcome::Accepted { snapshot, .. } => ("demo-imported", snapshot.rows, snapshot.left_out, 0),
            Outcome::Known(snapshot) => ("demo-known", snapshot.rows, snapshot.left_out, 0),
            Outcome::Refused(checked) => ("demo-refused", checked.rows_read, 0, checked.problems.refusals),
        };
        let args = [
            ("dataset", book.dataset.to_owned()),
            ("as_of", book.as_of.to_string()),
            ("rows", rows.to_string()),
            ("left_out", left_out.to_string()),
            ("count", refused.to_string()),
        ];
        edge.progress(&edge.words.with(key, &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
    }
    Ok(())
}
