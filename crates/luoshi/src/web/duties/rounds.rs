//! Reporting rounds: who has reported in one, who has not, by unit.

use askama::Template;
use axum::{extract::Query, response::Html};
use serde::Deserialize;

use crate::{
    services::duty::{self, UnitRound, Who},
    telling::ToldDuty,
    web::{
        guard::Visit,
        page::{Page, html},
        table::address,
        trouble::Trouble,
    },
};

#[derive(Template)]
#[template(path = "duties/rounds.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    year: i16,
    years: Vec<i16>,
    /// Address and title of every round that has opened, the latest first, and whether it is the one shown.
    rounds: Vec<(String, String, bool)>,
    shown: Option<Round>,
}

struct Round {
    title: String,
    opens: String,
    due: String,
    /// The sentence that sums it up.
    summary: String,
    is_over: bool,
    units: Vec<Unit>,
    /// Name of the unit whose duties are listed, with address and title of each that has no report.
    unreported: Option<(String, Vec<(String, String)>)>,
}

struct Unit {
    name: String,
    asked: usize,
    in_time: usize,
    late: usize,
    waited: usize,
    missing: usize,
    /// Where its duties without a report are listed.
    link: String,
}

#[derive(Deserialize)]
pub(in crate::web) struct Ask {
    year: Option<i16>,
    #[serde(default)]
    round: String,
    #[serde(default)]
    unit: String,
}

pub(in crate::web) async fn show(visit: Visit, Query(ask): Query<Ask>) -> Result<Html<String>, Trouble> {
    let (workspace, who) = (&visit.app.workspace, Who::of(visit.caller()?));
    let page = Page::new(&visit, "rounds-title");
    let told = ToldDuty { words: visit.words(), pack: &workspace.pack };
    let years = workspace.store.read().await?.duty_years().await?;
    let (day, year) = (page.day(), ask.year.unwrap_or(page.day().year()));
    let rounds = duty::rounds(workspace, year, day)?;
    let rule = |round: &policy::supervise::RoundDays| &workspace.pack.supervision.rounds[round.rule];
    let chosen = rounds.iter().find(|one| rule(one).id == ask.round).or(rounds.first()).copied();
    let text_year = year.to_string();
    let link = |round: &str, unit: &str| {
        address("/duties/rounds", &[("year", text_year.as_str()), ("round", round), ("unit", unit)])
    };
    let mut shown = None;
    if let Some(round) = chosen {
        let id = &rule(&round).id;
        let units = duty::in_round(workspace, who, year, round, day).await?;
        let sum = |of: fn(&UnitRound) -> usize| units.iter().map(of).sum::<usize>();
        let (asked, reported) = (sum(UnitRound::asked), sum(|unit| unit.in_time + unit.late));
        let silent = units.iter().filter(|unit| unit.in_time + unit.late == 0).count();
        let args = [asked, reported, sum(|unit| unit.late), sum(|unit| unit.missing), silent].map(|n| n.to_string());
        let args = ["asked", "reported", "late", "missing", "silent"].iter().zip(&args);
        let args: Vec<(&str, &str)> = args.map(|(name, value)| (*name, value.as_str())).collect();
        let is_over = round.due < day;
        // Whoever sees one unit sees at once what it has not reported.
        let only = units.first().filter(|_| units.len() == 1).map(|one| one.unit.as_str());
        let unit = Some(ask.unit.as_str()).filter(|unit| !unit.is_empty()).or(only);
        let mut unreported = None;
        if let Some(unit) = unit {
            let rows = duty::unreported(workspace, who, unit, year, round, day).await?;
            let rows = rows.iter().map(|row| (format!("/duties/{}", row.id), told.title(&row.duty)));
            unreported = Some((told.unit(unit), rows.collect()));
        }
        shown = Some(Round {
            title: page.text(&rule(&round).title).to_owned(),
            opens: page.date(round.opens),
            due: page.date(round.due),
            summary: page.words().with(if is_over { "rounds-closed" } else { "rounds-open" }, &args),
            is_over,
            units: units
                .iter()
                .map(|unit| Unit {
                    name: told.unit(&unit.unit),
                    asked: unit.asked(),
                    in_time: unit.in_time,
                    late: unit.late,
                    waited: unit.waited,
                    missing: unit.missing,
                    link: link(id, &unit.unit),
                })
                .collect(),
            unreported,
        });
    }
    let rounds = rounds.iter().map(|round| {
        let one = rule(round);
        (link(&one.id, ""), page.text(&one.title).to_owned(), chosen == Some(*round))
    });
    let rounds = rounds.collect();
    Ok(html(&Show { page: &page, year, years, rounds, shown }))
}
