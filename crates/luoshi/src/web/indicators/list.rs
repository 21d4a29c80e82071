//! The catalogue; indicators that the plan promises something of come first.

use askama::Template;
use axum::{extract::Query, response::Html};
use policy::indicator::Indicator;
use serde::Deserialize;

use crate::{
    web::{
        guard::Visit,
        page::{Page, html},
        trouble::Trouble,
        view::{Row, rows},
    },
    words::word,
};

#[derive(Template)]
#[template(path = "indicators/list.html")]
struct List<'a> {
    page: &'a Page<'a>,
    query: &'a str,
    /// Name of the dataset that the indicators read.
    dataset: Option<String>,
    entries: Vec<Entry>,
}

struct Entry {
    id: String,
    title: String,
    meaning: String,
    unit: String,
    targets: Vec<Row>,
}

#[derive(Deserialize)]
pub(in crate::web) struct Search {
    #[serde(default)]
    q: String,
    /// Id of a dataset: only the indicators that read it.
    #[serde(default)]
    dataset: String,
}

pub(in crate::web) async fn show(visit: Visit, Query(search): Query<Search>) -> Result<Html<String>, Trouble> {
    let pack = &visit.app.workspace.pack;
    let board = visit.app.board(&visit.edge).await?;
    let standings = board.standings(pack);
    let page = Page::new(&visit, "indicators-title");
    let words = page.words();
    let sought = search.q.trim().to_lowercase();
    let dataset = pack.datasets.get(&search.dataset);
    let reads = |one: &Indicator| {
        let mut read = one.versions.iter().flat_map(|version| &version.reads);
        dataset.is_none_or(|dataset| read.any(|read| read.dataset.as_ref() == Some(&dataset.id)))
    };
    let found = pack.indicators.values().filter(|one| reads(one)).filter(|one| {
        let texts = [&one.title.zh, &one.title.en, &one.meaning.zh, &one.meaning.en, &one.id];
        texts.iter().any(|text| text.to_lowercase().contains(&sought))
    });
    let mut entries: Vec<_> = found
        .map(|one| Entry {
            id: one.id.clone(),
            title: one.title.get(words.0).to_owned(),
            meaning: one.meaning.get(words.0).to_owned(),
            unit: word(words, "unit", &one.unit),
            targets: rows(words, pack, standings.iter().filter(|standing| standing.indicator.id == one.id)),
        })
        .collect();
    entries.sort_by_key(|one| one.targets.is_empty());
    Ok(html(&List {
        page: &page,
        query: search.q.trim(),
        dataset: dataset.map(|one| one.title.get(words.0).to_owned()),
        entries,
    }))
}
