//! `luoshi init`: makes a workspace.

use anyhow::Result;
use clap::Args;

use super::Answer;
use crate::{edge::Edge, services};

#[derive(Args)]
pub struct Init {
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

impl Init {
    pub async fn run(self, edge: &Edge) -> Result<Answer> {
        let workspace = services::workspace::init(edge, self.database, None).await?;
        let (dir, pack) = (workspace.root.display().to_string(), workspace.config.pack.clone());
        workspace.store.close().await;
        Ok((edge.words.with("init-done", &[("dir", &dir), ("pack", &pack)]) + "\n").into())
    }
}
