//! My work (我的待办): what is due, what came back, what waits; the first page for whoever has something to do.

use askama::Template;
use axum::{extract::Query, response::Html};
use policy::{
    access::{Right, Role},
    dataset::Dataset,
    report::{Standing, State as Due},
    supervise::{Deed, State, allowed},
};
use serde::Deserialize;

use super::{
    App,
    account::Note,
    duties::{Line, line, proofs},
    guard::Visit,
    page::{Page, html},
    table::{Pager, address},
    trouble::Trouble,
    visits::{self, Problem},
};
use crate::{
    edge::Edge,
    services::{
        account::Caller,
        case,
        duty::{self, Part, Proofs, Who, Work},
        reach::Reach,
        report, visit,
    },
    store::{DutyFilter, DutyRow},
    telling::{ToldCase, ToldDuty},
    workspace::Workspace,
};

#[derive(Template)]
#[template(path = "work/show.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    groups: Vec<Group>,
    total: usize,
    /// Where one reason alone is listed, the pages before and after.
    pager: Option<Pager>,
    data: Vec<Data>,
    /// Schools that the person owes a visit: name, class and word of how that stands, and until when.
    visits: Vec<(String, &'static str, String, String)>,
    problems: Vec<Problem>,
    /// Files of missing children that wait for the person: by what comes next.
    cases: Vec<Files>,
    /// Handed in by the person's units and waiting for verification.
    waiting: Vec<Line>,
    note: Option<Note>,
}

struct Group {
    /// Where all of them are listed, when not all are shown.
    all: Option<String>,
    title: String,
    urgent: bool,
    count: usize,
    items: Vec<Item>,
    /// Those that unfold.
    more: Vec<Item>,
}

/// Duties of one reason that stand open.
const OPEN: usize = 8;
/// Duties of one reason on one page.
const ROWS: usize = 50;

struct Item {
    line: Line,
    /// Why it came back, what was instructed, what is asked.
    why: String,
    /// The deed of the one button.
    button: Option<&'static str>,
    reports: bool,
    counted: bool,
}

/// Files of missing children of which the same comes next.
struct Files {
    link: String,
    title: String,
    count: usize,
    overdue: usize,
    /// The first day by which one is due.
    due: String,
}

/// A dataset that is owed.
struct Data {
    id: String,
    title: String,
    class: &'static str,
    word: String,
    by: String,
}

#[derive(Default, Deserialize)]
pub(super) struct Ask {
    #[serde(default)]
    done: String,
    /// One reason alone.
    #[serde(default)]
    of: String,
    #[serde(default)]
    page: String,
}

pub(super) async fn show(visit: Visit, Query(ask): Query<Ask>) -> Result<Html<String>, Trouble> {
    let (workspace, caller) = (&visit.app.workspace, visit.caller()?);
    let (pack, who) = (&workspace.pack, Who::of(caller));
    let page = Page::new(&visit, "work-title");
    let told = ToldDuty { words: visit.words(), pack };
    let (_, proofs) = proofs(&visit).await?;
    let (only, number) = (Work::named(&ask.of), ask.page.parse().unwrap_or(1).max(1));
    let part = Part { reason: only, offset: only.map_or(0, |_| Pager::offset(number, ROWS)), limit: ROWS };
    let work = duty::work(workspace, who, &proofs, page.day(), part).await?;
    let item = |reason: Work, row: &DutyRow| {
        let deeds = allowed(&row.duty, &who.actor(pack), proofs.get(&row.duty));
        let may = |deed: Deed| deeds.contains(&deed);
        Item {
            line: line(&page, told, row, &proofs),
            why: why(&page, reason, row),
            button: match reason {
                Work::Confirm => Some(Deed::Confirm.name()),
                _ => may(Deed::Acknowledge).then_some(Deed::Acknowledge.name()),
            },
            reports: may(Deed::Report),
            counted: row.duty.counted,
        }
    };
    let open = if only.is_some() { ROWS } else { OPEN };
    let groups = work.groups.iter().map(|group| {
        let mut items: Vec<_> = group.rows.iter().map(|row| item(group.reason, row)).collect();
        let more = items.split_off(open.min(items.len()));
        let all = address("/work", &[("of", group.reason.name())]);
        Group {
            all: (only.is_none() && group.total > ROWS).then_some(all),
            title: page.t(group.reason.key()),
            urgent: matches!(group.reason, Work::Returned | Work::Overdue | Work::Slip),
            count: group.total,
            items,
            more,
        }
    });
    let groups: Vec<_> = groups.collect();
    let count: usize = work.groups.iter().map(|group| group.total).sum();
    if let Some(only) = only {
        let link = |page: usize| address("/work", &[("of", only.name()), ("page", &page.to_string())]);
        let pager = Some(Pager::new(visit.words(), number, ROWS, count, link));
        let (data, visits, problems, waiting) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        return Ok(html(&Show {
            page: &page,
            groups,
            total: count,
            pager,
            data,
            visits,
            problems,
            cases: Vec::new(),
            waiting,
            note: None,
        }));
    }
    let mut waiting = Vec::new();
    if caller.may(Right::Answer) {
        let filter = DutyFilter { state: Some(State::Submitted), ..DutyFilter::default() };
        let rows = duty::list(workspace, who, filter, 0, 100).await?.rows;
        let own = rows.iter().filter(|row| caller.units().contains(&row.duty.unit.as_str()));
        waiting = own.map(|row| line(&page, told, row, &proofs)).collect();
    }
    let data = data(&visit, &page).await?;
    let note = match work.unknown {
        Some(year) => Some(Note::of(duty::unknown_year(year).into(), &visit)?),
        None => (!ask.done.is_empty()).then(|| Note::done(&visit, "work-done")),
    };
    let (mut visits, mut problems) = (Vec::new(), Vec::new());
    if let Some(board) = visit::waiting(workspace, &visit.edge, caller, page.day()).await? {
        visits.extend(board.links.iter().map(|one| {
            let (class, key) = visits::owed(one.owed);
            (board.places.name(&one.link.school).to_owned(), class, page.t(key), page.date(one.due))
        }));
        problems.extend(board.problems.iter().map(|one| Problem::of(&page, &board.places, one)));
    }
    let cases = cases(&visit, &page).await?;
    let files: usize = cases.iter().map(|one| one.count).sum();
    let total = count + data.len() + visits.len() + problems.len() + files;
    Ok(html(&Show { page: &page, groups, total, pager: None, data, visits, problems, cases, waiting, note }))
}

/// What waits for the person in files of missing children; nobody is named here.
async fn cases(visit: &Visit, page: &Page<'_>) -> Result<Vec<Files>, Trouble> {
    let (workspace, who) = (&visit.app.workspace, Who::of(visit.caller()?));
    let waiting = case::waiting(workspace, who, page.day()).await?.found;
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    let tree = case::places(workspace, &visit.edge, page.day()).await?;
    let told = ToldCase { words: visit.words(), pack: &workspace.pack, tree: &tree };
    let mut files: Vec<Files> = Vec::new();
    for one in &waiting {
        let Some(next) = one.next else { continue };
        let link = address("/cases", &[("step", &ToldCase::awaited(&next)), ("watch", "mine")]);
        let at = files.iter().position(|files| files.link == link).unwrap_or(files.len());
        if at == files.len() {
            let due = next.due.map(|due| page.date(due)).unwrap_or_default();
            files.push(Files { link, title: told.next(&next), count: 0, overdue: 0, due });
        }
        files[at].count += 1;
        files[at].overdue += usize::from(one.overdue.is_some());
    }
    Ok(files)
}

/// The sentence that says what is the matter.
fn why(page: &Page<'_>, reason: Work, row: &DutyRow) -> String {
    let duty = &row.duty;
    match reason {
        Work::Returned => duty.reason.clone(),
        Work::Instruction => duty.instructions.last().map(|one| one.words.clone()).unwrap_or_default(),
        Work::Extension => duty.extension.as_ref().map_or_else(String::new, |asked| {
            page.words().with("duty-asked", &[("until", &page.date(asked.until)), ("reason", &asked.reason)])
        }),
        Work::Slip => {
            duty.slip().map_or_else(String::new, |(_, slip)| page.tv("duty-told-answer-by", page.date(slip.answer_by)))
        }
        Work::Verify => duty.submission.clone(),
        Work::Appeal => duty.appeal.clone().unwrap_or_default(),
        _ => String::new(),
    }
}

/// Whether somebody has anything to do. Nobody waits for figures while they sign in; what only figures prove does not count.
pub(super) async fn waits(app: &App, edge: &Edge, caller: &Caller) -> anyhow::Result<bool> {
    let workspace = &app.workspace;
    let day = workspace.day(edge);
    let part = Part { reason: None, offset: 0, limit: 0 };
    let work = duty::work(workspace, Who::of(caller), &Proofs::default(), day, part).await?;
    let has_visits = visit::waiting(workspace, edge, caller, day).await?.is_some();
    let has_cases = !case::waiting(workspace, Who::of(caller), day).await?.found.is_empty();
    Ok(has_visits || has_cases || !work.groups.is_empty() || !owed(workspace, edge, caller).await?.is_empty())
}

/// Datasets that the person hands in and that are due. Whoever runs the plan may hand in for everybody, and owes nothing
/// by that.
async fn owed<'w>(
    workspace: &'w Workspace,
    edge: &Edge,
    caller: &Caller,
) -> anyhow::Result<Vec<(&'w Dataset, Standing)>> {
    let own = caller.memberships.iter().filter(|one| one.role.may(Right::Import) && one.role != Role::Planner);
    let own = Caller { memberships: own.cloned().collect(), ..caller.clone() };
    if own.memberships.is_empty() {
        return Ok(Vec::new());
    }
    let ground = report::ground(workspace, edge).await?;
    let reach = Reach::of(&own, Right::Data, &workspace.pack, &ground.tree);
    let lines = report::due(&workspace.pack, edge, &ground, &reach).await?;
    let owed = lines.into_iter().filter_map(|line| Some((line.dataset, line.standing?)));
    Ok(owed.filter(|(_, standing)| matches!(standing.state, Due::Overdue | Due::Never | Due::DueSoon)).collect())
}

async fn data(visit: &Visit, page: &Page<'_>) -> Result<Vec<Data>, Trouble> {
    let owed = owed(&visit.app.workspace, &visit.edge, visit.caller()?).await?;
    Ok(owed
        .into_iter()
        .map(|(dataset, standing)| Data {
            id: dataset.id.clone(),
            title: dataset.title.get(page.words().0).to_owned(),
            class: super::data::class(standing.state),
            word: page.t(standing.state.key()),
            by: page.date(standing.due.by),
        })
        .collect())
}
