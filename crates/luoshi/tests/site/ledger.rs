//! The round of a ledger: out, filled in offline, back, compared, and reported.

use std::path::{Path, PathBuf};

use axum::http::StatusCode;
use calamine::{Reader as _, open_workbook_auto};
use luoshi::{
    store::{DutyFilter, DutyRow},
    workspace::Workspace,
};
use policy::supervise::{Pace, State};

use crate::{
    house::{Browser, House, terminal},
    sheet::{edited, filled},
};

struct Office {
    house: House,
    workspace: Workspace,
    planner: Browser,
    finance: Browser,
    id: String,
}

impl Office {
    async fn new() -> Self {
        let house = House::furnished().await;
        let site = house.open().await;
        let workspace = Workspace::open(&house.edge()).await.unwrap();
        let (mut planner, finance) = (site.signed_in("planner").await, site.signed_in("liaison").await);
        planner.post("/duties", &[("deed", "open"), ("year", "2025")]).await;
        let filter = DutyFilter { unit: Some("finance"), ..DutyFilter::default() };
        let (rows, _) = workspace.store.read().await.unwrap().duties(&filter, 0, 999).await.unwrap();
        let id = rows.into_iter().find(|row| row.duty.unit == "finance").unwrap().id;
        let chosen = format!("{id}:1");
        planner.post("/duties", &[("deed", "assign"), ("year", "2025"), ("duty", &chosen)]).await;
        Self { house, workspace, planner, finance, id }
    }

    async fn row(&self) -> DutyRow {
        self.workspace.store.read().await.unwrap().duty(&self.id).await.unwrap().unwrap()
    }

    async fn act(&mut self, deed: &str, fields: &[(&str, &str)]) {
        let version = self.row().await.version.to_string();
        let fields: Vec<_> =
            [("deed", deed), ("version", &version)].into_iter().chain(fields.iter().copied()).collect();
        let answer = self.finance.post(&format!("/duties/{}", self.id), &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }

    /// The ledger of the unit as it stands.
    async fn exported(&self, name: &str) -> PathBuf {
        let file = self.house.path().join(name);
        let args = ["document", "ledger", "--unit", "finance", "--year", "2025", "-o", file.to_str().unwrap()];
        assert!(terminal(&self.house, &args).await.contains("目标任务台账"));
        file
    }

    /// Number of the row of the duty, as the sheet counts.
    fn at(&self, file: &Path) -> usize {
        let mut book = open_workbook_auto(file).unwrap();
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        sheet.rows().position(|cells| cells[0].to_string() == self.id).unwrap() + 1
    }

    /// Fills in cells of the row of the duty.
    fn filled_in(&self, file: &Path, cells: &[(&str, &str)]) -> Vec<u8> {
        let row = self.at(file);
        let with = |sheet: String| {
            cells.iter().fold(sheet, |sheet, (column, text)| filled(&sheet, &format!("{column}{row}"), text))
        };
        std::fs::read(edited(file, "xl/worksheets/sheet1.xml", with)).unwrap()
    }
}

/// The fields of the form that reports, as the page has them.
fn offered(page: &str) -> Vec<(String, String)> {
    let form = page.split("action=\"/documents/ledger/reports\"").nth(1).unwrap().split("</form>").next().unwrap();
    let value = |input: &str, name: &str| {
        let value = input.split(&format!("{name}=\"")).nth(1)?.split('"').next()?;
        Some(value.to_owned())
    };
    let inputs = form.split("<input ").skip(1).map(|input| input.split('>').next().unwrap());
    let sent = inputs.filter(|input| !input.contains("checkbox") || input.contains("checked"));
    sent.map(|input| (value(input, "name").unwrap(), value(input, "value").unwrap_or_default())).collect()
}

const PACE: &str = "N";
const PROGRESS: &str = "P";
const NEXT: &str = "R";

#[tokio::test]
async fn what_was_filled_in_offline_becomes_a_report() {
    let mut office = Office::new().await;
    office.act("acknowledge", &[]).await;
    let file = office.exported("ledger.xlsx").await;
    let back = office.filled_in(&file, &[(PACE, "按计划推进"), (PROGRESS, "已拨付到校"), (NEXT, "核对到账")]);
    let page = office.finance.upload("/documents/ledger", &[], "ledger.xlsx", &back).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("有3处差别") && page.body.contains("已拨付到校"), "{}", page.body);
    assert_eq!(office.row().await.duty.report, None, "looking changes nothing");
    let fields = offered(&page.body);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let taken = office.finance.post("/documents/ledger/reports", &fields).await;
    assert_eq!(
        (taken.status, taken.location()),
        (StatusCode::SEE_OTHER, "/documents/ledger?taken=1"),
        "{}",
        taken.body
    );
    let report = office.row().await.duty.report.unwrap();
    assert_eq!((report.pace, &*report.progress, &*report.next), (Pace::OnCourse, "已拨付到校", "核对到账"));
    // The same form once more decided on what is no longer there.
    let again = office.finance.post("/documents/ledger/reports", &fields).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    // What was reported goes out with the next ledger, and comes back without a difference.
    let file = office.exported("next.xlsx").await;
    let page = office.finance.upload("/documents/ledger", &[], "next.xlsx", &std::fs::read(&file).unwrap()).await;
    assert!(page.body.contains("没有差别"), "{}", page.body);
}

#[tokio::test]
async fn what_was_reported_meanwhile_is_a_conflict_that_somebody_decides() {
    let mut office = Office::new().await;
    office.act("acknowledge", &[]).await;
    let file = office.exported("ledger.xlsx").await;
    let back = office.filled_in(&file, &[(PACE, "进度滞后"), (PROGRESS, "离线填写")]);
    office.act("report", &[("pace", "on_course"), ("progress", "在线填写"), ("next", "按月拨付")]).await;
    let page = office.finance.upload("/documents/ledger", &[], "ledger.xlsx", &back).await;
    assert!(page.body.contains("两边都改过"), "{}", page.body);
    let fields = offered(&page.body);
    assert!(!fields.iter().any(|(name, _)| name == "take"), "nobody overwrites it unasked: {fields:?}");
    let id = office.id.clone();
    let mut fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let nothing = office.finance.post("/documents/ledger/reports", &fields).await;
    assert!(nothing.body.contains("没有选中"), "{}", nothing.body);
    fields.push(("take", &id));
    let taken = office.finance.post("/documents/ledger/reports", &fields).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
    let report = office.row().await.duty.report.unwrap();
    assert_eq!((report.pace, &*report.progress), (Pace::Behind, "离线填写"));
    assert_eq!(report.next, "按月拨付", "a cell that was not touched offline keeps what stands here");
}

#[tokio::test]
async fn a_row_that_cannot_be_reported_says_why() {
    let mut office = Office::new().await;
    // Not acknowledged yet, and a pace that is none.
    let file = office.exported("ledger.xlsx").await;
    let back = office.filled_in(&file, &[(PACE, "差不多"), (PROGRESS, "做了一些")]);
    assert_eq!(office.row().await.duty.state, State::Assigned);
    let page = office.finance.upload("/documents/ledger", &[], "ledger.xlsx", &back).await;
    assert!(page.body.contains("这一项现在是“待签收"), "{}", page.body);
    office.act("acknowledge", &[]).await;
    let page = office.finance.upload("/documents/ledger", &[], "ledger.xlsx", &back).await;
    assert!(page.body.contains("“进度”一栏填的“差不多”不在选项之内"), "{}", page.body);
    // Whoever runs the plan sees it and does not report for the unit.
    let page = office.planner.upload("/documents/ledger", &[], "ledger.xlsx", &back).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("不由你所在的单位报送"), "{}", page.body);
    let sent = office.planner.post("/documents/ledger/reports", &[("take", "x")]).await;
    assert_eq!(sent.status, StatusCode::FORBIDDEN);
}
