//! `luoshi reconcile` as its users run it: two workbooks with errors, what follows for every child, and what people decided.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod support;

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use jiff::Timestamp;
use luoshi::store::{Answer, ChildFilter, Person, ReconciliationRow, RunState, Store};
use policy::{
    reconcile::{Standing, answer::Say},
    text::Language,
};
use serde_json::Value;
use support::luoshi_at;
use tempfile::TempDir;

const AREAS: &str = "区划代码,名称,行政层级,上级区划代码\n530113,东川区,区,\n530113001,铜都街道,乡镇,530113\n\
    530113102,汤丹镇,乡镇,530113\n";

const SCHOOLS: &str = "学校标识码,学校名称,办学类型,乡镇（街道）代码,城乡类型,举办者类型\n\
    2153000001,一小,211,530113001,111,public_education\n2153000002,二小,211,530113102,220,public_education\n";

/// An ID number of a child born on a day (YYYYMMDD), with its check character.
fn id(born: &str, order: u32) -> String {
    let digits = format!("530113{born}{order:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    let check = b"10X98765432"[usize::try_from(sum % 11).unwrap()];
    format!("{digits}{}", char::from(check))
}

struct Child {
    id: String,
    name: String,
    born: String,
    guardian: String,
    phone: String,
    area: &'static str,
    exemption: &'static str,
}

/// Sixty children of one kind, all on the roll; what differs is changed by the tests.
fn children() -> Vec<Child> {
    let (surnames, names) = (["李", "张", "王", "赵", "陈", "杨"], ["雨晨", "子涵", "一诺", "思远", "佳怡", "浩然", "梓萱", "宇航", "欣怡", "俊杰"]);
    let child = |at: usize| {
        let born = format!("20{:02}{:02}{:02}", 11 + at % 6, at % 12 + 1, at % 27 + 1);
        let order = u32::try_from(at * 2 + 1).unwrap() % 1000;
        Child {
            id: id(&born, order),
            name: format!("{}{}", surnames[at % 6], names[at / 6]),
            guardian: format!("{}建国{}", surnames[at % 6], ["福", "贵", "明", "强"][at % 4]),
            phone: format!("138{:08}", 1000 + at * 37),
            area: if at % 2 == 0 { "530113001" } else { "530113102" },
            born,
            exemption: "无",
        }
    };
    (0..60).map(child).collect()
}

fn day(born: &str) -> String {
    format!("{}-{}-{}", &born[..4], &born[4..6], &born[6..])
}

/// The sex that an ID number says.
fn sex(id: &str) -> &'static str {
    if id.as_bytes()[16] % 2 == 1 { "男" } else { "女" }
}

fn register(children: &[Child]) -> String {
    let mut text = String::from("公民身份号码,姓名,性别,出生日期,乡镇（街道）代码,是否本区户籍,居住情况,监护人姓名,监护人电话,未入学原因,就读学校\n");
    for one in children {
        writeln!(text, "{},{},{},{},{},是,户籍地居住,{},{},{},一小", one.id, one.name, sex(&one.id), day(&one.born), one.area, one.guardian, one.phone, one.exemption).unwrap();
    }
    text
}

struct Pupil {
    roll: String,
    id: String,
    name: String,
    born: String,
    sex: &'static str,
    guardian: String,
    phone: String,
    status: &'static str,
}

fn pupils(children: &[Child]) -> Vec<Pupil> {
    let pupil = |one: &Child| Pupil {
        roll: format!("G{}", one.id),
        id: one.id.clone(),
        name: one.name.clone(),
        born: one.born.clone(),
        sex: sex(&one.id),
        guardian: one.guardian.clone(),
        phone: one.phone.clone(),
        status: "在读",
    };
    children.iter().map(pupil).collect()
}

fn roll(pupils: &[Pupil]) -> String {
    let mut text = String::from("学籍号,公民身份号码,姓名,性别,出生日期,学校标识码,学段,年级,班号,学籍状态,监护人姓名,监护人电话\n");
    for (at, one) in pupils.iter().enumerate() {
        let school = 1 + at % 2;
        writeln!(text, "{},{},{},{},{},215300000{school},小学,小学三年级,1,{},{},{}", one.roll, one.id, one.name, one.sex, day(&one.born), one.status, one.guardian, one.phone).unwrap();
    }
    text
}

async fn import(dir: &Path, dataset: &str, as_of: &str, text: &str) {
    let path = dir.join(format!("{dataset}-{as_of}.csv"));
    fs::write(&path, text).unwrap();
    let import = ["import", dataset, path.to_str().unwrap(), "--as-of", as_of, "--confirm-drift", "test"];
    let minute = fs::read_dir(dir).unwrap().count();
    let reply = luoshi_at(dir, &format!("2025-02-01T00:{minute:02}:00Z"), &import).await;
    assert_eq!(reply.code, 0, "{dataset} {as_of}: {}{}", reply.out, reply.err);
}

/// A district in which of sixty children one is missing, one on the roll under another number and name, one dead, one deferred, and
/// one pupil is from elsewhere.
async fn district() -> (TempDir, Vec<Child>) {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(luoshi_at(dir.path(), "2025-01-31T00:00:00Z", &["init"]).await.code, 0);
    let mut children = children();
    let mut pupils = pupils(&children);
    children[3].exemption = "死亡";
    children[4].exemption = "批准延缓入学";
    pupils[5].status = "休学";
    // The guardian's name in place of the child's number, a homophone, and another phone: a person has to look.
    pupils[2].id = String::new();
    pupils[2].name = "王一若".into();
    pupils[2].phone = "13900000000".into();
    pupils[2].roll = format!("L{}", id("20150101", 777));
    let mut stranger = Pupil { roll: String::new(), ..pupils.pop().unwrap() };
    stranger.id = id("20140305", 901);
    stranger.roll = format!("G{}", stranger.id);
    stranger.born = "20140305".into();
    stranger.sex = sex(&stranger.id);
    (stranger.name, stranger.guardian, stranger.phone) = ("阿石木呷".into(), "阿石拉古".into(), "13700000000".into());
    pupils.push(stranger);
    let gone: Vec<usize> = vec![4, 3];
    for at in gone {
        pupils.remove(at);
    }
    import(dir.path(), "areas", "2020-01-01", AREAS).await;
    import(dir.path(), "schools", "2022-09-01", SCHOOLS).await;
    import(dir.path(), "population", "2024-09-01", &register(&children)).await;
    import(dir.path(), "students", "2024-09-01", &roll(&pupils)).await;
    (dir, children)
}

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
    let (dir, _) = district().await;
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
    let query = luoshi_at(dir.path(), "2025-03-09T00:00:00Z", &["query", sql, "--as-of", "2024-09-01", "--reveal", "核对"]).await;
    assert!(query.out.contains("migrant"), "{}{}", query.out, query.err);
    let snapshots = json(dir.path(), &["snapshot", "list", "reconciled_children"]).await;
    assert_eq!(snapshots.as_array().unwrap().len(), 1);
    let file = dir.path().join("own.csv");
    fs::write(&file, "儿童编码\n1\n").unwrap();
    let own = luoshi_at(dir.path(), "2025-03-09T00:00:00Z", &["import", "reconciled_children", file.to_str().unwrap(), "--as-of", "2024-09-01"]).await;
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
    let (dir, children) = district().await;
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
    let changed = ChildFilter { changed: true, ..ChildFilter::default() };
    let (changed, _) = store.read().await.unwrap().reconciled_children(&next.id, changed, 0, 10).await.unwrap();
    assert!(changed.iter().any(|one| one.child == child && one.standing == Standing::NotFound));
    store.close().await;
}

#[tokio::test]
async fn a_run_whose_process_died_is_failed_and_can_be_made_again() {
    let (dir, _) = district().await;
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
async fn what_cannot_be_compared_is_refused() {
    let (dir, _) = district().await;
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
