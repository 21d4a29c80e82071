//! Workbooks in an office's own layout: what a person may map, and the mapping that is remembered of it.

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::Result;
use jiff::Timestamp;
use lake::{
    mapping::{Mapping, Shape, complete},
    problem::Problem,
};
use policy::{
    access::Right,
    dataset::{ColumnType, Dataset, Privacy},
    mask::mask,
};

use super::{again, workbook};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::{
        account::Caller,
        dataset::{self, Mapped},
        lake::district,
    },
    store::{EventFilter, Upload},
    words::Words,
    workspace::Workspace,
};

/// Digits of a number that is no header: years have four.
const LONG: usize = 6;

/// Which headers are meant; by default those that fit best.
#[derive(Clone, Debug, Default)]
pub struct Place {
    pub sheet: Option<String>,
    /// Last row of the header, from 1, and how many rows it has.
    pub row: Option<u32>,
    pub rows: Option<u32>,
}

/// The headers of an upload, and how they are read.
pub struct Layout {
    pub shape: Shape,
    /// As it is remembered; else empty.
    pub mapping: Mapping,
}

/// What a person says of the headers.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// Number of the header, from 0 → column of the dataset.
    pub columns: BTreeMap<usize, String>,
    /// Column of the dataset → text for every row.
    pub constants: BTreeMap<String, String>,
}

/// A remembered layout as pages show it.
pub struct Used {
    pub path: PathBuf,
    pub mapping: Mapping,
    /// When it was said, and by whom.
    pub said: Option<(Timestamp, String)>,
}

/// The layout by which headers of a shape are read.
///
/// # Errors
/// Refused when a remembered layout is broken.
pub async fn used(workspace: &Workspace, dataset: &str, shape: &str) -> Result<Option<Used>> {
    let Some((path, mapping)) = dataset::remembered(workspace, dataset, shape)? else { return Ok(None) };
    let filter = EventFilter { kind: "mapping.remembered", subject: shape, ..EventFilter::default() };
    let events = workspace.store.read().await?.newest_events(filter, 1).await?;
    let said = events.into_iter().next().map(|event| Ok::<_, jiff::Error>((event.recorded_at.parse()?, event.actor)));
    Ok(Some(Used { path, mapping, said: said.transpose()? }))
}

/// Looks for the headers of an upload; `shape` names those that were read before.
///
/// # Errors
/// Faults of reading; the inner problem is that of a workbook that has no such headers.
pub fn layout(
    workspace: &Workspace,
    dataset: &Dataset,
    upload: &Upload,
    place: &Place,
    shape: Option<&str>,
) -> Result<Result<Layout, Box<Problem>>> {
    let before = match shape.filter(|_| place.row.is_none()) {
        Some(shape) => dataset::remembered(workspace, &dataset.id, shape)?.map(|(_, mapping)| mapping),
        None => None,
    };
    let wanted = match &before {
        // By its headers it is found again.
        Some(before) => Mapping { shape: String::new(), ..before.clone() },
        None => Mapping {
            dataset: dataset.id.clone(),
            sheet: place.sheet.clone().filter(|sheet| !sheet.is_empty()),
            header_row: place.row,
            header_rows: place.rows,
            ..Mapping::default()
        },
    };
    let (_, shape) = match complete(dataset, &wanted, &workbook(workspace, upload), &workspace.tmp_dir())? {
        Ok(completed) => completed,
        // What is remembered speaks of headers that are not there: begin with those that are.
        Err(_) if before.is_some() => return layout(workspace, dataset, upload, place, None),
        Err(problem) => return Ok(Err(problem)),
    };
    let mapping = dataset::remembered(workspace, &dataset.id, &shape.fingerprint)?.map(|(_, mapping)| mapping);
    let mapping = mapping.unwrap_or_else(|| Mapping { dataset: dataset.id.clone(), ..Mapping::default() });
    Ok(Ok(Layout { shape, mapping }))
}

impl Layout {
    /// What the cells below the headers say, as far as it may be shown: a header that names a column by itself has the class of
    /// that column, any other the strictest of all.
    #[must_use]
    pub fn samples(&self, words: Words, dataset: &Dataset) -> Vec<Vec<String>> {
        let hidden = words.say("value-hidden");
        let strictest = dataset.columns.iter().map(|column| column.privacy).max();
        let pairs = self.shape.headers.iter().zip(&self.shape.samples);
        let samples = pairs.map(|((_, column), samples)| {
            let column = column.as_ref().and_then(|name| dataset.column(name));
            let (kind, privacy) = match column {
                Some(column) => (column.kind, column.privacy),
                None => (ColumnType::Text, strictest.unwrap_or(Privacy::Sensitive)),
            };
            let mut shown: Vec<String> =
                samples.iter().map(|text| mask(text, kind, privacy, &hidden).into_owned()).collect();
            shown.dedup();
            shown
        });
        samples.collect()
    }

    /// Whether the row is one of values, and none of headers: in a dataset about persons it holds a long number, as every
    /// identifier, telephone number and date of birth is. Such a row is neither shown nor remembered.
    #[must_use]
    pub fn is_of_values(&self, dataset: &Dataset) -> bool {
        let long = |text: &str| text.split(|char: char| !char.is_numeric()).any(|run| run.chars().count() >= LONG);
        dataset.has_personal_columns() && self.shape.headers.iter().any(|(text, column)| column.is_none() && long(text))
    }

    /// What was said before, or is likely.
    #[must_use]
    pub fn proposed(&self) -> Said {
        let likely = self.mapping.shape.is_empty();
        let column = |(at, (text, own)): (usize, &(String, Option<String>))| {
            let said = self.mapping.columns.iter().find(|(_, header)| *header == text).map(|(name, _)| name);
            let said = said.or_else(|| self.shape.likely.get(text).filter(|_| likely && own.is_none()));
            Some((at, said?.clone()))
        };
        let columns = self.shape.headers.iter().enumerate().filter_map(column).collect();
        Said { columns, constants: self.mapping.constants.clone() }
    }

    /// The mapping that is said; what else is remembered of these headers, such as cells and values, stays.
    ///
    /// # Errors
    /// Refused when the row is one of values, two sources are said for one column, a header stands twice, or a required
    /// column has no source; and what a header names by itself cannot be said otherwise.
    pub fn mapping(&self, words: Words, dataset: &Dataset, said: &Said) -> Result<Mapping> {
        if self.is_of_values(dataset) {
            return Err(Refusal::new("layout-row-of-values").into());
        }
        let mut mapping =
            Mapping { columns: BTreeMap::new(), constants: said.constants.clone(), ..self.mapping.clone() };
        mapping.shape.clone_from(&self.shape.fingerprint);
        let twice = |name: &str| Refusal::new("layout-column-twice").with("column", dataset.header(name, words.0));
        let own = |name: &String| self.shape.headers.iter().any(|(_, column)| column.as_ref() == Some(name));
        if let Some(name) = said.constants.keys().find(|name| own(name)) {
            return Err(twice(name).into());
        }
        for (at, name) in &said.columns {
            let Some((text, column)) = self.shape.headers.get(*at) else { continue };
            if column.as_ref().map_or_else(|| own(name), |column| column != name) {
                return Err(twice(name).into());
            }
            let same = self.shape.headers.iter().filter(|(one, _)| one == text).count();
            if same > 1 {
                return Err(Refusal::new("layout-header-twice").with("header", text).into());
            }
            if mapping.columns.insert(name.clone(), text.clone()).is_some() || mapping.constants.contains_key(name) {
                return Err(twice(name).into());
            }
        }
        let unpivot = mapping.unpivot.iter().flat_map(|one| [&one.into, &one.value]);
        let other: Vec<_> = mapping.cells.keys().chain(unpivot).collect();
        let has = |name: &String| {
            mapping.columns.contains_key(name)
                || mapping.constants.contains_key(name)
                || other.contains(&name)
                || own(name)
        };
        let missing = dataset.columns.iter().filter(|column| column.required && !has(&column.name));
        let missing: Vec<_> = missing.map(|column| column.header.get(words.0)).collect();
        if !missing.is_empty() {
            let missing = missing.join(&words.say("list-separator"));
            return Err(Refusal::new("layout-required").with("columns", missing).into());
        }
        if mapping.columns.is_empty() && mapping.constants.is_empty() && other.is_empty() {
            return Err(Refusal::new("layout-nothing").into());
        }
        Ok(mapping)
    }
}

/// Remembers a mapping and has the upload checked by it. Sheet and row are remembered only where the headers alone
/// would lead elsewhere: next time the sheet may be called otherwise.
///
/// # Errors
/// Refused when the upload waits for no decision, or the mapping is not for the caller to say; the inner problem is that of
/// headers that are not there.
pub async fn lay_out(
    workspace: &Workspace,
    edge: &Edge,
    caller: &Caller,
    upload: &Upload,
    layout: &Layout,
    mapping: &Mapping,
) -> Result<Result<(), Box<Problem>>> {
    if !upload.state.is_open() {
        return Err(Refusal::new("upload-decided").into());
    }
    let dataset = workspace.pack.datasets.get(&mapping.dataset).ok_or_else(|| Refusal::new("page-missing"))?;
    // A mapping holds for everybody with these headers: one place may propose the first, not change another's, nor say
    // which place the rows of all belong to.
    let is_whole = caller.scopes(Right::Import).contains(&district(&workspace.pack));
    let names_a_place = dataset.org.as_ref().is_some_and(|org| mapping.constants.contains_key(org));
    if !is_whole && (names_a_place || !layout.mapping.shape.is_empty()) {
        return Err(Refusal::new("layout-not-yours").into());
    }
    let file = workbook(workspace, upload);
    let Shape { sheet, row, rows, fingerprint, .. } = &layout.shape;
    let found = complete(dataset, mapping, &file, &workspace.tmp_dir())?;
    let leads_here = found.is_ok_and(|(_, shape)| shape.fingerprint == *fingerprint);
    let mapping = if leads_here {
        mapping.clone()
    } else {
        let sheet = Some(sheet.clone()).filter(|sheet| !sheet.is_empty());
        Mapping { sheet, header_row: Some(*row), header_rows: Some(*rows), ..mapping.clone() }
    };
    match dataset::map(workspace, edge, &mapping, &file).await? {
        Mapped::Refused(problem) => return Ok(Err(problem)),
        Mapped::Shown(_) | Mapped::Remembered { .. } => {}
    }
    again(workspace, edge, upload).await.map(|_| Ok(()))
}
