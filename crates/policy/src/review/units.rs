//! Rules about who does it: tasks, duties and what an office is there for.

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, Reader, same};
use crate::{
    plan::{Commitment, Task, Unit},
    text::Text,
};

impl<'a> Reader<'a> {
    /// Tasks that name a unit, as lead or as responsible.
    fn tasks_of(&self, unit: &str) -> Vec<&'a Task> {
        let names = |task: &&Task| task.lead.iter().chain(&task.responsible).any(|id| id == unit);
        self.plan.tasks.iter().filter(names).collect()
    }

    /// Topics of what a task promises.
    fn topics_of(&self, task: &Task) -> BTreeSet<&'a str> {
        self.of_task(task.number).flat_map(|commitment| &commitment.topics).map(String::as_str).collect()
    }

    fn about_unit(code: &'static str, unit: &Unit) -> Finding {
        let mut finding = Self::finding(code, &unit.id).units([unit.id.as_str()]).names("unit", [unit.name.clone()]);
        finding.add_places(&unit.duties);
        finding
    }
}

/// A unit whose duties the source states but that no task names.
pub(super) fn duties_without_task(reader: &Reader<'_>) -> Vec<Finding> {
    let units = reader.plan.units.iter().filter(|unit| !unit.duties.is_empty() && reader.tasks_of(&unit.id).is_empty());
    units.map(|unit| Reader::about_unit("review.duties_without_task", unit)).collect()
}

/// A unit that tasks name but whose duties the source does not state, although it states those of others.
pub(super) fn task_without_duties(reader: &Reader<'_>) -> Vec<Finding> {
    if reader.plan.units.iter().all(|unit| unit.duties.is_empty()) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for unit in reader.plan.units.iter().filter(|unit| unit.duties.is_empty()) {
        let tasks = reader.tasks_of(&unit.id);
        if !tasks.is_empty() {
            let finding = Reader::about_unit("review.task_without_duties", unit).names("tasks", numbers(&tasks));
            findings.push(finding.tasks(tasks));
        }
    }
    findings
}

/// A responsible unit in tasks that promise nothing its office is there for; one finding per unit. A lead unit leads
/// whatever the content is. Tasks that share one block of
/// units in the source are taken together: the unit need fit only one of them.
pub(super) fn unit_fits_no_content(reader: &Reader<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for unit in &reader.plan.units {
        let fits = |task: &Task| unit.remit.iter().any(|topic| reader.topics_of(task).contains(topic.as_str()));
        let mut tasks = reader.tasks_of(&unit.id);
        tasks.retain(|task| task.responsible.contains(&unit.id));
        let block = |task: &Task| tasks.iter().any(|other| same_block(task, other) && fits(other));
        let strange: Vec<&Task> = tasks.iter().copied().filter(|task| !block(task)).collect();
        if !strange.is_empty() {
            let finding = Reader::about_unit("review.unit_fits_no_content", unit).names("tasks", numbers(&strange));
            findings.push(finding.tasks(strange));
        }
    }
    findings
}

/// Whether the same lines of the source name the units of both tasks; the first place is the heading.
fn same_block(first: &Task, second: &Task) -> bool {
    first.number == second.number || (first.places.len() > 1 && first.places.get(1..) == second.places.get(1..))
}

/// Content that only units not named in its task are there for; one finding per topic.
pub(super) fn content_without_unit(reader: &Reader<'_>) -> Vec<Finding> {
    let mut missing: BTreeMap<&str, Vec<(&Task, &Commitment)>> = BTreeMap::new();
    for task in &reader.plan.tasks {
        for commitment in reader.of_task(task.number) {
            let named: Vec<&String> = task.lead.iter().chain(&task.responsible).chain(&commitment.units).collect();
            for topic in &commitment.topics {
                let mut fitting = reader.plan.units.iter().filter(|unit| unit.remit.contains(topic)).peekable();
                if fitting.peek().is_some() && fitting.all(|unit| !named.contains(&&unit.id)) {
                    missing.entry(topic).or_default().push((task, commitment));
                }
            }
        }
    }
    let finding = |(topic, found): (&str, Vec<(&Task, &Commitment)>)| {
        let units = || reader.plan.units.iter().filter(|unit| unit.remit.iter().any(|word| word == topic));
        let mut tasks: Vec<&Task> = found.iter().map(|(task, _)| *task).collect();
        tasks.dedup_by_key(|task| task.number);
        let finding = Reader::finding("review.content_without_unit", topic).names("tasks", numbers(&tasks));
        let finding = finding.names("units", units().map(|unit| unit.name.clone()));
        let commitments: Vec<_> = found.into_iter().map(|(_, commitment)| commitment).collect();
        let finding = finding.quoted("commitments", commitments.iter().map(|commitment| commitment.text.clone()));
        finding.units(units().map(|unit| unit.id.as_str())).tasks(tasks).commitments(commitments)
    };
    missing.into_iter().map(finding).collect()
}

/// Content about something that no unit of the plan is there for; one finding per topic.
pub(super) fn topic_without_unit(reader: &Reader<'_>) -> Vec<Finding> {
    let remits: BTreeSet<&str> = reader.plan.units.iter().flat_map(|unit| &unit.remit).map(String::as_str).collect();
    let mut missing: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for commitment in &reader.plan.commitments {
        for topic in commitment.topics.iter().filter(|topic| !remits.contains(topic.as_str())) {
            missing.entry(topic).or_default().push(commitment);
        }
    }
    let finding = |(topic, commitments): (&str, Vec<&Commitment>)| {
        let finding = Reader::finding("review.topic_without_unit", topic);
        finding
            .quoted("commitments", commitments.iter().map(|commitment| commitment.text.clone()))
            .commitments(commitments)
    };
    missing.into_iter().map(finding).collect()
}

fn numbers(tasks: &[&Task]) -> Vec<Text> {
    tasks.iter().map(|task| same(&task.number.to_string())).collect()
}
