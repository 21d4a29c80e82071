//! Imports by programs: a file handed in, checked in the background, its problems, accepted or put away; and who may.

use std::fs;

use axum::http::{Method, StatusCode, header};
use luoshi::services::upload;
use serde_json::{Value, json};

use crate::{
    api::{Said, ask, send, token, token_that},
    house::{Browser, House, OTHER_SCHOOL, SCHOOL, campuses},
};

const DISTRICT: &str = "530113";
const HAND_IN: &str = "/api/v1/datasets/safe_campus/imports";

async fn program(site: &Browser, login: &str) -> String {
    let mut browser = site.another();
    assert_eq!(browser.sign_in(login).await.status, StatusCode::SEE_OTHER);
    token_that(&mut browser, "import").await
}

async fn hand_in(site: &Browser, token: &str, path: &str, fields: &[(&str, &str)], file: &[u8]) -> Said {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.as_bytes());
    }
    body.extend(b"--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n");
    body.extend(file);
    body.extend(b"\r\n--edge--\r\n");
    send(site, Method::POST, path, Some(token), Some("multipart/form-data; boundary=edge"), body).await
}

async fn handed_in(site: &Browser, token: &str, path: &str, scope: &str, csv: &str) -> String {
    let said = hand_in(site, token, path, &[("scope", scope), ("as_of", "2024-12-15")], csv.as_bytes()).await;
    assert_eq!(said.status, StatusCode::ACCEPTED, "{}", said.body);
    said.headers[header::LOCATION].to_str().unwrap().to_owned()
}

/// Asks until nothing is under way.
async fn settled(site: &Browser, token: &str, path: &str) -> Value {
    loop {
        let said = ask(site, path, Some(token)).await;
        assert_eq!(said.status, StatusCode::OK, "{}", said.body);
        if !["uploaded", "checking", "accepting"].contains(&said.body["state"].as_str().unwrap()) {
            return said.body;
        }
        tokio::task::yield_now().await;
    }
}

async fn decide(site: &Browser, token: &str, path: &str, body: Option<Value>) -> Said {
    let kind = body.as_ref().map(|_| "application/json");
    let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
    send(site, Method::POST, path, Some(token), kind, body).await
}

#[tokio::test]
async fn a_good_file_becomes_facts_when_it_is_accepted() {
    let house = House::furnished().await;
    let site = house.open().await;
    let token = program(&site, "planner").await;
    let path = handed_in(&site, &token, HAND_IN, DISTRICT, &campuses()).await;
    let again = handed_in(&site, &token, HAND_IN, DISTRICT, &campuses()).await;
    assert_eq!(again, path, "sent twice, it is one import");
    let checked = settled(&site, &token, &path).await;
    assert_eq!((&checked["state"], &checked["source_name"]), (&"checked".into(), &"a.csv".into()));
    assert_eq!(checked["found"]["can_accept"], true);
    assert_eq!((&checked["found"]["rows_valid"], &checked["rows_read"]), (&2.into(), &2.into()));
    let list = ask(&site, "/api/v1/imports", Some(&token)).await.body;
    assert_eq!(list, json!([checked]));

    let accepting = decide(&site, &token, &format!("{path}/accept"), None).await;
    assert_eq!(accepting.status, StatusCode::ACCEPTED, "{}", accepting.body);
    assert_eq!(accepting.headers[header::LOCATION], path.as_str());
    let accepted = settled(&site, &token, &path).await;
    assert_eq!((&accepted["state"], &accepted["found"]), (&"accepted".into(), &Value::Null));
    let snapshots = ask(&site, "/api/v1/snapshots", Some(&token)).await.body;
    assert!(snapshots.as_array().unwrap().iter().any(|one| one["id"] == accepted["snapshot"]), "{snapshots}");
    let twice = decide(&site, &token, &format!("{path}/accept"), None).await;
    assert_eq!((twice.status, &twice.body["code"]), (StatusCode::CONFLICT, &"upload-decided".into()));

    let known = handed_in(&site, &token, HAND_IN, DISTRICT, &campuses()).await;
    let known = settled(&site, &token, &known).await;
    assert_eq!((&known["state"], &known["snapshot"]), (&"known".into(), &accepted["snapshot"]));
    assert_eq!(ask(&site, "/api/v1/imports", Some(&token)).await.body, json!([]));
}

#[tokio::test]
async fn a_broken_file_tells_its_problems_cell_by_cell() {
    let house = House::furnished().await;
    let site = house.open().await;
    let token = program(&site, "planner").await;
    let bad = format!("{}2153999999,创建中,\n2153999998,创建中,\n", campuses());
    let path = handed_in(&site, &token, HAND_IN, DISTRICT, &bad).await;
    let refused = settled(&site, &token, &path).await;
    assert_eq!((&refused["state"], &refused["found"]["refusals"]), (&"refused".into(), &2.into()));
    assert_eq!(refused["found"]["counts"]["reference.unknown"], 2);
    let first = ask(&site, &format!("{path}/problems?limit=1"), Some(&token)).await;
    let problem = &first.body[0];
    assert_eq!((&problem["cell"], &problem["value"]), (&"A4".into(), &"2153999999".into()));
    assert_eq!((&problem["code"], &problem["severity"]), (&"reference.unknown".into(), &"refuse".into()));
    assert!(problem["hint"].as_str().unwrap().contains("核对有没有填错"), "{problem}");
    let link = first.headers[header::LINK].to_str().unwrap();
    let next = link.strip_prefix('<').unwrap().split('>').next().unwrap();
    let rest = ask(&site, next, Some(&token)).await;
    assert_eq!((&rest.body[0]["cell"], rest.headers.get(header::LINK)), (&"A5".into(), None));

    let silent = decide(&site, &token, &format!("{path}/accept"), None).await;
    assert_eq!(
        (silent.status, &silent.body["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &"upload-unacceptable".into())
    );
    for (body, code) in [(json!({ "valid_rows": true }), "body-malformed"), (json!([1]), "body-malformed")] {
        let said = decide(&site, &token, &format!("{path}/accept"), Some(body)).await;
        assert_eq!((said.status, &said.body["code"]), (StatusCode::BAD_REQUEST, &code.into()));
    }
    // Sent again as it is, it is checked again.
    assert_eq!(handed_in(&site, &token, HAND_IN, DISTRICT, &bad).await, path);
    settled(&site, &token, &path).await;
    let body = json!({ "valid_rows_only": true });
    let said = decide(&site, &token, &format!("{path}/accept"), Some(body)).await;
    assert_eq!(said.status, StatusCode::ACCEPTED, "{}", said.body);
    assert_eq!(settled(&site, &token, &path).await["state"], "accepted");
}

#[tokio::test]
async fn what_no_program_can_read_is_told_and_put_away() {
    let house = House::furnished().await;
    let site = house.open().await;
    let token = program(&site, "planner").await;
    let path = handed_in(&site, &token, HAND_IN, DISTRICT, "甲,乙\n1,2\n").await;
    let refused = settled(&site, &token, &path).await;
    assert_eq!((&refused["state"], &refused["found"]["can_accept"]), (&"refused".into(), &false.into()));
    let cancelled = decide(&site, &token, &format!("{path}/cancel"), None).await;
    assert_eq!((cancelled.status, &cancelled.body["state"]), (StatusCode::OK, &"cancelled".into()));
    let gone = ask(&site, &format!("{path}/problems"), Some(&token)).await;
    assert_eq!((gone.status, gone.body), (StatusCode::OK, json!([])));
    assert_eq!(fs::read_dir(house.path().join("uploads")).unwrap().count(), 0);
}

#[tokio::test]
async fn personal_values_are_masked() {
    let house = House::furnished().await;
    let site = house.open().await;
    let token = program(&site, "clerk").await;
    let csv =
        format!("体检年度,公民身份号码,姓名,学校标识码,是否完成体检\n2024,530113198803150001,张三丰,{SCHOOL},是\n");
    let path = handed_in(&site, &token, "/api/v1/datasets/teacher_health_checks/imports", SCHOOL, &csv).await;
    settled(&site, &token, &path).await;
    let problems = ask(&site, &format!("{path}/problems"), Some(&token)).await.body;
    assert_eq!(problems[0]["value"], "5301************01", "{problems}");
    assert!(!problems.to_string().contains("530113198803150001"), "{problems}");
}

#[tokio::test]
async fn nobody_hands_in_what_is_not_theirs() {
    let house = House::furnished().await;
    let site = house.open().await;
    let planner = program(&site, "planner").await;
    let fields = [("scope", DISTRICT), ("as_of", "2024-12-15")];
    // A token that only reads.
    let mut browser = site.another();
    browser.sign_in("planner").await;
    let reader = token(&mut browser).await;
    let said = hand_in(&site, &reader, HAND_IN, &fields, campuses().as_bytes()).await;
    assert_eq!((said.status, &said.body["code"]), (StatusCode::FORBIDDEN, &"token-reads".into()));
    let path = handed_in(&site, &planner, HAND_IN, DISTRICT, &campuses()).await;
    settled(&site, &planner, &path).await;
    assert_eq!(ask(&site, &path, Some(&reader)).await.status, StatusCode::OK, "reading is what it may");
    for verb in ["accept", "cancel"] {
        let said = decide(&site, &reader, &format!("{path}/{verb}"), None).await;
        assert_eq!((said.status, &said.body["code"]), (StatusCode::FORBIDDEN, &"token-reads".into()), "{verb}");
    }
    // Somebody who only reads, whatever the token says.
    let leader = program(&site, "leader").await;
    let said = hand_in(&site, &leader, HAND_IN, &fields, campuses().as_bytes()).await;
    assert_eq!((said.status, &said.body["code"]), (StatusCode::FORBIDDEN, &"not-yours".into()));
    // A school beside its own.
    let clerk = program(&site, "clerk").await;
    for (path, scope, status, code) in [
        ("/api/v1/datasets/digital_classrooms/imports", OTHER_SCHOOL, StatusCode::UNPROCESSABLE_ENTITY, "upload-scope"),
        ("/api/v1/datasets/finance/imports", SCHOOL, StatusCode::NOT_FOUND, "page-missing"),
        ("/api/v1/datasets/nothing/imports", SCHOOL, StatusCode::NOT_FOUND, "page-missing"),
    ] {
        let said = hand_in(&site, &clerk, path, &[("scope", scope), ("as_of", "2024-12-15")], b"x").await;
        assert_eq!((said.status, &said.body["code"]), (status, &code.into()), "{path}");
    }
    for path in [path.clone(), format!("{path}/problems")] {
        assert_eq!(ask(&site, &path, Some(&clerk)).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let said = decide(&site, &clerk, &format!("{path}/cancel"), None).await;
    assert_eq!(said.status, StatusCode::NOT_FOUND);
    assert_eq!(ask(&site, "/api/v1/imports", Some(&clerk)).await.body, json!([]));
}

#[tokio::test]
async fn a_file_that_is_too_large_or_incomplete_leaves_nothing() {
    let house = House::furnished().await;
    let site = house.open().await;
    let token = program(&site, "planner").await;
    let fields = [("scope", DISTRICT), ("as_of", "2024-12-15")];
    let large = vec![b'x'; upload::MAX_BYTES + 1];
    let said = hand_in(&site, &token, HAND_IN, &fields, &large).await;
    assert_eq!((said.status, &said.body["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &"upload-too-large".into()));
    let said = hand_in(&site, &token, HAND_IN, &fields, b"").await;
    assert_eq!(said.body["code"], "upload-missing");
    let said = hand_in(&site, &token, HAND_IN, &fields[..1], b"x").await;
    assert_eq!(said.body["code"], "upload-date");
    let said = hand_in(&site, &token, HAND_IN, &[("scope", DISTRICT), ("as_of", "2025-03-02")], b"x").await;
    assert_eq!(said.body["code"], "upload-as-of");
    let long = json!({ "reason": "x".repeat(2 << 20) });
    let said = decide(&site, &token, "/api/v1/imports/none/accept", Some(long)).await;
    assert_eq!((said.status, &said.body["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &"body-too-large".into()));
    assert_eq!(fs::read_dir(house.path().join("uploads")).unwrap().count(), 0);
}
