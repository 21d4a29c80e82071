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
    Attempt, Broken, CaseFilter, CaseRow, Definition, DutyFilter, DutyRow, Measure, NewEvent, Person, Publication, Purpose, Session,
    SsoLink, SsoVisit, Store, Upload, UploadState, Via, Withdrawn,
};
use policy::{
    casefile,
    indicator::Level,
    plan::CommitmentKind,
    reconcile::Standing,
    supervise::{Duty, Event, Opened, State},
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
    let head = write.add_event(event("two")).await.unwrap();
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

fn duty(id: &str, commitment: &str) -> DutyRow {
    let opened = Opened {
        commitment: commitment.into(),
        year: 2025,
        kind: CommitmentKind::Standing,
        every: None,
        counted: false,
        unit: "education".into(),
        cooperating: vec!["finance".into()],
        due: "2025-06-30".parse().unwrap(),
    };
    let (changed_at, changed_by) = (at("2025-01-06T01:00:00Z"), "planner".into());
    DutyRow { id: id.into(), duty: Duty::open(&opened), version: 1, changed_at, changed_by }
}

on_both!(duties_come_back_as_they_were_and_only_once_for_a_unit, store => {
    let mut write = store.write().await.unwrap();
    assert!(write.add_duty(&duty("d1", "c1")).await.unwrap());
    assert!(!write.add_duty(&duty("d2", "c1")).await.unwrap(), "the unit has one for this year");
    let mut void = DutyRow { version: 2, ..duty("d1", "c1") };
    void.duty.apply(&Event::Voided { reason: "并入".into() }, "planner", "2025-01-07".parse().unwrap());
    assert!(write.set_duty(&void).await.unwrap());
    assert!(write.add_duty(&duty("d2", "c1")).await.unwrap(), "one that was taken back is not in the way");
    write.commit().await.unwrap();
    let mut read = store.read().await.unwrap();
    assert_eq!(read.duty("d1").await.unwrap(), Some(void));
    assert_eq!(read.duty("d2").await.unwrap(), Some(duty("d2", "c1")));
    assert_eq!(read.duty("d3").await.unwrap(), None);
    assert_eq!(read.duty_years().await.unwrap(), [2025]);
});

on_both!(whoever_decided_on_an_older_version_changes_nothing, store => {
    let mut write = store.write().await.unwrap();
    write.add_duty(&duty("d1", "c1")).await.unwrap();
    write.commit().await.unwrap();
    let mut first = DutyRow { version: 2, ..duty("d1", "c1") };
    first.duty.person = "first".into();
    let second = DutyRow { version: 2, changed_by: "second".into(), ..duty("d1", "c1") };
    let mut write = store.write().await.unwrap();
    assert!(write.set_duty(&first).await.unwrap());
    assert!(!write.set_duty(&second).await.unwrap());
    write.commit().await.unwrap();
    assert_eq!(store.read().await.unwrap().duty("d1").await.unwrap(), Some(first));
});

on_both!(duties_are_sought_by_year_state_unit_and_day, store => {
    let mut write = store.write().await.unwrap();
    let mut helped = duty("d2", "c2");
    helped.duty.shares.clear();
    helped.duty.due = "2025-12-20".parse().unwrap();
    let mut late = duty("d3", "c3");
    late.duty.apply(&Event::Assigned, "planner", "2025-01-06".parse().unwrap());
    for row in [&duty("d1", "c1"), &helped, &late] {
        assert!(write.add_duty(row).await.unwrap());
    }
    let none = DutyFilter::default;
    let cases = [
        (none(), vec!["d1", "d3", "d2"]),
        (DutyFilter { year: Some(2024), ..none() }, vec![]),
        (DutyFilter { unit: Some("finance"), ..none() }, vec!["d1", "d3"]),
        (DutyFilter { unit: Some("police"), ..none() }, vec![]),
        (DutyFilter { commitment: Some("c2"), ..none() }, vec!["d2"]),
        (DutyFilter { state: Some(State::Assigned), ..none() }, vec!["d3"]),
        (DutyFilter { assigned: true, ..none() }, vec!["d3"]),
        (DutyFilter { overdue_on: Some("2025-07-01".parse().unwrap()), ..none() }, vec!["d3"]),
        (DutyFilter { overdue_on: Some("2025-06-30".parse().unwrap()), ..none() }, vec![]),
        (DutyFilter { due_until: Some("2025-06-30".parse().unwrap()), ..none() }, vec!["d3"]),
    ];
    for (filter, wanted) in cases {
        let (rows, total) = write.duties(&filter, 0, 10).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), wanted, "{filter:?}");
        assert_eq!(total, wanted.len());
    }
    let (rows, total) = write.duties(&none(), 1, 1).await.unwrap();
    assert_eq!((rows[0].id.as_str(), rows.len(), total), ("d3", 1, 3));
    // A unit that no longer takes part no longer finds it.
    let mut alone = DutyRow { version: 2, ..duty("d1", "c1") };
    alone.duty.shares.clear();
    assert!(write.set_duty(&alone).await.unwrap());
    assert_eq!(write.duties(&DutyFilter { unit: Some("finance"), ..none() }, 0, 10).await.unwrap().1, 1);
    write.add_event(event("d1")).await.unwrap();
    write.add_event(event("d2")).await.unwrap();
    assert_eq!(write.events_of("d1").await.unwrap().len(), 1);
    assert_eq!(write.log_head().await.unwrap(), write.events_of("d2").await.unwrap()[0].hash);
});

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
