//! What a plan says of itself and of the indicators: units, tasks, targets and places must exist.

use std::collections::BTreeSet;

use super::{
    Declaration, Pack, PackError, Read,
    links::{Known, Links},
};
use crate::plan::{Commitment, CommitmentKind, Comparator, Context, Place, Plan, Target};

pub(super) fn check(reads: &[Read<'_>], pack: &Pack, errors: &mut Vec<PackError>) {
    let known = Known::new(reads, pack);
    let mut ids = BTreeSet::new();
    for read in reads {
        let mut links = Links { file: &read.file, pack, known: &known, errors };
        let (commitments, contexts) = match &read.declaration {
            Some(Declaration::Plan(plan)) => {
                links.plan(plan);
                (&plan.commitments, &plan.contexts)
            }
            Some(Declaration::Commitments(part)) => (&part.commitments, &part.contexts),
            _ => continue,
        };
        for (index, commitment) in commitments.iter().enumerate() {
            let key = format!("commitment[{}]", index + 1);
            if !ids.insert(&commitment.id) {
                links.report(&format!("{key}.id"), "pack.duplicate", &[("found", &commitment.id)]);
            }
            // Without the plan nothing is known of units and tasks.
            if let Some(plan) = &pack.plan {
                links.commitment(&key, plan, commitment);
            }
        }
        if let Some(plan) = &pack.plan {
            links.contexts(plan, contexts);
        }
    }
}

impl Links<'_, '_> {
    fn plan(&mut self, plan: &Plan) {
        self.distinct(plan.units.iter().map(|unit| unit.id.as_str()), |at| format!("unit[{at}].id"));
        self.numbers("action", plan.actions.iter().map(|action| action.number));
        self.numbers("task", plan.tasks.iter().map(|task| task.number));
        self.numbers("safeguard", plan.safeguards.iter().map(|safeguard| safeguard.number));
        self.distinct(plan.named_orgs.iter().map(|org| org.code.as_str()), |at| format!("named_org[{at}].code"));
        self.distinct(plan.readings.iter().map(|reading| reading.finding.as_str()), |at| {
            format!("reading[{at}].finding")
        });
        if plan.from > plan.to {
            self.report("to", "pack.not_ascending", &[]);
        }
        if self.pack.rules().is_none() {
            self.report("", "pack.missing_rules", &[]);
        }
        for (index, unit) in plan.units.iter().enumerate() {
            self.places(plan, &format!("unit[{}].duties", index + 1), &unit.duties);
        }
        for (index, action) in plan.actions.iter().enumerate() {
            self.place(plan, &format!("action[{}].place", index + 1), action.place);
        }
        for (index, task) in plan.tasks.iter().enumerate() {
            let key = format!("task[{}]", index + 1);
            let actions: Vec<String> = plan.actions.iter().map(|action| action.number.to_string()).collect();
            self.one_of(
                &format!("{key}.action"),
                "action",
                &task.action.to_string(),
                actions.iter().map(String::as_str),
            );
            self.units(plan, &format!("{key}.lead"), &task.lead);
            self.units(plan, &format!("{key}.responsible"), &task.responsible);
            self.places(plan, &format!("{key}.places"), &task.places);
        }
        for (index, safeguard) in plan.safeguards.iter().enumerate() {
            self.place(plan, &format!("safeguard[{}].place", index + 1), safeguard.place);
        }
        for (index, table) in plan.tables.iter().enumerate() {
            let key = format!("table[{}]", index + 1);
            self.place(plan, &format!("{key}.place"), table.place);
            for (at, indicator) in table.indicators.iter().enumerate() {
                let whole = self.pack.plan.iter().flat_map(|plan| &plan.commitments);
                let promised = whole.flat_map(|one| &one.targets).map(|one| one.indicator.as_str());
                self.one_of(&format!("{key}.indicators[{}]", at + 1), "indicator", indicator, promised);
            }
        }
        for (index, reading) in plan.readings.iter().enumerate() {
            let units = plan.units.iter().map(|unit| unit.id.as_str());
            self.one_of(&format!("reading[{}].to_settle", index + 1), "unit", &reading.to_settle, units);
        }
    }

    fn numbers(&mut self, kind: &str, numbers: impl Iterator<Item = u32>) {
        let numbers: Vec<String> = numbers.map(|number| number.to_string()).collect();
        self.distinct(numbers.iter().map(String::as_str), |at| format!("{kind}[{at}].number"));
    }

    fn units(&mut self, plan: &Plan, key: &str, units: &[String]) {
        for (index, unit) in units.iter().enumerate() {
            self.one_of(&format!("{key}[{}]", index + 1), "unit", unit, plan.units.iter().map(|unit| unit.id.as_str()));
        }
        self.distinct(units.iter().map(String::as_str), |at| format!("{key}[{at}]"));
    }

    fn places(&mut self, plan: &Plan, key: &str, places: &[Place]) {
        for (index, place) in places.iter().enumerate() {
            self.place(plan, &format!("{key}[{}]", index + 1), *place);
        }
    }

    fn place(&mut self, plan: &Plan, key: &str, place: Place) {
        if place.p == 0 || place.p > plan.source.paragraphs || place.from >= place.to {
            let found = format!("{}:{}-{}", place.p, place.from, place.to);
            let paragraphs = plan.source.paragraphs.to_string();
            self.report(key, "pack.bad_place", &[("found", &found), ("paragraphs", &paragraphs)]);
        }
    }

    fn contexts(&mut self, plan: &Plan, contexts: &[Context]) {
        for (index, context) in contexts.iter().enumerate() {
            self.places(plan, &format!("context[{}].places", index + 1), &context.places);
        }
    }

    fn commitment(&mut self, key: &str, plan: &Plan, commitment: &Commitment) {
        if let Some(task) = commitment.task {
            let tasks: Vec<String> = plan.tasks.iter().map(|task| task.number.to_string()).collect();
            self.one_of(&format!("{key}.task"), "task", &task.to_string(), tasks.iter().map(String::as_str));
        }
        if let Some(number) = commitment.safeguard {
            let all: Vec<String> = plan.safeguards.iter().map(|safeguard| safeguard.number.to_string()).collect();
            self.one_of(&format!("{key}.safeguard"), "safeguard", &number.to_string(), all.iter().map(String::as_str));
            if commitment.task.is_some() {
                self.report(key, "pack.not_exactly_one", &[("allowed", "task, safeguard")]);
            }
        }
        match (commitment.kind, commitment.targets.is_empty(), commitment.every) {
            (CommitmentKind::Target, true, _) => {
                self.report(&format!("{key}.target"), "pack.missing_key", &[("missing", "target")]);
            }
            (CommitmentKind::Target | CommitmentKind::Milestone, _, Some(_)) => {
                self.report(&format!("{key}.every"), "pack.key_not_for_type", &[("found", "every")]);
            }
            _ => {}
        }
        self.units(plan, &format!("{key}.units"), &commitment.units);
        self.places(plan, &format!("{key}.places"), &commitment.places);
        if commitment.places.is_empty() {
            self.report(&format!("{key}.places"), "pack.empty", &[]);
        }
        for (index, target) in commitment.targets.iter().enumerate() {
            self.target(&format!("{key}.target[{}]", index + 1), plan, target);
        }
    }

    fn target(&mut self, key: &str, plan: &Plan, target: &Target) {
        self.declared(&format!("{key}.indicator"), "indicator", &target.indicator);
        if let Some(org) = &target.org {
            let named = plan.named_orgs.iter().map(|org| org.code.as_str());
            self.one_of(&format!("{key}.org"), "named_org", org, named.chain([plan.org.as_str()]));
        }
        match (target.comparator, target.upper) {
            (Comparator::Between, None) => {
                self.report(&format!("{key}.upper"), "pack.missing_key", &[("missing", "upper")]);
            }
            (Comparator::Between, Some(upper)) if upper < target.value => {
                self.report(&format!("{key}.upper"), "pack.not_ascending", &[]);
            }
            (Comparator::Between, Some(_)) | (_, None) => {}
            (_, Some(_)) => self.report(&format!("{key}.upper"), "pack.key_not_for_type", &[("found", "upper")]),
        }
        if let Some(place) = target.place {
            self.place(plan, &format!("{key}.place"), place);
        }
    }
}
