//! The profile of a school or township: facts, figures among peers and against what is asked for, data, history.

use askama::Template;
use axum::{extract::Path, response::Html};
use lake::compute::Flag;
use policy::{
    access::Right,
    dataset::{ColumnType, ORG_CHANGES, SCHOOLS},
    indicator::{Kind, Level, Rule},
};

use super::list::show_in_list;
use crate::{
    services::{
        board::Board,
        indicator::reaches,
        school::{self, Held, Measured, Profile},
    },
    telling::{self, Heading, Quantity},
    web::{
        guard::Visit,
        indicators::{Told, open},
        page::{Page, html},
        table::address,
        trouble::Trouble,
    },
    words::{Words, word},
};

#[derive(Template)]
#[template(path = "schools/show.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    code: &'a str,
    is_school: bool,
    open: bool,
    /// Code of the township, for whoever may see its page, and its name.
    above: Option<(Option<String>, String)>,
    facts: Vec<(String, String)>,
    /// What it is compared with.
    peers: String,
    figures: Vec<Line>,
    lacking: Vec<(String, String, i16, usize)>,
    data: Vec<Data>,
    history: Vec<Event>,
    schools: Vec<(String, String)>,
}

struct Line {
    indicator: String,
    title: String,
    year: i16,
    value: String,
    /// Where the rows behind the figure are.
    rows: Option<String>,
    median: String,
    position: String,
    district: String,
    asked: Vec<Asked>,
    facts_of: String,
}

/// What is asked for: a standard or a target.
struct Asked {
    text: String,
    /// For style sheets; empty when nothing follows for this place.
    met: &'static str,
}

struct Data {
    dataset: String,
    as_of: String,
    file: String,
    state: String,
    is_fresh: bool,
}

struct Event {
    day: String,
    text: String,
}

pub(in crate::web) async fn school(visit: Visit, Path(code): Path<String>) -> Result<Html<String>, Trouble> {
    show(&visit, Level::School, &code).await
}

pub(in crate::web) async fn township(visit: Visit, Path(code): Path<String>) -> Result<Html<String>, Trouble> {
    show(&visit, Level::Township, &code).await
}

async fn show(visit: &Visit, level: Level, code: &str) -> Result<Html<String>, Trouble> {
    let workspace = &visit.app.workspace;
    let board = visit.app.board(&visit.edge).await?;
    let pack = &workspace.pack;
    let profile = school::profile(workspace, &board, visit.caller()?, level, code).await?;
    let page = Page::named(visit, profile.org.name.clone());
    let words = page.words();
    let facts = facts(visit, &profile);
    let kind = profile.school.and_then(|school| school.kind.as_deref());
    let heading = pack.datasets.get(SCHOOLS).and_then(|dataset| dataset.column(policy::dataset::SCHOOL_TYPE));
    let kind = heading.map(|column| Heading::of_dataset(words, pack, column).cell(kind)).unwrap_or_default();
    let peers = match level {
        Level::School => words.with("school-peers", &[("kind", &kind), ("count", &profile.peers.to_string())]),
        _ => page.tn("township-peers", profile.peers),
    };
    let scopes = visit.caller()?.scopes(Right::Schools);
    let row_scopes = visit.caller()?.scopes(Right::Rows);
    let has_rows = reaches(&board.tree, &row_scopes, code);
    let lacking = profile
        .lacking
        .iter()
        .map(|one| (one.indicator.id.clone(), one.indicator.title.get(words.0).to_owned(), one.year, one.others));
    let history = profile.history.iter().map(|row| event(visit, &board, code, row)).collect::<Result<Vec<_>, _>>()?;
    Ok(html(&Show {
        page: &page,
        code,
        is_school: level == Level::School,
        open: profile.org.open,
        above: profile
            .above
            .map(|org| (Some(org.code.clone()).filter(|code| reaches(&board.tree, &scopes, code)), org.name.clone())),
        facts,
        peers,
        figures: profile.measured.iter().map(|one| line(visit, code, has_rows, one)).collect(),
        lacking: lacking.collect(),
        data: profile.data.iter().map(|one| data(words, one)).collect(),
        history,
        schools: profile.schools.iter().map(|one| (one.code.clone(), one.name.clone())).collect(),
    }))
}

/// What the list of schools says, but for what stands elsewhere on the page.
fn facts(visit: &Visit, profile: &Profile<'_>) -> Vec<(String, String)> {
    let pack = &visit.app.workspace.pack;
    let (Some(school), Some(dataset)) = (profile.school, pack.datasets.get(SCHOOLS)) else { return Vec::new() };
    let elsewhere = ["school_code", "name", "area_code"];
    let columns = dataset.columns.iter().filter(|column| show_in_list(column.privacy));
    let columns = columns.filter(|column| !elsewhere.contains(&column.name.as_str()));
    let told = columns.filter_map(|column| {
        let heading = Heading::of_dataset(visit.words(), pack, column);
        Some((heading.title.clone(), heading.cell(Some(school.facts.get(&column.name)?))))
    });
    told.collect()
}

fn line(visit: &Visit, code: &str, has_rows: bool, one: &Measured<'_>) -> Line {
    let words = visit.words();
    let quantity = Quantity { words, pack: &visit.app.workspace.pack, indicator: one.indicator };
    let value = open(&one.figure);
    let standard = |rule: &&Rule| Asked {
        text: format!("{} {}", word(words, "comparator", &rule.comparator), quantity.exact(rule.value)),
        met: value.map_or("", |value| if rule.comparator.holds(value, rule.value, None) { "met" } else { "off_track" }),
    };
    let target = one.target.as_ref().map(|standing| {
        let told = telling::Told { words, pack: quantity.pack, standing };
        let args = [("goal", told.goal()), ("year", standing.target.period.to_string())];
        Asked { text: words.with("school-target", &args.each_ref().map(|(key, text)| (*key, text.as_str()))), met: "" }
    });
    let position = one.peers.and_then(|peers| Some((peers.position?, peers.count)));
    let told_position = position.map(|(position, count)| {
        words.with("school-position", &[("position", &position.to_string()), ("count", &count.to_string())])
    });
    let rows = format!("/indicators/{}/rows", one.indicator.id);
    let may = has_rows && one.indicator.kind != Kind::Manual && !one.figure.flags.contains(&Flag::Confidential);
    Line {
        indicator: one.indicator.id.clone(),
        title: one.indicator.title.get(words.0).to_owned(),
        year: one.year,
        value: Told::new(quantity, Some(&one.figure)).value.unwrap_or_default(),
        rows: may.then(|| address(&rows, &[("org", code), ("period", &one.year.to_string())])),
        median: one.peers.map(|peers| quantity.value(peers.median)).unwrap_or_default(),
        position: told_position.unwrap_or_default(),
        district: Told::new(quantity, one.district.as_ref()).value.unwrap_or_default(),
        asked: one.rules.iter().map(standard).chain(target).collect(),
        facts_of: one.facts_of.map(|day| words.date(day)).unwrap_or_default(),
    }
}

fn data(words: Words, one: &Held<'_>) -> Data {
    let key = match (one.snapshot, one.stale) {
        (None, _) => "school-data-none",
        (Some(_), true) => "school-data-stale",
        (Some(_), false) => "school-data-fresh",
    };
    Data {
        dataset: one.dataset.title.get(words.0).to_owned(),
        as_of: one.snapshot.map(|one| words.date(one.as_of)).unwrap_or_default(),
        file: one.snapshot.map(|one| one.source_name.clone()).unwrap_or_default(),
        state: words.say(key),
        is_fresh: one.snapshot.is_some() && !one.stale,
    }
}

/// A change in words. The other school is named only to whoever may know of it, and then also what is told in free words.
fn event(
    visit: &Visit,
    board: &Board,
    code: &str,
    row: &std::collections::BTreeMap<String, String>,
) -> Result<Event, Trouble> {
    let words = visit.words();
    let pack = &visit.app.workspace.pack;
    let scopes = visit.caller()?.scopes(Right::Schools);
    let mut knows_all = true;
    let mut side = |column: &str| {
        let other = row.get(column)?;
        if other == code || reaches(&board.tree, &scopes, other) {
            return Some(board.tree.get(other).map_or_else(|| other.clone(), |org| org.name.clone()));
        }
        knows_all = false;
        Some(words.say("school-other"))
    };
    let (from, to) = (side("from_code"), side("to_code"));
    let columns = pack.datasets.get(ORG_CHANGES).into_iter().flat_map(|dataset| &dataset.columns);
    let said = |kind: ColumnType| matches!(kind, ColumnType::Code) || knows_all && matches!(kind, ColumnType::Text);
    let columns = columns.filter(|column| said(column.kind) && !column.unique && show_in_list(column.privacy));
    let mut parts: Vec<_> = columns
        .filter_map(|column| {
            let heading = Heading::of_dataset(words, pack, column);
            let cell = heading.cell(Some(row.get(&column.name)?));
            Some(if column.kind == ColumnType::Code { cell } else { format!("{} {cell}", heading.title) })
        })
        .collect();
    let sides: Vec<_> = [from, to].into_iter().flatten().collect();
    parts.insert(parts.len().min(1), sides.join(" → "));
    let day = row.get("changed_on").and_then(|day| day.parse().ok()).map(|day| words.date(day)).unwrap_or_default();
    Ok(Event { day, text: parts.join(&words.say("list-separator")) })
}
