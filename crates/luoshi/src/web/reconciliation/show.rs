//! The runs, and what the newest of them (or one that is asked for) counted: changes first.

use askama::Template;
use axum::{
    Form,
    extract::Query,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::{Html, IntoResponse as _, Redirect, Response},
};
use policy::{access::Right, reconcile::Standing};
use serde::Deserialize;

use super::{class, place};
use crate::{
    refusal::Refusal,
    services::{
        reconciliation::{self, Order, Told},
        report,
    },
    web::{
        account::Note,
        desk::Ended,
        guard::Visit,
        page::{Page, html},
        table::{address, csv},
        trouble::{Trouble, missing},
    },
    words::{name, word},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Ask {
    run: String,
}

#[derive(Template)]
#[template(path = "reconciliation/show.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    note: Option<Note>,
    /// What is under way, as a fragment.
    progress: Option<String>,
    shown: Option<Shown>,
    runs: Vec<Line>,
    may_run: bool,
    /// Whether the caller decides about pairs and looks after children.
    may_review: bool,
    today: String,
    /// Whether anything can be learned from what people said.
    may_learn: bool,
}

/// One run in full.
struct Shown {
    title: String,
    number: u64,
    as_of: String,
    made: String,
    learned: bool,
    register: u64,
    roll: u64,
    registered_twice: u64,
    review: u64,
    contradictions: u64,
    /// Share of right links and of pairs found, with their intervals.
    precision: String,
    recall: String,
    tiles: Vec<Tile>,
    /// Before, now, and how many children.
    changes: Vec<(String, String, &'static str, u64)>,
    first: bool,
    columns: Vec<String>,
    areas: Vec<Area>,
    snapshot: String,
    export: String,
}

struct Tile {
    class: &'static str,
    word: String,
    count: u64,
    link: String,
}

struct Area {
    name: String,
    counts: Vec<u64>,
    all: u64,
}

struct Line {
    link: String,
    number: u64,
    as_of: String,
    made: String,
    class: &'static str,
    word: String,
    not_found: String,
    uncertain: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "reconciliation/progress.html")]
struct UnderWay<'a> {
    page: &'a Page<'a>,
    sentence: String,
    may_cancel: bool,
}

pub(in crate::web) async fn show(visit: Visit, Query(ask): Query<Ask>) -> Result<Html<String>, Trouble> {
    answer(&visit, &ask, None).await
}

#[derive(Deserialize)]
pub(in crate::web) struct Fields {
    #[serde(default)]
    on: String,
    #[serde(default)]
    learn: String,
}

/// Starts a run beside the pages.
pub(in crate::web) async fn run(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    let started = async {
        let on = fields.on.parse().map_err(|_| Refusal::new("reconciliation-day"))?;
        reconciliation::declaration(&visit.app.workspace.pack, None)?;
        let order = Order { declaration: None, on, learn: !fields.learn.is_empty() };
        if !visit.app.desk.compare(order, &visit.caller()?.person.login, visit.words()) {
            return Err(Trouble::from(Refusal::new("reconciliation-under-way")));
        }
        visit.app.bell.notify_one();
        Ok(())
    };
    match started.await {
        Ok(()) => Ok(Redirect::to("/reconciliation").into_response()),
        Err(trouble) => {
            let note = Note::of(trouble, &visit)?;
            let page = answer(&visit, &Ask::default(), Some(note)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Ends the run that is under way.
pub(in crate::web) async fn cancel(visit: Visit) -> Result<Response, Trouble> {
    match visit.app.desk.comparing() {
        Some(asked) => {
            asked.progress.stop();
            Ok(Redirect::to("/reconciliation").into_response())
        }
        None => Err(Refusal::new("job-ended").into()),
    }
}

/// How the last run ended, for whoever may start one.
fn ended(visit: &Visit, page: &Page<'_>) -> Option<Note> {
    let ended = if page.may(Right::Reconcile) { visit.app.desk.compared() } else { None };
    match ended? {
        Ended::Unchanged => Some(Note::done(visit, "reconcile-ended-unchanged")),
        Ended::Cancelled => Some(Note::done(visit, "reconcile-ended-cancelled")),
        Ended::Failed(Some((sentence, hint))) => Some(Note { refused: true, sentence, hint }),
        Ended::Failed(None) => Some(Note { refused: true, ..Note::done(visit, "reconcile-ended-failed") }),
        Ended::Done => None,
    }
}

/// The fragment that the page asks for while a run is under way; when it has ended, the page is loaded anew.
pub(in crate::web) async fn progress(visit: Visit) -> Result<Response, Trouble> {
    let page = Page::new(&visit, "reconcile-title");
    if let Some(fragment) = under_way(&visit, &page) {
        return Ok(Html(fragment).into_response());
    }
    let headers = HeaderMap::from_iter([(HeaderName::from_static("hx-refresh"), HeaderValue::from_static("true"))]);
    Ok((headers, "").into_response())
}

fn under_way(visit: &Visit, page: &Page<'_>) -> Option<String> {
    let asked = visit.app.desk.comparing()?;
    let sentence = match asked.progress.step() {
        _ if asked.progress.is_stopped() => page.t("reconcile-cancelling"),
        None => page.t("reconcile-reading"),
        Some(step) => {
            let [rule, rules] = [step.rule, step.rules].map(|number| number.to_string());
            page.words().with("reconcile-comparing", &[("rule", &rule), ("rules", &rules)])
        }
    };
    let may_cancel = page.may(Right::Reconcile) && !asked.progress.is_stopped();
    Some(html(&UnderWay { page, sentence, may_cancel }).0)
}

/// Counts by township and standing as csv.
pub(in crate::web) async fn export(visit: Visit, Query(ask): Query<Ask>) -> Result<Response, Trouble> {
    let workspace = &visit.app.workspace;
    let told = find(&visit, &ask).await?.ok_or_else(missing)?;
    let counts = reconciliation::counts(workspace, &told.run).await?;
    let ground = report::ground(workspace, &visit.edge).await?;
    let page = Page::new(&visit, "reconcile-title");
    let words = visit.words();
    let mut header = vec![words.say("column-code"), words.say("column-area")];
    header.extend(Standing::ALL.iter().map(|one| words.say(one.key())));
    let line = |code: &str, counts: &std::collections::BTreeMap<Standing, u64>| {
        let named = [code.to_owned(), place(&page, &ground.tree, code)];
        let counted = Standing::ALL.iter().map(|one| counts.get(one).copied().unwrap_or(0).to_string());
        named.into_iter().chain(counted).collect::<Vec<_>>()
    };
    let mut lines = vec![line(&ground.tree.district, &counts.all)];
    lines.extend(
        counts.areas.iter().filter(|(area, _)| **area != ground.tree.district).map(|(area, counts)| line(area, counts)),
    );
    let title = format!("{}-{}-{}.csv", words.say("reconcile-title"), told.run.number, told.run.as_of);
    Ok(csv(&visit, &title, header, futures::stream::iter(lines.into_iter().map(Ok))))
}

/// The run asked for, else the newest that is done.
async fn find(visit: &Visit, ask: &Ask) -> Result<Option<Told>, Trouble> {
    let workspace = &visit.app.workspace;
    if ask.run.is_empty() {
        return Ok(reconciliation::newest(workspace).await?);
    }
    let found =
        reconciliation::list(workspace).await?.into_iter().find(|told| told.run.id == ask.run && told.is_done());
    Ok(Some(found.ok_or_else(missing)?))
}

async fn answer(visit: &Visit, ask: &Ask, note: Option<Note>) -> Result<Html<String>, Trouble> {
    let workspace = &visit.app.workspace;
    let page = Page::new(visit, "reconcile-title");
    // Asked in this order: a run that ends meanwhile is told of by the next page, not by none.
    let progress = under_way(visit, &page);
    let note = if progress.is_none() { note.or_else(|| ended(visit, &page)) } else { note };
    let told = find(visit, ask).await?;
    let runs = reconciliation::list(workspace).await?;
    let current = told.as_ref().map(|told| told.run.id.clone());
    let shown = match &told {
        Some(told) => Some(shown(visit, &page, told).await?),
        None => None,
    };
    let line = |told: &Told| {
        let count = |standing: Standing| {
            let count = told.summary.standings.get(&standing).copied().unwrap_or(0);
            if told.is_done() { count.to_string() } else { String::new() }
        };
        let class = match told.run.state {
            crate::store::RunState::Done => "met",
            crate::store::RunState::Running => "on_track",
            crate::store::RunState::Failed => "missed",
            crate::store::RunState::Cancelled => "no_data",
        };
        Line {
            link: if told.is_done() { address("/reconciliation", &[("run", &told.run.id)]) } else { String::new() },
            number: told.run.number,
            as_of: page.date(told.run.as_of),
            made: format!("{} · {}", told.run.made_by, page.moment(&told.run.made_at)),
            class,
            word: word(page.words(), "run", &told.run.state),
            not_found: count(Standing::NotFound),
            uncertain: count(Standing::Uncertain),
            current: current.as_ref() == Some(&told.run.id),
        }
    };
    Ok(html(&Show {
        page: &page,
        note,
        progress,
        shown,
        runs: runs.iter().map(line).collect(),
        may_run: page.may(Right::Reconcile),
        may_review: page.may(Right::Review),
        today: visit.day().to_string(),
        may_learn: runs.iter().any(|told| told.summary.review > 0 || told.summary.decided > 0),
    }))
}

async fn shown(visit: &Visit, page: &Page<'_>, told: &Told) -> Result<Shown, Trouble> {
    let workspace = &visit.app.workspace;
    let (run, summary) = (&told.run, &told.summary);
    let counts = reconciliation::counts(workspace, run).await?;
    let ground = report::ground(workspace, &visit.edge).await?;
    let review = page.may(Right::Review);
    let tile = |standing: Standing| {
        let link = address("/reconciliation/children", &[("run", &run.id), ("standing", &name(&standing))]);
        let count = counts.all.get(&standing).copied().unwrap_or(0);
        Tile {
            class: class(standing),
            word: page.t(standing.key()),
            count,
            link: if review && count > 0 { link } else { String::new() },
        }
    };
    let used: Vec<Standing> = Standing::ALL.into_iter().filter(|one| counts.all.contains_key(one)).collect();
    let areas = counts.areas.iter().map(|(code, of)| Area {
        name: place(page, &ground.tree, code),
        counts: used.iter().map(|one| of.get(one).copied().unwrap_or(0)).collect(),
        all: of.values().sum(),
    });
    let rank = |standing: Standing| Standing::ALL.iter().position(|one| *one == standing);
    let mut changes: Vec<_> = counts.changes.0.iter().collect();
    changes.sort_by_key(|((now, before), _)| (rank(*now), before.map(rank)));
    let change = |((now, before), children): (&(Standing, Option<Standing>), &u64)| {
        let before = before.map_or_else(|| page.t("reconcile-new"), |before| page.t(before.key()));
        (before, page.t(now.key()), class(*now), *children)
    };
    let share = |[value, low, high]: [f64; 3]| {
        let text =
            [("value", value), ("low", low), ("high", high)].map(|(key, share)| (key, format!("{:.2}", 100.0 * share)));
        page.words().with("reconcile-share", &text.each_ref().map(|(key, text)| (*key, text.as_str())))
    };
    let declaration = workspace.pack.reconciliations.get(&run.declaration);
    Ok(Shown {
        title: declaration.map_or_else(|| run.declaration.clone(), |one| page.text(&one.title).to_owned()),
        number: run.number,
        as_of: page.date(run.as_of),
        made: format!("{} · {}", run.made_by, page.moment(&run.made_at)),
        learned: run.learned,
        register: summary.register,
        roll: summary.roll,
        registered_twice: summary.registered_twice,
        review: summary.review,
        contradictions: summary.contradictions,
        precision: share(summary.precision),
        recall: share(summary.recall),
        tiles: Standing::ALL.into_iter().map(tile).collect(),
        first: counts.changes.0.is_empty() && summary.changed == 0,
        changes: changes.into_iter().map(change).collect(),
        columns: used.iter().map(|one| page.t(one.key())).collect(),
        areas: areas.collect(),
        snapshot: run.snapshot.clone().unwrap_or_default(),
        export: address("/reconciliation/export", &[("run", &run.id)]),
    })
}
