//! One indicator: its definition, the years, the townships and schools, the files; and what it was at another date.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Html,
};
use jiff::{Timestamp, civil::Date};
use lake::{
    compute::Figure,
    snapshot::{Cut, Snapshot},
};
use policy::{
    access::Right,
    indicator::{Indicator, Kind, Level},
    number::Number,
    pack::Pack,
};
use serde::{Deserialize, Serialize};

use super::{Source, Told, level, open, units};
use crate::{
    edge,
    services::{
        board::Board,
        indicator::{self, Compared, Why},
        reconciliation,
    },
    telling::Quantity,
    web::{
        guard::Visit,
        page::{Page, html},
        table::{Column, Sort, address},
        trouble::Trouble,
        view::{Row, rows},
    },
    words::{Words, word},
};

#[derive(Template)]
#[template(path = "indicators/show.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    id: &'a str,
    ask: &'a Ask,
    meaning: String,
    kind: String,
    unit: String,
    direction: String,
    versions: Vec<Version>,
    targets: Vec<Row>,
    years: Vec<Year>,
    columns: Vec<Column>,
    units: Vec<Unit>,
    /// Where the table of units is taken along.
    export: String,
    flags: Vec<(String, String)>,
    /// The reconciliations that the figures rest on: a sentence and the page.
    rests: Vec<(String, String)>,
    /// Whether the indicator waits for a reconciliation.
    waits: bool,
    /// Other indicators that count the same thing: address, title and newest figure.
    beside: Vec<(String, String, String)>,
    sources: Vec<Source>,
    chart: String,
    /// Whether the caller may look at the rows of townships and schools, and at those of the district.
    has_rows: bool,
    has_district_rows: bool,
    compared: Option<Vec<Change>>,
    compared_day: String,
}

/// What the address says; an empty text says nothing.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Ask {
    sort: String,
    /// A day: the figures as they stood then are shown beside those of now.
    compare: String,
    /// `now`: with everything that is known by now; else as it was known at the end of that day.
    known: String,
}

/// A year that is compared.
struct Change {
    period: i16,
    then: Option<String>,
    now: Option<String>,
    difference: Option<String>,
    why: Vec<String>,
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
    told: Told,
    target: String,
    facts_of: String,
    flags: Vec<String>,
}

struct Unit {
    code: String,
    name: String,
    level: String,
    /// Where the unit has a page of its own.
    link: String,
    values: Vec<Option<String>>,
    /// Where the rows of the newest year with a figure are.
    rows: Option<String>,
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

pub(in crate::web) async fn show(
    visit: Visit,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Html<String>, Trouble> {
    let workspace = &visit.app.workspace;
    let pack = &workspace.pack;
    let board = visit.app.board(&visit.edge).await?;
    let caller = visit.caller()?;
    let scopes = caller.scopes(Right::Schools);
    let mut table = indicator::table(workspace, &board, &id, &scopes).await?;
    let words = visit.words();
    let indicator = table.indicator;
    let page = Page::named(&visit, indicator.title.get(words.0).to_owned());
    let quantity = Quantity { words, pack, indicator };
    let district = board.tree.district.as_str();
    let standings = board.standings(pack);
    let targets: Vec<_> = standings.iter().filter(|one| one.indicator.id == id).collect();
    let aims: BTreeMap<i16, _> =
        targets.iter().filter(|one| one.org == district).map(|one| (one.target.period, one.target.value)).collect();
    let mut flags = BTreeMap::new();
    let mut year = |(year, inputs, figure): &(i16, &lake::inputs::Inputs, Option<Figure>)| {
        let own = figure.iter().flat_map(|figure| &figure.flags);
        flags.extend(own.clone().map(|flag| (words.say(flag.key()), words.say(&format!("{}.meaning", flag.key())))));
        Year {
            period: *year,
            told: Told::new(quantity, figure.as_ref()),
            target: aims.get(year).map(|aim| quantity.exact(*aim)).unwrap_or_default(),
            facts_of: inputs.newest_as_of.map(|day| words.date(day)).unwrap_or_default(),
            flags: own.map(|flag| words.say(flag.key())).collect(),
        }
    };
    let years: Vec<_> = table.years.iter().map(&mut year).collect();
    let periods: Vec<i16> = table.years.iter().map(|(year, ..)| *year).collect();
    units::sort(&mut table.units, &ask.sort);
    let path = format!("/indicators/{id}");
    let header = |name: &str, title: String, is_number| {
        let (compare, known) = (ask.compare.as_str(), ask.known.as_str());
        let link = |sort: &str| address(&path, &[("sort", sort), ("compare", compare), ("known", known)]) + "#h-units";
        Sort(&ask.sort).header(name, title, is_number, link)
    };
    let mut columns =
        vec![header("name", page.t("column-org"), false), header("level", page.t("indicator-level"), false)];
    columns.extend(periods.iter().map(|year| header(&year.to_string(), year.to_string(), true)));
    let is_computed = indicator.kind != Kind::Manual;
    let row_scopes = caller.scopes(Right::Rows);
    let has_rows = is_computed && !row_scopes.is_empty();
    let unit = |unit: &indicator::Unit| {
        let newest = periods.iter().rev().find(|year| unit.figures.get(year).is_some_and(|one| one.value.is_some()));
        let may = has_rows && indicator::reaches(&board.tree, &row_scopes, &unit.code);
        let rows = newest
            .filter(|_| may)
            .map(|year| address(&format!("{path}/rows"), &[("org", &unit.code), ("period", &year.to_string())]));
        Unit {
            code: unit.code.clone(),
            name: unit.name.clone(),
            level: words.say(level(unit.level)),
            link: unit_page(unit),
            values: periods.iter().map(|year| Told::new(quantity, unit.figures.get(year)).value).collect(),
            rows,
        }
    };
    let latest = table.years.iter().rev().find(|(_, inputs, _)| !inputs.snapshots.is_empty());
    let read = latest.map_or(&[][..], |(_, inputs, _)| &inputs.snapshots);
    let mut rests = Vec::new();
    let has_value = |figure: &Option<Figure>| figure.as_ref().is_some_and(|figure| figure.value.is_some());
    for (year, inputs, _) in table.years.iter().rev().filter(|(_, _, figure)| has_value(figure)) {
        let runs = reconciliation::rests_on(workspace, &inputs.snapshots).await?;
        rests.extend(runs.iter().map(|told| rests_on(&page, *year, told)));
    }
    let beside = indicator::beside(workspace, &board, indicator).await?;
    let compared = match ask.compare.parse::<Date>() {
        Ok(day) => Some(compare(&visit, &page, &board, quantity, day, &ask, &scopes).await?),
        Err(_) => None,
    };
    Ok(html(&Show {
        page: &page,
        id: &id,
        meaning: indicator.meaning.get(words.0).to_owned(),
        kind: word(words, "formula", &indicator.kind),
        unit: word(words, "unit", &indicator.unit),
        direction: word(words, "direction", &indicator.direction),
        versions: versions(indicator, words),
        chart: chart(words, indicator.title.get(words.0), &table.years, &aims)?,
        targets: rows(words, pack, targets.into_iter()),
        years,
        columns,
        units: table.units.iter().map(unit).collect(),
        export: address(&format!("{path}/units"), &[("sort", &ask.sort)]),
        flags: flags.into_iter().collect(),
        waits: rests.is_empty() && pack.is_reconciled(indicator),
        rests,
        beside: beside.into_iter().map(|(other, newest)| counted_beside(&page, pack, other, newest)).collect(),
        sources: indicator::sources(&board, read, &scopes)
            .into_iter()
            .map(|one| Source::new(&page, pack, one))
            .collect(),
        has_rows,
        has_district_rows: has_rows && row_scopes.contains(&district),
        compared_day: ask.compare.parse::<Date>().map(|day| words.date(day)).unwrap_or_default(),
        compared,
        ask: &ask,
    }))
}

/// The reconciliation that figures rest on, and its page.
fn rests_on(page: &Page<'_>, year: i16, told: &reconciliation::Told) -> (String, String) {
    let (year, number, day) = (year.to_string(), told.run.number.to_string(), page.date(told.run.as_of));
    let sentence = page.words().with("reconcile-rests-on", &[("year", &year), ("number", &number), ("date", &day)]);
    (sentence, address("/reconciliation", &[("run", &told.run.id)]))
}

/// Another indicator with its newest figure in words.
fn counted_beside(
    page: &Page<'_>,
    pack: &Pack,
    other: &Indicator,
    newest: Option<(i16, Figure)>,
) -> (String, String, String) {
    let quantity = Quantity { words: page.words(), pack, indicator: other };
    let told = newest.and_then(|(year, figure)| Some((year, Told::new(quantity, Some(&figure)).value?)));
    let figure = match told {
        Some((year, value)) => format!("{} {value}", page.tv("year", year)),
        None => page.t("status-no-data"),
    };
    (format!("/indicators/{}", other.id), other.title.get(page.words().0).to_owned(), figure)
}

/// The page of a township or school.
fn unit_page(unit: &indicator::Unit) -> String {
    match unit.level {
        Level::Township => format!("/townships/{}", unit.code),
        _ => format!("/schools/{}", unit.code),
    }
}

async fn compare(
    visit: &Visit,
    page: &Page<'_>,
    board: &Board,
    quantity: Quantity<'_>,
    day: Date,
    ask: &Ask,
    scopes: &[&str],
) -> Result<Vec<Change>, Trouble> {
    let now: Timestamp = board.computed.cut.known_at;
    let known_at = if ask.known == "now" { now } else { edge::end_of(day).map_err(anyhow::Error::from)?.min(now) };
    let cut = Cut { as_of: day, known_at };
    let compared = indicator::compare(&visit.app.workspace, board, &quantity.indicator.id, cut, scopes).await?;
    let change = |one: &Compared| {
        let number = |figure: &Option<Figure>| figure.as_ref().and_then(open);
        let difference = number(&one.now).zip(number(&one.then)).map(|(now, then)| Number(now.0 - then.0));
        let told = |figure: &Option<Figure>| Told::new(quantity, figure.as_ref()).value;
        let signed = |number: Number| {
            let sign = if number.0 > Number::from(0).0 { "+" } else { "" };
            format!("{sign}{}", quantity.difference(number))
        };
        Change {
            period: one.year,
            then: told(&one.then),
            now: told(&one.now),
            difference: difference.map(signed),
            why: one.why.iter().map(|why| reason(visit, page, why)).collect(),
        }
    };
    Ok(compared.iter().map(change).collect())
}

/// Why a figure differs, in words.
fn reason(visit: &Visit, page: &Page<'_>, why: &Why) -> String {
    let words = page.words();
    let file = |key: &str, one: &Snapshot| {
        let pack = &visit.app.workspace.pack;
        let dataset = pack.datasets.get(&one.dataset).map_or(one.dataset.as_str(), |it| it.title.get(words.0));
        let (as_of, at) = (words.date(one.as_of), page.moment(&one.recorded_at));
        words.with(key, &[("dataset", dataset), ("day", &as_of), ("file", &one.source_name), ("at", &at)])
    };
    match why {
        Why::Definition => words.say("compare-definition"),
        Why::Came(one) => file("compare-came", one),
        Why::Went(one) => file("compare-went", one),
        Why::Reference { then, now } => {
            words.with("compare-reference", &[("then", &words.date(*then)), ("now", &words.date(*now))])
        }
        Why::Elsewhere => words.say("compare-elsewhere"),
        Why::Other => words.say("compare-other"),
    }
}

/// What the chart draws, ready to stand in the page.
fn chart(
    words: Words,
    title: &str,
    years: &[(i16, &lake::inputs::Inputs, Option<Figure>)],
    aims: &BTreeMap<i16, Number>,
) -> Result<String, Trouble> {
    let number = |value: Number| value.0.to_string().parse::<f64>().ok();
    let chart = Chart {
        title,
        years: years.iter().map(|(year, ..)| *year).collect(),
        values: years.iter().map(|(_, _, figure)| figure.as_ref().and_then(open).and_then(number)).collect(),
        targets: years.iter().map(|(year, ..)| aims.get(year).copied().and_then(number)).collect(),
        value: words.say("column-value"),
        target: words.say("column-target"),
    };
    // Nothing in a text may end the element that carries it.
    Ok(serde_json::to_string(&chart).map_err(anyhow::Error::from)?.replace('<', "\\u003c"))
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
