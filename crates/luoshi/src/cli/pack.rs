//! `luoshi pack`: whether a pack is sound.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;
use clap::{Args, Subcommand};

use super::Answer;
use crate::{edge::Edge, packs, services, workspace};

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
        let unbalanced = services::pack::unbalanced(&pack);
        if !unbalanced.is_empty() {
            let out = unbalanced.iter().map(|error| packs::render(error, edge.words)).collect();
            return Ok(Answer { out, refused: true });
        }
        let flaws = services::pack::documents(&pack, edge.words);
        if !flaws.is_empty() {
            return Ok(Answer { out: flaws.concat(), refused: true });
        }
        let wrong = services::pack::figures(&pack, edge.words).await?;
        if !wrong.is_empty() {
            return Ok(Answer { out: wrong.join("\n") + "\n", refused: true });
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
