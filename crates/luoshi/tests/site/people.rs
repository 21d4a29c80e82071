//! Accounts as an administrator keeps them, and the log of it.

use axum::http::StatusCode;

use crate::house::{Answer, Browser, House, PASSWORD, SCHOOL, TOWNSHIP};

/// The link that a page shows once.
fn link(answer: &Answer) -> String {
    let (_, rest) = answer.body.split_once("http://site.example/invitation#").expect(&answer.body);
    rest.split('"').next().unwrap().to_owned()
}

/// The address of the page of whoever has a name.
async fn page_of(browser: &mut Browser, name: &str) -> String {
    let list = browser.get("/admin/people").await.body;
    let links = list.split("href=\"").filter(|part| part.starts_with("/admin/people/"));
    let named = format!("\">{name}</a>");
    let link = links
        .map(|part| part.split_once(&named).map(|(link, _)| link))
        .find_map(|link| link.filter(|link| !link.contains('"')));
    link.expect(&list).to_owned()
}

async fn administrator(house: &House) -> Browser {
    let mut browser = house.open().await;
    assert_eq!(browser.sign_in("administrator").await.status, StatusCode::SEE_OTHER);
    browser
}

const CLERK: [(&str, &str); 4] = [("name", "李老师"), ("login", "li.laoshi"), ("role", "clerk"), ("scope", SCHOOL)];

#[tokio::test]
async fn a_clerk_is_added_comes_in_by_the_link_and_goes_when_the_account_is_closed() {
    let house = House::furnished().await;
    let mut administrator = administrator(&house).await;
    let form = administrator.get("/admin/people/add").await;
    for offered in ["铜都示例小学", "汤丹镇", "区财政局"] {
        assert!(form.body.contains(offered), "{offered}");
    }
    let added = administrator.post("/admin/people/add", &CLERK).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.body);
    let secret = link(&added);
    let page = page_of(&mut administrator, "李老师").await;
    assert!(!administrator.get(&page).await.body.contains(&secret), "the link is shown once");

    let mut clerk = administrator.another();
    let fields = [("secret", secret.as_str()), ("password", PASSWORD), ("again", PASSWORD)];
    assert_eq!(clerk.post("/invitation", &fields).await.location(), "/sign-in");
    assert_eq!(clerk.post("/invitation", &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY, "it works once");
    assert_eq!(clerk.sign_in("li.laoshi").await.location(), "/work");
    let account = clerk.get("/account").await;
    assert_eq!(account.status, StatusCode::OK);
    assert!(!account.body.contains("/admin/people"), "nothing leads to what the role does not include");

    let closed = administrator.post(&page, &[("deed", "close")]).await;
    assert_eq!(closed.status, StatusCode::OK);
    assert!(closed.body.contains("已停用"));
    assert_eq!(clerk.get("/account").await.status, StatusCode::SEE_OTHER, "the session has ended");
    assert_eq!(clerk.sign_in("li.laoshi").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    administrator.post(&page, &[("deed", "reopen")]).await;
    assert_eq!(clerk.sign_in("li.laoshi").await.location(), "/work");

    let again = administrator.post(&page, &[("deed", "invite")]).await;
    let reset = link(&again);
    let mut auditor = administrator.another();
    auditor.sign_in("auditor").await;
    let log = auditor.get("/log").await;
    assert_eq!(log.status, StatusCode::OK);
    for told in
        ["添加人员", "生成一次性链接", "设置密码", "停用账户", "恢复账户", "登录", "李老师", "学校数据员 铜都示例小学"]
    {
        assert!(log.body.contains(told), "{told}");
    }
    for hidden in [secret.as_str(), reset.as_str(), PASSWORD, "argon2"] {
        assert!(!log.body.contains(hidden), "{hidden} in the log");
    }
}

#[tokio::test]
async fn a_place_that_the_role_does_not_reach_is_refused_and_the_form_keeps_what_was_typed() {
    let house = House::furnished().await;
    let mut browser = administrator(&house).await;
    for (role, scope) in
        [("clerk", TOWNSHIP), ("clerk", ""), ("township", SCHOOL), ("liaison", SCHOOL), ("planner", SCHOOL)]
    {
        let fields = [("name", "李老师"), ("login", "li.laoshi"), ("role", role), ("scope", scope)];
        let answer = browser.post("/admin/people/add", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{role} {scope}");
        assert!(
            answer.body.contains("不是这个岗位的范围") && answer.body.contains("value=\"li.laoshi\""),
            "{role} {scope}"
        );
    }
    assert!(!browser.get("/admin/people").await.body.contains("li.laoshi"));
    let taken = [("name", "李老师"), ("login", "planner"), ("role", "auditor"), ("scope", "")];
    assert_eq!(browser.post("/admin/people/add", &taken).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn somebody_has_several_roles_and_the_last_administrator_stays() {
    let house = House::furnished().await;
    let mut browser = administrator(&house).await;
    let page = page_of(&mut browser, "township").await;
    let fields = [
        ("deed", "memberships"),
        ("role", "township"),
        ("scope", TOWNSHIP),
        ("role", "inspector"),
        ("scope", ""),
        ("role", ""),
        ("scope", ""),
    ];
    assert_eq!(browser.post(&page, &fields).await.status, StatusCode::OK);
    let list = browser.get("/admin/people").await.body;
    assert_eq!(list.matches("督学和检查人员 <span").count(), 2, "{list}");

    let own = page_of(&mut browser, "administrator").await;
    for fields in [vec![("deed", "close")], vec![("deed", "memberships"), ("role", "auditor"), ("scope", "")]] {
        let answer = browser.post(&own, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("这样就没有人能管理账户了"));
    }
    assert_eq!(browser.get("/admin/people").await.status, StatusCode::OK);
    assert_eq!(browser.get("/admin/people/none").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_log_is_filtered_paged_and_proved() {
    let house = House::furnished().await;
    let mut browser = administrator(&house).await;
    for _ in 0..60 {
        browser.post("/admin/people", &[("role", "auditor")]).await;
    }
    let rows = |answer: &Answer| answer.body.matches("<td class=\"num\">").count();
    let first = browser.get("/log?kind=setting.second_factor_roles").await;
    assert_eq!(rows(&first), 50);
    let older = first.body.split("href=\"").find(|part| part.starts_with("/log?") && part.contains("before=")).unwrap();
    let older = older.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    let second = browser.get(&older).await;
    assert_eq!(rows(&second), 10);
    assert_eq!(
        rows(&browser.get("/log?kind=snapshot.accepted&actor=tester&from=2025-03-01&until=2025-03-01").await),
        2
    );
    assert_eq!(rows(&browser.get("/log?until=2025-02-28").await), 0);
    let about = browser.get("/log?subject=planner").await;
    assert_eq!(rows(&about), 1);
    let proved = browser.get("/log?verify=1").await;
    assert!(proved.body.contains("日志完整"));
    browser.another().get("/log").await;
    let mut planner = browser.another();
    planner.sign_in("planner").await;
    assert_eq!(planner.get("/log").await.status, StatusCode::FORBIDDEN);
}
