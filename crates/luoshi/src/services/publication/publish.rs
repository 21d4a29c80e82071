use std::fs::{self, File};

use anyhow::{Context as _, Result};
use serde_json::json;

use super::{JSON, files};
use crate::{
    contract::edition::Edition,
    edge::Edge,
    refusal::Refusal,
    store::{NewEvent, Publication},
    workspace::Workspace,
};

/// Publishes a draft under its number. The files come before the row that names them.
///
/// # Errors
/// Refused when another edition took the number meanwhile.
pub async fn publish(workspace: &Workspace, edge: &Edge, edition: &Edition) -> Result<Publication> {
    let _lock = workspace.lock()?;
    let last = workspace.store.read().await?.publications().await?.first().map_or(0, |one| one.number);
    if edition.number != last + 1 {
        return Err(Refusal::new("publication-changed").into());
    }
    let staged = tempfile::tempdir_in(workspace.tmp_dir())?;
    let hashes = files::write(staged.path(), edition)?;
    let folder = workspace.publications_dir().join(edition.number.to_string());
    if folder.exists() {
        // Of a process that died: no row names it, and nobody else writes while the lock is held.
        fs::remove_dir_all(&folder)?;
    }
    fs::rename(staged.keep(), &folder).with_context(|| format!("publishing {}", folder.display()))?;
    File::open(workspace.publications_dir())?.sync_all()?;
    let publication = Publication {
        number: edition.number,
        as_of: edition.as_of,
        known_at: edition.known_at,
        published_at: edition.published_at,
        published_by: edge.actor.clone(),
        note: edition.note.clone(),
        targets: u64::try_from(edition.targets.len())?,
        hash: hashes.get(JSON).cloned().unwrap_or_default(),
        files: hashes,
        withdrawn: None,
    };
    let mut write = workspace.store.write().await?;
    write.add_publication(&publication).await?;
    let commitments: Vec<_> = edition.commitments.iter().map(|one| &one.id).collect();
    let body = json!({
        "as_of": edition.as_of, "commitments": commitments, "hash": publication.hash, "note": publication.note,
    });
    let subject = &edition.number.to_string();
    let event = NewEvent { at: edge.now, actor: &edge.actor, kind: "publication.published", subject, body };
    write.add_event(event).await?;
    write.commit().await?;
    Ok(publication)
}
