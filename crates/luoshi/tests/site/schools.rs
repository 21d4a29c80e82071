//! Schools and search: everybody finds what they may know of, and nothing else.

use axum::http::StatusCode;

use crate::house::{House, OTHER_SCHOOL, SCHOOL, TOWNSHIP};

async fn house() -> House {
    let house = House::furnished().await;
    let workspace = luoshi::workspace::Workspace::open(&house.edge()).await.unwrap();
    let certified = format!("学校标识码,创建状态,认定日期\n{SCHOOL},已达标,2024-06-01\n{OTHER_SCHOOL},创建中,\n");
    house.import(&workspace, "safe_campus", "2024-12-15", &certified).await;
    let changes = format!(
        "变动编号,变动类型,变动日期,原学校标识码,现学校标识码,变动前内容,变动后内容\n\
         1,分设,2023-09-01,{SCHOOL},{OTHER_SCHOOL},铜都示例小学,汤丹示例小学\n\
         2,更名,2022-09-01,{SCHOOL},{SCHOOL},铜都旧小学,铜都示例小学\n"
    );
    house.import(&workspace, "org_changes", "2024-01-01", &changes).await;
    workspace.store.close().await;
    house
}

#[tokio::test]
async fn the_directory_is_filtered_by_name_pinyin_and_place() {
    let house = house().await;
    let site = house.open().await;
    let mut planner = site.signed_in("planner").await;
    for (query, own, other) in [
        ("", true, true),
        ("?q=tdslxx", true, true),
        ("?q=tongdu", true, false),
        ("?q=tangdan", false, true),
        ("?q=%E6%B1%A4%E4%B8%B9", false, true),
        ("?q=2153000101", true, false),
        ("?township=530113101", false, true),
        ("?kind=211", true, true),
        ("?kind=111", false, false),
    ] {
        let page = planner.get(&format!("/schools{query}")).await;
        assert_eq!(page.status, StatusCode::OK);
        let found = [SCHOOL, OTHER_SCHOOL].map(|code| page.body.contains(&format!("\"/schools/{code}\"")));
        assert_eq!(found, [own, other], "{query}");
    }
}

#[tokio::test]
async fn a_profile_tells_figures_data_and_history() {
    let house = house().await;
    let site = house.open().await;
    let mut planner = site.signed_in("planner").await;
    let page = planner.get(&format!("/schools/{SCHOOL}")).await;
    assert_eq!(page.status, StatusCode::OK);
    for told in ["铜都示例小学", "铜都街道", "小学", "平安校园", "100.00%", "第 1，共 2", "平安校园创建", "更名"]
    {
        assert!(page.body.contains(told), "{told}: {}", page.body);
    }
    assert!(page.body.contains("铜都示例小学 → 汤丹示例小学"), "{}", page.body);
    let township = planner.get(&format!("/townships/{TOWNSHIP}")).await;
    assert_eq!(township.status, StatusCode::OK);
    assert!(township.body.contains("汤丹示例小学") && !township.body.contains("铜都示例小学"));
    assert_eq!(planner.get(&format!("/townships/{SCHOOL}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(planner.get("/schools/2153000999").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_clerk_never_learns_that_another_school_exists() {
    let house = house().await;
    let site = house.open().await;
    let mut clerk = site.signed_in("clerk").await;
    let profile = format!("/schools/{SCHOOL}");
    let pages = [
        "/schools",
        "/schools?closed=1",
        "/schools?q=tangdan",
        &profile,
        "/search?q=%E7%A4%BA%E4%BE%8B%E5%B0%8F%E5%AD%A6",
        "/search?q=tdslxx",
        "/search?q=2153000202",
        "/indicators/safe_campus_share",
        "/indicators/safe_campus_share/units",
        "/indicators/safe_campus_share?compare=2024-10-01&known=now",
        "/indicators/years",
    ];
    for path in pages {
        let page = clerk.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        // What was asked for is repeated in the field of the search.
        let told = page.body.replace("value=\"2153000202\"", "").replace("data-q=\"2153000202\"", "");
        let told = told.replace("q=2153000202", "");
        for other in [OTHER_SCHOOL, "汤丹示例", "汤丹镇"] {
            assert!(!told.contains(other), "{other} on {path}: {told}");
        }
    }
    let own = clerk.get(&profile).await.body;
    assert!(own.contains("其他学校") && own.contains("铜都旧小学"), "{own}");
    assert!(!own.contains("第 1，共 2"), "two schools are too few to be compared without pointing at one");
    let (other, none) = (clerk.get(&format!("/schools/{OTHER_SCHOOL}")).await, clerk.get("/schools/2153000999").await);
    assert_eq!((other.status, none.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(other.body.replace(OTHER_SCHOOL, ""), none.body.replace("2153000999", ""));
    assert_eq!(clerk.get(&format!("/townships/{TOWNSHIP}")).await.status, StatusCode::NOT_FOUND);
    let mut liaison = site.signed_in("liaison").await;
    assert_eq!(liaison.get("/schools").await.status, StatusCode::FORBIDDEN);
    assert!(!liaison.get("/search?q=tdslxx").await.body.contains(SCHOOL));
}

#[tokio::test]
async fn search_finds_by_chinese_pinyin_initials_and_english() {
    let house = house().await;
    let site = house.open().await;
    let mut planner = site.signed_in("planner").await;
    for (question, link) in [
        ("tdslxx", "/schools/2153000101"),
        ("tongdu", "/schools/2153000101"),
        ("tdsxx", "/schools/2153000101"),
        ("td+xiaoxue", "/schools/2153000101"),
        ("tdz", "/townships/530113101"),
        ("%E5%B9%B3%E5%AE%89%E6%A0%A1%E5%9B%AD", "/indicators/safe_campus_share"),
        ("paxy", "/indicators/safe_campus_share"),
        ("Safe+campus", "/indicators/safe_campus_share"),
        ("qczj", "/plan?unit=finance"),
        ("szxy", "/plan/tasks/17"),
        ("teachers", "/data/teachers"),
    ] {
        let page = planner.get(&format!("/search?q={question}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.replace("&#38;", "&").contains(&format!("href=\"{link}")), "{question}: {}", page.body);
    }
    let best = planner.get("/search?q=tongdusl").await.body;
    let first = best.split("<ul class=\"found\">").nth(1).unwrap().split("href=\"").nth(1).unwrap();
    assert!(first.starts_with("/schools/2153000101"), "{first}");
    assert!(planner.get("/search?q=wwwwww").await.body.contains("没有找到"));
    let dataset = planner.get("/indicators?dataset=safe_campus").await;
    assert!(dataset.body.contains("safe_campus_share") && !dataset.body.contains("/indicators/gaokao_first_line"));
}
