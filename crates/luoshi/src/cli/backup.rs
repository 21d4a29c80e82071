//! `luoshi backup` and `luoshi restore`: everything that makes a workspace in one file, and back.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::{Answer, log::verdict};
use crate::{edge::Edge, services::workspace, workspace::Workspace};

#[derive(Args)]
pub struct Backup {
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    #[arg(long, value_name = "FILE")]
    dump: Option<PathBuf>,
}

#[derive(Args)]
pub struct Restore {
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Backup {
    pub async fn run(self, edge: &Edge) -> Result<Answer> {
        let workspace = Workspace::open(edge).await?;
        let done = workspace::backup(&workspace, edge, &self.output, self.dump.as_deref()).await;
        workspace.store.close().await;
        let done = done?;
        let args = [
            ("file", self.output.display().to_string()),
            ("files", done.files.to_string()),
            ("bytes", done.bytes.to_string()),
            ("hash", done.sha256),
        ];
        Ok((edge.words.with("backup-done", &args.each_ref().map(|(name, text)| (*name, text.as_str()))) + "\n").into())
    }
}

impl Restore {
    pub async fn run(self, edge: &Edge) -> Result<Answer> {
        let done = workspace::restore(edge, &self.file).await?;
        let words = edge.words;
        let dir = edge.dir.display().to_string();
        let mut out = words.with("restore-done", &[("dir", &dir), ("files", &done.files.to_string())]) + "\n";
        let Some(checked) = done.checked else {
            return Ok((out + &words.with("restore-dump", &[("dir", &dir)]) + "\n").into());
        };
        let log = verdict(words, checked.log);
        out += &log.out;
        let damaged = checked.damaged.join(&words.say("list-separator"));
        out += &match checked.damaged.len() {
            0 => words.with("restore-snapshots", &[("count", &checked.snapshots.to_string())]),
            _ => words.with("restore-damaged", &[("snapshots", &damaged)]),
        };
        Ok(Answer { out: out + "\n", refused: log.refused || !checked.damaged.is_empty() })
    }
}
