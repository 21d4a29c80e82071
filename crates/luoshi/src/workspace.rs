//! A workspace: one folder with the settings, the snapshots, the evidence and (unless PostgreSQL) the database.
//!
//! ```text
//! luoshi.toml   luoshi.db   luoshi.lock   snapshots/DATASET/ID.parquet   mappings/   evidence/   uploads/
//! publications/NUMBER/   tmp/
//! ```
//! Whoever writes holds the file lock. Files come before the rows that name them, so a process that dies in between
//! leaves at most files that nobody names; opening the workspace sweeps them away.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use jiff::civil::Date;
use policy::pack::Pack;

use crate::{config::Config, edge::Edge, packs, refusal::Refusal, services, store::Store};

const FOLDERS: [&str; 6] = ["snapshots", "mappings", "evidence", "uploads", "publications", "tmp"];

/// An open workspace.
pub struct Workspace {
    pub root: PathBuf,
    pub config: Config,
    /// The files that the pack was read from.
    pub sources: packs::Sources,
    pub pack: Pack,
    pub store: Store,
}

/// Proof that this process is the one that writes; given back when dropped.
pub struct Lock(File);

impl Workspace {
    /// Makes a workspace in a folder that is none yet.
    ///
    /// # Errors
    /// Refused when the folder is a workspace already or the pack is broken; a fault when it cannot be written.
    pub async fn create(edge: &Edge, database: Option<String>, demo_day: Option<Date>) -> Result<Self> {
        let root = &edge.dir;
        if root.join(crate::config::FILE).exists() {
            return Err(Refusal::new("workspace-exists").with("dir", root.display()).into());
        }
        fs::create_dir_all(root).with_context(|| format!("making {}", root.display()))?;
        let pack = edge.pack.clone().map_or_else(packs::default_id, |name| remembered(&name, root))?;
        packs::load(&packs::find(&pack, root)?)?;
        for folder in FOLDERS {
            fs::create_dir_all(root.join(folder))?;
        }
        let database = database.unwrap_or_else(|| "sqlite:luoshi.db".into());
        let secret = edge.secret();
        let config =
            Config { pack, database, secret, demo_day, site: None, private_robots: false, sso: None, mail: None };
        // The database first: a folder with settings is a whole workspace.
        Store::open(&config.database_url(root)).await?.close().await;
        config.write(root)?;
        Self::open(edge).await
    }

    /// Opens a workspace and sweeps away what a killed process left behind.
    ///
    /// # Errors
    /// Refused when the folder is no workspace or its pack is broken; a fault when the database cannot be reached.
    pub async fn open(edge: &Edge) -> Result<Self> {
        let root = edge.dir.clone();
        let config = Config::read(&root)?;
        let name = edge.pack.as_ref().unwrap_or(&config.pack);
        let sources = packs::find(name, if edge.pack.is_some() { Path::new(".") } else { &root })?;
        let pack = packs::load(&sources)?;
        let store = Store::open(&config.database_url(&root)).await?;
        let workspace = Self { root, config, sources, pack, store };
        // Whoever holds the lock is alive, and its files are not left behind.
        if let Some(lock) = workspace.try_lock()? {
            workspace.sweep(&lock).await?;
        }
        services::account::seal_old(&workspace, edge).await?;
        services::duty::fill_old(&workspace).await?;
        Ok(workspace)
    }

    /// Waits until no other process writes.
    ///
    /// # Errors
    /// When the lock file cannot be opened.
    pub fn lock(&self) -> Result<Lock> {
        let file = self.lock_file()?;
        file.lock()?;
        Ok(Lock(file))
    }

    fn try_lock(&self) -> Result<Option<Lock>> {
        let file = self.lock_file()?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Lock(file))),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(error.into()),
        }
    }

    fn lock_file(&self) -> Result<File> {
        let path = self.root.join("luoshi.lock");
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        file.with_context(|| format!("opening {}", path.display()))
    }

    /// Removes temporary files, and snapshots and editions without a row: all come only from a process that died.
    async fn sweep(&self, _: &Lock) -> Result<()> {
        for folder in FOLDERS {
            fs::create_dir_all(self.root.join(folder))?;
        }
        for path in entries(&self.root.join("tmp"))? {
            if path.is_dir() { fs::remove_dir_all(&path)? } else { fs::remove_file(&path)? }
        }
        let known: BTreeSet<_> = self.store.read().await?.snapshots().await?.into_iter().map(|row| row.file).collect();
        let root = self.root.join("snapshots");
        for folder in entries(&root)?.into_iter().filter(|path| path.is_dir()) {
            for path in entries(&folder)? {
                let name =
                    path.strip_prefix(&root)?.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
                if !known.contains(&name) {
                    tracing::warn!(file = %path.display(), "removing a snapshot file that was never recorded");
                    fs::remove_file(&path)?;
                }
            }
        }
        let editions = self.store.read().await?.publications().await?;
        let editions: BTreeSet<_> =
            editions.into_iter().map(|one| self.publications_dir().join(one.number.to_string())).collect();
        for path in entries(&self.publications_dir())? {
            if editions.contains(&path) || !path.is_dir() {
                continue;
            }
            tracing::warn!(folder = %path.display(), "removing an edition that was never recorded");
            fs::remove_dir_all(&path)?;
        }
        Ok(())
    }

    /// The day of the office: today, or the day of the demo's story.
    #[must_use]
    pub fn day(&self, edge: &Edge) -> Date {
        self.config.demo_day.unwrap_or_else(|| edge.today())
    }

    #[must_use]
    pub fn publications_dir(&self) -> PathBuf {
        self.root.join("publications")
    }

    #[must_use]
    pub fn snapshots_dir(&self) -> PathBuf {
        self.root.join("snapshots")
    }

    /// Workbooks that wait for their check or for a decision.
    #[must_use]
    pub fn uploads_dir(&self) -> PathBuf {
        self.root.join("uploads")
    }

    #[must_use]
    pub fn tmp_dir(&self) -> PathBuf {
        self.root.join("tmp")
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file would free the lock too; a process that ends frees it in any case.
        drop(self.0.unlock());
    }
}

/// The pack that a command reads: `--pack`, else the workspace's, else the built-in plan.
///
/// # Errors
/// Refused when the pack is unknown or broken.
pub fn sources(edge: &Edge) -> Result<packs::Sources> {
    match &edge.pack {
        Some(name) => packs::find(name, Path::new(".")),
        None if edge.dir.join(crate::config::FILE).is_file() => packs::find(&Config::read(&edge.dir)?.pack, &edge.dir),
        None => packs::find(&packs::default_id()?, Path::new("")),
    }
}

/// Loads the pack that [`sources`] finds.
///
/// # Errors
/// Refused when the pack is unknown or broken.
pub fn pack(edge: &Edge) -> Result<Pack> {
    packs::load(&sources(edge)?)
}

/// How a pack is remembered: an id as it is, a folder by its absolute path, one in the workspace relative to it.
fn remembered(name: &str, root: &Path) -> Result<String> {
    let path = Path::new(name);
    if !path.join("pack.toml").is_file() {
        return Ok(name.to_owned());
    }
    let path = path.canonicalize()?;
    let inside = path.strip_prefix(root.canonicalize()?).ok();
    Ok(inside.unwrap_or(&path).to_string_lossy().into_owned())
}

/// What lies in a folder, in order.
///
/// # Errors
/// When it cannot be read.
pub fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        paths.push(entry?.path());
    }
    paths.sort();
    Ok(paths)
}
