//! The files that somebody may know of, and how many there are by township.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::{
    extract::Query,
    response::{Html, Response},
};
use policy::{
    access::Right,
    casefile::{Rules, State},
};
use serde::Deserialize;

use super::{Line, line};
use crate::{
    services::{
        case::{self, Counts, Found, Listed, Total},
        duty::{Who, unknown_year},
    },
    store::CaseFilter,
    telling::ToldCase,
    web::{
        account::Note,
        data::workbook,
        desk::aside,
        guard::Visit,
        page::{Page, html},
        table::{Pager, address},
        trouble::Trouble,
    },
    words::name,
};

/// Files on one page.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "cases/list.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    ask: &'a Ask,
    /// Whether the pack says how files are worked on.
    has_rules: bool,
    /// Whether files may be seen, and not only counted.
    sees_files: bool,
    /// Day of the facts of the last reconciliation.
    facts_of: Option<String>,
    /// Address, word, class, how many, whether it is the one shown.
    tiles: Vec<(String, String, &'static str, usize, bool)>,
    townships: Vec<(String, String)>,
    steps: Vec<(String, String)>,
    lines: Vec<Line>,
    pager: Pager,
    /// Name of the township, and how many.
    counts: Vec<(String, Total)>,
    all: Total,
    note: Option<Note>,
}

#[derive(Default, Deserialize)]
pub(in crate::web) struct Ask {
    #[serde(default)]
    township: String,
    #[serde(default)]
    state: String,
    /// What comes next.
    #[serde(default)]
    step: String,
    /// `overdue`, `mine`.
    #[serde(default)]
    watch: String,
    #[serde(default)]
    page: String,
}

pub(in crate::web) async fn show(visit: Visit, Query(ask): Query<Ask>) -> Result<Html<String>, Trouble> {
    let (workspace, caller) = (&visit.app.workspace, visit.caller()?);
    let page = Page::new(&visit, "cases-title");
    let (who, day) = (Who::of(caller), page.day());
    let tree = case::places(workspace, &visit.edge, day).await?;
    let told = ToldCase { words: visit.words(), pack: &workspace.pack, tree: &tree };
    let rules = workspace.pack.dropout.as_deref();
    let sees_files = caller.may(Right::CaseFiles) && rules.is_some();
    let Counts { of, all } = case::counts(workspace, Some(caller), day).await?;
    let counts = of.iter().map(|(code, total)| (told.place(code), *total)).collect();
    let declaration = rules.and_then(|rules| rules.reconciliation.as_deref());
    let run = workspace.store.read().await?.finished_run(declaration, None).await?;

    let listed =
        if sees_files { case::list(workspace, who, CaseFilter::default(), day).await? } else { Listed::default() };
    let tiles = tiles(&page, told, &ask, &listed);
    let townships: BTreeSet<&str> = listed.found.iter().map(|one| one.row.case.township.as_str()).collect();
    let townships = townships.into_iter().map(|code| (code.to_owned(), told.place(code))).collect();
    let found: Vec<_> = listed.found.iter().filter(|one| ask.wants(one)).collect();
    let number = ask.page.parse().unwrap_or(1).max(1);
    let pager =
        Pager::new(visit.words(), number, ROWS, found.len(), |page| ask.address(&[("page", &page.to_string())]));
    let shown: Vec<_> = found.into_iter().skip(Pager::offset(number, ROWS)).take(ROWS).collect();
    let rows: Vec<_> = shown.iter().map(|one| &one.row).collect();
    let mut names =
        if rows.is_empty() { BTreeMap::new() } else { case::names(workspace, &visit.edge, who, &rows, day).await? };
    let lines = shown.iter().map(|one| line(&page, told, one, names.remove(&one.row.child))).collect();
    let note = match listed.unknown {
        Some(year) => Some(Note::of(unknown_year(year).into(), &visit)?),
        None => None,
    };
    Ok(html(&Show {
        page: &page,
        has_rules: rules.is_some(),
        sees_files,
        facts_of: run.map(|run| page.date(run.as_of)),
        tiles,
        townships,
        steps: rules.map(|rules| steps(&page, told, rules)).unwrap_or_default(),
        lines,
        pager,
        counts,
        all,
        note,
        ask: &ask,
    }))
}

/// The ledger as a workbook; that somebody took it is logged.
pub(in crate::web) async fn ledger(visit: Visit) -> Result<Response, Trouble> {
    let (app, edge, caller) = (visit.app.clone(), visit.edge.clone(), visit.caller()?.clone());
    let day = visit.day();
    let made = aside(async move || case::ledger(&app.workspace, &edge, &caller, day).await).await?;
    Ok(workbook(made.bytes, &format!("{}.xlsx", made.title)))
}

/// How many files are in each state, how many are overdue and how many wait for the person.
fn tiles(
    page: &Page<'_>,
    told: ToldCase<'_>,
    ask: &Ask,
    listed: &Listed<'_>,
) -> Vec<(String, String, &'static str, usize, bool)> {
    let count = |holds: &dyn Fn(&Found<'_>) -> bool| listed.found.iter().filter(|one| holds(one)).count();
    let link = |state: &str, watch: &str| ask.address(&[("state", state), ("watch", watch), ("page", "")]);
    let mine = count(&|one| one.mine);
    let overdue = count(&|one| one.overdue.is_some());
    let mut tiles = vec![
        (link("", "mine"), page.t("cases-mine"), "at_risk", mine, ask.watch == "mine"),
        (link("", "overdue"), page.t("cases-overdue"), "missed", overdue, ask.watch == "overdue"),
    ];
    tiles.extend(State::ALL.map(|state| {
        let (named, count) = (name(&state), count(&|one| one.row.case.state == state));
        (link(&named, ""), told.state(state), ToldCase::class(state, false), count, ask.state == named)
    }));
    tiles
}

fn steps(page: &Page<'_>, told: ToldCase<'_>, rules: &Rules) -> Vec<(String, String)> {
    let steps = rules.steps.iter().map(|step| (step.id.clone(), told.step(&step.id)));
    let others = [
        ("outcome", "case-next-outcome"),
        ("confirmation", "case-next-confirmation"),
        ("roll", "case-next-roll"),
        ("follow_up", "case-next-follow-up"),
    ];
    steps.chain(others.map(|(id, key)| (id.to_owned(), page.t(key)))).collect()
}

impl Ask {
    fn is_empty(&self) -> bool {
        [&self.township, &self.state, &self.step, &self.watch].into_iter().all(String::is_empty)
    }

    fn wants(&self, one: &Found<'_>) -> bool {
        let case = &one.row.case;
        (self.township.is_empty() || case.township == self.township)
            && (self.state.is_empty() || name(&case.state) == self.state)
            && (self.step.is_empty() || one.next.is_some_and(|next| ToldCase::awaited(&next) == self.step))
            && match self.watch.as_str() {
                "mine" => one.mine,
                "overdue" => one.overdue.is_some(),
                _ => true,
            }
    }

    /// The address of the same list but for some parts.
    fn address(&self, changes: &[(&str, &str)]) -> String {
        let mut query = vec![
            ("township", self.township.as_str()),
            ("state", &self.state),
            ("step", &self.step),
            ("watch", &self.watch),
        ];
        for (name, value) in changes {
            query.retain(|(one, _)| one != name);
            query.push((name, value));
        }
        address("/cases", &query)
    }
}
