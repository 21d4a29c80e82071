//! `luoshi import`: a workbook becomes a snapshot, or a list of what to put right.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use jiff::civil::Date;
use lake::{
    import::{Checked, Progress},
    problem::Problem,
};
use policy::{
    dataset::{Dataset, Severity},
    pack::Pack,
};
use serde_json::json;

use super::{
    Answer,
    output::{self, Format, Grid, Output},
};
use crate::{
    edge::Edge,
    services::dataset::{self, Outcome, say},
    words::Words,
    workspace::Workspace,
};

/// Most problems listed in a terminal; the marked copy has them all.
const LISTED: usize = 50;

#[derive(Args)]
pub struct Import {
    #[arg(value_name = "DATASET")]
    dataset: String,
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "DATE")]
    as_of: Date,
    #[arg(long, value_name = "CODE")]
    scope: Option<String>,
    #[arg(long)]
    accept_valid: bool,
    #[arg(long, value_name = "REASON")]
    confirm_drift: Option<String>,
    #[arg(long, value_name = "FILE")]
    marked: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
}

impl Import {
    pub async fn run(self, edge: &Edge) -> Result<Answer> {
        if let Some(marked) = &self.marked {
            dataset::free(marked)?;
        }
        let workspace = Workspace::open(edge).await?;
        let command = dataset::Import {
            dataset: self.dataset.clone(),
            file: self.file.clone(),
            as_of: self.as_of,
            scope: self.scope.clone(),
            valid_rows_only: self.accept_valid,
            drift_reason: self.confirm_drift.clone(),
            source_name: None,
            reading: None,
        };
        let outcome = dataset::import(&workspace, edge, &command, &Progress::default()).await?;
        let dataset = &workspace.pack.datasets[&self.dataset];
        let marked = self.mark(edge, &workspace, dataset, &outcome)?;
        let out = match self.output.format {
            Format::Json => as_json(edge.words, &workspace.pack, dataset, &outcome)?,
            Format::Csv => match &outcome {
                Outcome::Known(_) => problems(edge.words, &workspace.pack, dataset, &[]).csv()?,
                Outcome::Accepted { checked, .. } | Outcome::Refused(checked) => {
                    problems(edge.words, &workspace.pack, dataset, &checked.problems.kept).csv()?
                }
            },
            Format::Table => self.said(edge, &workspace.pack, dataset, &outcome) + &marked,
        };
        let refused = matches!(outcome, Outcome::Refused(_));
        drop(outcome);
        workspace.store.close().await;
        Ok(Answer { out, refused })
    }

    /// Writes the marked copy where there is something to mark, and says so or how to get one.
    fn mark(&self, edge: &Edge, workspace: &Workspace, dataset: &Dataset, outcome: &Outcome) -> Result<String> {
        let (Outcome::Accepted { checked, .. } | Outcome::Refused(checked)) = outcome else {
            return Ok(String::new());
        };
        if checked.problems.kept.is_empty() {
            return Ok(String::new());
        }
        let Some(marked) = &self.marked else { return Ok(edge.words.say("import-marked-hint") + "\n") };
        let whole = dataset::annotate(edge, workspace, dataset, &self.file, &checked.problems, marked)?;
        let key = if whole { "import-marked" } else { "import-marked-cut" };
        Ok(edge.words.with(key, &[("file", &marked.display().to_string())]) + "\n")
    }

    fn said(&self, edge: &Edge, pack: &Pack, dataset: &Dataset, outcome: &Outcome) -> String {
        let words = edge.words;
        let (key, snapshot, checked) = match outcome {
            Outcome::Known(snapshot) => ("import-known", Some(snapshot), None),
            Outcome::Accepted { snapshot, checked } => ("import-done", Some(snapshot), Some(checked)),
            Outcome::Refused(checked) => ("import-refused", None, Some(checked)),
        };
        let mut out = checked.map(|checked| noted(edge, pack, dataset, checked)).unwrap_or_default();
        let number = |number: Option<u64>| number.unwrap_or_default().to_string();
        let args = [
            ("dataset", dataset.title.get(words.0).to_owned()),
            ("file", self.file.display().to_string()),
            ("id", snapshot.map(|one| one.id.clone()).unwrap_or_default()),
            ("rows", number(snapshot.map(|one| one.rows))),
            ("read", number(checked.map(|checked| checked.rows_read))),
            ("count", number(checked.map(|checked| checked.problems.refusals))),
            ("as_of", self.as_of.to_string()),
        ];
        out += &words.with(key, &args.each_ref().map(|(name, value)| (*name, value.as_str())));
        out.push('\n');
        if let Some(left_out) = snapshot.map(|one| one.left_out).filter(|left_out| *left_out > 0) {
            out += &(words.with("import-left-out", &[("rows", &left_out.to_string())]) + "\n");
        }
        out
    }
}

/// How the workbook was read, and what is wrong with it.
fn noted(edge: &Edge, pack: &Pack, dataset: &Dataset, checked: &Checked) -> String {
    let words = edge.words;
    let mut out = String::new();
    for sheet in checked.sheets.iter().filter(|sheet| checked.sheets.len() > 1 || sheet.header_row.is_none()) {
        let (row, rows) = (sheet.header_row.map(|row| row.to_string()), sheet.rows.to_string());
        let key = if row.is_some() { "import-sheet" } else { "import-sheet-skipped" };
        let args = [("sheet", sheet.name.as_str()), ("row", row.as_deref().unwrap_or_default()), ("rows", &rows)];
        out += &(words.with(key, &args) + "\n");
    }
    if let Some(mapping) = &checked.mapping {
        out += &(words.with("import-mapping", &[("shape", &mapping.shape)]) + "\n");
        for (name, source) in mapping.columns.iter().chain(&mapping.cells).chain(&mapping.constants) {
            let header = dataset.header(name, words.0);
            out += &format!("    {source} → {header}\n");
        }
    }
    for (check, missing) in &checked.skipped_checks {
        let header = check.strip_prefix("reference.").and_then(|column| dataset.column(column));
        let check = header.map_or(check.as_str(), |column| column.header.get(words.0));
        let title =
            |id: &String| pack.datasets.get(id).map_or(id.as_str(), |dataset| dataset.title.get(words.0)).to_owned();
        let missing = missing.iter().map(title).collect::<Vec<_>>().join(&words.say("list-separator"));
        out += &(words.with("import-skipped", &[("check", check), ("datasets", &missing)]) + "\n");
    }
    let kept = &checked.problems.kept;
    if !kept.is_empty() {
        out += &problems(words, pack, dataset, &kept[..kept.len().min(LISTED)]).table(edge);
        let total = checked.problems.total();
        if total > LISTED as u64 {
            out +=
                &(words.with("import-more", &[("total", &total.to_string()), ("shown", &LISTED.to_string())]) + "\n");
        }
    }
    out
}

fn problems(words: Words, pack: &Pack, dataset: &Dataset, problems: &[Problem]) -> Grid {
    let mut grid = Grid::new(&["severity", "sheet", "cell", "value", "code", "sentence", "hint"])
        .below(&[&["sentence"], &["hint"]]);
    for problem in problems {
        let (sentence, hint) = say(words, pack, dataset, problem);
        grid.push(vec![
            severity(words, problem),
            problem.sheet.clone(),
            problem.cell().unwrap_or_default(),
            problem.value.clone(),
            problem.code.clone(),
            sentence,
            hint,
        ]);
    }
    grid
}

fn severity(words: Words, problem: &Problem) -> String {
    words.say(match problem.severity {
        Severity::Refuse => "severity-refuse",
        Severity::Warn => "severity-warn",
    })
}

fn as_json(words: Words, pack: &Pack, dataset: &Dataset, outcome: &Outcome) -> Result<String> {
    let (outcome, snapshot, checked) = match outcome {
        Outcome::Known(snapshot) => ("known", Some(snapshot), None),
        Outcome::Accepted { snapshot, checked } => ("accepted", Some(snapshot), Some(checked)),
        Outcome::Refused(checked) => ("refused", None, Some(checked)),
    };
    let problem = |problem: &Problem| {
        let (sentence, hint) = say(words, pack, dataset, problem);
        json!({
            "code": problem.code, "severity": problem.severity, "sheet": problem.sheet, "cell": problem.cell(),
            "row": problem.row, "column": problem.field, "value": problem.value, "sentence": sentence, "hint": hint,
        })
    };
    let problems: Vec<_> = checked.iter().flat_map(|checked| &checked.problems.kept).map(problem).collect();
    output::json(&json!({
        "outcome": outcome,
        "snapshot": snapshot,
        "rows_read": checked.map(|checked| checked.rows_read),
        "rows_valid": checked.map(|checked| checked.rows_valid),
        "counts": checked.map(|checked| &checked.problems.counts),
        "skipped_checks": checked.map(|checked| &checked.skipped_checks),
        "problems": problems,
    }))
}
