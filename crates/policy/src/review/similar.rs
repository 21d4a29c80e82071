//! Rules about likeness: two things that may be one, told apart only by their words.

use std::collections::BTreeSet;

use super::{Finding, Reader};
use crate::plan::{Commitment, CommitmentKind};

/// Titles at least this alike (Dice coefficient of character pairs) may mean the same figure.
const ALIKE_TITLES: f64 = 0.6;
/// Texts of commitments at least this alike may promise the same thing.
const ALIKE_TEXTS: f64 = 0.6;

/// Indicators of targets with the same unit and nearly the same title.
pub(super) fn indicators(reader: &Reader<'_>) -> Vec<Finding> {
    let targets = reader.plan.commitments.iter().flat_map(|commitment| &commitment.targets);
    let used: BTreeSet<&str> = targets.map(|target| target.indicator.as_str()).collect();
    let used: Vec<_> = used.into_iter().filter_map(|id| reader.pack.indicators.get(id)).collect();
    let mut findings = Vec::new();
    for (index, first) in used.iter().enumerate() {
        for second in &used[index + 1..] {
            let (a, b) = (&first.title.zh, &second.title.zh);
            if first.unit != second.unit || strsim::sorensen_dice(a, b) < ALIKE_TITLES {
                continue;
            }
            let ids = [first.id.as_str(), second.id.as_str()];
            let involved = |commitment: &&Commitment| {
                commitment.targets.iter().any(|target| ids.contains(&target.indicator.as_str()))
            };
            let finding = Reader::finding("review.similar_indicators", &ids.join(":")).indicators(ids);
            let finding = finding.names("first", [first.title.clone()]).names("second", [second.title.clone()]);
            findings.push(finding.commitments(reader.plan.commitments.iter().filter(involved)));
        }
    }
    findings
}

/// Commitments of different parts of the plan that promise a result in nearly the same words.
pub(super) fn commitments(reader: &Reader<'_>) -> Vec<Finding> {
    let part = |commitment: &Commitment| (commitment.task, commitment.safeguard);
    let results = [CommitmentKind::Target, CommitmentKind::Milestone];
    let all: Vec<_> = reader.plan.commitments.iter().filter(|commitment| results.contains(&commitment.kind)).collect();
    let mut findings = Vec::new();
    for (index, first) in all.iter().enumerate() {
        for second in &all[index + 1..] {
            if part(first) == part(second) || strsim::sorensen_dice(&first.text.zh, &second.text.zh) < ALIKE_TEXTS {
                continue;
            }
            let finding = Reader::finding("review.similar_commitments", &format!("{}:{}", first.id, second.id));
            let finding = finding.names("first", [first.text.clone()]).names("second", [second.text.clone()]);
            findings.push(finding.commitments([*first, *second]));
        }
    }
    findings
}
