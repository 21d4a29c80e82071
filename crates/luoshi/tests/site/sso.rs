//! Single sign-on without a provider: what is refused before anybody is asked. The ways in are tested at a real provider,
//! in `tests/e2e/sso.test.js`.

use std::{fs, path::PathBuf};

use axum::http::StatusCode;
use jiff::{SignedDuration, ToSpan as _};
use luoshi::{
    config::{Config, Sso},
    refusal::Refusal,
    services::account::digest,
    store::{Purpose, SsoVisit},
    web::Shell,
    workspace::Workspace,
};

use crate::house::{House, TOKEN};

/// A house whose provider is at an address where nobody answers.
async fn house(issuer: &str) -> House {
    let house = House::furnished().await;
    let file = house.path().join("luoshi.toml");
    let mut config = Config::read(house.path()).unwrap();
    config.sso = Some(Sso {
        name: "统一身份".into(),
        issuer: issuer.into(),
        client_id: "luoshi".into(),
        secret_file: PathBuf::from("sso-secret"),
        second_factor: Vec::new(),
    });
    fs::remove_file(&file).unwrap();
    config.write(house.path()).unwrap();
    fs::write(house.path().join("sso-secret"), "secret").unwrap();
    house
}

#[tokio::test]
async fn without_settings_there_is_no_button_and_no_way() {
    let house = House::furnished().await;
    let mut browser = house.open().await;
    assert!(!browser.get("/sign-in").await.body.contains("/sign-in/sso"));
    for path in ["/sign-in/sso", "/sign-in/sso/return?code=a&state=b", "/sign-in/sso/code"] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn settings_that_will_not_do_are_refused_before_the_site_opens() {
    for (issuer, secret, code) in [
        ("http://sso.example", true, "sso-issuer"),
        ("sso.example", true, "sso-issuer"),
        ("https://sso.example", false, "secret-file"),
    ] {
        let house = house(issuer).await;
        if !secret {
            fs::write(house.path().join("sso-secret"), " ").unwrap();
        }
        let opened = Shell::open(&house.edge(), house.clock(), false, TOKEN).await;
        let error = opened.err().unwrap();
        assert_eq!(error.downcast_ref::<Refusal>().unwrap().code, code, "{issuer}");
    }
}

#[tokio::test]
async fn whoever_comes_back_too_late_or_with_nothing_begun_is_told_so() {
    let house = house("http://127.0.0.1:1").await;
    let secret = "the secret of a browser";
    let visit = SsoVisit {
        hash: digest(secret),
        purpose: Purpose::SignIn,
        person: None,
        next: "/plan".into(),
        expires_at: house.edge().now + 10.minutes(),
    };
    let workspace = Workspace::open(&house.edge()).await.unwrap();
    let mut write = workspace.store.write().await.unwrap();
    write.add_sso_visit(&visit, house.edge().now).await.unwrap();
    write.commit().await.unwrap();
    workspace.store.close().await;
    let mut browser = house.open().await;
    let back = format!("/sign-in/sso/return?code=a&state={}", digest(&format!("sso state {secret}")));
    assert_eq!(browser.get(&back).await.location(), "/sign-in?refused=sso-state", "no cookie");
    browser.set_cookie("luoshi_sso", secret);
    assert_eq!(browser.get("/sign-in/sso/return?code=a&state=b").await.location(), "/sign-in?refused=sso-state");
    house.later(SignedDuration::from_mins(11));
    assert_eq!(browser.get(&back).await.location(), "/sign-in?refused=sso-expired");
    assert_eq!(browser.get(&back).await.location(), "/sign-in?refused=sso-state", "it is over");
    assert!(browser.get("/sign-in?refused=sso-expired").await.body.contains("十分钟"));
    assert!(!browser.get("/sign-in?refused=%3Cb%3E").await.body.contains("note-refused"), "no other text");
    assert_eq!(browser.get("/sign-in/sso").await.location(), "/sign-in?refused=sso-unreachable");
    let answer = browser.post("/sign-in/sso/code", &[("code", "123456")]).await;
    assert_eq!(answer.location(), "/sign-in?refused=sso-state", "nobody was let in before");
}
