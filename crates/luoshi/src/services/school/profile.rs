use std::collections::BTreeSet;

use anyhow::Result;
use jiff::{ToSpan as _, civil::Date};
use lake::{
    compute::{Figure, Flag},
    org::Org,
    snapshot::Snapshot,
};
use policy::{
    access::Right,
    dataset::{AREAS, Dataset, SCHOOLS},
    indicator::{Direction, Indicator, Level, Rule},
    number::Number,
};
use rust_decimal::Decimal;

use super::directory::{Row, School};
use crate::{
    refusal::Refusal,
    services::{
        account::Caller,
        board::Board,
        indicator::{Standing, computed_years, reaches},
    },
    store::Transaction,
    workspace::Workspace,
};

/// What is known of one school or township.
pub struct Profile<'a> {
    pub org: &'a Org,
    /// What the list of schools says; none for a township.
    pub school: Option<&'a School>,
    /// The township of a school.
    pub above: Option<&'a Org>,
    /// The open schools of a township.
    pub schools: Vec<&'a School>,
    /// How many others it is compared with: open schools of its kind, or the other townships.
    pub peers: usize,
    pub measured: Vec<Measured<'a>>,
    pub lacking: Vec<Lacking<'a>>,
    pub data: Vec<Held<'a>>,
    /// Changes that it came out of or went into, the newest last.
    pub history: Vec<&'a Row>,
}

/// One figure among its peers and against what is asked for.
pub struct Measured<'a> {
    pub indicator: &'a Indicator,
    pub year: i16,
    pub figure: Figure,
    pub district: Option<Figure>,
    /// None when too few peers have a figure: they could be told apart.
    pub peers: Option<Peers>,
    pub facts_of: Option<Date>,
    /// What standards ask of every school.
    pub rules: Vec<&'a Rule>,
    /// The target of the plan for the district that the year leads to.
    pub target: Option<Standing<'a>>,
}

/// A figure among those of its peers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peers {
    /// How many have a figure, this one included.
    pub count: usize,
    pub median: Number,
    /// Place from the best, 1 first; none where more is not better.
    pub position: Option<usize>,
}

/// A figure that most peers have and this place has not.
pub struct Lacking<'a> {
    pub indicator: &'a Indicator,
    pub year: i16,
    /// How many peers have it.
    pub others: usize,
}

/// A dataset that the figures are made of, and the newest file of it that speaks for the place.
pub struct Held<'a> {
    pub dataset: &'a Dataset,
    pub snapshot: Option<&'a Snapshot>,
    pub stale: bool,
}

/// Figures of peers below which a median would point at one of them, unless the asker may see them all.
const FEWEST_PEERS: usize = 5;

/// Tells what is known of a school or township.
///
/// # Errors
/// Refused alike for what is not there, what is of another level, and what the caller may not know of.
pub async fn profile<'a>(
    workspace: &'a Workspace,
    board: &'a Board,
    caller: &Caller,
    level: Level,
    code: &str,
) -> Result<Profile<'a>> {
    let scopes = caller.scopes(Right::Schools);
    let org = board.tree.get(code).filter(|org| org.level == level && reaches(&board.tree, &scopes, code));
    let org = org.ok_or_else(|| Refusal::new("page-missing"))?;
    let school = board.schools.get(code);
    let peers = peers(board, org, school);
    let sees_peers = peers.iter().all(|peer| reaches(&board.tree, &scopes, peer));
    let pack = &workspace.pack;
    let mut stored = workspace.store.read().await?;
    let standings = board.standings(pack);
    let (mut measured, mut lacking) = (Vec::new(), Vec::new());
    let mut read = BTreeSet::new();
    for indicator in pack.indicators.values().filter(|one| one.levels.contains(&level)) {
        let Some(found) = newest(&mut stored, board, indicator, code, &peers).await? else { continue };
        let datasets = indicator.version(found.year).map_or(&[][..], |version| &version.reads);
        read.extend(datasets.iter().filter_map(|read| read.dataset.as_deref()));
        let Some(figure) = found.own else {
            if found.others.len() * 2 > peers.len() {
                lacking.push(Lacking { indicator, year: found.year, others: found.others.len() });
            }
            continue;
        };
        let target = standings.iter().filter(|one| one.indicator.id == indicator.id && one.org == board.tree.district);
        let target = target.filter(|one| one.target.period >= found.year).min_by_key(|one| one.target.period);
        measured.push(Measured {
            indicator,
            year: found.year,
            peers: among(indicator, &figure, &found.others).filter(|peers| sees_peers || peers.count >= FEWEST_PEERS),
            figure,
            district: found.district,
            facts_of: found.facts_of,
            rules: pack
                .standards
                .values()
                .flat_map(|one| &one.rules)
                .filter(|rule| rule.indicator == indicator.id)
                .collect(),
            target: target.cloned(),
        });
    }
    let about = if level == Level::School { SCHOOLS } else { AREAS };
    let data = pack.datasets.values().filter(|one| read.contains(one.id.as_str()) && is_about(one, about));
    Ok(Profile {
        org,
        school,
        above: org.parent.as_ref().and_then(|above| board.tree.get(above)).filter(|one| one.level == Level::Township),
        schools: board.schools.all().filter(|one| one.above == code && one.open).collect(),
        peers: peers.len(),
        measured,
        lacking,
        data: data.map(|dataset| held(board, dataset, code)).collect(),
        history: board.schools.changes_of(code).collect(),
    })
}

/// The open schools of the same kind, or the other townships.
fn peers<'a>(board: &'a Board, org: &Org, school: Option<&School>) -> Vec<&'a str> {
    if let Some(school) = school {
        let same = board.schools.all().filter(|one| one.open && one.kind == school.kind && one.code != school.code);
        return same.map(|one| one.code.as_str()).collect();
    }
    let same = board.tree.orgs().filter(|one| one.level == org.level && one.code != org.code);
    same.map(|one| one.code.as_str()).collect()
}

/// The figures of the newest year in which a place or one of its peers has one.
struct Newest {
    year: i16,
    own: Option<Figure>,
    district: Option<Figure>,
    /// Values of the peers that may be shown.
    others: Vec<Number>,
    facts_of: Option<Date>,
}

async fn newest(
    stored: &mut Transaction,
    board: &Board,
    indicator: &Indicator,
    code: &str,
    peers: &[&str],
) -> Result<Option<Newest>> {
    let mut years: Vec<i16> = computed_years(board, &indicator.id).collect();
    years.reverse();
    let mut without_own = None;
    for year in years {
        let inputs = board.computed.inputs.get(&(indicator.id.clone(), year));
        let Some(inputs) = inputs.filter(|inputs| inputs.missing.is_empty() && !inputs.snapshots.is_empty()) else {
            continue;
        };
        let Some(figures) = stored.figures(&inputs.fingerprint).await? else { continue };
        let mut found = Newest { year, own: None, district: None, others: Vec::new(), facts_of: inputs.newest_as_of };
        for figure in figures.figures.into_iter().filter(|figure| figure.value.is_some()) {
            if figure.org == code {
                found.own = Some(figure);
            } else if figure.org == board.tree.district {
                found.district = Some(figure);
            } else if peers.contains(&figure.org.as_str()) && !figure.flags.contains(&Flag::Confidential) {
                found.others.extend(figure.value);
            }
        }
        if found.own.is_some() {
            return Ok(Some(found));
        }
        if without_own.is_none() && !found.others.is_empty() {
            without_own = Some(found);
        }
    }
    Ok(without_own)
}

/// Median and place among the peers; nothing of a figure that may not be shown.
fn among(indicator: &Indicator, figure: &Figure, others: &[Number]) -> Option<Peers> {
    let own = figure.value.filter(|_| !figure.flags.contains(&Flag::Confidential))?;
    if others.is_empty() {
        return None;
    }
    let mut all: Vec<Decimal> = others.iter().map(|one| one.0).chain([own.0]).collect();
    all.sort_unstable();
    let middle = all.len() / 2;
    let median = if all.len() % 2 == 1 { all[middle] } else { (all[middle - 1] + all[middle]) / Decimal::TWO };
    let better = |one: &&Decimal| match indicator.direction {
        Direction::Rising => **one > own.0,
        Direction::Falling | Direction::Neutral => **one < own.0,
    };
    let position = (indicator.direction != Direction::Neutral).then(|| 1 + all.iter().filter(better).count());
    Some(Peers { count: all.len(), median: Number(median), position })
}

/// Whether the rows of a dataset belong to schools, or to areas.
fn is_about(dataset: &Dataset, about: &str) -> bool {
    let column = dataset.org.as_ref().and_then(|org| dataset.column(org));
    let references = column.and_then(|column| column.references.as_deref()).and_then(|one| one.split('.').next());
    dataset.id == about || references == Some(about)
}

/// The newest file of a dataset that speaks for a place: its own, or one of a place above.
fn held<'a>(board: &'a Board, dataset: &'a Dataset, code: &str) -> Held<'a> {
    let cut = board.computed.cut;
    let speaks = |one: &&Snapshot| {
        one.dataset == dataset.id
            && one.as_of <= cut.as_of
            && one.recorded_at <= cut.known_at
            && one.withdrawn_at.is_none_or(|at| at > cut.known_at)
            && (one.scope == code || board.tree.ancestors(code).any(|above| above == one.scope))
    };
    let snapshot = board.computed.lake.snapshots().iter().filter(speaks).max_by_key(|one| (one.as_of, one.recorded_at));
    let good_until = |one: &Snapshot| one.as_of.checked_add(i64::from(dataset.fresh_days).days()).unwrap_or(Date::MAX);
    Held { dataset, snapshot, stale: snapshot.is_some_and(|one| good_until(one) < board.key.day) }
}
