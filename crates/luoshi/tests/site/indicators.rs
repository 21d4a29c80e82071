//! Indicators on pages: the catalogue, definitions and values, and who sees which school.

use axum::http::StatusCode;
use luoshi::workspace::Workspace;

use crate::house::{Browser, House, OTHER_SCHOOL, SCHOOL};

const CLASSES: &str = "学校标识码,班号,学段,年级,班级类型,学生数\n\
    2153000101,01,小学,小学一年级,普通小学班,40\n\
    2153000101,02,小学,小学二年级,普通小学班,60\n\
    2153000202,01,小学,小学一年级,普通小学班,45\n";

/// A district with three classes, one of them large, in two schools.
async fn site() -> (House, Browser) {
    let house = House::furnished().await;
    let workspace = Workspace::open(&house.edge()).await.unwrap();
    house.import(&workspace, "classes", "2024-09-01", CLASSES).await;
    workspace.store.close().await;
    let browser = house.open().await;
    (house, browser)
}

#[tokio::test]
async fn the_catalogue_is_found_by_a_word() {
    let (_house, mut browser) = site().await;
    browser.sign_in("leader").await;
    let found = browser.get("/indicators?q=%E5%A4%A7%E7%8F%AD%E9%A2%9D").await.body;
    assert!(found.contains("/indicators/large_class_share"), "{found}");
    assert!(found.contains("33.33%"), "{found}");
    assert!(!found.contains("/indicators/teacher_rotation\""), "{found}");
}

#[tokio::test]
async fn an_indicator_shows_its_definition_its_years_and_all_schools_to_the_district() {
    let (_house, mut browser) = site().await;
    browser.sign_in("planner").await;
    let page = browser.get("/indicators/large_class_share?sort=-value").await.body;
    for text in ["义务教育阶段学生数不少于56人", "33.33%", "教育部", "铜都示例小学", "汤丹示例小学"]
    {
        assert!(page.contains(text), "{text}: {page}");
    }
    let place = |name: &str| page.find(name).unwrap();
    assert!(place(">铜都示例小学") < place(">汤丹示例小学"), "the larger share first: {page}");
    let rows = browser.get("/indicators/large_class_share/rows?year=2024").await.body;
    assert!(rows.contains("classes.csv") && rows.contains("铜都示例小学"), "{rows}");
}

#[tokio::test]
async fn a_clerk_sees_the_own_school_and_learns_of_no_other() {
    let (_house, mut browser) = site().await;
    browser.sign_in("clerk").await;
    let page = browser.get("/indicators/large_class_share").await.body;
    assert!(page.contains("铜都示例小学") && !page.contains("汤丹示例小学"), "{page}");
    let csv = browser.get("/indicators/large_class_share/places.csv").await.body;
    assert!(csv.contains(SCHOOL) && !csv.contains(OTHER_SCHOOL), "{csv}");
    let rows = |org: &str| format!("/indicators/large_class_share/rows?year=2024&org={org}");
    let own = browser.get(&rows(SCHOOL)).await;
    assert_eq!(own.status, StatusCode::OK, "{}", own.body);
    let (other, nothing) = (browser.get(&rows(OTHER_SCHOOL)).await, browser.get(&rows("2153999999")).await);
    assert_eq!((other.status, nothing.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(other.body.replace(OTHER_SCHOOL, ""), nothing.body.replace("2153999999", ""));
    assert_eq!(browser.get(&rows("530113")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let (_house, mut browser) = site().await;
    browser.sign_in("planner").await;
    let paths = ["/indicators/none", "/indicators/none/rows", "/indicators/none/places.csv", "/plan/tasks/999"];
    for path in paths.into_iter().chain(["/indicators/large_class_share/rows?year=1990"]) {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_table_of_schools_is_a_csv_that_spreadsheets_read_as_utf_8() {
    let (_house, mut browser) = site().await;
    browser.sign_in("auditor").await;
    let answer = browser.get("/indicators/large_class_share/places.csv?year=2024").await;
    assert!(answer.body.starts_with('\u{feff}'), "{}", answer.body);
    assert!(answer.body.contains("2153000101,铜都示例小学,学校,2024,1,2,50.00%"), "{}", answer.body);
    assert!(answer.headers["content-disposition"].to_str().unwrap().contains("large_class_share-2024.csv"));
}

#[tokio::test]
async fn a_task_shows_its_units_and_its_commitments() {
    let (_house, mut browser) = site().await;
    browser.sign_in("liaison").await;
    let answer = browser.get("/plan/tasks/9").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.contains("牵头单位") && answer.body.contains("/indicators/"), "{}", answer.body);
}
