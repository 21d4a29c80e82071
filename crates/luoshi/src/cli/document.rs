//! `luoshi document`: official documents from templates of the pack.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::{
    Answer, Dates,
    output::{Grid, Output, json},
};
use crate::{
    document,
    edge::Edge,
    refusal::Refusal,
    services::{
        document::{Ask, ledger, log, make},
        indicator,
    },
    words::word,
    workspace::{self, Workspace},
};

#[derive(Subcommand)]
pub enum Document {
    List(List),
    Write(Write),
    Facts(Facts),
    Ledger(Ledger),
}

#[derive(Args)]
pub struct Ledger {
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    #[arg(long, value_name = "YEAR")]
    year: Option<i16>,
    #[command(flatten)]
    dates: Dates,
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Args)]
pub struct List {
    #[command(flatten)]
    output: Output,
}

#[derive(Args)]
pub struct Write {
    #[command(flatten)]
    subject: Subject,
    #[arg(long, value_name = "URL")]
    address: Option<String>,
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Args)]
pub struct Facts {
    #[command(flatten)]
    subject: Subject,
}

#[derive(Args)]
struct Subject {
    #[arg(value_name = "TEMPLATE")]
    template: String,
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    #[arg(long, value_name = "COMMITMENT")]
    commitment: Option<String>,
    #[arg(long, value_name = "DUTY", conflicts_with = "commitment")]
    duty: Option<String>,
    #[arg(long, value_name = "DATE")]
    date: Option<Date>,
    #[arg(long, value_name = "YEAR")]
    period: Option<i16>,
}

impl Document {
    pub async fn run(self, edge: &Edge) -> Result<Answer> {
        match self {
            Self::List(command) => command.run(edge),
            Self::Write(command) => {
                let workspace = Workspace::open(edge).await?;
                let answer = command.run(&workspace, edge).await;
                workspace.store.close().await;
                answer
            }
            Self::Facts(command) => {
                let workspace = Workspace::open(edge).await?;
                let made = make(&workspace, edge, None, &command.subject.ask(&workspace, edge)).await;
                workspace.store.close().await;
                Ok(json(&made?.facts)?.into())
            }
            Self::Ledger(command) => {
                let workspace = Workspace::open(edge).await?;
                let answer = command.run(&workspace, edge).await;
                workspace.store.close().await;
                answer
            }
        }
    }
}

impl Subject {
    fn ask(self, workspace: &Workspace, edge: &Edge) -> Ask {
        let day = self.date.unwrap_or_else(|| workspace.day(edge));
        let Self { template, unit, commitment, duty, period, .. } = self;
        Ask { template, unit, commitment, duty, day, period }
    }
}

impl List {
    fn run(self, edge: &Edge) -> Result<Answer> {
        let pack = workspace::pack(edge)?;
        let words = edge.words;
        let mut grid = Grid::new(&["id", "title", "about", "purpose"]).below(&[&["purpose"]]);
        for template in pack.documents.values() {
            let about = &template.about;
            grid.push(vec![
                template.id.clone(),
                about.title.get(words.0).to_owned(),
                word(words, "subject", &about.subject),
                about.purpose.get(words.0).to_owned(),
            ]);
        }
        let rows: Vec<_> = pack.documents.values().map(|one| (&one.id, &one.about)).collect();
        Ok(match self.output.format {
            super::output::Format::Json => json(&rows)?,
            super::output::Format::Csv => grid.csv()?,
            super::output::Format::Table => grid.table(edge),
        }
        .into())
    }
}

impl Write {
    async fn run(self, workspace: &Workspace, edge: &Edge) -> Result<Answer> {
        if self.output.exists() {
            return Err(Refusal::new("file-exists").with("file", self.output.display()).into());
        }
        let ask = self.subject.ask(workspace, edge);
        let made = make(workspace, edge, None, &ask).await?;
        let paper = workspace.pack.paper.as_ref().context("documents without paper")?;
        let address = self.address.as_deref().map(|address| address.trim_end_matches('/'));
        let bytes = document::write(paper, &made.document, &made.charts, address)?;
        fs::write(&self.output, &bytes).with_context(|| format!("writing {}", self.output.display()))?;
        log(workspace, edge, &ask, &bytes).await?;
        let key = if address.is_some() { "document-written" } else { "document-written-plain" };
        let title = made.document.title.concat();
        let file = self.output.display().to_string();
        Ok((edge.words.with(key, &[("title", &title), ("file", &file)]) + "\n").into())
    }
}

impl Ledger {
    async fn run(self, workspace: &Workspace, edge: &Edge) -> Result<Answer> {
        if self.output.exists() {
            return Err(Refusal::new("file-exists").with("file", self.output.display()).into());
        }
        let mut cut = self.dates.cut(edge);
        cut.as_of = self.dates.as_of.or(workspace.config.demo_day).unwrap_or(cut.as_of);
        let computed = indicator::compute(workspace, edge, cut, None).await?;
        let standings = indicator::status(workspace, &computed).await?;
        let year = self.year.unwrap_or_else(|| cut.as_of.year());
        let made = ledger(workspace, edge, &standings, (year, cut.as_of), self.unit.as_deref()).await?;
        fs::write(&self.output, &made.bytes).with_context(|| format!("writing {}", self.output.display()))?;
        let args = [("title", made.title.as_str()), ("file", &self.output.display().to_string())];
        Ok((edge.words.with("ledger-done", &args) + "\n").into())
    }
}
