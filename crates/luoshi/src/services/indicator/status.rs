use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use jiff::{ToSpan as _, civil::Date};
use lake::{compute::Figure, inputs::Inputs};
use policy::{
    indicator::{Indicator, Kind, day},
    pack::Pack,
    plan::{Commitment, Plan, Target},
    status::{Flag, Input, Judgement, Observation, Rules, judge},
};
use schemars::JsonSchema;
use serde::Serialize;

use super::compute::Computed;
use crate::{
    refusal::Refusal,
    store::{RunState, Transaction},
    workspace::Workspace,
};

/// Where one target stands.
#[derive(Clone)]
pub struct Standing<'a> {
    pub commitment: &'a Commitment,
    pub target: &'a Target,
    pub indicator: &'a Indicator,
    /// Code of the school or area that is judged.
    pub org: &'a str,
    pub due: Date,
    pub judgement: Judgement,
    /// The judged figure, with numerator and denominator.
    pub figure: Option<Figure>,
    /// The reconciliation that the judged figure rests on.
    pub rests: Option<Rests>,
}

/// A run of a reconciliation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Rests {
    pub number: u64,
    /// Day of the facts that were compared.
    #[schemars(with = "String", extend("format" = "date"))]
    pub as_of: Date,
}

/// Runs by the snapshots that they made.
type Runs = BTreeMap<String, Rests>;

impl Standing<'_> {
    /// Whether the judged value carries a flag.
    #[must_use]
    pub fn is_flagged(&self, flag: Flag) -> bool {
        self.judgement.judged.as_ref().is_some_and(|judged| judged.flags.contains(&flag))
    }
}

/// Judges every target of the plan, in the plan's order.
///
/// # Errors
/// Refused for a pack without a plan.
pub async fn status<'a>(workspace: &'a Workspace, computed: &Computed) -> Result<Vec<Standing<'a>>> {
    let pack = &workspace.pack;
    let (Some(plan), Some(rules)) = (&pack.plan, pack.rules()) else { return Err(Refusal::new("plan-missing").into()) };
    let mut stored = workspace.store.read().await?;
    let runs = runs(&mut stored).await?;
    let mut standings = Vec::new();
    for (commitment, target, indicator, org) in targets(pack) {
        let figures = figures(&mut stored, computed, indicator, org).await?;
        standings.push(standing(plan, rules, commitment, target, indicator, computed, figures)?);
    }
    for one in &mut standings {
        one.rests = rests(computed, &runs, one);
    }
    Ok(standings)
}

async fn runs(stored: &mut Transaction) -> Result<Runs> {
    let done = stored.reconciliations().await?.into_iter().filter(|run| run.state == RunState::Done);
    // The newest comes first: of several with the same result the one that found it first stays.
    Ok(done.filter_map(|run| Some((run.snapshot?, Rests { number: run.number, as_of: run.as_of }))).collect())
}

/// The run that the judged figure rests on; of several the one of the newest facts.
fn rests(computed: &Computed, runs: &Runs, standing: &Standing<'_>) -> Option<Rests> {
    let year = standing.judgement.judged.as_ref()?.year;
    let inputs = computed.inputs.get(&(standing.indicator.id.clone(), year))?;
    inputs.snapshots.iter().filter_map(|id| runs.get(id)).max_by_key(|run| (run.as_of, run.number)).copied()
}

/// Targets of the plan in its order, each with its commitment, its indicator and the code of the org that it is about.
pub fn targets(pack: &Pack) -> impl Iterator<Item = (&Commitment, &Target, &Indicator, &str)> {
    pack.plan.iter().flat_map(|plan| plan.commitments.iter().map(move |commitment| (plan, commitment))).flat_map(
        move |(plan, commitment)| {
            commitment.targets.iter().filter_map(move |target| {
                Some((commitment, target, pack.indicators.get(&target.indicator)?, org(plan, target)))
            })
        },
    )
}

fn standing<'a>(
    plan: &'a Plan,
    rules: &Rules,
    commitment: &'a Commitment,
    target: &'a Target,
    indicator: &'a Indicator,
    computed: &Computed,
    mut figures: BTreeMap<i16, Figure>,
) -> Result<Standing<'a>> {
    let reference = day(target.period, &indicator.reference)?;
    let due = plan.due(commitment, target, reference);
    let series = series(computed, rules, indicator, &figures);
    let judgement = judge(
        &Input {
            target,
            unit: indicator.unit,
            strength: target.strength(commitment),
            due,
            reference,
            plan_from: plan.from,
            series: &series,
            ever_reported: !series.is_empty() || ever_reported(computed, indicator),
            has_owner: !commitment.units.is_empty() || plan.task(commitment).is_some_and(|task| !task.lead.is_empty()),
            as_of: computed.cut.as_of,
        },
        rules,
    );
    let figure = judgement.judged.as_ref().and_then(|judged| figures.remove(&judged.year));
    Ok(Standing { commitment, target, indicator, org: org(plan, target), due, judgement, figure, rests: None })
}

/// Code of the school or area that a target is about.
fn org<'a>(plan: &'a Plan, target: &'a Target) -> &'a str {
    target.org.as_deref().unwrap_or(&plan.org)
}

/// The figures of one org by year.
async fn figures(
    stored: &mut Transaction,
    computed: &Computed,
    indicator: &Indicator,
    org: &str,
) -> Result<BTreeMap<i16, Figure>> {
    let mut figures = BTreeMap::new();
    for ((_, year), inputs) in years(computed, indicator) {
        if let Some(figure) = stored.figure(&inputs.fingerprint, org).await? {
            figures.insert(*year, figure);
        }
    }
    Ok(figures)
}

fn years<'a>(computed: &'a Computed, indicator: &Indicator) -> impl Iterator<Item = (&'a (String, i16), &'a Inputs)> {
    computed.inputs.range((indicator.id.clone(), i16::MIN)..=(indicator.id.clone(), i16::MAX))
}

/// The values of one org, one for each year that has one.
fn series(
    computed: &Computed,
    rules: &Rules,
    indicator: &Indicator,
    figures: &BTreeMap<i16, Figure>,
) -> Vec<Observation> {
    let observation = |((_, year), inputs): (&(String, i16), &Inputs)| {
        let figure = figures.get(year)?;
        let facts_of = inputs.newest_as_of.unwrap_or(inputs.reference);
        let value = figure.value?;
        let before = figures.get(&(year - 1)).and_then(|figure| figure.value);
        let large = before.is_some_and(|before| indicator.is_large_step(before, *year, value));
        let mut flags = figure.flags.clone();
        flags.extend(large.then_some(Flag::LargeStep));
        let (good_until, oldest_of) = good_until(computed, rules, indicator, &inputs.snapshots, facts_of);
        Some(Observation { year: *year, value, flags, facts_of, oldest_of, good_until })
    };
    years(computed, indicator).filter_map(observation).collect()
}

/// The earliest day on which one of the datasets read runs out of its rhythm, and the day of its facts. The register of areas and schools behind
/// every figure does not count unless the indicator reads it: it changes when it changes, not by a rhythm.
fn good_until(
    computed: &Computed,
    rules: &Rules,
    indicator: &Indicator,
    snapshots: &[String],
    facts_of: Date,
) -> (Date, Date) {
    let after = |day: Date, days: i64| day.checked_add(days.days()).unwrap_or(Date::MAX);
    if indicator.kind == Kind::Manual {
        return (after(facts_of, rules.manual_fresh_days.into()), facts_of);
    }
    let read = datasets_read(computed, indicator);
    let mut newest: BTreeMap<&str, Date> = BTreeMap::new();
    let used = computed.lake.snapshots().iter().filter(|snapshot| snapshots.contains(&snapshot.id));
    for snapshot in used.filter(|snapshot| read.contains(snapshot.dataset.as_str())) {
        let day = newest.entry(&snapshot.dataset).or_insert(snapshot.as_of);
        *day = snapshot.as_of.max(*day);
    }
    let ends = newest.iter().filter_map(|(dataset, day)| {
        let fresh_days = computed.lake.dataset(dataset).ok()?.fresh_days;
        Some((after(*day, fresh_days.into()), *day))
    });
    ends.min().unwrap_or((facts_of, facts_of))
}

/// Whether anything that the indicator reads was ever reported, whether or not a figure follows from it.
fn ever_reported(computed: &Computed, indicator: &Indicator) -> bool {
    let read = datasets_read(computed, indicator);
    let known = |at| at <= computed.cut.known_at;
    computed.lake.snapshots().iter().any(|one| read.contains(one.dataset.as_str()) && known(one.recorded_at))
}

/// Datasets that an indicator reads, itself or through other indicators.
fn datasets_read<'a>(computed: &'a Computed, indicator: &'a Indicator) -> BTreeSet<&'a str> {
    let (mut datasets, mut seen, mut open) = (BTreeSet::new(), BTreeSet::new(), vec![indicator]);
    while let Some(one) = open.pop() {
        if seen.insert(one.id.as_str()) {
            for read in one.versions.iter().flat_map(|version| &version.reads) {
                datasets.extend(read.dataset.as_deref());
                open.extend(read.indicator.as_ref().and_then(|id| computed.lake.indicator(id).ok()));
            }
        }
    }
    datasets
}
