//! Who is told what, when, and by which letters; the clock moved as the story goes.

use std::{collections::BTreeMap, fs};

use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use luoshi::{
    config::{Config, Mail, Security},
    services::{
        duty::{self, Proofs},
        mail::Mailer,
        notice::{self, Line, Sent},
        person::{self, Add},
    },
    store::{DeliveryState, Person},
    workspace::Workspace,
};
use policy::{
    access::{Membership, Role},
    text::Language,
};

use tower::ServiceExt as _;

use crate::{
    house::{House, PASSWORD, SCHOOL, terminal},
    sinks::{MailSink, Mood},
    supervision::{Story, begin, begin_in},
};

const CALENDAR_TYPE: &str = "text/calendar; charset=utf-8";

/// A house whose letters go to a sink.
pub async fn house_with(sink: &MailSink) -> House {
    let house = House::furnished().await;
    let mut config = Config::read(house.path()).unwrap();
    config.mail = Some(Mail {
        host: "127.0.0.1".into(),
        port: sink.port,
        security: Security::None,
        from: "luoshi@example.gov.cn".into(),
        login: None,
        secret_file: None,
    });
    config.site = Some("https://luoshi.example.gov.cn/".into());
    fs::remove_file(house.path().join("luoshi.toml")).unwrap();
    config.write(house.path()).unwrap();
    house
}

impl Story {
    pub fn at(&self, moment: &str) {
        *self.house.now.lock().unwrap() = moment.parse().unwrap();
    }

    async fn add(&self, login: &str, role: Role, scope: &str) -> String {
        let add = Add {
            login: login.into(),
            name: login.into(),
            email: String::new(),
            language: Language::Chinese,
            memberships: vec![Membership { role, scope: scope.into() }],
        };
        person::add_with_password(&self.workspace, &self.house.edge(), add, PASSWORD).await.unwrap();
        self.person(login).await.id
    }

    async fn person(&self, login: &str) -> Person {
        self.workspace.store.read().await.unwrap().person_by_login(login).await.unwrap().unwrap()
    }

    async fn change(&self, login: &str, change: impl FnOnce(&mut Person)) {
        let mut person = self.person(login).await;
        change(&mut person);
        let mut write = self.workspace.store.write().await.unwrap();
        write.set_person(&person).await.unwrap();
        write.commit().await.unwrap();
    }

    /// The daily run of a day, twice; who was told by which rule, of the rules that begin so.
    async fn told(&self, day: &str, rules: &str) -> BTreeMap<String, Vec<String>> {
        self.run(day).await;
        let mut read = self.workspace.store.read().await.unwrap();
        let people = read.people().await.unwrap();
        let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for one in read.notices_on(day.parse().unwrap()).await.unwrap() {
            if let Some(person) = people.iter().find(|person| person.id == one.receiver)
                && one.facts.rule.starts_with(rules)
            {
                told.entry(one.facts.rule).or_default().push(person.login.clone());
            }
        }
        for logins in told.values_mut() {
            logins.sort();
        }
        told
    }

    pub async fn tick(&self, day: &str) -> usize {
        let (edge, none) = (self.house.edge(), Proofs::default());
        duty::tick(&self.workspace, &edge, "luoshi", &none, day.parse().unwrap()).await.unwrap().told
    }

    pub async fn send(&self) -> Sent {
        let mail = Mailer::of(&self.workspace).unwrap();
        notice::send(&self.workspace, &self.house.edge(), mail.as_ref(), &Line::new(false)).await.unwrap()
    }

    pub async fn count(&self, state: DeliveryState) -> usize {
        self.workspace.store.read().await.unwrap().deliveries(state).await.unwrap().len()
    }

    /// Assigned in March, due at the end of April.
    async fn assigned(&self) {
        let arranged = [("due", "2025-04-30"), ("person", "liaison"), ("cooperating", "")];
        self.on("2025-03-03", "planner", "arrange", &arranged).await;
        self.on("2025-03-03", "planner", "assign", &[]).await;
    }

    async fn in_hand(&self) {
        self.assigned().await;
        self.on("2025-03-04", "liaison", "acknowledge", &[]).await;
    }
}

fn rule(rule: &str, logins: &[&str]) -> BTreeMap<String, Vec<String>> {
    BTreeMap::from([(rule.to_owned(), logins.iter().map(|login| (*login).to_owned()).collect())])
}

fn sent(count: usize) -> Sent {
    Sent { sent: count, ..Sent::default() }
}

#[tokio::test]
async fn what_is_late_goes_up_from_the_unit_to_its_head_its_linked_leader_and_the_leading_group() {
    let story = begin().await;
    story.add("stranger", Role::Head, "education").await;
    let linked = story.add("linked", Role::Leader, "").await;
    let mut planner = story.site.signed_in("planner").await;
    let made = planner.post("/visits/links", &[("leader", &linked), ("school", "finance")]).await;
    assert!(made.body.contains("已确定挂钩关系") && made.body.contains("挂钩责任单位的领导"), "{}", made.body);
    story.in_hand().await;
    assert_eq!(story.told("2025-04-16", "due").await, BTreeMap::new());
    assert_eq!(story.told("2025-04-17", "due").await, rule("due_soon", &["liaison"]));
    assert_eq!(story.told("2025-04-18", "due").await, BTreeMap::new(), "once");
    assert_eq!(story.told("2025-04-30", "due").await, rule("due_now", &["liaison"]));
    assert_eq!(story.told("2025-05-06", "due").await, rule("due_past", &["liaison", "planner"]), "after the holiday");
    assert_eq!(story.told("2025-05-08", "due").await, rule("due_unit_leader", &["head", "liaison"]));
    let late = ["head", "liaison", "linked", "planner"];
    assert_eq!(story.told("2025-05-19", "due").await, rule("due_linked_leader", &late));
    let group = ["head", "leader", "linked", "planner"];
    assert_eq!(story.told("2025-06-03", "due").await, rule("due_leading_group", &group));
    assert_eq!(story.told("2025-06-04", "due").await, BTreeMap::new());

    // Slips go to whom their colour names, and nobody of another unit, and nobody without duties, was told anything.
    let mut read = story.workspace.store.read().await.unwrap();
    for (login, told) in [("leader", true), ("head", true), ("stranger", false), ("education", false), ("clerk", false)]
    {
        let person = story.person(login).await.id;
        let (notices, ..) = read.notices_to(&person, 0, 99).await.unwrap();
        assert_eq!(!notices.is_empty(), told, "{login}");
        assert_eq!(notices.iter().any(|one| one.key.ends_with(":red")), told, "{login}");
    }
    let events = read.events().await.unwrap();
    let escalated = events.iter().find(|one| one.kind == "notice.told" && one.body.contains("due_leading_group"));
    let body = &escalated.unwrap().body;
    assert!(body.contains("\"people\":4") && body.contains("\"letters\":0") && !body.contains('@'), "{body}");
    drop(read);

    let said = terminal(&story.house, &["supervise", "notices", "--on", "2025-06-03", "--format", "csv"]).await;
    assert!(said.contains("due_leading_group") && said.contains("leader") && said.contains("已逾期 34 天"), "{said}");
    let said = terminal(&story.house, &["supervise", "notices", "--on", "2025-06-30", "--format", "json"]).await;
    assert!(said.contains("\"told\": null"), "what would be told: {said}");
}

#[tokio::test]
async fn a_person_finds_unread_notices_first_and_only_their_own() {
    let story = begin().await;
    story.on("2025-03-03", "planner", "assign", &[]).await;
    story.run("2025-03-06").await;
    let mut liaison = story.site.signed_in("liaison").await;
    let page = liaison.get("/notices").await;
    assert!(page.body.contains("交办，请及时签收") && page.body.contains("class=\"count unread\">"), "{}", page.body);
    let at = page.body.find("name=\"notice\" value=\"").unwrap() + 21;
    let id = page.body[at..at + 36].to_owned();
    let mut planner = story.site.signed_in("planner").await;
    let theirs = planner.post("/notices", &[("notice", &id), ("deed", "open")]).await;
    assert_eq!(theirs.location(), "/notices", "of somebody else");
    let opened = liaison.post("/notices", &[("notice", &id), ("deed", "open")]).await;
    assert_eq!(opened.location(), format!("/duties/{}", story.id));
    liaison.post("/notices", &[]).await;
    let page = liaison.get("/notices").await.body;
    assert!(!page.contains("count unread") && page.contains("交办"), "{page}");
    let page = story.site.signed_in("auditor").await.get("/notices").await.body;
    assert!(page.contains("没有通知"), "{page}");
}

#[tokio::test]
async fn letters_are_gathered_wait_for_the_morning_and_go_out_once() {
    let sink = MailSink::open().await;
    let story = begin_in(house_with(&sink).await).await;
    story.change("liaison", |one| one.email = Some("liaison@example.gov.cn".into())).await;
    story
        .change("planner", |one| {
            (one.email, one.language) = (Some("planner@example.gov.cn".into()), Language::English);
        })
        .await;
    story.in_hand().await;
    // On a Friday evening: two things for the liaison, one for the planner; nothing leaves before Monday at eight.
    story.at("2025-05-09T13:00:00Z");
    assert!(story.tick("2025-05-09").await > 2);
    assert_eq!(story.send().await, Sent::default());
    story.at("2025-05-11T23:59:59Z");
    assert_eq!(story.send().await, Sent::default());
    story.at("2025-05-12T00:00:00Z");
    assert_eq!(story.send().await, sent(2));
    let letters = sink.letters();
    let liaison = letters.iter().find(|one| one.contains("To: liaison <liaison@")).unwrap();
    assert!(liaison.contains("1. 【区财政局】") && liaison.contains("2. 【区财政局】"), "{liaison}");
    assert!(liaison.contains("已逾期 9 天") && liaison.contains("收到红色督办单"), "{liaison}");
    assert!(liaison.contains("https://luoshi.example.gov.cn/notices"), "{liaison}");
    let planner = letters.iter().find(|one| one.contains("To: planner <planner@")).unwrap();
    assert!(planner.contains("Please see to the following") && planner.contains("Red supervision slip"), "{planner}");
    // The letter is known by its delivery.
    let deliveries = story.workspace.store.read().await.unwrap().deliveries(DeliveryState::Sent).await.unwrap();
    for delivery in &deliveries {
        assert!(letters.iter().any(|one| one.contains(&format!("<{}@example.gov.cn>", delivery.id))));
    }
    // Neither another run, nor another server, says it again.
    assert_eq!((story.tick("2025-05-09").await, story.send().await), (0, Sent::default()));
    let again = Workspace::open(&story.house.edge()).await.unwrap();
    assert_eq!(notice::strand(&again).await.unwrap(), 0);
    let mail = Mailer::of(&again).unwrap();
    let line = Line::new(false);
    assert_eq!(notice::send(&again, &story.house.edge(), mail.as_ref(), &line).await.unwrap(), Sent::default());
    assert_eq!(sink.letters().len(), 2);

    // Who wants no letters finds the notices on the site.
    let mut liaison = story.site.signed_in("liaison").await;
    let page = liaison.post("/account/letters", &[]).await;
    assert!(page.body.contains("已经保存通知方式") && page.body.contains("liaison@example.gov.cn"), "{}", page.body);
    story.at("2025-05-19T02:00:00Z");
    assert!(story.tick("2025-05-19").await > 0);
    story.send().await;
    let to_liaison = sink.letters().iter().filter(|one| one.contains("To: liaison")).count();
    assert_eq!(to_liaison, 1);
}

#[tokio::test]
async fn what_may_have_arrived_is_sent_again_only_by_a_person() {
    let sink = MailSink::open().await;
    let story = begin_in(house_with(&sink).await).await;
    story.change("liaison", |one| one.email = Some("liaison@example.gov.cn".into())).await;
    story.assigned().await;
    story.at("2025-03-03T03:00:00Z");
    story.tick("2025-03-03").await;
    // A server takes it and ends.
    let mut write = story.workspace.store.write().await.unwrap();
    let waiting = write.deliveries(DeliveryState::Waiting).await.unwrap();
    assert!(write.take_delivery(&waiting[0].id, story.house.edge().now).await.unwrap());
    assert!(!write.take_delivery(&waiting[0].id, story.house.edge().now).await.unwrap(), "once");
    write.commit().await.unwrap();
    assert_eq!(notice::strand(&story.workspace).await.unwrap(), 1);
    assert_eq!((story.send().await, sink.letters().len()), (Sent::default(), 0));
    let mut auditor = story.site.signed_in("auditor").await;
    let page = auditor.get("/admin/notices").await;
    assert!(page.body.contains("结果不明") && page.body.contains("发送途中服务停止"), "{}", page.body);
    let again = [("delivery", waiting[0].id.as_str()), ("seen", "unknown"), ("deed", "again")];
    assert_eq!(auditor.post("/admin/notices", &again).await.status, StatusCode::FORBIDDEN);
    // Somebody decides, and nobody decides on what they did not see. The site itself may be faster than we are.
    notice::settle(&story.workspace, &story.house.edge(), &waiting[0].id, DeliveryState::Unknown, true).await.unwrap();
    let mut administrator = story.site.signed_in("administrator").await;
    let late = administrator.post("/admin/notices", &again).await;
    assert!(late.status == StatusCode::UNPROCESSABLE_ENTITY && late.body.contains("已经变化"), "{}", late.body);
    assert_eq!((story.send().await, sink.letters().len()), (sent(1), 1));

    // The line breaks off after the letter: nobody knows.
    story.on("2025-03-04", "liaison", "acknowledge", &[]).await;
    sink.set(Mood::BreaksOff);
    story.at("2025-05-06T02:00:00Z");
    story.tick("2025-05-06").await;
    assert_eq!(story.send().await, Sent { unknown: 1, ..Sent::default() });
    let unknown = story.workspace.store.read().await.unwrap().deliveries(DeliveryState::Unknown).await.unwrap();
    let mut administrator = story.site.signed_in("administrator").await;
    let close = [("delivery", unknown[0].id.as_str()), ("seen", "unknown"), ("deed", "close")];
    assert!(administrator.post("/admin/notices", &close).await.body.contains("已经关闭"));
    assert_eq!(story.count(DeliveryState::Closed).await, 1);
}

#[tokio::test]
async fn a_letter_is_tried_again_after_growing_waits_unless_it_is_refused() {
    let sink = MailSink::open().await;
    let story = begin_in(house_with(&sink).await).await;
    story.change("liaison", |one| one.email = Some("liaison@example.gov.cn".into())).await;
    story.assigned().await;
    story.at("2025-03-03T03:00:00Z");
    story.tick("2025-03-03").await;
    sink.set(Mood::Says("451 later"));
    let later = Sent { later: 1, ..Sent::default() };
    assert_eq!(story.send().await, later);
    story.at("2025-03-03T03:04:59Z");
    assert_eq!(story.send().await, Sent::default());
    story.at("2025-03-03T03:05:00Z");
    assert_eq!(story.send().await, later);
    story.at("2025-03-03T03:34:59Z");
    assert_eq!(story.send().await, Sent::default());
    // Eight hours after the fourth try it would be night.
    for at in ["2025-03-03T03:35:00Z", "2025-03-03T05:35:00Z"] {
        story.at(at);
        assert_eq!(story.send().await, later, "{at}");
    }
    story.at("2025-03-03T14:00:00Z");
    assert_eq!(story.send().await, Sent::default());
    story.at("2025-03-04T00:00:00Z");
    sink.set(Mood::Takes);
    assert_eq!((story.send().await, sink.letters().len()), (sent(1), 1));

    sink.set(Mood::Says("550 nobody"));
    story.on("2025-03-04", "liaison", "acknowledge", &[]).await;
    story.at("2025-05-06T02:00:00Z");
    story.tick("2025-05-06").await;
    assert_eq!(story.send().await, Sent { failed: 1, ..Sent::default() });
    let page = story.site.signed_in("administrator").await.get("/admin/notices").await.body;
    assert!(page.contains("邮件服务器答复 550") && !page.contains("liaison@"), "{page}");

    // A server that is not there at all holds nobody up.
    let failed = story.workspace.store.read().await.unwrap().deliveries(DeliveryState::Failed).await.unwrap();
    let mut config = Config::read(story.house.path()).unwrap();
    config.mail.as_mut().unwrap().port = 1;
    fs::remove_file(story.house.path().join("luoshi.toml")).unwrap();
    config.write(story.house.path()).unwrap();
    let again = Workspace::open(&story.house.edge()).await.unwrap();
    notice::settle(&again, &story.house.edge(), &failed[0].id, DeliveryState::Failed, true).await.unwrap();
    let mail = Mailer::of(&again).unwrap();
    assert_eq!(notice::send(&again, &story.house.edge(), mail.as_ref(), &Line::new(false)).await.unwrap(), later);
}

#[tokio::test]
async fn a_problem_found_on_a_visit_is_told_to_its_unit_and_then_to_whoever_found_it() {
    let story = begin().await;
    let leader = story.person("leader").await.id;
    let mut planner = story.site.signed_in("planner").await;
    planner.post("/visits/links", &[("leader", &leader), ("school", SCHOOL)]).await;
    let mut visitor = story.site.signed_in("leader").await;
    let page = visitor.get("/visits").await.body;
    let at = page.find("name=\"link\" value=\"").unwrap() + 19;
    let made = visitor.post("/visits", &[("link", &page[at..at + 36]), ("planned_for", "2025-03-03")]).await;
    let path = made.location().to_owned();
    visitor.post(&path, &[("deed", "held"), ("day", "2025-03-03"), ("words", "屋顶漏雨"), ("version", "1")]).await;
    let found = [("words", "张三家长反映屋顶漏雨"), ("unit", "finance"), ("day", "2025-03-31")];
    visitor.post(&format!("{path}/problems"), &found).await;
    assert_eq!(story.told("2025-03-26", "problem").await, rule("problem_soon", &["liaison"]));
    assert_eq!(story.told("2025-04-01", "problem").await, rule("problem_past", &["head", "leader", "liaison"]));
    let page = story.site.signed_in("head").await.get("/notices").await.body;
    assert!(page.contains("铜都示例小学：到校发现的问题") && page.contains("已逾期 1 天"), "{page}");
    assert!(!page.contains("张三"), "what was written stays where it was written");
    for event in story.workspace.store.read().await.unwrap().events().await.unwrap() {
        assert!(event.kind != "notice.told" || !event.body.contains("张三"), "{}", event.body);
    }
}

#[tokio::test]
async fn a_calendar_shows_what_is_due_for_its_person_by_token_or_session() {
    let story = begin().await;
    story.in_hand().await;
    let mut liaison = story.site.signed_in("liaison").await;
    let token = crate::api::token(&mut liaison).await;
    let asked = async |header: Option<String>| {
        let mut request = Request::builder().uri("/api/v1/calendar.ics").header("accept-language", "zh-CN");
        if let Some(header) = header {
            request = request.header("authorization", header);
        }
        let answer = story.site.service().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        (parts, String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap())
    };
    let (parts, bearer) = asked(Some(format!("Bearer {token}"))).await;
    assert_eq!((parts.status, parts.headers["content-type"].to_str().unwrap()), (StatusCode::OK, CALENDAR_TYPE));
    let basic = format!("Basic {}", STANDARD.encode(format!("anything:{token}")));
    assert_eq!(asked(Some(basic.clone())).await.1, bearer);
    assert!(liaison.get("/work").await.body.contains("href=\"/api/v1/calendar.ics\""));
    assert_eq!(liaison.get("/api/v1/calendar.ics").await.body, bearer, "by session");
    let text = bearer.replace("\r\n ", "");
    assert!(text.contains(&format!("UID:duty-{}@luoshi", story.id)) && text.contains("DTSTART;VALUE=DATE:20250430"));
    assert!(text.contains("SUMMARY:办结：") && text.contains("DTSTAMP:20250304T020000Z"), "{text}");
    assert!(bearer.lines().all(|line| line.len() <= 75), "{bearer}");

    // The day moves, the entry stays the same; others have calendars of their own.
    let (parts, refused) = asked(None).await;
    assert_eq!(parts.status, StatusCode::UNAUTHORIZED, "{refused}");
    assert!(parts.headers["www-authenticate"].to_str().unwrap().starts_with("Basic"));
    let (parts, _) = asked(Some(format!("Basic {}", STANDARD.encode("liaison:luoshi_wrong")))).await;
    assert_eq!(parts.status, StatusCode::UNAUTHORIZED);
    let education = story.site.signed_in("education").await.get("/api/v1/calendar.ics").await.body;
    assert!(!education.contains(&story.id), "{education}");
    let elsewhere = Request::builder().uri("/api/v1/plan").header("authorization", basic);
    let answer = story.site.service().oneshot(elsewhere.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "passwords open calendars only");
}
