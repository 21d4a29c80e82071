//! Official documents and the ledger on the site: who may write what, and what is written.

use axum::http::{StatusCode, header};

use crate::house::House;

#[tokio::test]
async fn a_planner_looks_at_a_document_and_takes_it_away() {
    let house = House::furnished().await;
    let mut planner = house.open().await.signed_in("planner").await;
    let list = planner.get("/documents").await;
    assert_eq!(list.status, StatusCode::OK);
    for title in
        ["进展情况通报", "数据报送通知", "领导小组会议汇报提纲", "年度工作总结", "目标任务函", "督办单", "目标任务台账"]
    {
        assert!(list.body.contains(title), "{title}");
    }
    let page = planner.get("/documents/bulletin").await;
    assert_eq!(page.status, StatusCode::OK);
    for part in [
        "关于东川区教育高质量发展三年行动计划",
        "一、总体进展",
        "表1　各项行动目标进展情况",
        "<svg ",
        "抄送：",
        "href=\"/plan?status=met\"",
    ] {
        assert!(page.body.contains(part), "{part}");
    }
    assert!(!page.body.contains("演示数据，全部虚构"), "a real office's document says nothing of a demonstration");
    // What it is about is asked first.
    let page = planner.get("/documents/order").await;
    assert!(page.body.contains("请先选择") && !page.body.contains("class=\"paper\""));
    let page = planner.get("/documents/order?commitment=g-2024-safe-campus").await;
    assert!(page.body.contains("class=\"paper\"") && page.body.contains("督办事项"));
    let late = planner.get("/documents/bulletin?day=2030-01-01").await;
    assert!(late.body.contains("还没有到"), "a day that has not come is refused");
    let file = planner.get("/documents/bulletin/file?").await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.headers[header::CONTENT_TYPE].to_str().unwrap().contains("wordprocessingml"));
    assert!(file.body.starts_with("PK"));
    let ledger = planner.get("/documents/ledger/file").await;
    assert!(ledger.headers[header::CONTENT_TYPE].to_str().unwrap().contains("spreadsheetml"));
    assert!(ledger.body.starts_with("PK"));
    let mut auditor = house.open().await.signed_in("auditor").await;
    let log = auditor.get("/log").await;
    assert!(log.body.contains("生成公文") && log.body.contains("导出台账"));
}

#[tokio::test]
async fn a_liaison_writes_only_about_its_own_unit() {
    let house = House::furnished().await;
    let mut liaison = house.open().await.signed_in("liaison").await;
    let list = liaison.get("/documents").await;
    assert!(list.body.contains("目标任务函") && !list.body.contains("进展情况通报"));
    let own = liaison.get("/documents/letter").await;
    assert!(own.body.contains("昆明市东川区财政局："), "the only unit need not be chosen");
    for elsewhere in [
        "/documents/bulletin",
        "/documents/bulletin/file",
        "/documents/order?commitment=g-2024-safe-campus",
        "/documents/letter?unit=police",
        "/documents/letter/file?unit=police",
        "/documents/ledger/file",
        "/documents/ledger/file?unit=police",
    ] {
        assert_eq!(liaison.get(elsewhere).await.status, StatusCode::NOT_FOUND, "{elsewhere}");
    }
    assert_eq!(liaison.get("/documents/ledger/file?unit=finance").await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_no_ledger_is_refused_on_the_page() {
    let house = House::furnished().await;
    let mut planner = house.open().await.signed_in("planner").await;
    let page = planner.upload("/documents/ledger", &[], "note.xlsx", b"no workbook").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("这不是从这里导出的台账"), "{}", page.body);
    let page = planner.upload("/documents/ledger", &[], "", b"").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
}
