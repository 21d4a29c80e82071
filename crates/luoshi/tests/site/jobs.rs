//! Background work: what an administrator sees of it and may end; what a restart goes on with, and what it cannot.

use std::fs;

use axum::http::StatusCode;
use luoshi::{
    services::{
        account::Caller,
        upload::{self, Order},
    },
    store::{Upload, UploadState},
    workspace::Workspace,
};
use policy::access::{Membership, Role};

use crate::house::{House, SCHOOL, campuses};

const DISTRICT: &str = "530113";

/// An upload that a server left behind in a state.
pub async fn left(house: &House, workspace: &Workspace, as_of: &str, state: UploadState) -> Upload {
    let person = workspace.store.read().await.unwrap().person_by_login("planner").await.unwrap().unwrap();
    let memberships = vec![Membership { role: Role::Planner, scope: DISTRICT.into() }];
    let caller = Caller {
        person,
        memberships,
        session: String::new(),
        visited_at: None,
        via: luoshi::store::Via::Password,
        must_enrol: false,
    };
    let mut receipt = upload::receive(workspace).unwrap();
    receipt.take(campuses().as_bytes()).unwrap();
    let order = Order {
        dataset: "safe_campus".into(),
        scope: DISTRICT.into(),
        as_of: as_of.parse().unwrap(),
        source_name: "台账.csv".into(),
    };
    let waiting = upload::hand_in(workspace, &house.edge(), &caller, order, receipt).await.unwrap();
    let half = Upload { state, ..waiting.clone() };
    let mut write = workspace.store.write().await.unwrap();
    assert!(write.move_upload(waiting.state, &half).await.unwrap());
    write.commit().await.unwrap();
    half
}

#[tokio::test]
async fn a_restart_goes_on_with_what_it_can_and_says_so() {
    let house = House::furnished().await;
    let workspace = Workspace::open(&house.edge()).await.unwrap();
    let half = left(&house, &workspace, "2024-12-15", UploadState::Checking).await;
    // The workbook of another one is gone.
    let lost = left(&house, &workspace, "2024-06-15", UploadState::Uploaded).await;
    fs::remove_dir_all(house.path().join("uploads").join(&lost.id)).unwrap();
    workspace.store.close().await;

    let site = house.open().await;
    let mut planner = site.signed_in("planner").await;
    let done = planner.settled(&format!("/data/imports/{}", half.id)).await;
    assert!(done.body.contains("没有问题，可以接受"), "{}", done.body);
    let refused = planner.settled(&format!("/data/imports/{}", lost.id)).await;
    assert!(
        refused.body.contains("服务器上保存的文件“台账.csv”不在了")
            && !refused.body.contains(house.path().to_str().unwrap()),
        "{}",
        refused.body
    );

    let mut administrator = site.signed_in("administrator").await;
    let page = administrator.settled("/admin/jobs").await;
    assert_eq!(page.status, StatusCode::OK);
    for part in
        ["启动时有 2 项没有做完", "2025年3月1日", "平安校园创建", "planner", "出错", "等待报送人处理", "已读取 2 行"]
    {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
    assert!(!page.body.contains(SCHOOL), "no row of a workbook: {}", page.body);
    assert_eq!(planner.get("/admin/jobs").await.status, StatusCode::FORBIDDEN);

    planner.post(&format!("/data/imports/{}", lost.id), &[("deed", "cancel")]).await;
    planner.post(&format!("/data/imports/{}", half.id), &[("deed", "accept")]).await;
    planner.settled(&format!("/data/imports/{}", half.id)).await;
    let page = administrator.get(&format!("/admin/jobs?page={}", u64::MAX)).await;
    assert!(
        page.status == StatusCode::OK && page.body.contains("已接受"),
        "past the end is the last page: {}",
        page.body
    );
    let page = administrator.get("/admin/jobs").await.body;
    assert!(page.contains("已取消") && page.contains("已接受") && page.contains("没有正在进行的作业"), "{page}");
    let site = house.open().await;
    let page = site.signed_in("administrator").await.get("/admin/jobs").await.body;
    assert!(page.contains("启动时没有未做完的作业"), "{page}");
}

#[tokio::test]
async fn an_administrator_ends_a_check_and_nobody_else_does() {
    let house = House::furnished().await;
    let workspace = Workspace::open(&house.edge()).await.unwrap();
    let waiting = left(&house, &workspace, "2024-12-15", UploadState::Uploaded).await;
    // The state of the desk is the server's; whether a check can be ended is the service's.
    upload::stop(&workspace, &house.edge(), &waiting.id).await.unwrap();
    assert!(upload::stop(&workspace, &house.edge(), &waiting.id).await.is_err(), "it has ended");
    let accepting = left(&house, &workspace, "2024-06-15", UploadState::Accepting).await;
    assert!(upload::stop(&workspace, &house.edge(), &accepting.id).await.is_err(), "somebody has accepted it");
    let jobs = upload::jobs(&workspace, 0, 10).await.unwrap();
    assert_eq!((jobs.under_way.len(), jobs.ended.len(), jobs.ended_total), (1, 1, 1));
    workspace.store.close().await;

    let site = house.open().await;
    let mut administrator = site.signed_in("administrator").await;
    administrator.settled("/admin/jobs").await;
    let refused = administrator.post("/admin/jobs", &[("job", &accepting.id)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("不能取消"), "{}", refused.body);
    let mut auditor = site.signed_in("auditor").await;
    assert_eq!(auditor.get("/admin/jobs").await.status, StatusCode::OK);
    assert_eq!(auditor.post("/admin/jobs", &[("job", &waiting.id)]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_lies_about_among_the_uploads_is_swept_and_stops_nothing() {
    let house = House::furnished().await;
    let workspace = Workspace::open(&house.edge()).await.unwrap();
    let waiting = left(&house, &workspace, "2024-12-15", UploadState::Uploaded).await;
    workspace.store.close().await;
    let uploads = house.path().join("uploads");
    let (file, folder, fresh) = (uploads.join("notes.txt"), uploads.join("of nobody"), uploads.join("just now"));
    fs::create_dir(&folder).unwrap();
    fs::create_dir(&fresh).unwrap();
    fs::write(&file, "not an upload").unwrap();
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    for path in [&file, &folder] {
        fs::File::open(path).unwrap().set_modified(long_ago).unwrap();
    }
    let mut planner = house.open().await.signed_in("planner").await;
    let done = planner.settled(&format!("/data/imports/{}", waiting.id)).await;
    assert!(done.body.contains("没有问题，可以接受"), "{}", done.body);
    assert_eq!((file.exists(), folder.exists(), fresh.exists()), (false, false, true));
}
