//! The plan in time, on the wall and beside its source; what changed since somebody was here.

use std::{fs, path::Path};

use axum::http::StatusCode;
use jiff::SignedDuration;
use luoshi::workspace::Workspace;
use policy::source::SourceText;

use crate::house::{Browser, House, OTHER_SCHOOL, SCHOOL};

const SAFE: &str = "g-2024-safe-campus";

async fn certify(house: &House, as_of: &str, other: &str) {
    let csv = format!("学校标识码,创建状态,认定日期\n{SCHOOL},已达标,2024-06-01\n{OTHER_SCHOOL},{other}\n");
    let workspace = Workspace::open(&house.edge()).await.unwrap();
    house.import(&workspace, "safe_campus", as_of, &csv).await;
    workspace.store.close().await;
}

/// Signs in anew and looks at the overview.
async fn visit(house: &House, browser: &mut Browser, login: &str) -> String {
    house.later(SignedDuration::from_hours(1));
    browser.forget_session();
    browser.sign_in(login).await;
    let overview = browser.get("/").await;
    assert_eq!(overview.status, StatusCode::OK, "{}", overview.body);
    overview.body
}

#[tokio::test]
async fn the_plan_is_filtered_by_what_is_due() {
    let house = House::furnished().await;
    let mut planner = house.open().await;
    planner.sign_in("planner").await;
    let (promise, milestone) = (format!("<li id=\"{SAFE}\">"), ">节点</span>");
    for (due, has_it) in [("past", true), ("2024", true), ("2025", false)] {
        let page = planner.get(&format!("/plan?due={due}")).await.body;
        assert_eq!(page.contains(&promise), has_it, "{due}: {page}");
        assert!(page.contains(&format!("<option value=\"{due}\" selected>")), "{due}");
    }
    // What has a date without a target is found by it too; what has neither is left out.
    let page = planner.get("/plan?due=2025").await.body;
    assert!(page.contains(milestone), "{page}");
    assert!(planner.get("/plan?due=1999").await.body.contains("没有符合条件"));
}

#[tokio::test]
async fn the_overview_says_what_changed_since_the_last_visit() {
    let house = House::furnished().await;
    let mut planner = house.open().await;
    let mut clerk = planner.another();
    for (browser, login) in [(&mut planner, "planner"), (&mut clerk, "clerk")] {
        let first = visit(&house, browser, login).await;
        assert!(first.contains("这是首次登录"), "{first}");
    }
    house.later(SignedDuration::from_hours(1));
    certify(&house, "2024-12-15", "创建中,").await;

    let seen = visit(&house, &mut planner, "planner").await;
    let (_, changes) = seen.split_once("h-changes").unwrap();
    let (changes, _) = changes.split_once("h-red").unwrap();
    assert!(changes.contains("上次登录：2025年3月1日"), "{changes}");
    assert!(changes.contains("没有数据") && changes.contains("到期未达标"), "{changes}");
    assert!(changes.contains("50.00%") && changes.contains("/indicators/safe_campus_share"), "{changes}");
    assert!(changes.contains("1 份数据有变动") && changes.contains("/data/snapshots/"), "{changes}");
    // The file is the district's: whoever answers for one school sees what became of the target, not the file.
    let seen = visit(&house, &mut clerk, "clerk").await;
    assert!(seen.contains("项目标有变化") && !seen.contains("/data/snapshots/"), "{seen}");

    let calm = visit(&house, &mut planner, "planner").await;
    assert!(calm.contains("以来没有变化"), "{calm}");

    house.later(SignedDuration::from_hours(1));
    certify(&house, "2024-12-20", "已达标,2024-12-01").await;
    let seen = visit(&house, &mut planner, "planner").await;
    let (_, changes) = seen.split_once("h-changes").unwrap();
    let (changes, _) = changes.split_once("h-red").unwrap();
    assert!(changes.contains("50.00%") && changes.contains("100.00%") && changes.contains("已达标"), "{changes}");
}

#[tokio::test]
async fn days_that_go_by_change_what_is_due() {
    let house = House::furnished().await;
    let csv = format!(
        "年度,公民身份号码,姓名,性别,出生日期,学校标识码,人员类别,聘用日期,考核结果,生活补贴（万元/年）\n\
        2024,530113196703150004,示例甲,女,1967-03-15,{SCHOOL},银龄讲学教师,2024-09-01,合格,6\n"
    );
    let workspace = Workspace::open(&house.edge()).await.unwrap();
    house.import(&workspace, "silver_teachers", "2024-12-15", &csv).await;
    workspace.store.close().await;
    let mut planner = house.open().await;
    visit(&house, &mut planner, "planner").await;
    house.later(SignedDuration::from_hours(24 * 400));
    let seen = visit(&house, &mut planner, "planner").await;
    let (_, changes) = seen.split_once("h-changes").unwrap();
    let (changes, _) = changes.split_once("h-red").unwrap();
    assert!(changes.contains("项目标有变化") && !changes.contains("份数据有变动"), "{changes}");
}

#[tokio::test]
async fn the_timeline_has_everything_with_a_date_by_task_and_by_quarter() {
    let house = House::furnished().await;
    certify(&house, "2024-12-15", "创建中,").await;
    let mut leader = house.open().await;
    leader.sign_in("leader").await;
    let page = leader.get("/plan/timeline").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for told in ["2024 到期未达标", "时限已过", "还有 305 天", "定期", "2025 年第 4 季度", "今天（2025年3月1日）"]
    {
        assert!(page.body.contains(told), "{told}");
    }
    assert!(!page.body.contains("style="), "the policy of the site forbids styles in attributes");
    let some = leader.get("/plan/timeline?unit=finance").await.body;
    assert!(some.len() < page.body.len() && some.contains("selected"));
    let none = leader.get("/plan/timeline?unit=nobody").await.body;
    assert!(none.contains("没有符合条件的承诺"), "{none}");
}

#[tokio::test]
async fn the_wall_shows_the_facts_of_the_overview_without_a_way_to_get_lost() {
    let house = House::furnished().await;
    certify(&house, "2024-12-15", "创建中,").await;
    let mut liaison = house.open().await;
    assert_eq!(liaison.get("/wall").await.status, StatusCode::SEE_OTHER);
    liaison.sign_in("liaison").await;
    let wall = liaison.get("/wall").await;
    assert_eq!(wall.status, StatusCode::OK, "{}", wall.body);
    for told in ["各项目标的进展", "需要决策", "各单位欠账", "近期时限", "2024 年为 50.00%", "更新于 2025年3月1日"]
    {
        assert!(wall.body.contains(told), "{told}: {}", wall.body);
    }
    assert!(!wall.body.contains("<nav") && !wall.body.contains("style="), "{}", wall.body);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Has the workspace read a pack whose source is a text of ours; the official one is not part of the program.
async fn with_source(house: &House, text: &str) -> (usize, usize) {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    copy(&packs, &house.path().join("packs"));
    let pack = house.path().join("packs/dongchuan-2023-2025");
    let plan = fs::read_to_string(pack.join("plan.toml")).unwrap();
    let line = plan.lines().find(|line| line.starts_with("sha256")).unwrap();
    let ours = format!("sha256 = \"{}\"", SourceText::new(text).sha256());
    fs::write(pack.join("plan.toml"), plan.replace(line, &ours)).unwrap();
    let config = fs::read_to_string(house.path().join("luoshi.toml")).unwrap();
    let line = config.lines().find(|line| line.starts_with("pack")).unwrap();
    let ours = format!("pack = {:?}", pack.display().to_string());
    fs::write(house.path().join("luoshi.toml"), config.replace(line, &ours)).unwrap();
    let workspace = Workspace::open(&house.edge()).await.unwrap();
    let plan = workspace.pack.plan.as_ref().unwrap();
    let safe = plan.commitments.iter().find(|one| one.id == SAFE).unwrap();
    let place = (safe.places[0].p, safe.places[0].from);
    workspace.store.close().await;
    place
}

#[tokio::test]
async fn the_source_is_shown_once_the_very_text_is_attached() {
    let house = House::furnished().await;
    let text: String = (1..=122).map(|p| format!("{}\n", format!("第{p}段示例").repeat(120))).collect();
    let (p, from) = with_source(&house, &text).await;
    let mut planner = house.open().await;
    let mut leader = planner.another();
    planner.sign_in("planner").await;
    leader.sign_in("leader").await;
    let empty = leader.get("/plan/source").await.body;
    assert!(!leader.get("/plan").await.body.contains("/plan/source?lit="));
    assert!(empty.contains("尚未上传正式文件") && empty.contains("请牵头单位"), "{empty}");
    assert!(!empty.contains("type=\"file\""));
    assert_eq!(leader.upload("/plan/source", &[], "a.txt", text.as_bytes()).await.status, StatusCode::FORBIDDEN);

    let other = planner.upload("/plan/source", &[], "别的.txt", "另一段\n又一段".as_bytes()).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(other.body.contains("收到的有 2 段") && other.body.contains("尚未上传正式文件"), "{}", other.body);
    let binary = planner.upload("/plan/source", &[], "a.doc", &[0xd0, 0xcf, 0x11, 0xe0]).await;
    assert!(binary.body.contains("不是 UTF-8 文本"), "{}", binary.body);
    let none = planner.upload("/plan/source", &[], "", b"").await;
    assert!(none.body.contains("没有收到文件"), "{}", none.body);

    let done = planner.upload("/plan/source", &[], "plan.txt", format!("\u{feff}{text}").as_bytes()).await;
    assert_eq!(done.location(), "/plan/source", "{}", done.body);
    let page = leader.get("/plan/source").await.body;
    assert!(page.contains("第122段示例") && page.contains(&format!("id=\"p{p}-{from}\"")), "{page}");
    assert!(!page.contains("bound lit"));
    let lit = leader.get(&format!("/plan/source?lit={SAFE}")).await.body;
    assert!(lit.contains("bound lit") && lit.contains("对应 1 项承诺"), "{lit}");
    assert!(lit.contains("2024年“平安校园”创建率达到100%") && lit.contains("没有数据"), "{lit}");
    let link = format!("/plan/source?lit={SAFE}#p{p}-{from}");
    assert!(leader.get("/plan").await.body.contains(&link));
    let odd = leader.get("/plan/source?lit=nobody,%3Cscript%3E").await;
    assert!(odd.status == StatusCode::OK && !odd.body.contains("bound lit"));

    let mut auditor = planner.another();
    auditor.sign_in("auditor").await;
    let log = auditor.get("/log?kind=source.attached").await.body;
    assert!(log.contains("上传规划原文") && log.contains("plan.txt"), "{log}");
}
