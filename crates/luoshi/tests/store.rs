//! The store on both databases: every test body runs on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod support;

use jiff::Timestamp;
use lake::{
    compute::{Figure, Figures, Flag},
    inputs::Inputs,
    snapshot::Snapshot,
};
use luoshi::store::{
    Answer, Attempt, Broken, ChildFilter, ChildRow, Definition, Measure, NewEvent, PairRow, Person, Publication,
    Purpose, ReconciliationRow, RunState, Session, SsoLink, SsoVisit, Store, Upload, UploadState, Via, Withdrawn,
};
use policy::{
    indicator::Level,
    reconcile::{Standing, answer::Say},
    text::Language,
};
use serde_json::json;
use support::Postgres;

/// Defines a test per database around one body.
macro_rules! on_both {
    ($name:ident, $store:ident => $body:block) => {
        mod $name {
            use super::*;

            async fn body($store: &Store) $body

            #[tokio::test]
            async fn sqlite() {
                let dir = tempfile::tempdir().unwrap();
                let store = Store::open(&format!("sqlite:{}", dir.path().join("test.db").display())).await.unwrap();
                body(&store).await;
                store.close().await;
            }

            #[tokio::test]
            async fn postgres() {
                let postgres = Postgres::new().await;
                let store = Store::open(&postgres.url).await.unwrap();
                body(&store).await;
                store.close().await;
                postgres.drop().await;
            }
        }
    };
}

#[path = "store/cases.rs"]
mod cases;
#[path = "store/duties.rs"]
mod duties;
#[path = "store/notices.rs"]
mod notices;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn person(id: &str, login: &str) -> Person {
    Person {
        id: id.into(),
        login: login.into(),
        name: "李老师".into(),
        email: Some("li@example.com".into()),
        language: Language::Chinese,
        password: None,
        totp_secret: None,
        totp_last_step: 0,
        disabled_at: None,
        created_at: at("2025-01-01T00:00:00Z"),
        seen_at: None,
    }
}

fn snapshot(id: &str, recorded_at: &str) -> Snapshot {
    Snapshot {
        id: id.into(),
        dataset: "schools".into(),
        scope: "530113".into(),
        as_of: "2024-09-01".parse().unwrap(),
        recorded_at: at(recorded_at),
        withdrawn_at: None,
        file: format!("schools/{id}.parquet"),
        sha256: "ab".repeat(32),
        rows: 112,
        left_out: 1,
        source_name: "学校.xlsx".into(),
        source_sha256: "cd".repeat(32),
        importer: "李老师".into(),
    }
}

fn event(subject: &str) -> NewEvent<'_> {
    let body = json!({ "b": [1, null], "a": { "d": "学校", "c": true } });
    NewEvent { at: at("2025-03-01T02:00:00.123456Z"), actor: "tester", kind: "test", subject, body }
}

on_both!(snapshots_come_back_as_they_were_in_the_order_in_which_they_became_known, store => {
    let (late, early) = (snapshot("a", "2025-01-02T00:00:00.5Z"), snapshot("b", "2025-01-02T00:00:00Z"));
    let mut write = store.write().await.unwrap();
    write.add_snapshot(&late).await.unwrap();
    write.add_snapshot(&early).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(store.read().await.unwrap().snapshots().await.unwrap(), [early, late]);
});

on_both!(a_snapshot_is_withdrawn_once_and_never_deleted, store => {
    let mut write = store.write().await.unwrap();
    write.add_snapshot(&snapshot("a", "2025-01-02T00:00:00Z")).await.unwrap();
    assert!(write.withdraw_snapshot("a", at("2025-02-01T00:00:00Z")).await.unwrap());
    assert!(!write.withdraw_snapshot("a", at("2025-02-02T00:00:00Z")).await.unwrap());
    assert!(!write.withdraw_snapshot("unknown", at("2025-02-02T00:00:00Z")).await.unwrap());
    write.commit().await.unwrap();
    let rows = store.read().await.unwrap().snapshots().await.unwrap();
    assert_eq!(rows[0].withdrawn_at, Some(at("2025-02-01T00:00:00Z")));
    assert!(raw(store, "DELETE FROM snapshot").await.is_err());
});

on_both!(a_transaction_that_is_not_committed_leaves_no_trace, store => {
    let mut write = store.write().await.unwrap();
    write.add_snapshot(&snapshot("a", "2025-01-02T00:00:00Z")).await.unwrap();
    write.add_event(event("a")).await.unwrap();
    drop(write);
    let mut read = store.read().await.unwrap();
    assert_eq!(read.snapshots().await.unwrap(), []);
    assert_eq!(read.events().await.unwrap(), []);
});

on_both!(attempts_are_counted_with_their_refusals, store => {
    let attempt = |id: &str, snapshot: Option<&str>| Attempt {
        id: id.into(),
        dataset: "schools".into(),
        scope: "530113".into(),
        as_of: "2024-09-01".parse().unwrap(),
        recorded_at: at("2025-01-02T00:00:00Z"),
        source_name: "学校.xlsx".into(),
        source_sha256: "cd".repeat(32),
        importer: "李老师".into(),
        rows_read: 112,
        refused: 3,
        warned: 0,
        snapshot: snapshot.map(str::to_owned),
    };
    let mut write = store.write().await.unwrap();
    write.add_snapshot(&snapshot("s", "2025-01-02T00:00:00Z")).await.unwrap();
    write.add_attempt(&attempt("a", None)).await.unwrap();
    write.add_attempt(&attempt("b", Some("s"))).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(store.read().await.unwrap().attempts().await.unwrap(), (2, 1));
    let mut write = store.write().await.unwrap();
    assert!(write.add_attempt(&attempt("c", Some("no such snapshot"))).await.is_err());
});

on_both!(figures_keep_their_exact_numbers_and_are_written_once, store => {
    let figure = |org: &str, value: Option<&str>| Figure {
        org: org.into(),
        level: Level::District,
        numerator: Some("4391".parse().unwrap()),
        denominator: Some("4433.0001".parse().unwrap()),
        value: value.map(|value| value.parse().unwrap()),
        rows: 17,
        persons: 4433,
        flags: [Flag::Provisional, Flag::Incomplete].into(),
    };
    let inputs = Inputs {
        fingerprint: "f1".into(),
        definition: "d1".into(),
        reference: "2024-09-01".parse().unwrap(),
        snapshots: vec!["s1".into()],
        newest_as_of: None,
        missing: vec![],
    };
    let made = Figures { inputs, figures: vec![figure("530113", None), figure("530114", Some("99.0525828283215199999"))] };
    let mut write = store.write().await.unwrap();
    write.add_figures("preschool_gross_enrolment", 2024, at("2025-01-02T00:00:00Z"), &made).await.unwrap();
    let nothing = Figures { figures: vec![], ..made.clone() };
    write.add_figures("preschool_gross_enrolment", 2024, at("2025-01-03T00:00:00Z"), &nothing).await.unwrap();
    write.commit().await.unwrap();
    let mut read = store.read().await.unwrap();
    assert_eq!(read.figures("f1").await.unwrap().unwrap(), made);
    assert_eq!(read.figures("f2").await.unwrap(), None);
    assert_eq!(read.figure("f1", "530114").await.unwrap().as_ref(), made.figures.get(1));
    assert_eq!(read.figure("f1", "530115").await.unwrap(), None);
    assert_eq!(read.fingerprints().await.unwrap(), ["f1".to_owned()].into());
});

on_both!(definitions_and_measures_keep_their_history, store => {
    let definition = |hash: &str, first_seen: &str, reason: Option<&str>| Definition {
        indicator: "i".into(),
        valid_from: 2023,
        hash: hash.into(),
        body: "{}".into(),
        first_seen: at(first_seen),
        reason: reason.map(str::to_owned),
    };
    let measure = |id: &str, value: i64, recorded_at: &str| Measure {
        id: id.into(),
        indicator: "i".into(),
        org: "530113".into(),
        period: 2024,
        value: value.into(),
        held_on: "2024-12-31".parse().unwrap(),
        evidence_name: "文件.pdf".into(),
        evidence_sha256: "ef".repeat(32),
        reporter: "李老师".into(),
        note: String::new(),
        recorded_at: at(recorded_at),
    };
    let definitions = [
        definition("h1", "2025-01-01T00:00:00Z", None),
        definition("h2", "2025-02-01T00:00:00Z", Some("wording")),
    ];
    let measures = [measure("m1", 3, "2025-01-01T00:00:00Z"), measure("m2", -4, "2025-01-02T00:00:00Z")];
    let mut write = store.write().await.unwrap();
    for (definition, measure) in definitions.iter().rev().zip(measures.iter().rev()) {
        write.add_definition(definition).await.unwrap();
        write.add_measure(measure).await.unwrap();
    }
    write.commit().await.unwrap();
    let mut read = store.read().await.unwrap();
    assert_eq!(read.definitions().await.unwrap(), definitions);
    assert_eq!(read.measures().await.unwrap(), measures);
});

on_both!(an_upload_moves_on_only_from_the_state_that_was_seen, store => {
    let person = person("p1", "li");
    let upload = |id: &str, created_at: &str| Upload {
        id: id.into(),
        dataset: "schools".into(),
        scope: "530113".into(),
        as_of: "2024-09-01".parse().unwrap(),
        source_name: "学校.xlsx".into(),
        source_sha256: "cd".repeat(32),
        bytes: 4711,
        person: "p1".into(),
        decider: None,
        state: UploadState::Uploaded,
        valid_rows_only: false,
        drift_reason: None,
        rows_read: 0,
        snapshot: None,
        created_at: at(created_at),
        changed_at: at(created_at),
    };
    let (late, early) = (upload("a", "2025-01-02T00:00:00.5Z"), upload("b", "2025-01-02T00:00:00Z"));
    let mut write = store.write().await.unwrap();
    assert!(write.add_person(&person).await.unwrap());
    write.add_upload(&late).await.unwrap();
    write.add_upload(&early).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(store.read().await.unwrap().unfinished_uploads().await.unwrap(), [early.clone(), late.clone()]);
    let accepting = Upload {
        state: UploadState::Accepting,
        decider: Some("p1".into()),
        valid_rows_only: true,
        drift_reason: Some("合并".into()),
        rows_read: 12,
        changed_at: at("2025-01-03T00:00:00Z"),
        ..late.clone()
    };
    let cancelled = Upload { state: UploadState::Cancelled, ..early.clone() };
    let mut write = store.write().await.unwrap();
    assert!(write.move_upload(late.state, &accepting).await.unwrap());
    assert!(!write.move_upload(late.state, &accepting).await.unwrap(), "somebody was faster");
    assert!(write.move_upload(early.state, &cancelled).await.unwrap());
    write.commit().await.unwrap();
    let mut read = store.read().await.unwrap();
    assert_eq!(read.upload("a").await.unwrap(), Some(accepting.clone()));
    assert_eq!(read.unfinished_uploads().await.unwrap(), [accepting]);
    assert_eq!(read.upload("none").await.unwrap(), None);
});

on_both!(single_sign_on_leads_to_one_person_and_a_visit_ends_once, store => {
    const ISSUER: &str = "https://sso.example";
    let link = |issuer: &str, subject: &str, person: &str| SsoLink {
        issuer: issuer.into(),
        subject: subject.into(),
        person: person.into(),
        label: "张三".into(),
        linked_at: at("2025-01-01T00:00:00Z"),
    };
    let visit = |hash: &str, expires_at: &str| SsoVisit {
        hash: hash.into(),
        purpose: Purpose::Link,
        person: Some("p1".into()),
        next: "/plan".into(),
        expires_at: at(expires_at),
    };
    let session = Session {
        hash: "h".into(),
        id: "s1".into(),
        person: "p1".into(),
        agent: "browser".into(),
        created_at: at("2025-01-01T00:00:00Z"),
        seen_at: at("2025-01-01T00:00:00Z"),
        expires_at: at("2025-01-02T00:00:00Z"),
        before_at: None,
        via: Via::SsoStrong,
    };
    let mut write = store.write().await.unwrap();
    for (id, login) in [("p1", "li"), ("p2", "wang")] {
        assert!(write.add_person(&person(id, login)).await.unwrap());
    }
    write.add_session(&session).await.unwrap();
    assert!(write.add_sso_link(&link(ISSUER, "a", "p1")).await.unwrap());
    assert!(!write.add_sso_link(&link(ISSUER, "a", "p2")).await.unwrap(), "an account leads to one person");
    assert!(!write.add_sso_link(&link(ISSUER, "b", "p1")).await.unwrap(), "a person has one account");
    let (old, new) = (visit("old", "2025-01-01T00:10:00Z"), visit("new", "2025-01-03T00:10:00Z"));
    write.add_sso_visit(&old, at("2025-01-01T00:00:00Z")).await.unwrap();
    write.add_sso_visit(&new, at("2025-01-03T00:00:00Z")).await.unwrap();
    write.commit().await.unwrap();
    let mut write = store.write().await.unwrap();
    assert_eq!(write.session("h").await.unwrap(), Some(session));
    assert_eq!(write.sso_links().await.unwrap(), [link(ISSUER, "a", "p1")]);
    assert_eq!(write.sso_link(ISSUER, "a").await.unwrap(), Some(link(ISSUER, "a", "p1")));
    assert_eq!(write.sso_link("https://other.example", "a").await.unwrap(), None);
    assert_eq!(write.sso_visit("old").await.unwrap(), None, "forgotten a day after it ran out");
    assert_eq!(write.sso_visit("new").await.unwrap(), Some(new));
    assert!(write.end_sso_visit("new").await.unwrap());
    assert!(!write.end_sso_visit("new").await.unwrap(), "once");
    let moved = link("https://other.example", "a", "p1");
    assert!(write.add_sso_link(&moved).await.unwrap(), "the house has another provider now");
    assert_eq!(write.sso_links().await.unwrap(), [moved]);
    write.add_sso_visit(&visit("owes", "2025-01-03T00:10:00Z"), at("2025-01-03T00:00:00Z")).await.unwrap();
    assert!(write.end_sso_link("p1").await.unwrap());
    assert_eq!(write.sso_link_of("p1").await.unwrap(), None);
    assert_eq!(write.sso_visit("owes").await.unwrap(), None, "nobody comes in by what was ended");
});

on_both!(the_log_is_append_only_and_proves_it, store => {
    let mut write = store.write().await.unwrap();
    write.add_event(event("one")).await.unwrap();
    let head = write.add_event(event("two")).await.unwrap().hash;
    write.commit().await.unwrap();
    let mut read = store.read().await.unwrap();
    assert_eq!(read.verify_events().await.unwrap(), Ok((2, head)));
    assert_eq!(read.events().await.unwrap()[0].body, r#"{"a":{"c":true,"d":"学校"},"b":[1,null]}"#);
    drop(read);

    assert!(raw(store, "UPDATE event SET actor = 'someone else'").await.is_err());
    assert!(raw(store, "DELETE FROM event").await.is_err());
});

on_both!(a_log_changed_behind_the_guards_is_found_out, store => {
    let mut write = store.write().await.unwrap();
    for subject in ["one", "two", "three"] {
        write.add_event(event(subject)).await.unwrap();
    }
    write.commit().await.unwrap();
    let unguard = match store {
        Store::Sqlite { .. } => "DROP TRIGGER event_no_update; DROP TRIGGER event_no_delete;",
        Store::Postgres(_) => "DROP TRIGGER event_no_change ON event",
    };
    raw(store, unguard).await.unwrap();

    raw(store, "DELETE FROM event WHERE seq = 3").await.unwrap();
    assert_eq!(store.read().await.unwrap().verify_events().await.unwrap(), Err(Broken::Head { seq: 2 }));
    raw(store, "UPDATE event SET subject = 'zwei' WHERE seq = 2").await.unwrap();
    assert_eq!(store.read().await.unwrap().verify_events().await.unwrap(), Err(Broken::Changed { seq: 2 }));
    raw(store, "DELETE FROM event WHERE seq = 1").await.unwrap();
    assert_eq!(store.read().await.unwrap().verify_events().await.unwrap(), Err(Broken::Missing { seq: 1 }));
});

on_both!(many_writers_make_one_chain, store => {
    let writers = (0..16).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut write = store.write().await.unwrap();
            write.add_event(event("crowd")).await.unwrap();
            write.commit().await.unwrap();
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let verified = store.read().await.unwrap().verify_events().await.unwrap();
    assert_eq!(verified.map(|(count, _)| count), Ok(16));
});

on_both!(editions_are_written_once_and_withdrawn_with_a_reason, store => {
    let at: Timestamp = "2025-03-01T02:00:00.000001Z".parse().unwrap();
    let edition = Publication {
        number: 1,
        as_of: "2025-03-01".parse().unwrap(),
        known_at: at,
        published_at: at,
        published_by: "planner".into(),
        note: "首期".into(),
        targets: 3,
        hash: "h".into(),
        files: [("edition.json".to_owned(), "h".to_owned())].into(),
        withdrawn: None,
    };
    let mut write = store.write().await.unwrap();
    write.add_publication(&edition).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(store.read().await.unwrap().publications().await.unwrap(), std::slice::from_ref(&edition));
    assert!(raw(store, "UPDATE publication SET note = 'other'").await.is_err());
    assert!(raw(store, "DELETE FROM publication").await.is_err());
    let withdrawn = Withdrawn { at, by: "leader".into(), reason: "口径有误".into() };
    let mut write = store.write().await.unwrap();
    assert!(write.withdraw_publication(1, &withdrawn).await.unwrap());
    assert!(!write.withdraw_publication(1, &withdrawn).await.unwrap(), "once");
    write.commit().await.unwrap();
    let mut read = store.read().await.unwrap();
    assert_eq!(read.publication(1).await.unwrap().unwrap().withdrawn, Some(withdrawn));
    assert_eq!(read.publication(2).await.unwrap(), None);
});

on_both!(visits_and_their_problems_are_changed_by_one_person_at_a_time, store => {
    use luoshi::store::{LinkedSchool, Visit, VisitProblem};
    use policy::supervise::ProblemState;
    let day = |text: &str| text.parse().unwrap();
    let link = |id: &str| LinkedSchool {
        id: id.into(), person: "p1".into(), school: "2153000101".into(), since: day("2025-03-01"), ended_on: None,
    };
    let visit = Visit {
        id: "v1".into(), person: "p1".into(), school: "2153000101".into(), planned_for: day("2025-03-03"),
        held_on: None, words: String::new(), called_off: false, version: 1,
    };
    let problem = VisitProblem {
        id: "q1".into(), visit: "v1".into(), words: "屋顶漏雨".into(), unit: "education".into(), due: day("2025-04-01"),
        state: ProblemState::Open, answer: String::new(), answered_on: None, reason: String::new(), solved_on: None,
        version: 1,
    };
    let mut write = store.write().await.unwrap();
    assert!(write.add_person(&person("p1", "li")).await.unwrap());
    assert!(write.link_school(&link("l1")).await.unwrap());
    assert!(!write.link_school(&link("l2")).await.unwrap(), "linked once at a time");
    write.add_visit(&visit).await.unwrap();
    write.add_visit_problem(&problem).await.unwrap();
    write.commit().await.unwrap();
    let mut write = store.write().await.unwrap();
    assert_eq!(write.visit("v1").await.unwrap(), Some(visit.clone()));
    assert_eq!(write.visit_problems().await.unwrap(), std::slice::from_ref(&problem));
    let held = Visit { held_on: Some(day("2025-03-03")), words: "看了食堂".into(), ..visit };
    assert!(write.change_visit(&held).await.unwrap());
    assert!(!write.change_visit(&held).await.unwrap(), "the version has moved on");
    assert_eq!(write.visits().await.unwrap(), [Visit { version: 2, ..held }]);
    let state = ProblemState::Answered;
    let answered = VisitProblem { state, answer: "修了".into(), answered_on: Some(day("2025-03-09")), ..problem };
    assert!(write.change_visit_problem(&answered).await.unwrap());
    assert!(!write.change_visit_problem(&answered).await.unwrap());
    assert_eq!(write.visit_problems().await.unwrap(), [VisitProblem { version: 2, ..answered }]);
    assert!(write.unlink_school("l1", day("2025-05-01")).await.unwrap());
    assert!(!write.unlink_school("l1", day("2025-05-02")).await.unwrap());
    assert!(write.link_school(&link("l2")).await.unwrap(), "again after an end");
    assert_eq!(write.linked_schools().await.unwrap().len(), 2);
});

on_both!(the_state_of_the_database_is_told, store => {
    let state = store.read().await.unwrap().state().await.unwrap();
    assert_eq!(usize::try_from(state.migrations.0).unwrap(), state.migrations.1);
    assert!(state.bytes > 0 && state.computed_at.is_none());
});

/// SQL by hand, past the program.
async fn raw(store: &Store, sql: &'static str) -> Result<(), sqlx::Error> {
    match store {
        Store::Sqlite { write, .. } => sqlx::raw_sql(sql).execute(write).await.map(drop),
        Store::Postgres(pool) => sqlx::raw_sql(sql).execute(pool).await.map(drop),
    }
}

fn run(id: &str, number: u64) -> ReconciliationRow {
    ReconciliationRow {
        id: id.into(),
        declaration: "compulsory".into(),
        number,
        as_of: "2024-09-01".parse().unwrap(),
        made_at: at("2025-01-02T00:00:00.5Z"),
        made_by: "李老师".into(),
        fingerprint: "ab".repeat(32),
        state: RunState::Running,
        ended_at: None,
        learned: true,
        inputs: vec!["a".into(), "b".into()],
        snapshot: None,
        summary: String::new(),
    }
}

on_both!(a_reconciliation_comes_back_with_children_and_pairs_and_ends_once, store => {
    let mut write = store.write().await.unwrap();
    write.add_snapshot(&snapshot("a", "2025-01-02T00:00:00Z")).await.unwrap();
    write.add_reconciliation(&run("one", 1)).await.unwrap();
    let child = |key: &str, standing, before, area: &str, school: Option<&str>| ChildRow {
        child: key.into(),
        standing,
        before,
        area: area.into(),
        school: school.map(str::to_owned),
        reason: "roll_present".into(),
        contradiction: None,
        age: Some(8),
        probability: Some(0.75),
        pupil: Some("9".into()),
        same_as: None,
    };
    let children = [
        child("1", Standing::AtSchool, Some(Standing::NotFound), "t1", Some("s1")),
        child("2", Standing::NotFound, Some(Standing::NotFound), "t1", None),
        child("r3", Standing::Migrant, None, "t2", Some("s1")),
    ];
    write.add_reconciled_children("one", &children).await.unwrap();
    let pair = PairRow {
        child: "2".into(),
        pupil: "9".into(),
        area: "t1".into(),
        school: "s1".into(),
        probability: 0.5,
        evidence: "{}".into(),
    };
    write.add_reconciled_pairs("one", std::slice::from_ref(&pair)).await.unwrap();
    let done = ReconciliationRow {
        state: RunState::Done,
        ended_at: Some(at("2025-01-02T00:01:00Z")),
        snapshot: Some("a".into()),
        summary: "{}".into(),
        ..run("one", 1)
    };
    assert!(write.end_reconciliation(&done).await.unwrap());
    assert!(!write.end_reconciliation(&done).await.unwrap(), "it has ended");
    write.commit().await.unwrap();
    let mut read = store.read().await.unwrap();
    assert_eq!(read.reconciliations().await.unwrap(), [done]);
    assert_eq!(read.reconciled_pairs("one").await.unwrap(), [pair]);
    assert_eq!(read.standings("one").await.unwrap()["2"], Standing::NotFound);
    let keys = async |read: &mut luoshi::store::Transaction, filter: ChildFilter<'_>| {
        let (rows, total) = read.reconciled_children("one", filter, 0, 10).await.unwrap();
        assert_eq!(total, rows.len() as u64);
        rows.into_iter().map(|row| row.child).collect::<Vec<_>>()
    };
    let all = ChildFilter::default();
    assert_eq!(keys(&mut read, all).await, ["1", "2", "r3"]);
    assert_eq!(keys(&mut read, ChildFilter { area: "t1", ..all }).await, ["1", "2"]);
    assert_eq!(keys(&mut read, ChildFilter { school: "s1", ..all }).await, ["1", "r3"]);
    assert_eq!(keys(&mut read, ChildFilter { standing: Some(Standing::NotFound), ..all }).await, ["2"]);
    assert_eq!(keys(&mut read, ChildFilter { changed: true, ..all }).await, ["1", "r3"]);
    let (page, total) = read.reconciled_children("one", all, 1, 1).await.unwrap();
    assert_eq!((page[0].clone(), total), (children[1].clone(), 3));
    let counts = read.reconciled_counts("one").await.unwrap();
    let counts: Vec<_> = counts.iter().map(|count| (count.area.as_str(), count.standing, count.before, count.children)).collect();
    assert_eq!(counts, [
        ("t1", Standing::AtSchool, Some(Standing::NotFound), 1),
        ("t1", Standing::NotFound, Some(Standing::NotFound), 1),
        ("t2", Standing::Migrant, None, 1),
    ]);
});

on_both!(everybody_answers_a_pair_once_and_may_think_better_of_it, store => {
    let mut write = store.write().await.unwrap();
    for login in ["li", "wang"] {
        write.add_person(&Person { email: None, ..person(login, login) }).await.unwrap();
    }
    let answer = |person: &str, say, minute: &str| Answer { person: person.into(), say, at: at(minute) };
    let said = [
        answer("wang", Say::Later, "2025-01-02T00:01:00Z"),
        answer("li", Say::Other, "2025-01-02T00:02:00Z"),
        answer("wang", Say::Same, "2025-01-02T00:03:00Z"),
    ];
    for one in &said {
        write.set_pair_answer("compulsory", ("1", "9"), one).await.unwrap();
    }
    write.commit().await.unwrap();
    let answers = store.read().await.unwrap().pair_answers("compulsory").await.unwrap();
    assert_eq!(answers[&("1".to_owned(), "9".to_owned())], said[1..]);
    assert!(store.read().await.unwrap().pair_answers("other").await.unwrap().is_empty());
});
