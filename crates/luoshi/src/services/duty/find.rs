use anyhow::Result;
use policy::supervise::sees;

use super::Who;
use crate::{refusal::Refusal, store::DutyRow, workspace::Workspace};

/// A duty that the person may know of.
///
/// # Errors
/// Refused when there is none, which looks the same as one of somebody else.
pub async fn find(workspace: &Workspace, who: Who<'_>, id: &str) -> Result<DutyRow> {
    let row = workspace.store.read().await?.duty(id).await?;
    let seen = row.filter(|row| sees(&row.duty, &who.actor(&workspace.pack)));
    Ok(seen.ok_or_else(|| Refusal::new("page-missing"))?)
}
