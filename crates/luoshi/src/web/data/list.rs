use std::collections::BTreeMap;

use askama::Template;
use axum::{extract::Query, response::Html};
use policy::{access::Right, report::State};
use serde::Deserialize;

use super::{class, ground, place, reporter, told};
use crate::{
    services::{
        reach::Reach,
        report::{self, Ground, Line},
        upload,
    },
    store::Upload,
    web::{
        guard::Visit,
        page::{Page, html},
        trouble::Trouble,
    },
    words::name,
};

#[derive(Template)]
#[template(path = "data/list.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    /// States with their class, their word and how many datasets are in them.
    states: Vec<(String, &'static str, String, usize)>,
    state: &'a str,
    rows: Vec<Row>,
    total: usize,
    uploads: Vec<Waiting>,
}

/// A dataset.
struct Row {
    id: String,
    title: String,
    grain: String,
    class: &'static str,
    word: String,
    sentence: String,
    from: String,
    last: String,
    wider: String,
    counted: Option<Counted>,
}

/// Schools or townships.
struct Counted {
    asked: usize,
    handed_in: usize,
    /// Name, code, class and word.
    missing: Vec<(String, String, &'static str, String)>,
}

/// An upload that waits for something.
pub(super) struct Waiting {
    pub id: String,
    pub dataset: String,
    pub place: String,
    pub file: String,
    pub at: String,
    pub word: String,
}

#[derive(Deserialize)]
pub(in crate::web) struct Ask {
    #[serde(default)]
    state: String,
}

pub(in crate::web) async fn show(visit: Visit, Query(ask): Query<Ask>) -> Result<Html<String>, Trouble> {
    let page = Page::new(&visit, "data-title");
    let (ground, caller, workspace) = (ground(&visit).await?, visit.caller()?, &visit.app.workspace);
    let reach = Reach::of(caller, Right::Data, &workspace.pack, &ground.tree);
    let lines = report::due(&workspace.pack, &visit.edge, &ground, &reach).await?;
    let mut counts: BTreeMap<State, usize> = BTreeMap::new();
    for standing in lines.iter().filter_map(|line| line.standing) {
        *counts.entry(standing.state).or_default() += 1;
    }
    let states = State::ALL.into_iter().map(|state| {
        (name(&state), class(state), page.t(state.key()), counts.get(&state).copied().unwrap_or_default())
    });
    let total = lines.len();
    let asked =
        |line: &&Line| ask.state.is_empty() || line.standing.is_some_and(|standing| name(&standing.state) == ask.state);
    let rows: Vec<_> = lines.iter().filter(asked).map(|line| row(&visit, &page, &ground, line)).collect();
    let uploads = upload::unfinished(workspace, &ground.tree, caller).await?;
    Ok(html(&Show {
        page: &page,
        states: states.collect(),
        state: &ask.state,
        rows,
        total,
        uploads: uploads.iter().map(|upload| waiting(&visit, &page, &ground, upload)).collect(),
    }))
}

fn row(visit: &Visit, page: &Page<'_>, ground: &Ground, line: &Line<'_>) -> Row {
    let words = page.words();
    let pack = &visit.app.workspace.pack;
    let told = line.standing.map(|standing| told(words, ground, standing));
    let (class, word, sentence) = match told {
        Some(told) => (told.class, told.word, told.sentence),
        None => ("no_data", page.t("data-not-asked"), String::new()),
    };
    let last = line.last.as_ref().map(|last| {
        let args = [
            ("as_of", words.date(last.as_of)),
            ("rows", last.rows.to_string()),
            ("by", ground.name(&last.importer).to_owned()),
            ("at", page.moment(&last.recorded_at)),
        ];
        words.with("data-last", &args.each_ref().map(|(name, value)| (*name, value.as_str())))
    });
    let counted = line.reporters.as_ref().filter(|reporters| reporters.asked > 1).map(|reporters| Counted {
        asked: reporters.asked,
        handed_in: reporters.handed_in,
        missing: reporters
            .missing
            .iter()
            .map(|one| {
                let state = one.standing.state;
                (one.name.clone(), one.code.clone(), super::class(state), page.t(state.key()))
            })
            .collect(),
    });
    Row {
        id: line.dataset.id.clone(),
        title: line.dataset.title.get(words.0).to_owned(),
        grain: line.dataset.grain.get(words.0).to_owned(),
        class,
        word,
        sentence,
        from: line.report.map(|report| reporter(page, pack, report)).unwrap_or_default(),
        last: match (last, line.wider) {
            (Some(last), _) => last,
            (None, Some(_)) => String::new(),
            (None, None) => page.t("data-last-none"),
        },
        wider: line.wider.map(|day| page.tv("data-wider", words.date(day))).unwrap_or_default(),
        counted,
    }
}

pub(super) fn waiting(visit: &Visit, page: &Page<'_>, ground: &Ground, upload: &Upload) -> Waiting {
    let dataset = visit.app.workspace.pack.datasets.get(&upload.dataset);
    Waiting {
        id: upload.id.clone(),
        dataset: dataset.map_or(upload.dataset.as_str(), |dataset| dataset.title.get(page.words().0)).to_owned(),
        place: place(page, ground, &upload.scope),
        file: upload.source_name.clone(),
        at: page.moment(&upload.created_at),
        word: page.t(upload.state.key()),
    }
}
