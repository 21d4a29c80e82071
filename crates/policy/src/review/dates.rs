//! Rules about time: dates that contradict each other, and promises without one.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Finding, Reader};
use crate::plan::{Commitment, CommitmentKind, Rhythm};

/// What is due before the plan was issued: it was done, or it was late from the first day.
pub(super) fn due_before_issued(reader: &Reader<'_>) -> Vec<Finding> {
    let issued = reader.plan.issued;
    let early = reader.plan.commitments.iter().filter_map(|commitment| Some((commitment, commitment.due?)));
    let finding = |(commitment, due): (&Commitment, Date)| {
        let finding = about("review.due_before_issued", commitment).date("due", due);
        finding.date("issued", issued)
    };
    early.filter(|(_, due)| *due < issued).map(finding).collect()
}

/// What is due after the deadline of its own task.
pub(super) fn due_after_task(reader: &Reader<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for task in &reader.plan.tasks {
        for commitment in reader.of_task(task.number) {
            if let Some(due) = commitment.due.filter(|due| *due > task.deadline) {
                let finding = about("review.due_after_task", commitment).tasks([task]);
                findings.push(finding.date("due", due).arg("task", task.number).date("deadline", task.deadline));
            }
        }
    }
    findings
}

/// What is due, or is judged, in a year that the plan does not span.
pub(super) fn outside_plan(reader: &Reader<'_>) -> Vec<Finding> {
    let inside = |year: i16| (reader.plan.from..=reader.plan.to).contains(&year);
    let outside = |commitment: &&Commitment| {
        commitment.due.is_some_and(|due| !inside(due.year()))
            || commitment.targets.iter().any(|target| !inside(target.period))
    };
    reader.plan.commitments.iter().filter(outside).map(|commitment| about("review.outside_plan", commitment)).collect()
}

/// Tasks with one late deadline although parts of their content are due earlier; one finding per task.
pub(super) fn coarse_deadline(reader: &Reader<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for task in &reader.plan.tasks {
        let earlier: Vec<_> = reader
            .of_task(task.number)
            .filter(|commitment| commitment.due.is_some_and(|due| due < task.deadline))
            .collect();
        let first = earlier.iter().filter_map(|commitment| commitment.due).min();
        if let Some(first) = first {
            let finding = Reader::finding("review.coarse_deadline", &format!("task-{}", task.number));
            let finding = finding.arg("task", task.number).date("deadline", task.deadline);
            let finding = finding.date("first", first).arg("count", earlier.len());
            findings.push(finding.tasks([task]).commitments(earlier));
        }
    }
    findings
}

/// All tasks share the last day of the plan: the deadline orders nothing.
pub(super) fn one_deadline_for_all(reader: &Reader<'_>) -> Vec<Finding> {
    let tasks = &reader.plan.tasks;
    let Some(first) = tasks.first().filter(|_| tasks.len() > 1) else { return Vec::new() };
    if tasks.iter().any(|task| task.deadline != first.deadline) {
        return Vec::new();
    }
    let finding = Reader::finding("review.one_deadline_for_all", "").date("deadline", first.deadline);
    vec![finding.arg("count", tasks.len()).tasks(tasks)]
}

/// Dates that are somebody's reading of words such as a term or a festival, or of no words at all.
pub(super) fn date_is_a_reading(reader: &Reader<'_>) -> Vec<Finding> {
    let read = reader.plan.commitments.iter().filter_map(|commitment| {
        let due = commitment.due?;
        let note = commitment.due_note.clone()?;
        Some(about("review.date_is_a_reading", commitment).date("due", due).names("note", [note]))
    });
    read.collect()
}

/// Promises whose time the source gives in words that are no date.
pub(super) fn without_date(reader: &Reader<'_>) -> Vec<Finding> {
    let vague = reader.plan.commitments.iter().filter(|commitment| {
        commitment.due.is_none() && commitment.every.is_none() && commitment.kind != CommitmentKind::Standing
    });
    let found = vague.filter_map(|commitment| {
        Some(about("review.without_date", commitment).names("note", [commitment.due_note.clone()?]))
    });
    found.collect()
}

/// What recurs without a stated rhythm; one finding per task or safeguard.
pub(super) fn without_rhythm(reader: &Reader<'_>) -> Vec<Finding> {
    let mut groups: BTreeMap<(&str, u32), Vec<&Commitment>> = BTreeMap::new();
    let recurring = reader.plan.commitments.iter().filter(|commitment| commitment.kind == CommitmentKind::Recurring);
    for commitment in recurring.filter(|commitment| matches!(commitment.every, None | Some(Rhythm::Regularly))) {
        let group = match (commitment.task, commitment.safeguard) {
            (Some(task), _) => ("task", task),
            (None, Some(safeguard)) => ("safeguard", safeguard),
            (None, None) => ("goals", 0),
        };
        groups.entry(group).or_default().push(commitment);
    }
    let finding = |((part, number), commitments): ((&str, u32), Vec<&Commitment>)| {
        let finding = Reader::finding("review.without_rhythm", &format!("{part}-{number}"));
        let finding = finding.arg("part", part).arg("number", number).arg("count", commitments.len());
        let task = reader.task(number).filter(|_| part == "task").map(|task| task.number);
        let mut finding = finding.commitments(commitments);
        finding.tasks.extend(task);
        finding
    };
    groups.into_iter().map(finding).collect()
}

fn about(code: &'static str, commitment: &Commitment) -> Finding {
    let finding = Reader::finding(code, &commitment.id).quoted("commitment", [commitment.text.clone()]);
    finding.commitments([commitment])
}
