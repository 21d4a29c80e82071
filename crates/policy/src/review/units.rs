//! Rules about who does it: tasks, duties and what an office is there for.

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, Reader, same};
use crate::plan::{Task, Unit};

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
            let finding = Reader::about_unit("review.task_without_duties", unit).arg("tasks", numbers(&tasks));
            findings.push(finding.tasks(tasks));
        }
    }
    findings
}

/// A responsible unit in tasks that promise nothing its office is there for; one finding per unit.
pub(super) fn unit_fits_no_content(reader: &Reader<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for unit in &reader.plan.units {
        let strange: Vec<&Task> = reader
            .tasks_of(&unit.id)
            .into_iter()
            .filter(|task| !unit.remit.iter().any(|topic| reader.topics_of(task).contains(topic.as_str())))
            .collect();
        if !strange.is_empty() {
            let finding = Reader::about_unit("review.unit_fits_no_content", unit).arg("tasks", numbers(&strange));
            findings.push(finding.tasks(strange));
        }
    }
    findings
}

/// Content that only units not named in its task are there for; one finding per unit that is missing.
pub(super) fn content_without_unit(reader: &Reader<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for unit in &reader.plan.units {
        let mut tasks = Vec::new();
        let mut commitments = Vec::new();
        let mut topics = BTreeSet::new();
        for task in &reader.plan.tasks {
            let named: Vec<&str> = task.lead.iter().chain(&task.responsible).map(String::as_str).collect();
            let before = commitments.len();
            for commitment in reader.of_task(task.number) {
                let all: Vec<&str> = named.iter().copied().chain(commitment.units.iter().map(String::as_str)).collect();
                let covered = |topic: &String| {
                    reader.plan.units.iter().any(|other| all.contains(&other.id.as_str()) && other.remit.contains(topic))
                };
                let missing: Vec<_> =
                    commitment.topics.iter().filter(|topic| unit.remit.contains(topic) && !covered(topic)).collect();
                if !missing.is_empty() {
                    topics.extend(missing.into_iter().map(String::as_str));
                    commitments.push(commitment);
                }
            }
            if commitments.len() > before {
                tasks.push(task);
            }
        }
        if !commitments.is_empty() {
            let finding = Reader::about_unit("review.content_without_unit", unit);
            let finding = finding.names("topics", topics.into_iter().map(same)).arg("tasks", numbers(&tasks));
            findings.push(finding.tasks(tasks).commitments(commitments));
        }
    }
    findings
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
    let finding = |(topic, commitments)| {
        Reader::finding("review.topic_without_unit", topic).arg("topic", topic).commitments::<'_>(commitments)
    };
    missing.into_iter().map(|(topic, commitments): (&str, Vec<_>)| finding((topic, commitments))).collect()
}

fn numbers(tasks: &[&Task]) -> String {
    tasks.iter().map(|task| task.number.to_string()).collect::<Vec<_>>().join(", ")
}
