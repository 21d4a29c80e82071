//! The command line: reads arguments, asks a service, puts the answer into words.
//!
//! To add a command: a file `cli/VERB.rs` with its arguments and `run`, a line in `Command`, and texts
//! `command-VERB` and `argument-NAME` in `locales/*/cli.ftl`; the help of all commands is a snapshot.

mod backup;
mod case;
mod compute;
mod dataset;
mod demo;
mod document;
mod explain;
mod help;
mod import;
mod indicator;
mod init;
mod link;
mod log;
mod map;
mod measure;
mod output;
mod pack;
mod plan;
mod query;
mod reconcile;
mod serve;
mod snapshot;
mod status;
mod supervise;
mod template;
mod user;

use std::{ffi::OsString, path::PathBuf};

use anyhow::Result;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use jiff::{Timestamp, civil::Date};
use lake::snapshot::Cut;
use policy::text::Language;

use self::help::localised;
use crate::{
    edge::{self, Edge, System},
    packs::Broken,
    refusal,
    words::Words,
};

/// Exit code of a fault: something broke that the user cannot put right.
pub const FAULT: u8 = 3;
const REFUSED: u8 = 1;
const USAGE: u8 = 2;

#[derive(Parser)]
#[command(
    name = "luoshi",
    version,
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true
)]
struct Cli {
    #[arg(long, global = true, display_order = 900, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    #[arg(long, global = true, display_order = 901, value_name = "ID|DIR")]
    pack: Option<String>,
    #[arg(long, global = true, display_order = 902, value_name = "zh-CN|en", env = "LUOSHI_LANG", value_parser = language)]
    lang: Option<Language>,
    #[arg(long, global = true, display_order = 903, value_name = "NAME", env = "LUOSHI_BY")]
    by: Option<String>,
    #[arg(long, global = true, hide = true, env = "LUOSHI_NOW")]
    now: Option<Timestamp>,
    /// Makes ids and secrets repeatable in tests.
    #[arg(long, global = true, hide = true, env = "LUOSHI_SEED")]
    seed: Option<u8>,
    #[arg(short, long, global = true, display_order = 910, action = clap::ArgAction::Help)]
    help: Option<bool>,
    #[arg(short = 'V', long, display_order = 911, action = clap::ArgAction::Version)]
    version: Option<bool>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Init(init::Init),
    #[command(subcommand)]
    Pack(pack::Pack),
    #[command(subcommand)]
    Plan(plan::Plan),
    #[command(subcommand)]
    Dataset(dataset::Dataset),
    Map(map::Map),
    Template(template::Template),
    Import(import::Import),
    #[command(subcommand)]
    Snapshot(snapshot::Snapshot),
    Compute(compute::Compute),
    Status(status::Status),
    Explain(explain::Explain),
    #[command(subcommand)]
    Indicator(indicator::Indicator),
    #[command(subcommand)]
    Measure(measure::Measure),
    Link(Box<link::Link>),
    #[command(subcommand)]
    Reconcile(reconcile::Reconcile),
    Query(query::Query),
    #[command(subcommand)]
    Document(document::Document),
    #[command(subcommand)]
    Log(log::Log),
    #[command(subcommand)]
    Supervise(supervise::Supervise),
    #[command(subcommand)]
    Case(case::Case),
    Demo(demo::Demo),
    Serve(serve::Serve),
    #[command(subcommand)]
    User(user::User),
    Backup(backup::Backup),
    Restore(backup::Restore),
}

/// What a run of the program says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    pub out: String,
    pub err: String,
    /// 0 done, 1 refused, 2 wrong usage, 3 fault.
    pub code: u8,
}

/// What a command answers.
struct Answer {
    out: String,
    /// Whether something was found that the user must put right.
    refused: bool,
}

impl From<String> for Answer {
    fn from(out: String) -> Self {
        Self { out, refused: false }
    }
}

/// Runs one command line. A server asks `clock` for the time of every request; all else happens at the moment of `system`.
pub async fn run(args: impl IntoIterator<Item = OsString>, system: &System, clock: fn() -> Result<System>) -> Reply {
    let args: Vec<_> = args.into_iter().collect();
    let words = Words(language_of(&args));
    let parsed = localised(Cli::command(), words).try_get_matches_from(args);
    let cli = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            return Reply { err: help::usage(&error, words), code: USAGE, ..Reply::default() };
        }
        Err(error) => return Reply { out: help::page(&error.to_string(), words), ..Reply::default() },
    };
    let mut system = *system;
    system.now = cli.now.unwrap_or(system.now);
    if let Some(seed) = cli.seed {
        system.seed = [seed; 32];
    }
    let actor = cli.by.or_else(|| std::env::var("USER").ok()).unwrap_or_else(|| "unknown".into());
    let edge = Edge::new(&system, words, cli.dir, cli.pack, actor);
    // The future of all commands together is large; callers keep a pointer to it.
    match Box::pin(dispatch(cli.command, &edge, clock)).await {
        Ok(answer) => Reply { out: answer.out, code: if answer.refused { REFUSED } else { 0 }, ..Reply::default() },
        Err(error) => failed(&error, words),
    }
}

/// Refusals in words; a fault is logged once, here.
fn failed(error: &anyhow::Error, words: Words) -> Reply {
    if let Some((code, sentence, hint)) = refusal::of_error(error, words) {
        let err = refusal::render(code, (sentence, hint), words) + "\n";
        return Reply { err, code: REFUSED, ..Reply::default() };
    }
    if let Some(broken) = error.downcast_ref::<Broken>() {
        return Reply { err: broken.render(words), code: REFUSED, ..Reply::default() };
    }
    tracing::error!("{error:#}");
    let message = words.with("fault", &[("message", &format!("{error:#}"))]);
    Reply { err: message + "\n", code: FAULT, ..Reply::default() }
}

async fn dispatch(command: Command, edge: &Edge, clock: fn() -> Result<System>) -> Result<Answer> {
    match command {
        Command::Init(command) => command.run(edge).await,
        Command::Pack(command) => command.run(edge).await,
        Command::Plan(command) => command.run(edge),
        Command::Dataset(command) => command.run(edge),
        Command::Map(command) => command.run(edge).await,
        Command::Template(command) => command.run(edge),
        Command::Import(command) => command.run(edge).await,
        Command::Snapshot(command) => command.run(edge).await,
        Command::Compute(command) => command.run(edge).await,
        Command::Status(command) => command.run(edge).await,
        Command::Explain(command) => command.run(edge).await,
        Command::Link(command) => command.run(edge, clock),
        Command::Reconcile(command) => Box::pin(command.run(edge)).await,
        Command::Query(command) => command.run(edge).await,
        Command::Document(command) => Box::pin(command.run(edge)).await,
        Command::Indicator(command) => command.run(edge).await,
        Command::Measure(command) => command.run(edge).await,
        Command::Log(command) => command.run(edge).await,
        Command::Supervise(command) => command.run(edge).await,
        Command::Case(command) => command.run(edge).await,
        Command::Demo(command) => command.run(edge, clock).await,
        Command::Serve(command) => command.run(edge, clock).await,
        Command::User(command) => command.run(edge).await,
        Command::Backup(command) => command.run(edge).await,
        Command::Restore(command) => command.run(edge).await,
    }
}

/// The whole command tree with its texts in one language, for help pages and their tests.
#[must_use]
pub fn tree(language: Language) -> clap::Command {
    localised(Cli::command(), Words(language))
}

/// The help of every command in one language, as `--help` prints it to a terminal of 100 columns.
#[must_use]
pub fn help_pages(language: Language) -> String {
    help::pages(tree(language).term_width(100), Words(language))
}

/// The language is needed before arguments are read, because the help is written in it.
fn language_of(args: &[OsString]) -> Language {
    let text = |arg: &OsString| arg.to_str().map(str::to_owned);
    let flag = args.iter().enumerate().find_map(|(index, arg)| match arg.to_str()? {
        "--lang" => args.get(index + 1).and_then(text),
        other => other.strip_prefix("--lang=").map(str::to_owned),
    });
    let variable = |name: &str| std::env::var(name).ok();
    [flag, variable("LUOSHI_LANG"), variable("LANG")]
        .into_iter()
        .flatten()
        .find_map(|tag| Language::from_tag(&tag))
        .unwrap_or_default()
}

fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| "zh-CN, en".to_owned())
}

/// Which state of the world a figure is asked for.
#[derive(clap::Args, Clone, Copy)]
struct Dates {
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    #[arg(long, value_name = "DATE|TIME", value_parser = known_at)]
    known_at: Option<Timestamp>,
}

impl Dates {
    fn cut(self, edge: &Edge) -> Cut {
        Cut { as_of: self.as_of.unwrap_or_else(|| edge.today()), known_at: self.known_at.unwrap_or(edge.now) }
    }
}

/// A moment, or a day: then the end of it.
fn known_at(text: &str) -> Result<Timestamp, String> {
    if let Ok(day) = text.parse::<Date>()
        && text.len() == "2000-01-01".len()
    {
        return edge::end_of(day).map_err(|error| error.to_string());
    }
    text.parse().map_err(|error: jiff::Error| error.to_string())
}
