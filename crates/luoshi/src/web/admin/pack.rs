use askama::Template;
use axum::{extract::Query, response::Html};
use policy::review::review;
use serde::Deserialize;

use crate::{
    packs,
    services::pack::{figures, unbalanced},
    telling::{finding, places},
    web::{
        guard::Visit,
        page::{Page, html},
        trouble::Trouble,
    },
};

#[derive(Template)]
#[template(path = "admin/pack.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    id: &'a str,
    counts: [(&'static str, usize); 4],
    unbalanced: Vec<String>,
    /// What is wrong with queries and worked cases, when that was asked for: it takes a while.
    figures: Option<Vec<String>>,
    findings: Vec<Found>,
    unread: usize,
}

struct Found {
    sentence: String,
    hint: String,
    /// How it is read meanwhile, why, and who should settle it.
    reading: Option<(String, String, String)>,
    places: String,
    id: String,
}

#[derive(Deserialize)]
pub(in crate::web) struct Ask {
    /// Not empty: make the worked cases too.
    #[serde(default)]
    cases: String,
}

/// What `luoshi pack check` and `luoshi plan check` say of the pack in use.
pub(in crate::web) async fn show(visit: Visit, Query(ask): Query<Ask>) -> Result<Html<String>, Trouble> {
    let workspace = &visit.app.workspace;
    let pack = &workspace.pack;
    let page = Page::new(&visit, "admin-pack-title");
    let words = page.words();
    let figures = if ask.cases.is_empty() { None } else { Some(figures(pack, words).await?) };
    let review = pack.plan.is_some().then(|| review(pack));
    let unit = |id: &str| {
        let found = pack.plan.iter().flat_map(|plan| &plan.units).find(|unit| unit.id == id);
        found.map_or_else(|| id.to_owned(), |unit| unit.name.get(words.0).to_owned())
    };
    let findings = review.iter().flat_map(|review| &review.findings).map(|one| {
        let (sentence, hint) = finding(one, words);
        let reading = one.reading.as_ref().map(|reading| {
            let text = |text: &policy::text::Text| text.get(words.0).to_owned();
            (text(&reading.chosen), text(&reading.because), unit(&reading.to_settle))
        });
        Found { sentence, hint, reading, places: places(&one.places), id: one.id.clone() }
    });
    let commitments = pack.plan.as_ref().map_or(0, |plan| plan.commitments.len());
    Ok(html(&Show {
        page: &page,
        id: &workspace.sources.id,
        counts: [
            ("admin-count-commitments", commitments),
            ("admin-count-indicators", pack.indicators.len()),
            ("admin-count-datasets", pack.datasets.len()),
            ("admin-count-cases", pack.cases.values().map(|cases| cases.cases.len()).sum()),
        ],
        unbalanced: unbalanced(pack).iter().map(|error| packs::render(error, words)).collect(),
        figures,
        unread: review.iter().map(|review| review.unread().count()).sum(),
        findings: findings.collect(),
    }))
}
