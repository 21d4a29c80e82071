//! The wall screen (大屏): the overview's facts as a few panels, one after another; without scripts a long page.

use askama::Template;
use axum::response::Html;

use super::{
    guard::Visit,
    page::{Page, html},
    trouble::Trouble,
    view::{Row, bar, plan, rows},
};
use crate::services::overview::{Counts, overview};

/// Targets of one panel; more would be too small to read from five metres.
const REDS: usize = 3;
/// Panels of targets that need a decision; the worst come first.
const RED_PANELS: usize = 4;
/// Units and deadlines of a panel.
const LINES: usize = 6;

#[derive(Template)]
#[template(path = "wall/show.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    counts: &'a Counts,
    total: usize,
    bar: Vec<(String, usize, usize)>,
    reds: Vec<Vec<Row>>,
    red_total: usize,
    units: Vec<Unit>,
    next: Vec<Deadline>,
    /// When the page was made.
    at: String,
}

struct Unit {
    name: String,
    owed: usize,
    targets: usize,
}

struct Deadline {
    due: String,
    days: usize,
    text: String,
}

pub(super) async fn show(visit: Visit) -> Result<Html<String>, Trouble> {
    let pack = &visit.app.workspace.pack;
    let plan = plan(pack)?;
    let board = visit.app.board(&visit.edge).await?;
    let standings = board.standings(pack);
    let seen = overview(plan, &standings, board.key.day);
    let page = Page::new(&visit, "wall-title");
    let words = page.words();
    let worst = seen.red.iter().copied().take(REDS * RED_PANELS);
    let mut worst = rows(words, pack, worst).into_iter();
    let mut reds = Vec::new();
    loop {
        let panel: Vec<_> = worst.by_ref().take(REDS).collect();
        if panel.is_empty() {
            break;
        }
        reds.push(panel);
    }
    let owing = seen.units.iter().filter(|one| one.owed > 0).take(LINES);
    let units =
        owing.map(|one| Unit { name: page.text(&one.unit.name).to_owned(), owed: one.owed, targets: one.targets });
    let next = seen.next.iter().take(LINES).map(|(commitment, due)| Deadline {
        due: words.date(*due),
        days: usize::try_from((*due - board.key.day).get_days()).unwrap_or_default(),
        text: page.text(&commitment.text).to_owned(),
    });
    Ok(html(&Show {
        page: &page,
        counts: &seen.counts,
        total: standings.len(),
        bar: bar(&seen.counts),
        reds,
        red_total: seen.red.len(),
        units: units.collect(),
        next: next.collect(),
        at: page.moment(&visit.edge.now),
    }))
}
