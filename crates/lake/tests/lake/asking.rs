//! Explanations, queries and differences, with their privacy.

use lake::{Refusal, compute::Known, diff, explain, privacy::Viewer, query};

use crate::fixture::{DISTRICT, Fixture, cut, question};

const ROLL: &str = "roll_number,student_name,birth_date,school_code,boarder,disability,person,_row\n\
    5301010001,张三,2015-03-01,a,true,,11,2\n5301010002,李四,2015-04-01,a,false,deaf,12,3\n\
    5301010003,王五,2014-05-01,c,true,,13,4";

fn roll() -> Fixture {
    let mut fixture = Fixture::new();
    fixture.import("students", DISTRICT, "2023-09-01", ROLL);
    fixture
}

const STRANGER: Viewer = Viewer { reveal: false, hidden: "hidden" };
const OFFICIAL: Viewer = Viewer { reveal: true, hidden: "hidden" };

#[tokio::test]
async fn an_explanation_lists_the_rows_that_count_and_that_fail_to_count() {
    let fixture = roll();
    let lake = fixture.lake();
    let asked = question("boarders", 2023, "2023-12-31");
    let request = explain::Request { question: &asked, org: Some("t1"), viewer: STRANGER, offset: 0, limit: 10 };
    let found = lake.explain(&request, &Known::new()).await.unwrap();
    insta::assert_debug_snapshot!((&found.columns, &found.counting, &found.failing, found.others));
    assert_eq!(found.figure.unwrap().rows, found.counting.total + found.failing.total);
    assert!(found.sources.iter().any(|source| source.source_name == "students.xlsx"));

    let open = lake.explain(&explain::Request { viewer: OFFICIAL, ..request }, &Known::new()).await.unwrap();
    assert_eq!(open.failing.rows[0].cells[1].as_deref(), Some("李四"));
    assert_eq!(open.failing.rows[0].cells[3].as_deref(), Some("deaf"));

    let all = explain::Request { org: None, offset: 1, limit: 1, ..request };
    let all = lake.explain(&all, &Known::new()).await.unwrap();
    assert_eq!((all.counting.total, all.counting.rows.len()), (2, 1));
    assert_eq!(all.counting.rows[0].org.as_deref(), Some("c"));
}

#[tokio::test]
async fn what_cannot_be_explained_is_refused() {
    let fixture = roll();
    let lake = fixture.lake();
    let code = async |indicator: &str, year: i16, org: Option<&str>| {
        let asked = question(indicator, year, "2023-12-31");
        let request = explain::Request { question: &asked, org, viewer: STRANGER, offset: 0, limit: 1 };
        let error = lake.explain(&request, &Known::new()).await.unwrap_err();
        error.downcast_ref::<Refusal>().unwrap().code()
    };
    assert_eq!(code("boarders", 2023, Some("nowhere")).await, "lake.unknown_org");
    assert_eq!(code("opinion", 2023, None).await, "lake.no_rows");
    assert_eq!(code("boarders", 2019, None).await, "lake.no_definition");
    assert_eq!(code("nothing", 2023, None).await, "lake.unknown_indicator");
    assert_eq!(code("unclassed", 2023, None).await, "lake.unclassed");
}

#[tokio::test]
async fn queries_of_a_pack_are_checked_without_facts() {
    let fixture = Fixture::new();
    let mut flaws = Vec::new();
    for (id, indicator) in &fixture.pack.indicators {
        let found = explain::check(&fixture.pack, indicator).await.unwrap();
        flaws.extend(found.into_iter().map(|(from, refusal)| format!("{id} {from} {}", refusal.code())));
    }
    let expected = ["inexact 2020 lake.not_exact", "inexact 2024 lake.not_exact"];
    assert_eq!(flaws[..2], expected);
    assert_eq!(flaws[2..], ["unclassed 2020 lake.unclassed", "unclassed 2024 lake.unclassed"]);
}

fn ask(sql: &str) -> query::Request<'_> {
    query::Request { sql, cut: cut("2023-12-31"), reveal: false, limit: 2 }
}

#[tokio::test]
async fn analysts_see_masked_rows_and_can_still_count_and_join() {
    let fixture = roll();
    let lake = fixture.lake();
    let rows = lake.query(&ask("SELECT * FROM students ORDER BY roll_number, person")).await.unwrap();
    assert!(!rows.columns.contains(&"disability".into()));
    assert!(rows.more);
    let first: Vec<&str> = rows.rows[0].iter().map(|cell| cell.as_deref().unwrap_or("NULL")).collect();
    assert_eq!(rows.columns, ["roll_number", "student_name", "birth_date", "school_code", "boarder", "person", "_row"]);
    assert_eq!(first, ["5301****01", "张*", "2015", "a", "true", "11", "2"]);

    // A condition sees what the analyst sees.
    let guess = lake.query(&ask("SELECT count(*) FROM students WHERE student_name = '张三'")).await.unwrap();
    assert_eq!(guess.rows, [[Some("0".to_owned())]]);

    let sql = "WITH p AS (SELECT person, school_code FROM students) SELECT o.name, count(*) AS n FROM p \
               JOIN org AS o ON o.code = p.school_code GROUP BY o.name ORDER BY n DESC";
    let joined = lake.query(&ask(sql)).await.unwrap();
    assert_eq!(joined.rows[0], [Some("A".to_owned()), Some("2".to_owned())]);

    let opened = query::Request {
        reveal: true,
        ..ask("SELECT disability, student_name FROM students WHERE disability = 'deaf'")
    };
    let opened = lake.query(&opened).await.unwrap();
    assert_eq!(opened.rows, [[Some("deaf".to_owned()), Some("李*".to_owned())]]);
}

#[tokio::test]
async fn a_dataset_without_a_snapshot_is_said() {
    let answer = Fixture::new().lake().query(&ask("SELECT count(*) FROM places")).await.unwrap();
    assert_eq!(answer.without_data, ["places"]);
}

#[tokio::test]
async fn nothing_but_reading_the_tables_is_possible() {
    let fixture = roll();
    let lake = fixture.lake();
    for sql in [
        "DELETE FROM students",
        "CREATE TABLE x AS SELECT 1",
        "COPY students TO 'x.parquet'",
        "CREATE EXTERNAL TABLE x STORED AS PARQUET LOCATION '/etc'",
        "SET datafusion.execution.batch_size = 1",
        "EXPLAIN SELECT 1",
        "SELECT 1; SELECT 2",
        "SELECT disability FROM students",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_parquet('x')",
        "SELECT * FROM read_csv('x')",
        "SELECT * FROM 'x.parquet'",
        "SELECT * FROM \"/etc/passwd\"",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM information_schema.df_settings",
        "SELECT * FROM public.students",
        "SELECT * FROM datafusion.public.students",
        "SHOW TABLES",
        "SHOW ALL",
        "DESCRIBE students",
        "INSERT INTO students SELECT * FROM students",
        "UPDATE students SET student_name = 'x'",
        "DROP TABLE students",
        "CREATE VIEW v AS SELECT 1",
        "PREPARE p AS SELECT 1",
        "BEGIN",
        "EXPLAIN ANALYZE SELECT 1",
        "WITH x AS (INSERT INTO students SELECT * FROM students) SELECT 1",
        "SELECT * INTO x FROM students",
        "SELECT * FROM nothing",
        "SELECT 1 / (person - 11) FROM students",
        "SELEC",
        "",
    ] {
        let error = lake.query(&ask(sql)).await.expect_err(sql);
        assert!(error.downcast_ref::<Refusal>().is_some(), "{sql}: {error:?}");
    }
}

#[tokio::test]
async fn two_snapshots_differ_by_key() {
    let mut fixture = roll();
    let after = fixture.import(
        "students",
        DISTRICT,
        "2024-09-01",
        "roll_number,student_name,birth_date,school_code,boarder,disability,person,_row\n\
         5301010001,张三,2015-03-01,b,true,,11,9\n5301010003,王五,2014-05-01,c,true,blind,13,4\n\
         5301010004,赵六,2016-05-01,c,true,,14,5\n5301010005,钱七,2016-05-01,c,true,,15,6",
    );
    let lake = fixture.lake();
    let request = diff::Request { before: "s002", after: &after, viewer: STRANGER, offset: 0, limit: 1 };
    let found = lake.diff(&request).await.unwrap();
    assert_eq!((found.added.total, found.removed.total, found.changed.total, found.same), (2, 1, 2, 0));
    insta::assert_debug_snapshot!((&found.added.rows, &found.removed.rows, &found.changed.rows));
    let same = lake.diff(&diff::Request { before: &after, ..request }).await.unwrap();
    assert_eq!((same.changed.total, same.same), (0, 4));
    let error = lake.diff(&diff::Request { before: "s000", ..request }).await.unwrap_err();
    assert_eq!(error.downcast_ref::<Refusal>().unwrap().code(), "lake.other_dataset");
}

#[test]
fn a_changed_file_is_noticed() {
    let fixture = roll();
    assert!(!fixture.lake().intact("s002").unwrap());
}
