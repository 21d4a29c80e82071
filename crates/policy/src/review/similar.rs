//! Rules about likeness: two things that may be one, told apart only by their words.

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, Reader};
use crate::{
    number::Number,
    plan::{Commitment, CommitmentKind},
};

/// Titles at least this alike may mean the same figure.
const ALIKE_TITLES: f64 = 0.6;
/// So may titles at least this alike whose targets are the same number in the same year.
const ALIKE_WITH_SAME_TARGET: f64 = 0.3;
/// Texts at least this alike, about the same topic, may promise the same thing.
const ALIKE_TEXTS: f64 = 0.4;

/// Indicators of targets in different parts of the plan with the same unit and nearly the same title.
pub(super) fn indicators(reader: &Reader<'_>) -> Vec<Finding> {
    let targets = reader.plan.commitments.iter().flat_map(|commitment| &commitment.targets);
    let used: BTreeSet<&str> = targets.map(|target| target.indicator.as_str()).collect();
    let used: Vec<_> = used.into_iter().filter_map(|id| reader.pack.indicators.get(id)).collect();
    let mut findings = Vec::new();
    for (index, first) in used.iter().enumerate() {
        for second in &used[index + 1..] {
            let (of_first, of_second) = (about(reader, &first.id), about(reader, &second.id));
            let alike = alike(&first.title.zh, &second.title.zh);
            let enough = if numbers(&of_first, &first.id).is_disjoint(&numbers(&of_second, &second.id)) {
                ALIKE_TITLES
            } else {
                ALIKE_WITH_SAME_TARGET
            };
            let apart = of_first.iter().all(|one| of_second.iter().all(|other| part(one) != part(other)));
            if first.unit == second.unit && alike >= enough && apart {
                let ids = [first.id.as_str(), second.id.as_str()];
                let finding = Reader::finding("review.similar_indicators", &ids.join(":")).indicators(ids);
                let finding = finding.quoted("first", [first.title.clone()]).quoted("second", [second.title.clone()]);
                findings.push(finding.commitments(of_first.into_iter().chain(of_second)));
            }
        }
    }
    findings
}

fn about<'a>(reader: &Reader<'a>, indicator: &str) -> Vec<&'a Commitment> {
    let names = |commitment: &&Commitment| commitment.targets.iter().any(|target| target.indicator == indicator);
    reader.plan.commitments.iter().filter(names).collect()
}

fn numbers(commitments: &[&Commitment], indicator: &str) -> BTreeSet<(i16, Number)> {
    let targets = commitments.iter().flat_map(|commitment| &commitment.targets);
    targets.filter(|target| target.indicator == indicator).map(|target| (target.period, target.value)).collect()
}

/// Commitments of different parts of the plan that promise a result in nearly the same words.
pub(super) fn commitments(reader: &Reader<'_>) -> Vec<Finding> {
    let results = [CommitmentKind::Target, CommitmentKind::Milestone];
    let all: Vec<_> = reader.plan.commitments.iter().filter(|commitment| results.contains(&commitment.kind)).collect();
    let mut findings = Vec::new();
    for (index, first) in all.iter().enumerate() {
        for second in &all[index + 1..] {
            let same_topic = first.topics.iter().any(|topic| second.topics.contains(topic));
            let candidates = part(first) != part(second) && same_topic && !steps_of_one_series(first, second);
            if candidates && alike(&first.text.zh, &second.text.zh) >= ALIKE_TEXTS {
                let finding = Reader::finding("review.similar_commitments", &format!("{}:{}", first.id, second.id));
                let finding = finding.quoted("first", [first.text.clone()]).quoted("second", [second.text.clone()]);
                findings.push(finding.commitments([*first, *second]));
            }
        }
    }
    findings
}

fn part(commitment: &Commitment) -> (Option<u32>, Option<u32>) {
    (commitment.task, commitment.safeguard)
}

/// Different numbers of the same indicator, such as 60 % in one year and 100 % in the next.
fn steps_of_one_series(first: &Commitment, second: &Commitment) -> bool {
    let subjects = |commitment: &Commitment| -> BTreeMap<(String, Option<String>), BTreeSet<Number>> {
        let mut all: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for target in &commitment.targets {
            all.entry((target.indicator.clone(), target.org.clone())).or_default().insert(target.value);
        }
        all
    };
    let others = subjects(second);
    subjects(first).iter().any(|(subject, values)| others.get(subject).is_some_and(|other| values.is_disjoint(other)))
}

/// Dice coefficient of pairs of neighbouring characters, from 0 to 1. (That of strsim counts bytes against characters,
/// which makes Chinese texts look unlike.)
fn alike(first: &str, second: &str) -> f64 {
    let pairs = |text: &str| {
        let chars: Vec<char> = text.chars().filter(|char| char.is_alphanumeric()).collect();
        let mut pairs: BTreeMap<(char, char), u32> = BTreeMap::new();
        chars.windows(2).for_each(|pair| *pairs.entry((pair[0], pair[1])).or_default() += 1);
        pairs
    };
    let (first, second) = (pairs(first), pairs(second));
    let common: u32 = first.iter().map(|(pair, count)| *count.min(second.get(pair).unwrap_or(&0))).sum();
    let all: u32 = first.values().chain(second.values()).sum();
    if all == 0 { 0.0 } else { f64::from(2 * common) / f64::from(all) }
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn likeness_counts_pairs_of_characters() {
        assert!((alike("毕业生升学率", "考生升学率") - 6.0 / 9.0).abs() < 1e-9);
        assert!((alike("同样", "同样") - 1.0).abs() < 1e-9);
        assert!(alike("甲", "甲").abs() < 1e-9, "one character has no pair");
        assert!(alike("", "乙丙").abs() < 1e-9);
    }
}
