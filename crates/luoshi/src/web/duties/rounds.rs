//! Reporting rounds: who has reported, who has not, by unit.

use askama::Template;
use axum::{extract::Query, response::Html};
use serde::Deserialize;

use crate::{
    services::duty::{self, Who},
    telling::ToldDuty,
    web::{
        guard::Visit,
        page::{Page, html},
        trouble::Trouble,
    },
};

#[derive(Template)]
#[template(path = "duties/rounds.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    year: i16,
    years: Vec<i16>,
    rounds: Vec<Round>,
}

struct Round {
    id: String,
    title: String,
    opens: String,
    due: String,
    /// The sentence that sums it up.
    summary: String,
    is_over: bool,
    units: Vec<Unit>,
}

struct Unit {
    name: String,
    asked: usize,
    in_time: usize,
    late: usize,
    waited: usize,
    /// Address and title of each duty without a report.
    missing: Vec<(String, String)>,
}

#[derive(Deserialize)]
pub(in crate::web) struct Ask {
    year: Option<i16>,
}

pub(in crate::web) async fn show(visit: Visit, Query(ask): Query<Ask>) -> Result<Html<String>, Trouble> {
    let (workspace, caller) = (&visit.app.workspace, visit.caller()?);
    let page = Page::new(&visit, "rounds-title");
    let told = ToldDuty { words: visit.words(), pack: &workspace.pack };
    let years = workspace.store.read().await?.duty_years().await?;
    let year = ask.year.unwrap_or(page.day().year());
    let rounds = duty::rounds(workspace, Who::of(caller), year, page.day()).await?;
    let round = |one: &duty::InRound| {
        let rule = &workspace.pack.supervision.rounds[one.round.rule];
        let sum = |of: fn(&duty::UnitRound) -> usize| one.units.iter().map(of).sum::<usize>();
        let (asked, reported) = (sum(duty::UnitRound::asked), sum(|unit| unit.in_time + unit.late));
        let silent = one.units.iter().filter(|unit| unit.in_time + unit.late == 0).count();
        let args =
            [asked, reported, sum(|unit| unit.late), sum(|unit| unit.missing.len()), silent].map(|n| n.to_string());
        let args = ["asked", "reported", "late", "missing", "silent"].iter().zip(&args);
        let args: Vec<(&str, &str)> = args.map(|(name, value)| (*name, value.as_str())).collect();
        let is_over = one.round.due < page.day();
        Round {
            id: rule.id.clone(),
            title: page.text(&rule.title).to_owned(),
            opens: page.date(one.round.opens),
            due: page.date(one.round.due),
            summary: page.words().with(if is_over { "rounds-closed" } else { "rounds-open" }, &args),
            is_over,
            units: one
                .units
                .iter()
                .map(|unit| Unit {
                    name: told.unit(&unit.unit),
                    asked: unit.asked(),
                    in_time: unit.in_time,
                    late: unit.late,
                    waited: unit.waited,
                    missing: unit.missing.iter().map(|row| (row.id.clone(), told.title(&row.duty))).collect(),
                })
                .collect(),
        }
    };
    Ok(html(&Show { page: &page, year, years, rounds: rounds.iter().map(round).collect() }))
}
