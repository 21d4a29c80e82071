//! Duties by year, with filters; for whoever runs the plan also what can be done to many at once.

use askama::Template;
use axum::{
    Form as Body,
    extract::Query,
    http::StatusCode,
    response::{Html, IntoResponse as _, Redirect, Response},
};
use policy::{
    access::Right,
    supervise::{Colour, Command, State, Verdict, openings},
};
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    Line,
    forms::{Sent, field},
    line, proofs,
};
use crate::{
    refusal::Refusal,
    services::duty::{self, Act, Who},
    store::DutyFilter,
    telling::ToldDuty,
    web::{
        account::Note,
        guard::{Visit, urlencoded},
        page::{Page, html},
        table::{Pager, address},
        trouble::{self, Trouble},
        view::plan,
    },
    words::name,
};

/// Duties on one page.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "duties/list.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    ask: &'a Ask,
    year: i16,
    years: Vec<i16>,
    /// State, its word and class, and how many.
    counts: Vec<(String, String, &'static str, usize)>,
    units: Vec<(String, String)>,
    slips: Vec<(String, String)>,
    watches: Vec<(&'static str, String)>,
    lines: Vec<Line>,
    pager: Pager,
    /// Duties that can be opened in the year.
    openable: usize,
    supervises: bool,
    note: Option<Note>,
}

#[derive(Default, Deserialize)]
pub(in crate::web) struct Ask {
    #[serde(default)]
    year: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    slip: String,
    /// `overdue`, `contradicted`, `proven`.
    #[serde(default)]
    watch: String,
    #[serde(default)]
    page: String,
    /// What was just done, and to how many.
    #[serde(default)]
    done: String,
    #[serde(default)]
    count: String,
}

const WATCHES: [(&str, &str); 4] = [
    ("overdue", "duties-watch-overdue"),
    ("contradicted", "duties-watch-contradicted"),
    ("proven", "duties-watch-proven"),
    ("sampled", "duties-watch-sampled"),
];

/// What was done to many at once.
const DONE: [(&str, &str); 4] = [
    ("open", "duties-opened"),
    ("assign", "duties-assigned"),
    ("confirm", "duties-confirmed"),
    ("draw", "duties-drawn"),
];

pub(in crate::web) async fn show(visit: Visit, Query(ask): Query<Ask>) -> Result<Html<String>, Trouble> {
    let done = DONE.iter().find(|(done, _)| *done == ask.done);
    let note = done.and_then(|(_, key)| {
        let sentence = visit.words().counted(key, ask.count.parse().ok()?);
        Some(Note { refused: false, sentence, hint: String::new() })
    });
    answer(&visit, &ask, note).await
}

/// Opens, assigns, confirms or draws: the field `deed` says which.
pub(in crate::web) async fn submit(
    visit: Visit,
    Query(ask): Query<Ask>,
    Body(sent): Body<Vec<(String, String)>>,
) -> Result<Response, Trouble> {
    let deed = field(&sent, "deed").to_owned();
    match done(&visit, &deed, &sent).await {
        Ok(count) => {
            let year = urlencoded(field(&sent, "year"));
            Ok(Redirect::to(&format!("/duties?year={year}&done={}&count={count}", urlencoded(&deed))).into_response())
        }
        Err(trouble) => {
            let note = Note::of(trouble, &visit)?;
            let ask = Ask { year: field(&sent, "year").to_owned(), ..ask };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, answer(&visit, &ask, Some(note)).await?).into_response())
        }
    }
}

async fn done(visit: &Visit, deed: &str, sent: &Sent) -> Result<usize, Trouble> {
    let (workspace, edge, who) = (&visit.app.workspace, &visit.edge, Who::of(visit.caller()?));
    let day = visit.day();
    let year = || field(sent, "year").parse::<i16>().map_err(|_| Refusal::new("duty-field").with("field", "year"));
    match deed {
        "open" => Ok(duty::open(workspace, edge, who, year()?, day).await?),
        "draw" => {
            let count = field(sent, "count").parse().map_err(|_| Refusal::new("duty-field").with("field", "count"))?;
            Ok(duty::sample(workspace, edge, who, day, year()?, count).await?)
        }
        "assign" | "confirm" => {
            let (_, proofs) = proofs(visit).await?;
            let chosen: Vec<_> = sent.iter().filter(|(name, _)| name == "duty").map(|(_, value)| value).collect();
            if chosen.is_empty() {
                return Err(Refusal::new("duty-none-chosen").into());
            }
            let mut acts = Vec::new();
            for value in chosen {
                let (id, version) = value.split_once(':').ok_or_else(trouble::missing)?;
                let row = duty::find(workspace, who, id).await?;
                let command = if deed == "assign" { Command::Assign } else { Command::Confirm };
                let proof = proofs.get(&row.duty);
                acts.push(Act { who, day, id, version: Some(version.parse().unwrap_or_default()), proof, command });
            }
            Ok(duty::act_on_all(workspace, edge, acts).await?)
        }
        _ => Err(trouble::missing().into()),
    }
}

/// A value of an enumeration by its stable name.
fn named<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(text.into()).ok()
}

async fn answer(visit: &Visit, ask: &Ask, note: Option<Note>) -> Result<Html<String>, Trouble> {
    let (workspace, who) = (&visit.app.workspace, Who::of(visit.caller()?));
    let pack = &workspace.pack;
    let plan = plan(pack)?;
    let page = Page::new(visit, "duties-title");
    let told = ToldDuty { words: visit.words(), pack };
    let (_, proofs) = proofs(visit).await?;
    let day = page.day();
    let year = ask.year.parse().unwrap_or_else(|_| day.year().clamp(plan.from, plan.to));
    let supervises = page.may(Right::Supervise);
    let watched = |watch: &str| ask.watch == watch;
    let filter = DutyFilter {
        year: Some(year),
        state: named::<State>(&ask.state),
        unit: Some(ask.unit.as_str()).filter(|unit| !unit.is_empty()),
        slip: named::<Colour>(&ask.slip),
        overdue_on: watched("overdue").then_some(day),
        denied: watched("contradicted").then(|| duty::denied(workspace, &proofs)),
        proven: watched("proven").then(|| proofs.saying(|verdict| verdict == Verdict::Met).collect()),
        sampled: watched("sampled"),
        ..DutyFilter::default()
    };
    let number = ask.page.parse().unwrap_or(1).max(1);
    let listed = duty::list(workspace, who, filter, Pager::offset(number, ROWS), ROWS).await?;
    let states = duty::states(workspace, who, year).await?;
    let mut counts = Vec::new();
    for state in State::ALL.into_iter().filter(|state| supervises || *state != State::Drafted) {
        let count = states.get(&state).copied().unwrap_or_default();
        counts.push((name(&state), told.state(state), super::class(state), count));
    }
    let openable = if supervises { duty::openable(workspace, year).await?.len() } else { 0 };
    let years = (plan.from..=plan.to).filter(|one| !openings(plan, &pack.supervision, *one).is_empty());
    let lines: Vec<_> = listed.rows.iter().map(|row| line(&page, told, row, &proofs)).collect();
    let pager = Pager::new(visit.words(), number, ROWS, listed.total, |page| ask.address(year, &page.to_string()));
    Ok(html(&Show {
        page: &page,
        ask,
        year,
        years: years.collect(),
        counts,
        units: plan.units.iter().map(|unit| (unit.id.clone(), unit.name.get(told.words.0).to_owned())).collect(),
        slips: Colour::ALL.map(|colour| (name(&colour), told.slip(colour))).into(),
        watches: WATCHES.map(|(watch, key)| (watch, page.t(key))).into(),
        lines,
        pager,
        openable,
        supervises,
        note,
    }))
}

impl Ask {
    fn is_empty(&self) -> bool {
        [&self.state, &self.unit, &self.slip, &self.watch].into_iter().all(String::is_empty)
    }

    /// The address of a page with the same filters.
    fn address(&self, year: i16, page: &str) -> String {
        let year = year.to_string();
        let fields = [
            ("year", year.as_str()),
            ("state", &self.state),
            ("unit", &self.unit),
            ("slip", &self.slip),
            ("watch", &self.watch),
            ("page", page),
        ];
        address("/duties", &fields)
    }
}
