//! Files of missing children on both databases.

use luoshi::store::{CaseFilter, CaseRow, Store};
use policy::{casefile, reconcile::Standing};

use super::{Postgres, at, raw};

fn case(id: &str, child: &str) -> CaseRow {
    let run = casefile::Run { id: "r1".into(), as_of: "2025-03-01".parse().unwrap() };
    let opened = casefile::Opened { run, township: "530113101".into(), school: None };
    let case = casefile::Case::open(&opened, "2025-03-03".parse().unwrap());
    let (changed_at, changed_by) = (at("2025-03-03T01:00:00Z"), "luoshi".into());
    CaseRow { id: id.into(), child: child.into(), case, version: 1, changed_at, changed_by }
}

on_both!(a_child_has_one_file_and_an_older_version_changes_nothing, store => {
    let mut write = store.write().await.unwrap();
    assert!(write.add_case(&case("c1", "17")).await.unwrap());
    assert!(!write.add_case(&case("c2", "17")).await.unwrap(), "the child has one");
    let claimed = casefile::Event::Claimed { outcome: "returned".into(), words: "x".into() };
    let mut later = CaseRow { version: 2, ..case("c1", "17") };
    later.case.apply(&claimed, "township", "2025-03-04".parse().unwrap());
    assert!(write.set_case(&later).await.unwrap());
    assert!(!write.set_case(&later).await.unwrap(), "it is of another version by now");
    write.commit().await.unwrap();
    let mut read = store.read().await.unwrap();
    assert_eq!(read.case("c1").await.unwrap(), Some(later.clone()));
    let of = |township, state| CaseFilter { township: Some(township), state: Some(state), ..CaseFilter::default() };
    assert_eq!(read.cases(of("530113101", casefile::State::Claimed)).await.unwrap(), [later]);
    assert_eq!(read.cases(of("530113101", casefile::State::Open)).await.unwrap(), []);
    assert_eq!(read.cases(of("530113001", casefile::State::Claimed)).await.unwrap(), []);
});

on_both!(sightings_are_of_the_missing_and_of_those_with_a_file, store => {
    raw(store, "INSERT INTO reconciliation (id, declaration, number, as_of, made_at, made_by, fingerprint, state, learned,
            inputs, summary) VALUES
            ('r1', 'd', 1, '2024-09-10', '2024-09-10T00:00:00.000000Z', 'x', 'f', 'done', FALSE, '[]', '{}'),
            ('r2', 'd', 2, '2025-03-10', '2025-03-10T00:00:00.000000Z', 'x', 'f', 'done', FALSE, '[]', '{}'),
            ('r3', 'd', 3, '2025-09-10', '2025-09-10T00:00:00.000000Z', 'x', 'f', 'failed', FALSE, '[]', '{}');
        INSERT INTO reconciled_child (reconciliation, child, standing, area, school) VALUES
            ('r1', '1', 'at_school', '530113101', '2153000101'), ('r2', '1', 'not_found', '530113101', NULL),
            ('r2', '2', 'uncertain', '530113101', NULL), ('r2', '3', 'at_school', '530113101', '2153000101'),
            ('r2', '4', 'at_school', '530113001', '2153000202')").await.unwrap();
    let mut write = store.write().await.unwrap();
    write.add_case(&case("c1", "3")).await.unwrap();
    let run = write.finished_run(None, None).await.unwrap().unwrap();
    assert_eq!((run.id.as_str(), run.as_of.to_string().as_str()), ("r2", "2025-03-10"), "one that failed says nothing");
    assert_eq!(write.finished_run(Some("d"), Some("r3")).await.unwrap(), None);
    let seen = write.sightings(&run, Standing::NotFound).await.unwrap();
    let seen: Vec<_> = seen.iter().map(|(child, one)| (child.as_str(), one.standing, one.school.as_deref())).collect();
    let school = Some("2153000101");
    assert_eq!(seen, [("1", Standing::NotFound, school), ("3", Standing::AtSchool, school)]);
});
