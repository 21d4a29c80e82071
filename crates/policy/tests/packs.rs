//! The packs of the house: they read without errors, and what they declare and use is balanced.

#![expect(clippy::expect_used, reason = "tests say what they count on")]

use std::{fs, path::Path};

use policy::pack::{Files, PackError};

/// The packs that ship, the extended one first.
const PACKS: [&str; 2] = ["cn-education", "dongchuan-2023-2025"];

fn files(pack: &str) -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs").join(pack);
    let mut files = Files::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("packs are in the repository").map(|entry| entry.expect("readable")) {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name =
                    path.strip_prefix(&root).ok().and_then(Path::to_str).expect("below the root, in UTF-8").to_owned();
                files.insert(name, fs::read_to_string(&path).expect("text"));
            }
        }
    }
    files
}

fn lines(errors: &[PackError]) -> String {
    errors.iter().map(PackError::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_packs_of_the_house_read_without_errors() {
    policy::pack::load(&PACKS.map(files)).unwrap_or_else(|errors| panic!("{}", lines(&errors)));
}

#[test]
fn the_national_pack_stands_alone() {
    let pack = policy::pack::load(&[files(PACKS[0])]).unwrap_or_else(|errors| panic!("{}", lines(&errors)));
    assert_eq!(lines(&policy::pack::balance(&pack)), "");
}

#[test]
fn what_is_declared_is_used() {
    let pack = policy::pack::load(&PACKS.map(files)).unwrap_or_else(|errors| panic!("{}", lines(&errors)));
    let found = policy::pack::balance(&pack);
    assert_eq!(lines(&found), "");
}

#[test]
fn every_dataset_is_handed_in_by_somebody() {
    let pack = policy::pack::load(&PACKS.map(files)).unwrap_or_else(|errors| panic!("{}", lines(&errors)));
    let unasked: Vec<_> =
        pack.datasets.keys().filter(|id| pack.reports.of(id).is_none() && pack.made_by(id).is_none()).collect();
    assert!(unasked.is_empty(), "no report asks for {unasked:?}");
}

/// What the plan says word by word: who answers for which task until when, and every number with its strength.
mod dongchuan {
    use std::fmt::Write;

    use policy::{pack::Pack, plan::Plan, review::review};

    fn pack() -> Pack {
        policy::pack::load(&super::PACKS.map(super::files)).unwrap_or_else(|errors| panic!("{}", super::lines(&errors)))
    }

    fn plan() -> Plan {
        pack().plan.expect("the second pack holds a plan")
    }

    #[test]
    fn tasks_have_the_units_and_deadlines_of_the_source() {
        let plan = plan();
        let names = |ids: &[String]| {
            let name = |id: &String| plan.units.iter().find(|unit| unit.id == *id).expect("declared").name.zh.clone();
            ids.iter().map(name).collect::<Vec<_>>().join("、")
        };
        let mut table = String::new();
        for task in &plan.tasks {
            let (number, action, deadline) = (task.number, task.action, task.deadline);
            let (lead, responsible) = (names(&task.lead), names(&task.responsible));
            writeln!(table, "{number} | {action} | {lead} | {responsible} | {deadline}").expect("a string takes text");
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn targets_have_the_numbers_and_the_strength_of_the_source() {
        let plan = plan();
        let mut table = String::new();
        for commitment in &plan.commitments {
            for target in &commitment.targets {
                let (indicator, period, value) = (&target.indicator, target.period, target.value);
                let org = target.org.as_deref().unwrap_or(&plan.org);
                let (comparator, strength) = (target.comparator, target.strength(commitment));
                let id = &commitment.id;
                writeln!(table, "{id} | {indicator} | {org} | {period} | {comparator:?} {value} | {strength:?}")
                    .expect("a string takes text");
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn every_finding_of_the_careful_reader_has_a_reading() {
        let review = review(&pack());
        assert!(review.findings.len() > 10);
        assert_eq!(review.unread().map(|finding| finding.id.as_str()).collect::<Vec<_>>(), [""; 0]);
        assert_eq!(review.stale, [""; 0]);
    }

    /// Dates of the plan's own promises, for those that have one of their own.
    #[test]
    fn dates_are_those_of_the_source() {
        let plan = plan();
        let mut table = String::new();
        for commitment in &plan.commitments {
            let task = plan.tasks.iter().find(|task| Some(task.number) == commitment.task);
            let due = commitment.due.filter(|due| task.is_none_or(|task| task.deadline != *due));
            if let Some(due) = due {
                let strength = commitment.strength;
                writeln!(table, "{due} | {} | {strength:?}", commitment.id).expect("a string takes text");
            }
        }
        insta::assert_snapshot!(table);
    }
}
