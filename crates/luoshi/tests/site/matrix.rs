//! Every route × every role, by asking: the matrix that is reviewed.

use axum::http::{Method, StatusCode};
use luoshi::web::{Access, list};
use policy::access::Role;

use crate::house::House;

/// What an answer means for the matrix.
fn mark(status: StatusCode, location: &str) -> &'static str {
    match status {
        StatusCode::FORBIDDEN => "·",
        StatusCode::UNAUTHORIZED => "in?",
        StatusCode::SEE_OTHER if location.starts_with("/sign-in?") || location == "/sign-in" => "in?",
        status if status.is_server_error() => "FAULT",
        _ => "yes",
    }
}

#[tokio::test]
async fn every_route_answers_every_role_as_reviewed() {
    let house = House::furnished().await;
    let site = house.open().await;
    let columns: Vec<Option<Role>> = [None].into_iter().chain(Role::ALL.map(Some)).collect();
    let mut header = format!("{:<5}{:<40}{:<12}", "", "route", "needs");
    for role in &columns {
        header += &format!("{:<14}", role.map_or("nobody".into(), |role| luoshi::words::name(&role)));
    }
    let mut lines = vec![header.trim_end().to_owned()];
    for route in list() {
        let needs = match route.access {
            Access::Anyone => "-".into(),
            Access::SignedIn => "session".into(),
            Access::Needs(right) => luoshi::words::name(&right),
        };
        let mut line = format!("{:<5}{:<40}{needs:<12}", route.method.as_str(), route.path);
        // A path that names a thing is asked for with one that does not exist: that must look alike to everybody.
        let path: String = route
            .path
            .split('/')
            .map(|part| if part.starts_with('{') { "none" } else { part })
            .collect::<Vec<_>>()
            .join("/");
        for role in &columns {
            let mut browser = site.another();
            if let Some(role) = role {
                let answer = browser.sign_in(&luoshi::words::name(role)).await;
                assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
            }
            let answer = browser.send(route.method.clone(), &path, &[]).await;
            let is_way_out = route.path == "/sign-out" && role.is_some();
            let word = if is_way_out { "yes" } else { mark(answer.status, answer.location()) };
            line += &format!("{word:<14}");
            let allowed = match (route.access, role) {
                (Access::Anyone, _) | (Access::SignedIn, Some(_)) => true,
                (Access::SignedIn | Access::Needs(_), None) => false,
                (Access::Needs(right), Some(role)) => role.may(right),
            };
            assert_eq!(word == "yes", allowed, "{} {} for {role:?}: {}", route.method, route.path, answer.status);
        }
        lines.push(line.trim_end().to_owned());
    }
    insta::assert_snapshot!("matrix", lines.join("\n"));
}

#[tokio::test]
async fn a_request_from_another_site_is_refused() {
    use axum::{body::Body, http::Request};
    use tower::ServiceExt as _;
    let house = House::furnished().await;
    let site = house.open().await;
    let request = Request::builder()
        .method(Method::POST)
        .uri("/sign-out")
        .header("host", "site.example")
        .header("sec-fetch-site", "cross-site")
        .header("origin", "https://elsewhere.example")
        .body(Body::empty())
        .unwrap();
    assert_eq!(site.service().oneshot(request).await.unwrap().status(), StatusCode::FORBIDDEN);
}
