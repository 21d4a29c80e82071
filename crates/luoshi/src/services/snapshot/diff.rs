use anyhow::Result;
use lake::{
    diff::{Diff, Request},
    privacy::Viewer,
};

use crate::{edge::Edge, services::lake as lakes, workspace::Workspace};

/// Compares two snapshots of a dataset by its key.
///
/// # Errors
/// Refused when a snapshot is unknown or they are of two datasets.
pub async fn diff(
    workspace: &Workspace,
    edge: &Edge,
    before: &str,
    after: &str,
    hidden: &str,
    (offset, limit): (usize, usize),
) -> Result<Diff> {
    let lake = lakes::open(workspace, edge.now).await?;
    let (before, after) = (super::one(lake.snapshots(), before)?, super::one(lake.snapshots(), after)?);
    let viewer = Viewer { reveal: false, hidden };
    lake.diff(&Request { before: &before.id, after: &after.id, viewer, offset, limit }).await
}
