//! The first steps: the shortest way from an empty workspace to one target with a status.

use std::{cmp::Reverse, collections::BTreeSet};

use jiff::civil::Date;
use lake::snapshot::{Cut, effective};
use policy::{
    dataset::{Dataset, SCHOOLS},
    indicator::{Indicator, Version},
    pack::Pack,
    plan::Commitment,
};

use super::board::Board;
use crate::edge::Edge;

/// One target and what it takes to say where it stands.
pub struct First<'a> {
    pub commitment: &'a Commitment,
    pub indicator: &'a Indicator,
    /// Day whose facts decide; later ones come too late for it.
    pub day: Date,
    /// What has to be handed in, first what the others refer to; and whether it is there.
    pub datasets: Vec<(&'a Dataset, bool)>,
}

/// The target that asks for the fewest columns to be filled in, of those that are about schools, because most others need
/// the list of schools too; of several the one with the newest facts. None once any target has a value.
#[must_use]
pub fn first<'a>(pack: &'a Pack, board: &Board, edge: &Edge) -> Option<First<'a>> {
    let standings = board.standings(pack);
    if standings.iter().any(|one| one.judgement.judged.is_some()) {
        return None;
    }
    let ways = standings.iter().filter_map(|one| {
        let period = one.target.period;
        let reference = policy::indicator::day(period, &one.indicator.reference).ok()?;
        Some((one, reference, needs(pack, one.indicator.version(period)?)?))
    });
    let (one, reference, datasets) = ways.min_by_key(|(_, reference, datasets)| {
        let columns = datasets.iter().flat_map(|one| &one.columns).filter(|column| column.required).count();
        let beside_schools = datasets.iter().any(|one| one.id == SCHOOLS);
        (!beside_schools, *reference > board.key.day, columns, Reverse(*reference))
    })?;
    let day = reference.min(board.key.day);
    let cut = Cut { as_of: day, known_at: edge.now };
    let there =
        |dataset: &Dataset| !effective(board.computed.lake.snapshots(), &dataset.id, &board.tree, cut).is_empty();
    let datasets = datasets.into_iter().map(|dataset| (dataset, there(dataset))).collect();
    Some(First { commitment: one.commitment, indicator: one.indicator, day, datasets })
}

/// The datasets of a definition that reads one year's facts alone, each after those that it refers to.
fn needs<'a>(pack: &'a Pack, version: &Version) -> Option<Vec<&'a Dataset>> {
    let reads: Vec<_> = version.reads.iter().filter(|read| !read.optional).collect();
    if reads.iter().any(|read| read.years_ago > 0 || read.indicator.is_some()) {
        return None;
    }
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for read in reads {
        add(pack, read.dataset.as_deref().unwrap_or_default(), &mut seen, &mut found);
    }
    (!found.is_empty()).then_some(found)
}

fn add<'a>(pack: &'a Pack, id: &str, seen: &mut BTreeSet<&'a str>, found: &mut Vec<&'a Dataset>) {
    let Some(dataset) = pack.datasets.get(id) else { return };
    if !seen.insert(&dataset.id) {
        return;
    }
    for reference in dataset.columns.iter().filter_map(|column| column.references.as_deref()) {
        add(pack, reference.split_once('.').map_or(reference, |(table, _)| table), seen, found);
    }
    found.push(dataset);
}
