//! `luoshi snapshot`: accepted imports, what changed between them, and taking one out of force.

use anyhow::Result;
use clap::{Args, Subcommand};
use lake::snapshot::Snapshot as Row;

use super::{
    Answer,
    output::{Format, Grid, Output, json},
};
use crate::{contract::manifest::Snapshot as Shown, edge::Edge, services, workspace::Workspace};

#[derive(Subcommand)]
pub enum Snapshot {
    List(List),
    Show(Show),
    Diff(Diff),
    Withdraw(Withdraw),
}

#[derive(Args)]
pub struct Diff {
    #[arg(value_name = "BEFORE")]
    before: String,
    #[arg(value_name = "AFTER")]
    after: String,
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    rows: usize,
    #[command(flatten)]
    output: Output,
}

#[derive(Args)]
pub struct List {
    #[arg(value_name = "DATASET")]
    dataset: Option<String>,
    #[command(flatten)]
    output: Output,
}

#[derive(Args)]
pub struct Show {
    #[arg(value_name = "SNAPSHOT")]
    snapshot: String,
    #[command(flatten)]
    output: Output,
}

#[derive(Args)]
pub struct Withdraw {
    #[arg(value_name = "SNAPSHOT")]
    snapshot: String,
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Snapshot {
    pub async fn run(self, edge: &Edge) -> Result<Answer> {
        let workspace = Workspace::open(edge).await?;
        let answer = match self {
            Self::List(command) => list(edge, &workspace, &command).await?,
            Self::Show(command) => show(edge, &workspace, &command).await?,
            Self::Diff(command) => diff(edge, &workspace, &command).await?,
            Self::Withdraw(command) => {
                let one = services::snapshot::withdraw(&workspace, edge, &command.snapshot, &command.reason).await?;
                let args = [("id", one.id.as_str()), ("dataset", one.dataset.as_str())];
                (edge.words.with("snapshot-withdraw-done", &args) + "\n").into()
            }
        };
        workspace.store.close().await;
        Ok(answer)
    }
}

async fn list(edge: &Edge, workspace: &Workspace, command: &List) -> Result<Answer> {
    let rows = workspace.store.read().await?.snapshots().await?;
    let wanted = |row: &Row| command.dataset.as_ref().is_none_or(|dataset| row.dataset == *dataset);
    let rows: Vec<_> = rows.into_iter().filter(wanted).collect();
    let mut grid = Grid::new(&[
        "snapshot",
        "dataset",
        "scope",
        "as-of",
        "recorded-at",
        "rows",
        "left-out",
        "source-name",
        "importer",
        "withdrawn-at",
    ])
    .right(&["rows", "left-out"]);
    for row in &rows {
        grid.push(vec![
            row.id.clone(),
            row.dataset.clone(),
            row.scope.clone(),
            row.as_of.to_string(),
            row.recorded_at.to_string(),
            row.rows.to_string(),
            row.left_out.to_string(),
            row.source_name.clone(),
            row.importer.clone(),
            row.withdrawn_at.map(|at| at.to_string()).unwrap_or_default(),
        ]);
    }
    Ok(grid.render(command.output.format, edge, || json(&rows.iter().map(Shown::from).collect::<Vec<_>>()))?.into())
}

async fn show(edge: &Edge, workspace: &Workspace, command: &Show) -> Result<Answer> {
    let row = services::snapshot::one(&workspace.store.read().await?.snapshots().await?, &command.snapshot)?;
    let mut grid = Grid::new(&["property", "value"]);
    let mut line = |key: &str, value: String| grid.push(vec![edge.words.say(key), value]);
    line("column-snapshot", row.id.clone());
    line("column-dataset", row.dataset.clone());
    line("column-scope", row.scope.clone());
    line("column-as-of", row.as_of.to_string());
    line("column-recorded-at", row.recorded_at.to_string());
    line("column-withdrawn-at", row.withdrawn_at.map(|at| at.to_string()).unwrap_or_default());
    line("column-file", row.file.clone());
    line("column-sha256", row.sha256.clone());
    line("column-rows", row.rows.to_string());
    line("column-left-out", row.left_out.to_string());
    line("column-source-name", row.source_name.clone());
    line("column-source-sha256", row.source_sha256.clone());
    line("column-importer", row.importer.clone());
    Ok(grid.render(command.output.format, edge, || json(&Shown::from(&row)))?.into())
}

async fn diff(edge: &Edge, workspace: &Workspace, command: &Diff) -> Result<Answer> {
    let words = edge.words;
    let hidden = words.say("value-hidden");
    let Diff { before, after, rows, output } = command;
    let diff = services::snapshot::diff(workspace, edge, before, after, &hidden, (0, *rows)).await?;
    let mut grid = Grid::new(&["change", "row", "before", "after"]);
    let text = |cell: &Option<String>| cell.clone().unwrap_or_default();
    let whole = |row: &Vec<Option<String>>| {
        let cells = diff.columns.iter().zip(row).filter(|(_, cell)| cell.is_some());
        cells.map(|(column, cell)| format!("{}={}", column.name, text(cell))).collect::<Vec<_>>().join(" ")
    };
    for row in &diff.added.rows {
        grid.push(vec![words.say("diff-added"), whole(row), String::new(), String::new()]);
    }
    for row in &diff.removed.rows {
        grid.push(vec![words.say("diff-removed"), whole(row), String::new(), String::new()]);
    }
    for row in &diff.changed.rows {
        let key = row.key.iter().map(text).collect::<Vec<_>>().join(" ");
        for cell in &row.cells {
            let side = |value| format!("{}={}", cell.column, text(value));
            grid.push(vec![words.say("diff-changed"), key.clone(), side(&cell.before), side(&cell.after)]);
        }
    }
    let args = [
        ("dataset", diff.dataset.clone()),
        ("added", diff.added.total.to_string()),
        ("removed", diff.removed.total.to_string()),
        ("changed", diff.changed.total.to_string()),
        ("same", diff.same.to_string()),
    ];
    let summary = words.with("diff-summary", &args.each_ref().map(|(name, value)| (*name, value.as_str())));
    Ok(match output.format {
        Format::Table => grid.table(edge) + &summary + "\n",
        Format::Csv => grid.csv()?,
        Format::Json => json(&diff)?,
    }
    .into())
}
