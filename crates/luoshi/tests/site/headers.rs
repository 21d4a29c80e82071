//! Headers of an office's own: mapped on the site, remembered, and used the next time.

use std::fs;

use axum::http::StatusCode;

use crate::house::{Answer, Browser, House, OTHER_SCHOOL, SCHOOL};

const DISTRICT: &str = "530113";

/// A ledger with a title and headers of its own, one of them like a column.
fn ledger(day: &str) -> String {
    format!(
        "平安校园台账,,,\n单位代码,创建工作状态,达标时间,填表人\n{SCHOOL},已达标,{day},王五\n{OTHER_SCHOOL},创建中,,赵六\n"
    )
}

async fn handed_in(browser: &mut Browser, dataset: &str, scope: &str, csv: &str) -> (String, Answer) {
    let fields = [("scope", scope), ("as_of", "2024-12-15")];
    let answer = browser.upload(&format!("/data/{dataset}"), &fields, "台账.csv", csv.as_bytes()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let path = answer.location().to_owned();
    let page = browser.settled(&path).await;
    (path, page)
}

fn mappings(house: &House) -> Vec<String> {
    let files = fs::read_dir(house.path().join("mappings")).unwrap();
    files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

#[tokio::test]
async fn headers_are_mapped_once_and_known_the_next_time() {
    let house = House::furnished().await;
    let mut planner = house.open().await.signed_in("planner").await;
    let (path, page) = handed_in(&mut planner, "safe_campus", DISTRICT, &ledger("2024-06-01")).await;
    let layout = format!("{path}/headers");
    assert!(page.body.contains("表头与模板对不上") && page.body.contains(&layout), "{}", page.body);

    let form = planner.get(&layout).await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.body);
    for part in ["第 2 行", "单位代码", "填表人", "王五", "名称相近", "<option value=\"status\" selected>"]
    {
        assert!(form.body.contains(part), "{part}: {}", form.body);
    }
    let place = [("sheet", ""), ("row", "2"), ("rows", "1")];
    let with = |more: &[(&'static str, &'static str)]| [&place[..], more].concat();
    // The school has no source.
    let refused = planner.post(&layout, &with(&[("header.1", "status"), ("deed", "save")])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("必填的列还没有来源：学校标识码"), "{}", refused.body);
    let twice = [("header.0", "school_code"), ("header.1", "school_code"), ("deed", "save")];
    assert!(planner.post(&layout, &with(&twice)).await.body.contains("指定了两个来源"));
    let both = [("header.0", "school_code"), ("header.1", "status"), ("constant.status", "创建中"), ("deed", "save")];
    assert!(planner.post(&layout, &with(&both)).await.body.contains("指定了两个来源"));
    let unknown = [("header.0", "school_code"), ("header.1", "status"), ("header.3", "nothing"), ("deed", "save")];
    assert_eq!(planner.post(&layout, &with(&unknown)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(mappings(&house).is_empty(), "nothing is kept of what was refused");

    let whole = [("header.0", "school_code"), ("header.1", "status"), ("header.2", "certified_on")];
    let preview = planner.post(&layout, &with(&[&whole[..], &[("deed", "preview")]].concat())).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.body);
    assert!(preview.body.contains("school_code = &#34;单位代码&#34;"), "{}", preview.body);
    assert!(mappings(&house).is_empty());
    let saved = planner.post(&layout, &with(&[&whole[..], &[("deed", "save")]].concat())).await;
    assert_eq!((saved.status, saved.location()), (StatusCode::SEE_OTHER, path.as_str()), "{}", saved.body);
    let page = planner.settled(&path).await;
    for part in ["可以接受", "按以前设置的对应关系读取", "safe_campus-", "planner于", "certified_on = "]
    {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
    let kept = mappings(&house);
    assert!(kept.len() == 1 && kept[0].contains("status = \"创建工作状态\"") && !kept[0].contains("sheet"), "{kept:?}");
    assert_eq!(planner.post(&path, &[("deed", "accept")]).await.status, StatusCode::SEE_OTHER);
    let accepted = planner.settled(&path).await;
    assert!(accepted.body.contains("数据已接受"), "{}", accepted.body);
    assert_eq!(planner.get(&layout).await.status, StatusCode::CONFLICT, "it is dealt with");

    // The next file with these headers.
    let (path, page) = handed_in(&mut planner, "safe_campus", DISTRICT, &ledger("2024-07-01")).await;
    assert!(page.body.contains("可以接受") && page.body.contains("safe_campus-"), "{}", page.body);
    let form = planner.get(&format!("{path}/headers")).await.body;
    assert!(form.contains("<option value=\"certified_on\" selected>") && !form.contains("名称相近"), "{form}");
    let changed = [("header.0", "school_code"), ("header.1", "status"), ("deed", "save")];
    assert_eq!(planner.post(&format!("{path}/headers"), &with(&changed)).await.status, StatusCode::SEE_OTHER);
    planner.settled(&path).await;
    let kept = mappings(&house);
    assert!(kept.len() == 1 && !kept[0].contains("certified_on"), "the same file says it anew: {kept:?}");

    // Two wait with the same headers; what these stand for is said anew with one of them.
    let says = |columns: &[(&'static str, &'static str)]| with(&[columns, &[("deed", "save")]].concat());
    assert_eq!(planner.post(&format!("{path}/headers"), &says(&whole)).await.status, StatusCode::SEE_OTHER);
    planner.settled(&path).await;
    let (other, page) = handed_in(&mut planner, "safe_campus", DISTRICT, &ledger("2024-08-01")).await;
    assert!(page.body.contains("可以接受"), "{}", page.body);
    assert_eq!(planner.post(&format!("{path}/headers"), &says(&whole[..2])).await.status, StatusCode::SEE_OTHER);
    planner.settled(&path).await;
    planner.post(&other, &[("deed", "accept")]).await;
    let refused = planner.settled(&other).await.body;
    assert!(refused.contains("对应关系改过，没有导入"), "nobody has seen it read like this: {refused}");
    let mut auditor = planner.signed_in("auditor").await;
    assert!(auditor.get("/log?kind=mapping.remembered").await.body.contains("planner"));
}

#[tokio::test]
async fn a_column_that_is_not_there_is_the_same_in_every_row() {
    let house = House::furnished().await;
    let mut planner = house.open().await.signed_in("planner").await;
    let csv = format!("单位代码\n{SCHOOL}\n{OTHER_SCHOOL}\n");
    let (path, _) = handed_in(&mut planner, "safe_campus", DISTRICT, &csv).await;
    let layout = format!("{path}/headers");
    let form = planner.get(&layout).await.body;
    assert!(form.contains("name=\"constant.status\"") && form.contains("<option>创建中</option>"), "{form}");
    let fields = [("row", "1"), ("header.0", "school_code"), ("constant.status", "创建中"), ("deed", "save")];
    let saved = planner.post(&layout, &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let page = planner.settled(&path).await;
    assert!(page.body.contains("可以接受") && page.body.contains("每一行都填“创建中”"), "{}", page.body);
}

#[tokio::test]
async fn what_stands_below_a_header_is_masked_until_it_is_known_what_it_is() {
    let house = House::furnished().await;
    let site = house.open().await;
    let mut clerk = site.signed_in("clerk").await;
    let csv = format!("哪一年,证件,姓名,学校标识码,结果\n2024,530113198803150001,张三丰,{SCHOOL},是\n");
    let (path, page) = handed_in(&mut clerk, "teacher_health_checks", SCHOOL, &csv).await;
    assert!(page.body.contains("/headers"), "{}", page.body);
    let form = clerk.get(&format!("{path}/headers")).await.body;
    assert!(form.contains(SCHOOL) && form.contains("张*"), "{form}");
    assert!(!form.contains("530113198803150001") && !form.contains("张三丰"), "{form}");
    // A row of values is no header: it is not shown, and not remembered.
    let values = clerk.get(&format!("{path}/headers?row=2")).await;
    assert!(!values.body.contains("530113198803150001") && !values.body.contains("张三丰"), "{}", values.body);
    let fields = [("row", "2"), ("rows", "1"), ("header.1", "id_number"), ("deed", "save")];
    let refused = clerk.post(&format!("{path}/headers"), &fields).await;
    assert!(
        refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("像是数据"),
        "{}",
        refused.body
    );
    assert!(!refused.body.contains("530113198803150001") && mappings(&house).is_empty(), "{}", refused.body);
    // Another row is no header of anything.
    let far = clerk.get(&format!("{path}/headers?row=30")).await;
    assert_eq!(far.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(far.body.contains("证件"), "{}", far.body);
    // Nobody else learns of it.
    for login in ["liaison", "township"] {
        let mut other = site.signed_in(login).await;
        assert_eq!(other.get(&format!("{path}/headers")).await.status, StatusCode::NOT_FOUND, "{login}");
        let saved = other.post(&format!("{path}/headers"), &[("deed", "save")]).await;
        assert_eq!(saved.status, StatusCode::NOT_FOUND, "{login}");
    }
}

#[tokio::test]
async fn a_school_proposes_a_mapping_and_changes_none_of_another() {
    let house = House::furnished().await;
    let site = house.open().await;
    let mut clerk = site.signed_in("clerk").await;
    let csv = format!("学校标识码,体检年度,证件,姓名,结果\n{SCHOOL},2024,530113198803150001,张三丰,是\n");
    let (path, _) = handed_in(&mut clerk, "teacher_health_checks", SCHOOL, &csv).await;
    let layout = format!("{path}/headers");
    let place = [("row", "1"), ("rows", "1"), ("deed", "save")];
    let with = |more: &[(&'static str, &'static str)]| [&place[..], more].concat();
    // What a header names by itself is not said otherwise.
    let swapped = [("header.2", "school_code"), ("header.4", "done")];
    assert!(clerk.post(&layout, &with(&swapped)).await.body.contains("指定了两个来源"));
    let constant = [("header.2", "id_number"), ("header.4", "done"), ("constant.school_code", SCHOOL)];
    assert!(clerk.post(&layout, &with(&constant)).await.body.contains("指定了两个来源"));
    assert!(mappings(&house).is_empty());
    let first = [("header.2", "id_number"), ("header.4", "done")];
    let saved = clerk.post(&layout, &with(&first)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    clerk.settled(&path).await;
    // Now it is everybody's.
    let changed = clerk.post(&layout, &with(&first)).await;
    assert!(changed.body.contains("由区级人员设置"), "{}", changed.body);
    assert_eq!(mappings(&house).len(), 1);
}

#[tokio::test]
async fn a_key_that_stands_twice_is_not_said_when_it_is_a_persons() {
    let house = House::furnished().await;
    let mut clerk = house.open().await.signed_in("clerk").await;
    let row = format!("2024,530113198803150019,张三丰,{SCHOOL},是\n");
    let csv = format!("体检年度,公民身份号码,姓名,学校标识码,是否完成体检\n{row}{row}");
    let (_, page) = handed_in(&mut clerk, "teacher_health_checks", SCHOOL, &csv).await;
    assert!(page.body.contains("重复"), "{}", page.body);
    assert!(!page.body.contains("530113198803150019"), "{}", page.body);
}
