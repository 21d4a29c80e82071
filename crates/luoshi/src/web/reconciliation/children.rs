//! Children of a run, for those who look after them.

use askama::Template;
use axum::{
    extract::Query,
    response::{Html, Response},
};
use lake::org::Tree;
use policy::{pack::Pack, reconcile::Standing};
use serde::Deserialize;

use super::{class, other, place, standing};
use crate::{
    services::{
        reconciliation::{self, Ask as Asked, Listed, Told},
        report,
    },
    web::{
        guard::Visit,
        page::{Page, html},
        table::{Pager, address, csv},
        trouble::{Trouble, missing},
    },
    words::name,
    workspace::Workspace,
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
    export: String,
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
    other: String,
}

impl Ask {
    /// The run that is asked about.
    async fn told(&self, workspace: &Workspace) -> Result<Told, Trouble> {
        let told = if self.run.is_empty() {
            reconciliation::newest(workspace).await?
        } else {
            let all = reconciliation::list(workspace).await?;
            all.into_iter().find(|told| told.run.id == self.run && told.is_done())
        };
        Ok(told.ok_or_else(missing)?)
    }

    fn asked(&self, number: usize) -> Asked<'_> {
        Asked {
            place: Some(self.place.as_str()).filter(|place| !place.is_empty()),
            standing: standing(&self.standing),
            changed: !self.changed.is_empty(),
            offset: Pager::offset(number, SIZE),
            limit: SIZE,
        }
    }
}

impl Row {
    fn of(page: &Page<'_>, tree: &Tree, pack: &Pack, told: &Told, one: &Listed) -> Self {
        let reason = |reason: &str| reconciliation::told(page.words(), pack, &told.run.declaration, reason);
        let row = &one.row;
        let before = row.before.filter(|before| *before != row.standing);
        Self {
            name: one.name.clone(),
            born: one.born.clone(),
            age: row.age.map(|age| age.to_string()).unwrap_or_default(),
            class: class(row.standing),
            word: page.t(row.standing.key()),
            before: before.map(|before| page.t(before.key())).unwrap_or_default(),
            area: place(page, tree, &row.area),
            school: row.school.as_deref().map(|school| place(page, tree, school)).unwrap_or_default(),
            reason: reason(&row.reason),
            other: one.other.as_ref().map(|one| other(page, tree, one)).unwrap_or_default(),
            contradiction: row.contradiction.as_deref().map(reason).unwrap_or_default(),
        }
    }
}

pub(in crate::web) async fn show(visit: Visit, Query(ask): Query<Ask>) -> Result<Html<String>, Trouble> {
    let workspace = &visit.app.workspace;
    let page = Page::new(&visit, "reconcile-children");
    let caller = visit.caller()?;
    let ground = report::ground(workspace, &visit.edge).await?;
    let told = ask.told(workspace).await?;
    let number: usize = ask.page.parse().unwrap_or(1).max(1);
    let found = reconciliation::children(workspace, &ground.tree, caller, &told, ask.asked(number)).await?;
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
        rows: found.rows.iter().map(|one| Row::of(&page, &ground.tree, &workspace.pack, &told, one)).collect(),
        pager,
        export: address(
            "/reconciliation/children/export",
            &[("run", ask.run.as_str()), ("place", &ask.place), ("standing", &ask.standing), ("changed", &ask.changed)],
        ),
        ask: &ask,
    }))
}

/// All children of the page's question as csv, with what the page shows of them.
pub(in crate::web) async fn export(visit: Visit, Query(ask): Query<Ask>) -> Result<Response, Trouble> {
    let workspace = &visit.app.workspace;
    let page = Page::new(&visit, "reconcile-children");
    let ground = report::ground(workspace, &visit.edge).await?;
    let told = ask.told(workspace).await?;
    let (tree, caller) = (&ground.tree, visit.caller()?);
    let found = reconciliation::export(workspace, &visit.edge, tree, caller, &told, ask.asked(1)).await?;
    let keys = [
        "column-name",
        "reconcile-born",
        "reconcile-age",
        "column-standing",
        "reconcile-reason",
        "reconcile-other-title",
        "reconcile-contradictions",
        "reconcile-before",
        "column-area",
        "reconcile-school",
    ];
    let title =
        format!("{}-{}-{}-{}.csv", page.title(), place(&page, tree, &found.place), told.run.number, told.run.as_of);
    let line = |one: &Listed| {
        let Row { name, born, age, word, reason, other, contradiction, before, area, school, .. } =
            Row::of(&page, tree, &workspace.pack, &told, one);
        Ok(vec![name, born, age, word, reason, other, contradiction, before, area, school])
    };
    let lines: Vec<_> = found.rows.iter().map(line).collect();
    Ok(csv(&visit, &title, keys.map(|key| page.t(key)).into(), futures::stream::iter(lines)))
}
