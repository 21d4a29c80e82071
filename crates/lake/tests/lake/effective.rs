//! Which snapshots are in force.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan, civil};
use lake::{
    org::{Org, Tree},
    snapshot::{Cut, Snapshot, effective},
};
use policy::indicator::Level;
use proptest::prelude::*;

const SCOPES: [&str; 6] = ["d", "t1", "t2", "a", "b", "c"];

fn tree() -> Tree {
    let org = |code: &str, level, parent: &str| Org {
        code: code.into(),
        name: code.into(),
        level,
        parent: Some(parent.into()),
        open: true,
    };
    let orgs = [
        org("t1", Level::Township, "d"),
        org("t2", Level::Township, "d"),
        org("a", Level::School, "t1"),
        org("b", Level::School, "t1"),
        org("c", Level::School, "t2"),
    ];
    Tree::new(civil::date(2024, 1, 1), "d", orgs, BTreeMap::new())
}

fn second(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn snapshots() -> impl Strategy<Value = Vec<Snapshot>> {
    let one = (0..SCOPES.len(), 0..6_i64, 0..10_i64, prop::option::of(0..10_i64));
    prop::collection::vec(one, 0..12).prop_map(|all| {
        let snapshots = all.into_iter().enumerate().map(|(index, (scope, day, recorded, withdrawn))| Snapshot {
            id: format!("s{index}"),
            dataset: "students".into(),
            scope: SCOPES[scope].into(),
            as_of: civil::date(2024, 1, 1).checked_add(day.days()).unwrap(),
            recorded_at: second(recorded),
            withdrawn_at: withdrawn.map(|after| second(recorded + after)),
            file: String::new(),
            sha256: String::new(),
            rows: 0,
            left_out: 0,
            source_name: String::new(),
            source_sha256: String::new(),
            importer: String::new(),
        });
        snapshots.collect()
    })
}

fn cuts() -> impl Strategy<Value = Cut> {
    (0..6_i64, 0..12_i64).prop_map(|(day, known)| Cut {
        as_of: civil::date(2024, 1, 1).checked_add(day.days()).unwrap(),
        known_at: second(known),
    })
}

proptest! {
    /// Rows of an org come from exactly one snapshot: the newest known one whose scope covers it.
    #[test]
    fn every_org_is_read_from_the_newest_snapshot_that_covers_it(all in snapshots(), cut in cuts()) {
        let tree = tree();
        let parts = effective(&all, "students", &tree, cut);
        for org in SCOPES {
            let covers = |scope: &str| scope == org || tree.ancestors(org).any(|above| above == scope);
            let known = |snapshot: &&Snapshot| {
                snapshot.as_of <= cut.as_of
                    && snapshot.recorded_at <= cut.known_at
                    && snapshot.withdrawn_at.is_none_or(|withdrawn| withdrawn > cut.known_at)
                    && covers(&snapshot.scope)
            };
            let newest = all.iter().filter(known).max_by_key(|snapshot| {
                (snapshot.as_of, snapshot.recorded_at, snapshot.id.clone())
            });
            let reads = parts.iter().filter(|part| covers(&part.snapshot.scope) && !part.except.contains(&org));
            let reads: Vec<&str> = reads.map(|part| part.snapshot.id.as_str()).collect();
            prop_assert_eq!(reads, newest.map(|snapshot| snapshot.id.as_str()).into_iter().collect::<Vec<_>>());
        }
    }

    /// What becomes known later (an import, a withdrawal) never changes what was known before.
    #[test]
    fn later_knowledge_never_changes_an_earlier_answer(all in snapshots(), later in snapshots(), cut in cuts()) {
        let tree = tree();
        let mut more = all.clone();
        more.extend(later.into_iter().enumerate().map(|(index, snapshot)| Snapshot {
            id: format!("later{index}"),
            recorded_at: cut.known_at + 1.second(),
            ..snapshot
        }));
        for snapshot in &mut more {
            if snapshot.withdrawn_at.is_none() {
                snapshot.withdrawn_at = Some(cut.known_at + 1.second());
            }
        }
        let describe = |parts: Vec<lake::snapshot::Effective>| {
            let parts = parts.into_iter().map(|part| (part.snapshot.id.clone(), part.except.join(" ")));
            parts.collect::<Vec<_>>()
        };
        let before = describe(effective(&all, "students", &tree, cut));
        prop_assert_eq!(before, describe(effective(&more, "students", &tree, cut)));
    }
}
