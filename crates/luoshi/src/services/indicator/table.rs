use std::collections::BTreeMap;

use anyhow::Result;
use lake::{compute::Figure, inputs::Inputs, org::Tree, snapshot::Snapshot};
use policy::indicator::{Indicator, Level};

use crate::{refusal::Refusal, services::board::Board, workspace::Workspace};

/// The figures of an indicator on a board: of the district through the years, and of the units that the asker may see.
pub struct Table<'a> {
    pub indicator: &'a Indicator,
    /// Every year that was computed, with what the figures are made of.
    pub years: Vec<(i16, &'a Inputs, Option<Figure>)>,
    /// Townships and schools, each with its figures by year.
    pub units: Vec<Unit>,
}

/// A township or school with its figures.
pub struct Unit {
    pub code: String,
    pub name: String,
    pub level: Level,
    pub figures: BTreeMap<i16, Figure>,
}

/// Reads the figures of an indicator. `scopes` are codes of organisations: units outside them are left out, as if they
/// did not exist.
///
/// # Errors
/// Refused when the indicator is unknown.
pub async fn table<'a>(workspace: &'a Workspace, board: &'a Board, id: &str, scopes: &[&str]) -> Result<Table<'a>> {
    let pack = &workspace.pack;
    let indicator = pack.indicators.get(id).ok_or_else(|| Refusal::new("page-missing"))?;
    let mut stored = workspace.store.read().await?;
    let (mut years, mut units) = (Vec::new(), BTreeMap::new());
    for ((_, year), inputs) in board.computed.inputs.range((id.to_owned(), i16::MIN)..=(id.to_owned(), i16::MAX)) {
        let found = stored.figures(&inputs.fingerprint).await?.map(|found| found.figures).unwrap_or_default();
        let mut district = None;
        for figure in found {
            if figure.org == board.tree.district {
                district = Some(figure);
            } else if reaches(&board.tree, scopes, &figure.org)
                && let Some(org) = board.tree.get(&figure.org)
            {
                let unit = units.entry((org.level, org.code.clone())).or_insert_with(|| Unit {
                    code: org.code.clone(),
                    name: org.name.clone(),
                    level: org.level,
                    figures: BTreeMap::new(),
                });
                unit.figures.insert(*year, figure);
            }
        }
        years.push((*year, inputs, district));
    }
    Ok(Table { indicator, years, units: units.into_values().collect() })
}

/// Other indicators that count the same thing, each with its newest figure of the district.
///
/// # Errors
/// When the database fails.
pub async fn beside<'a>(
    workspace: &'a Workspace,
    board: &Board,
    indicator: &Indicator,
) -> Result<Vec<(&'a Indicator, Option<(i16, Figure)>)>> {
    let is_other = |one: &&Indicator| {
        indicator.compared_with.as_ref() == Some(&one.id) || one.compared_with.as_ref() == Some(&indicator.id)
    };
    let mut stored = workspace.store.read().await?;
    let mut others = Vec::new();
    for other in workspace.pack.indicators.values().filter(is_other) {
        let years = board.computed.inputs.range((other.id.clone(), i16::MIN)..=(other.id.clone(), i16::MAX));
        let mut newest = None;
        for ((_, year), inputs) in years.rev() {
            let figure = stored.figure(&inputs.fingerprint, &board.tree.district).await?;
            newest = figure.filter(|figure| figure.value.is_some()).map(|figure| (*year, figure));
            if newest.is_some() {
                break;
            }
        }
        others.push((other, newest));
    }
    Ok(others)
}

/// Whether an organisation lies within one of some scopes.
#[must_use]
pub fn reaches(tree: &Tree, scopes: &[&str], org: &str) -> bool {
    scopes.contains(&org) || tree.ancestors(org).any(|above| scopes.contains(&above))
}

/// Snapshots that somebody may know of: of places within the scopes, of those above them, and of the district.
#[must_use]
pub fn sources<'a>(board: &'a Board, ids: &[String], scopes: &[&str]) -> Vec<&'a Snapshot> {
    let tree = &board.tree;
    let above = |place: &str| scopes.iter().any(|scope| tree.ancestors(scope).any(|one| one == place));
    let known = |place: &str| place == tree.district || reaches(tree, scopes, place) || above(place);
    let found = ids.iter().filter_map(|id| board.computed.lake.snapshot(id).ok());
    found.filter(|one| known(&one.scope)).collect()
}
