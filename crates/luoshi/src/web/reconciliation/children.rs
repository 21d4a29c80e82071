//! Children of a run, for those who look after them.

use askama::Template;
use axum::{extract::Query, response::Html};
use policy::reconcile::Standing;
use serde::Deserialize;

use super::{class, place, standing};
use crate::{
    services::{
        reconciliation::{self, Ask as Asked, Listed},
        report,
    },
    web::{
        guard::Visit,
        page::{Page, html},
        table::{Pager, address},
        trouble::{Trouble, missing},
    },
    words::name,
};

/// Children of one page.
const SIZE: usize = 50;

/// What the address says; an empty text says nothing.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Ask {
    run: String,
    place: String,
    standing: String,
    changed: String,
    page: String,
}

#[derive(Template)]
#[template(path = "reconciliation/children.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    ask: &'a Ask,
    /// The run, when it is not the newest.
    number: u64,
    as_of: String,
    place: String,
    places: Vec<(String, String)>,
    standings: Vec<(String, String)>,
    rows: Vec<Row>,
    pager: Pager,
}

struct Row {
    name: String,
    born: String,
    age: String,
    class: &'static str,
    word: String,
    before: String,
    area: String,
    school: String,
    reason: String,
    contradiction: String,
}

pub(in crate::web) async fn show(visit: Visit, Query(ask): Query<Ask>) -> Result<Html<String>, Trouble> {
    let workspace = &visit.app.workspace;
    let page = Page::new(&visit, "reconcile-children");
    let caller = visit.caller()?;
    let ground = report::ground(workspace, &visit.edge).await?;
    let told = if ask.run.is_empty() {
        reconciliation::newest(workspace).await?
    } else {
        let all = reconciliation::list(workspace).await?;
        all.into_iter().find(|told| told.run.id == ask.run && told.is_done())
    };
    let told = told.ok_or_else(missing)?;
    let number: usize = ask.page.parse().unwrap_or(1).max(1);
    let asked = Asked {
        place: Some(ask.place.as_str()).filter(|place| !place.is_empty()),
        standing: standing(&ask.standing),
        changed: !ask.changed.is_empty(),
        offset: Pager::offset(number, SIZE),
        limit: SIZE,
    };
    let found = reconciliation::children(workspace, &ground.tree, caller, &told, asked).await?;
    let row = |one: &Listed| {
        let reason = |reason: &str| reconciliation::told(page.words(), &workspace.pack, &told.run.declaration, reason);
        let row = &one.row;
        let before = row.before.filter(|before| *before != row.standing);
        Row {
            name: one.name.clone(),
            born: one.born.clone(),
            age: row.age.map(|age| age.to_string()).unwrap_or_default(),
            class: class(row.standing),
            word: page.t(row.standing.key()),
            before: before.map(|before| page.t(before.key())).unwrap_or_default(),
            area: place(&page, &ground.tree, &row.area),
            school: row.school.as_deref().map(|school| place(&page, &ground.tree, school)).unwrap_or_default(),
            reason: reason(&row.reason),
            contradiction: row.contradiction.as_deref().map(reason).unwrap_or_default(),
        }
    };
    let places = reconciliation::places(&ground.tree, caller);
    let pager = Pager::new(page.words(), number, SIZE, usize::try_from(found.total).unwrap_or(usize::MAX), |to| {
        let to = to.to_string();
        let parts = [
            ("run", ask.run.as_str()),
            ("place", &ask.place),
            ("standing", &ask.standing),
            ("changed", &ask.changed),
            ("page", &to),
        ];
        address("/reconciliation/children", &parts)
    });
    Ok(html(&Show {
        page: &page,
        number: told.run.number,
        as_of: page.date(told.run.as_of),
        place: found.place.clone(),
        places: places.into_iter().map(|code| (code.clone(), place(&page, &ground.tree, &code))).collect(),
        standings: Standing::ALL.iter().map(|one| (name(one), page.t(one.key()))).collect(),
        rows: found.rows.iter().map(row).collect(),
        pager,
        ask: &ask,
    }))
}
