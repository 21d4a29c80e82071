//! A pack that comes in as a zip: read within limits, checked like any other, kept in the folder of the workspace.

use std::{
    fmt, fs,
    io::{Cursor, Read as _},
    path::{Component, Path, PathBuf},
};

use anyhow::{Context as _, Result};
use policy::pack::Files;
use zip::ZipArchive;

use super::{documents, figures, unbalanced};
use crate::{
    packs::{self, Broken},
    refusal::Refusal,
    words::Words,
};

/// Largest zip that is read.
pub const MAX_BYTES: usize = 4 << 20;
/// Most files in it, folders counted.
const MAX_FILES: usize = 4000;
/// Most bytes that its files may have together, unpacked.
const MAX_UNPACKED: u64 = 16 << 20;
/// Folder of a workspace with the packs that it keeps.
const FOLDER: &str = "packs";
const MANIFEST: &str = "pack.toml";
/// Name of a pack while it is checked.
const COMING: &str = "pack";

/// A pack that is not taken, with everything that is wrong in it, in words.
#[derive(Debug)]
pub struct Unsound(pub Vec<String>);

impl fmt::Display for Unsound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the pack is not sound: {}", self.0.join("; "))
    }
}

impl std::error::Error for Unsound {}

/// Reads the files of a pack out of a zip that holds one pack folder, or what lies in it. Nothing is written.
///
/// # Errors
/// Refused when it is no such zip, leads out of its folder, or goes beyond a limit.
pub fn unpack(zip: &[u8]) -> Result<Files> {
    let broken = || Refusal::new("pack-zip-broken");
    let too_large = || Refusal::new("pack-zip-too-large").with("files", MAX_FILES).with("size", MAX_UNPACKED >> 20);
    if zip.len() > MAX_BYTES {
        return Err(too_large().into());
    }
    let mut archive = ZipArchive::new(Cursor::new(zip)).map_err(|_| broken())?;
    if archive.len() > MAX_FILES {
        return Err(too_large().into());
    }
    let mut files = Files::new();
    let mut left = MAX_UNPACKED;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(|_| broken())?;
        let name = entry.name().map_err(|_| broken())?.into_owned();
        let unsafe_name = || Refusal::new("pack-zip-path").with("file", &name);
        let inside = |part: Component| matches!(part, Component::Normal(_));
        if name.contains(['\\', ':', '\0']) || !Path::new(&name).components().all(inside) || entry.is_symlink() {
            return Err(unsafe_name().into());
        }
        let hidden = name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
        if entry.is_dir() || hidden {
            continue;
        }
        let mut text = Vec::new();
        // What the zip says of the size is not believed: one byte more than is left tells that it is too much.
        let read = entry.take(left + 1).read_to_end(&mut text).map_err(|_| broken())? as u64;
        left = left.checked_sub(read).ok_or_else(too_large)?;
        let extension = Path::new(&name).extension().and_then(|extension| extension.to_str());
        // Of other files the checker looks at the name only.
        let text = if matches!(extension, Some("toml" | "sql" | "txt")) { text } else { Vec::new() };
        let text = String::from_utf8(text).map_err(|_| Refusal::new("pack-zip-text").with("file", &name))?;
        files.insert(name, text);
    }
    let is_manifest = |name: &&String| *name == MANIFEST || name.ends_with(&format!("/{MANIFEST}"));
    let manifests: Vec<_> = files.keys().filter(is_manifest).collect();
    let &[manifest] = manifests.as_slice() else { return Err(Refusal::new("pack-zip-none").into()) };
    let top = manifest.strip_suffix(MANIFEST).unwrap_or_default().to_owned();
    let inner = |(name, text): (String, String)| Some((name.strip_prefix(&top)?.to_owned(), text));
    Ok(files.into_iter().filter_map(inner).collect())
}

/// Checks a pack as `luoshi pack check` does and keeps it in the folder of a workspace that is still to be made; answers
/// with the pack's folder.
///
/// # Errors
/// [`Unsound`] with everything that is wrong; refused when it has no plan.
pub async fn keep(root: &Path, files: &Files, words: Words) -> Result<PathBuf> {
    fs::create_dir_all(root).with_context(|| format!("making {}", root.display()))?;
    let staged = tempfile::tempdir_in(root)?;
    let coming = staged.path().join(COMING);
    for (name, text) in files {
        let path = coming.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&coming))?;
        fs::write(path, text)?;
    }
    let sources = packs::find(COMING, staged.path())?;
    let pack = packs::load(&sources).map_err(|error| match error.downcast::<Broken>() {
        Ok(broken) => Unsound(rendered(&broken.errors, words)).into(),
        Err(error) => error,
    })?;
    if pack.plan.is_none() {
        return Err(Refusal::new("plan-missing").into());
    }
    let unbalanced = unbalanced(&pack);
    if !unbalanced.is_empty() {
        return Err(Unsound(rendered(&unbalanced, words)).into());
    }
    let flaws = documents(&pack, words);
    if !flaws.is_empty() {
        return Err(Unsound(flaws).into());
    }
    let wrong = figures(&pack, words).await?;
    if !wrong.is_empty() {
        return Err(Unsound(wrong).into());
    }
    let kept = root.join(FOLDER).join(&sources.id);
    fs::create_dir_all(root.join(FOLDER))?;
    if kept.exists() {
        // Left behind by a set-up that did not end.
        fs::remove_dir_all(&kept)?;
    }
    fs::rename(&coming, &kept)?;
    Ok(kept)
}

fn rendered(errors: &[policy::pack::PackError], words: Words) -> Vec<String> {
    errors.iter().map(|error| packs::render(error, words)).collect()
}
