//! Files of missing children as people see them: from a reconciliation to the township, and closed by the next one.

use std::ffi::OsString;

use axum::http::StatusCode;
use image::{DynamicImage, ImageFormat};
use luoshi::{
    cli,
    services::{
        case::{self, Followed},
        query,
    },
    store::{CaseFilter, CaseRow},
    workspace::Workspace,
};
use policy::casefile::{Closing, State};
use sqlx::{Connection as _, SqliteConnection};

use crate::{
    children::{pupils, register, roll, with_errors},
    house::{Answer, Browser, House, OTHER_SCHOOL, TOWNSHIP},
};

const REGISTER: &str = "公民身份号码,姓名,性别,出生日期,乡镇（街道）代码,村（社区）代码,是否本区户籍,居住情况,住址,监护人姓名,监护人电话,未入学原因,就读学校\n\
    530113201603150027,李小花,2,2016-03-15,530113101,,是,home,示例村1组,李大山,13800000001,none,汤丹示例小学\n\
    530113201504210012,王小河,1,2015-04-21,530113001,,是,home,示例社区2组,王大江,13800000002,none,铜都示例小学\n";

struct Desk {
    house: House,
    site: Browser,
    workspace: Workspace,
    /// Person keys: of a child in the township of the account, and of one in another.
    children: [String; 2],
}

impl Desk {
    /// Two children whom the first reconciliation did not find; one was on the roll of a school before.
    async fn new() -> Self {
        let house = House::furnished().await;
        let workspace = Workspace::open(&house.edge()).await.unwrap();
        house.import(&workspace, "population", "2025-02-20", REGISTER).await;
        let cut = lake::snapshot::Cut { as_of: "2025-03-01".parse().unwrap(), known_at: house.edge().now };
        let sql = "SELECT person FROM population ORDER BY area_code DESC";
        let answer = query(&workspace, &house.edge(), sql, cut, None, 9).await.unwrap();
        let keys: Vec<String> = answer.rows.into_iter().map(|mut row| row.remove(0).unwrap()).collect();
        let children: [String; 2] = keys.try_into().unwrap();
        let desk = Self { site: house.open().await, house, workspace, children };
        desk.run("r0", "2024-09-10", ["at_school", "at_school"]).await;
        desk.run("r1", "2025-02-28", ["not_found", "not_found"]).await;
        // The daily run of the site may have been faster.
        desk.follow("r1", "2025-03-01").await;
        let files = desk.workspace.store.read().await.unwrap().cases(CaseFilter::default()).await.unwrap();
        assert_eq!(files.len(), 2);
        desk
    }

    /// A finished reconciliation.
    async fn run(&self, id: &str, as_of: &str, standings: [&str; 2]) {
        const RUN: &str = "INSERT INTO reconciliation (id, declaration, number, as_of, made_at, made_by, fingerprint,
            state, learned, inputs, summary) SELECT $1, 'compulsory', COUNT(*) + 1, $2, $2 || 'T00:00:00Z', 'x', $1, 'done', FALSE, '[]', '{}'
            FROM reconciliation";
        const CHILD: &str = "INSERT INTO reconciled_child (reconciliation, child, standing, area, school)
            VALUES ($1, $2, $3, $4, $5)";
        let path = self.house.path().join("luoshi.db");
        let mut database = SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
        sqlx::query(RUN).bind(id).bind(as_of).execute(&mut database).await.unwrap();
        for ((child, standing), area) in self.children.iter().zip(standings).zip([TOWNSHIP, "530113001"]) {
            let school = (standing == "at_school").then_some(OTHER_SCHOOL);
            let insert = sqlx::query(CHILD).bind(id).bind(child).bind(standing).bind(area).bind(school);
            insert.execute(&mut database).await.unwrap();
        }
        database.close().await.unwrap();
    }

    async fn follow(&self, run: &str, day: &str) -> Followed {
        case::follow(&self.workspace, &self.house.edge(), "luoshi", run, day.parse().unwrap()).await.unwrap()
    }

    /// What the program answers on the command line.
    async fn luoshi(&self, args: &[&str]) -> String {
        let fixed = ["luoshi", "--dir", self.house.path().to_str().unwrap(), "--lang", "zh-CN"];
        let args: Vec<_> = fixed.into_iter().chain(args.iter().copied()).map(OsString::from).collect();
        let clock = self.house.clock();
        let reply = Box::pin(cli::run(args, &clock(), || Err(std::io::Error::other("nothing is served").into()))).await;
        assert_eq!(reply.code, 0, "{}", reply.err);
        reply.out
    }

    async fn row(&self, child: usize) -> CaseRow {
        let rows = self.workspace.store.read().await.unwrap().cases(CaseFilter::default()).await.unwrap();
        rows.into_iter().find(|row| row.child == self.children[child]).unwrap()
    }

    /// Sends a form of the first child's file as the page of now would, with a photo when one is given.
    async fn act(&self, browser: &mut Browser, deed: &str, fields: &[(&str, &str)], photo: bool) -> Answer {
        let row = self.row(0).await;
        let version = row.version.to_string();
        let fields: Vec<_> =
            [("deed", deed), ("version", &version)].into_iter().chain(fields.iter().copied()).collect();
        let (name, content) = if photo { ("照片.png", picture()) } else { ("", Vec::new()) };
        browser.upload(&format!("/cases/{}", row.id), &fields, name, &content).await
    }

    async fn done(&self, browser: &mut Browser, deed: &str, fields: &[(&str, &str)], photo: bool) {
        let answer = self.act(browser, deed, fields, photo).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{deed}: {}", answer.body);
    }
}

fn picture() -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    DynamicImage::new_rgb8(8, 8).write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}

#[tokio::test]
async fn a_township_works_on_its_file_and_the_next_roll_closes_it() {
    let desk = Desk::new().await;
    let mut township = desk.site.signed_in("township").await;
    let page = format!("/cases/{}", desk.row(0).await.id);
    let work = township.get("/work").await.body;
    assert!(work.contains("联系监护人") && work.contains("1人") && !work.contains("李小花"), "{work}");
    let list = township.get("/cases").await.body;
    assert!(list.contains(&page) && list.contains("李小花") && list.contains("2025年3月3日"), "{list}");
    assert!(!list.contains("王小河"));
    let shown = township.get(&page).await.body;
    for part in ["李小花", "李大山", "13800000001", "5301************27", "汤丹示例小学"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!shown.contains("530113201603150027"));
    desk.done(&mut township, "step", &[("chosen", "contact"), ("words", "电话联系到家长")], false).await;
    desk.done(&mut township, "step", &[("chosen", "visit"), ("words", "家访，孩子在家")], true).await;
    // An order without the proof of service is not done; what was typed is kept.
    let words = [("chosen", "order"), ("words", "已送达")];
    let bare = desk.act(&mut township, "step", &words, false).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.body.contains("没有附材料") && bare.body.contains(">已送达</textarea>"), "{}", bare.body);
    desk.done(&mut township, "step", &words, true).await;
    desk.done(&mut township, "claim", &[("chosen", "returned"), ("words", "3月20日已返校")], false).await;
    assert_eq!(desk.row(0).await.case.state, State::Claimed);
    // Words close nothing, whoever says them.
    let mut planner = desk.site.signed_in("planner").await;
    let confirmed = desk.act(&mut planner, "confirm", &[("words", "属实")], false).await;
    assert_eq!(confirmed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(confirmed.body.contains("只能由下一次比对证实"));
    assert!(!planner.get(&page).await.body.contains("data-deed=\"confirm\""));
    desk.run("r2", "2025-09-10", ["at_school", "uncertain"]).await;
    assert_eq!(desk.follow("r2", "2025-09-12").await, Followed { closed: 1, ..Followed::default() });
    assert_eq!(desk.follow("r2", "2025-09-13").await, Followed::default(), "told again it changes nothing");
    let row = desk.row(0).await;
    assert_eq!((row.case.state, row.case.closed_by), (State::Closed, Some(Closing::Roll)));
    assert_eq!(desk.row(1).await.case.state, State::Open, "an uncertain child is not found");
    let told = desk.luoshi(&["case", "list", "--format", "json"]).await;
    assert!(told.contains(&row.id) && told.contains("\"closed_by\": \"roll\"") && !told.contains("李小花"), "{told}");
    let told = desk.luoshi(&["case", "follow", "--run", "r2"]).await;
    assert!(told.contains("建档0份") && told.contains("销号0份"), "{told}");
    assert!(desk.luoshi(&["case", "count"]).await.contains("汤丹镇"));
    let shown = township.get(&page).await.body;
    assert!(shown.contains("已销号") && shown.contains("比对证实") && !shown.contains("data-deed"), "{shown}");
    // A child that vanishes again has the same file.
    desk.run("r3", "2026-03-10", ["not_found", "not_found"]).await;
    assert_eq!(desk.follow("r3", "2026-03-12").await, Followed { missed: 1, ..Followed::default() });
    let again = desk.row(0).await;
    assert_eq!((again.id, again.case.state, again.case.times), (row.id, State::Open, 2));
    // The events in the log are the file, the log is sound, and nobody is named in it.
    let history = case::history(&desk.workspace, page.rsplit('/').next().unwrap()).await.unwrap();
    assert_eq!(case::refold(&history), Some(again.case));
    let mut read = desk.workspace.store.read().await.unwrap();
    assert!(read.verify_events().await.unwrap().is_ok());
    for event in read.events_of(page.rsplit('/').next().unwrap()).await.unwrap() {
        for part in ["李小花", "李大山", "13800000001", "530113201603150027", &desk.children[0]] {
            assert!(!event.body.contains(part), "{}: {}", event.kind, event.body);
        }
    }
}

/// The planner compares the lists of a day on the site.
async fn compare(planner: &mut Browser, on: &str) {
    let started = planner.post("/reconciliation", &[("on", on)]).await;
    assert_eq!(started.status, StatusCode::SEE_OTHER, "{}", started.body);
    planner.settled("/reconciliation").await;
}

#[tokio::test]
async fn from_two_lists_to_a_file_that_the_next_roll_closes() {
    let house = House::furnished().await;
    let workspace = Workspace::open(&house.edge()).await.unwrap();
    let (children, mut on_roll) = with_errors();
    house.import(&workspace, "population", "2024-09-01", &register(&children)).await;
    house.import(&workspace, "students", "2024-09-01", &roll(&on_roll)).await;
    let site = house.open().await;
    let mut planner = site.signed_in("planner").await;
    compare(&mut planner, "2024-09-01").await;
    let missing = children.last().unwrap();
    let mut township = site.signed_in("township").await;
    assert!(township.get("/cases").await.body.contains(&missing.name));
    let rows = workspace.store.read().await.unwrap().cases(CaseFilter::default()).await.unwrap();
    let row = rows.iter().find(|row| row.case.township == TOWNSHIP).unwrap();
    let page = format!("/cases/{}", row.id);
    assert!(township.get(&page).await.body.contains(&missing.guardian));
    let send =
        |deed, chosen, version, words| [("deed", deed), ("chosen", chosen), ("version", version), ("words", words)];
    let done = township.upload(&page, &send("step", "contact", "1", "电话联系到家长"), "", &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let done = township.upload(&page, &send("claim", "returned", "2", "已返校"), "", &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    // The ledger of the township names its own children, the bulletin of the district nobody.
    let ledger = township.get("/cases/ledger").await;
    assert_eq!((ledger.status, &ledger.body[..2]), (StatusCode::OK, "PK"));
    let bulletin = planner.get("/documents/dropout").await.body;
    assert!(
        bulletin.contains("汤丹镇") && bulletin.contains("内部资料") && !bulletin.contains(&missing.name),
        "{bulletin}"
    );
    // Half a year later the school has it on its roll.
    house.later(jiff::SignedDuration::from_hours(24 * 190));
    on_roll.push(pupils(&children).pop().unwrap());
    house.import(&workspace, "students", "2025-09-01", &roll(&on_roll)).await;
    let mut planner = site.signed_in("planner").await;
    compare(&mut planner, "2025-09-01").await;
    let case = workspace.store.read().await.unwrap().case(&row.id).await.unwrap().unwrap().case;
    assert_eq!(
        (case.state, case.closed_by, case.outcome.as_deref()),
        (State::Closed, Some(Closing::Roll), Some("returned"))
    );
    let mut township = site.signed_in("township").await;
    assert!(township.get(&page).await.body.contains("已销号"));
}

#[tokio::test]
async fn everybody_sees_their_own_and_the_others_only_counts() {
    let desk = Desk::new().await;
    let (own, foreign) = (desk.row(0).await.id, desk.row(1).await.id);
    let mut township = desk.site.signed_in("township").await;
    // A file of another township and one that does not exist look the same, also to whoever writes.
    for id in [foreign.as_str(), "none"] {
        assert_eq!(township.get(&format!("/cases/{id}")).await.status, StatusCode::NOT_FOUND);
        let fields = [("deed", "note"), ("version", "1"), ("words", "有话")];
        assert_eq!(township.upload(&format!("/cases/{id}"), &fields, "", &[]).await.status, StatusCode::NOT_FOUND);
        let reveal = township.post(&format!("/cases/{id}/reveal"), &[("reason", "核对身份")]).await;
        assert_eq!(reveal.status, StatusCode::NOT_FOUND);
    }
    assert!(!township.get("/cases").await.body.contains("铜都街道"), "not even a count of others");
    // The clerk's school is not the one that the child was last at.
    let mut clerk = desk.site.signed_in("clerk").await;
    assert_eq!(clerk.get(&format!("/cases/{own}")).await.status, StatusCode::NOT_FOUND);
    for login in ["leader", "auditor", "inspector", "liaison"] {
        let mut browser = desk.site.signed_in(login).await;
        let list = browser.get("/cases").await;
        assert!(list.body.contains("汤丹镇") && list.body.contains("铜都街道"), "{login} sees counts");
        assert!(!list.body.contains("李小花") && !list.body.contains(&own), "{login} sees no file");
        assert_eq!(browser.get(&format!("/cases/{own}")).await.status, StatusCode::FORBIDDEN, "{login}");
    }
    let mut planner = desk.site.signed_in("planner").await;
    let list = planner.get("/cases").await.body;
    assert!(list.contains("李小花") && list.contains("王小河"));
    // Who works on a file may see what is masked for a reason, and the log keeps it.
    let short = township.post(&format!("/cases/{own}/reveal"), &[("reason", "看")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    let reveal = township.post(&format!("/cases/{own}/reveal"), &[("reason", "与派出所核对身份")]).await;
    assert!(reveal.body.contains("530113201603150027"), "{}", reveal.body);
    let mut read = desk.workspace.store.read().await.unwrap();
    let events = read.events_of(&own).await.unwrap();
    let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
    assert!(kinds.contains(&"case.looked") || kinds.contains(&"case.revealed"));
    assert!(events.iter().any(|event| event.kind == "case.revealed" && event.body.contains("与派出所核对身份")));
}

#[tokio::test]
async fn evidence_is_judged_by_somebody_else_and_files_change_hands() {
    let desk = Desk::new().await;
    let mut township = desk.site.signed_in("township").await;
    let mut planner = desk.site.signed_in("planner").await;
    let moved = [("chosen", "moved"), ("words", "已迁往外县")];
    assert_eq!(desk.act(&mut township, "claim", &moved, false).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    desk.done(&mut township, "claim", &moved, true).await;
    assert_eq!(desk.act(&mut township, "confirm", &[("words", "属实")], false).await.status, StatusCode::FORBIDDEN);
    assert!(planner.get("/work").await.body.contains("核实材料"));
    desk.done(&mut planner, "return", &[("words", "证明无公章")], false).await;
    let page = format!("/cases/{}", desk.row(0).await.id);
    assert!(township.get(&page).await.body.contains("证明无公章"));
    // What was sent back proves nothing.
    assert_eq!(desk.act(&mut township, "claim", &moved, false).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    desk.done(&mut township, "claim", &moved, true).await;
    let hash = desk.row(0).await.case.evidence[0].file.sha256.clone();
    let seen = planner.get(&format!("{page}/evidence/{hash}")).await;
    assert_eq!(seen.status, StatusCode::OK);
    desk.done(&mut planner, "confirm", &[("words", "与迁入地核实")], false).await;
    let case = desk.row(0).await.case;
    assert_eq!((case.state, case.closed_by), (State::Closed, Some(Closing::Evidence)));
    // A run that does not find a child who has moved does not bring it back.
    desk.run("r2", "2025-09-10", ["not_found", "not_found"]).await;
    assert_eq!(desk.follow("r2", "2025-09-12").await, Followed::default());
    // The other child lives in this township by now.
    let other = desk.row(1).await;
    let version = other.version.to_string();
    let fields = [("deed", "transfer"), ("version", &version), ("chosen", TOWNSHIP), ("words", "实际住汤丹")];
    let given = planner.upload(&format!("/cases/{}", other.id), &fields, "", &[]).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);
    assert!(township.get("/cases").await.body.contains("王小河"));
}

#[tokio::test]
async fn of_two_who_act_on_the_same_file_the_second_is_told_and_loses_nothing() {
    let desk = Desk::new().await;
    let mut township = desk.site.signed_in("township").await;
    let row = desk.row(0).await;
    let (page, version) = (format!("/cases/{}", row.id), row.version.to_string());
    let send = |words: &'static str| [("deed", "note"), ("version", version.as_str()), ("words", words)];
    assert_eq!(township.upload(&page, &send("先到的"), "", &[]).await.status, StatusCode::SEE_OTHER);
    let late = township.upload(&page, &send("后到的"), "", &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("township 已在") && late.body.contains(">后到的</textarea>"), "{}", late.body);
}
