//! Data: what is due, handing in, checking in the background, deciding, comparing, withdrawing; and who may.

use std::fs;

use axum::http::StatusCode;
use luoshi::{services::upload, store::UploadState, workspace::Workspace};

use crate::{
    house::{Answer, Browser, House, OTHER_SCHOOL, SCHOOL, TOWNSHIP, campuses},
    jobs::left,
};

const DISTRICT: &str = "530113";

fn rooms(school: &str, numbers: &[&str]) -> String {
    let rows = numbers.iter().map(|number| format!("{school},{number},standard,是,是\n"));
    "学校标识码,教室编号,教室类型,是否达标,是否接入校园网\n".to_owned() + &rows.collect::<String>()
}

/// Hands a file in and waits for its check; gives the address of its page, and the page.
async fn handed_in(browser: &mut Browser, dataset: &str, scope: &str, as_of: &str, csv: &str) -> (String, Answer) {
    let fields = [("scope", scope), ("as_of", as_of)];
    let answer = browser.upload(&format!("/data/{dataset}"), &fields, "台账.csv", csv.as_bytes()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let path = answer.location().to_owned();
    let page = browser.settled(&path).await;
    (path, page)
}

/// Accepts an upload and waits until it is a snapshot; gives the address of the snapshot.
async fn accepted(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> String {
    let answer = browser.post(path, fields).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, path), "{}", answer.body);
    let page = browser.settled(path).await;
    let (_, rest) = page.body.split_once("/data/snapshots/").expect(&page.body);
    format!("/data/snapshots/{}", rest.split('"').next().unwrap())
}

fn files_left(house: &House) -> usize {
    fs::read_dir(house.path().join("uploads")).unwrap().count()
}

#[tokio::test]
async fn a_sound_workbook_becomes_facts_when_it_is_accepted_and_not_before() {
    let house = House::furnished().await;
    let mut planner = house.open().await.signed_in("planner").await;
    let form = planner.get("/data/safe_campus").await.body;
    assert!(form.contains("value=\"2024-12-15\""), "the day that the calendar asks for: {form}");
    let (path, page) = handed_in(&mut planner, "safe_campus", DISTRICT, "2024-12-15", &campuses()).await;
    assert!(page.body.contains("没有问题，可以接受"), "{}", page.body);
    assert!(page.body.contains("台账.csv"));
    assert!(planner.get("/data/safe_campus").await.body.contains("还没有报送过"), "nothing is a fact yet");
    assert!(planner.get("/indicators/safe_campus_share").await.body.contains("没有数据"));

    let snapshot = accepted(&mut planner, &path, &[("deed", "accept")]).await;
    let shown = planner.get(&snapshot).await.body;
    for part in ["平安校园创建", "台账.csv", "planner", "/indicators/safe_campus_share"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(planner.get("/data/safe_campus").await.body.contains(&snapshot));
    assert!(planner.get("/indicators/safe_campus_share").await.body.contains("50.00%"));
    assert_eq!(files_left(&house), 0, "the workbook is deleted");
    let again = planner.post(&path, &[("deed", "accept")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);

    let (_, known) = handed_in(&mut planner, "safe_campus", DISTRICT, "2024-12-15", &campuses()).await;
    assert!(known.body.contains("已经报送过"), "{}", known.body);
    assert_eq!(files_left(&house), 0);
}

#[tokio::test]
async fn problems_are_shown_cell_by_cell_with_a_marked_copy_and_good_rows_can_be_accepted() {
    let house = House::furnished().await;
    let mut planner = house.open().await.signed_in("planner").await;
    let bad = format!("{}2153999999,创建中,\n", campuses());
    let (path, page) = handed_in(&mut planner, "safe_campus", DISTRICT, "2024-12-15", &bad).await;
    for part in ["有 1 处须改正", "A4", "2153999999", "剔除有问题的 1 行", "核对有没有填错"] {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
    let marked = planner.get(&format!("{path}/marked")).await;
    assert_eq!(marked.status, StatusCode::OK);
    assert!(marked.body.starts_with("PK"), "a workbook");
    let refused = planner.post(&path, &[("deed", "accept")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let history = planner.get("/data/safe_campus").await.body;
    assert!(history.contains("未通过（1 处）"), "{history}");

    let snapshot = accepted(&mut planner, &path, &[("deed", "accept_valid")]).await;
    let shown = planner.get(&snapshot).await.body;
    assert!(shown.contains("另有 1 行被剔除"), "{shown}");
}

#[tokio::test]
async fn what_no_program_can_read_is_refused_with_words_and_can_be_put_away() {
    let house = House::furnished().await;
    let mut planner = house.open().await.signed_in("planner").await;
    let (path, page) = handed_in(&mut planner, "safe_campus", DISTRICT, "2024-12-15", "甲,乙\n1,2\n").await;
    assert!(page.body.contains("表头应包含：学校标识码 / 创建状态"), "{}", page.body);
    assert!(page.body.contains(&format!("{path}/headers")), "the way to map its headers: {}", page.body);
    assert_eq!(planner.post(&path, &[("deed", "cancel")]).await.status, StatusCode::SEE_OTHER);
    let cancelled = planner.get(&path).await;
    assert!(cancelled.body.contains("已取消"), "{}", cancelled.body);
    assert_eq!(files_left(&house), 0);

    let fields = [("scope", DISTRICT), ("as_of", "2024-12-15")];
    for (name, file, told) in [("", "", "没有收到文件"), ("空.xlsx", "", "没有收到文件")] {
        let answer = planner.upload("/data/safe_campus", &fields, name, file.as_bytes()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains(told), "{}", answer.body);
    }
    let tomorrow = [("scope", DISTRICT), ("as_of", "2025-03-02")];
    let answer = planner.upload("/data/safe_campus", &tomorrow, "a.csv", b"x").await;
    assert!(answer.body.contains("数据日期还没有到"), "{}", answer.body);
    let large = vec![b'x'; upload::MAX_BYTES + 1];
    let answer = planner.upload("/data/safe_campus", &fields, "a.csv", &large).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("文件超过"), "{}", answer.body);
    assert_eq!(files_left(&house), 0, "nothing lies about");
}

#[tokio::test]
async fn personal_values_are_masked_on_the_page() {
    let house = House::furnished().await;
    let mut clerk = house.open().await.signed_in("clerk").await;
    let csv =
        format!("体检年度,公民身份号码,姓名,学校标识码,是否完成体检\n2024,530113198803150001,张三丰,{SCHOOL},是\n");
    let (_, page) = handed_in(&mut clerk, "teacher_health_checks", SCHOOL, "2024-12-15", &csv).await;
    assert!(page.body.contains("须改正"), "{}", page.body);
    assert!(page.body.contains("5301************01"), "{}", page.body);
    assert!(!page.body.contains("530113198803150001"), "{}", page.body);
}

#[tokio::test]
async fn a_large_change_wants_a_reason() {
    let house = House::furnished().await;
    let mut planner = house.open().await.signed_in("planner").await;
    let (path, _) = handed_in(&mut planner, "safe_campus", DISTRICT, "2024-06-15", &campuses()).await;
    let first = accepted(&mut planner, &path, &[("deed", "accept")]).await;
    let one = format!("学校标识码,创建状态,认定日期\n{SCHOOL},已达标,2024-06-02\n");
    let (path, page) = handed_in(&mut planner, "safe_campus", DISTRICT, "2024-12-15", &one).await;
    assert!(page.body.contains("相差很大，需要确认"), "{}", page.body);
    let silent = planner.post(&path, &[("deed", "accept"), ("reason", " ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let second = accepted(&mut planner, &path, &[("deed", "accept"), ("reason", "学校合并")]).await;

    let before = first.rsplit('/').next().unwrap();
    let diff = planner.get(&format!("{second}?with={before}")).await.body;
    for part in ["变化 1", "减少 1", "2024-06-01", "2024-06-02"] {
        assert!(diff.contains(part), "{part}: {diff}");
    }
    let gone = planner.get(&format!("{second}?with={before}&kind=removed")).await.body;
    assert!(gone.contains(OTHER_SCHOOL), "{gone}");
    assert_eq!(planner.get(&format!("{second}?with=none")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_withdrawn_snapshot_no_longer_counts_and_stays_in_the_history() {
    let house = House::furnished().await;
    let mut planner = house.open().await.signed_in("planner").await;
    let (path, _) = handed_in(&mut planner, "safe_campus", DISTRICT, "2024-12-15", &campuses()).await;
    let snapshot = accepted(&mut planner, &path, &[("deed", "accept")]).await;
    assert_eq!(planner.post(&snapshot, &[("reason", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut leader = planner.signed_in("leader").await;
    assert_eq!(leader.get(&snapshot).await.status, StatusCode::OK);
    assert_eq!(leader.post(&snapshot, &[("reason", "试试")]).await.status, StatusCode::FORBIDDEN);
    let done = planner.post(&snapshot, &[("reason", "台账填错")]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    assert!(done.body.contains("已经作废"));
    assert!(planner.get("/data/safe_campus").await.body.contains("已作废"));
    assert!(planner.get("/indicators/safe_campus_share").await.body.contains("没有数据"));
    assert_eq!(planner.post(&snapshot, &[("reason", "再来")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_check_that_a_stopped_server_left_unfinished_begins_anew() {
    let house = House::furnished().await;
    // A server that died while it read the workbook.
    let workspace = Workspace::open(&house.edge()).await.unwrap();
    let half = left(&house, &workspace, "2024-12-15", UploadState::Checking).await;
    workspace.store.close().await;

    let mut planner = house.open().await.signed_in("planner").await;
    let path = format!("/data/imports/{}", half.id);
    let page = planner.settled(&path).await;
    assert!(page.body.contains("没有问题，可以接受"), "{}", page.body);

    // The same for an import: the snapshot is made once, whenever the server goes on.
    let workspace = Workspace::open(&house.edge()).await.unwrap();
    let checked = workspace.store.read().await.unwrap().upload(&half.id).await.unwrap().unwrap();
    let mut accepting = checked.clone();
    accepting.state = UploadState::Accepting;
    let mut write = workspace.store.write().await.unwrap();
    assert!(write.move_upload(checked.state, &accepting).await.unwrap());
    write.commit().await.unwrap();
    workspace.store.close().await;
    let mut planner = house.open().await.signed_in("planner").await;
    let page = planner.settled(&path).await;
    assert!(page.body.contains("数据已接受"), "{}", page.body);
}

#[tokio::test]
async fn everybody_sees_and_hands_in_what_is_theirs_and_learns_of_nothing_else() {
    let house = House::furnished().await;
    let site = house.open().await;
    let mut planner = site.signed_in("planner").await;
    let of = |school| rooms(school, &["A1", "A2"]);
    let (other_upload, page) =
        handed_in(&mut planner, "digital_classrooms", OTHER_SCHOOL, "2024-12-15", &of(OTHER_SCHOOL)).await;
    assert!(page.body.contains("没有问题"), "{}", page.body);
    let mut clerk = site.signed_in("clerk").await;
    assert_eq!(clerk.get(&other_upload).await.status, StatusCode::NOT_FOUND);
    assert_eq!(clerk.post(&other_upload, &[("deed", "cancel")]).await.status, StatusCode::NOT_FOUND);
    let other = accepted(&mut planner, &other_upload, &[("deed", "accept")]).await;

    let list = clerk.get("/data").await.body;
    assert!(list.contains("/data/digital_classrooms") && !list.contains("/data/finance"), "{list}");
    assert!(!list.contains("汤丹示例小学"), "another school: {list}");
    assert!(list.contains("从未报送"));
    let page = clerk.get("/data/digital_classrooms").await.body;
    assert!(page.contains(SCHOOL) && !page.contains(OTHER_SCHOOL) && page.contains("还没有报送过"), "{page}");
    for hidden in ["/data/finance", "/data/finance/template", "/data/nothing", &other] {
        assert_eq!(clerk.get(hidden).await.status, StatusCode::NOT_FOUND, "{hidden}");
    }
    assert_eq!(clerk.post(&other, &[("reason", "试试")]).await.status, StatusCode::NOT_FOUND);
    let fields = [("scope", OTHER_SCHOOL), ("as_of", "2024-12-15")];
    let foreign = clerk.upload("/data/digital_classrooms", &fields, "a.csv", of(OTHER_SCHOOL).as_bytes()).await;
    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(foreign.body.contains("不能报送这个范围"), "{}", foreign.body);
    let (own_upload, page) = handed_in(&mut clerk, "digital_classrooms", SCHOOL, "2024-12-15", &of(SCHOOL)).await;
    assert!(page.body.contains("没有问题"), "{}", page.body);
    let own = accepted(&mut clerk, &own_upload, &[("deed", "accept")]).await;
    assert!(clerk.get("/data").await.body.contains("2024年12月15日的数据"));
    assert!(planner.get("/data").await.body.contains("应报的 2 个都已报送"));

    // A template comes as a workbook.
    let template = clerk.get("/data/digital_classrooms/template").await;
    assert!(template.status == StatusCode::OK && template.body.starts_with("PK"));

    // The finance bureau: what the calendar asks of it, for the whole district.
    let mut liaison = site.signed_in("liaison").await;
    let list = liaison.get("/data").await.body;
    assert!(list.contains("/data/finance") && !list.contains("/data/digital_classrooms"), "{list}");
    assert_eq!(liaison.get(&own).await.status, StatusCode::NOT_FOUND);

    // A township: its children, and the schools within it, which hand in for themselves.
    let mut township = site.signed_in("township").await;
    let population = township.get("/data/population").await.body;
    assert!(population.contains(&format!("value=\"{TOWNSHIP}\"")), "{population}");
    assert_eq!(township.get(&other).await.status, StatusCode::OK, "a school of the township");
    assert_eq!(township.get(&own).await.status, StatusCode::NOT_FOUND, "a school elsewhere");
    assert_eq!(township.post(&other, &[("reason", "试试")]).await.status, StatusCode::FORBIDDEN);

    // Whoever only reads.
    for login in ["leader", "inspector", "auditor"] {
        let mut reader = site.signed_in(login).await;
        let page = reader.get("/data/digital_classrooms").await;
        assert!(page.status == StatusCode::OK && !page.body.contains("name=\"file\""), "{login}");
        assert_eq!(reader.get(&own_upload).await.status, StatusCode::FORBIDDEN, "{login}");
    }
    let mut administrator = site.signed_in("administrator").await;
    assert_eq!(administrator.get("/data").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_due_stands_in_the_order_of_need() {
    let house = House::furnished().await;
    let mut planner = house.open().await.signed_in("planner").await;
    let list = planner.get("/data").await.body;
    let place = |text: &str| list.find(text).unwrap_or_else(|| panic!("{text}: {list}"));
    assert!(place("/data/students\"") < place("/data/schools\""), "what was never handed in comes first");
    assert!(list.contains("下次报送2025年9月1日的数据，期限2025年9月30日"), "{list}");
    assert!(list.contains("还缺 2 个") && list.contains("汤丹示例小学"), "{list}");
    let up_to_date = planner.get("/data?state=up_to_date").await.body;
    assert!(up_to_date.contains("/data/schools\"") && !up_to_date.contains("/data/students\""));
    house.later(jiff::SignedDuration::from_hours(24 * 220));
    planner.sign_in("planner").await;
    let overdue = planner.get("/data?state=overdue").await.body;
    assert!(overdue.contains("/data/schools\"") && overdue.contains("已逾期 7 天"), "{overdue}");
}

#[test]
fn no_dataset_can_be_called_like_an_address_of_the_site() {
    let listed = luoshi::web::list();
    let parts = listed.iter().filter_map(|route| route.path.strip_prefix("/data/")?.split('/').next());
    let fixed: Vec<_> = parts.filter(|part| !part.starts_with('{')).collect();
    assert!(!fixed.is_empty());
    for part in fixed {
        assert!(policy::dataset::RESERVED.contains(&part), "{part}");
    }
}
