//! The demo and packs of one's own, through the front door.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod support;

use std::fs;

use calamine::{Reader as _, open_workbook_auto};
use support::luoshi;

#[tokio::test]
async fn every_demo_workbook_says_that_it_is_made_up_and_ledgers_hold_the_years_before() {
    let dir = tempfile::tempdir().unwrap();
    let only = ["--only", "areas", "--only", "admission_lines"];
    let reply = luoshi(dir.path(), &[&["demo", "--workbooks-only"], &only[..]].concat()).await;
    assert_eq!(reply.code, 0, "{}", reply.err);
    let mut years = Vec::new();
    for entry in fs::read_dir(dir.path().join("workbooks")).unwrap() {
        let path = entry.unwrap().path();
        let sheet = open_workbook_auto(&path).unwrap().worksheet_range_at(0).unwrap().unwrap();
        assert_eq!(sheet.get_value((0, 0)).unwrap().to_string(), "【合成数据，仅供演示】", "{}", path.display());
        if path.ends_with("admission_lines-2023-07-25.xlsx") {
            years = sheet.rows().skip(2).map(|row| row[1].to_string()).collect();
            years.dedup();
        }
    }
    years.sort();
    years.dedup();
    assert_eq!(years, ["2021", "2022", "2023"]);
}

#[tokio::test]
async fn made_up_people_do_not_come_into_a_real_workspace() {
    let dir = tempfile::tempdir().unwrap();
    luoshi(dir.path(), &["init"]).await;
    let reply = luoshi(dir.path(), &["demo", "--no-serve"]).await;
    assert_eq!(reply.code, 1);
    assert!(reply.err.contains("[demo-real]"), "{}", reply.err);
    assert!(!dir.path().join("workbooks").exists());
}

#[tokio::test]
async fn an_unknown_pack_and_a_strange_file_are_said_at_their_place() {
    let dir = tempfile::tempdir().unwrap();
    let pack = dir.path().join("own");
    fs::create_dir_all(pack.join("datasets")).unwrap();
    let manifest = "id = \"own\"\ntitle = { zh = \"自编\", en = \"own\" }\nextends = \"cn-educaton\"\n";
    fs::write(pack.join("pack.toml"), manifest).unwrap();
    fs::write(pack.join("datasets/visits.tom"), "").unwrap();
    let reply = luoshi(dir.path(), &["pack", "check", pack.to_str().unwrap()]).await;
    assert_ne!(reply.code, 0);
    let said = reply.out + &reply.err;
    for part in ["own/pack.toml 第 3 行，extends", "是不是想写“cn-education”", "own/datasets/visits.tom"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}
