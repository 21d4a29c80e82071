//! The timeline of the plan: a table whose rows have a line through the years, and on narrow screens the same by quarter.

use std::collections::BTreeMap;

use askama::Template;
use axum::{extract::Query, response::Html};
use jiff::civil::Date;
use policy::plan::{CommitmentKind, Plan};
use serde::Deserialize;

use crate::{
    services::timeline::{Item, timeline},
    web::{
        guard::Visit,
        page::{Page, html},
        trouble::Trouble,
        view::plan,
    },
    words::{name, word},
};

#[derive(Template)]
#[template(path = "plan/timeline.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    ask: &'a Ask,
    units: Vec<(String, String)>,
    /// Years with the place where each begins.
    years: Vec<(i16, String)>,
    /// The place of today; none when it lies outside the plan.
    today: Option<String>,
    groups: Vec<Group>,
    quarters: Vec<Quarter>,
    shown: usize,
    undated: usize,
}

#[derive(Default, Deserialize)]
pub(in crate::web) struct Ask {
    #[serde(default)]
    unit: String,
}

/// An action, the safeguards, or the overall goals.
struct Group {
    title: String,
    parts: Vec<Part>,
}

/// A task; one without a number for safeguards and goals.
struct Part {
    task: Option<u32>,
    title: String,
    lines: Vec<Line>,
}

#[derive(Clone)]
struct Line {
    link: String,
    kind: String,
    kind_word: String,
    text: String,
    due: String,
    /// The place of the last day, in percent of the plan's years.
    at: String,
    points: Vec<Point>,
}

/// A day of a commitment and how it stands there.
#[derive(Clone)]
struct Point {
    at: String,
    /// Name of the status of a target; else whether the day is past.
    class: String,
    word: String,
    /// Indicator and year of a target.
    of: Option<(String, i16)>,
}

struct Quarter {
    title: String,
    current: bool,
    lines: Vec<Line>,
}

/// The years of a plan as a line.
struct Axis {
    from: Date,
    days: i32,
}

impl Axis {
    fn of(plan: &Plan) -> Self {
        let from = Date::constant(plan.from, 1, 1);
        Self { from, days: (Date::constant(plan.to, 12, 31) - from).get_days().max(1) }
    }

    /// The place of a day in percent; what lies outside stands at the edge.
    fn at(&self, day: Date) -> String {
        let days = (day - self.from).get_days().clamp(0, self.days);
        format!("{:.2}%", f64::from(days) * 100.0 / f64::from(self.days))
    }

    fn has(&self, day: Date) -> bool {
        (0..=self.days).contains(&(day - self.from).get_days())
    }
}

pub(in crate::web) async fn show(visit: Visit, Query(ask): Query<Ask>) -> Result<Html<String>, Trouble> {
    let pack = &visit.app.workspace.pack;
    let plan = plan(pack)?;
    let board = visit.app.board(&visit.edge).await?;
    let standings = board.standings(pack);
    let page = Page::new(&visit, "timeline-title");
    let (items, undated) = timeline(plan, &standings, &ask.unit);
    let (axis, day) = (Axis::of(plan), board.key.day);
    let lines: Vec<_> = items.iter().map(|item| (item, line(&page, &axis, day, item))).collect();
    let part = |task: Option<u32>, title: &str, keep: &dyn Fn(&Item<'_, '_>) -> bool| Part {
        task,
        title: title.to_owned(),
        lines: lines.iter().filter(|(item, _)| keep(item)).map(|(_, line)| line.clone()).collect(),
    };
    let goals = part(None, "", &|item| item.commitment.task.is_none() && item.commitment.safeguard.is_none());
    let mut groups = vec![Group { title: page.t("plan-goals"), parts: vec![goals] }];
    groups.extend(plan.actions.iter().map(|action| {
        let tasks = plan.tasks.iter().filter(|task| task.action == action.number);
        let tasks = tasks.map(|task| {
            part(Some(task.number), page.text(&task.title), &|item| item.commitment.task == Some(task.number))
        });
        let title = format!("{} {}", page.tv("action-number", action.number), page.text(&action.title));
        Group { title, parts: tasks.collect() }
    }));
    let safeguards = plan.safeguards.iter();
    let safeguards =
        safeguards.map(|one| part(None, page.text(&one.title), &|item| item.commitment.safeguard == Some(one.number)));
    groups.push(Group { title: page.t("plan-safeguards"), parts: safeguards.collect() });
    for group in &mut groups {
        group.parts.retain(|part| !part.lines.is_empty());
    }
    groups.retain(|group| !group.parts.is_empty());
    Ok(html(&Show {
        page: &page,
        ask: &ask,
        units: plan.units.iter().map(|unit| (unit.id.clone(), page.text(&unit.name).to_owned())).collect(),
        years: (plan.from..=plan.to).map(|year| (year, axis.at(Date::constant(year, 1, 1)))).collect(),
        today: axis.has(day).then(|| axis.at(day)),
        quarters: quarters(&page, day, &lines),
        shown: lines.len(),
        groups,
        undated,
    }))
}

fn line(page: &Page<'_>, axis: &Axis, day: Date, item: &Item<'_, '_>) -> Line {
    let words = page.words();
    let commitment = item.commitment;
    let above = commitment.task.map_or_else(|| "/plan".to_owned(), |task| format!("/plan/tasks/{task}"));
    let mut points: Vec<_> = item.targets.iter().map(|one| (one.due, one)).collect();
    points.sort_by_key(|(due, one)| (*due, one.target.period));
    let target = |(due, one): (Date, &&crate::services::indicator::Standing<'_>)| Point {
        at: axis.at(due),
        class: name(&one.judgement.status),
        word: words.say(one.judgement.status.key()),
        of: Some((page.text(&one.indicator.title).to_owned(), one.target.period)),
    };
    let mut points: Vec<_> = points.into_iter().map(target).collect();
    if points.is_empty() {
        let left = usize::try_from((item.due - day).get_days()).ok();
        let word = match (&commitment.every, left) {
            (Some(every), Some(_)) => word(words, "rhythm", every),
            (_, Some(days)) => page.tn("timeline-left", days),
            (_, None) => page.t("timeline-past"),
        };
        let class = if left.is_some() { "ahead" } else { "past" };
        points.push(Point { at: axis.at(item.due), class: class.to_owned(), word, of: None });
    }
    Line {
        link: format!("{above}#{}", commitment.id),
        kind: name(&commitment.kind),
        kind_word: word(words, "kind", &commitment.kind),
        text: page.text(&commitment.text).to_owned(),
        due: words.date(item.due),
        at: axis.at(item.due),
        points,
    }
}

/// The lines by the quarter in which they fall due; what recurs stands after them.
fn quarters(page: &Page<'_>, day: Date, lines: &[(&Item<'_, '_>, Line)]) -> Vec<Quarter> {
    let quarter = |date: Date| (date.year(), (date.month() - 1) / 3 + 1);
    let mut dated: BTreeMap<(i16, i8), Vec<(Date, Line)>> = BTreeMap::new();
    let mut recurring = Vec::new();
    for (item, line) in lines {
        if item.commitment.kind == CommitmentKind::Recurring {
            recurring.push(line.clone());
        } else {
            dated.entry(quarter(item.due)).or_default().push((item.due, line.clone()));
        }
    }
    let mut quarters = Vec::new();
    for ((year, number), mut lines) in dated {
        lines.sort_by_key(|(due, _)| *due);
        let args = [("year", year.to_string()), ("quarter", number.to_string())];
        let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
        quarters.push(Quarter {
            title: page.words().with("timeline-quarter", &args),
            current: (year, number) == quarter(day),
            lines: lines.into_iter().map(|(_, line)| line).collect(),
        });
    }
    if !recurring.is_empty() {
        quarters.push(Quarter { title: page.t("timeline-recurring"), current: false, lines: recurring });
    }
    quarters
}
