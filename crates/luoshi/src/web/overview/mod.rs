//! The overview (总览): red first.

mod changes;

use askama::Template;
use axum::response::Html;

use self::changes::Changes;
use super::{
    guard::Visit,
    page::{Page, html},
    trouble::Trouble,
    view::{Row, bar, plan, rows},
};
use crate::services::{
    duty,
    first::first,
    overview::{Counts, overview},
};

#[derive(Template)]
#[template(path = "overview/show.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    counts: &'a Counts,
    total: usize,
    /// Segments of the bar: status, where it begins, how long it is.
    bar: Vec<(String, usize, usize)>,
    red: Vec<Row>,
    actions: Vec<Action>,
    units: Vec<Unit>,
    next: Vec<Deadline>,
    never_reported: usize,
    no_owner: usize,
    stale: usize,
    duties: duty::Counters,
    changes: Option<Changes>,
    /// What leads to the first status, until there is one.
    first: Option<Begin>,
}

/// The way to the first status.
struct Begin {
    /// Whether some of it is there.
    begun: bool,
    target: String,
    day: String,
    /// The day as forms take it.
    as_of: String,
    /// Id, title, and whether it is there.
    datasets: Vec<(String, String, bool)>,
}

struct Action {
    number: u32,
    title: String,
    tasks: Vec<(u32, String, Counts)>,
}

struct Unit {
    name: String,
    id: String,
    owed: usize,
    targets: usize,
    tasks: usize,
}

struct Deadline {
    due: String,
    text: String,
    task: Option<u32>,
}

pub(super) async fn show(visit: Visit) -> Result<Html<String>, Trouble> {
    let pack = &visit.app.workspace.pack;
    let plan = plan(pack)?;
    let board = visit.app.board(&visit.edge).await?;
    let standings = board.standings(pack);
    let page = Page::new(&visit, "overview-title");
    let changes = changes::told(&visit, &page, &board, &standings).await?;
    let seen = overview(plan, &standings, board.key.day);
    let words = page.words();
    let actions = plan.actions.iter().map(|action| Action {
        number: action.number,
        title: action.title.get(words.0).to_owned(),
        tasks: seen
            .tasks
            .iter()
            .filter(|(task, _)| task.action == action.number)
            .map(|(task, counts)| (task.number, task.title.get(words.0).to_owned(), counts.clone()))
            .collect(),
    });
    let units = seen.units.iter().map(|one| Unit {
        name: one.unit.name.get(words.0).to_owned(),
        id: one.unit.id.clone(),
        owed: one.owed,
        targets: one.targets,
        tasks: one.tasks,
    });
    let next = seen.next.iter().map(|(commitment, due)| Deadline {
        due: words.date(*due),
        text: commitment.text.get(words.0).to_owned(),
        task: commitment.task,
    });
    let first = first(pack, &board, &visit.edge);
    let duties = duty::counters(&visit.app.workspace, &duty::Proofs::of(&standings), board.key.day).await?;
    Ok(html(&Show {
        page: &page,
        counts: &seen.counts,
        total: standings.len(),
        bar: bar(&seen.counts),
        red: rows(words, pack, seen.red.iter().copied()),
        actions: actions.collect(),
        units: units.collect(),
        next: next.collect(),
        never_reported: seen.never_reported,
        no_owner: seen.no_owner,
        stale: seen.stale,
        duties,
        changes,
        first: first.map(|first| Begin {
            begun: first.datasets.iter().any(|(_, there)| *there),
            target: first.commitment.text.get(words.0).to_owned(),
            day: words.date(first.day),
            as_of: first.day.to_string(),
            datasets: first
                .datasets
                .iter()
                .map(|(dataset, there)| (dataset.id.clone(), dataset.title.get(words.0).to_owned(), *there))
                .collect(),
        }),
    }))
}
