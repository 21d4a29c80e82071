//! The way in: passwords, waiting, second factor, links, the setup.

use axum::http::StatusCode;
use jiff::SignedDuration;

use crate::house::{House, PASSWORD, TOKEN};

#[tokio::test]
async fn the_setup_makes_the_first_administrator_and_closes_behind_them() {
    let house = House::new();
    let mut browser = house.open().await;
    assert_eq!(browser.get("/").await.location(), "/setup");
    assert_eq!(browser.get("/setup").await.status, StatusCode::OK);
    let pack = "dongchuan-2023-2025";
    let mut fields = vec![
        ("token", "wrong"),
        ("pack", pack),
        ("login", "admin"),
        ("name", "王芳"),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ];
    let answer = browser.post("/setup", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!house.path().join("luoshi.toml").exists(), "nothing is made for whoever does not know the token");
    fields[0].1 = TOKEN;
    fields[4].1 = "password12";
    fields[5].1 = "password12";
    assert_eq!(browser.post("/setup", &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    fields[4].1 = PASSWORD;
    fields[5].1 = PASSWORD;
    let answer = browser.post("/setup", &fields).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in"), "{}", answer.body);
    assert_eq!(browser.get("/setup").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.sign_in("admin").await.location(), "/");
    let page = browser.get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("还没有数据"));
}

#[tokio::test]
async fn a_wrong_password_says_nothing_and_many_make_strangers_wait_but_not_the_colleague() {
    let house = House::furnished().await;
    let mut colleague = house.open().await;
    assert_eq!(colleague.sign_in("planner").await.status, StatusCode::SEE_OTHER);
    colleague.forget_session();
    let mut stranger = colleague.another();
    let wrong = [("login", "planner"), ("password", "no idea at all")];
    let unknown = [("login", "nobody"), ("password", "no idea at all")];
    let first = stranger.post("/sign-in", &wrong).await;
    let other = stranger.post("/sign-in", &unknown).await;
    assert_eq!((first.status, other.status), (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY));
    assert_eq!(first.body.replace("planner", ""), other.body.replace("nobody", ""), "the two look alike");
    for _ in 0..5 {
        stranger.post("/sign-in", &wrong).await;
    }
    let answer = stranger.sign_in("planner").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "even the right password waits");
    assert_eq!(colleague.sign_in("planner").await.status, StatusCode::SEE_OTHER, "the usual desk is not shut out");
    house.later(SignedDuration::from_mins(16));
    assert_eq!(stranger.sign_in("planner").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_session_ends_after_a_working_day_without_use_and_when_it_is_ended_elsewhere() {
    let house = House::furnished().await;
    let mut desk = house.open().await;
    let mut phone = desk.another();
    desk.sign_in("planner").await;
    phone.sign_in("planner").await;
    house.later(SignedDuration::from_hours(6));
    assert_eq!(desk.get("/account").await.status, StatusCode::OK);
    house.later(SignedDuration::from_hours(7));
    assert_eq!(phone.get("/account").await.status, StatusCode::SEE_OTHER, "13 hours without use");
    assert_eq!(desk.get("/account").await.status, StatusCode::OK, "7 hours after the last use");
    phone.sign_in("planner").await;
    assert_eq!(desk.post("/account/sessions/end-others", &[]).await.status, StatusCode::OK);
    assert_eq!(phone.get("/account").await.status, StatusCode::SEE_OTHER);
}
