//! Publishing: what is ticked is shown to everybody as it was seen, and never changes.

use axum::http::{Method, StatusCode};

use crate::house::{Browser, House, OTHER_SCHOOL, SCHOOL};

const SAFE: (&str, &str) = ("commitment", "g-2024-safe-campus");
const SILVER: (&str, &str) = ("commitment", "t08-silver-teachers");
const FILES: [&str; 5] =
    ["targets.csv", "targets.parquet", "targets.schema.json", "edition.json", "edition.schema.json"];

/// What the preview carries on.
async fn seen(browser: &mut Browser, fields: &[(&str, &str)]) -> String {
    let fields: Vec<_> = fields.iter().copied().chain([("deed", "preview")]).collect();
    let preview = browser.post("/publish", &fields).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.body);
    let (_, rest) = preview.body.split_once("name=\"seen\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

async fn publish(browser: &mut Browser, fields: &[(&str, &str)]) -> String {
    let seen = seen(browser, fields).await;
    let fields: Vec<_> = fields.iter().copied().chain([("deed", "publish"), ("seen", &seen)]).collect();
    let done = browser.post("/publish", &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    done.location().to_owned()
}

async fn import(house: &House, dataset: &str, as_of: &str, csv: &str) {
    let workspace = luoshi::workspace::Workspace::open(&house.edge()).await.unwrap();
    house.import(&workspace, dataset, as_of, csv).await;
    workspace.store.close().await;
}

async fn certify(house: &House, as_of: &str) {
    let csv = format!("学校标识码,创建状态,认定日期\n{SCHOOL},已达标,2024-06-01\n{OTHER_SCHOOL},创建中,\n");
    import(house, "safe_campus", as_of, &csv).await;
}

#[tokio::test]
async fn what_is_ticked_is_seen_by_everybody_and_nothing_else() {
    let house = House::furnished().await;
    certify(&house, "2024-12-15").await;
    let mut planner = house.open().await;
    let mut public = planner.another();
    let empty = public.get("/public").await;
    assert_eq!(empty.status, StatusCode::OK);
    assert!(empty.body.contains("目前没有公开的内容"));
    assert_eq!(public.get("/public/1").await.status, StatusCode::NOT_FOUND);

    planner.sign_in("planner").await;
    let form = planner.get("/publish").await;
    assert!(form.body.contains("2024年“平安校园”创建率达到100%") && form.body.contains("50.00%"), "{}", form.body);
    let nothing = planner.post("/publish", &[("deed", "preview")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(publish(&mut planner, &[SAFE, ("note", "首期")]).await, "/public/1");
    for path in ["/public", "/public/1"] {
        let page = public.get(path).await;
        assert_eq!(page.status, StatusCode::OK);
        for told in ["第 1 期", "首期", "50.00%", "1 / 2", "÷", "不足 5 人", "2025年3月1日", "targets.parquet"]
        {
            assert!(page.body.contains(told), "{path}: {told}");
        }
        for hidden in ["planner", SCHOOL, "高考", "银龄"] {
            assert!(!page.body.contains(hidden), "{path}: {hidden}");
        }
    }
    let form = planner.get("/publish").await.body;
    assert_eq!(form.matches(" checked").count(), 1, "the next edition begins with what the last one showed");
    let mut clerk = planner.another();
    clerk.sign_in("clerk").await;
    assert!(!clerk.get("/").await.body.contains("href=\"/publish\""));
}

#[tokio::test]
async fn an_edition_never_changes_and_another_replaces_it() {
    let house = House::furnished().await;
    certify(&house, "2024-12-15").await;
    let mut leader = house.open().await;
    leader.sign_in("leader").await;
    publish(&mut leader, &[SAFE]).await;
    let mut first = Vec::new();
    for file in FILES {
        let answer = leader.another().get(&format!("/public/1/{file}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{file}");
        first.push((answer.headers["etag"].to_str().unwrap().to_owned(), answer.body));
    }
    assert!(first[0].1.starts_with('\u{feff}'), "Excel needs the mark");
    assert!(first[1].1.starts_with("PAR1"));
    let edition: serde_json::Value = serde_json::from_str(&first[3].1).unwrap();
    assert_eq!((edition["number"].as_i64(), edition["targets"][0]["value"].as_i64()), (Some(1), Some(50)));
    let schema: serde_json::Value = serde_json::from_str(&first[4].1).unwrap();
    let required = schema["required"].as_array().unwrap();
    assert_eq!(required.len(), edition.as_object().unwrap().len(), "the schema names every field");

    house.later(jiff::SignedDuration::from_hours(24));
    let both = format!("学校标识码,创建状态,认定日期\n{SCHOOL},已达标,2024-06-01\n{OTHER_SCHOOL},已达标,2024-06-01\n");
    import(&house, "safe_campus", "2024-12-20", &both).await;
    let mut browser = house.open().await;
    browser.sign_in("planner").await;
    assert_eq!(publish(&mut browser, &[SAFE, SILVER]).await, "/public/2");
    let mut public = browser.another();
    assert!(public.get("/public").await.body.contains("100.00%"));
    let old = public.get("/public/1").await.body;
    assert!(old.contains("50.00%") && old.contains("最新的是第 2 期"), "{old}");
    for (file, (tag, body)) in FILES.iter().zip(&first) {
        let again = public.get(&format!("/public/1/{file}")).await;
        assert_eq!((again.headers["etag"].to_str().unwrap(), &again.body), (tag.as_str(), body), "{file}");
    }
    assert_eq!(public.get("/public/1/luoshi.toml").await.status, StatusCode::NOT_FOUND);
    assert_eq!(public.get("/public/1/..%2F..%2Fluoshi.toml").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_withdrawn_edition_shows_the_reason_only_and_the_one_before_is_in_force_again() {
    let house = House::furnished().await;
    certify(&house, "2024-12-15").await;
    let mut planner = house.open().await;
    planner.sign_in("planner").await;
    publish(&mut planner, &[SAFE]).await;
    publish(&mut planner, &[SAFE, SILVER, ("note", "第二期")]).await;
    let without = planner.post("/publish/2/withdraw", &[("reason", " ")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = planner.post("/publish/2/withdraw", &[("reason", "口径有误")]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let again = planner.post("/publish/2/withdraw", &[("reason", "口径有误")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut public = planner.another();
    let gone = public.get("/public/2").await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(gone.body.contains("口径有误") && !gone.body.contains("50.00%"), "{}", gone.body);
    assert_eq!(public.get("/public/2/targets.csv").await.status, StatusCode::GONE);
    assert_eq!(public.get("/api/v1/publications/2").await.status, StatusCode::GONE);
    assert!(!public.get("/public").await.body.contains("第二期"));
    let mut auditor = planner.another();
    auditor.sign_in("auditor").await;
    let log = auditor.get("/log").await.body;
    assert!(log.contains("撤回发布") && log.contains("口径有误") && log.contains("g-2024-safe-campus"), "{log}");
}

#[tokio::test]
async fn what_changed_after_the_preview_is_looked_at_again() {
    let house = House::furnished().await;
    certify(&house, "2024-12-15").await;
    let mut planner = house.open().await;
    planner.sign_in("planner").await;
    let old = seen(&mut planner, &[SAFE]).await;
    let none = format!("学校标识码,创建状态,认定日期\n{SCHOOL},创建中,\n{OTHER_SCHOOL},创建中,\n");
    import(&house, "safe_campus", "2024-12-20", &none).await;
    let answer = planner.post("/publish", &[SAFE, ("deed", "publish"), ("seen", &old)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("预览以后数据或者期次有变化") && answer.body.contains("0.00%"), "{}", answer.body);
    assert_eq!(planner.get("/public/1").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn figures_on_few_persons_are_withheld_in_every_form() {
    let house = House::furnished().await;
    let csv = format!(
        "年度,公民身份号码,姓名,性别,出生日期,学校标识码,人员类别,聘用日期,考核结果,生活补贴（万元/年）\n\
        2024,530113196703150004,示例甲,女,1967-03-15,{SCHOOL},银龄讲学教师,2024-09-01,合格,6\n\
        2024,530113196703150020,示例乙,女,1967-03-15,{SCHOOL},银龄讲学教师,2024-09-01,合格,6\n"
    );
    import(&house, "silver_teachers", "2024-12-15", &csv).await;
    let mut planner = house.open().await;
    planner.sign_in("planner").await;
    publish(&mut planner, &[SILVER]).await;
    let mut public = planner.another();
    let page = public.get("/public").await.body;
    assert!(page.contains("涉及的人数很少，不公开数值"), "{page}");
    let edition: serde_json::Value = serde_json::from_str(&public.get("/public/1/edition.json").await.body).unwrap();
    let targets = edition["targets"].as_array().unwrap();
    let small: Vec<_> = targets.iter().filter(|one| one["withheld"] == "small").collect();
    assert!(!small.is_empty(), "{edition:#}");
    for target in small {
        for part in ["value", "value_text", "numerator", "denominator"] {
            assert!(target[part].is_null(), "{part}: {target}");
        }
        assert!(!target["reason"]["zh"].as_str().unwrap().contains("100.00%"), "{target}");
    }
    let answer = public.send(Method::GET, "/public/1/targets.csv", &[]).await.body;
    assert!(answer.contains(",small,") && !answer.contains("示例"), "{answer}");
}
