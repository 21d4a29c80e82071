//! The ledger: what goes out, what another program makes of it, and what comes back.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

#[path = "support/sheet.rs"]
mod sheet;
mod support;

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    process::Command,
};

use calamine::{Reader as _, open_workbook_auto};
use luoshi::ledger::{Column, Verdict, diff, read};
use sheet::{edited, filled};
use support::luoshi;
use tempfile::TempDir;
use zip::ZipArchive;

const PLAN: &str = "dongchuan-2023-2025";

async fn exported(dir: &TempDir, unit: &[&str]) -> PathBuf {
    let file = dir.path().join("ledger.xlsx");
    assert_eq!(luoshi(dir.path(), &["init"]).await.code, 0);
    let args = [&["document", "ledger", "-o", file.to_str().unwrap()], unit].concat();
    let reply = luoshi(dir.path(), &args).await;
    assert_eq!((reply.code, reply.err.as_str()), (0, ""));
    file
}

#[tokio::test]
async fn a_ledger_goes_out_in_the_layout_of_offices_and_opens_elsewhere() {
    let dir = tempfile::tempdir().unwrap();
    let file = exported(&dir, &[]).await;
    let mut book = open_workbook_auto(&file).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let header: Vec<String> = sheet.rows().nth(2).unwrap().iter().map(ToString::to_string).collect();
    let wanted = "key,序号,行动,任务,内容,目标,牵头单位,责任单位,完成时限,办理状态,现值,状态,说明,进度,完成比例（%）,进展情况,存在问题,下一步工作,需要协调";
    assert_eq!(header.join(","), wanted);
    assert!(sheet.height() > 217, "a row for every commitment");
    let mut archive = ZipArchive::new(fs::File::open(&file).unwrap()).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let (sheet, book) = (part("xl/worksheets/sheet1.xml"), part("xl/workbook.xml"));
    for wanted in [
        "state=\"frozen\"",
        "<autoFilter ",
        "fitToWidth=\"1\"",
        "orientation=\"landscape\"",
        "hidden=\"1\"",
        "<sheetProtection ",
        "按计划推进",
    ] {
        assert!(
            sheet.contains(wanted) || (wanted.starts_with("fitToWidth") && sheet.contains("fitToHeight=\"0\"")),
            "{wanted}"
        );
    }
    for wanted in ["_xlnm.Print_Area", "_xlnm.Print_Titles", "state=\"veryHidden\""] {
        assert!(book.contains(wanted), "{wanted}");
    }
    let out = tempfile::tempdir().unwrap();
    let profile = format!("-env:UserInstallation=file://{}/profile", out.path().display());
    let status = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "pdf", "--outdir", out.path().to_str().unwrap()])
        .arg(&file)
        .output()
        .expect("soffice must be installed: tools/setup");
    assert!(status.status.success());
    let info = Command::new("pdfinfo").arg(out.path().join("ledger.pdf")).output().unwrap();
    let info = String::from_utf8(info.stdout).unwrap();
    assert!(info.contains("(A3)") || info.contains("1190.55 x 841.89"), "{info}");
}

#[tokio::test]
async fn what_was_filled_in_comes_back_cell_by_cell() {
    let dir = tempfile::tempdir().unwrap();
    let file = exported(&dir, &["--unit", "police"]).await;
    let staging = tempfile::tempdir().unwrap();
    let out = read(&file, staging.path(), PLAN).unwrap();
    assert_eq!(diff(&out.exported, &out.uploaded, &out.exported), [], "as it went out");
    // Progress of the first row, and its value, which is computed.
    let back =
        edited(&file, "xl/worksheets/sheet1.xml", |sheet| filled(&filled(&sheet, "P4", "已完成一半"), "K4", "99%"));
    let returned = read(&back, staging.path(), PLAN).unwrap();
    let differences = diff(&returned.exported, &returned.uploaded, &out.exported);
    let told: Vec<_> = differences.iter().map(|one| (one.column, one.uploaded.as_str(), one.verdict)).collect();
    assert_eq!(
        told,
        [(Some(Column::Value), "99%", Verdict::Computed), (Some(Column::Progress), "已完成一半", Verdict::Changed)]
    );
}

#[tokio::test]
async fn a_workbook_that_is_no_sound_ledger_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let file = exported(&dir, &["--unit", "police"]).await;
    let staging = tempfile::tempdir().unwrap();
    let refused = |path: &Path, plan: &str| read(path, staging.path(), plan).unwrap_err().to_string();
    assert!(refused(&file, "another").contains("ledger-other-plan"));
    let broken = edited(&file, "xl/worksheets/sheet2.xml", |sheet| filled(&sheet, "E2", "改过"));
    assert!(refused(&broken, PLAN).contains("ledger-broken"));
    let template = dir.path().join("schools.xlsx");
    let args = ["template", "schools", "-o", template.to_str().unwrap()];
    assert_eq!(luoshi(dir.path(), &args).await.code, 0);
    assert!(refused(&template, PLAN).contains("ledger-foreign"));
    let text = dir.path().join("note.xlsx");
    fs::write(&text, "no workbook").unwrap();
    assert!(refused(&text, PLAN).contains("ledger-foreign"));
}
