//! Rows behind figures: paged, sorted, masked, within the scope, taken along as csv, and unmasked one by one for a reason.

use axum::http::StatusCode;

use crate::house::{Answer, House, OTHER_SCHOOL, SCHOOL, TOWNSHIP};

const CHILDREN: &str = "公民身份号码,姓名,性别,出生日期,乡镇（街道）代码,残疾类别,残疾等级,安置方式,就读学校标识码\n";

/// An identity number with a right check character.
fn id_number(birth: &str, serial: u32) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let first = format!("530113{birth}{serial:03}");
    let sum: u32 = first.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{first}{}", "10X98765432".chars().nth((sum % 11) as usize).unwrap())
}

/// A district with sixty children in one township and one in the other.
async fn house() -> House {
    let house = House::furnished().await;
    let workspace = luoshi::workspace::Workspace::open(&house.edge()).await.unwrap();
    let child = |number: u32, area: &str, placed: bool| {
        let (serial, sex) = (2 * number + 1, "男");
        let placement = if placed { "随班就读" } else { "未入学" };
        let school = if placed { SCHOOL } else { "" };
        let id = id_number("20150312", serial);
        format!("{id},王示例{number:02},{sex},2015-03-12,{area},视力,一级,{placement},{school}\n")
    };
    let mut csv = CHILDREN.to_owned();
    csv += &(0..60).map(|number| child(number, "530113001", number % 10 != 0)).collect::<String>();
    csv += &child(60, TOWNSHIP, false);
    house.import(&workspace, "disabled_children", "2024-09-01", &csv).await;
    let certified = format!("学校标识码,创建状态,认定日期\n{SCHOOL},已达标,2024-06-01\n{OTHER_SCHOOL},创建中,\n");
    house.import(&workspace, "safe_campus", "2024-12-15", &certified).await;
    workspace.store.close().await;
    house
}

/// Addresses of a page that hold a text.
fn links(answer: &Answer, part: &str) -> Vec<String> {
    let links = answer.body.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    links.filter(|link| link.contains(part)).map(|link| link.replace("&#38;", "&")).collect()
}

fn rows(answer: &Answer) -> usize {
    answer.body.matches("<td class=\"keep counted-").count()
}

const ROWS: &str = "/indicators/disabled_enrolment/rows?period=2024";

#[tokio::test]
async fn rows_are_paged_chosen_sought_and_masked() {
    let house = house().await;
    let site = house.open().await;
    let mut planner = site.signed_in("planner").await;
    let first = planner.get(ROWS).await;
    assert_eq!((first.status, rows(&first)), (StatusCode::OK, 50), "{}", first.body);
    for told in ["第 1–50 条，共 61 条", "王*", "（不公开）", "铜都街道"] {
        assert!(first.body.contains(told), "{told}");
    }
    for hidden in ["王示例", "5301132015", "视力残疾", "2015-03-12"] {
        assert!(!first.body.contains(hidden), "{hidden}");
    }
    assert_eq!(rows(&planner.get(&format!("{ROWS}&page=2")).await), 11);
    assert_eq!(rows(&planner.get(&format!("{ROWS}&page=99")).await), 0);
    assert_eq!(rows(&planner.get(&format!("{ROWS}&counted=no")).await), 7);
    assert_eq!(rows(&planner.get(&format!("{ROWS}&org={TOWNSHIP}")).await), 1);
    assert_eq!(rows(&planner.get(&format!("{ROWS}&q=%E6%B1%A4%E4%B8%B9")).await), 1, "by the name of a place");
    assert_eq!(rows(&planner.get(&format!("{ROWS}&q=%E7%8E%8B")).await), 0, "never by what is masked");
    assert_eq!(planner.get(&format!("{ROWS}&org=nowhere")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(planner.get("/indicators/nothing/rows").await.status, StatusCode::NOT_FOUND);
    let backwards = planner.get(&format!("{ROWS}&sort=-org")).await.body;
    let place = |name: &str| backwards.find(&format!("<td>{name}</td>")).unwrap();
    assert!(place("汤丹镇") < place("铜都街道"));
    assert!(!first.body.contains("sort=name"), "a masked column is not sorted by");
}

#[tokio::test]
async fn everybody_sees_the_rows_of_their_own_places_only() {
    let house = house().await;
    let site = house.open().await;
    let mut township = site.signed_in("township").await;
    let own = township.get(ROWS).await;
    assert_eq!((own.status, rows(&own)), (StatusCode::OK, 1), "{}", own.body);
    for elsewhere in ["530113", "530113001", SCHOOL] {
        let answer = township.get(&format!("{ROWS}&org={elsewhere}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{elsewhere}");
    }
    let mut clerk = site.signed_in("clerk").await;
    let campus = "/indicators/safe_campus_share/rows?period=2024";
    let own = clerk.get(campus).await;
    assert_eq!((own.status, rows(&own)), (StatusCode::OK, 1));
    assert!(!own.body.contains(OTHER_SCHOOL) && !own.body.contains("汤丹"));
    let other = clerk.get(&format!("{campus}&org={OTHER_SCHOOL}")).await;
    let missing = clerk.get(&format!("{campus}&org=2153000999")).await;
    assert_eq!((other.status, missing.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(other.body.replace(OTHER_SCHOOL, ""), missing.body.replace("2153000999", ""), "the two look alike");
    for login in ["leader", "liaison", "administrator"] {
        assert_eq!(site.signed_in(login).await.get(ROWS).await.status, StatusCode::FORBIDDEN, "{login}");
    }
}

#[tokio::test]
async fn rows_are_taken_along_masked_and_the_log_says_by_whom() {
    let house = house().await;
    let site = house.open().await;
    let mut planner = site.signed_in("planner").await;
    let file = planner.get(&ROWS.replace("rows?", "rows/export?")).await;
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    assert!(file.body.starts_with("\u{feff}代码,是否计入,地区或学校,分子,分母,姓名,"), "{}", file.body);
    assert_eq!(file.body.lines().count(), 62);
    assert!(file.body.contains("530113101,未计入,汤丹镇,0,1,王*,2015,（不公开）"), "{}", file.body);
    assert!(!file.body.contains("王示例"));
    let units = planner.get("/indicators/disabled_enrolment/units?sort=-2024").await;
    assert!(units.body.starts_with("\u{feff}代码,地区或学校,层级,"), "{}", units.body);
    assert!(units.body.contains("530113001,铜都街道,乡镇（街道）"), "{}", units.body);
    let mut auditor = site.signed_in("auditor").await;
    let log = auditor.get("/log?kind=rows.exported").await.body;
    assert!(log.contains("planner") && log.contains("disabled_enrolment") && log.contains("2024"), "{log}");
}

#[tokio::test]
async fn one_row_is_unmasked_for_a_reason_that_the_log_keeps_and_nothing_else() {
    let house = house().await;
    let site = house.open().await;
    let mut township = site.signed_in("township").await;
    let list = township.get(ROWS).await;
    let reveal = links(&list, "/reveal?").into_iter().next().expect(&list.body);
    let form = township.get(&reveal).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.body.contains("王*") && !form.body.contains("王示例"), "{}", form.body);
    let empty = township.post(&reveal, &[("reason", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("没有写明理由") && !empty.body.contains("王示例"));
    let seen = township.post(&reveal, &[("reason", "入户核实安置情况")]).await;
    assert_eq!(seen.status, StatusCode::OK);
    for told in ["王示例60", "2015-03-12", "视力残疾"] {
        assert!(seen.body.contains(told), "{told}: {}", seen.body);
    }
    assert!(!township.get(&reveal).await.body.contains("王示例60"), "it is seen once");

    let key = reveal.split("key=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let mut auditor = site.signed_in("auditor").await;
    let log = auditor.get("/log?kind=row.revealed").await.body;
    for told in ["township", "入户核实安置情况", &key[..12], "汤丹镇"] {
        assert!(log.contains(told), "{told}: {log}");
    }
    assert_eq!(log.matches("<td class=\"num\">").count(), 1, "a refused question reveals nothing");
    assert!(!log.contains("王示例") && !log.contains("5301132015"));

    let whole = auditor.get(ROWS).await;
    assert_eq!((whole.status, links(&whole, "/reveal").len()), (StatusCode::OK, 0), "an auditor reads, masked");
    assert_eq!(auditor.post(&reveal, &[("reason", "核对数据来源")]).await.status, StatusCode::FORBIDDEN);
    let elsewhere = reveal.replace(TOWNSHIP, "530113001");
    assert_eq!(township.post(&elsewhere, &[("reason", "核对数据来源")]).await.status, StatusCode::NOT_FOUND);
    let unknown = reveal.replace(&key, "00");
    assert_eq!(township.post(&unknown, &[("reason", "核对数据来源")]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn two_dates_are_compared_with_what_makes_the_difference() {
    let house = house().await;
    let site = house.open().await;
    let mut planner = site.signed_in("planner").await;
    let then = planner.get("/indicators/safe_campus_share?compare=2024-10-01&known=now").await;
    assert_eq!(then.status, StatusCode::OK);
    assert!(then.body.contains("现在增加：平安校园创建"), "{}", then.body);
    let same = planner.get("/indicators/safe_campus_share?compare=2025-03-01&known=now").await;
    assert!(!same.body.contains("现在增加") && same.body.contains("所依据的数据和口径相同"), "{}", same.body);
    let early = planner.get("/indicators/safe_campus_share?compare=2024-12-31").await;
    assert!(early.body.contains("现在增加"), "what was recorded later was not known then");
}

#[tokio::test]
async fn all_targets_stand_year_by_year_in_the_order_of_the_plan() {
    let house = house().await;
    let site = house.open().await;
    let mut leader = site.signed_in("leader").await;
    let page = leader.get("/indicators/years").await;
    assert_eq!(page.status, StatusCode::OK);
    let at = |text: &str| page.body.find(text).unwrap_or_else(|| panic!("{text}"));
    let order = ["高考质量目标", "gaokao_first_line", "gaokao_undergraduate", "初中学业水平考试质量目标"];
    let order = order.into_iter().chain(["zhongkao_first_tier_count", "zhongkao_mean_rank", "总体目标", "任务5 "]);
    let places: Vec<usize> = order.map(at).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(page.body.contains("100.00%") || page.body.contains("50.00%"), "{}", page.body);
}
