use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::Result;
use lake::{
    mapping::{Mapping, Shape, complete},
    problem::Problem,
};
use serde_json::json;

use crate::{edge::Edge, refusal::Refusal, services::indicator, store::NewEvent, workspace::Workspace};

/// What became of a mapping.
pub enum Mapped {
    /// Nothing was mapped: these are the headers that could be.
    Shown(Shape),
    /// Remembered under this path; the next workbook with the same headers is read by it.
    Remembered {
        path: PathBuf,
        shape: Shape,
    },
    Refused(Box<Problem>),
}

/// Remembered layouts: every file of `mappings/`, by name.
pub(super) fn mappings(workspace: &Workspace) -> Result<BTreeMap<PathBuf, Mapping>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(workspace.root.join("mappings"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text = fs::read_to_string(&path)?;
            let broken = |error: toml::de::Error| {
                Refusal::new("mapping-broken").with("file", path.display()).with("message", error.message())
            };
            let mapping: Mapping = toml::from_str(&text).map_err(broken)?;
            files.insert(path, mapping);
        }
    }
    Ok(files)
}

/// The layout by which headers of a shape are read, and its file.
///
/// # Errors
/// Refused when a file of the folder is broken.
pub fn remembered(workspace: &Workspace, dataset: &str, shape: &str) -> Result<Option<(PathBuf, Mapping)>> {
    let is_it = |(_, one): &(PathBuf, Mapping)| one.dataset == dataset && one.shape == shape;
    Ok(mappings(workspace)?.into_iter().find(is_it))
}

/// Remembers how a workbook in an office's own layout is read as a dataset; what was remembered of these headers before
/// is replaced.
///
/// # Errors
/// Refused when the dataset or a column of the mapping is unknown.
pub async fn map(workspace: &Workspace, edge: &Edge, mapping: &Mapping, file: &Path) -> Result<Mapped> {
    let Some(dataset) = workspace.pack.datasets.get(&mapping.dataset) else {
        return Err(indicator::unknown_dataset(&workspace.pack, &mapping.dataset).into());
    };
    let named = mapping.columns.keys().chain(mapping.constants.keys()).chain(mapping.cells.keys());
    let named =
        named.chain(mapping.values.keys()).chain(mapping.unpivot.iter().flat_map(|one| [&one.into, &one.value]));
    for name in named {
        if dataset.column(name).is_none() {
            let columns = dataset.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ");
            return Err(Refusal::new("column-unknown").with("column", name).with("columns", columns).into());
        }
    }
    if !file.is_file() {
        let message = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(Refusal::new("file-unreadable").with("file", file.display()).with("message", message).into());
    }
    let _lock = workspace.lock()?;
    let (mapping, shape) = match complete(dataset, mapping, file, &workspace.tmp_dir())? {
        Ok(completed) => completed,
        Err(problem) => return Ok(Mapped::Refused(problem)),
    };
    if mapping.columns.is_empty()
        && mapping.constants.is_empty()
        && mapping.cells.is_empty()
        && mapping.unpivot.is_none()
    {
        return Ok(Mapped::Shown(shape));
    }
    let same = |one: &Mapping| {
        (&one.dataset, &one.shape, &one.sheet, one.side_headers)
            == (&mapping.dataset, &mapping.shape, &mapping.sheet, mapping.side_headers)
    };
    let before = mappings(workspace)?.into_iter().find(|(_, one)| same(one)).map(|(path, _)| path);
    let name = format!("{}-{}.toml", mapping.dataset, mapping.shape);
    let path = before.unwrap_or_else(|| workspace.root.join("mappings").join(name));
    let mut written = tempfile::NamedTempFile::new_in(workspace.tmp_dir())?;
    written.write_all(toml::to_string(&mapping)?.as_bytes())?;
    written.as_file().sync_all()?;
    written.persist(&path)?;
    let mut write = workspace.store.write().await?;
    let body = json!({ "dataset": mapping.dataset, "mapping": mapping });
    let event =
        NewEvent { at: edge.now, actor: &edge.actor, kind: "mapping.remembered", subject: &mapping.shape, body };
    write.add_event(event).await?;
    write.commit().await?;
    Ok(Mapped::Remembered { path, shape })
}
