//! The main job through the front door: import, compute, judge, explain, and what a refusal or a crash leaves behind.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod support;

use std::{fs, path::Path};

use serde_json::Value;
use support::{luoshi, luoshi_at};
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
