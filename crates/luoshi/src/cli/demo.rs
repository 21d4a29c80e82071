//! `luoshi demo`: the synthetic district, its workbooks imported as any other, and where its promises stand.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use clap::Args;
use jiff::{Timestamp, ToSpan as _, civil::Date};

use super::{Answer, Dates, output::Output, status::Status};
use crate::{
    demo::{self, Order},
    edge::{self, Edge, System},
    services::{
        self,
        dataset::{self, Import, Outcome},
    },
    workspace::{self, Workspace},
};

/// Days from the facts of a workbook to its arrival at the bureau.
const DAYS_TO_ARRIVE: i32 = 9;

#[derive(Args)]
pub struct Demo {
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=999))]
    scale: u32,
    #[arg(long, value_name = "NUMBER")]
    story_seed: Option<u64>,
    /// Accepted for scripts; the demo serves nothing yet.
    #[arg(long)]
    no_serve: bool,
    #[arg(long)]
    workbooks_only: bool,
    #[arg(long, value_name = "DATASET")]
    only: Vec<String>,
    #[command(flatten)]
    output: Output,
}

impl Demo {
    pub async fn run(self, edge: &Edge) -> Result<Answer> {
        let day = demo::story_day()?;
        if !edge.dir.join(crate::config::FILE).is_file() || self.workbooks_only {
            let books = self.write(edge)?;
            if self.workbooks_only {
                let count = books.len().to_string();
                return Ok((edge.words.with("demo-written", &[("count", &count)]) + "\n").into());
            }
            self.import(edge, &books).await?;
        }
        let dates = Dates { as_of: Some(day), known_at: None };
        let mut answer = Status { dates, output: self.output }.run(edge).await?;
        if self.output.format == super::output::Format::Table {
            let notice = edge.words.with("demo-notice", &[("date", &edge.words.date(day))]);
            answer.out = format!("{notice}\n{}{notice}\n", answer.out);
        }
        Ok(answer)
    }

    fn write(&self, edge: &Edge) -> Result<Vec<demo::Workbook>> {
        let folder = edge.dir.join("workbooks");
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        edge.progress(&edge.words.with("demo-writing", &[("folder", &folder.display().to_string())]));
        let order = Order { dir: &folder, seed: self.story_seed, scale: self.scale, only: &self.only };
        demo::write(&workspace::pack(edge)?, &order)
    }

    /// Imports every workbook as the bureau would have, a few days after the facts.
    async fn import(&self, edge: &Edge, books: &[demo::Workbook]) -> Result<()> {
        services::workspace::init(edge, None).await?.store.close().await;
        let workspace = Workspace::open(edge).await?;
        let actor = edge.words.say("demo-actor");
        for (number, book) in books.iter().enumerate() {
            let name = file_name(&book.path);
            let (at, count) = (format!("{}", number + 1), books.len().to_string());
            edge.progress(&edge.words.with("demo-importing", &[("number", &at), ("count", &count), ("file", &name)]));
            let mut seed = [0; 32];
            seed[..8].copy_from_slice(&u64::try_from(number)?.to_le_bytes());
            let system = System { now: arrival(book.as_of)?.min(edge.now), seed, width: None };
            let then = Edge::new(&system, edge.words, edge.dir.clone(), edge.pack.clone(), actor.clone());
            let command = Import {
                dataset: book.dataset.to_owned(),
                file: book.path.clone(),
                as_of: book.as_of,
                scope: None,
                valid_rows_only: false,
                drift_reason: None,
            };
            if let Outcome::Refused(checked) = dataset::import(&workspace, &then, &command).await? {
                let counts = format!("{:?}", checked.problems.counts);
                edge.progress(&edge.words.with("demo-refused", &[("file", &name), ("problems", &counts)]));
            }
        }
        workspace.store.close().await;
        Ok(())
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The moment at which a workbook of a day reaches the bureau.
fn arrival(day: Date) -> Result<Timestamp> {
    Ok(edge::end_of(day.checked_add(DAYS_TO_ARRIVE.days())?)?)
}
