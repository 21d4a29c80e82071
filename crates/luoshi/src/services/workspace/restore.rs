use std::{
    fs::{self, File},
    io::{self, BufReader},
    path::{Component, Path},
};

use anyhow::{Context as _, Result};
use lake::hash;
use zip::ZipArchive;

use super::backup::{DUMP, Entry, FORMAT, manifest};
use crate::{
    config,
    edge::Edge,
    refusal::Refusal,
    services::lake as lakes,
    store::{Broken, DeliveryState},
    workspace::{Workspace, entries},
};

/// A workspace that was put back.
#[derive(Debug)]
pub struct Restored {
    pub files: usize,
    /// What was found when the workspace was opened; none when its database has to be put back first.
    pub checked: Option<Checked>,
}

#[derive(Debug)]
pub struct Checked {
    /// Rows of the log and its head, or where it breaks.
    pub log: Result<(usize, String), Broken>,
    pub snapshots: usize,
    /// Snapshots whose file is not the one that was recorded.
    pub damaged: Vec<String>,
}

/// Puts a backup into the folder of the workspace, which must be empty. Until everything is proved, nothing makes the folder
/// a workspace.
///
/// # Errors
/// Refused when the folder is not empty, or the file is no backup or not as it was written.
pub async fn restore(edge: &Edge, file: &Path) -> Result<Restored> {
    let dir = &edge.dir;
    if dir.exists() && fs::read_dir(dir)?.next().is_some() {
        return Err(Refusal::new("restore-not-empty").with("dir", dir.display()).into());
    }
    let broken = || Refusal::new("restore-broken").with("file", file.display());
    let opened = File::open(file).with_context(|| format!("reading {}", file.display()))?;
    let mut archive = ZipArchive::new(BufReader::new(opened)).map_err(|_| broken())?;
    let manifest = manifest(&mut archive).map_err(|_| broken())?;
    let sound = |entry: &Entry| Path::new(&entry.name).components().all(|part| matches!(part, Component::Normal(_)));
    if manifest.format != FORMAT || !manifest.files.iter().all(sound) {
        return Err(broken().into());
    }
    fs::create_dir_all(dir)?;
    let staged = tempfile::tempdir_in(dir)?;
    for entry in &manifest.files {
        let path = staged.path().join(&entry.name);
        fs::create_dir_all(path.parent().unwrap_or(dir))?;
        extract(&mut archive, entry, &path).map_err(|_| broken())?;
        if hash::of_file(&path)? != entry.sha256 {
            return Err(broken().into());
        }
    }
    // The settings last: a folder with them is a whole workspace.
    let mut parts = entries(staged.path())?;
    parts.sort_by_key(|path| path.ends_with(config::FILE));
    for path in parts {
        fs::rename(&path, dir.join(path.file_name().unwrap_or_default()))?;
    }
    drop(staged);
    let needs_database = manifest.files.iter().any(|entry| entry.name == DUMP);
    let checked = if needs_database { None } else { Some(check(edge).await?) };
    Ok(Restored { files: manifest.files.len(), checked })
}

fn extract(archive: &mut ZipArchive<BufReader<File>>, entry: &Entry, path: &Path) -> Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    io::copy(&mut archive.by_name(&entry.name)?, file.as_file_mut())?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path)?;
    Ok(())
}

/// Opens the workspace and proves what can be proved.
async fn check(edge: &Edge) -> Result<Checked> {
    let workspace = Workspace::open(edge).await?;
    // What waited when the backup was made has most likely been sent since: a person decides.
    let mut write = workspace.store.write().await?;
    for state in [DeliveryState::Waiting, DeliveryState::Sending] {
        write.move_deliveries(state, DeliveryState::Unknown).await?;
    }
    write.commit().await?;
    let log = workspace.store.read().await?.verify_events().await?;
    let lake = lakes::open(&workspace, edge.now).await?;
    let all: Vec<_> = lake.snapshots().iter().map(|snapshot| snapshot.id.clone()).collect();
    let damaged = lakes::damaged(&lake, &all);
    workspace.store.close().await;
    Ok(Checked { log, snapshots: all.len(), damaged })
}
