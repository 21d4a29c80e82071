//! The API: tokens with the rights of a person, answers with the shapes of the command line, problems with a code.

use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use jiff::SignedDuration;
use luoshi::web::{Access, list};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::house::{Browser, House, OTHER_SCHOOL, PASSWORD, SCHOOL};

pub struct Said {
    pub status: StatusCode,
    pub kind: String,
    pub headers: HeaderMap,
    pub body: Value,
}

/// A program asks.
pub async fn ask(browser: &Browser, path: &str, token: Option<&str>) -> Said {
    send(browser, Method::GET, path, token, None, Vec::new()).await
}

/// A program sends something of a kind.
pub async fn send(
    browser: &Browser,
    method: Method,
    path: &str,
    token: Option<&str>,
    kind: Option<&str>,
    body: Vec<u8>,
) -> Said {
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, "site.example");
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    if let Some(kind) = kind {
        request = request.header(header::CONTENT_TYPE, kind);
    }
    let response = browser.service().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let kind = parts.headers[header::CONTENT_TYPE].to_str().unwrap().to_owned();
    let body = serde_json::from_slice(&to_bytes(body, 1 << 24).await.unwrap()).unwrap();
    Said { status: parts.status, kind, headers: parts.headers, body }
}

/// A new token of whoever is signed in, that only reads.
pub async fn token(browser: &mut Browser) -> String {
    token_that(browser, "read").await
}

pub async fn token_that(browser: &mut Browser, may: &str) -> String {
    let fields = [("name", "市级平台"), ("days", "30"), ("may", may), ("password", PASSWORD)];
    let made = browser.post("/account/tokens", &fields).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    let (_, rest) = made.body.split_once("<code>luoshi_").unwrap();
    format!("luoshi_{}", rest.split('<').next().unwrap())
}

#[tokio::test]
async fn the_description_names_every_route_and_stays_as_it_is() {
    let house = House::furnished().await;
    let browser = house.open().await;
    let document = ask(&browser, "/api/v1/openapi.json", None).await.body;
    let described: Vec<_> = document["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    let routes: Vec<_> = list().into_iter().filter(|route| route.path.starts_with("/api/")).collect();
    assert_eq!(described, routes.iter().map(|route| route.path).collect::<Vec<_>>());
    for route in &routes {
        let operation = &document["paths"][route.path][route.method.as_str().to_lowercase()];
        let open = operation["security"].as_array().unwrap().is_empty();
        assert_eq!(open, route.access == Access::Anyone, "{}", route.path);
    }
    let text = document.to_string();
    assert!(!text.contains("Unknown localization key"));
    for reference in text.split("\"#/components/").skip(1) {
        let path = format!("/components/{}", reference.split('"').next().unwrap());
        assert!(document.pointer(&path).is_some(), "{path} leads nowhere");
    }
    insta::assert_json_snapshot!("openapi", document);
}

#[tokio::test]
async fn the_description_is_a_page_in_both_languages() {
    let house = House::furnished().await;
    let mut browser = house.open().await;
    for (language, told) in [("zh-CN", "各项目标的进展"), ("en", "Where every target stands")] {
        browser.language = language;
        let page = browser.get("/api").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains(told) && page.body.contains("targets[].value_period"), "{}", page.body);
        assert!(!page.body.contains("Unknown localization key"));
    }
}

#[tokio::test]
async fn a_token_reads_what_its_person_may_see_and_never_more() {
    let house = House::furnished().await;
    let workspace = luoshi::workspace::Workspace::open(&house.edge()).await.unwrap();
    let csv = format!("学校标识码,创建状态,认定日期\n{SCHOOL},已达标,2024-06-01\n{OTHER_SCHOOL},创建中,\n");
    house.import(&workspace, "safe_campus", "2024-12-15", &csv).await;
    workspace.store.close().await;
    let site = house.open().await;
    let seen = [("planner", true, true), ("clerk", true, false), ("township", false, true), ("liaison", false, false)];
    for (login, own, other) in seen {
        let mut browser = site.another();
        browser.sign_in(login).await;
        let token = Some(token(&mut browser).await);
        let token = token.as_deref();
        let figures = ask(&site, "/api/v1/indicators/safe_campus_share/figures?period=2024", token).await;
        assert_eq!((figures.status, figures.kind.as_str()), (StatusCode::OK, "application/json"));
        let has = |body: &Value, field: &str, code: &str| body.as_array().unwrap().iter().any(|one| one[field] == code);
        let rows = &figures.body["figures"];
        assert_eq!((has(rows, "org", SCHOOL), has(rows, "org", OTHER_SCHOOL)), (own, other), "{login}");
        assert!(has(rows, "org", "530113"), "{login} sees the figure of the district");
        let one = ask(&site, &format!("/api/v1/indicators/safe_campus_share/figures?org={OTHER_SCHOOL}"), token).await;
        assert_eq!(one.status, if other { StatusCode::OK } else { StatusCode::NOT_FOUND }, "{login}");
        let schools = ask(&site, "/api/v1/schools", token).await;
        if login == "liaison" {
            assert_eq!((schools.status, &schools.body["code"]), (StatusCode::FORBIDDEN, &"not-yours".into()));
        } else {
            assert_eq!(
                (has(&schools.body, "code", SCHOOL), has(&schools.body, "code", OTHER_SCHOOL)),
                (own, other),
                "{login}"
            );
            let snapshots = ask(&site, "/api/v1/snapshots", token).await;
            assert_eq!(snapshots.body.as_array().unwrap().len(), if login == "planner" { 3 } else { 0 }, "{login}");
        }
    }
}

#[tokio::test]
async fn answers_are_those_of_the_command_line() {
    let house = House::furnished().await;
    let mut browser = house.open().await;
    browser.sign_in("auditor").await;
    let token = token(&mut browser).await;
    let args = |command: &[&str]| {
        let fixed =
            ["luoshi", "--dir", house.path().to_str().unwrap(), "--lang", "zh-CN", "--now", "2025-03-01T02:00:00Z"];
        let all: Vec<_> = fixed.iter().chain(command).map(std::ffi::OsString::from).collect();
        all
    };
    let system = luoshi::edge::System { now: *house.now.lock().unwrap(), seed: [7; 32], width: None };
    let commands: [(&str, &[&str]); 4] = [
        ("/api/v1/plan", &["plan", "show", "--format", "json"]),
        ("/api/v1/status", &["status", "--format", "json"]),
        ("/api/v1/indicators", &["indicator", "list", "--format", "json"]),
        ("/api/v1/snapshots", &["snapshot", "list", "--format", "json"]),
    ];
    for (path, command) in commands {
        let said = ask(&browser, path, Some(&token)).await.body;
        let reply = luoshi::cli::run(args(command), &system, anyhow_less).await;
        assert_eq!(reply.code, 0, "{}", reply.err);
        let printed: Value = serde_json::from_str(&reply.out).unwrap();
        assert_eq!(said, printed, "{path}");
    }
    let datasets = ask(&browser, "/api/v1/datasets", Some(&token)).await.body;
    assert!(datasets.as_array().unwrap().iter().any(|one| one["id"] == "safe_campus"));
    let one = ask(&browser, "/api/v1/indicators/safe_campus_share", Some(&token)).await.body;
    assert_eq!(one["id"], "safe_campus_share");
}

/// No command above serves, so none asks for the clock.
fn anyhow_less<T>() -> T {
    panic!("nobody asks for the clock")
}

#[tokio::test]
async fn lists_come_in_parts_that_together_are_the_whole() {
    let house = House::furnished().await;
    let mut browser = house.open().await;
    browser.sign_in("auditor").await;
    let token = token(&mut browser).await;
    let site = browser.another();
    for path in ["/api/v1/indicators", "/api/v1/schools", "/api/v1/datasets", "/api/v1/snapshots"] {
        let whole = ask(&site, path, Some(&token)).await;
        assert!(!whole.headers.contains_key(header::LINK), "{path}");
        let whole = whole.body.as_array().unwrap().clone();
        let limit = whole.len().div_ceil(3).max(1);
        let (mut parts, mut next) = (Vec::new(), format!("{path}?limit={limit}"));
        loop {
            let part = ask(&site, &next, Some(&token)).await;
            assert_eq!(part.status, StatusCode::OK, "{next}");
            let rows = part.body.as_array().unwrap();
            assert!(!rows.is_empty() && rows.len() <= limit, "{next}");
            parts.extend(rows.iter().cloned());
            let Some(link) = part.headers.get(header::LINK) else { break };
            let link = link.to_str().unwrap();
            next = link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap().to_owned();
        }
        assert_eq!(parts, whole, "{path}");
    }
    for (query, code) in
        [("limit=0", "query-malformed"), ("limit=x", "query-malformed"), ("cursor=nowhere", "cursor-unknown")]
    {
        let said = ask(&site, &format!("/api/v1/schools?{query}"), Some(&token)).await;
        assert_eq!((said.status, &said.body["code"]), (StatusCode::BAD_REQUEST, &code.into()), "{query}");
    }
}

#[tokio::test]
async fn what_the_router_refuses_is_a_problem_too() {
    let house = House::furnished().await;
    let mut browser = house.open().await;
    browser.sign_in("planner").await;
    let token = token_that(&mut browser, "import").await;
    let site = browser.another();
    let said = send(&site, Method::DELETE, "/api/v1/plan", Some(&token), None, Vec::new()).await;
    assert_eq!((said.status, &said.body["code"]), (StatusCode::METHOD_NOT_ALLOWED, &"method-unknown".into()));
    assert_eq!(said.headers[header::ALLOW], "GET,HEAD");
    let said = send(&site, Method::POST, "/api/v1/nothing", None, None, Vec::new()).await;
    assert_eq!((said.status, &said.body["code"]), (StatusCode::NOT_FOUND, &"page-missing".into()));
    let form = Some("application/x-www-form-urlencoded");
    let path = "/api/v1/datasets/safe_campus/imports";
    let said = send(&site, Method::POST, path, Some(&token), form, b"scope=530113".to_vec()).await;
    assert_eq!((said.status, &said.body["code"]), (StatusCode::UNSUPPORTED_MEDIA_TYPE, &"body-kind".into()));
    assert_eq!(said.kind, "application/problem+json");
}

#[tokio::test]
async fn what_does_not_work_is_a_problem_with_a_code() {
    let house = House::furnished().await;
    let mut browser = house.open().await;
    browser.sign_in("clerk").await;
    let token = token(&mut browser).await;
    let site = browser.another();
    let cases = [
        ("/api/v1/plan", None, StatusCode::UNAUTHORIZED, "token-needed"),
        ("/api/v1/plan", Some("luoshi_nothing"), StatusCode::UNAUTHORIZED, "token-wrong"),
        ("/api/v1/publications", Some("luoshi_nothing"), StatusCode::UNAUTHORIZED, "token-wrong"),
        ("/api/v1/nothing", None, StatusCode::NOT_FOUND, "page-missing"),
        ("/api/v1/indicators/nothing", Some(token.as_str()), StatusCode::NOT_FOUND, "page-missing"),
        ("/api/v1/indicators/nothing/figures", Some(&token), StatusCode::NOT_FOUND, "page-missing"),
        (
            "/api/v1/indicators/safe_campus_share/figures?period=now",
            Some(&token),
            StatusCode::BAD_REQUEST,
            "query-malformed",
        ),
        ("/api/v1/publications/1", None, StatusCode::NOT_FOUND, "page-missing"),
    ];
    for (path, token, status, code) in cases {
        let said = ask(&site, path, token).await;
        assert_eq!((said.status, said.kind.as_str()), (status, "application/problem+json"), "{path}");
        assert_eq!((&said.body["code"], &said.body["status"]), (&code.into(), &status.as_u16().into()), "{path}");
        assert_eq!(said.body["type"], format!("urn:luoshi:problem:{code}"));
    }
    // Pages of people know no tokens.
    let request = Request::builder().uri("/plan").header(header::AUTHORIZATION, format!("Bearer {token}"));
    let page = site.service().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(page.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_token_ends_when_it_is_ended_runs_out_or_its_account_is_closed() {
    let house = House::furnished().await;
    let mut browser = house.open().await;
    browser.sign_in("planner").await;
    let wrong = [("name", "x"), ("days", "30"), ("password", "not the password")];
    assert_eq!(browser.post("/account/tokens", &wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let odd = [("name", "x"), ("days", "99999"), ("password", PASSWORD)];
    assert_eq!(browser.post("/account/tokens", &odd).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let first = token(&mut browser).await;
    let site = browser.another();
    let works = async |token: &str| ask(&site, "/api/v1/plan", Some(token)).await.status == StatusCode::OK;
    assert!(works(&first).await);
    let page = browser.get("/account/tokens").await.body;
    assert!(page.contains("市级平台") && page.contains("2025年3月1日") && !page.contains(&first), "{page}");
    let (_, rest) = page.split_once("name=\"token\" value=\"").unwrap();
    let id = rest.split('"').next().unwrap().to_owned();
    let mut other = browser.another();
    other.sign_in("leader").await;
    assert_eq!(other.post("/account/tokens/end", &[("token", &id)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(works(&first).await, "nobody ends a token of somebody else");
    assert_eq!(browser.post("/account/tokens/end", &[("token", &id)]).await.status, StatusCode::OK);
    assert!(!works(&first).await);

    let second = token(&mut browser).await;
    house.later(SignedDuration::from_hours(24 * 30 - 1));
    assert!(works(&second).await);
    house.later(SignedDuration::from_hours(2));
    assert!(!works(&second).await, "thirty days are over");

    browser.sign_in("planner").await;
    let third = token(&mut browser).await;
    let workspace = luoshi::workspace::Workspace::open(&house.edge()).await.unwrap();
    let id = workspace.store.read().await.unwrap().person_by_login("planner").await.unwrap().unwrap().id;
    luoshi::services::person::close(&workspace, &house.edge(), &id).await.unwrap();
    luoshi::services::person::reopen(&workspace, &house.edge(), &id).await.unwrap();
    workspace.store.close().await;
    assert!(!works(&third).await, "an account that was closed begins anew");
    let mut auditor = browser.another();
    auditor.sign_in("auditor").await;
    let log = auditor.get("/log").await.body;
    assert!(log.contains("生成访问令牌") && log.contains("停用访问令牌") && !log.contains("luoshi_"), "{log}");
}

#[tokio::test]
async fn a_token_of_somebody_who_must_have_a_second_factor_waits_for_it() {
    let house = House::furnished().await;
    let mut auditor = house.open().await;
    auditor.sign_in("auditor").await;
    let token = token(&mut auditor).await;
    let mut administrator = auditor.another();
    administrator.sign_in("administrator").await;
    administrator.post("/admin/people", &[("role", "auditor")]).await;
    let said = ask(&administrator.another(), "/api/v1/plan", Some(&token)).await;
    assert_eq!((said.status, &said.body["code"]), (StatusCode::FORBIDDEN, &"second-factor-needed".into()));
}
