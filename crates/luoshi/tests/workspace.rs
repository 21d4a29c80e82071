//! The main job through the front door: import, compute, judge, explain, and what a refusal or a crash leaves behind.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod support;

use std::{fs, path::Path};

use serde_json::Value;
use support::{Postgres, luoshi, luoshi_at};
use tempfile::TempDir;

const AREAS: &str = "区划代码,名称,行政层级,上级区划代码\n530113,东川区,区,\n530113001,铜都街道,乡镇,530113\n";
/// The same with a code that is too short for its level, and a level that does not exist.
const BAD_AREAS: &str = "区划代码,名称,行政层级,上级区划代码\n530113,东川区,区,\n5301,铜都街道,省,530113\n";

async fn workspace() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let reply = luoshi(dir.path(), &["init"]).await;
    assert_eq!((reply.code, reply.err.as_str()), (0, ""));
    dir
}

fn file(dir: &Path, name: &str, text: &str) -> String {
    let path = dir.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

async fn json(dir: &Path, args: &[&str]) -> Value {
    let reply = luoshi(dir, &[args, &["--format", "json"]].concat()).await;
    assert_eq!(reply.code, 0, "{}{}", reply.out, reply.err);
    serde_json::from_str(&reply.out).unwrap()
}

fn parquet_files(dir: &Path) -> usize {
    let folders = fs::read_dir(dir.join("snapshots")).unwrap();
    folders.map(|folder| fs::read_dir(folder.unwrap().path()).unwrap().count()).sum()
}

#[tokio::test]
async fn a_workspace_is_made_once_and_its_secret_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = workspace().await;
    let settings = dir.path().join("luoshi.toml");
    assert_eq!(fs::metadata(&settings).unwrap().permissions().mode() & 0o777, 0o600);
    let again = luoshi(dir.path(), &["init"]).await;
    assert_eq!(again.code, 1);
    insta::assert_snapshot!(again.err.replace(dir.path().to_str().unwrap(), "DIR"));
}

#[tokio::test]
async fn outside_a_workspace_a_command_that_needs_one_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let reply = luoshi(dir.path(), &["status"]).await;
    assert_eq!(reply.code, 1);
    assert!(fs::read_dir(dir.path()).unwrap().next().is_none());
    insta::assert_snapshot!(reply.err.replace(dir.path().to_str().unwrap(), "DIR"));
}

#[tokio::test]
async fn wrong_usage_is_said_in_the_users_language_with_the_nearest_word() {
    let dir = tempfile::tempdir().unwrap();
    let mut said = String::new();
    for args in [
        &["stauts"][..],
        &["status", "--form", "json"],
        &["status", "--format", "xml"],
        &["import"],
        &["explain", "x", "--period", "y"],
    ] {
        let reply = luoshi(dir.path(), args).await;
        assert_eq!(reply.code, 2);
        said += &format!("$ luoshi {}\n{}\n", args.join(" "), reply.err);
    }
    insta::assert_snapshot!(said);
}

#[tokio::test]
async fn a_sound_workbook_becomes_a_snapshot_once() {
    let dir = workspace().await;
    let areas = file(dir.path(), "areas.csv", AREAS);
    let import = ["import", "areas", &areas, "--as-of", "2025-01-01"];
    let first = json(dir.path(), &import).await;
    assert_eq!(first["outcome"], "accepted", "{first}");
    assert_eq!(first["snapshot"]["rows"], 2);
    let again = json(dir.path(), &import).await;
    assert_eq!(again["outcome"], "known");
    assert_eq!(again["snapshot"]["id"], first["snapshot"]["id"]);
    assert_eq!(json(dir.path(), &["snapshot", "list"]).await.as_array().unwrap().len(), 1);
    assert_eq!(parquet_files(dir.path()), 1);
    assert_eq!(luoshi(dir.path(), &["log", "verify"]).await.code, 0);
}

#[tokio::test]
async fn nothing_of_a_refused_workbook_is_kept_but_the_attempt() {
    let dir = workspace().await;
    let areas = file(dir.path(), "areas.csv", BAD_AREAS);
    let reply = luoshi(dir.path(), &["import", "areas", &areas, "--as-of", "2025-01-01", "--format", "json"]).await;
    assert_eq!(reply.code, 1);
    let refused: Value = serde_json::from_str(&reply.out).unwrap();
    assert_eq!((&refused["outcome"], &refused["snapshot"]), (&"refused".into(), &Value::Null));
    let cells: Vec<_> = refused["problems"].as_array().unwrap().iter().map(|problem| &problem["cell"]).collect();
    assert!(cells.contains(&&Value::from("C3")), "{refused}");
    assert_eq!(parquet_files(dir.path()), 0);
    assert_eq!(fs::read_dir(dir.path().join("tmp")).unwrap().count(), 0);
    let log = json(dir.path(), &["log", "list"]).await;
    assert_eq!(log.as_array().unwrap().last().unwrap()["kind"], "import.refused");
}

#[tokio::test]
async fn opening_sweeps_away_what_a_killed_process_left_and_nothing_else() {
    let dir = workspace().await;
    let areas = file(dir.path(), "areas.csv", AREAS);
    luoshi(dir.path(), &["import", "areas", &areas, "--as-of", "2025-01-01"]).await;
    file(&dir.path().join("tmp"), "half.parquet", "half");
    file(&dir.path().join("snapshots/areas"), "orphan.parquet", "orphan");
    let list = json(dir.path(), &["snapshot", "list"]).await;
    assert_eq!(parquet_files(dir.path()), 1);
    assert!(dir.path().join("snapshots").join(list[0]["file"].as_str().unwrap()).is_file());
    assert_eq!(fs::read_dir(dir.path().join("tmp")).unwrap().count(), 0);
}

#[tokio::test]
async fn a_withdrawn_snapshot_still_answers_for_the_time_before() {
    let dir = workspace().await;
    let areas = file(dir.path(), "areas.csv", AREAS);
    let imported = json(dir.path(), &["import", "areas", &areas, "--as-of", "2025-01-01"]).await;
    let id = imported["snapshot"]["id"].as_str().unwrap();
    let args = ["snapshot", "withdraw", id, "--reason", "test"];
    assert_eq!(luoshi_at(dir.path(), "2025-03-02T00:00:00Z", &args).await.code, 0);
    assert_eq!(luoshi_at(dir.path(), "2025-03-03T00:00:00Z", &args).await.code, 1);
    let count = ["query", "SELECT count(*) AS n FROM areas", "--as-of", "2025-03-01", "--format", "csv"];
    let then =
        luoshi_at(dir.path(), "2025-03-03T00:00:00Z", &[&count[..], &["--known-at", "2025-03-01"]].concat()).await;
    let now = luoshi_at(dir.path(), "2025-03-03T00:00:00Z", &count).await;
    assert_eq!((then.out.as_str(), now.out.as_str()), ("n\n2\n", "n\n0\n"), "{}{}", then.err, now.err);
}

#[tokio::test]
async fn figures_are_computed_once_and_proved() {
    let dir = workspace().await;
    let first = luoshi(dir.path(), &["compute"]).await;
    let second = luoshi(dir.path(), &["compute"]).await;
    assert_eq!((first.code, second.code), (0, 0), "{}", first.err);
    let numbers = |text: &str| -> Vec<usize> {
        text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).skip(3).collect()
    };
    let (first, second) = (numbers(&first.out), numbers(&second.out));
    assert_eq!((first[1], second[0]), (0, 0));
    assert_eq!(first[0], second[1]);
    let proof = luoshi(dir.path(), &["explain", "nine_year_retention", "--verify", "--format", "json"]).await;
    assert_eq!(proof.code, 0, "{}", proof.err);
    let proof: Value = serde_json::from_str(&proof.out).unwrap();
    assert_eq!(proof["verified"]["equal"], true);
    assert_eq!(proof["figure"]["value"], Value::Null);
}

const FINANCE: &str = "年度,行政区划代码,经费指标,经费学段,金额（万元）,数据口径\n";

/// The incentive fund as first reported, and as corrected later.
fn fund(dir: &Path, name: &str, of_2023: &str) -> String {
    let row = |year: &str, amount: &str| format!("{year},530113,incentive_fund,all,{amount},final\n");
    file(dir, name, &[FINANCE, &row("2022", "280"), &row("2023", of_2023)].concat())
}

/// The whole way on one database; the answers are compared between databases.
async fn main_job(dir: &Path) -> Vec<String> {
    let areas = file(dir, "areas.csv", AREAS);
    let (first, corrected) = (fund(dir, "first.csv", "320"), fund(dir, "corrected.csv", "299.5"));
    let steps: [(&str, Vec<&str>); 7] = [
        ("2024-01-10T00:00:00Z", vec!["import", "areas", &areas, "--as-of", "2022-01-01"]),
        ("2024-01-10T00:01:00Z", vec!["import", "finance", &first, "--as-of", "2023-12-31"]),
        ("2024-01-11T00:00:00Z", vec!["status", "--as-of", "2024-01-11", "--format", "json"]),
        ("2024-03-01T00:00:00Z", vec!["import", "finance", &corrected, "--as-of", "2023-12-31"]),
        ("2024-03-02T00:00:00Z", vec!["status", "--as-of", "2024-01-11", "--format", "json"]),
        (
            "2024-03-03T00:00:00Z",
            vec!["status", "--as-of", "2024-01-11", "--known-at", "2024-01-11T00:00:00Z", "--format", "json"],
        ),
        (
            "2024-03-03T00:00:00Z",
            vec![
                "explain",
                "incentive_fund",
                "--period",
                "2023",
                "--as-of",
                "2024-01-11",
                "--verify",
                "--format",
                "csv",
            ],
        ),
    ];
    let mut said = Vec::new();
    for (now, args) in steps {
        let reply = luoshi_at(dir, now, &args).await;
        assert_eq!(reply.code, 0, "{args:?}: {}{}", reply.out, reply.err);
        said.push(reply.out);
    }
    said
}

fn fund_of_2023(status: &str) -> Value {
    let status: Value = serde_json::from_str(status).unwrap();
    let targets = status["targets"].as_array().unwrap();
    let found = targets.iter().find(|target| target["indicator"] == "incentive_fund" && target["period"] == 2023);
    found.unwrap().clone()
}

#[tokio::test]
async fn a_correction_changes_the_figure_and_never_the_past() {
    let dir = workspace().await;
    let said = main_job(dir.path()).await;
    let (then, corrected, past) = (&said[2], &said[4], &said[5]);
    assert_eq!(then, past, "asked for what was known then, the answer is the same to the byte");
    let (then, corrected) = (fund_of_2023(then), fund_of_2023(corrected));
    assert_eq!((&then["value"], &then["status"]), (&320.into(), &"met".into()));
    assert_eq!((&corrected["value"], &corrected["status"]), (&299.5.into(), &"missed".into()));
    // The sentence names what is short, and rounding does not hide it.
    assert!(corrected["reason"].as_str().unwrap().contains("299.5"), "{}", corrected["reason"]);
    assert!(said[6].contains("299.5"), "{}", said[6]);
}

#[tokio::test]
async fn the_main_job_gives_the_same_answers_on_postgresql() {
    let on_sqlite = workspace().await;
    let postgres = Postgres::new().await;
    let on_postgres = tempfile::tempdir().unwrap();
    assert_eq!(luoshi(on_postgres.path(), &["init", "--database", &postgres.url]).await.code, 0);
    let answers = [main_job(on_sqlite.path()).await, main_job(on_postgres.path()).await];
    // Ids hold randomness that is alike here, so that even they are the same.
    assert_eq!(answers[0], answers[1]);
    assert_eq!(luoshi(on_postgres.path(), &["log", "verify"]).await.code, 0);
    assert!(!on_postgres.path().join("luoshi.db").exists());
    postgres.drop().await;
}

#[tokio::test]
async fn a_definition_that_changes_without_a_new_version_is_refused_until_a_person_says_why() {
    let dir = workspace().await;
    assert_eq!(luoshi(dir.path(), &["compute"]).await.code, 0);
    // The same pack as a folder, with one query that means something else.
    let packs = tempfile::tempdir().unwrap();
    for (id, files) in luoshi::packs::embedded() {
        for (path, text) in files {
            let path = packs.path().join(&id).join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let text =
                if path.ends_with("vocational_progression.sql") { format!("{text}\n-- changed\n") } else { text };
            fs::write(path, text).unwrap();
        }
    }
    let pack = packs.path().join("dongchuan-2023-2025");
    let compute = ["compute", "--pack", pack.to_str().unwrap()];
    let refused = luoshi_at(dir.path(), "2025-03-02T00:00:00Z", &compute).await;
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("vocational_progression"), "{}", refused.err);
    let accepted = [&compute[..], &["--accept-definition-change", "只改注释"]].concat();
    assert_eq!(luoshi_at(dir.path(), "2025-03-02T00:00:00Z", &accepted).await.code, 0);
    let log = json(dir.path(), &["log", "list"]).await;
    let changed: Vec<_> =
        log.as_array().unwrap().iter().filter(|event| event["kind"] == "definition.changed").collect();
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0]["body"]["reason"], "只改注释");
    // What was known before the change still stands, made with the definition of then: nothing is computed anew.
    let before = [&compute[..], &["--as-of", "2025-03-01", "--known-at", "2025-03-01T02:00:00Z"]].concat();
    let before = luoshi_at(dir.path(), "2025-03-03T00:00:00Z", &before).await;
    assert!(before.out.contains("新算 0 组"), "{}{}", before.out, before.err);
}

#[tokio::test]
async fn a_figure_by_hand_needs_evidence_and_keeps_it() {
    let dir = workspace().await;
    let evidence = file(dir.path(), "文件.txt", "证明");
    let set = |indicator: &'static str| {
        vec!["measure", "set", indicator, "--period", "2024", "--value", "3", "--held-on", "2024-12-31", "--evidence"]
    };
    let computed = luoshi(dir.path(), &[set("nine_year_retention"), vec![&evidence]].concat()).await;
    assert_eq!(computed.code, 1, "a computed indicator is not entered by hand");
    let unknown = luoshi(dir.path(), &[set("nine_year_retentoin"), vec![&evidence]].concat()).await;
    assert!(unknown.err.contains("nine_year_retention"), "{}", unknown.err);
}

#[tokio::test]
async fn an_account_names_a_place_that_there_is() {
    let dir = workspace().await;
    let user = async |args: &[&str]| luoshi(dir.path(), &[&["user"], args].concat()).await;
    for role in ["clerk:9999999999", "township:999999999", "clerk", "liaison:nobody", "planner:530113001"] {
        let reply = user(&["add", "li.laoshi", "--name", "李老师", "--role", role]).await;
        assert!(reply.code == 1 && reply.err.contains("membership-scope"), "{role}: {}{}", reply.out, reply.err);
    }
    let reply = user(&["add", "wang.zhuren", "--name", "王主任", "--role", "planner", "--role", "administrator"]).await;
    assert_eq!(reply.code, 0, "the whole district needs no place: {}", reply.err);
    let reply = user(&["roles", "wang.zhuren", "--role", "administrator:530113", "--role", "liaison:finance"]).await;
    assert_eq!(reply.code, 0, "{}", reply.err);
    assert_eq!(user(&["roles", "wang.zhuren", "--role", "clerk:9999999999"]).await.code, 1);
}
