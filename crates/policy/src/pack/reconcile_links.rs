//! What a reconciliation says of linkages, datasets and codes: every column and value that it asks about must be there.

use std::collections::BTreeSet;

use super::{
    Declaration, Pack, PackError, Read,
    links::{Known, Links},
};
use crate::{
    dataset::{ColumnType, Dataset},
    indicator::day,
    linkage::Linkage,
    reconcile::{RESULT, Reconciliation, Rule, Standing},
};

pub(super) fn check(reads: &[Read<'_>], pack: &Pack, errors: &mut Vec<PackError>) {
    let known = Known::new(reads, pack);
    for read in reads {
        let Some(Declaration::Reconciliation(declaration)) = &read.declaration else { continue };
        let mut links = Links { file: &read.file, pack, known: &known, errors };
        links.own_id(read.id, &declaration.id);
        links.reconciliation(declaration);
    }
}

/// Columns of a dataset and the integer keys beside them.
fn columns(dataset: &Dataset) -> impl Iterator<Item = &str> + Clone {
    let keys = dataset.columns.iter().filter_map(|column| column.key_as.as_deref());
    dataset.columns.iter().map(|column| column.name.as_str()).chain(keys)
}

fn keys(dataset: &Dataset) -> impl Iterator<Item = &str> + Clone {
    dataset.columns.iter().filter_map(|column| column.key_as.as_deref())
}

impl Links<'_, '_> {
    fn reconciliation(&mut self, declaration: &Reconciliation) {
        let pack = self.pack;
        self.declared("linkage", "linkage", &declaration.linkage);
        self.declared("result", "dataset", &declaration.result);
        if let Some(result) = pack.datasets.get(&declaration.result) {
            for name in RESULT {
                self.one_of("result", "column", name, columns(result));
            }
        }
        let linkage = pack.linkages.get(&declaration.linkage);
        if let Some(linkage) = linkage {
            for (side, name) in [("left", &linkage.left), ("right", &linkage.right)] {
                let Some(name) = name else {
                    self.report("linkage", "pack.missing_key", &[("missing", side)]);
                    continue;
                };
                let Some(dataset) = pack.datasets.get(name) else { continue };
                if dataset.org.is_none() {
                    self.report("linkage", "pack.missing_key", &[("missing", "org")]);
                }
                self.one_of("keys.child", "column", &declaration.keys.child, keys(dataset));
                if side == "right" {
                    self.one_of("keys.pupil", "column", &declaration.keys.pupil, keys(dataset));
                }
                let dates = dataset.columns.iter().filter(|column| column.kind == ColumnType::Date);
                self.one_of("keys.born", "column", &declaration.keys.born, dates.map(|column| column.name.as_str()));
            }
        }
        // People read what speaks for and against a pair.
        for name in linkage.into_iter().flat_map(Linkage::names).collect::<BTreeSet<_>>() {
            let words = linkage.map(|linkage| &linkage.words);
            if words.is_some_and(|words| !words.contains_key(name)) {
                self.report("linkage", "pack.missing_key", &[("missing", &format!("words.{name}"))]);
            }
        }
        let age = &declaration.age;
        if !well_formed(&age.on) {
            self.report("age.on", "pack.not_a_date", &[("found", &age.on)]);
        }
        if age.from < 0 || age.to < age.from {
            self.report("age.to", "pack.not_ascending", &[]);
        }
        if let Some([low, high]) = declaration.review.band
            && !(0.0 < low && low < high && high <= 1.0)
        {
            self.report("review.band", "pack.out_of_range", &[("least", "0"), ("most", "1")]);
        }
        if let Some(least) = declaration.review.registered_twice
            && !(0.0 < least && least <= 1.0)
        {
            self.report("review.registered_twice", "pack.out_of_range", &[("least", "0"), ("most", "1")]);
        }
        self.distinct(declaration.rules.iter().map(|rule| rule.name.as_str()), |at| format!("rule[{at}].name"));
        for (index, rule) in declaration.rules.iter().enumerate() {
            self.rule(&format!("rule[{}]", index + 1), rule, declaration);
        }
        // Without it every child would be missing.
        if !declaration.rules.iter().any(|rule| rule.standing == Standing::AtSchool) {
            self.report("rule", "pack.missing_key", &[("missing", &crate::schema::name_of(Standing::AtSchool))]);
        }
    }

    fn rule(&mut self, key: &str, rule: &Rule, declaration: &Reconciliation) {
        self.declared(&format!("{key}.dataset"), "dataset", &rule.dataset);
        // What these say follows from the comparison, not from a list.
        if matches!(
            rule.standing,
            Standing::OnRollTwice | Standing::RegisteredTwice | Standing::Migrant | Standing::Uncertain
        ) {
            let allowed: Vec<_> = Standing::ALL.into_iter().map(crate::schema::name_of).collect();
            let found = crate::schema::name_of(rule.standing);
            let args = [("found", found.as_str()), ("allowed", &allowed.join(", "))];
            self.report(&format!("{key}.standing"), "pack.unknown_word", &args);
        }
        let Some(dataset) = self.pack.datasets.get(&rule.dataset) else { return };
        let own = [&declaration.keys.child, &declaration.keys.pupil];
        if keys(dataset).all(|name| own.iter().all(|own| *own != name)) {
            self.one_of(&format!("{key}.dataset"), "column", &declaration.keys.child, keys(dataset));
        }
        for (name, values) in &rule.when {
            let key = format!("{key}.when.{name}");
            self.one_of(&key, "column", name, columns(dataset));
            if values.is_empty() {
                self.report(&key, "pack.empty", &[]);
            }
            let column = dataset.columns.iter().find(|column| column.name == *name);
            let codes = column.and_then(|column| self.pack.codes.get(column.codes.as_ref()?));
            for value in codes.map(|_| values).into_iter().flatten() {
                let known = codes.into_iter().flat_map(|list| &list.codes).map(|code| code.code.as_str());
                self.one_of(&key, "code", value, known);
            }
        }
        for (index, name) in rule.filled.iter().enumerate() {
            self.one_of(&format!("{key}.filled[{}]", index + 1), "column", name, columns(dataset));
        }
    }
}

/// A year without a leap day.
const COMMON: i16 = 2001;

/// Whether a text is `MM-DD` of a day that every year has.
fn well_formed(text: &str) -> bool {
    day(COMMON, text).is_ok_and(|day| format!("{:02}-{:02}", day.month(), day.day()) == text)
}
