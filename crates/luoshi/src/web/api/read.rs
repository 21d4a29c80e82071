//! Answers to programs that read.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, Query, rejection::QueryRejection},
    response::{IntoResponse as _, Response},
};
use policy::{access::Right, indicator::Level};
use serde::{Deserialize, Serialize};

use super::{
    super::{
        guard::Visit,
        trouble::{Trouble, missing},
    },
    part,
};
use crate::{
    contract::{
        indicator::{Figure, Figures, Listed},
        manifest::{Publication, School, Snapshot},
        plan::Plan,
        status::{Status, Target},
    },
    refusal::Refusal,
    services::{
        indicator::{reaches, table},
        publication,
    },
    telling::Told,
};

fn json(value: &impl Serialize) -> Result<Response, Trouble> {
    Ok(Json(serde_json::to_value(value)?).into_response())
}

pub(in crate::web) async fn plan(visit: Visit) -> Result<Response, Trouble> {
    json(&Plan::new(&visit.app.workspace.pack)?)
}

pub(in crate::web) async fn status(visit: Visit) -> Result<Response, Trouble> {
    let pack = &visit.app.workspace.pack;
    let board = visit.app.board(&visit.edge).await?;
    let standings = board.standings(pack);
    let words = visit.words();
    let targets = standings.iter().map(|standing| Target::new(&Told { words, pack, standing })).collect();
    let cut = board.computed.cut;
    json(&Status { as_of: cut.as_of, known_at: cut.known_at, targets })
}

pub(in crate::web) async fn indicators(visit: Visit, ask: part::Ask) -> Result<Response, Trouble> {
    let pack = &visit.app.workspace.pack;
    let listed: Vec<_> = pack.indicators.keys().filter_map(|id| Listed::new(pack, id)).collect();
    part::list(&visit, ask, &listed, |_, one| one.id.to_owned())
}

pub(in crate::web) async fn indicator(visit: Visit, Path(id): Path<String>) -> Result<Response, Trouble> {
    json(&Listed::new(&visit.app.workspace.pack, &id).ok_or_else(missing)?)
}

/// Which figures are asked for.
#[derive(Deserialize)]
pub(in crate::web) struct Ask {
    org: Option<String>,
    period: Option<i16>,
}

/// The figures of an indicator: of the district, and of the units within the scope of whoever asks.
pub(in crate::web) async fn figures(
    visit: Visit,
    Path(id): Path<String>,
    ask: Result<Query<Ask>, QueryRejection>,
) -> Result<Response, Trouble> {
    let Query(ask) = ask.map_err(|_| Refusal::new("query-malformed"))?;
    let workspace = &visit.app.workspace;
    let board = visit.app.board(&visit.edge).await?;
    let scopes = visit.caller()?.scopes(Right::Schools);
    let table = table(workspace, &board, &id, &scopes).await?;
    let district = &board.tree.district;
    let name = board.tree.get(district).map_or(district.as_str(), |org| org.name.as_str());
    let inputs: BTreeMap<i16, _> = table.years.iter().map(|(year, inputs, _)| (*year, *inputs)).collect();
    let whole = table
        .years
        .iter()
        .filter_map(|(year, inputs, figure)| figure.as_ref().map(|figure| Figure::new(*year, inputs, name, figure)));
    let parts = table.units.iter().flat_map(|unit| {
        unit.figures.iter().filter_map(|(year, figure)| Some(Figure::new(*year, inputs.get(year)?, &unit.name, figure)))
    });
    let mut figures: Vec<_> = whole.chain(parts).collect();
    if let Some(org) = &ask.org {
        figures.retain(|one| one.org == org);
        // A unit without figures and one outside the scope look alike.
        if figures.is_empty() {
            return Err(missing().into());
        }
    }
    figures.retain(|one| ask.period.is_none_or(|period| one.period == period));
    let cut = board.computed.cut;
    json(&Figures {
        indicator: &table.indicator.id,
        unit: table.indicator.unit,
        as_of: cut.as_of,
        known_at: cut.known_at,
        figures,
    })
}

pub(in crate::web) async fn schools(visit: Visit, ask: part::Ask) -> Result<Response, Trouble> {
    let board = visit.app.board(&visit.edge).await?;
    let scopes = visit.caller()?.scopes(Right::Schools);
    let schools = board.tree.orgs().filter(|org| org.level == Level::School && org.open);
    let schools = schools.filter(|org| reaches(&board.tree, &scopes, &org.code));
    let schools = schools.map(|org| School { code: &org.code, name: &org.name, parent: org.parent.as_deref() });
    part::list(&visit, ask, &schools.collect::<Vec<_>>(), |_, one| one.code.to_owned())
}

pub(in crate::web) async fn datasets(visit: Visit, ask: part::Ask) -> Result<Response, Trouble> {
    let datasets: Vec<_> = visit.app.workspace.pack.datasets.values().collect();
    part::list(&visit, ask, &datasets, |_, one| one.id.clone())
}

/// Accepted imports whose rows lie within the scope of whoever asks.
pub(in crate::web) async fn snapshots(visit: Visit, ask: part::Ask) -> Result<Response, Trouble> {
    let board = visit.app.board(&visit.edge).await?;
    let scopes = visit.caller()?.scopes(Right::Schools);
    let mut snapshots = visit.app.workspace.store.read().await?.snapshots().await?;
    snapshots.retain(|one| reaches(&board.tree, &scopes, &one.scope));
    part::list(&visit, ask, &snapshots.iter().map(Snapshot::from).collect::<Vec<_>>(), |_, one| one.id.to_owned())
}

pub(in crate::web) async fn publications(visit: Visit, ask: part::Ask) -> Result<Response, Trouble> {
    let publications = visit.app.workspace.store.read().await?.publications().await?;
    let publications: Vec<_> = publications.into_iter().map(Publication::from).collect();
    part::list(&visit, ask, &publications, |_, one| one.number.to_string())
}

pub(in crate::web) async fn publication(visit: Visit, Path(number): Path<String>) -> Result<Response, Trouble> {
    let number = number.parse().map_err(|_| missing())?;
    let (row, edition) = publication::edition(&visit.app.workspace, number).await?.ok_or_else(missing)?;
    match row.withdrawn {
        Some(withdrawn) => Err(publication::withdrawn(&withdrawn).into()),
        None => json(&edition),
    }
}
