//! Where packs come from: the ones embedded in the binary, or a folder that stands in for one of them.

use std::{
    collections::BTreeMap,
    fmt, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use policy::{
    pack::{Files, Manifest, Pack, PackError},
    plan::Plan,
};

use crate::{refusal::Refusal, words::Words};

#[derive(rust_embed::Embed)]
#[folder = "../../packs"]
#[include = "*.toml"]
#[include = "*.sql"]
#[include = "*.txt"]
struct Embedded;

/// A pack as files, with what it extends, the extended pack first.
#[derive(Clone, Debug)]
pub struct Sources {
    pub id: String,
    pub packs: Vec<Files>,
}

/// Ids of the packs in the binary, with their files.
#[must_use]
pub fn embedded() -> BTreeMap<String, Files> {
    let mut packs: BTreeMap<String, Files> = BTreeMap::new();
    for path in Embedded::iter() {
        let Some((id, inner)) = path.split_once('/') else { continue };
        let Some(file) = Embedded::get(&path) else { continue };
        let text = String::from_utf8_lossy(&file.data).into_owned();
        packs.entry(id.to_owned()).or_default().insert(inner.to_owned(), text);
    }
    packs
}

/// Id of the built-in pack that is used when none is named: the one that declares a plan.
///
/// # Errors
/// Refused when the binary has several plans (or none) and none was named.
pub fn default_id() -> Result<String> {
    let packs = embedded();
    let plans: Vec<_> = packs.iter().filter(|(_, files)| files.contains_key("plan.toml")).map(|(id, _)| id).collect();
    match plans.as_slice() {
        [one] => Ok((*one).clone()),
        _ => Err(Refusal::new("pack-ambiguous").with("packs", ids(&packs)).into()),
    }
}

/// The built-in packs that have a plan, each with it.
#[must_use]
pub fn with_plan() -> Vec<(String, Plan)> {
    let ids = embedded().into_iter().filter(|(_, files)| files.contains_key("plan.toml")).map(|(id, _)| id);
    let loaded = ids.filter_map(|id| Some((load(&find(&id, Path::new("")).ok()?).ok()?.plan?, id)));
    loaded.map(|(plan, id)| (id, plan)).collect()
}

/// Finds a pack by the id of a built-in one or by folder, and what it extends: a sibling folder of that name, or else
/// the built-in one.
///
/// # Errors
/// Refused when there is no such pack; a fault when a file cannot be read.
pub fn find(name: &str, base: &Path) -> Result<Sources> {
    let packs = embedded();
    let folder = base.join(name);
    let (files, siblings) = match packs.get(name) {
        Some(files) if !folder.join("pack.toml").is_file() => (files.clone(), None),
        _ if folder.join("pack.toml").is_file() => {
            (read_folder(&folder)?, folder.canonicalize()?.parent().map(PathBuf::from))
        }
        _ => return Err(Refusal::new("pack-unknown").with("pack", name).with("packs", ids(&packs)).into()),
    };
    let mut chain = vec![files];
    let mut id = None;
    while let Some(first) = manifest(&chain[0]) {
        id.get_or_insert_with(|| first.id.clone());
        let Some(extends) = first.extends else { break };
        let sibling =
            siblings.as_ref().map(|parent| parent.join(&extends)).filter(|path| path.join("pack.toml").is_file());
        let files = match (sibling, packs.get(&extends)) {
            (Some(folder), _) => read_folder(&folder)?,
            (None, Some(files)) => files.clone(),
            (None, None) => {
                // The checker says so at its line, and names the nearest of those that it may have meant.
                let bases = packs.values().filter(|files| manifest(files).is_some_and(|one| one.extends.is_none()));
                chain.splice(0..0, bases.cloned());
                break;
            }
        };
        if chain.len() > packs.len() + 1 {
            return Err(Refusal::new("pack-circular").with("pack", extends).into());
        }
        chain.insert(0, files);
    }
    Ok(Sources { id: id.unwrap_or_else(|| name.to_owned()), packs: chain })
}

/// Reads and checks a pack.
///
/// # Errors
/// [`Broken`] with every problem found.
pub fn load(sources: &Sources) -> Result<Pack> {
    policy::pack::load(&sources.packs).map_err(|errors| Broken { id: sources.id.clone(), errors }.into())
}

/// A pack that cannot be used, with everything that is wrong in it.
#[derive(Clone, Debug)]
pub struct Broken {
    pub id: String,
    pub errors: Vec<PackError>,
}

impl Broken {
    /// Every error at its place, with sentence, hint and the nearest allowed word.
    #[must_use]
    pub fn render(&self, words: Words) -> String {
        let count = self.errors.len().to_string();
        let mut text = words.with("pack-broken", &[("pack", &self.id), ("count", &count)]) + "\n";
        for error in &self.errors {
            text += &render(error, words);
        }
        text
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pack {} is broken", self.id)?;
        self.errors.iter().try_for_each(|error| write!(f, "; {error}"))
    }
}

impl std::error::Error for Broken {}

/// One error of a pack in words: place, sentence, hint.
#[must_use]
pub fn render(error: &PackError, words: Words) -> String {
    let key = error.code.replace(['.', '_'], "-");
    let args: Vec<_> = error.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let line = error.line.map(|line| line.to_string());
    let place = match &line {
        Some(line) => words.with("pack-at", &[("file", &error.file), ("line", line), ("key", &error.key)]),
        None => words.with("pack-at-file", &[("file", &error.file)]),
    };
    let mut text = format!("{place}\n    {}", words.with(&key, &args));
    if let Some(word) = &error.suggestion {
        text += &words.with("pack-did-you-mean", &[("word", word)]);
    }
    format!("{text}\n    {} [{}]\n", words.with(&format!("{key}.hint"), &args), error.code)
}

/// The id that the files of a pack give it.
#[must_use]
pub fn id(files: &Files) -> Option<String> {
    manifest(files).map(|manifest| manifest.id)
}

fn manifest(files: &Files) -> Option<Manifest> {
    // A broken manifest is reported by the checker, with its line.
    toml::from_str(files.get("pack.toml")?).ok()
}

fn ids(packs: &BTreeMap<String, Files>) -> String {
    packs.keys().cloned().collect::<Vec<_>>().join(", ")
}

fn read_folder(root: &Path) -> Result<Files> {
    let mut files = Files::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
            let path = entry?.path();
            let extension = path.extension().and_then(|extension| extension.to_str());
            if path.is_dir() {
                folders.push(path);
            } else if !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
                // Of other files the checker looks at the name only.
                let text = match extension {
                    Some("toml" | "sql" | "txt") => {
                        fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?
                    }
                    _ => String::new(),
                };
                let parts: Vec<_> =
                    path.strip_prefix(root)?.iter().map(|part| part.to_string_lossy().into_owned()).collect();
                files.insert(parts.join("/"), text);
            }
        }
    }
    Ok(files)
}
