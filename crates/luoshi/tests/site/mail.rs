//! Mail without a server: what is refused before anything is sent. Letters are tested at a real server, in
//! `tests/e2e/mail.test.js`.

use std::fs;

use axum::http::StatusCode;
use luoshi::{
    config::{Config, Mail, Security},
    refusal::Refusal,
    web::Shell,
};

use crate::house::{House, TOKEN};

async fn house(mail: Mail) -> House {
    let house = House::furnished().await;
    let mut config = Config::read(house.path()).unwrap();
    config.mail = Some(mail);
    fs::remove_file(house.path().join("luoshi.toml")).unwrap();
    config.write(house.path()).unwrap();
    house
}

fn mail() -> Mail {
    Mail {
        host: "smtp.example".into(),
        port: 465,
        security: Security::Tls,
        from: "luoshi@example.gov.cn".into(),
        login: None,
        secret_file: None,
    }
}

#[tokio::test]
async fn settings_that_will_not_do_are_refused_before_the_site_opens() {
    let login = Some("luoshi".to_owned());
    for (mail, code) in [
        (Mail { security: Security::None, ..mail() }, "mail-settings"),
        (Mail { from: "luoshi".into(), ..mail() }, "mail-settings"),
        (Mail { login: login.clone(), ..mail() }, "mail-settings"),
        (Mail { login, secret_file: Some("missing".into()), ..mail() }, "secret-file"),
    ] {
        let house = house(mail).await;
        let error = Shell::open(&house.edge(), house.clock(), false, TOKEN).await.err().unwrap();
        assert_eq!(error.downcast_ref::<Refusal>().unwrap().code, code);
    }
}

#[tokio::test]
async fn an_address_that_is_none_adds_nobody_and_changes_nothing() {
    let house = house(mail()).await;
    let mut browser = house.open().await;
    browser.sign_in("administrator").await;
    let fields = [("login", "li"), ("name", "李老师"), ("email", "li"), ("role", "leader"), ("scope", "")];
    let answer = browser.post("/admin/people/add", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("不是电子邮箱") && !browser.get("/admin/people").await.body.contains("李老师"));
    let people = browser.get("/admin/people").await.body;
    let (start, _) = people.split_once("\">planner</a>").unwrap();
    let page = format!("/admin/people/{}", start.rsplit('/').next().unwrap());
    let answer = browser.post(&page, &[("deed", "email"), ("email", "a@b\r\nbcc: c@d")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(browser.post(&page, &[("deed", "mail")]).await.status, StatusCode::NOT_FOUND, "nowhere to send to");
}
