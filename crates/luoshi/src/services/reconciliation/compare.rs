//! Register and roll through the engine of linkage, within what people have decided.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZero,
    ops::ControlFlow,
    thread,
};

use ::linkage::{Builder, Data, Link, Options, Outcome, Refusal as Refused, Side, Spec, run};
use anyhow::Result;
use policy::reconcile::decide::Pair;
use serde::{Deserialize, Serialize};

use super::Progress;
use crate::{refusal::Refusal, services::linkage::too_many};

/// Why a pair has its probability: bits that add up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// How likely any two are the same before they are compared.
    pub prior: f64,
    pub pieces: Vec<Piece>,
    /// What other pairs of the two take away.
    pub rivals: f64,
    /// Whether the pupil may be a child that is on another roll already.
    pub double: bool,
    /// Whether the child may be one that is registered already, under another ID number.
    #[serde(default)]
    pub again: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Piece {
    pub comparison: String,
    /// Name of the level that was reached; none when the two differ.
    pub level: Option<String>,
    pub bits: f64,
}

/// What the engine found, by key.
pub(super) struct Compared {
    pub pairs: Vec<Pair>,
    pub doubles: Vec<Pair>,
    pub again: Vec<Pair>,
    /// Evidence of the pairs that are neither sure nor excluded, and of second registrations.
    pub evidence: BTreeMap<(String, String), Evidence>,
    pub links: u64,
    pub precision: [f64; 3],
    pub recall: [f64; 3],
}

type Decided = BTreeMap<(String, String), bool>;

/// Compares; `learn` takes the decisions of people as examples too.
pub(super) fn compare(
    spec: &Spec,
    builder: Builder,
    decided: &Decided,
    learn: bool,
    progress: &Progress,
) -> Result<Compared> {
    let data = builder.finish().map_err(|refused| said(&refused, spec))?;
    let rows = |side: Side| {
        let count = u32::try_from(data.rows(side)).unwrap_or(u32::MAX);
        (0..count).map(|row| (data.key(side, row), row)).collect::<BTreeMap<_, _>>()
    };
    let (lefts, rights) = (rows(Side::Left), rows(Side::Right));
    let row = |((child, pupil), same): (&(String, String), &bool)| {
        Some((*lefts.get(child.as_str())?, *rights.get(pupil.as_str())?, *same))
    };
    let decided: Vec<(u32, u32, bool)> = decided.iter().filter_map(row).collect();
    let known = if learn { decided.clone() } else { Vec::new() };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let options = Options { threads, known, decided, twice: true, ..Options::default() };
    let outcome = run::link(spec, &data, &options, &mut |step| {
        progress.reached(step);
        if progress.is_stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    Ok(told(spec, &data, &outcome.map_err(|refused| said(&refused, spec))?))
}

fn told(spec: &Spec, data: &Data, outcome: &Outcome) -> Compared {
    let keys = |one: &Link| (data.key(Side::Left, one.left).to_owned(), data.key(Side::Right, one.right).to_owned());
    let pair = |one: &Link| {
        let (child, pupil) = keys(one);
        Pair { child, pupil, probability: one.probability }
    };
    let linked: BTreeSet<(u32, u32)> = outcome.links.iter().map(|one| (one.left, one.right)).collect();
    let below = outcome.review.iter().filter(|one| !linked.contains(&(one.left, one.right)));
    let pairs = outcome.links.iter().chain(below).map(pair).collect();
    let [low, high] = spec.choice.review;
    let open = |one: &&Link| (low..high).contains(&one.probability);
    let [again, doubles] = &outcome.doubles;
    let mut evidence = BTreeMap::new();
    for one in outcome.review.iter().filter(open) {
        evidence.insert(keys(one), explained(spec, outcome, one));
    }
    for one in doubles.iter().filter(open) {
        evidence.insert(keys(one), Evidence { double: true, ..explained(spec, outcome, one) });
    }
    for one in again {
        evidence.insert(keys(one), Evidence { again: true, ..explained(spec, outcome, one) });
    }
    Compared {
        pairs,
        doubles: doubles.iter().map(pair).collect(),
        again: again.iter().map(pair).collect(),
        evidence,
        links: outcome.links.len() as u64,
        precision: [outcome.precision.value, outcome.precision.low, outcome.precision.high],
        recall: [outcome.recall.value, outcome.recall.low, outcome.recall.high],
    }
}

fn explained(spec: &Spec, outcome: &Outcome, one: &Link) -> Evidence {
    let explained = outcome.explain(one);
    let piece = |(comparison, level, bits): (usize, usize, f64)| {
        let comparison = spec.comparisons.get(comparison)?;
        let level = comparison.levels.get(level).map(|level| level.name.clone());
        Some(Piece { comparison: comparison.name.clone(), level, bits })
    };
    let pieces = explained.parts.into_iter().filter_map(piece).collect();
    Evidence { prior: explained.prior, pieces, rivals: explained.rivals, ..Evidence::default() }
}

/// What the engine refuses, as the house says it.
pub(super) fn said(refused: &Refused, spec: &Spec) -> anyhow::Error {
    match refused {
        Refused::Cancelled => Refusal::new("reconciliation-cancelled").into(),
        Refused::TooMany(many) => too_many(many, spec).into(),
        other => anyhow::anyhow!("a checked declaration with keys of its own was refused: {other:?}"),
    }
}
