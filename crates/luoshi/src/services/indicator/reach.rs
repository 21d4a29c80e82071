//! What a person may see of an indicator: the district's years, the places within the scope of a right, and the rows.

use anyhow::Result;
use jiff::civil::Date;
use lake::{compute::Figure, org::Tree};
use policy::{
    access::Right,
    indicator::{Indicator, Level},
    status::Flag,
};

use super::{Explain, Explained, explain, series::flag_steps};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::{account::Caller, board::Board},
    workspace::Workspace,
};

/// The district's figure of one year.
pub struct District {
    pub year: i16,
    /// The newest day for which any of the facts are stated.
    pub facts_of: Option<Date>,
    pub figure: Option<Figure>,
}

/// A place with its figure.
pub struct Place {
    pub code: String,
    /// The code again for a place that no longer is.
    pub name: String,
    pub level: Level,
    pub figure: Figure,
}

/// Which rows are asked for.
pub struct Rows<'a> {
    pub indicator: &'a str,
    /// By default the first place that the person reaches.
    pub org: Option<&'a str>,
    /// By default the newest year with a figure of the district.
    pub year: Option<i16>,
    /// Word that stands for a hidden value.
    pub hidden: &'a str,
    pub limit: usize,
}

/// The district's figures of an indicator, year by year.
#[must_use]
pub fn district(board: &Board, indicator: &Indicator) -> Vec<District> {
    let computed = &board.computed;
    let id = &indicator.id;
    let inputs = computed.inputs.range((id.clone(), i16::MIN)..=(id.clone(), i16::MAX));
    let mut years: Vec<_> = inputs
        .map(|(key, inputs)| {
            let figures = computed.figures.get(key).into_iter().flatten();
            let figure = figures.into_iter().find(|figure| figure.level == Level::District).cloned();
            District { year: key.1, facts_of: inputs.newest_as_of, figure }
        })
        .collect();
    flag_steps(indicator, years.iter_mut().map(|one| (one.year, &mut one.figure)));
    years
}

/// Figures of the townships and schools that the caller may see, in the order of level and code.
#[must_use]
pub fn places(board: &Board, caller: &Caller, indicator: &str, year: i16) -> Vec<Place> {
    let figures = board.computed.figures.get(&(indicator.to_owned(), year)).into_iter().flatten();
    let seen = figures
        .filter(|figure| figure.level != Level::District && reaches(&board.tree, caller, Right::Schools, &figure.org));
    let place = |figure: &Figure| {
        let name = board.tree.unit(&figure.org).map_or_else(|| figure.org.clone(), |org| org.name.clone());
        Place { code: figure.org.clone(), name, level: figure.level, figure: figure.clone() }
    };
    seen.map(place).collect()
}

/// Follows a figure to its rows, masked, within the caller's reach. The source files of other places are left out.
///
/// # Errors
/// Refused alike for what is not there and for what the caller may not know of.
pub async fn rows(
    workspace: &Workspace,
    edge: &Edge,
    board: &Board,
    caller: &Caller,
    ask: &Rows<'_>,
) -> Result<(String, Explained)> {
    let missing = || Refusal::new("page-missing");
    let indicator = workspace.pack.indicators.get(ask.indicator).ok_or_else(missing)?;
    let scopes = caller.scopes(Right::Rows);
    let org = ask.org.or_else(|| scopes.first().copied()).ok_or_else(missing)?;
    let newest = || {
        let has_value = |one: &District| one.figure.as_ref().is_some_and(|figure| figure.value.is_some());
        district(board, indicator).into_iter().rev().find(has_value).map(|one| one.year)
    };
    let year = ask.year.or_else(newest).ok_or_else(missing)?;
    let has_inputs = board.computed.inputs.contains_key(&(ask.indicator.to_owned(), year));
    if !has_inputs || !reaches(&board.tree, caller, Right::Rows, org) {
        return Err(missing().into());
    }
    let explain_ask = Explain {
        indicator: ask.indicator,
        org: Some(org),
        period: Some(year),
        cut: board.computed.cut,
        on: None,
        reveal: None,
        hidden: ask.hidden,
        limit: ask.limit,
    };
    let mut explained = explain(workspace, edge, &explain_ask).await.map_err(|error| {
        let is_unknown = matches!(error.downcast_ref(), Some(lake::Refusal::UnknownOrg { .. }));
        if is_unknown { missing().into() } else { error }
    })?;
    let above: Vec<_> = board.tree.ancestors(org).collect();
    explained.explanation.sources.retain(|source| {
        above.contains(&source.scope.as_str()) || reaches(&board.tree, caller, Right::Rows, &source.scope)
    });
    Ok((org.to_owned(), explained))
}

/// Whether a right of a person reaches a place: by the organisations of the day, whatever year is asked for.
fn reaches(tree: &Tree, caller: &Caller, right: Right, org: &str) -> bool {
    let within = |scope: &&str| *scope == tree.district || *scope == org || tree.codes_within(scope).contains(&org);
    caller.scopes(right).iter().any(within)
}

impl Place {
    /// The figure, unless so few persons stand behind it that it must not be shown.
    #[must_use]
    pub fn shown(&self) -> Option<&Figure> {
        Some(&self.figure).filter(|figure| !figure.flags.contains(&Flag::Confidential))
    }
}
