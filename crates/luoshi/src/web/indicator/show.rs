//! One indicator: what it means, how it went, and where.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Html,
};
use policy::{
    access::Right,
    indicator::{Indicator, Kind},
    status::Flag,
};
use serde_json::json;

use super::{
    Told,
    places::{Ask, Line, lines},
};
use crate::{
    services::indicator::{self, District, Standing},
    telling::Quantity,
    web::{
        guard::Visit,
        page::{Page, html},
        trouble::{Trouble, missing},
        view::{Row, rows},
    },
    words::word,
};

#[derive(Template)]
#[template(path = "indicator/show.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    id: &'a str,
    meaning: &'a str,
    facts: Vec<(String, String)>,
    versions: Vec<Version>,
    years: Vec<Period>,
    /// Points of the chart as JSON that can stand in a script element; none without any value.
    chart: Option<String>,
    targets: Vec<Row>,
    ask: &'a Ask,
    year: Option<i16>,
    lines: Vec<Line>,
    /// Whether the caller sees places at all.
    has_places: bool,
    /// Whether the caller may look at rows, and there can be any.
    has_rows: bool,
    /// The same for the district's own rows.
    has_district_rows: bool,
}

struct Version {
    from: i16,
    source: String,
    decided_by: String,
    breaks_series: bool,
    unverified: bool,
}

struct Period {
    year: i16,
    told: Told,
    facts_of: String,
    targets: Vec<Row>,
    has_figure: bool,
}

pub(in crate::web) async fn show(
    visit: Visit,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Html<String>, Trouble> {
    let pack = &visit.app.workspace.pack;
    let indicator = pack.indicators.get(&id).ok_or_else(missing)?;
    let board = visit.app.board(&visit.edge).await?;
    let standings = indicator::status(pack, &board.computed)?;
    let own: Vec<_> = standings.iter().filter(|one| one.indicator.id == id).collect();
    let page = Page::named(&visit, indicator.title.get(visit.words().0).to_owned());
    let words = page.words();
    let quantity = Quantity { words, pack, indicator };
    let district = indicator::district(&board, indicator);
    let org = board.tree.district.as_str();
    let judged: Vec<_> = own.iter().copied().filter(|one| one.org == org).collect();
    let all_years: BTreeSet<i16> =
        district.iter().map(|one| one.year).chain(own.iter().map(|one| one.target.period)).collect();
    let years = all_years.iter().map(|&year| {
        let found = district.iter().find(|one| one.year == year);
        let figure = found.and_then(|one| one.figure.as_ref());
        Period {
            year,
            told: Told::new(&page, quantity, figure),
            facts_of: found.and_then(|one| one.facts_of).map(|day| words.date(day)).unwrap_or_default(),
            targets: rows(words, pack, judged.iter().copied().filter(|one| one.target.period == year)),
            has_figure: figure.is_some_and(|figure| figure.value.is_some()),
        }
    });
    let year = ask.year(&district);
    let lines = match year {
        Some(year) => lines(&visit, &page, &board, indicator, &ask, year)?,
        None => Vec::new(),
    };
    let has_rows = page.may(Right::Rows) && indicator.kind != Kind::Manual;
    let has_district_rows = has_rows && visit.caller()?.scopes(Right::Rows).contains(&org);
    Ok(html(&Show {
        page: &page,
        id: &id,
        meaning: indicator.meaning.get(words.0),
        facts: vec![
            (page.t("column-kind"), word(words, "formula", &indicator.kind)),
            (page.t("column-unit"), word(words, "unit", &indicator.unit)),
            (page.t("column-direction"), word(words, "direction", &indicator.direction)),
            (page.t("column-reference"), indicator.reference.clone()),
        ],
        versions: versions(&page, indicator),
        years: years.collect(),
        chart: chart(&page, &all_years, &district, &judged),
        targets: rows(words, pack, own.iter().copied()),
        ask: &ask,
        year,
        lines,
        has_places: page.may(Right::Schools),
        has_rows,
        has_district_rows,
    }))
}

fn versions(page: &Page<'_>, indicator: &Indicator) -> Vec<Version> {
    let version = |one: &policy::indicator::Version| Version {
        from: one.from,
        source: one.source.clone(),
        decided_by: one.decided_by.get(page.words().0).to_owned(),
        breaks_series: one.breaks_series,
        unverified: one.unverified,
    };
    indicator.versions.iter().rev().map(version).collect()
}

/// What the chart draws: the table beside it has the same figures.
fn chart(page: &Page<'_>, years: &BTreeSet<i16>, district: &[District], judged: &[&Standing<'_>]) -> Option<String> {
    let value = |year: &i16| {
        let figure = district.iter().find(|one| one.year == *year)?.figure.as_ref()?;
        if figure.flags.contains(&Flag::Confidential) { None } else { figure.value }
    };
    let target = |year: &i16| judged.iter().find(|one| one.target.period == *year).map(|one| one.target.value);
    let values: Vec<_> = years.iter().map(value).collect();
    if values.iter().all(Option::is_none) {
        return None;
    }
    let points = |numbers: &[Option<policy::number::Number>]| -> Vec<Option<f64>> {
        numbers.iter().map(|number| number.and_then(|number| number.to_string().parse().ok())).collect()
    };
    let targets: Vec<_> = years.iter().map(target).collect();
    let data = json!({
        "years": years,
        "series": [
            { "name": page.t("column-value"), "points": points(&values) },
            { "name": page.t("column-target"), "points": points(&targets) },
        ],
    });
    Some(data.to_string().replace('<', "\\u003c"))
}
