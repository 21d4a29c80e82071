//! The catalogue: indicators by the action whose targets need them.

use askama::Template;
use axum::{extract::Query, response::Html};
use policy::{indicator::Indicator, plan::Plan};
use serde::Deserialize;

use super::Told;
use crate::{
    services::indicator::{self, District},
    telling::Quantity,
    web::{
        guard::Visit,
        page::{Page, html},
        trouble::Trouble,
        view::{Row, plan, rows},
    },
    words::word,
};

#[derive(Template)]
#[template(path = "indicator/list.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    q: &'a str,
    groups: Vec<(String, Vec<Entry>)>,
    shown: usize,
}

struct Entry {
    id: String,
    title: String,
    unit: String,
    value: String,
    year: Option<i16>,
    targets: Vec<Row>,
}

#[derive(Default, Deserialize)]
pub(in crate::web) struct Search {
    #[serde(default)]
    q: String,
}

pub(in crate::web) async fn show(visit: Visit, Query(search): Query<Search>) -> Result<Html<String>, Trouble> {
    let pack = &visit.app.workspace.pack;
    let plan = plan(pack)?;
    let board = visit.app.board(&visit.edge).await?;
    let standings = indicator::status(pack, &board.computed)?;
    let page = Page::new(&visit, "indicators-title");
    let words = page.words();
    let q = search.q.trim();
    let mut titles = vec![page.t("plan-goals")];
    titles.extend(
        plan.actions
            .iter()
            .map(|action| format!("{} {}", page.tv("action-number", action.number), action.title.get(words.0))),
    );
    titles.extend([page.t("plan-safeguards"), page.t("indicators-supporting")]);
    let mut groups: Vec<(String, Vec<Entry>)> = titles.into_iter().map(|title| (title, Vec::new())).collect();
    for one in pack.indicators.values().filter(|one| fits(one, q)) {
        let newest = |year: &District| year.figure.as_ref().is_some_and(|figure| figure.value.is_some());
        let newest = indicator::district(&board, one).into_iter().rev().find(newest);
        let figure = newest.as_ref().and_then(|year| year.figure.as_ref());
        let told = Told::new(&page, Quantity { words, pack, indicator: one }, figure);
        let entry = Entry {
            id: one.id.clone(),
            title: one.title.get(words.0).to_owned(),
            unit: word(words, "unit", &one.unit),
            value: told.value,
            year: newest.map(|year| year.year),
            targets: rows(words, pack, standings.iter().filter(|standing| standing.indicator.id == one.id)),
        };
        let place = place(plan, &one.id);
        if let Some((_, entries)) = groups.get_mut(place) {
            entries.push(entry);
        }
    }
    groups.retain(|(_, entries)| !entries.is_empty());
    let shown = groups.iter().map(|(_, entries)| entries.len()).sum();
    Ok(html(&Show { page: &page, q, groups, shown }))
}

/// The group of an indicator: the goals, the actions, the safeguards, then what has no target. The first target decides.
fn place(plan: &Plan, indicator: &str) -> usize {
    let needs = |one: &&policy::plan::Commitment| one.targets.iter().any(|target| target.indicator == indicator);
    let action = |number: u32| plan.actions.iter().position(|action| action.number == number).map(|at| at + 1);
    match plan.commitments.iter().find(needs) {
        None => plan.actions.len() + 2,
        Some(one) if one.safeguard.is_some() => plan.actions.len() + 1,
        Some(one) => plan.task(one).and_then(|task| action(task.action)).unwrap_or_default(),
    }
}

/// Whether every word of a search occurs in names, meaning or id, in either language.
fn fits(indicator: &Indicator, q: &str) -> bool {
    let texts = [&indicator.title, &indicator.meaning].map(|text| format!("{} {}", text.zh, text.en));
    let all = format!("{} {}", indicator.id, texts.join(" ")).to_lowercase();
    q.to_lowercase().split_whitespace().all(|word| all.contains(word))
}
