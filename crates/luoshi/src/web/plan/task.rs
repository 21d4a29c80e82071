//! One task: who, by when, what is promised, and where it stands.

use askama::Template;
use axum::{extract::Path, response::Html};

use super::{Promise, names};
use crate::{
    services::{
        indicator,
        overview::{Counts, counts},
    },
    web::{
        guard::Visit,
        page::{Page, html},
        trouble::{Trouble, missing},
        view::{plan, rows},
    },
};

#[derive(Template)]
#[template(path = "plan/task.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    number: u32,
    action: String,
    lead: String,
    responsible: String,
    deadline: String,
    counts: Counts,
    has_targets: bool,
    commitments: Vec<Promise>,
}

pub(in crate::web) async fn show(visit: Visit, Path(number): Path<String>) -> Result<Html<String>, Trouble> {
    let pack = &visit.app.workspace.pack;
    let plan = plan(pack)?;
    let task = plan.tasks.iter().find(|task| task.number.to_string() == number).ok_or_else(missing)?;
    let board = visit.app.board(&visit.edge).await?;
    let standings = indicator::status(pack, &board.computed)?;
    let page = Page::named(&visit, format!("{}. {}", task.number, task.title.get(visit.words().0)));
    let words = page.words();
    let action = plan.actions.iter().find(|action| action.number == task.action);
    let own = plan.commitments.iter().filter(|one| one.task == Some(task.number));
    let promise = |one: &policy::plan::Commitment| {
        let of_it = standings.iter().filter(|standing| standing.commitment.id == one.id);
        Promise::new(words, one, rows(words, pack, of_it))
    };
    let mut own_standings = standings.iter().filter(|one| one.commitment.task == Some(task.number));
    let counts = counts(own_standings.clone());
    let has_targets = own_standings.next().is_some();
    Ok(html(&Show {
        page: &page,
        number: task.number,
        action: action.map_or_else(String::new, |action| {
            format!("{} {}", page.tv("action-number", action.number), action.title.get(words.0))
        }),
        lead: names(plan, &task.lead, words),
        responsible: names(plan, &task.responsible, words),
        deadline: words.date(task.deadline),
        counts,
        has_targets,
        commitments: own.map(promise).collect(),
    }))
}
