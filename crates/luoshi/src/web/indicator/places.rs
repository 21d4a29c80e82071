//! The table of townships and schools: sorted, shown on the page and sent to spreadsheets.

use std::cmp::Reverse;

use axum::{
    extract::{Path, Query},
    http::header,
    response::IntoResponse,
};
use policy::{indicator::Indicator, number::Number};
use serde::Deserialize;

use super::Told;
use crate::{
    services::{
        board::Board,
        indicator::{self, District, Place},
    },
    telling::{self, Quantity},
    web::{
        guard::Visit,
        page::Page,
        trouble::{Trouble, missing},
    },
    words::word,
};

/// Which year, in which order.
#[derive(Default, Deserialize)]
pub(in crate::web) struct Ask {
    #[serde(default)]
    year: String,
    /// `place`, `numerator`, `denominator`, `value`; with a minus before it, the largest first.
    #[serde(default)]
    pub sort: String,
}

/// One line of the table.
pub(super) struct Line {
    pub code: String,
    pub name: String,
    pub level: String,
    pub told: Told,
}

impl Ask {
    /// The year asked for, else the newest with a figure of the district, else the newest.
    pub(super) fn year(&self, years: &[District]) -> Option<i16> {
        let asked = self.year.parse().ok().filter(|asked| years.iter().any(|one| one.year == *asked));
        let has_value = |one: &&District| one.figure.as_ref().is_some_and(|figure| figure.value.is_some());
        asked.or_else(|| years.iter().rev().find(has_value).or(years.last()).map(|one| one.year))
    }

    /// The order that a click on a column asks for.
    pub(super) fn next(&self, column: &str) -> String {
        if self.sort == column { format!("-{column}") } else { column.to_owned() }
    }

    /// The state of a column, as assistive programs want it.
    pub(super) fn order(&self, column: &str) -> &'static str {
        match self.sort.strip_prefix('-') {
            Some(sort) if sort == column => "descending",
            None if self.sort == column => "ascending",
            _ => "none",
        }
    }

    /// Sorts places; those without a number, or whose number is not shown, stay last.
    fn apply(&self, places: &mut [Place]) {
        let (column, down) = self.sort.strip_prefix('-').map_or((self.sort.as_str(), false), |column| (column, true));
        let number = |place: &Place| -> Option<Number> {
            let figure = place.shown()?;
            match column {
                "numerator" => figure.numerator,
                "denominator" => figure.denominator,
                _ => figure.value,
            }
        };
        match (column, down) {
            ("place", false) => places.sort_by(|a, b| a.name.cmp(&b.name)),
            ("place", true) => places.sort_by(|a, b| b.name.cmp(&a.name)),
            ("numerator" | "denominator" | "value", false) => {
                places.sort_by_key(|place| (number(place).is_none(), number(place)));
            }
            ("numerator" | "denominator" | "value", true) => {
                places.sort_by_key(|place| (number(place).is_none(), Reverse(number(place))));
            }
            _ => {}
        }
    }
}

/// Lines that the caller may see, in the order asked for.
pub(super) fn lines(
    visit: &Visit,
    page: &Page<'_>,
    board: &Board,
    indicator: &Indicator,
    ask: &Ask,
    year: i16,
) -> Result<Vec<Line>, Trouble> {
    let words = page.words();
    let quantity = Quantity { words, pack: &visit.app.workspace.pack, indicator };
    let mut places = indicator::places(board, visit.caller()?, &indicator.id, year);
    ask.apply(&mut places);
    let line = |place: Place| Line {
        told: Told::new(page, quantity, Some(&place.figure)),
        level: word(words, "place", &place.level),
        code: place.code,
        name: place.name,
    };
    Ok(places.into_iter().map(line).collect())
}

/// The table as csv, with the mark by which spreadsheets know UTF-8.
pub(in crate::web) async fn csv(
    visit: Visit,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<impl IntoResponse, Trouble> {
    let indicator = visit.app.workspace.pack.indicators.get(&id).ok_or_else(missing)?;
    let board = visit.app.board(&visit.edge).await?;
    let year = ask.year(&indicator::district(&board, indicator)).ok_or_else(missing)?;
    let page = Page::new(&visit, "indicators-title");
    let columns = ["column-code", "column-org", "indicator-level", "column-period", "column-numerator"];
    let columns = columns.into_iter().chain(["column-denominator", "column-value", "column-flags"]);
    let cells = lines(&visit, &page, &board, indicator, &ask, year)?.into_iter().map(|line| {
        let told = line.told;
        let flags = told.flags.join(&page.t("list-separator"));
        vec![line.code, line.name, line.level, year.to_string(), told.numerator, told.denominator, told.value, flags]
    });
    let text = telling::csv(columns.map(|key| page.t(key)).collect(), &cells.collect::<Vec<_>>())?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{id}-{year}.csv\"")),
    ];
    Ok((headers, format!("\u{feff}{text}")))
}
