//! Indicators (指标): the catalogue, and one indicator with its definition, its figures and where they come from.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Html,
};
use lake::compute::{Figure, Flag};
use policy::{access::Right, indicator::Level};
use serde::{Deserialize, Serialize};

use super::{
    guard::Visit,
    page::{Page, html},
    trouble::Trouble,
    view::{Row, rows},
};
use crate::{
    services::indicator,
    telling::Quantity,
    words::{Words, word},
};

#[derive(Template)]
#[template(path = "indicators/list.html")]
struct List<'a> {
    page: &'a Page<'a>,
    query: &'a str,
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
pub(super) struct Search {
    #[serde(default)]
    q: String,
}

/// The catalogue; those that the plan promises something of come first.
pub(super) async fn list(visit: Visit, Query(search): Query<Search>) -> Result<Html<String>, Trouble> {
    let pack = &visit.app.workspace.pack;
    let board = visit.app.board(&visit.edge).await?;
    let standings = board.standings(pack);
    let page = Page::new(&visit, "indicators-title");
    let words = page.words();
    let sought = search.q.trim().to_lowercase();
    let found = pack.indicators.values().filter(|one| {
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
    Ok(html(&List { page: &page, query: search.q.trim(), entries }))
}

#[derive(Template)]
#[template(path = "indicators/show.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    meaning: String,
    kind: String,
    unit: String,
    direction: String,
    versions: Vec<Version>,
    targets: Vec<Row>,
    years: Vec<Year>,
    columns: Vec<i16>,
    units: Vec<Unit>,
    flags: Vec<(String, String)>,
    sources: Vec<Source>,
    chart: String,
}

struct Version {
    from: i16,
    source: String,
    decided_by: String,
    unverified: bool,
    breaks_series: bool,
}

struct Year {
    period: i16,
    numerator: String,
    denominator: String,
    value: Option<String>,
    target: String,
    facts_of: String,
    flags: Vec<String>,
}

struct Unit {
    code: String,
    name: String,
    level: String,
    values: Vec<Option<String>>,
}

struct Source {
    dataset: String,
    as_of: String,
    file: String,
    sha256: String,
    importer: String,
    rows: u64,
}

/// What the chart draws; the table beside it says the same.
#[derive(Serialize)]
struct Chart<'a> {
    title: &'a str,
    years: Vec<i16>,
    values: Vec<Option<f64>>,
    targets: Vec<Option<f64>>,
    value: String,
    target: String,
}

/// One indicator: its definition, the years, the units, the files.
pub(super) async fn show(visit: Visit, Path(id): Path<String>) -> Result<Html<String>, Trouble> {
    let workspace = &visit.app.workspace;
    let pack = &workspace.pack;
    let board = visit.app.board(&visit.edge).await?;
    let scopes = visit.caller()?.scopes(Right::Schools);
    let table = indicator::table(workspace, &board, &id, &scopes).await?;
    let words = visit.words();
    let indicator = table.indicator;
    let quantity = Quantity { words, pack, indicator };
    let district = board.tree.district.as_str();
    let standings = board.standings(pack);
    let targets: Vec<_> = standings.iter().filter(|one| one.indicator.id == id).collect();
    let aims: BTreeMap<i16, _> =
        targets.iter().filter(|one| one.org == district).map(|one| (one.target.period, one.target.value)).collect();
    let mut flags = BTreeMap::new();
    let mut year = |(year, inputs, figure): &(i16, &lake::inputs::Inputs, Option<Figure>)| {
        let open = figure.as_ref().filter(|figure| !figure.flags.contains(&Flag::Confidential));
        let part = |number: Option<policy::number::Number>| number.map(|one| one.to_string()).unwrap_or_default();
        let own = figure.iter().flat_map(|figure| &figure.flags);
        flags.extend(own.clone().map(|flag| (words.say(flag.key()), words.say(&format!("{}.meaning", flag.key())))));
        Year {
            period: *year,
            numerator: part(open.and_then(|figure| figure.numerator)),
            denominator: part(open.and_then(|figure| figure.denominator)),
            value: open.and_then(|figure| figure.value).map(|value| quantity.value(value)),
            target: aims.get(year).map(|aim| quantity.exact(*aim)).unwrap_or_default(),
            facts_of: inputs.newest_as_of.map(|day| words.date(day)).unwrap_or_default(),
            flags: own.map(|flag| words.say(flag.key())).collect(),
        }
    };
    let years: Vec<_> = table.years.iter().map(&mut year).collect();
    let columns: Vec<i16> = table.years.iter().map(|(year, ..)| *year).collect();
    let shown = |figure: &Figure| {
        let open = !figure.flags.contains(&Flag::Confidential);
        let hidden = || words.say("value-confidential");
        figure.value.map(|value| if open { quantity.value(value) } else { hidden() })
    };
    let units = table.units.iter().map(|unit| Unit {
        code: unit.code.clone(),
        name: unit.name.clone(),
        level: words.say(level(unit.level)),
        values: columns.iter().map(|year| unit.figures.get(year).and_then(shown)).collect(),
    });
    let latest = table.years.iter().rev().find(|(_, inputs, _)| !inputs.snapshots.is_empty());
    let lake = &board.computed.lake;
    let sources = latest.iter().flat_map(|(_, inputs, _)| &inputs.snapshots).filter_map(|id| lake.snapshot(id).ok());
    let sources = sources.map(|one| Source {
        dataset: pack.datasets.get(&one.dataset).map_or(one.dataset.clone(), |it| it.title.get(words.0).to_owned()),
        as_of: words.date(one.as_of),
        file: one.source_name.clone(),
        sha256: one.source_sha256.clone(),
        importer: one.importer.clone(),
        rows: one.rows,
    });
    let number = |value: policy::number::Number| value.0.to_string().parse::<f64>().ok();
    let open = |figure: &Option<Figure>| {
        let figure = figure.as_ref().filter(|figure| !figure.flags.contains(&Flag::Confidential))?;
        figure.value.and_then(number)
    };
    let chart = Chart {
        title: indicator.title.get(words.0),
        years: columns.clone(),
        values: table.years.iter().map(|(_, _, figure)| open(figure)).collect(),
        targets: columns.iter().map(|year| aims.get(year).copied().and_then(number)).collect(),
        value: words.say("column-value"),
        target: words.say("column-target"),
    };
    let page = Page::named(&visit, indicator.title.get(words.0).to_owned());
    Ok(html(&Show {
        page: &page,
        meaning: indicator.meaning.get(words.0).to_owned(),
        kind: word(words, "formula", &indicator.kind),
        unit: word(words, "unit", &indicator.unit),
        direction: word(words, "direction", &indicator.direction),
        versions: versions(indicator, words),
        targets: rows(words, pack, targets.into_iter()),
        years,
        columns: columns.clone(),
        units: units.collect(),
        flags: flags.into_iter().collect(),
        sources: sources.collect(),
        // Nothing in a text may end the element that carries it.
        chart: serde_json::to_string(&chart).map_err(anyhow::Error::from)?.replace('<', "\\u003c"),
    }))
}

fn versions(indicator: &policy::indicator::Indicator, words: Words) -> Vec<Version> {
    let version = |one: &policy::indicator::Version| Version {
        from: one.from,
        source: one.source.clone(),
        decided_by: one.decided_by.get(words.0).to_owned(),
        unverified: one.unverified,
        breaks_series: one.breaks_series,
    };
    indicator.versions.iter().map(version).collect()
}

/// Fluent key of a level.
const fn level(level: Level) -> &'static str {
    match level {
        Level::District => "level-district",
        Level::Township => "level-township",
        Level::School => "level-school",
    }
}
