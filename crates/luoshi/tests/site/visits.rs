//! Linked leaders: from the link to a problem that is solved, by three people; who may see and do what.

use axum::http::StatusCode;
use jiff::SignedDuration;

use crate::house::{Answer, Browser, House, OTHER_SCHOOL, SCHOOL};

/// The value of a hidden field of the first form that has it.
fn field<'p>(page: &'p str, name: &str) -> &'p str {
    let from = format!("name=\"{name}\" value=\"");
    let at = page.find(&from).unwrap_or_else(|| panic!("{name} in {page}")) + from.len();
    &page[at..at + page[at..].find('"').unwrap()]
}

/// Links the leader to a school, and plans a visit as the leader; gives the path of the visit.
async fn on_its_way(planner: &mut Browser, leader: &mut Browser, school: &str) -> String {
    let id = field_of_leader(&planner.get("/visits").await.body).to_owned();
    let made = planner.post("/visits/links", &[("leader", &id), ("school", school)]).await;
    assert!(made.status == StatusCode::OK && made.body.contains("已确定挂钩关系"), "{}", made.body);
    let page = leader.get("/visits").await.body;
    let link = field(&page, "link").to_owned();
    let answer = leader.post("/visits", &[("link", &link), ("planned_for", "2025-03-03")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.location().to_owned()
}

fn field_of_leader(page: &str) -> &str {
    let at = page.find("<select name=\"leader\">").unwrap();
    let at = at + page[at..].find("value=\"").unwrap() + 7;
    &page[at..at + page[at..].find('"').unwrap()]
}

async fn held(leader: &mut Browser, path: &str) -> Answer {
    let version = field(&leader.get(path).await.body, "version").to_owned();
    let fields = [("deed", "held"), ("day", "2025-03-01"), ("words", "食堂改造已开工"), ("version", &version)];
    leader.post(path, &fields).await
}

#[tokio::test]
async fn a_problem_found_on_site_is_followed_until_the_visitor_has_seen_it_solved() {
    let house = House::furnished().await;
    let mut planner = house.open().await.signed_in("planner").await;
    let mut leader = planner.signed_in("leader").await;
    let mut liaison = planner.signed_in("liaison").await;
    let page = planner.get("/visits").await.body;
    assert!(page.contains("还没有确定挂钩关系") && page.contains("没有挂钩领导的学校"), "{page}");
    let path = on_its_way(&mut planner, &mut leader, SCHOOL).await;
    let id = field_of_leader(&planner.get("/visits").await.body).to_owned();
    let twice = planner.post("/visits/links", &[("leader", &id), ("school", SCHOOL)]).await;
    assert!(twice.body.contains("已经挂钩这所学校"), "{}", twice.body);

    // Nothing can be found before somebody was there.
    let early = [("words", "屋顶漏雨"), ("unit", "finance"), ("day", "")];
    assert!(leader.post(&format!("{path}/problems"), &early).await.body.contains("还没有到校"));
    let ahead = [("deed", "held"), ("day", "2025-03-03"), ("words", "看了"), ("version", "1")];
    assert!(leader.post(&path, &ahead).await.body.contains("到校日期还没有到"));
    let empty = [("deed", "held"), ("day", "2025-03-01"), ("words", " "), ("version", "1")];
    assert!(leader.post(&path, &empty).await.body.contains("没有写内容"));
    assert!(held(&mut leader, &path).await.body.contains("已保存"));
    let again = [("deed", "called_off"), ("words", "不去了"), ("version", "1")];
    assert!(planner.post(&path, &again).await.body.contains("刚刚被别人改过"), "the planner saw it before it was held");

    let unknown = [("words", "屋顶漏雨"), ("unit", "nobody"), ("day", "")];
    assert!(leader.post(&format!("{path}/problems"), &unknown).await.body.contains("没有这个责任单位"));
    assert!(!liaison.get("/visits").await.body.contains("屋顶漏雨"));
    assert_eq!(liaison.get(&path).await.status, StatusCode::NOT_FOUND, "nothing of it is theirs yet");
    let found = leader.post(&format!("{path}/problems"), &early).await;
    assert!(found.body.contains("屋顶漏雨") && found.body.contains("2025年3月31日前解决"), "{}", found.body);
    let other = [("words", "校门口堵车"), ("unit", "police"), ("day", "2025-03-10")];
    assert!(leader.post(&format!("{path}/problems"), &other).await.body.contains("2025年3月10日前解决"));

    // The unit sees its own, answers, and cannot confirm.
    let page = liaison.get("/visits").await.body;
    assert!(page.contains("屋顶漏雨") && !page.contains("校门口堵车") && !page.contains("食堂改造"), "{page}");
    let page = liaison.get(&path).await.body;
    assert!(page.contains("屋顶漏雨") && !page.contains("食堂改造"), "{page}");
    let problem = field(&page, "problem").to_owned();
    let answer = [("problem", problem.as_str()), ("version", "1"), ("words", "已经维修")];
    assert_eq!(liaison.post(&format!("{path}/confirm"), &answer).await.status, StatusCode::FORBIDDEN);
    assert!(liaison.post(&format!("{path}/answer"), &answer).await.body.contains("已答复，待确认"));
    assert!(liaison.post(&format!("{path}/answer"), &answer).await.body.contains("刚刚被别人改过"));
    let back = [("problem", problem.as_str()), ("version", "2"), ("deed", "return"), ("words", "仍然漏雨")];
    assert!(leader.post(&format!("{path}/confirm"), &back).await.body.contains("仍然漏雨"));
    house.later(SignedDuration::from_hours(24 * 31));
    let mut leader = leader.signed_in("leader").await;
    assert!(leader.get("/visits").await.body.contains("逾期未解决"));
    let mut liaison = liaison.signed_in("liaison").await;
    let answer = [("problem", problem.as_str()), ("version", "3"), ("words", "重新做了防水")];
    assert!(liaison.post(&format!("{path}/answer"), &answer).await.body.contains("重新做了防水"));
    let done = [("problem", problem.as_str()), ("version", "4"), ("deed", "confirm"), ("words", "")];
    assert!(leader.post(&format!("{path}/confirm"), &done).await.body.contains("已解决"));
    assert!(!liaison.get("/visits").await.body.contains("重新做了防水"));

    // The next visit is owed after the days of the rules.
    let page = leader.get("/visits").await.body;
    assert!(page.contains("按期到校") && page.contains("2025年8月31日"), "{page}");
    house.later(SignedDuration::from_hours(24 * 190));
    assert!(leader.signed_in("leader").await.get("/visits").await.body.contains("逾期未到校"));
    let mut auditor = leader.signed_in("auditor").await;
    for kind in [
        "school.linked",
        "visit.planned",
        "visit.held",
        "visit.problem_found",
        "visit.problem_answered",
        "visit.problem_returned",
        "visit.problem_solved",
    ] {
        let page = auditor.get(&format!("/log?kind={kind}")).await.body;
        assert!(page.contains("<tbody><tr>"), "{kind}: {page}");
    }
    assert!(auditor.get(&path).await.body.contains("食堂改造"));
}

#[tokio::test]
async fn a_link_that_has_ended_is_owed_nothing_and_only_its_leader_plans() {
    let house = House::furnished().await;
    let mut planner = house.open().await.signed_in("planner").await;
    let mut leader = planner.signed_in("leader").await;
    let path = on_its_way(&mut planner, &mut leader, OTHER_SCHOOL).await;
    let off = [("deed", "called_off"), ("words", "防汛"), ("version", "1"), ("day", "")];
    assert!(leader.post(&path, &off).await.body.contains("已取消"));
    let page = planner.get("/visits").await.body;
    let link = field(&page, "link").to_owned();
    assert!(planner.post("/visits/links/end", &[("link", &link)]).await.body.contains("已解除挂钩关系"));
    assert!(planner.post("/visits/links/end", &[("link", &link)]).await.body.contains("刚刚被别人改过"));
    let late = leader.post("/visits", &[("link", &link), ("planned_for", "2025-04-01")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "the link has ended");
    let page = leader.get("/visits").await.body;
    assert!(page.contains("防汛") && page.contains("还没有确定挂钩关系"), "{page}");
    for login in ["clerk", "township", "inspector", "administrator"] {
        assert_eq!(planner.signed_in(login).await.get("/visits").await.status, StatusCode::FORBIDDEN, "{login}");
    }
}
