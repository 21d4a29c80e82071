//! What `dropout.toml` says of itself and of the register: columns must exist, steps must follow earlier ones, and every
//! outcome must have a way to be proven.

use std::collections::BTreeSet;

use super::{
    Declaration, Pack, PackError, Read,
    links::{Known, Links},
};
use crate::casefile::{Proof, Rules};

pub(super) fn check(reads: &[Read<'_>], pack: &Pack, errors: &mut Vec<PackError>) {
    let known = Known::new(reads, pack);
    for read in reads {
        let Some(Declaration::Dropout(rules)) = &read.declaration else { continue };
        Links { file: &read.file, pack, known: &known, errors }.dropout(rules);
    }
}

impl Links<'_, '_> {
    fn dropout(&mut self, rules: &Rules) {
        self.register(rules);
        if let Some(id) = &rules.reconciliation {
            self.one_of("reconciliation", "reconciliation", id, self.pack.reconciliations.keys().map(String::as_str));
        }
        for (key, is_empty) in [
            ("opens", rules.opens.is_empty()),
            ("step", rules.steps.is_empty()),
            ("outcome", rules.outcomes.is_empty()),
        ] {
            if is_empty {
                self.report(key, "pack.empty", &[]);
            }
        }
        self.distinct(rules.steps.iter().map(|step| step.id.as_str()), |at| format!("step[{at}].id"));
        // A file shows a step or an outcome by its id.
        let ids: BTreeSet<&str> = rules.steps.iter().map(|step| step.id.as_str()).collect();
        self.distinct(rules.outcomes.iter().map(|outcome| outcome.id.as_str()), |at| format!("outcome[{at}].id"));
        for (index, step) in rules.steps.iter().enumerate() {
            if let Some(after) = &step.after {
                let earlier = rules.steps[..index].iter().map(|one| one.id.as_str());
                self.one_of(&format!("step[{}].after", index + 1), "step", after, earlier);
            }
        }
        let mut proven: BTreeSet<_> = rules.opens.iter().copied().collect();
        for (index, outcome) in rules.outcomes.iter().enumerate() {
            let key = format!("outcome[{}]", index + 1);
            if ids.contains(outcome.id.as_str()) {
                self.report(&format!("{key}.id"), "pack.duplicate", &[("found", &outcome.id)]);
            }
            if outcome.proof == Proof::Roll && outcome.seen.is_empty() {
                self.report(&key, "pack.missing_key", &[("missing", "seen")]);
            }
            // What the roll proves ends when the roll says otherwise.
            if outcome.proof == Proof::Roll && outcome.lasts_days.is_some() {
                self.report(&format!("{key}.lasts_days"), "pack.key_not_for_type", &[("found", "lasts_days")]);
            }
            for standing in &outcome.seen {
                if !proven.insert(*standing) {
                    let found = crate::schema::name_of(*standing);
                    self.report(&format!("{key}.seen"), "pack.duplicate", &[("found", &found)]);
                }
            }
        }
    }

    fn register(&mut self, rules: &Rules) {
        let register = &rules.register;
        self.declared("register.dataset", "dataset", &register.dataset);
        let Some(dataset) = self.pack.datasets.get(&register.dataset) else { return };
        let names = || dataset.columns.iter().map(|column| column.name.as_str());
        self.one_of("register.name", "column", &register.name, names());
        let lists = [("columns", &register.columns), ("masked", &register.masked)];
        for (list, columns) in lists {
            for (index, column) in columns.iter().enumerate() {
                self.one_of(&format!("register.{list}[{}]", index + 1), "column", column, names());
            }
        }
        if dataset.columns.iter().all(|column| column.key_as.is_none()) {
            self.report("register.dataset", "pack.missing_key", &[("missing", "key_as")]);
        }
    }
}
