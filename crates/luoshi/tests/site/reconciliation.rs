//! Reconciliations on the site: a run with progress, counts for everybody, children for those who look after them, and the review
//! desk with its two people.

use axum::http::StatusCode;

use crate::{
    children::{register, roll, with_errors},
    house::{Answer, Browser, House, SCHOOL, TOWNSHIP},
};

/// A district whose register and rolls are in.
async fn house() -> House {
    let house = House::furnished().await;
    let workspace = luoshi::workspace::Workspace::open(&house.edge()).await.unwrap();
    let (children, pupils) = with_errors();
    house.import(&workspace, "population", "2024-09-01", &register(&children)).await;
    house.import(&workspace, "students", "2024-09-01", &roll(&pupils)).await;
    workspace.store.close().await;
    house
}

async fn compare(planner: &mut Browser, learn: bool) -> Answer {
    let learn = if learn { "yes" } else { "" };
    let started = planner.post("/reconciliation", &[("on", "2024-09-01"), ("learn", learn)]).await;
    assert_eq!((started.status, started.location()), (StatusCode::SEE_OTHER, "/reconciliation"), "{}", started.body);
    planner.settled("/reconciliation").await
}

/// The value of a hidden field.
fn hidden(answer: &Answer, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    let at = answer.body.find(&field).unwrap_or_else(|| panic!("{name}: {}", answer.body)) + field.len();
    answer.body[at..].split('"').next().unwrap().to_owned()
}

async fn say(browser: &mut Browser, pair: &Answer, what: &str) -> Answer {
    let fields = ["child", "pupil", "run"].map(|name| (name, hidden(pair, name)));
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (*name, value.as_str())).chain([("answer", what)]).collect();
    browser.post("/reconciliation/review", &fields).await
}

#[tokio::test]
async fn a_run_is_started_counted_and_found_again() {
    let house = house().await;
    let site = house.open().await;
    let mut planner = site.signed_in("planner").await;
    assert!(planner.get("/reconciliation").await.body.contains("还没有比对过"));
    let done = compare(&mut planner, false).await;
    for told in ["第 1 次比对", "尚未找到", "这是第一次比对", "有学籍、无户籍登记", "铜都街道", "汤丹镇"]
    {
        assert!(done.body.contains(told), "{told}: {}", done.body);
    }
    // Figures say by which run; those of a school year that was not compared have none and say so.
    let figure = planner.get("/indicators/compulsory_enrolment").await;
    assert!(figure.body.contains("2024 年的数据以第 1 次户籍学籍比对为准"), "{}", figure.body);
    let none = planner.get("/indicators/nine_year_retention_reconciled").await;
    for told in ["还没有所需学年的比对", "同一事项的另一种算法", "href=\"/indicators/nine_year_retention\""]
    {
        assert!(none.body.contains(told), "{told}: {}", none.body);
    }
    let again = compare(&mut planner, false).await;
    assert!(again.body.contains("没有变化，沿用已有结果") && !again.body.contains("第 2 次"), "{}", again.body);
    let csv = planner.get("/reconciliation/export").await;
    assert!(csv.body.contains("530113001,铜都街道,"), "{}", csv.body);
    let wrong = planner.post("/reconciliation", &[("on", "someday")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    // A day without facts breaks off, and says so; the run before stays.
    planner.post("/reconciliation", &[("on", "2019-09-01")]).await;
    let failed = planner.settled("/reconciliation").await;
    assert!(
        failed.body.contains("没有有效的数据集 population") && failed.body.contains("第 1 次比对"),
        "{}",
        failed.body
    );
    let ended = planner.post("/reconciliation/cancel", &[]).await;
    assert_eq!(ended.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing is under way");
    // Nobody hands the result in.
    let own = planner.get("/data/reconciled_children").await;
    assert_eq!(own.status, StatusCode::OK);
    assert!(!own.body.contains("type=\"file\""), "{}", own.body);
}

#[tokio::test]
async fn everybody_sees_counts_and_children_only_their_own() {
    let house = house().await;
    let site = house.open().await;
    compare(&mut site.signed_in("planner").await, false).await;
    for role in ["leader", "auditor", "liaison", "inspector"] {
        let mut browser = site.signed_in(role).await;
        let page = browser.get("/reconciliation").await;
        assert!(page.status == StatusCode::OK && page.body.contains("尚未找到"), "{role}");
        assert!(!page.body.contains("/reconciliation/children"), "{role}");
        assert_eq!(browser.get("/reconciliation/children").await.status, StatusCode::FORBIDDEN, "{role}");
        assert_eq!(browser.get("/reconciliation/review").await.status, StatusCode::FORBIDDEN, "{role}");
    }
    let count = |answer: &Answer| answer.body.matches("<th scope=\"row\">").count();
    let mut planner = site.signed_in("planner").await;
    assert_eq!(count(&planner.get("/reconciliation/children").await), 50, "a page of all");
    let lost = planner.get("/reconciliation/children?standing=not_found").await;
    assert_eq!(count(&lost), 1, "{}", lost.body);
    let mut township = site.signed_in("township").await;
    let own = township.get("/reconciliation/children").await;
    assert!(own.body.contains("汤丹镇") && !own.body.contains("<td>铜都街道</td>"), "{}", own.body);
    // With the pupil who is not registered.
    assert_eq!(count(&own), 31);
    let other = township.get("/reconciliation/children?place=530113001").await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    assert_eq!(township.get(&format!("/reconciliation/children?place={TOWNSHIP}")).await.status, StatusCode::OK);
    // The same as a file, and the log keeps who took it.
    let file = township.get("/reconciliation/children/export").await;
    assert_eq!(file.body.lines().count(), 1 + 31, "{}", file.body);
    assert!(file.body.contains("姓名,出生日期") && !file.body.contains(",铜都街道,"), "{}", file.body);
    let other = township.get("/reconciliation/children/export?place=530113001").await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    let log = site.signed_in("auditor").await.get("/log").await;
    assert!(log.body.contains("导出儿童名单"), "{}", log.body);
    let mut clerk = site.signed_in("clerk").await;
    let own = clerk.get("/reconciliation/children").await;
    assert!(count(&own) > 0 && !own.body.contains("汤丹示例小学"), "{}", own.body);
    assert_eq!(clerk.get(&format!("/reconciliation/children?place={SCHOOL}")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn two_people_decide_a_pair_and_the_next_run_knows_it() {
    let house = house().await;
    let site = house.open().await;
    let mut planner = site.signed_in("planner").await;
    compare(&mut planner, false).await;
    let pair = planner.get("/reconciliation/review").await;
    for told in
        ["是同一个孩子吗", "data-key=\"y\"", "data-key=\"n\"", "data-key=\"l\"", "<mark>", "须两人意见一致", "出生日期"]
    {
        assert!(pair.body.contains(told), "{told}: {}", pair.body);
    }
    // Numbers are masked until somebody says why they must be seen.
    assert!(pair.body.contains("******"), "{}", pair.body);
    let keys = ["child", "pupil"].map(|name| (name, hidden(&pair, name)));
    let reveal = |reason: &'static str| {
        let mut fields: Vec<(&str, &str)> = keys.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fields.push(("reason", reason));
        fields
    };
    let short = planner.post("/reconciliation/review/reveal", &reveal("x")).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    let shown = planner.post("/reconciliation/review/reveal", &reveal("核对证件号码")).await;
    assert!(shown.status == StatusCode::OK && !shown.body.contains("******"), "{}", shown.body);
    let mut auditor = site.signed_in("auditor").await;
    assert!(auditor.get("/log").await.body.contains("查看配对中的隐藏信息"));

    // The first answer waits for a second one.
    assert_eq!(say(&mut planner, &pair, "later").await.status, StatusCode::SEE_OTHER);
    let put_off = planner.get("/reconciliation/review").await;
    assert!(put_off.body.contains("您留待以后"), "{}", put_off.body);
    assert_eq!(say(&mut planner, &pair, "same").await.status, StatusCode::SEE_OTHER);
    assert!(planner.get("/reconciliation/review").await.body.contains("另有 1 对等其他人核对"));
    let mut township = site.signed_in("township").await;
    let clerk = site.signed_in("clerk").await;
    // The child lives in one township and is on the roll of one school: one of the two is the second person.
    let mut second =
        if township.get("/reconciliation/review").await.body.contains("name=\"child\"") { township } else { clerk };
    let theirs = second.get("/reconciliation/review").await;
    assert!(theirs.body.contains("已有一人核对") && !theirs.body.contains("您的意见"), "{}", theirs.body);
    assert_eq!(say(&mut second, &theirs, "same").await.status, StatusCode::SEE_OTHER);
    let decided = planner.get("/reconciliation/review").await;
    assert!(decided.body.contains("1 对已核对完毕"), "{}", decided.body);
    assert!(decided.body.contains("两人都核对过的有 1 对"), "{}", decided.body);

    let next = compare(&mut planner, true).await;
    for told in ["第 2 次比对", "已按人工核对结果校准", "查看有变化的儿童"] {
        assert!(next.body.contains(told), "{told}: {}", next.body);
    }
    let changed = planner.get("/reconciliation/children?changed=yes").await;
    assert!(changed.body.contains("待核对") && changed.body.contains("在区内就读"), "{}", changed.body);
    // An answer to a pair of a run that is no longer the newest is not taken.
    let late = say(&mut planner, &pair, "other").await;
    assert_eq!(late.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn pairs_of_others_are_nobodys_matter() {
    let house = house().await;
    let site = house.open().await;
    let mut planner = site.signed_in("planner").await;
    compare(&mut planner, false).await;
    let pair = planner.get("/reconciliation/review").await;
    let (child, pupil) = (hidden(&pair, "child"), hidden(&pair, "pupil"));
    let path = format!("/reconciliation/review?child={child}&pupil={pupil}");
    let mut seen = 0;
    for role in ["township", "clerk"] {
        let mut browser = site.signed_in(role).await;
        let answer = browser.get(&path).await;
        if answer.status == StatusCode::OK {
            seen += 1;
            continue;
        }
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{role}");
        assert_eq!(say(&mut browser, &pair, "same").await.status, StatusCode::NOT_FOUND, "{role}");
    }
    assert!(seen < 2, "the pair of another township and school");
    let unknown = planner.get("/reconciliation/review?child=1&pupil=2").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}
