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
    let answer = browser.upload("/setup", &fields, "", b"").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!house.path().join("luoshi.toml").exists(), "nothing is made for whoever does not know the token");
    fields[0].1 = TOKEN;
    fields[4].1 = "password12";
    fields[5].1 = "password12";
    assert_eq!(browser.upload("/setup", &fields, "", b"").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    fields[4].1 = PASSWORD;
    fields[5].1 = PASSWORD;
    let answer = browser.upload("/setup", &fields, "", b"").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in"), "{}", answer.body);
    assert_eq!(browser.get("/setup").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.sign_in("admin").await.location(), "/");
    let page = browser.get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("还没有数据"));
}

#[tokio::test]
async fn the_setup_closes_behind_an_administrator_who_was_added_from_the_shell() {
    let house = House::new();
    let mut browser = house.open().await;
    let furnished = House::furnished().await;
    for entry in std::fs::read_dir(furnished.path()).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), house.path().join(entry.file_name())).unwrap();
        }
    }
    assert_eq!(browser.get("/").await.location(), "/setup");
    assert_eq!(browser.get("/setup").await.location(), "/sign-in");
    assert_eq!(browser.sign_in("administrator").await.location(), "/");
    assert_eq!(browser.get("/setup").await.status, StatusCode::NOT_FOUND);
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

/// The code that an app shows.
fn code(house: &House, secret: &str) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).with_account_name("planner").build().unwrap();
    totp.generate(u64::try_from(house.now.lock().unwrap().as_second()).unwrap()).to_string()
}

#[tokio::test]
async fn a_second_factor_is_asked_for_once_it_is_on_and_no_code_works_twice() {
    let house = House::furnished().await;
    let mut browser = house.open().await;
    browser.sign_in("planner").await;
    let form = browser.get("/account/second-factor").await.body;
    let secret = form.split("name=\"secret\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let wrong = browser.post("/account/second-factor", &[("secret", &secret), ("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let on = browser.post("/account/second-factor", &[("secret", &secret), ("code", &code(&house, &secret))]).await;
    assert_eq!(on.status, StatusCode::OK, "{}", on.body);
    let kept = stored(&house).await;
    assert!(kept.starts_with("sealed1:") && !kept.contains(&secret), "nothing is kept in clear");
    let recovery = on.body.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();

    let mut phone = browser.another();
    assert_eq!(
        phone.sign_in("planner").await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the password alone will not do"
    );
    let used = code(&house, &secret);
    house.later(SignedDuration::from_secs(30));
    let fields = |code: &str| [("login", "planner".to_owned()), ("password", PASSWORD.into()), ("code", code.into())];
    let post = async |phone: &mut crate::house::Browser, code: &str| {
        let fields = fields(code);
        phone.post("/sign-in", &fields.each_ref().map(|(name, value)| (*name, value.as_str()))).await.status
    };
    assert_eq!(post(&mut phone, &used).await, StatusCode::UNPROCESSABLE_ENTITY, "a code that was used");
    let fresh = code(&house, &secret);
    assert_eq!(post(&mut phone, &fresh).await, StatusCode::SEE_OTHER);
    assert_eq!(post(&mut browser.another(), &fresh).await, StatusCode::UNPROCESSABLE_ENTITY, "no code works twice");
    assert_eq!(post(&mut browser.another(), &recovery).await, StatusCode::SEE_OTHER);
    assert_eq!(
        post(&mut browser.another(), &recovery).await,
        StatusCode::UNPROCESSABLE_ENTITY,
        "nor does a recovery code"
    );
}

/// What the database keeps of the second factor of the planner.
async fn stored(house: &House) -> String {
    let workspace = luoshi::workspace::Workspace::open(&house.edge()).await.unwrap();
    let person = workspace.store.read().await.unwrap().person_by_login("planner").await.unwrap().unwrap();
    workspace.store.close().await;
    person.totp_secret.unwrap()
}

#[tokio::test]
async fn a_secret_from_before_secrets_were_sealed_is_sealed_and_works() {
    let house = House::furnished().await;
    let workspace = luoshi::workspace::Workspace::open(&house.edge()).await.unwrap();
    let secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    let mut write = workspace.store.write().await.unwrap();
    let mut person = write.person_by_login("planner").await.unwrap().unwrap();
    person.totp_secret = Some(secret.into());
    write.set_person(&person).await.unwrap();
    write.commit().await.unwrap();
    workspace.store.close().await;
    assert!(!stored(&house).await.contains(secret), "opening the workspace seals it");
    let mut browser = house.open().await;
    let code = code(&house, secret);
    let fields = [("login", "planner"), ("password", PASSWORD), ("code", code.as_str())];
    assert_eq!(browser.post("/sign-in", &fields).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_role_that_must_have_a_second_factor_gets_nowhere_without() {
    let house = House::furnished().await;
    let mut administrator = house.open().await;
    let mut auditor = administrator.another();
    administrator.sign_in("administrator").await;
    auditor.sign_in("auditor").await;
    assert_eq!(auditor.get("/log").await.status, StatusCode::OK);
    assert_eq!(administrator.post("/admin/people", &[("role", "auditor")]).await.status, StatusCode::OK);
    assert_eq!(auditor.get("/log").await.location(), "/account/second-factor");
    assert_eq!(administrator.get("/log").await.status, StatusCode::OK, "other roles go on");
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    let house = House::furnished().await;
    let mut desk = house.open().await;
    let mut phone = desk.another();
    desk.sign_in("planner").await;
    phone.sign_in("planner").await;
    let new = "another horse eats quietly";
    let wrong = [("old", "no idea at all"), ("password", new), ("again", new)];
    assert_eq!(desk.post("/account/password", &wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let differs = [("old", PASSWORD), ("password", new), ("again", "something else")];
    assert_eq!(desk.post("/account/password", &differs).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let right = [("old", PASSWORD), ("password", new), ("again", new)];
    assert_eq!(desk.post("/account/password", &right).await.status, StatusCode::OK);
    assert_eq!(desk.get("/account").await.status, StatusCode::OK);
    assert_eq!(phone.get("/account").await.status, StatusCode::SEE_OTHER);
    assert_eq!(phone.sign_in("planner").await.status, StatusCode::UNPROCESSABLE_ENTITY, "the old password");
    let login = [("login", "planner"), ("password", new)];
    assert_eq!(phone.post("/sign-in", &login).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn whoever_guesses_at_an_open_screen_has_to_wait_and_the_person_is_not_shut_out() {
    let house = House::furnished().await;
    let mut open = house.open().await.signed_in("planner").await;
    let new = "another horse eats quietly";
    let change = |old| [("old", old), ("password", new), ("again", new)];
    for _ in 0..5 {
        assert!(open.post("/account/password", &change("no idea at all")).await.body.contains("密码不对"));
    }
    let waits = open.post("/account/password", &change(PASSWORD)).await;
    assert!(waits.body.contains("输错次数过多"), "even the right one waits: {}", waits.body);
    let token = [("name", "平台"), ("days", "30"), ("password", PASSWORD)];
    assert!(open.post("/account/tokens", &token).await.body.contains("输错次数过多"));
    assert_eq!(open.another().sign_in("planner").await.status, StatusCode::SEE_OTHER, "the sign-in counts apart");
    let mut auditor = open.another().signed_in("auditor").await;
    assert!(auditor.get("/log?kind=person.sign_in_failed").await.body.contains("password-wrong"));
    house.later(SignedDuration::from_mins(16));
    assert_eq!(open.post("/account/password", &change(PASSWORD)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_language_is_the_browsers_until_somebody_chooses_and_stays_with_the_person() {
    let house = House::furnished().await;
    let mut browser = house.open().await;
    browser.language = "en-GB,en;q=0.9";
    assert!(browser.get("/sign-in").await.body.contains("<html lang=\"en\">"));
    let answer = browser.post("/account/language", &[("language", "zh-CN"), ("next", "/sign-in")]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in"));
    assert!(browser.get("/sign-in").await.body.contains("<html lang=\"zh-CN\">"));
    browser.sign_in("planner").await;
    browser.post("/account/language", &[("language", "en"), ("next", "/plan")]).await;
    assert!(browser.get("/plan").await.body.contains("<html lang=\"en\">"));
    let mut elsewhere = browser.another();
    elsewhere.sign_in("planner").await;
    assert!(elsewhere.get("/plan").await.body.contains("<html lang=\"en\">"), "on every browser");
    let tab = browser.post("/account/language", &[("language", "en"), ("next", "/\t/elsewhere.example")]).await;
    assert_eq!(tab.location(), "/", "browsers leave the tab out");
    let away = browser.post("/account/language", &[("language", "en"), ("next", "//elsewhere.example")]).await;
    assert_eq!(away.location(), "/");
}
