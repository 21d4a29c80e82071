//! A backup: one zip with everything that makes a workspace, each file with its SHA-256 in `manifest.json`.
//!
//! The database is copied as it stands at one moment; files that its rows name are written before the rows and never
//! changed, so whatever the copy names is there. Nobody imports or publishes meanwhile.

use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use jiff::Timestamp;
use lake::hash;
use policy::hash::sha256;
use serde::{Deserialize, Serialize};
use serde_json::json;
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::{
    config::{self, Config},
    edge::Edge,
    packs,
    refusal::Refusal,
    store::NewEvent,
    workspace::{Workspace, entries},
};

pub(super) const MANIFEST: &str = "manifest.json";
/// Name of the copy of a database in a file, as the workspace has it.
pub(super) const DATABASE: &str = "luoshi.db";
/// Name of what `pg_dump` wrote.
pub(super) const DUMP: &str = "database.dump";
/// Folders that are copied whole.
const FOLDERS: [&str; 4] = ["snapshots", "mappings", "evidence", "publications"];
/// How backups are made; a program that does not know the number does not guess.
pub(super) const FORMAT: u32 = 1;

/// What a backup holds.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub format: u32,
    pub program: String,
    pub made_at: Timestamp,
    pub files: Vec<Entry>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Path in the workspace, with `/`.
    pub name: String,
    pub sha256: String,
    pub bytes: u64,
}

/// A finished backup.
#[derive(Debug)]
pub struct Backup {
    pub files: usize,
    pub bytes: u64,
    /// SHA-256 of the whole file.
    pub sha256: String,
}

/// Writes a backup and reads it again before it is given its name.
///
/// # Errors
/// Refused when the file exists, or the database is PostgreSQL and no dump of it is given.
pub async fn backup(workspace: &Workspace, edge: &Edge, file: &Path, dump: Option<&Path>) -> Result<Backup> {
    if file.exists() {
        return Err(Refusal::new("backup-exists").with("file", file.display()).into());
    }
    if !workspace.store.is_file() && !dump.is_some_and(Path::is_file) {
        return Err(Refusal::new("backup-dump").into());
    }
    let lock = workspace.lock()?;
    let staging = tempfile::tempdir_in(workspace.tmp_dir())?;
    let mut sources = configuration(workspace, staging.path())?;
    if workspace.store.is_file() {
        let copy = staging.path().join(DATABASE);
        workspace.store.copy_to(&copy).await?;
        sources.push((DATABASE.to_owned(), copy));
    } else if let Some(dump) = dump {
        sources.push((DUMP.to_owned(), dump.to_owned()));
    }
    for folder in FOLDERS {
        walk(&workspace.root.join(folder), folder, &mut sources)?;
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Made with mode 0600, which it keeps: it holds the secret of the workspace and data of persons.
    let mut archive = tempfile::NamedTempFile::new_in(folder)?;
    let manifest = write(archive.as_file_mut(), sources, edge.now)?;
    archive.as_file().sync_all()?;
    verify(archive.path())?;
    drop(lock);
    let done = Backup {
        files: manifest.files.len(),
        bytes: archive.as_file().metadata()?.len(),
        sha256: hash::of_file(archive.path())?,
    };
    archive.persist_noclobber(file)?;
    let body = json!({ "files": done.files, "hash": done.sha256 });
    let mut write = workspace.store.write().await?;
    write.add_event(NewEvent { at: edge.now, actor: &edge.actor, kind: "backup.made", subject: "", body }).await?;
    write.commit().await?;
    Ok(done)
}

/// The settings, and a pack that is not part of the program: the copy then lies in the workspace.
fn configuration(workspace: &Workspace, staging: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut config: Config = workspace.config.clone();
    let mut sources = Vec::new();
    if !packs::embedded().contains_key(&config.pack) {
        for files in &workspace.sources.packs {
            let id = packs::id(files).unwrap_or_else(|| workspace.sources.id.clone());
            for (name, text) in files {
                let copy = staging.join("packs").join(&id).join(name);
                fs::create_dir_all(copy.parent().unwrap_or(staging))?;
                fs::write(&copy, text)?;
                sources.push((format!("packs/{id}/{name}"), copy));
            }
        }
        config.pack = format!("packs/{}", workspace.sources.id);
    }
    config.write(staging)?;
    sources.push((config::FILE.to_owned(), staging.join(config::FILE)));
    Ok(sources)
}

fn walk(folder: &Path, name: &str, sources: &mut Vec<(String, PathBuf)>) -> Result<()> {
    for path in entries(folder)? {
        let part = path.file_name().map(|part| part.to_string_lossy().into_owned()).unwrap_or_default();
        let name = format!("{name}/{part}");
        if path.is_dir() { walk(&path, &name, sources)? } else { sources.push((name, path)) }
    }
    Ok(())
}

fn write(file: &mut File, sources: Vec<(String, PathBuf)>, now: Timestamp) -> Result<Manifest> {
    // Snapshots are compressed already.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored).unix_permissions(0o600);
    let mut archive = ZipWriter::new(BufWriter::new(file));
    let mut files = Vec::new();
    for (name, path) in sources {
        let bytes = fs::metadata(&path)?.len();
        archive.start_file(&name, options.large_file(bytes >= u32::MAX.into()))?;
        let mut source = BufReader::new(File::open(&path).with_context(|| format!("reading {}", path.display()))?);
        io::copy(&mut source, &mut archive)?;
        files.push(Entry { sha256: hash::of_file(&path)?, name, bytes });
    }
    let manifest = Manifest { format: FORMAT, program: env!("CARGO_PKG_VERSION").to_owned(), made_at: now, files };
    archive.start_file(MANIFEST, options)?;
    archive.write_all(serde_json::to_string_pretty(&manifest)?.as_bytes())?;
    archive.finish()?.flush()?;
    Ok(manifest)
}

/// Reads a backup as a whole.
fn verify(file: &Path) -> Result<()> {
    let mut archive = ZipArchive::new(BufReader::new(File::open(file)?))?;
    for entry in manifest(&mut archive)?.files {
        if hash::of(&mut archive.by_name(&entry.name)?)? != entry.sha256 {
            bail!("{} is not in the backup as it was written: it changed meanwhile, or the disk fails", entry.name);
        }
    }
    Ok(())
}

/// What a file says that it holds.
pub(super) fn manifest(archive: &mut ZipArchive<BufReader<File>>) -> Result<Manifest> {
    let text = io::read_to_string(archive.by_name(MANIFEST)?)?;
    serde_json::from_str(&text).context("manifest of a backup")
}

/// Hash of the files of a pack, by which two copies are told apart.
#[must_use]
pub fn pack_hash(files: &policy::pack::Files) -> String {
    let lines: String = files.iter().map(|(name, text)| format!("{name} {}\n", sha256(text))).collect();
    sha256(lines)
}
