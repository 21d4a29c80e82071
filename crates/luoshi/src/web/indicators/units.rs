//! The table of townships and schools: sorted on the page, taken along as csv.

use std::cmp::Reverse;

use axum::{
    extract::{Path, Query},
    response::Response,
};
use policy::access::Right;
use serde::Deserialize;

use super::{level, open};
use crate::{
    services::indicator::{self, Table, Unit},
    web::{
        guard::Visit,
        table::{Sort, csv},
        trouble::Trouble,
    },
};

#[derive(Default, Deserialize)]
pub(in crate::web) struct Ask {
    /// `name`, `level` or a year; with a minus before it, the largest first.
    #[serde(default)]
    pub sort: String,
}

/// Sorts units; those without a value, or whose value is not shown, stay last.
pub(super) fn sort(units: &mut [Unit], sort: &str) {
    let Some((column, down)) = Sort(sort).column() else { return };
    if let Ok(year) = column.parse::<i16>() {
        let value = |unit: &Unit| unit.figures.get(&year).and_then(open);
        if down {
            units.sort_by_key(|unit| (value(unit).is_none(), Reverse(value(unit))));
        } else {
            units.sort_by_key(|unit| (value(unit).is_none(), value(unit)));
        }
        return;
    }
    match column {
        "name" => units.sort_by(|one, other| one.name.cmp(&other.name)),
        "level" => units.sort_by_key(|unit| unit.level),
        _ => return,
    }
    if down {
        units.reverse();
    }
}

/// The table with plain numbers, as a spreadsheet wants them.
pub(in crate::web) async fn export(
    visit: Visit,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Response, Trouble> {
    let board = visit.app.board(&visit.edge).await?;
    let scopes = visit.caller()?.scopes(Right::Schools);
    let Table { indicator, years, mut units } = indicator::table(&visit.app.workspace, &board, &id, &scopes).await?;
    sort(&mut units, &ask.sort);
    let words = visit.words();
    let columns: Vec<i16> = years.iter().map(|(year, ..)| *year).collect();
    let mut header = ["column-code", "column-org", "indicator-level"].map(|key| words.say(key)).to_vec();
    header.extend(columns.iter().map(ToString::to_string));
    let lines: Vec<_> = units
        .into_iter()
        .map(|unit| {
            let figure = |year| unit.figures.get(year);
            let value = |year| match figure(year).map(|figure| (open(figure), figure.value)) {
                Some((Some(value), _)) => value.to_string(),
                Some((None, Some(_))) => words.say("value-confidential"),
                _ => String::new(),
            };
            let values: Vec<_> = columns.iter().map(value).collect();
            Ok([unit.code, unit.name, words.say(level(unit.level))].into_iter().chain(values).collect())
        })
        .collect();
    let name = format!("{}.csv", indicator.title.get(words.0));
    Ok(csv(&visit, &name, header, futures::stream::iter(lines)))
}
