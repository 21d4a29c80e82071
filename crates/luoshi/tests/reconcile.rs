//! `luoshi reconcile` as its users run it: two workbooks with errors, what follows for every child, and what people decided.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

#[path = "support/children.rs"]
mod children;
#[path = "support/district.rs"]
mod district;
mod support;

use std::{collections::BTreeMap, fs, path::Path};

use children::{Child, id, with_errors};
use district::district;
use jiff::Timestamp;
use luoshi::{
    edge::{Edge, System},
    services::reconciliation::{self, Order, Progress},
    store::{Answer, By, ChildFilter, Person, ReconciliationRow, RunState, Store},
    words::Words,
    workspace::Workspace,
};
use policy::{
    reconcile::{Standing, answer::Say},
    text::Language,
};
use serde_json::Value;
use support::{import, luoshi_at};
use tempfile::TempDir;

async fn json(dir: &Path, args: &[&str]) -> Value {
    let reply = luoshi_at(dir, "2025-03-09T00:00:00Z", &[args, &["--format", "json"]].concat()).await;
    assert_eq!(reply.code, 0, "{args:?}: {}{}", reply.out, reply.err);
    serde_json::from_str(&reply.out).unwrap()
}

/// Standings with any child in them.
async fn standings(dir: &Path, run: &str) -> BTreeMap<String, u64> {
    let told = json(dir, &["reconcile", "show", run]).await;
    serde_json::from_value(told["run"]["summary"]["standings"].clone()).unwrap()
}

async fn reconcile(dir: &Path, at: &str, more: &[&str]) -> luoshi::cli::Reply {
    luoshi_at(dir, at, &[&["reconcile", "run", "--on", "2024-09-01"], more].concat()).await
}

fn counts(counts: &[(&str, u64)]) -> BTreeMap<String, u64> {
    counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

#[tokio::test]
async fn every_child_of_two_workbooks_with_errors_stands_somewhere() {
    let (children, pupils) = with_errors();
    let dir = district(&children, &pupils).await;
    let reply = reconcile(dir.path(), "2025-03-01T00:00:00Z", &[]).await;
    assert_eq!(reply.code, 0, "{}", reply.err);
    let found = standings(dir.path(), "1").await;
    // The child under another name is left to people: never lost.
    let wanted = [("at_school", 55), ("died", 1), ("exempt", 2), ("migrant", 1), ("not_found", 1), ("uncertain", 1)];
    assert_eq!(found, counts(&wanted));

    // The same facts: the run that exists is the answer.
    let again = reconcile(dir.path(), "2025-03-02T00:00:00Z", &[]).await;
    assert!(again.out.contains("沿用第 1 次"), "{}", again.out);
    assert_eq!(json(dir.path(), &["reconcile", "list"]).await.as_array().unwrap().len(), 1);

    // The result is a snapshot that anybody's query reads, like every other.
    let sql = "SELECT standing, COUNT(*) AS n FROM reconciled_children GROUP BY standing";
    let query =
        luoshi_at(dir.path(), "2025-03-09T00:00:00Z", &["query", sql, "--as-of", "2024-09-01", "--reveal", "核对"])
            .await;
    assert!(query.out.contains("migrant"), "{}{}", query.out, query.err);
    let snapshots = json(dir.path(), &["snapshot", "list", "reconciled_children"]).await;
    assert_eq!(snapshots.as_array().unwrap().len(), 1);
    let file = dir.path().join("own.csv");
    fs::write(&file, "儿童编码\n1\n").unwrap();
    let own = luoshi_at(
        dir.path(),
        "2025-03-09T00:00:00Z",
        &["import", "reconciled_children", file.to_str().unwrap(), "--as-of", "2024-09-01"],
    )
    .await;
    assert!(own.code == 1 && own.err.contains("dataset-made-here"), "{}", own.err);
}

fn person(id: &str) -> Person {
    Person {
        id: id.into(),
        login: id.into(),
        name: id.into(),
        email: None,
        language: Language::Chinese,
        password: None,
        totp_secret: None,
        totp_last_step: 0,
        disabled_at: None,
        created_at: "2025-01-01T00:00:00Z".parse::<Timestamp>().unwrap(),
        seen_at: None,
    }
}

async fn store(dir: &Path) -> Store {
    Store::open(&format!("sqlite:{}", dir.join("luoshi.db").display())).await.unwrap()
}

#[tokio::test]
async fn what_two_people_decided_holds_in_the_next_run_and_changes_come_first() {
    let (children, pupils) = with_errors();
    let dir = district(&children, &pupils).await;
    assert_eq!(reconcile(dir.path(), "2025-03-01T00:00:00Z", &[]).await.code, 0);
    let store = store(dir.path()).await;
    let run = store.read().await.unwrap().reconciliations().await.unwrap().remove(0);
    // Two people say that a sure pair is of two children: the child is not found from then on.
    let filter = ChildFilter { standing: Some(Standing::AtSchool), area: children[0].area, ..ChildFilter::default() };
    let (found, _) = store.read().await.unwrap().reconciled_children(&run.id, filter, 0, 1).await.unwrap();
    let (child, pupil) = (found[0].child.clone(), found[0].pupil.clone().unwrap());
    let mut write = store.write().await.unwrap();
    for (person_id, minute) in [("anna", "2025-03-03T00:01:00Z"), ("bert", "2025-03-03T00:02:00Z")] {
        write.add_person(&person(person_id)).await.unwrap();
        let answer = Answer { person: person_id.into(), say: Say::Other, at: minute.parse().unwrap() };
        write.set_pair_answer("compulsory", (&child, &pupil), &answer).await.unwrap();
    }
    write.commit().await.unwrap();
    let reply = reconcile(dir.path(), "2025-03-04T00:00:00Z", &["--learn"]).await;
    assert_eq!(reply.code, 0, "{}", reply.err);
    let told = json(dir.path(), &["reconcile", "show", "2"]).await;
    assert_eq!(told["run"]["summary"]["decided"], 1);
    assert_eq!(told["run"]["learned"], true);
    let changes = told["changes"].as_array().unwrap();
    let lost = changes.iter().find(|one| one["standing"] == "not_found").unwrap();
    assert_eq!((&lost["before"], &lost["children"]), (&"at_school".into(), &1.into()), "{changes:?}");
    let next = store.read().await.unwrap().reconciliations().await.unwrap().remove(0);
    let moved = ChildFilter { changed: true, ..ChildFilter::default() };
    let (moved, _) = store.read().await.unwrap().reconciled_children(&next.id, moved, 0, 10).await.unwrap();
    assert!(moved.iter().any(|one| one.child == child && one.standing == Standing::NotFound));
    store.close().await;
}

/// Twenty-four children in their ninth year: one is on no roll, one moved away, one is still on the roll and drops out later.
async fn ninth_year() -> TempDir {
    let mut cohort = children::children();
    cohort.truncate(24);
    for (at, one) in cohort.iter_mut().enumerate() {
        one.born = format!("2010{:02}{:02}", at % 8 + 1, at + 1);
        one.id = children::id(&one.born, u32::try_from(at * 2 + 1).unwrap());
    }
    cohort[1].exemption = "户籍已迁出";
    let mut pupils = children::pupils(&cohort);
    pupils.drain(..2);
    let dir = district(&cohort, &pupils).await;
    let out = &pupils[5];
    let changes = format!(
        "学年起始年,学籍号,公民身份号码,姓名,学校标识码,学段,年级,异动类型,异动日期\n\
         2024,{},{},{},2153000101,小学,小学三年级,辍学,2025-03-01\n",
        out.roll, out.id, out.name
    );
    import(dir.path(), "student_changes", "2025-08-31", &changes).await;
    dir
}

/// The target for nine-year retention as it stands on a day.
async fn retention(dir: &Path) -> Value {
    let status = json(dir, &["status", "--as-of", "2025-10-31"]).await;
    let targets = status["targets"].as_array().unwrap().clone();
    targets.into_iter().find(|one| one["commitment"] == "g-nine-year-retention").unwrap()
}

#[tokio::test]
async fn the_target_for_retention_is_judged_by_the_run_of_the_ninth_year_and_says_so() {
    let dir = ninth_year().await;
    let before = retention(dir.path()).await;
    assert_eq!((&before["status"], &before["value"]), (&"no_data".into(), &Value::Null), "{before}");
    assert!(before["reason"].as_str().unwrap().contains("还没有所需学年的比对"), "{before}");
    assert_eq!(before.get("reconciliation"), None);

    assert_eq!(reconcile(dir.path(), "2025-03-01T00:00:00Z", &[]).await.code, 0);
    let after = retention(dir.path()).await;
    // Of 23 who have not moved one was not found and one dropped out after it was.
    assert_eq!((&after["numerator"], &after["denominator"]), (&21.into(), &23.into()), "{after}");
    assert_eq!((&after["status"], &after["value_period"]), (&"off_track".into(), &2025.into()), "{after}");
    assert_eq!(after["reconciliation"], serde_json::json!({ "number": 1, "as_of": "2024-09-01" }));
    assert!(after["reason"].as_str().unwrap().contains("以第 1 次户籍学籍比对为准"), "{after}");
    // The run is of no other school year.
    for year in ["2024", "2023"] {
        let other = json(dir.path(), &["explain", "nine_year_retention_reconciled", "--period", year]).await;
        assert_eq!(other["figure"]["value"], Value::Null, "{year}");
    }
    let own = ["explain", "nine_year_retention_reconciled", "--period", "2025", "--as-of", "2025-10-31", "--verify"];
    let own = json(dir.path(), &own).await;
    assert_eq!((&own["verified"]["equal"], &own["failing"]["total"]), (&true.into(), &2.into()), "{own}");
}

/// The same child once more, under another number and in the other township.
fn again(child: &Child, order: u32) -> Child {
    let area = if child.area == "530113001" { "530113101" } else { "530113001" };
    Child { id: id(&child.born, order), area, ..child.clone() }
}

#[tokio::test]
async fn a_child_registered_twice_counts_once_and_a_missing_twin_is_not_taken_for_one() {
    let (mut children, pupils) = with_errors();
    let twin = Child { name: format!("{}雨桐", &children[30].name[..3]), ..again(&children[30], 905) };
    children.extend([again(&children[10], 901), twin]);
    let dir = district(&children, &pupils).await;
    let files = async || json(dir.path(), &["case", "count"]).await["all"]["files"].as_u64().unwrap();
    assert_eq!(reconcile(dir.path(), "2025-03-01T00:00:00Z", &[]).await.code, 0);
    // Both look like a pupil that has a child already: people are asked, and nobody is sent to look for them.
    let found = standings(dir.path(), "1").await;
    let others = [("at_school", 55), ("died", 1), ("exempt", 2), ("migrant", 1), ("not_found", 1)];
    assert_eq!(found, counts(&[&others[..], &[("uncertain", 3)]].concat()));
    assert_eq!(files().await, 1);
    let store = store(dir.path()).await;
    let mut write = store.write().await.unwrap();
    let run = write.reconciliations().await.unwrap().remove(0);
    let mut pairs = write.reconciled_pairs(&run.id).await.unwrap();
    pairs.retain(|pair| pair.evidence.contains("\"again\":true"));
    pairs.sort_by(|one, other| one.probability.total_cmp(&other.probability));
    let [twin, twice] = pairs.try_into().unwrap();
    // Two people tell them apart.
    for (name, minute) in [("anna", "2025-03-03T00:01:00Z"), ("bert", "2025-03-03T00:02:00Z")] {
        write.add_person(&person(name)).await.unwrap();
        for (pair, say) in [(&twin, Say::Other), (&twice, Say::Same)] {
            let answer = Answer { person: name.into(), say, at: minute.parse().unwrap() };
            write.set_pair_answer("compulsory", (&pair.child, &pair.pupil), &answer).await.unwrap();
        }
    }
    write.commit().await.unwrap();
    assert_eq!(reconcile(dir.path(), "2025-03-04T00:00:00Z", &[]).await.code, 0);
    let mut wanted = counts(&others);
    wanted.extend(counts(&[("not_found", 2), ("registered_twice", 1), ("uncertain", 1)]));
    assert_eq!(standings(dir.path(), "2").await, wanted);
    assert_eq!(files().await, 2, "of the twin, and none of the second registration");
    // The child stands by the number that the school has, and counts there alone.
    let mut read = store.read().await.unwrap();
    let run = read.reconciliations().await.unwrap().remove(0);
    let [second] = &read.reconciled_by(&run.id, By::Child(&twice.child)).await.unwrap()[..] else { panic!("one row") };
    let first = second.same_as.clone().unwrap();
    let of_pupil = read.reconciled_by(&run.id, By::Pupil(&twice.pupil)).await.unwrap();
    let standing = |child: &str| of_pupil.iter().find(|one| one.child == child).unwrap().standing;
    assert_eq!(
        (of_pupil.len(), standing(&first), standing(&twice.child)),
        (2, Standing::AtSchool, Standing::RegisteredTwice)
    );
    drop(read);
    store.close().await;
    let sql = "SELECT standing, COUNT(same_as) AS n FROM reconciled_children GROUP BY standing";
    let args = ["query", sql, "--as-of", "2024-09-01", "--reveal", "核对", "--format", "csv"];
    let query = luoshi_at(dir.path(), "2025-03-09T00:00:00Z", &args).await;
    assert!(query.out.contains("registered_twice,1"), "{}{}", query.out, query.err);
}

#[tokio::test]
async fn a_run_whose_process_died_is_failed_and_can_be_made_again() {
    let (children, pupils) = with_errors();
    let dir = district(&children, &pupils).await;
    let store = store(dir.path()).await;
    let lost = ReconciliationRow {
        id: "lost".into(),
        declaration: "compulsory".into(),
        number: 1,
        as_of: "2024-09-01".parse().unwrap(),
        made_at: "2025-02-28T00:00:00Z".parse().unwrap(),
        made_by: "anna".into(),
        fingerprint: "f".into(),
        state: RunState::Running,
        ended_at: None,
        learned: false,
        inputs: Vec::new(),
        snapshot: None,
        summary: String::new(),
    };
    let mut write = store.write().await.unwrap();
    write.add_reconciliation(&lost).await.unwrap();
    write.commit().await.unwrap();
    store.close().await;
    assert_eq!(reconcile(dir.path(), "2025-03-01T00:00:00Z", &[]).await.code, 0);
    let runs = json(dir.path(), &["reconcile", "list"]).await;
    let states: Vec<&str> = runs.as_array().unwrap().iter().map(|run| run["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["done", "failed"]);
}

#[tokio::test]
async fn a_run_that_is_cancelled_leaves_nothing_but_its_row() {
    let (children, pupils) = with_errors();
    let dir = district(&children, &pupils).await;
    let now = "2025-03-01T00:00:00Z".parse().unwrap();
    let system = System { now, seed: [9; 32], width: None };
    let edge = Edge::new(&system, Words(Language::Chinese), dir.path().to_owned(), None, "tester".into());
    let workspace = Workspace::open(&edge).await.unwrap();
    let order = Order { declaration: None, on: "2024-09-01".parse().unwrap(), learn: false };
    let progress = Progress::default();
    progress.stop();
    let refused = Box::pin(reconciliation::run(&workspace, &edge, &order, &progress)).await.unwrap_err();
    assert!(refused.to_string().contains("reconciliation-cancelled"), "{refused:#}");
    let mut read = workspace.store.read().await.unwrap();
    let row = read.reconciliations().await.unwrap().remove(0);
    assert_eq!((row.state, row.snapshot.as_deref()), (RunState::Cancelled, None));
    assert!(read.standings(&row.id).await.unwrap().is_empty());
    assert!(read.snapshots().await.unwrap().iter().all(|one| one.dataset != "reconciled_children"));
    drop(read);
    workspace.store.close().await;
    assert_eq!(reconcile(dir.path(), "2025-03-02T00:00:00Z", &[]).await.code, 0, "it can be started again");
}

#[tokio::test]
async fn what_cannot_be_compared_is_refused() {
    let (children, pupils) = with_errors();
    let dir = district(&children, &pupils).await;
    let at = "2025-03-01T00:00:00Z";
    let early = luoshi_at(dir.path(), at, &["reconcile", "run", "--on", "2020-01-01"]).await;
    assert!(early.code == 1 && early.err.contains("reconciliation-no-data"), "{}", early.err);
    let unknown = luoshi_at(dir.path(), at, &["reconcile", "run", "everybody"]).await;
    assert!(unknown.code == 1 && unknown.err.contains("compulsory"), "{}", unknown.err);
    let none = luoshi_at(dir.path(), at, &["reconcile", "show"]).await;
    assert!(none.code == 1 && none.err.contains("reconciliation-none"), "{}", none.err);
    let number = luoshi_at(dir.path(), at, &["reconcile", "show", "7"]).await;
    assert!(number.code == 1 && number.err.contains("reconciliation-run-unknown"), "{}", number.err);
}
