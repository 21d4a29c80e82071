//! Indicators: found by a word, shown with where they come from, and never a school outside the scope.

use axum::http::StatusCode;

use crate::house::{House, OTHER_SCHOOL, SCHOOL};

#[tokio::test]
async fn an_indicator_is_found_by_a_word_and_explains_itself() {
    let house = House::furnished().await;
    let mut browser = house.open().await;
    browser.sign_in("planner").await;
    let found = browser.get("/indicators?q=%E5%B9%B3%E5%AE%89%E6%A0%A1%E5%9B%AD").await;
    assert_eq!(found.status, StatusCode::OK);
    assert!(found.body.contains("/indicators/safe_campus_share"), "{}", found.body);
    assert!(!found.body.contains("/indicators/gaokao_first_line"));
    let page = browser.get("/indicators/safe_campus_share").await;
    assert_eq!(page.status, StatusCode::OK);
    for part in ["平安校园", "没有数据", "口径", "任务5"] {
        assert!(page.body.contains(part), "{part}");
    }
    assert_eq!(browser.get("/indicators/nothing").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/plan/tasks/99").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/plan/tasks/5").await.status, StatusCode::OK);
}

#[tokio::test]
async fn nobody_learns_of_schools_outside_their_scope() {
    let house = House::furnished().await;
    let workspace = luoshi::workspace::Workspace::open(&house.edge()).await.unwrap();
    let certified = format!("学校标识码,创建状态,认定日期\n{SCHOOL},已达标,2024-06-01\n{OTHER_SCHOOL},创建中,\n");
    house.import(&workspace, "safe_campus", "2024-12-15", &certified).await;
    workspace.store.close().await;
    let site = house.open().await;
    let seen = [("planner", true, true), ("clerk", true, false), ("township", false, true), ("liaison", false, false)];
    for (login, own, other) in seen {
        let mut browser = site.another();
        browser.sign_in(login).await;
        let page = browser.get("/indicators/safe_campus_share").await;
        assert_eq!((page.body.contains(SCHOOL), page.body.contains(OTHER_SCHOOL)), (own, other), "{login}");
        assert!(page.body.contains("50.00%"), "{login} sees the figure of the district: {}", page.body);
    }
}
