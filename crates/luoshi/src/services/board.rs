//! The board: every figure and standing of the site's day, made once and kept while the facts stay the same.

use std::sync::Arc;

use anyhow::Result;
use jiff::civil::Date;
use lake::{org::Tree, snapshot::Cut};

use super::indicator::{self, Computed};
use crate::{edge::Edge, workspace::Workspace};

/// What the figures of a board follow from: the same key gives the same board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The day that pages show.
    pub day: Date,
    /// Fingerprint of the manifest, the measures and the definitions.
    pub facts: String,
}

/// Figures in memory.
pub struct Board {
    pub key: Key,
    pub computed: Computed,
    /// The organisations on the day.
    pub tree: Arc<Tree>,
}

/// The key of the board as the facts stand now.
///
/// # Errors
/// When the database fails.
pub async fn key(workspace: &Workspace, edge: &Edge) -> Result<Key> {
    let day = workspace.config.demo_day.unwrap_or_else(|| edge.today());
    Ok(Key { day, facts: workspace.store.read().await?.facts().await? })
}

/// Makes a board; figures that were made before are taken from the store.
///
/// # Errors
/// Refused when a definition changed silently; faults of files and database.
pub async fn make(workspace: &Workspace, edge: &Edge, key: Key) -> Result<Board> {
    let cut = Cut { as_of: key.day, known_at: edge.now };
    let computed = indicator::compute(workspace, edge, cut, None).await?;
    let tree = computed.lake.tree(cut).await?;
    Ok(Board { key, computed, tree })
}
