use std::collections::{BTreeMap, BTreeSet};

use lake::org::Tree;
use policy::{
    disclosure::{self, Cell, Withheld},
    pack::Pack,
    plan::Plan,
    status::Flag,
    text::{Language, Text},
};

use crate::{
    contract::edition::{Area, Commitment, Edition, Indicator, Target},
    edge::Edge,
    refusal::Refusal,
    services::{board::Board, indicator::Standing},
    telling::Told,
    words::Words,
    workspace::Workspace,
};

/// What somebody chose to publish.
pub struct Draft<'a> {
    /// Ids of the commitments.
    pub chosen: &'a BTreeSet<String>,
    pub note: &'a str,
    /// Number that the edition would have.
    pub number: i64,
}

/// The edition as it would be published now.
///
/// # Errors
/// Refused when the pack has no plan, nothing with a target was chosen, or the note is too long.
pub fn draft(workspace: &Workspace, board: &Board, edge: &Edge, ask: &Draft<'_>) -> Result<Edition, Refusal> {
    let pack = &workspace.pack;
    let plan = pack.plan.as_ref().ok_or_else(|| Refusal::new("plan-missing"))?;
    if ask.note.chars().count() > super::LONGEST {
        return Err(Refusal::new("publication-note").with("most", super::LONGEST));
    }
    let standings: Vec<_> =
        board.standings(pack).into_iter().filter(|one| ask.chosen.contains(&one.commitment.id)).collect();
    if standings.is_empty() {
        return Err(Refusal::new("publication-empty"));
    }
    let withheld = withheld(pack, &board.tree, &standings);
    let targets: Vec<_> = standings.iter().map(|standing| target(pack, standing, &withheld)).collect();
    let cut = board.computed.cut;
    let min_persons = pack.min_persons();
    let told = |key: &str| both(|words| words.with(key, &[("count", &min_persons.to_string())]));
    Ok(Edition {
        number: ask.number,
        published_at: edge.now,
        as_of: cut.as_of,
        known_at: cut.known_at,
        synthetic: workspace.config.demo_day.is_some(),
        publisher: plan.issuer.clone(),
        plan: plan.title.clone(),
        area: Area { code: plan.org.clone(), name: plan.org_name.clone() },
        note: ask.note.trim().to_owned(),
        method: told("public-method-text"),
        suppression: told(if min_persons == 0 { "public-suppression-none" } else { "public-suppression-text" }),
        min_persons,
        commitments: commitments(plan, ask.chosen, &targets),
        indicators: indicators(pack, &targets),
        targets,
    })
}

/// A text in both languages.
fn both(say: impl Fn(Words) -> String) -> Text {
    Text { zh: say(Words(Language::Chinese)), en: say(Words(Language::English)) }
}

fn commitments(plan: &Plan, chosen: &BTreeSet<String>, targets: &[Target]) -> Vec<Commitment> {
    let shown = |id: &String| chosen.contains(id) && targets.iter().any(|target| target.commitment == *id);
    let commitments = plan.commitments.iter().filter(|one| shown(&one.id));
    commitments.map(|one| Commitment { id: one.id.clone(), task: one.task, text: one.text.clone() }).collect()
}

/// The definitions behind some targets, in the words of the version that the newest of them is judged by.
fn indicators(pack: &Pack, targets: &[Target]) -> Vec<Indicator> {
    let year = |target: &Target| target.value_period.unwrap_or(target.period);
    let indicator = |indicator: &policy::indicator::Indicator| {
        let latest = targets.iter().filter(|target| target.indicator == indicator.id).map(year).max()?;
        let version = indicator.version(latest).or_else(|| indicator.versions.last())?;
        Some(Indicator {
            id: indicator.id.clone(),
            title: indicator.title.clone(),
            meaning: indicator.meaning.clone(),
            unit: indicator.unit,
            source: version.source.clone(),
            decided_by: version.decided_by.clone(),
        })
    };
    pack.indicators.values().filter_map(indicator).collect()
}

/// One figure among those published: indicator, year, unit.
type Key<'a> = (&'a str, i16, &'a str);

fn key<'a>(standing: &Standing<'a>) -> Option<Key<'a>> {
    Some((standing.indicator.id.as_str(), standing.judgement.judged.as_ref()?.year, standing.org))
}

/// What is withheld of each figure when all are published together.
fn withheld<'a>(pack: &Pack, tree: &Tree, standings: &[Standing<'a>]) -> BTreeMap<Key<'a>, Withheld> {
    let figures: BTreeMap<Key, _> =
        standings.iter().filter_map(|one| Some((key(one)?, (one.figure.as_ref()?, one)))).collect();
    let cell = |((indicator, year, org), (figure, standing)): (&Key<'a>, &(&lake::compute::Figure, &Standing<'a>))| {
        // What the engine holds confidential stays so, whatever else is known of it.
        let flagged = standing.is_flagged(Flag::Confidential);
        Cell {
            of: (indicator, *year),
            org,
            above: tree.ancestors(org).collect(),
            persons: if flagged { figure.persons.min(pack.min_persons().saturating_sub(1)) } else { figure.persons },
            numerator: figure.numerator,
            denominator: figure.denominator,
            sensitive: flagged || pack.is_sensitive(indicator),
        }
    };
    let cells: Vec<_> = figures.iter().map(cell).collect();
    let decided = disclosure::withheld(&cells, pack.min_persons());
    figures.into_keys().zip(decided).collect()
}

fn target(pack: &Pack, standing: &Standing<'_>, withheld: &BTreeMap<Key<'_>, Withheld>) -> Target {
    let withheld = key(standing).and_then(|key| withheld.get(&key).copied()).unwrap_or(Withheld::Nothing);
    let mut shown = standing.clone();
    if !withheld.shows_value()
        && let Some(judged) = &mut shown.judgement.judged
    {
        // Sentences then say neither the value nor what would give it away.
        judged.flags.insert(Flag::Confidential);
    }
    let told = |words: Words| Told { words, pack, standing: &shown };
    let hidden = shown.is_flagged(Flag::Confidential);
    let judged = shown.judgement.judged.as_ref();
    let figure = shown.figure.as_ref().filter(|_| withheld == Withheld::Nothing && !hidden);
    Target {
        commitment: shown.commitment.id.clone(),
        task: shown.commitment.task,
        indicator: shown.indicator.id.clone(),
        title: shown.indicator.title.clone(),
        org: shown.org.to_owned(),
        org_name: both(|words| told(words).org()),
        period: shown.target.period,
        comparator: shown.target.comparator,
        target: shown.target.value,
        upper: shown.target.upper,
        unit: shown.indicator.unit,
        strength: told(Words::default()).strength(),
        due: shown.due,
        goal: both(|words| told(words).goal()),
        // All digits of a quotient would tell the counts.
        value: judged.filter(|_| !hidden).map(|judged| match withheld {
            Withheld::Counts => judged.value.rounded(shown.indicator.decimals),
            _ => judged.value,
        }),
        value_text: told(Words::default()).value().map(|_| both(|words| told(words).value().unwrap_or_default())),
        value_period: judged.map(|judged| judged.year),
        numerator: figure.and_then(|figure| figure.numerator),
        denominator: figure.and_then(|figure| figure.denominator),
        withheld,
        facts_of: judged.map(|judged| judged.facts_of),
        flags: judged.map(|judged| judged.flags.clone()).unwrap_or_default(),
        status: shown.judgement.status,
        reason: both(|words| told(words).reason()),
    }
}
