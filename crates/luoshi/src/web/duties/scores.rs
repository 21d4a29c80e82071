//! Scores of units, by level and by improvement, with the events behind every point.

use askama::Template;
use axum::{extract::Query, response::Html};
use jiff::civil::Date;
use policy::{access::Right, supervise::Part};
use serde::Deserialize;

use crate::{
    refusal::Refusal,
    services::duty,
    telling::ToldDuty,
    web::{
        guard::Visit,
        page::{Page, html},
        table::address,
        trouble::{self, Trouble},
    },
    words::word,
};

#[derive(Template)]
#[template(path = "duties/scores.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    from: String,
    until: String,
    period: String,
    /// The highest first.
    level: Vec<Line>,
    /// Those that gained most first.
    gain: Vec<(String, String)>,
    /// A unit, and where its points come from.
    points: Option<(String, Vec<Point>)>,
}

struct Line {
    unit: String,
    /// Where its points are listed; none where only the sum may be seen.
    link: Option<String>,
    duties: usize,
    timeliness: String,
    quality: String,
    result: String,
    total: String,
}

struct Point {
    duty: String,
    title: String,
    on: String,
    occasion: String,
    part: String,
    points: String,
    seq: i64,
}

#[derive(Default, Deserialize)]
pub(in crate::web) struct Ask {
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    /// The unit whose points are listed.
    #[serde(default)]
    unit: String,
}

pub(in crate::web) async fn show(visit: Visit, Query(ask): Query<Ask>) -> Result<Html<String>, Trouble> {
    let (workspace, caller) = (&visit.app.workspace, visit.caller()?);
    let page = Page::new(&visit, "scores-title");
    let told = ToldDuty { words: visit.words(), pack: &workspace.pack };
    let today = page.day();
    let from = ask.from.parse().unwrap_or(Date::constant(today.year(), 1, 1));
    let until: Date = ask.until.parse().unwrap_or(today);
    if until < from {
        return Err(Refusal::new("duty-field").with("field", "until").into());
    }
    let scored = duty::scores(workspace, from, until).await?;
    let whole = caller.memberships.iter().any(|one| one.role.may(Right::Duties) && !one.role.may(Right::Answer));
    let may = |unit: &str| whole || caller.units().contains(&unit);
    let mut listed = None;
    if let Some(unit) = Some(ask.unit.as_str()).filter(|unit| !unit.is_empty()) {
        if !may(unit) {
            return Err(trouble::missing().into());
        }
        let points = duty::points(workspace, from, until, Some(unit)).await?;
        let points = points.into_iter().map(|point| Point {
            title: told.promise(&point.commitment),
            on: page.date(point.on),
            occasion: word(told.words, "occasion", &point.occasion),
            part: word(told.words, "part", &point.part),
            points: format!("{:+}", point.points),
            seq: point.seq,
            duty: point.duty,
        });
        listed = Some((told.unit(unit), points.collect()));
    }
    // Whoever had no duty before cannot have gained.
    let compared = scored.iter().filter(|one| one.before.duties > 0);
    let mut gain: Vec<_> = compared.map(|one| (one.score.total() - one.before.total(), &one.unit)).collect();
    gain.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let gain = gain.into_iter().map(|(change, unit)| (told.unit(unit), signed(change))).collect();
    let dates = (from.to_string(), until.to_string());
    let link = |unit: &str| {
        let query = [("from", dates.0.as_str()), ("until", &dates.1), ("unit", unit)];
        may(unit).then(|| address("/duties/scores", &query))
    };
    let level = scored.iter().map(|one| Line {
        unit: told.unit(&one.unit),
        link: link(&one.unit),
        duties: one.score.duties,
        timeliness: one.score.timeliness.to_string(),
        quality: one.score.quality.to_string(),
        result: one.score.result.to_string(),
        total: one.score.total().to_string(),
    });
    let level = level.collect();
    Ok(html(&Show {
        page: &page,
        from: dates.0.clone(),
        until: dates.1.clone(),
        period: format!("{} – {}", page.date(from), page.date(until)),
        level,
        gain,
        points: listed,
    }))
}

/// A change with its sign; none without a change.
fn signed(change: rust_decimal::Decimal) -> String {
    if change.is_zero() { "0".to_owned() } else { format!("{change:+}") }
}

impl Show<'_> {
    fn parts(&self) -> [String; 3] {
        Part::ALL.map(|part| word(self.page.words(), "part", &part))
    }
}
