//! Figures through the front door: organisations that change, values that jump, years seen from later ones.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

#[path = "../../policy/tests/support/examples.rs"]
mod examples;
mod support;

use std::{fmt::Write as _, fs, path::Path};

use serde_json::{Value, json};
use support::{import, luoshi_at, luoshi_in};
use tempfile::TempDir;

const NOW: &str = "2025-03-01T02:00:00Z";

/// Township 1 has schools 1 and 2, township 2 the others.
const AREAS: &str = "区划代码,名称,行政层级,上级区划代码\n530113,东川区,区,\n530113001,铜都街道,乡镇,530113\n\
    530113102,汤丹镇,乡镇,530113\n";

/// Before: school 7 is a teaching point, which indicators of schools do not count.
const SCHOOLS_2022: &str =
    "1,一小,211,1,,\n2,二小,211,1,,\n3,三小,211,2,,\n5,五小,211,2,,\n6,六小,211,2,,\n7,七小,218,2,,";

/// After: school 2 merged into 1, school 3 gave a part to 4, school 5 moved to township 1, school 6 closed, school 7
/// became a primary school.
const SCHOOLS_2024: &str = "1,一小,211,1,,\n2,二小,211,1,,2024-08-15\n3,三小,211,2,,\n4,四小,211,2,2024-08-20,\n\
    5,五小,211,1,,\n6,六小,211,2,,2024-07-31\n7,七小,211,2,,";

const CHANGES: &str = "变动编号,变动类型,变动日期,原学校标识码,现学校标识码\n\
    a,合并,2024-08-15,2153000002,2153000001\nb,分设,2024-08-20,2153000003,2153000004\n\
    c,变更隶属区域,2024-08-20,2153000005,2153000005\nd,撤销,2024-07-31,2153000006,\n\
    e,变更办学类型,2024-08-20,2153000007,2153000007\n";

/// School and the sizes of its classes; one of 56 pupils and more is large.
const CLASSES_2023: [(u8, &[u8]); 6] =
    [(1, &[60, 40]), (2, &[60, 60]), (3, &[40]), (5, &[58]), (6, &[40, 40]), (7, &[40])];
const CLASSES_2024: [(u8, &[u8]); 5] = [(1, &[60, 60, 50, 40]), (3, &[40]), (4, &[40]), (5, &[50]), (7, &[40])];

fn schools(rows: &str) -> String {
    let mut text =
        String::from("学校标识码,学校名称,办学类型,乡镇（街道）代码,建校日期,撤销日期,城乡类型,举办者类型\n");
    for row in rows.lines() {
        let cells: Vec<&str> = row.trim().split(',').collect();
        let [code, name, kind, township, opened, closed] = cells[..] else { panic!("{row}") };
        let area = if township == "1" { "530113001" } else { "530113102" };
        writeln!(text, "215300000{code},{name},{kind},{area},{opened},{closed},111,public_education").unwrap();
    }
    text
}

fn classes(schools: &[(u8, &[u8])]) -> String {
    let mut text = String::from("学校标识码,班号,学段,年级,班级类型,班级人数\n");
    for (school, sizes) in schools {
        for (class, size) in sizes.iter().enumerate() {
            writeln!(text, "215300000{school},{class},primary,11,10,{size}").unwrap();
        }
    }
    text
}

/// One room, so that there is a dataset of rooms.
const ROOMS: &str = "学校标识码,教室编号,教室类型,是否达标,是否接入校园网\n2153000001,1,standard,是,是\n";

/// A district with what was known at the end of 2023.
async fn before() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(luoshi_at(dir.path(), NOW, &["init"]).await.code, 0);
    import(dir.path(), "areas", "2020-01-01", AREAS).await;
    import(dir.path(), "schools", "2022-09-01", &schools(SCHOOLS_2022)).await;
    import(dir.path(), "classes", "2023-09-01", &classes(&CLASSES_2023)).await;
    import(dir.path(), "digital_classrooms", "2023-09-01", ROOMS).await;
    dir
}

/// The same after the schools changed.
async fn after() -> TempDir {
    let dir = before().await;
    import(dir.path(), "schools", "2024-09-01", &schools(SCHOOLS_2024)).await;
    import(dir.path(), "org_changes", "2024-09-01", CHANGES).await;
    import(dir.path(), "classes", "2024-09-01", &classes(&CLASSES_2024)).await;
    dir
}

async fn json_of(dir: &Path, args: &[&str]) -> Value {
    let reply = luoshi_at(dir, NOW, &[args, &["--format", "json"]].concat()).await;
    assert_eq!(reply.code, 0, "{args:?}: {}{}", reply.out, reply.err);
    serde_json::from_str(&reply.out).unwrap()
}

/// `year: figure | figure on the later organisation`, each as numerator/denominator and flags.
async fn series(dir: &Path, org: &str) -> Vec<String> {
    let args = ["indicator", "series", "large_class_share", "--org", org, "--on", "2024-12-31"];
    let series = json_of(dir, &args).await;
    let figure = |figure: &Value| {
        let flags: Vec<&str> = figure["flags"].as_array().unwrap().iter().map(|flag| flag.as_str().unwrap()).collect();
        let parts = format!("{}/{}={}", figure["numerator"], figure["denominator"], figure["value"]);
        [vec![parts.as_str()], flags].concat().join(" ")
    };
    let years = series["years"].as_array().unwrap().iter().filter(|year| year["period"].as_i64().unwrap() >= 2023);
    let years = years.filter(|year| year["period"].as_i64().unwrap() <= 2024);
    years.map(|year| format!("{}: {} | {}", year["period"], figure(year), figure(&year["later"]))).collect()
}

#[tokio::test]
async fn a_series_across_mergers_splits_moves_and_closings_is_shown_both_ways() {
    let dir = after().await;
    let none = "null/null=null";
    // School 2 counts for itself then, and for school 1 on the later organisation; a jump of 25 points is flagged there.
    assert_eq!(series(dir.path(), "2153000001").await, ["2023: 1/2=50 | 3/4=75", "2024: 2/4=50 | 2/4=50 large_step"]);
    assert_eq!(series(dir.path(), "2153000002").await[0], format!("2023: 2/2=100 | {none}"));
    // What was split is not divided.
    assert_eq!(series(dir.path(), "2153000003").await[0], format!("2023: 0/1=0 | {none} split"));
    assert_eq!(series(dir.path(), "2153000004").await[0], format!("2023: {none} | {none} split"));
    // School 5 moved: its figure moves between the townships, school 6 closed: its figure stays where it was.
    assert_eq!(series(dir.path(), "2153000005").await[0], "2023: 1/1=100 | 1/1=100");
    assert_eq!(series(dir.path(), "2153000006").await[0], "2023: 0/2=0 | 0/2=0");
    assert_eq!(series(dir.path(), "530113001").await[0], "2023: 3/4=75 | 4/5=80");
    assert_eq!(series(dir.path(), "530113102").await[0], "2023: 1/5=20 | 0/4=0");
    // Nothing of it changes the district.
    let district = series(dir.path(), "530113").await[0].clone();
    let (then, later) = district.trim_start_matches("2023: ").split_once(" | ").unwrap();
    assert_eq!(then, later);

    let told = luoshi_in(
        dir.path(),
        "en",
        &["--now", NOW, "indicator", "series", "large_class_share", "--org", "2153000001", "--on", "2024-12-31"],
    );
    insta::assert_snapshot!(told.await.out);
    let unknown =
        luoshi_at(dir.path(), NOW, &["indicator", "series", "large_class_share", "--org", "2153000099"]).await;
    assert_eq!(unknown.code, 1);
    assert!(unknown.err.contains("2153000099"), "{}", unknown.err);
}

#[tokio::test]
async fn the_rows_of_a_merged_school_are_explained_with_those_that_joined_it() {
    let dir = after().await;
    let explain = ["explain", "large_class_share", "--org", "2153000001", "--period", "2023"];
    let then = json_of(dir.path(), &explain).await;
    assert_eq!((&then["counting"]["total"], &then["failing"]["total"]), (&json!(1), &json!(1)));
    let later = json_of(dir.path(), &[&explain[..], &["--on", "2024-12-31"]].concat()).await;
    assert_eq!((&later["figure"]["numerator"], &later["figure"]["denominator"]), (&json!(3), &json!(4)));
    assert_eq!((&later["counting"]["total"], &later["failing"]["total"]), (&json!(3), &json!(1)));
    let orgs: Vec<_> = later["counting"]["rows"].as_array().unwrap().iter().map(|row| &row["org"]).collect();
    assert!(orgs.contains(&&json!("2153000002")), "{orgs:?}");
    // A school that did not exist then has no rows of then, and can be asked for on the later organisation.
    let new = ["explain", "large_class_share", "--org", "2153000004", "--period", "2023"];
    assert_eq!(luoshi_at(dir.path(), NOW, &new).await.code, 1);
    let new = json_of(dir.path(), &[&new[..], &["--on", "2024-12-31"]].concat()).await;
    assert_eq!((&new["figure"]["value"], &new["figure"]["flags"]), (&Value::Null, &json!(["split"])));
}

#[tokio::test]
async fn a_change_of_schools_never_rewrites_the_past() {
    let dir = before().await;
    let ask = |indicator: &'static str| ["explain", indicator, "--period", "2023", "--as-of", "2023-12-31"];
    let mut then = Vec::new();
    for indicator in ["large_class_share", "digital_classroom_share"] {
        then.push(json_of(dir.path(), &ask(indicator)).await);
    }
    // School 7 is no school of its own yet.
    assert_eq!((&then[1]["figure"]["numerator"], &then[1]["figure"]["denominator"]), (&json!(1), &json!(5)));
    import(dir.path(), "schools", "2024-09-01", &schools(SCHOOLS_2024)).await;
    import(dir.path(), "org_changes", "2024-09-01", CHANGES).await;
    import(dir.path(), "classes", "2024-09-01", &classes(&CLASSES_2024)).await;
    for (indicator, then) in ["large_class_share", "digital_classroom_share"].into_iter().zip(&then) {
        assert_eq!(&json_of(dir.path(), &ask(indicator)).await, then);
    }
    // Now it is; and schools 2 and 6 are none any more.
    let now =
        json_of(dir.path(), &["explain", "digital_classroom_share", "--period", "2024", "--as-of", "2024-12-31"]).await;
    assert_eq!((&now["figure"]["numerator"], &now["figure"]["denominator"]), (&json!(1), &json!(5)));
}

#[tokio::test]
async fn a_value_that_jumps_is_flagged_where_it_is_shown() {
    let dir = before().await;
    import(dir.path(), "classes", "2024-09-01", &classes(&[(1, &[60, 60]), (2, &[60, 60]), (3, &[40])])).await;
    let dates = ["--as-of", "2024-12-31"];
    let status = json_of(dir.path(), &[&["status"], &dates[..]].concat()).await;
    let targets = status["targets"].as_array().unwrap();
    let target = targets.iter().find(|target| target["indicator"] == "large_class_share").unwrap();
    assert_eq!((&target["value"], &target["value_period"]), (&json!(80), &json!(2024)));
    assert!(target["flags"].as_array().unwrap().contains(&json!("large_step")), "{target}");
    assert!(target["reason"].as_str().unwrap().contains("变化超过"), "{target}");
    let explain = ["explain", "large_class_share", "--period", "2024", "--verify"];
    let explained = json_of(dir.path(), &[&explain[..], &dates].concat()).await;
    assert!(explained["figure"]["flags"].as_array().unwrap().contains(&json!("large_step")));
    assert_eq!(explained["verified"]["equal"], true, "what is stored holds no comparison with other years");
    let text = luoshi_at(dir.path(), NOW, &[&explain[..], &dates].concat()).await.out;
    assert!(text.contains("变化过大：与上年相比"), "a flag is said with its meaning: {text}");
}

#[tokio::test]
async fn computing_covers_every_unit_and_year_and_makes_again_only_what_changed() {
    let dir = after().await;
    let compute = async |as_of: &str| {
        let reply = luoshi_in(dir.path(), "en", &["--now", NOW, "compute", "--as-of", as_of]).await;
        assert_eq!(reply.code, 0, "{}", reply.err);
        let numbers = reply.out.split(|c: char| !c.is_ascii_digit()).filter_map(|text| text.parse::<usize>().ok());
        // "As of 2024-12-31: 5 computed, 9 reused."
        <[usize; 2]>::try_from(numbers.skip(3).collect::<Vec<_>>()).unwrap()
    };
    let [made, _] = compute("2024-12-31").await;
    // Every figure of every unit stands, of the district, a township and a school, before and in the plan.
    for (org, period) in [("530113", "2023"), ("530113001", "2024"), ("2153000001", "2023"), ("530113", "2021")] {
        let explain =
            ["explain", "large_class_share", "--org", org, "--period", period, "--as-of", "2024-12-31", "--verify"];
        assert_eq!(json_of(dir.path(), &explain).await["verified"]["equal"], true, "{org} {period}");
    }
    assert_eq!(compute("2024-12-31").await, [0, made], "nothing changed");
    import(dir.path(), "digital_classrooms", "2024-09-05", ROOMS).await;
    let [again, reused] = compute("2024-12-31").await;
    assert!(again > 0 && again <= 4 && again + reused == made, "{again} of {made} were made again");
}

#[tokio::test]
async fn a_file_that_was_changed_is_named_and_nothing_is_computed_from_it() {
    let dir = before().await;
    let list = json_of(dir.path(), &["snapshot", "list"]).await;
    for dataset in ["classes", "schools"] {
        let snapshot = list.as_array().unwrap().iter().find(|snapshot| snapshot["dataset"] == dataset).unwrap();
        let file = dir.path().join("snapshots").join(snapshot["file"].as_str().unwrap());
        let whole = fs::read(&file).unwrap();
        fs::write(&file, &whole[..whole.len() / 2]).unwrap();
        for args in [
            &["explain", "large_class_share", "--period", "2023", "--verify"][..],
            &["status", "--as-of", "2023-12-31"],
            &["indicator", "series", "large_class_share"],
            &["query", "SELECT COUNT(*) FROM classes"],
        ] {
            let reply = luoshi_at(dir.path(), NOW, args).await;
            assert_eq!(reply.code, 1, "{args:?}: {}{}", reply.out, reply.err);
            assert!(reply.err.contains(snapshot["id"].as_str().unwrap()), "{args:?}: {}", reply.err);
        }
        fs::write(&file, whole).unwrap();
    }
    // A file that reads well and is another one is named too.
    import(dir.path(), "classes", "2024-09-01", &classes(&[(1, &[40])])).await;
    let list = json_of(dir.path(), &["snapshot", "list"]).await;
    let of = |as_of: &str| {
        let is = |one: &&Value| one["dataset"] == "classes" && one["as_of"] == as_of;
        list.as_array().unwrap().iter().find(is).unwrap().clone()
    };
    let (snapshot, other) = (of("2023-09-01"), of("2024-09-01"));
    let file = |snapshot: &Value| dir.path().join("snapshots").join(snapshot["file"].as_str().unwrap());
    fs::copy(file(&other), file(&snapshot)).unwrap();
    let explain = ["explain", "large_class_share", "--period", "2023", "--verify", "--format", "json"];
    let reply = luoshi_at(dir.path(), NOW, &explain).await;
    assert_eq!(reply.code, 1, "{}", reply.err);
    let proof: Value = serde_json::from_str(&reply.out).unwrap();
    assert_eq!(proof["verified"]["damaged"], json!([snapshot["id"]]));
}

/// The page of documentation as a pack, changed in one place.
fn example_pack(old: &str, new: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in
        examples::examples(examples::PAGES[0]).into_iter().filter(|(path, _)| !path.starts_with("mappings/"))
    {
        let file = dir.path().join("example").join(&path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text.replace(old, new)).unwrap();
    }
    dir
}

#[tokio::test]
async fn a_pack_is_checked_with_its_queries_and_worked_cases() {
    let check = async |old: &str, new: &str| {
        let dir = example_pack(old, new);
        let reply = luoshi_in(dir.path(), "en", &["pack", "check", dir.path().join("example").to_str().unwrap()]).await;
        (reply.code, reply.out + &reply.err)
    };
    let (code, said) = check("", "").await;
    assert_eq!(code, 0, "{said}");
    for (old, new, word) in [
        ("students > $limit", "studnts > $limit", "lake.query"),
        ("students > $limit THEN 1 ELSE", "students > $limit THEN 1.5E0 + CAST(1 AS DOUBLE) ELSE", "lake.not_exact"),
        ("students > $limit", "students >= $limit", "large_class_share case 1"),
    ] {
        let (code, said) = check(old, new).await;
        assert_eq!(code, 1, "{old} → {new}: {said}");
        assert!(said.contains(word), "{old} → {new}: {said}");
    }
}

/// Three children: fewer than a figure about persons may show.
#[tokio::test]
async fn a_figure_on_few_persons_is_explained_only_to_whoever_gives_a_reason() {
    let dir = before().await;
    let mut text = String::from("公民身份号码,姓名,性别,出生日期,乡镇（街道）代码,残疾类别,安置方式,就读学校标识码\n");
    for (id, placement) in ["530113201401010210", "530113201401010413", "530113201401010616"].into_iter().zip([
        "随班就读,2153000001",
        "随班就读,2153000002",
        "未入学,",
    ]) {
        writeln!(text, "{id},甲,男,2014-01-01,530113001,视力残疾,{placement}").unwrap();
    }
    import(dir.path(), "disabled_children", "2023-09-01", &text).await;
    let explain = ["explain", "disabled_enrolment", "--period", "2023"];
    let shown = json_of(dir.path(), &explain).await;
    assert_eq!(shown["withheld"], true);
    assert!(shown["figure"]["flags"].as_array().unwrap().contains(&json!("confidential")));
    for number in ["numerator", "denominator", "value"] {
        assert_eq!(shown["figure"][number], Value::Null, "{number}");
    }
    for rows in ["counting", "failing"] {
        assert_eq!(shown[rows], json!({ "total": 0, "rows": [] }), "the number of rows tells the figure too");
    }
    let told = luoshi_at(dir.path(), NOW, &explain).await.out;
    assert!(told.contains("人数过少") && !told.contains("66.7"), "{told}");
    let revealed = json_of(dir.path(), &[&explain[..], &["--reveal", "核对未入学儿童"]].concat()).await;
    assert_eq!((&revealed["withheld"], &revealed["counting"]["total"]), (&json!(false), &json!(2)));
    assert!(revealed["figure"]["value"].to_string().contains("66.6"), "{}", revealed["figure"]);
}
