//! Publication: what the leading group shows to everybody, as numbered editions that never change.
//!
//! An edition is drafted from the board and the commitments chosen, looked at, and published: its files are written once
//! to `publications/NUMBER/` and named by a row with their hashes. Withdrawing one adds a moment and a reason.

mod draft;
mod files;
mod publish;
mod withdraw;

pub use self::{
    draft::{Draft, draft},
    files::{CSV, FILES, JSON, PARQUET, SCHEMA, TABLE_SCHEMA, file},
    publish::publish,
    withdraw::withdraw,
};
use anyhow::{Context as _, Result};

use crate::{
    contract::edition::Edition,
    refusal::Refusal,
    store::{Publication, Withdrawn},
    workspace::Workspace,
};

/// Characters of a note or a reason.
pub const LONGEST: usize = 500;

/// An edition with its row; none when there never was one of the number.
///
/// # Errors
/// When the database fails, or the file is not the one that was published.
pub async fn edition(workspace: &Workspace, number: i64) -> Result<Option<(Publication, Edition)>> {
    let Some(row) = workspace.store.read().await?.publication(number).await? else { return Ok(None) };
    let bytes = files::read(workspace, &row, JSON)?;
    let edition = serde_json::from_slice(&bytes).with_context(|| format!("edition {number}"))?;
    Ok(Some((row, edition)))
}

/// The edition in force: the newest that was not withdrawn.
///
/// # Errors
/// When the database fails, or the file is not the one that was published.
pub async fn in_force(workspace: &Workspace) -> Result<Option<(Publication, Edition)>> {
    let rows = workspace.store.read().await?.publications().await?;
    match rows.into_iter().find(|row| row.withdrawn.is_none()) {
        Some(row) => edition(workspace, row.number).await,
        None => Ok(None),
    }
}

/// The refusal for an edition that was taken back.
#[must_use]
pub fn withdrawn(withdrawn: &Withdrawn) -> Refusal {
    Refusal::new("publication-withdrawn").with("reason", &withdrawn.reason)
}
