//! All targets of the plan year by year: first in the plan's own tables, then by its parts.

use askama::Template;
use axum::response::Html;

use super::Told;
use crate::{
    services::indicator::{self, Line, Part},
    telling::{self, Quantity},
    web::{
        guard::Visit,
        page::{Page, html},
        trouble::Trouble,
        view::plan,
    },
    words::{name, word},
};

#[derive(Template)]
#[template(path = "indicators/years.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    years: Vec<i16>,
    groups: Vec<Group>,
}

struct Group {
    title: String,
    task: Option<u32>,
    lines: Vec<Row>,
}

struct Row {
    indicator: String,
    title: String,
    org: Option<String>,
    cells: Vec<Cell>,
}

#[derive(Default)]
struct Cell {
    goal: Option<String>,
    striven: bool,
    value: Option<String>,
    status: Option<(String, String)>,
    reason: String,
}

pub(in crate::web) async fn show(visit: Visit) -> Result<Html<String>, Trouble> {
    let workspace = &visit.app.workspace;
    let plan = plan(&workspace.pack)?;
    let board = visit.app.board(&visit.edge).await?;
    let groups = indicator::by_year(workspace, &board).await?;
    let page = Page::new(&visit, "years-title");
    let words = page.words();
    let years: Vec<i16> = (plan.from..=plan.to).collect();
    let row = |line: &Line<'_>| {
        let quantity = Quantity { words, pack: &workspace.pack, indicator: line.indicator };
        let mut org = None;
        let cell = |year: &i16| {
            let value = Told::new(quantity, line.figures.get(year)).value;
            let Some(standing) = line.targets.get(year) else { return Cell { value, ..Cell::default() } };
            let told = telling::Told { words, pack: &workspace.pack, standing };
            let judged_here = standing.judgement.judged.as_ref().is_some_and(|judged| judged.year == *year);
            if line.org != board.tree.district {
                org = Some(told.org());
            }
            Cell {
                goal: Some(told.goal()),
                striven: told.striven().is_some(),
                value: told.value().filter(|_| judged_here).or(value),
                status: Some((name(&standing.judgement.status), words.say(standing.judgement.status.key()))),
                reason: told.reason(),
            }
        };
        let cells = years.iter().map(cell).collect();
        let (id, title) = (line.indicator.id.clone(), line.indicator.title.get(words.0));
        let title = format!("{title} ({})", word(words, "unit", &line.indicator.unit));
        Row { indicator: id, title, org, cells }
    };
    let group = |group: &indicator::Group<'_>| {
        let (title, task) = match group.part {
            Part::Table(table) => (table.title.get(words.0).to_owned(), None),
            Part::Goals => (page.t("plan-goals"), None),
            Part::Task(task) => {
                let number = page.tv("task-number", task.number);
                (format!("{number} {}", task.title.get(words.0)), Some(task.number))
            }
            Part::Safeguard(one) => (one.title.get(words.0).to_owned(), None),
        };
        Group { title, task, lines: group.lines.iter().map(row).collect() }
    };
    let groups = groups.iter().map(group).collect();
    Ok(html(&Show { page: &page, years, groups }))
}
