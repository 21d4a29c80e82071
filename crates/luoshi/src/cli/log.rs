//! `luoshi log`: what was done, by whom, sealed row by row.

use anyhow::Result;
use clap::Subcommand;
use serde_json::{Value, json};

use super::{
    Answer,
    output::{self, Grid, Output},
};
use crate::{edge::Edge, store::Broken, words::Words, workspace::Workspace};

#[derive(Subcommand)]
pub enum Log {
    List(Output),
    Verify,
}

impl Log {
    pub async fn run(self, edge: &Edge) -> Result<Answer> {
        let workspace = Workspace::open(edge).await?;
        let answer = match self {
            Self::List(output) => list(edge, &workspace, output).await?,
            Self::Verify => verify(edge, &workspace).await?,
        };
        workspace.store.close().await;
        Ok(answer)
    }
}

async fn list(edge: &Edge, workspace: &Workspace, output: Output) -> Result<Answer> {
    let events = workspace.store.read().await?.events().await?;
    let mut grid = Grid::new(&["seq", "recorded-at", "actor", "event", "subject", "body", "hash"]).right(&["seq"]);
    for event in &events {
        grid.push(vec![
            event.seq.to_string(),
            event.recorded_at.clone(),
            event.actor.clone(),
            event.kind.clone(),
            event.subject.clone(),
            event.body.clone(),
            event.hash[..12].to_owned(),
        ]);
    }
    let shown = || {
        let shown: Vec<_> = events
            .iter()
            .map(|event| {
                json!({
                    "seq": event.seq, "recorded_at": event.recorded_at, "actor": event.actor, "kind": event.kind,
                    "subject": event.subject, "body": serde_json::from_str::<Value>(&event.body).unwrap_or_default(),
                    "prev_hash": event.prev_hash, "hash": event.hash,
                })
            })
            .collect();
        output::json(&shown)
    };
    Ok(grid.render(output.format, edge, shown)?.into())
}

async fn verify(edge: &Edge, workspace: &Workspace) -> Result<Answer> {
    let verified = workspace.store.read().await?.verify_events().await?;
    Ok(verdict(edge.words, verified))
}

/// What the proof of the chain came to.
pub fn verdict(words: Words, verified: Result<(usize, String), Broken>) -> Answer {
    match verified {
        Ok((count, head)) => {
            let args = [("count", count.to_string()), ("head", head)];
            (words.with("log-sound", &args.each_ref().map(|(name, value)| (*name, value.as_str()))) + "\n").into()
        }
        Err(broken) => {
            let (key, seq) = match broken {
                Broken::Changed { seq } => ("log-changed", seq),
                Broken::Missing { seq } => ("log-missing", seq),
                Broken::Head { seq } => ("log-head", seq),
            };
            Answer { out: words.with(key, &[("seq", &seq.to_string())]) + "\n", refused: true }
        }
    }
}
