//! The plan (计划): actions → tasks → commitments → targets, with filters.

pub(super) mod source;
pub(super) mod timeline;

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Html,
};
use jiff::civil::Date;
use policy::{
    plan::{Commitment, CommitmentKind, Plan},
    status::Status,
};
use serde::Deserialize;

use super::{
    guard::Visit,
    page::{Page, html},
    trouble::{Trouble, missing},
    view::{Row, plan, rows},
};
use crate::{
    services::{indicator::Standing, overview::answers_for, source::is_attached},
    words::{Words, name, word},
};

#[derive(Template)]
#[template(path = "plan/show.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    filter: &'a Filter,
    units: Vec<(String, String)>,
    statuses: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    dues: Vec<(String, String)>,
    groups: Vec<Group>,
    shown: usize,
    /// Whether the page is about one task.
    is_task: bool,
}

/// What of the plan is asked for; empty fields ask for everything.
#[derive(Default, Deserialize)]
pub(super) struct Filter {
    #[serde(default)]
    unit: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    kind: String,
    /// `past`, or the year that something is due in.
    #[serde(default)]
    due: String,
    /// `never_reported`, `no_owner`.
    #[serde(default)]
    watch: String,
}

/// An action, the safeguards, or the overall goals.
struct Group {
    title: String,
    parts: Vec<Part>,
}

/// A task or a safeguard with its commitments.
struct Part {
    /// Number of the task; none for safeguards and goals.
    task: Option<u32>,
    title: String,
    lead: String,
    responsible: String,
    deadline: String,
    commitments: Vec<Promise>,
}

struct Promise {
    id: String,
    kind: String,
    text: String,
    striven: bool,
    due: String,
    /// Its words in the official text; none before the text is attached.
    source: Option<String>,
    rows: Vec<Row>,
}

pub(super) async fn show(visit: Visit, Query(filter): Query<Filter>) -> Result<Html<String>, Trouble> {
    answer(&visit, &filter, None).await
}

/// One task with everything about it.
pub(super) async fn task(visit: Visit, Path(number): Path<String>) -> Result<Html<String>, Trouble> {
    let plan = plan(&visit.app.workspace.pack)?;
    let number = number.parse().ok().filter(|number| plan.tasks.iter().any(|task| task.number == *number));
    answer(&visit, &Filter::default(), Some(number.ok_or_else(missing)?)).await
}

async fn answer(visit: &Visit, filter: &Filter, task: Option<u32>) -> Result<Html<String>, Trouble> {
    let pack = &visit.app.workspace.pack;
    let plan = plan(pack)?;
    let board = visit.app.board(&visit.edge).await?;
    let standings = board.standings(pack);
    let title = task.and_then(|number| plan.tasks.iter().find(|one| one.number == number));
    let page = match title {
        Some(task) => Page::named(visit, format!("{}. {}", task.number, task.title.get(visit.words().0))),
        None => Page::new(visit, "plan-title"),
    };
    let words = page.words();
    let has_source = is_attached(&visit.app.workspace, plan).await?;
    let promises = |keep: &dyn Fn(&Commitment) -> bool| -> Vec<Promise> {
        let kept = plan.commitments.iter().filter(|one| keep(one));
        kept.filter_map(|one| {
            let own: Vec<_> = standings.iter().filter(|standing| standing.commitment.id == one.id).collect();
            let own = filter.apply(plan, page.day(), one, own)?;
            Some(Promise {
                id: one.id.clone(),
                kind: word(words, "kind", &one.kind),
                text: one.text.get(words.0).to_owned(),
                striven: one.strength == policy::plan::Strength::Striven,
                due: one.due.map(|due| words.date(due)).unwrap_or_default(),
                source: source::link(one).filter(|_| has_source),
                rows: rows(words, pack, own.into_iter()),
            })
        })
        .collect()
    };
    let mut groups = vec![Group {
        title: page.t("plan-goals"),
        parts: vec![Part {
            task: None,
            title: String::new(),
            lead: String::new(),
            responsible: String::new(),
            deadline: String::new(),
            commitments: promises(&|one| one.task.is_none() && one.safeguard.is_none()),
        }],
    }];
    groups.extend(plan.actions.iter().map(|action| {
        Group {
            title: format!("{} {}", page.tv("action-number", action.number), action.title.get(words.0)),
            parts: plan
                .tasks
                .iter()
                .filter(|task| task.action == action.number)
                .map(|task| Part {
                    task: Some(task.number),
                    title: task.title.get(words.0).to_owned(),
                    lead: names(plan, &task.lead, words),
                    responsible: names(plan, &task.responsible, words),
                    deadline: words.date(task.deadline),
                    commitments: promises(&|one| one.task == Some(task.number)),
                })
                .collect(),
        }
    }));
    groups.push(Group {
        title: page.t("plan-safeguards"),
        parts: plan
            .safeguards
            .iter()
            .map(|safeguard| Part {
                task: None,
                title: safeguard.title.get(words.0).to_owned(),
                lead: String::new(),
                responsible: String::new(),
                deadline: String::new(),
                commitments: promises(&|one| one.safeguard == Some(safeguard.number)),
            })
            .collect(),
    });
    for group in &mut groups {
        let asked = |part: &Part| task.is_none_or(|number| part.task == Some(number));
        group.parts.retain(|part| !part.commitments.is_empty() && asked(part));
    }
    groups.retain(|group| !group.parts.is_empty());
    let shown = groups.iter().flat_map(|group| &group.parts).map(|part| part.commitments.len()).sum();
    let kinds =
        [CommitmentKind::Target, CommitmentKind::Milestone, CommitmentKind::Recurring, CommitmentKind::Standing];
    let years = plan.commitments.iter().filter_map(|one| plan.promised(one)).chain(standings.iter().map(|one| one.due));
    let years: BTreeSet<_> = years.map(|due| due.year().to_string()).collect();
    let past = ("past".to_owned(), page.t("filter-due-past"));
    let dues =
        std::iter::once(past).chain(years.into_iter().map(|year| (year.clone(), page.tv("year", year)))).collect();
    Ok(html(&Show {
        page: &page,
        filter,
        units: plan.units.iter().map(|unit| (unit.id.clone(), unit.name.get(words.0).to_owned())).collect(),
        statuses: Status::ALL.iter().map(|status| (name(status), words.say(status.key()))).collect(),
        kinds: kinds.iter().map(|kind| (name(kind), word(words, "kind", kind))).collect(),
        dues,
        groups,
        shown,
        is_task: task.is_some(),
    }))
}

/// Names of units, as the source writes them.
pub(super) fn names(plan: &Plan, ids: &[String], words: Words) -> String {
    let name =
        |id: &String| plan.units.iter().find(|unit| unit.id == *id).map(|unit| unit.name.get(words.0).to_owned());
    ids.iter().filter_map(name).collect::<Vec<_>>().join(&words.say("list-separator"))
}

impl Filter {
    /// Whether nothing is left out.
    fn is_empty(&self) -> bool {
        [&self.unit, &self.status, &self.kind, &self.due, &self.watch].into_iter().all(String::is_empty)
    }

    /// The standings of a commitment that are asked for; none when the commitment itself is not.
    fn apply<'a, 's>(
        &self,
        plan: &Plan,
        day: Date,
        commitment: &Commitment,
        standings: Vec<&'s Standing<'a>>,
    ) -> Option<Vec<&'s Standing<'a>>> {
        if !self.kind.is_empty() && name(&commitment.kind) != self.kind {
            return None;
        }
        if !self.unit.is_empty() && !answers_for(plan, &self.unit, commitment) {
            return None;
        }
        if self.status.is_empty() && self.watch.is_empty() && self.due.is_empty() {
            return Some(standings);
        }
        let falls = |due: Date| match self.due.as_str() {
            "" => true,
            "past" => due < day,
            year => due.year().to_string() == year,
        };
        if standings.is_empty() && self.status.is_empty() && self.watch.is_empty() {
            return plan.promised(commitment).is_some_and(falls).then_some(standings);
        }
        let fits = |one: &&Standing| {
            let judgement = &one.judgement;
            let watched = match self.watch.as_str() {
                "never_reported" => judgement.never_reported,
                "no_owner" => judgement.no_owner,
                _ => true,
            };
            watched && falls(one.due) && (self.status.is_empty() || name(&judgement.status) == self.status)
        };
        let kept: Vec<_> = standings.into_iter().filter(fits).collect();
        if kept.is_empty() { None } else { Some(kept) }
    }
}
