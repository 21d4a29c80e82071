//! `luoshi demo`: the synthetic district, its workbooks imported as any other, and where its promises stand.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use clap::Args;
use jiff::{Timestamp, ToSpan as _, civil::Date};
use lake::import::Acceptance;

use super::{Answer, Dates, output::Output, status::Status};
use crate::{
    demo::{self, Order},
    edge::{self, Edge, System},
    refusal::Refusal,
    services::{
        self,
        dataset::{self, Import, Outcome},
    },
    workspace::{self, Workspace},
};

/// Folder of the workspace that its workbooks are written to.
const WORKBOOKS: &str = "workbooks";

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
        if self.workbooks_only {
            let count = self.write(edge)?.len().to_string();
            return Ok((edge.words.with("demo-written", &[("count", &count)]) + "\n").into());
        }
        if !is_whole(edge).await? {
            import(edge, &self.write(edge)?).await?;
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
        let folder = edge.dir.join(WORKBOOKS);
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        edge.progress(&edge.words.with("demo-writing", &[("folder", &folder.display().to_string())]));
        let order = Order { dir: &folder, seed: self.story_seed, scale: self.scale, only: &self.only };
        demo::write(&workspace::pack(edge)?, &order)
    }
}

/// Whether the folder holds the demo already. One that was broken off is taken up again: what is there is recognised.
///
/// # Errors
/// Refused for a workspace that is no demo, whose figures must not be called made up.
async fn is_whole(edge: &Edge) -> Result<bool> {
    if !edge.dir.join(crate::config::FILE).is_file() {
        return Ok(false);
    }
    let Ok(books) = fs::read_dir(edge.dir.join(WORKBOOKS)) else {
        return Err(Refusal::new("demo-elsewhere").with("dir", edge.dir.display()).into());
    };
    let workspace = Workspace::open(edge).await?;
    let (attempts, _) = workspace.store.read().await?.attempts().await?;
    workspace.store.close().await;
    Ok(usize::try_from(attempts)? >= books.count())
}

/// Imports every workbook as the bureau would have, a few days after the facts.
async fn import(edge: &Edge, books: &[demo::Workbook]) -> Result<()> {
    if !edge.dir.join(crate::config::FILE).is_file() {
        services::workspace::init(edge, None).await?.store.close().await;
    }
    let workspace = Workspace::open(edge).await?;
    let actor = edge.words.say("demo-actor");
    // None when the demo is new, so that it is always the same; ids of a later try differ from those of the first.
    let (earlier, _) = workspace.store.read().await?.attempts().await?;
    for (number, book) in books.iter().enumerate() {
        let name = file_name(&book.path);
        let (at, count) = (format!("{}", number + 1), books.len().to_string());
        edge.progress(&edge.words.with("demo-importing", &[("number", &at), ("count", &count), ("file", &name)]));
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&u64::try_from(number)?.to_le_bytes());
        seed[8..16].copy_from_slice(&earlier.to_le_bytes());
        let system = System { now: arrival(book.as_of)?.min(edge.now), seed, width: None };
        let then = Edge::new(&system, edge.words, edge.dir.clone(), edge.pack.clone(), actor.clone());
        let acceptance = Acceptance { valid_rows_only: false, drift_confirmed: false };
        let command = Import {
            dataset: book.dataset.to_owned(),
            file: book.path.clone(),
            as_of: book.as_of,
            scope: None,
            acceptance,
        };
        if let Outcome::Refused(checked) = dataset::import(&workspace, &then, &command).await? {
            let counts = format!("{:?}", checked.problems.counts);
            edge.progress(&edge.words.with("demo-refused", &[("file", &name), ("problems", &counts)]));
        }
    }
    workspace.store.close().await;
    Ok(())
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The moment at which a workbook of a day reaches the bureau.
fn arrival(day: Date) -> Result<Timestamp> {
    Ok(edge::end_of(day.checked_add(DAYS_TO_ARRIVE.days())?)?)
}
