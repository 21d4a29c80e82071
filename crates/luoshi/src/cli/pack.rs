//! `luoshi pack`: whether a pack is sound.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;
use clap::{Args, Subcommand};
use lake::{cases, explain};

use super::Answer;
use crate::{edge::Edge, packs, refusal::of_lake, words::Words, workspace};

#[derive(Subcommand)]
pub enum Pack {
    Check(Check),
    Schema(Schema),
}

#[derive(Args)]
pub struct Schema {
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

#[derive(Args)]
pub struct Check {
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl Pack {
    pub async fn run(self, edge: &Edge) -> Result<Answer> {
        match self {
            Self::Check(command) => command.run(edge).await,
            Self::Schema(command) => command.run(edge),
        }
    }
}

impl Check {
    async fn run(self, edge: &Edge) -> Result<Answer> {
        let sources = match self.folder {
            Some(folder) => packs::find(&folder.to_string_lossy(), Path::new("."))?,
            None => workspace::sources(edge)?,
        };
        let pack = packs::load(&sources)?;
        // What a national pack declares is used by the plans that extend it.
        let unbalanced = if pack.plan.is_some() { policy::pack::balance(&pack) } else { Vec::new() };
        if !unbalanced.is_empty() {
            let out = unbalanced.iter().map(|error| packs::render(error, edge.words)).collect();
            return Ok(Answer { out, refused: true });
        }
        let wrong = figures(&pack, edge.words).await?;
        if !wrong.is_empty() {
            return Ok(Answer { out: wrong, refused: true });
        }
        let counts = [
            ("datasets", pack.datasets.len()),
            ("indicators", pack.indicators.len()),
            ("commitments", pack.plan.as_ref().map_or(0, |plan| plan.commitments.len())),
        ];
        let counts = counts.map(|(name, count)| (name, count.to_string()));
        let mut args: Vec<_> = counts.iter().map(|(name, count)| (*name, count.as_str())).collect();
        args.push(("pack", &sources.id));
        Ok((edge.words.with("pack-sound", &args) + "\n").into())
    }
}

/// What the engine finds wrong with the queries of indicators, and worked cases that come out otherwise.
async fn figures(pack: &policy::pack::Pack, words: Words) -> Result<String> {
    let mut wrong = String::new();
    for (id, indicator) in &pack.indicators {
        for (from, flaw) in explain::check(pack, indicator).await? {
            let args = [("indicator", id.as_str()), ("from", &from.to_string()), ("why", &of_lake(&flaw, words))];
            wrong += &(words.with("pack-query-flaw", &args) + "\n");
        }
        for mismatch in cases::run(pack, id).await? {
            wrong += &(words.with("pack-case-differs", &[("mismatch", &mismatch.to_string())]) + "\n");
        }
    }
    Ok(wrong)
}

impl Schema {
    fn run(self, edge: &Edge) -> Result<Answer> {
        let files = policy::schema::files();
        let Some(folder) = self.output else {
            return Ok(files.into_iter().map(|(_, text)| text).collect::<String>().into());
        };
        fs::create_dir_all(&folder)?;
        for (name, text) in &files {
            fs::write(folder.join(name), text)?;
        }
        let args = [("count", files.len().to_string()), ("dir", folder.display().to_string())];
        Ok((edge.words.with("pack-schema-done", &args.each_ref().map(|(name, value)| (*name, value.as_str()))) + "\n")
            .into())
    }
}
