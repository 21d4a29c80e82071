//! The page on which the headers of a workbook in an office's own layout are mapped to the columns of the dataset.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query},
    http::StatusCode,
    response::{Html, IntoResponse as _, Redirect, Response},
};
use policy::dataset::{Column, ColumnType, Dataset};
use serde::Deserialize;

use super::import::find;
use crate::{
    refusal::Refusal,
    services::{
        dataset::say,
        upload::{self, Layout, Place, Said, Shown, Verdict},
    },
    web::{
        account::Note,
        desk::aside,
        guard::Visit,
        page::{Page, html},
        trouble::Trouble,
    },
};

#[derive(Template)]
#[template(path = "data/headers.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    id: &'a str,
    dataset_id: &'a str,
    dataset: &'a str,
    file: &'a str,
    sheet: &'a str,
    sheets: &'a [String],
    row: u32,
    rows: u32,
    headers: Vec<Header>,
    columns: Vec<Choice>,
    constants: Vec<Constant>,
    /// Whether any column has a text for all rows, or needs one.
    has_constants: bool,
    /// Whether cells are masked.
    masked: bool,
    /// Columns that are read from cells or from several headers, which is said on the command line.
    besides: String,
    /// The mapping as a file: its name and its text.
    preview: Option<(String, String)>,
    note: Option<Note>,
}

struct Header {
    at: usize,
    text: String,
    samples: Vec<String>,
    /// Title of the column that the header names by itself.
    own: Option<String>,
    /// Column that is chosen.
    chosen: String,
    /// Nobody has said so yet.
    likely: bool,
}

/// A column of the dataset that a header may be.
struct Choice {
    name: String,
    title: String,
    required: bool,
    /// A header names it by itself.
    taken: bool,
}

/// A column that may have the same text in every row.
struct Constant {
    name: String,
    title: String,
    required: bool,
    value: String,
    /// Texts that the column takes, if they are few.
    choices: Vec<String>,
}

#[derive(Default, Deserialize)]
pub(in crate::web) struct Ask {
    sheet: Option<String>,
    row: Option<u32>,
}

/// What was filled in.
struct Filled {
    save: bool,
    place: Place,
    said: Said,
}

impl Filled {
    fn of(fields: Vec<(String, String)>) -> Self {
        let mut filled = Self { save: false, place: Place::default(), said: Said::default() };
        for (field, value) in fields {
            let value = value.trim().to_owned();
            match field.split_once('.') {
                Some(("header", at)) if !value.is_empty() => {
                    if let Ok(at) = at.parse() {
                        filled.said.columns.insert(at, value);
                    }
                }
                Some(("constant", name)) if !value.is_empty() => {
                    filled.said.constants.insert(name.to_owned(), value);
                }
                None if field == "deed" => filled.save = value == "save",
                None if field == "sheet" => filled.place.sheet = Some(value),
                None if field == "row" => filled.place.row = value.parse().ok(),
                None if field == "rows" => filled.place.rows = value.parse().ok(),
                _ => {}
            }
        }
        filled
    }
}

pub(in crate::web) async fn show(
    visit: Visit,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Response, Trouble> {
    let place = Place { sheet: ask.sheet, row: ask.row, rows: None };
    let shown = open(&visit, &id).await?;
    match read(&visit, &shown, &place).await? {
        Ok(layout) => {
            let said = layout.proposed();
            Ok(answer(&visit, &shown, &layout, &said, None, None).into_response())
        }
        // The row that was asked for holds nothing: begin with the one that fits best.
        Err(note) => match read(&visit, &shown, &Place::default()).await? {
            Ok(layout) => {
                let said = layout.proposed();
                let page = answer(&visit, &shown, &layout, &said, None, Some(note));
                Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
            }
            Err(_) => Err(Refusal::new("layout-unreadable").into()),
        },
    }
}

/// Shows the mapping as a file, or remembers it and has the workbook checked by it: the field `deed` says which.
pub(in crate::web) async fn submit(
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Trouble> {
    let Filled { save, place, said } = Filled::of(fields);
    let shown = open(&visit, &id).await?;
    let Ok(layout) = read(&visit, &shown, &place).await? else {
        return Err(Refusal::new("layout-unreadable").into());
    };
    let mapping = layout.mapping(visit.words(), shown.dataset, &said);
    let outcome = match mapping {
        Ok(mapping) if save => {
            let (own, upload) = (visit.clone(), shown.upload.clone());
            let kept = (layout, mapping);
            // Another process, or an import, may hold the lock for a while.
            let caller = visit.caller()?.clone();
            let done = aside(async move || {
                let (layout, mapping) = kept;
                let done = upload::lay_out(&own.app.workspace, &own.edge, &caller, &upload, &layout, &mapping).await;
                Ok((done, layout))
            });
            let (done, layout) = done.await?;
            match done {
                Ok(Ok(())) => {
                    visit.app.bell.notify_one();
                    return Ok(Redirect::to(&format!("/data/imports/{id}")).into_response());
                }
                Ok(Err(problem)) => (layout, Err(problem_note(&visit, shown.dataset, &problem))),
                Err(error) => (layout, Err(Note::of(error.into(), &visit)?)),
            }
        }
        Ok(mapping) => (layout, Ok(mapping)),
        Err(error) => (layout, Err(Note::of(error.into(), &visit)?)),
    };
    let (layout, outcome) = outcome;
    match outcome {
        Ok(mapping) => {
            let name = format!("{}-{}.toml", mapping.dataset, mapping.shape);
            let preview = (name, toml::to_string(&mapping).map_err(anyhow::Error::from)?);
            Ok(answer(&visit, &shown, &layout, &said, Some(preview), None).into_response())
        }
        Err(note) => {
            let page = answer(&visit, &shown, &layout, &said, None, Some(note));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// An upload that still waits for a decision; the workbook of any other is gone.
async fn open<'a>(visit: &'a Visit, id: &str) -> Result<Shown<'a>, Trouble> {
    let shown = find(visit, id).await?;
    if !shown.upload.state.is_open() {
        return Err(Refusal::new("upload-decided").into());
    }
    Ok(shown)
}

/// The headers of the workbook; it may be large, so that it is read beside the pages.
async fn read(visit: &Visit, shown: &Shown<'_>, place: &Place) -> Result<Result<Layout, Note>, Trouble> {
    let (own, upload, place) = (visit.clone(), shown.upload.clone(), place.clone());
    let shape = match &shown.verdict {
        Some(Verdict::Checked(found)) => found.mapping.clone(),
        _ => None,
    };
    let (id, dataset) = (shown.dataset.id.clone(), shown.dataset);
    let found = aside(async move || {
        let workspace = &own.app.workspace;
        upload::layout(workspace, &workspace.pack.datasets[&id], &upload, &place, shape.as_deref())
    });
    Ok(found.await?.map_err(|problem| problem_note(visit, dataset, &problem)))
}

fn problem_note(visit: &Visit, dataset: &Dataset, problem: &lake::problem::Problem) -> Note {
    let (sentence, hint) = say(visit.words(), &visit.app.workspace.pack, dataset, problem);
    Note { refused: true, sentence, hint }
}

fn answer(
    visit: &Visit,
    shown: &Shown<'_>,
    layout: &Layout,
    said: &Said,
    preview: Option<(String, String)>,
    note: Option<Note>,
) -> Html<String> {
    let page = Page::new(visit, "layout-title");
    let (words, dataset) = (visit.words(), shown.dataset);
    let shape = &layout.shape;
    let own: BTreeMap<&str, &str> =
        shape.headers.iter().filter_map(|(text, column)| Some((column.as_deref()?, text.as_str()))).collect();
    let title = |name: &str| dataset.header(name, words.0).to_owned();
    let samples = layout.samples(words, dataset);
    let of_values = layout.is_of_values(dataset);
    let headers = shape.headers.iter().zip(samples).enumerate().map(|(at, ((text, column), samples))| {
        let chosen = said.columns.get(&at).cloned().unwrap_or_default();
        Header {
            at,
            text: if of_values && column.is_none() { page.t("value-hidden") } else { text.clone() },
            samples,
            own: column.as_deref().filter(|_| chosen.is_empty()).map(title),
            likely: shape.likely.get(text) == Some(&chosen) && !layout.mapping.columns.contains_key(&chosen),
            chosen,
        }
    });
    let columns = dataset.columns.iter().map(|column| Choice {
        name: column.name.clone(),
        title: title(&column.name),
        required: column.required,
        taken: own.contains_key(column.name.as_str()),
    });
    let free = |column: &&Column| !own.contains_key(column.name.as_str()) || said.constants.contains_key(&column.name);
    let constants = dataset.columns.iter().filter(free).map(|column| Constant {
        name: column.name.clone(),
        title: title(&column.name),
        required: column.required,
        value: said.constants.get(&column.name).cloned().unwrap_or_default(),
        choices: choices(visit, column),
    });
    let unpivot = layout.mapping.unpivot.iter().flat_map(|one| [&one.into, &one.value]);
    let other = layout.mapping.cells.keys().chain(unpivot).map(|name| title(name));
    html(&Show {
        page: &page,
        id: &shown.upload.id,
        dataset_id: &dataset.id,
        dataset: dataset.title.get(words.0),
        file: &shown.upload.source_name,
        sheet: &shape.sheet,
        sheets: &shape.sheets,
        row: shape.row,
        rows: shape.rows,
        headers: headers.collect(),
        columns: columns.collect(),
        constants: constants.collect(),
        has_constants: !said.constants.is_empty() || note.as_ref().is_some_and(|note| note.refused),
        masked: dataset.has_personal_columns(),
        besides: other.collect::<Vec<_>>().join(&page.t("list-separator")),
        preview,
        note,
    })
}

/// Texts that a column takes, when it takes only some.
fn choices(visit: &Visit, column: &Column) -> Vec<String> {
    let words = visit.words();
    match column.kind {
        ColumnType::Code => {
            let list = column.codes.as_ref().and_then(|id| visit.app.workspace.pack.codes.get(id));
            list.into_iter().flat_map(|list| &list.codes).map(|code| code.name.zh.clone()).collect()
        }
        ColumnType::Boolean => ["yes", "no"].map(|key| words.say(key)).into(),
        _ => Vec::new(),
    }
}
