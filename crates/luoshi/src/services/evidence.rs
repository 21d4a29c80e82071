//! Files that prove something: kept in the workspace under the hash of their content, each once, and never changed.

use std::{io::Write as _, path::PathBuf};

use anyhow::{Context as _, Result};
use policy::hash::sha256;

use crate::workspace::Workspace;

/// Keeps a file and gives its hash. The file is there before anything names it.
///
/// # Errors
/// When the folder cannot be written to.
pub fn keep(workspace: &Workspace, content: &[u8]) -> Result<String> {
    let hash = sha256(content);
    let kept = path(workspace, &hash);
    if !kept.exists() {
        let mut file = tempfile::NamedTempFile::new_in(workspace.tmp_dir())?;
        file.write_all(content)?;
        file.as_file().sync_all()?;
        file.persist(&kept).with_context(|| format!("keeping {}", kept.display()))?;
    }
    Ok(hash)
}

/// Where a file of a hash lies.
#[must_use]
pub fn path(workspace: &Workspace, hash: &str) -> PathBuf {
    workspace.root.join("evidence").join(hash)
}
