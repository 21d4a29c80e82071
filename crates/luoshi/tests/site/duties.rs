//! Duties as people see them: a whole life, who may do what, files that prove something, and what waits for whom.

use axum::http::StatusCode;
use image::{DynamicImage, ImageFormat};
use jiff::{SignedDuration, civil::Date};
use luoshi::{
    services::duty::{self, Proofs, Who},
    store::{DutyFilter, DutyRow},
    workspace::Workspace,
};
use policy::supervise::{Pace, State};

use crate::house::{Answer, Browser, House};

/// A standing promise that the finance unit leads alone.
const PROMISE: &str = "s04-wages-in-budget";

struct Desk {
    house: House,
    site: Browser,
    workspace: Workspace,
    planner: Browser,
    finance: Browser,
    /// The duty that the finance unit leads.
    id: String,
}

impl Desk {
    /// Every duty of 2025 opened; the one of the finance unit assigned.
    async fn new() -> Self {
        let house = House::furnished().await;
        let site = house.open().await;
        let workspace = Workspace::open(&house.edge()).await.unwrap();
        let mut planner = site.signed_in("planner").await;
        let opened = planner.post("/duties", &[("deed", "open"), ("year", "2025")]).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.body);
        let filter = DutyFilter { unit: Some("finance"), ..DutyFilter::default() };
        let (rows, _) = workspace.store.read().await.unwrap().duties(&filter, 0, 999).await.unwrap();
        let own = rows.iter().find(|row| row.duty.unit == "finance" && row.duty.shares.is_empty());
        let id = own.unwrap_or_else(|| panic!("the finance unit leads something, such as {PROMISE}")).id.clone();
        let chosen = format!("{id}:1");
        let assigned = planner.post("/duties", &[("deed", "assign"), ("year", "2025"), ("duty", &chosen)]).await;
        assert_eq!(assigned.status, StatusCode::SEE_OTHER, "{}", assigned.body);
        let finance = site.signed_in("liaison").await;
        Self { house, site, workspace, planner, finance, id }
    }

    async fn row(&self) -> DutyRow {
        self.workspace.store.read().await.unwrap().duty(&self.id).await.unwrap().unwrap()
    }

    /// Sends a form as the page of now would.
    async fn act(&self, browser: &mut Browser, deed: &str, fields: &[(&str, &str)]) -> Answer {
        let version = self.row().await.version.to_string();
        let fields: Vec<_> =
            [("deed", deed), ("version", &version)].into_iter().chain(fields.iter().copied()).collect();
        browser.post(&format!("/duties/{}", self.id), &fields).await
    }

    async fn done(&self, browser: &mut Browser, deed: &str, fields: &[(&str, &str)]) {
        let answer = self.act(browser, deed, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{deed}: {}", answer.body);
    }
}

/// A photo with what cameras write into it.
fn photo() -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    DynamicImage::new_rgb8(32, 16).write_to(&mut file, ImageFormat::Jpeg).unwrap();
    let plain = file.into_inner();
    // One entry of the Exif directory: orientation 6, the camera was held upright.
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0GPS-OF-A-HOME".to_vec();
    let mut segment = vec![0xff, 0xe1];
    segment.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    segment.append(&mut exif);
    [&plain[..2], &segment, &plain[2..]].concat()
}

fn holds(content: &[u8], part: &[u8]) -> bool {
    content.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn a_duty_lives_from_its_opening_to_a_verified_end() {
    let mut desk = Desk::new().await;
    let page = format!("/duties/{}", desk.id);
    let (mut planner, mut finance) = (desk.planner.another(), desk.finance.another());
    std::mem::swap(&mut planner, &mut desk.planner);
    std::mem::swap(&mut finance, &mut desk.finance);
    assert!(finance.get("/work").await.body.contains("待签收"));
    desk.done(&mut finance, "acknowledge", &[]).await;
    let report = [("pace", "done"), ("progress", "已列入预算"), ("next", "按月拨付")];
    desk.done(&mut finance, "report", &report).await;
    let early = desk.act(&mut finance, "submit", &[("words", "已完成")]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.body.contains("没有佐证材料") && early.body.contains(">已完成</textarea>"), "what was typed is kept");
    let version = desk.row().await.version.to_string();
    let fields = [("version", version.as_str()), ("strip", "1")];
    let sent = finance.upload(&format!("{page}/evidence"), &fields, "预算批复.jpg", &photo()).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    desk.done(&mut finance, "submit", &[("words", "已完成")]).await;
    // Somebody who leads and verifies sees it waiting; whoever handed it in does not judge it.
    assert!(planner.get("/work").await.body.contains("待核验"));
    assert_eq!(desk.act(&mut finance, "verify", &[("quality", "good")]).await.status, StatusCode::FORBIDDEN);
    desk.done(&mut planner, "return", &[("reason", "批复看不清")]).await;
    let work = finance.get("/work").await.body;
    assert!(work.contains("退回重办") && work.contains("批复看不清"));
    desk.done(&mut finance, "report", &report).await;
    desk.done(&mut finance, "submit", &[("words", "已补扫描件")]).await;
    desk.done(&mut planner, "verify", &[("quality", "good"), ("words", "属实")]).await;
    let row = desk.row().await;
    assert_eq!((row.duty.state, row.duty.returns), (State::Closed, 1));
    let shown = finance.get(&page).await.body;
    for part in ["已办结", "立项", "交办", "签收", "报进展", "上传佐证", "退回", "批复看不清", "核验办结"]
    {
        assert!(shown.contains(part), "{part}");
    }
    // The events in the log are the duty, and the log is sound.
    let history = duty::history(&desk.workspace, &desk.id).await.unwrap();
    assert_eq!(duty::refold(&history), Some(row.duty));
    assert!(desk.workspace.store.read().await.unwrap().verify_events().await.unwrap().is_ok());
}

#[tokio::test]
async fn of_two_who_act_on_the_same_the_second_is_told_and_loses_nothing() {
    let mut desk = Desk::new().await;
    let mut finance = desk.site.signed_in("liaison").await;
    desk.done(&mut finance, "acknowledge", &[]).await;
    let version = desk.row().await.version.to_string();
    let page = format!("/duties/{}", desk.id);
    let send = |words: &'static str| {
        vec![("deed", "report"), ("version", version.as_str()), ("pace", "on_course"), ("progress", words)]
    };
    assert_eq!(finance.post(&page, &send("先到的")).await.status, StatusCode::SEE_OTHER);
    let late = desk.finance.post(&page, &send("后到的")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("liaison 已在") && late.body.contains(">后到的</textarea>"), "{}", late.body);
    assert_eq!(desk.row().await.duty.report.unwrap().progress, "先到的");
    // A form without a version saw nothing.
    let blind = desk.finance.post(&page, &[("deed", "comment"), ("words", "盲")]).await;
    assert_eq!(blind.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn everybody_sees_and_does_what_is_theirs() {
    let desk = Desk::new().await;
    let page = format!("/duties/{}", desk.id);
    let filter = DutyFilter { unit: Some("education"), ..DutyFilter::default() };
    let (rows, _) = desk.workspace.store.read().await.unwrap().duties(&filter, 0, 999).await.unwrap();
    let foreign = rows.iter().find(|row| !row.duty.names("finance")).unwrap();
    let mut finance = desk.site.signed_in("liaison").await;
    // A draft of the own unit, a duty of another unit, and one that does not exist look the same.
    let own_draft = rows.iter().find(|row| row.duty.names("finance") && row.duty.state == State::Drafted);
    for id in [Some(foreign.id.as_str()), own_draft.map(|row| row.id.as_str()), Some("none")].into_iter().flatten() {
        assert_eq!(finance.get(&format!("/duties/{id}")).await.status, StatusCode::NOT_FOUND);
    }
    let list = finance.get("/duties?year=2025").await.body;
    assert!(list.contains(&page) && !list.contains(&foreign.id));
    for (login, sees) in
        [("leader", true), ("auditor", true), ("inspector", true), ("clerk", false), ("township", false)]
    {
        let mut browser = desk.site.signed_in(login).await;
        let answer = browser.get(&page).await;
        let wanted = if sees { StatusCode::OK } else { StatusCode::FORBIDDEN };
        assert_eq!(answer.status, wanted, "{login}");
        let acknowledged = desk.act(&mut browser, "acknowledge", &[]).await;
        assert_eq!(acknowledged.status, StatusCode::FORBIDDEN, "{login}");
        assert!(!answer.body.contains("name=\"deed\" value=\"acknowledge\""), "{login}");
        assert_eq!(answer.body.contains("data-deed=\"instruct\""), login == "leader", "{login}");
    }
    let mut leader = desk.site.signed_in("leader").await;
    desk.done(&mut leader, "instruct", &[("words", "请抓紧")]).await;
    assert!(finance.get("/work").await.body.contains("请抓紧"));
    assert_eq!(desk.row().await.duty.state, State::Assigned);
}

#[tokio::test]
async fn files_are_what_they_are_and_not_what_they_are_called() {
    let desk = Desk::new().await;
    let mut finance = desk.site.signed_in("liaison").await;
    desk.done(&mut finance, "acknowledge", &[]).await;
    let path = format!("/duties/{}/evidence", desk.id);
    let version = desk.row().await.version.to_string();
    let plain = [("version", version.as_str())];
    for (name, content) in [
        ("页面.png", b"<!DOCTYPE html><script>alert(1)</script>".as_slice()),
        ("图.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("空.pdf", b""),
        ("程序.jpg", b"\x7fELF\x02\x01\x01"),
    ] {
        let answer = finance.upload(&path, &plain, name, content).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(answer.body.contains("不是可以接收的类型"), "{name}");
    }
    let mut large = photo();
    large.resize((20 << 20) + 1, 0);
    assert!(finance.upload(&path, &plain, "大.jpg", &large).await.body.contains("超过 20 MB"));
    // Half a picture is no picture to be cleaned.
    let strip = [("version", version.as_str()), ("strip", "1")];
    let half = &photo()[..200];
    assert!(finance.upload(&path, &strip, "半.jpg", half).await.body.contains("打不开"));
    let kept = finance.upload(&path, &plain, "../../现场 照片.jpg", &photo()).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
    let version = desk.row().await.version.to_string();
    let strip = [("version", version.as_str()), ("strip", "1")];
    assert_eq!(finance.upload(&path, &strip, "干净.jpg", &photo()).await.status, StatusCode::SEE_OTHER);
    let evidence = desk.row().await.duty.evidence;
    assert_eq!(evidence.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["现场 照片.jpg", "干净.jpg"]);
    let read = |hash: &str| std::fs::read(desk.house.path().join("evidence").join(hash)).unwrap();
    assert!(holds(&read(&evidence[0].sha256), b"GPS-OF-A-HOME"), "nobody asked to take it out");
    let clean = read(&evidence[1].sha256);
    assert!(!holds(&clean, b"GPS-OF-A-HOME") && !holds(&clean, b"Exif"));
    let upright = image::load_from_memory(&clean).unwrap();
    assert_eq!((upright.width(), upright.height()), (16, 32), "the picture stands as it was held");
    // Looked at by somebody who may, and written down; not by somebody who may not.
    let mut planner = desk.site.signed_in("planner").await;
    let file = format!("{path}/{}", evidence[1].sha256);
    let shown = planner.get(&file).await;
    let header = |name: &str| shown.headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "image/jpeg");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("content-disposition").starts_with("inline; filename*=UTF-8''"));
    assert!(header("content-security-policy").contains("sandbox"));
    let log = desk.workspace.store.read().await.unwrap().events_of(&desk.id).await.unwrap();
    let seen: Vec<_> = log.iter().filter(|row| row.kind == "duty.evidence_seen").map(|row| &row.actor).collect();
    assert_eq!(seen, ["planner"]);
    assert_eq!(desk.site.signed_in("clerk").await.get(&file).await.status, StatusCode::FORBIDDEN);
    assert_eq!(planner.get(&format!("{path}/{}", "0".repeat(64))).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn slips_are_raised_by_the_day_once_and_go_up() {
    let desk = Desk::new().await;
    let none = Proofs::default();
    let day = |text: &str| text.parse::<Date>().unwrap();
    let tick = async |on: &str| {
        duty::tick(&desk.workspace, &desk.house.edge(), "luoshi", &none, day(on)).await.unwrap().raised
    };
    // Assigned on 1 March 2025, a Saturday; three working days later nobody has acknowledged it.
    assert_eq!(tick("2025-03-05").await, 0);
    assert_eq!(tick("2025-03-06").await, 1);
    assert_eq!(tick("2025-03-06").await, 0);
    let colours = async || {
        let slips = desk.row().await.duty.slips;
        slips.iter().map(|slip| luoshi::words::name(&slip.colour)).collect::<Vec<_>>()
    };
    assert_eq!(colours().await, ["blue"]);
    // Five working days to answer, one of grace: the ladder.
    assert_eq!(tick("2025-03-14").await, 0);
    assert_eq!(tick("2025-03-17").await, 1);
    assert_eq!(colours().await, ["blue", "yellow"]);
    let mut finance = desk.site.signed_in("liaison").await;
    assert!(finance.get("/work").await.body.contains("督办单待答复"));
    desk.done(&mut finance, "answer-slip", &[("slip", "1"), ("words", "本周签收")]).await;
    let mut planner = desk.site.signed_in("planner").await;
    desk.done(&mut planner, "settle-slip", &[("slip", "1")]).await;
    let raised = duty::tick(&desk.workspace, &desk.house.edge(), "luoshi", &none, day("2027-03-01")).await.unwrap();
    assert_eq!(raised.unknown.map(|unknown| unknown.year), Some(2027), "no pack knows the working days of 2027");
}

#[tokio::test]
async fn what_waits_is_the_first_page() {
    let desk = Desk::new().await;
    let first = async |login: &str| desk.site.another().sign_in(login).await.location().to_owned();
    assert_eq!(first("liaison").await, "/work");
    assert_eq!(first("auditor").await, "/");
    // A draft waits for nobody.
    assert_eq!(first("planner").await, "/");
    let mut finance = desk.site.signed_in("liaison").await;
    let version = desk.row().await.version.to_string();
    let fields = [("deed", "acknowledge"), ("version", &version), ("back", "/work")];
    let answer = finance.post(&format!("/duties/{}", desk.id), &fields).await;
    assert_eq!(answer.location(), "/work?done=1");
    let filter = DutyFilter { unit: Some("finance"), pace: Some(Pace::Done), ..DutyFilter::default() };
    assert_eq!(desk.workspace.store.read().await.unwrap().duties(&filter, 0, 9).await.unwrap().1, 0);
    let who = Who { name: "nobody", memberships: &[], is_machine: false };
    assert!(duty::find(&desk.workspace, who, &desk.id).await.is_err());
    desk.house.later(SignedDuration::from_hours(1));
}
