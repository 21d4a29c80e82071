//! The declaration of a linkage: one of the pack in force, or a file.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context as _, Result};
use policy::{
    linkage::{Confusions, Linkage},
    pack::{Files, PackError},
    words::Words,
};

use crate::{edge::Edge, packs::Broken, refusal::Refusal, workspace};

const CONFUSIONS: &str = "confusions.toml";
const WORDS: &str = "words.toml";

/// A linkage with what is easily confused in its language.
#[derive(Clone, Debug)]
pub struct Declaration {
    pub linkage: Linkage,
    pub confusions: Confusions,
    /// Words for yes and no that workbooks are filled in with.
    pub words: Words,
}

/// Finds a declaration by path, or by id in the pack in force. What is confused comes from the pack that the file lies in, else from
/// the pack in force.
///
/// # Errors
/// Refused when there is none; [`Broken`] with everything that is wrong in it.
pub fn find(edge: &Edge, config: &str) -> Result<Declaration> {
    let path = Path::new(config);
    let sources = workspace::sources(edge)?;
    let words = words(&sources.packs)?;
    if path.is_file() {
        let text = fs::read_to_string(path).with_context(|| format!("reading {config}"))?;
        let own = path.parent().and_then(Path::parent).map(|pack| pack.join(CONFUSIONS)).filter(|file| file.is_file());
        let confusions = match own {
            Some(file) => vec![fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?],
            None => confusions(&sources.packs),
        };
        let id = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        return checked(&id, &text, &confusions, words);
    }
    let name = format!("linkage/{config}.toml");
    let Some(text) = sources.packs.iter().rev().find_map(|files| files.get(&name)) else {
        let ids = sources.packs.iter().flat_map(|files| files.keys());
        let ids: Vec<&str> = ids.filter_map(|path| path.strip_prefix("linkage/")?.strip_suffix(".toml")).collect();
        return Err(Refusal::new("link-config-unknown").with("config", config).with("known", ids.join(", ")).into());
    };
    checked(config, text, &confusions(&sources.packs), words)
}

fn confusions(packs: &[Files]) -> Vec<String> {
    packs.iter().filter_map(|files| files.get(CONFUSIONS)).cloned().collect()
}

/// The last pack that has any says what is yes and no.
fn words(packs: &[Files]) -> Result<Words> {
    let text = packs.iter().rev().find_map(|files| files.get(WORDS));
    text.map_or_else(|| Ok(Words::default()), |text| toml::from_str(text).context("words of a pack"))
}

/// Checks the declaration as a pack of its own. It is read without the rest of its pack, which holds hundreds of files that it does not
/// need, so its datasets are not looked at.
fn checked(id: &str, text: &str, confusions: &[String], words: Words) -> Result<Declaration> {
    let manifest = "id = 'link'\ntitle = { zh = '-', en = '-' }\n".to_owned();
    let name = format!("linkage/{id}.toml");
    let mut files = BTreeMap::from([("pack.toml".to_owned(), manifest), (name, text.to_owned())]);
    let mut known = Confusions::default();
    for text in confusions {
        files.insert(CONFUSIONS.to_owned(), text.clone());
        let errors: Vec<PackError> = match policy::pack::load(std::slice::from_ref(&files)) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.into_iter().filter(|error| error.key != "left" && error.key != "right").collect(),
        };
        if !errors.is_empty() {
            return Err(Broken { id: id.to_owned(), errors }.into());
        }
        known.extend(toml::from_str(text)?);
    }
    Ok(Declaration { linkage: toml::from_str(text)?, confusions: known, words })
}
