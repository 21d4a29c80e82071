//! `luoshi demo`: the synthetic district, its workbooks imported as any other, and where its promises stand.

mod acts;
mod cases;
mod duties;
mod people;
mod visits;

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Context as _, Result};
use clap::Args;
use jiff::{Timestamp, ToSpan as _, civil::Date};
use lake::import::Progress;
use serde::{Deserialize, Serialize};

use super::{Answer, Dates, output::Output, serve::Serve, status::Status};
use crate::{
    demo::{self, Order},
    edge::{self, Edge, System},
    refusal::Refusal,
    services::{
        self,
        dataset::{self, Import, Outcome},
        reconciliation::{self, Order as Comparison, Progress as Advance},
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
    #[arg(long)]
    no_serve: bool,
    #[command(flatten)]
    serve: Serve,
    #[arg(long)]
    workbooks_only: bool,
    #[arg(long, value_name = "DATASET")]
    only: Vec<String>,
    #[command(flatten)]
    output: Output,
}

/// The label of a demo: it tells people that nobody here is real, and the next run what it finds.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Label {
    story_seed: u64,
    scale: u32,
    only: Vec<String>,
    /// Whether all workbooks have been imported.
    complete: bool,
}

const LABEL: &str = "demo.toml";

impl Demo {
    pub async fn run(self, edge: &Edge, clock: fn() -> Result<System>) -> Result<Answer> {
        let (day, seed) = demo::story()?;
        let seed = self.story_seed.unwrap_or(seed);
        if self.workbooks_only {
            let count = self.write(edge, seed)?.len().to_string();
            return Ok((edge.words.with("demo-written", &[("count", &count)]) + "\n").into());
        }
        let mut label = Label { story_seed: seed, scale: self.scale, only: self.only.clone(), complete: true };
        let mut sound = true;
        let found = find(edge)?;
        if found.as_ref() != Some(&label) {
            // What a run that was cut off has imported is known again.
            label.complete = false;
            if found.is_some_and(|found| found != label) {
                return Err(Refusal::new("demo-other").with("dir", edge.dir.display()).into());
            }
            fs::create_dir_all(&edge.dir).with_context(|| format!("making {}", edge.dir.display()))?;
            label.write(edge)?;
            let books = self.write(edge, seed)?;
            sound = import(edge, &books, seed, day).await?;
            label.complete = sound;
            label.write(edge)?;
        }
        edge.progress(&edge.words.say("demo-computing"));
        let dates = Dates { as_of: Some(day), known_at: None };
        let mut answer = Status { dates, output: self.output }.run(edge).await?;
        if self.output.format == super::output::Format::Table {
            let notice = edge.words.with("demo-notice", &[("date", &edge.words.date(day))]);
            let next = edge.words.with("demo-next", &[("dir", &edge.dir.display().to_string())]);
            answer.out = format!("{notice}\n{}{notice}\n{next}\n", answer.out);
        }
        answer.refused |= !sound;
        if self.no_serve {
            return Ok(answer);
        }
        edge.progress(&answer.out);
        edge.progress(&people::introduce(edge).await?);
        self.serve.run(edge, clock).await
    }

    fn write(&self, edge: &Edge, seed: u64) -> Result<Vec<demo::Workbook>> {
        let folder = edge.dir.join("workbooks");
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        edge.progress(&edge.words.with("demo-writing", &[("folder", &folder.display().to_string())]));
        let order = Order { dir: &folder, seed, scale: self.scale, only: &self.only };
        demo::write(&workspace::pack(edge)?, &order)
    }
}

/// The label of the folder, if it is a demo.
fn find(edge: &Edge) -> Result<Option<Label>> {
    let path = edge.dir.join(LABEL);
    if !path.is_file() {
        // Real data must never be mixed with made-up people.
        if edge.dir.join(crate::config::FILE).is_file() {
            return Err(Refusal::new("demo-real").with("dir", edge.dir.display()).into());
        }
        return Ok(None);
    }
    let broken = |message: String| Refusal::new("config-broken").with("file", path.display()).with("message", message);
    let text = fs::read_to_string(&path).map_err(|error| broken(error.to_string()))?;
    Ok(Some(toml::from_str(&text).map_err(|error| broken(error.message().to_owned()))?))
}

impl Label {
    fn write(&self, edge: &Edge) -> Result<()> {
        let text = format!("# {}\n{}", edge.words.say("demo-label"), toml::to_string(self)?);
        fs::write(edge.dir.join(LABEL), text).context("labelling the demo")
    }
}

/// Imports every workbook as the bureau would have, a few days after the facts; whether all of them passed.
async fn import(edge: &Edge, books: &[demo::Workbook], story_seed: u64, story_day: Date) -> Result<bool> {
    // Ids, secret and moments follow from the story, so that two runs agree to the byte.
    let then = |number: usize, day: Date| -> Result<Edge> {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&story_seed.to_le_bytes());
        seed[8..16].copy_from_slice(&u64::try_from(number)?.to_le_bytes());
        let system = System { now: arrival(day)?.min(edge.now), seed, width: None };
        Ok(Edge::new(&system, edge.words, edge.dir.clone(), edge.pack.clone(), edge.words.say("demo-actor")))
    };
    if let Some(first) = books.first().filter(|_| !edge.dir.join(crate::config::FILE).is_file()) {
        services::workspace::init(&then(0, first.as_of)?, None, Some(story_day)).await?.store.close().await;
    }
    let workspace = Workspace::open(edge).await?;
    let mut sound = true;
    for (number, book) in (1..).zip(books) {
        let name = file_name(&book.path);
        let (at, count) = (number.to_string(), books.len().to_string());
        edge.progress(&edge.words.with("demo-importing", &[("number", &at), ("count", &count), ("file", &name)]));
        let command = Import {
            dataset: book.dataset.to_owned(),
            file: book.path.clone(),
            as_of: book.as_of,
            scope: None,
            valid_rows_only: false,
            drift_reason: None,
            source_name: None,
            reading: None,
        };
        if let Outcome::Refused(checked) =
            dataset::import(&workspace, &then(number, book.as_of)?, &command, &Progress::default()).await?
        {
            sound = false;
            let counts = checked.problems.counts.iter().map(|(code, count)| format!("{code} {count}"));
            let counts = counts.collect::<Vec<_>>().join(&edge.words.say("list-separator"));
            edge.progress(&edge.words.with("demo-refused", &[("file", &name), ("problems", &counts)]));
        }
    }
    for (number, day) in (books.len() + 1..).zip(compared(&workspace, books).into_iter().filter(|_| sound)) {
        edge.progress(&edge.words.with("demo-comparing", &[("date", &edge.words.date(day))]));
        let order = Comparison { declaration: None, on: day, learn: false };
        reconciliation::run(&workspace, &then(number, day)?, &order, &Advance::default()).await?;
    }
    workspace.store.close().await;
    Ok(sound)
}

/// Days on which both the register of children and the rolls come in: they are then compared.
fn compared(workspace: &Workspace, books: &[demo::Workbook]) -> BTreeSet<Date> {
    let pack = &workspace.pack;
    let linkage = pack.reconciliations.values().next().and_then(|one| pack.linkages.get(&one.linkage));
    let days = |id: &Option<String>| -> BTreeSet<Date> {
        books.iter().filter(|book| id.as_deref() == Some(book.dataset)).map(|book| book.as_of).collect()
    };
    linkage.map(|linkage| &days(&linkage.left) & &days(&linkage.right)).unwrap_or_default()
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The moment at which a workbook of a day reaches the bureau.
fn arrival(day: Date) -> Result<Timestamp> {
    Ok(edge::end_of(day.checked_add(DAYS_TO_ARRIVE.days())?)?)
}
