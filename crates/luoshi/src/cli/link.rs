//! `luoshi link`: which rows of two files, or of one, are the same person.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use ::linkage::Step;
use anyhow::Result;
use clap::{Args, Subcommand, ValueEnum};
use lake::records;

use super::Answer;
use crate::{
    edge::{Edge, System, asked_to_stop},
    services::linkage::{self, Ask, Done},
};

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Link {
    #[arg(value_name = "FILE", required = true)]
    left: Option<PathBuf>,
    #[arg(value_name = "FILE", required = true)]
    right: Option<PathBuf>,
    #[arg(long, value_name = "HEADER")]
    left_key: Option<String>,
    #[arg(long, value_name = "HEADER")]
    right_key: Option<String>,
    #[arg(long)]
    twice: bool,
    #[command(flatten)]
    how: Option<How>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    Dedupe(Dedupe),
}

#[derive(Args)]
struct Dedupe {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "HEADER")]
    key: Option<String>,
    #[command(flatten)]
    how: How,
}

#[derive(Args)]
struct How {
    #[arg(long, value_name = "ID|FILE")]
    config: String,
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    #[arg(long, value_name = "PROBABILITY")]
    threshold: Option<f64>,
    #[arg(long, value_name = "csv|parquet", default_value = "csv")]
    format: Format,
    #[arg(long, value_name = "NUMBER")]
    threads: Option<usize>,
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    sample_seed: u64,
    #[arg(long, value_name = "FILE")]
    known: Option<PathBuf>,
    #[arg(long, value_name = "MB", default_value = "1024")]
    memory: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Parquet,
}

impl Link {
    pub fn run(self, edge: &Edge, clock: fn() -> Result<System>) -> Result<Answer> {
        match (self.command, self.how, self.left) {
            (Some(Command::Dedupe(command)), ..) => {
                let done = command.how.ask(edge, clock, command.file, None, [command.key, None], false)?;
                let args = [("links", done.links), ("groups", done.groups), ("review", done.review)];
                Ok(told(edge, "link-deduped", &args).into())
            }
            (None, Some(how), Some(left)) => {
                let done = how.ask(edge, clock, left, self.right, [self.left_key, self.right_key], self.twice)?;
                let [left, right] = done.unmatched;
                let args = [("links", done.links), ("left", left), ("right", right), ("review", done.review)];
                let mut answer = told(edge, "link-done", &args);
                let [left, right] = done.doubles;
                if left + right > 0 {
                    answer += &told(edge, "link-doubles", &[("left", left), ("right", right)]);
                }
                Ok(answer.into())
            }
            // The parser asks for both.
            _ => anyhow::bail!("a linkage without files"),
        }
    }
}

fn told(edge: &Edge, key: &str, args: &[(&'static str, usize)]) -> String {
    let args: Vec<_> = args.iter().map(|(name, count)| (*name, count.to_string())).collect();
    let args: Vec<_> = args.iter().map(|(name, count)| (*name, count.as_str())).collect();
    edge.words.with(key, &args) + "\n"
}

impl How {
    fn ask(
        self,
        edge: &Edge,
        clock: fn() -> Result<System>,
        left: PathBuf,
        right: Option<PathBuf>,
        keys: [Option<String>; 2],
        twice: bool,
    ) -> Result<Done> {
        let Self { config, output, threshold, format, threads, sample_seed, known, memory } = self;
        let format = match format {
            Format::Csv => records::Format::Csv,
            Format::Parquet => records::Format::Parquet,
        };
        let seed = sample_seed;
        let ask = Ask { config, left, right, output, known, keys, threshold, format, threads, seed, memory, twice };
        let mut told = 0;
        let mut tell = |step: Step| {
            // One line for each rule that takes its time.
            if step.done < step.all && told < step.rule {
                told = step.rule;
                let [rule, rules] = [step.rule, step.rules].map(|number| number.to_string());
                edge.progress(&edge.words.with("link-progress", &[("rule", &rule), ("rules", &rules)]));
            }
        };
        let stop = Arc::new(AtomicBool::new(false));
        let waiting = tokio::spawn({
            let stop = Arc::clone(&stop);
            async move {
                asked_to_stop().await;
                stop.store(true, Ordering::Relaxed);
            }
        });
        let done = linkage::run(edge, &ask, &|| Ok(clock()?.now), &stop, &mut tell);
        waiting.abort();
        let done = done?;
        if done.resumed > 0 {
            edge.progress(&edge.words.with("link-resumed", &[("rules", &done.resumed.to_string())]));
        }
        Ok(done)
    }
}
