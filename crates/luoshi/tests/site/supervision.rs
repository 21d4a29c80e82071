//! One commitment through more than a year with five people, the clock moved as the story goes.

use axum::http::StatusCode;
use luoshi::{
    services::{
        duty::{self, Proofs},
        person::{self, Add},
    },
    store::{DutyFilter, DutyRow},
    workspace::Workspace,
};
use policy::{
    access::{Membership, Role},
    supervise::{Inspected, ShareState, State},
    text::Language,
};

use crate::house::{Browser, House, PASSWORD, terminal};

pub struct Story {
    pub house: House,
    pub site: Browser,
    pub workspace: Workspace,
    pub id: String,
}

impl Story {
    pub async fn row(&self) -> DutyRow {
        self.workspace.store.read().await.unwrap().duty(&self.id).await.unwrap().unwrap()
    }

    /// On a day, in the morning of the office, somebody sends a form of the page.
    pub async fn on(&self, day: &str, login: &str, deed: &str, fields: &[(&str, &str)]) {
        *self.house.now.lock().unwrap() = format!("{day}T02:00:00Z").parse().unwrap();
        let mut browser = self.site.signed_in(login).await;
        let page = browser.get(&format!("/duties/{}", self.id)).await;
        assert_eq!(page.status, StatusCode::OK, "{login}");
        assert!(page.body.contains(&format!("data-deed=\"{deed}\"")), "{day}: {login} is not offered {deed}");
        let version = self.row().await.version.to_string();
        let fields: Vec<_> =
            [("deed", deed), ("version", &version)].into_iter().chain(fields.iter().copied()).collect();
        let answer = browser.post(&format!("/duties/{}", self.id), &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{day} {login} {deed}: {}", answer.body);
    }

    /// The daily run of a day; the colours and causes of all slips so far.
    pub async fn run(&self, day: &str) -> Vec<(String, String)> {
        *self.house.now.lock().unwrap() = format!("{day}T00:30:00Z").parse().unwrap();
        let none = Proofs::default();
        let (edge, day) = (self.house.edge(), day.parse().unwrap());
        for _ in 0..2 {
            duty::tick(&self.workspace, &edge, "luoshi", &none, day).await.unwrap();
        }
        let slips = self.row().await.duty.slips;
        slips.iter().map(|slip| (luoshi::words::name(&slip.colour), luoshi::words::name(&slip.cause))).collect()
    }
}

pub async fn begin() -> Story {
    begin_in(House::furnished().await).await
}

pub async fn begin_in(house: House) -> Story {
    let site = house.open().await;
    let workspace = Workspace::open(&house.edge()).await.unwrap();
    let add = Add {
        login: "education".into(),
        name: "education".into(),
        email: String::new(),
        language: Language::Chinese,
        memberships: vec![Membership { role: Role::Liaison, scope: "education".into() }],
    };
    person::add_with_password(&workspace, &house.edge(), add, PASSWORD).await.unwrap();
    *house.now.lock().unwrap() = "2025-03-03T02:00:00Z".parse().unwrap();
    let mut planner = site.signed_in("planner").await;
    planner.post("/duties", &[("deed", "open"), ("year", "2025")]).await;
    let filter = DutyFilter { unit: Some("finance"), ..DutyFilter::default() };
    let (rows, _) = workspace.store.read().await.unwrap().duties(&filter, 0, 999).await.unwrap();
    let id = rows.into_iter().find(|row| row.duty.unit == "finance").unwrap().id;
    Story { house, site, workspace, id }
}

/// What is pressed for goes onto paper.
async fn on_paper(story: &Story) {
    let mut planner = story.site.signed_in("planner").await;
    let path = format!("/documents/order?duty={}", story.id);
    assert!(planner.get(&format!("/duties/{}", story.id)).await.body.contains(&path));
    let order = planner.get(&path).await.body;
    for part in ["昆明市东川区财政局", "蓝色提示单", "2025年12月19日", "待签收", "尚未报送进展"]
    {
        assert!(order.contains(part), "{part}: {order}");
    }
    assert!(planner.get("/documents/order?duty=none").await.status == StatusCode::NOT_FOUND);
}

fn slip(colour: &str, cause: &str) -> (String, String) {
    (colour.to_owned(), cause.to_owned())
}

#[tokio::test]
async fn a_commitment_goes_through_its_life_with_five_people() {
    let story = begin().await;
    let steps = [
        ("step_title", "列入预算"),
        ("step_unit", "finance"),
        ("step_weight", "60"),
        ("step_title", "拨付到校"),
        ("step_unit", "education"),
        ("step_weight", "40"),
    ];
    // Forms send every field of every step.
    let mut arranged = vec![("due", "2025-12-19"), ("person", "liaison"), ("cooperating", "education")];
    for step in steps.chunks(3) {
        arranged.extend(step);
        arranged.extend([("step_person", ""), ("step_due", "2025-11-28")]);
    }
    story.on("2025-03-03", "planner", "arrange", &arranged).await;
    story.on("2025-03-03", "planner", "assign", &[]).await;
    // Nobody acknowledges it: the reminder, then what is owed to it.
    assert_eq!(story.run("2025-03-06").await, []);
    assert_eq!(story.run("2025-03-07").await, [slip("blue", "unacknowledged")]);
    on_paper(&story).await;
    story.on("2025-03-07", "liaison", "acknowledge", &[]).await;
    story.on("2025-03-10", "liaison", "answer-slip", &[("slip", "0"), ("words", "已签收")]).await;
    story.on("2025-03-10", "planner", "settle-slip", &[("slip", "0")]).await;

    // The year goes on: a round, the share of the other unit, a step each, an instruction.
    story.on("2025-06-20", "liaison", "report", &[("pace", "on_course"), ("progress", "预算已批复")]).await;
    story.on("2025-06-20", "liaison", "finish-step", &[("step", "0")]).await;
    story.on("2025-09-10", "education", "report-share", &[("unit", "education"), ("words", "已分到各校")]).await;
    story.on("2025-09-11", "liaison", "return-share", &[("unit", "education"), ("reason", "缺清单")]).await;
    story.on("2025-09-12", "education", "report-share", &[("unit", "education"), ("words", "清单附后")]).await;
    story.on("2025-09-15", "liaison", "merge-share", &[("unit", "education")]).await;
    story.on("2025-10-20", "leader", "instruct", &[("words", "年内务必到位")]).await;
    story.on("2025-10-20", "planner", "rate", &[("level", "medium"), ("because", "依赖年底资金")]).await;
    story.on("2025-10-21", "liaison", "report", &[("pace", "behind"), ("progress", "尚有两校未拨")]).await;
    assert!(story.row().await.duty.instructions.is_empty(), "a report answers it");

    // More time is asked for, refused, asked for again, and granted.
    story.on("2025-11-10", "liaison", "ask-extension", &[("until", "2026-02-27"), ("reason", "资金跨年")]).await;
    story.on("2025-11-11", "planner", "refuse-extension", &[("reason", "先报拨付计划")]).await;
    story.on("2025-11-12", "liaison", "ask-extension", &[("until", "2026-02-27"), ("reason", "计划附后")]).await;
    story.on("2025-11-13", "planner", "grant-extension", &[]).await;
    assert_eq!(story.row().await.duty.due.to_string(), "2026-02-27");

    story.on("2025-12-02", "liaison", "report", &[("pace", "on_course"), ("progress", "拨付计划已报")]).await;

    // The festival goes by, and so does the day: near, past, and the red slip three working days later.
    assert_eq!(story.run("2026-01-30").await.len(), 1);
    let near = story.run("2026-02-12").await;
    assert_eq!(near.last(), Some(&slip("blue", "near_due")), "working days, the festival not counted");
    assert!(!story.row().await.duty.is_overdue("2026-02-27".parse().unwrap()));
    let late = story.run("2026-03-05").await;
    assert_eq!(late.last(), Some(&slip("red", "overdue")), "{late:?}");
    let mut liaison = story.site.signed_in("liaison").await;
    assert!(liaison.get("/work").await.body.contains("已逾期"));

    // It is done, sent back, put right, verified.
    story.on("2026-03-06", "education", "finish-step", &[("step", "1")]).await;
    story.on("2026-03-06", "liaison", "report", &[("pace", "done"), ("progress", "全部拨付")]).await;
    let version = story.row().await.version.to_string();
    let path = format!("/duties/{}/evidence", story.id);
    let mut liaison = story.site.signed_in("liaison").await;
    let pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
    let sent = liaison.upload(&path, &[("version", &version)], "拨付凭证.pdf", pdf).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    story.on("2026-03-06", "liaison", "submit", &[("words", "凭证附后")]).await;
    story.on("2026-03-09", "inspector", "return", &[("reason", "凭证缺印章")]).await;
    story.on("2026-03-10", "liaison", "report", &[("pace", "done"), ("progress", "已补盖章")]).await;
    story.on("2026-03-10", "liaison", "submit", &[("words", "已补")]).await;
    story.on("2026-03-11", "planner", "verify", &[("quality", "fair"), ("words", "属实，但逾期")]).await;
    assert_eq!(story.row().await.duty.slip(), None, "closing settles what was open");

    // Drawn by chance, looked at on site, found wanting, opened again and closed.
    let mut planner = story.site.signed_in("planner").await;
    let drawn = planner.post("/duties", &[("deed", "draw"), ("year", "2025"), ("count", "5")]).await;
    assert!(drawn.location().ends_with("done=draw&count=1"), "{}", drawn.location());
    story.on("2026-03-20", "inspector", "inspect", &[("outcome", "partly"), ("words", "一校未到账")]).await;
    story.on("2026-03-23", "planner", "reopen", &[("reason", "核查发现一校未到账")]).await;
    story.on("2026-03-25", "liaison", "report", &[("pace", "done"), ("progress", "该校已到账")]).await;
    story.on("2026-03-25", "liaison", "submit", &[("words", "到账凭证附后")]).await;
    story.on("2026-03-26", "planner", "verify", &[("quality", "fair"), ("words", "已到账")]).await;
    story.on("2026-03-27", "liaison", "appeal", &[("words", "逾期因系统停机")]).await;
    let adjusted = [("part", "timeliness"), ("points", "5"), ("words", "停机一天属实")];
    story.on("2026-03-30", "planner", "adjust", &adjusted).await;

    let duty = story.row().await.duty;
    assert_eq!((duty.state, duty.returns, duty.extensions), (State::Closed, 1, 1));
    assert_eq!(duty.shares["education"].state, ShareState::Merged);
    assert_eq!(duty.inspection.as_ref().map(|one| one.outcome), Some(Inspected::Partly));
    let history = duty::history(&story.workspace, &story.id).await.unwrap();
    assert_eq!(duty::refold(&history), Some(duty));
    assert!(story.workspace.store.read().await.unwrap().verify_events().await.unwrap().is_ok());

    // Every point of the score leads to its event.
    let (from, until) = ("2025-01-01".parse().unwrap(), "2026-12-31".parse().unwrap());
    let points = duty::points(&story.workspace, from, until, Some("finance")).await.unwrap();
    let own: Vec<_> = points.iter().filter(|point| point.duty == story.id).collect();
    let occasions: Vec<_> = own.iter().map(|point| luoshi::words::name(&point.occasion)).collect();
    for wanted in ["slip_blue", "slip_red", "extension_granted", "submitted_late", "returned", "reopened", "adjusted"] {
        assert!(occasions.iter().any(|one| one == wanted), "{wanted}: {occasions:?}");
    }
    assert!(own.iter().all(|point| history.iter().any(|told| told.seq == point.seq)));
    let mut auditor = story.site.signed_in("auditor").await;
    let page = auditor.get("/duties/scores?from=2025-01-01&until=2026-12-31&unit=finance").await;
    assert!(page.body.contains("更正计分"), "{}", page.body);

    // The same from the terminal.
    let asked = ["supervise", "score", "--from", "2025-01-01", "--until", "2026-12-31", "--points", "--format", "csv"];
    let said = terminal(&story.house, &asked).await;
    assert!(said.contains("区财政局") && said.contains("更正计分"), "{said}");
    let listed = terminal(&story.house, &["supervise", "list", "--year", "2025", "--unit", "finance"]).await;
    assert!(listed.contains("已办结"), "{listed}");
    let ticked = terminal(&story.house, &["supervise", "tick", "--as-of", "2026-03-30"]).await;
    assert!(ticked.starts_with("按规则发出 0 张督办单。\n"), "{ticked}");
}
