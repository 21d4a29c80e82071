//! Balance: what is declared and what is used must be the same, in both directions.
//!
//! That a target names an indicator, and that every column has a privacy class, is already part of reading a pack.

use std::collections::{BTreeMap, BTreeSet};

use super::{Pack, PackError};
use crate::{dataset::Dataset, indicator::Kind};

/// Declarations that nothing uses, and indicators that nobody has tried by hand.
///
/// What a national pack declares, some plan may use; so without a plan nothing counts as unused.
#[must_use]
pub fn balance(pack: &Pack) -> Vec<PackError> {
    let mut found = Vec::new();
    let mut report = |path: String, code: &'static str, id: &str| {
        let file = pack.files.get(&path).cloned().unwrap_or(path);
        let args = BTreeMap::from([("found", id.to_owned())]);
        found.push(PackError { file, line: None, key: String::new(), code, args, suggestion: None });
    };
    for (id, indicator) in &pack.indicators {
        let cases = pack.cases.get(id).is_some_and(|cases| !cases.cases.is_empty());
        if indicator.kind != Kind::Manual && !cases {
            report(format!("indicators/{id}.toml"), "balance.indicator_without_cases", id);
        }
    }
    if pack.plan.is_some() {
        let used = Used::of(pack);
        let unused = |id: &&String, used: &BTreeSet<&str>| !used.contains(id.as_str());
        let indicators = pack.indicators.iter().filter(|(_, indicator)| indicator.used_for.is_none());
        for id in indicators.map(|(id, _)| id).filter(|id| unused(id, &used.indicators)) {
            report(format!("indicators/{id}.toml"), "balance.indicator_unused", id);
        }
        let datasets = pack.datasets.iter().filter(|(_, dataset)| dataset.used_for.is_none());
        for id in datasets.map(|(id, _)| id).filter(|id| unused(id, &used.datasets)) {
            report(format!("datasets/{id}.toml"), "balance.dataset_unused", id);
        }
        for id in pack.codes.keys().filter(|id| unused(id, &used.codes)) {
            report(format!("codes/{id}.toml"), "balance.codes_unused", id);
        }
        for id in pack.standards.keys().filter(|id| unused(id, &used.standards)) {
            report(format!("standards/{id}.toml"), "balance.standard_unused", id);
        }
        for id in pack.formats.formats.iter().map(|format| &format.id).filter(|id| unused(id, &used.formats)) {
            report("formats.toml".into(), "balance.format_unused", id);
        }
    }
    found.sort();
    found
}

#[derive(Default)]
struct Used<'a> {
    indicators: BTreeSet<&'a str>,
    datasets: BTreeSet<&'a str>,
    codes: BTreeSet<&'a str>,
    standards: BTreeSet<&'a str>,
    formats: BTreeSet<&'a str>,
}

impl<'a> Used<'a> {
    fn of(pack: &'a Pack) -> Self {
        let mut used = Self::default();
        let targets = pack.plan.iter().flat_map(|plan| &plan.commitments).flat_map(|commitment| &commitment.targets);
        used.indicators.extend(targets.map(|target| target.indicator.as_str()));
        let rules = pack.standards.values().flat_map(|standard| &standard.rules);
        used.indicators.extend(rules.map(|rule| rule.indicator.as_str()));
        for (id, indicator) in &pack.indicators {
            for read in indicator.versions.iter().flat_map(|version| &version.reads) {
                // An indicator that only reads itself a year earlier is not thereby used.
                used.indicators.extend(read.indicator.as_deref().filter(|read| read != id));
                used.datasets.extend(read.dataset.as_deref());
                used.standards.extend(read.standard.as_deref());
            }
            used.indicators.extend(indicator.compared_with.as_deref().filter(|other| other != id));
            used.codes.extend(indicator.codes.as_deref());
        }
        for one in pack.reconciliations.values() {
            used.datasets.extend(one.rules.iter().map(|rule| rule.dataset.as_str()));
            let linkage = pack.linkages.get(&one.linkage);
            used.datasets.extend(
                linkage.into_iter().flat_map(|linkage| [&linkage.left, &linkage.right]).flatten().map(String::as_str),
            );
        }
        pack.datasets.values().for_each(|dataset| used.add_dataset(dataset));
        used
    }

    fn add_dataset(&mut self, dataset: &'a Dataset) {
        for column in &dataset.columns {
            self.codes.extend(column.codes.as_deref());
            self.formats.extend(column.format.as_deref());
            let referenced = column.references.as_deref().and_then(|reference| reference.split_once('.'));
            self.datasets.extend(referenced.map(|(id, _)| id).filter(|id| *id != dataset.id));
        }
        self.datasets.extend(dataset.checks.iter().flat_map(|check| &check.reads).map(String::as_str));
    }
}
