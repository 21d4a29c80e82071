//! Administration: what an administrator and an auditor see of the system, and what nobody sees.

use axum::http::StatusCode;

use crate::house::House;

#[tokio::test]
async fn the_system_is_shown_without_its_secrets() {
    let house = House::furnished().await;
    let secret = luoshi::config::Config::read(house.path()).unwrap().secret;
    let mut browser = house.open().await;
    browser.sign_in("auditor").await;
    let page = browser.get("/admin").await;
    assert_eq!(page.status, StatusCode::OK);
    for told in
        ["从未备份", "luoshi.toml", "cn-education/pack.toml", "dongchuan-2023-2025", "区教育体育局", "程序自带", "磁盘"]
    {
        assert!(page.body.contains(told), "{told}");
    }
    assert!(!page.body.contains(&secret) && !page.body.contains("href=\"/admin/people\""));
    let workspace = luoshi::workspace::Workspace::open(&house.edge()).await.unwrap();
    let file = house.path().join("b.zip");
    luoshi::services::workspace::backup(&workspace, &house.edge(), &file, None).await.unwrap();
    workspace.store.close().await;
    assert!(browser.get("/admin").await.body.contains("最近 24 小时内做过备份"));
    house.later(jiff::SignedDuration::from_hours(24 * 9));
    browser.sign_in("auditor").await;
    let old = browser.get("/admin").await.body;
    assert!(old.contains("<p class=\"admin-warning\">最近一次备份是 9 天前。"), "{old}");
}

#[tokio::test]
async fn what_the_plan_leaves_open_is_listed() {
    let house = House::furnished().await;
    let mut browser = house.open().await;
    browser.sign_in("administrator").await;
    let page = browser.get("/admin/pack").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("声明完整") && page.body.contains("two_dates:senior_school_grade"), "{}", page.body);
    assert!(page.body.contains("暂按"));
}

#[tokio::test]
async fn a_monitor_learns_that_the_site_works_and_nothing_else() {
    let house = House::furnished().await;
    let mut browser = house.open().await;
    let answer = browser.get("/health").await;
    assert_eq!(answer.status, StatusCode::OK);
    let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(body["status"], "ok");
    assert_eq!(body["migrations"]["applied"], body["migrations"]["known"]);
    let fields: Vec<_> = body.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["status", "migrations", "last_compute"]);
}

#[tokio::test]
async fn the_language_is_changed_where_a_form_was_refused() {
    let house = House::furnished().await;
    let mut browser = house.open().await;
    browser.sign_in("planner").await;
    for path in ["/account/password", "/publish/9/withdraw", "/account/sessions/end"] {
        let fields = [("old", "x"), ("password", "y"), ("again", "z"), ("reason", "r"), ("session", "s")];
        let refused = browser.post(path, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        let (_, rest) = refused.body.split_once("name=\"next\" value=\"").unwrap();
        let next = rest.split('"').next().unwrap().to_owned();
        let there = browser.get(&next).await;
        assert_eq!(there.status, StatusCode::OK, "{path} leads to {next}");
    }
}
