//! The ledger: what goes out, what another program makes of it, and what comes back.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod support;

use std::{
    fs,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    process::Command,
};

use calamine::{Reader as _, open_workbook_auto};
use luoshi::ledger::{Column, Verdict, diff, read};
use support::luoshi;
use tempfile::TempDir;
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

const PLAN: &str = "dongchuan-2023-2025";

async fn exported(dir: &TempDir, unit: &[&str]) -> PathBuf {
    let file = dir.path().join("ledger.xlsx");
    assert_eq!(luoshi(dir.path(), &["init"]).await.code, 0);
    let args = [&["document", "ledger", "-o", file.to_str().unwrap()], unit].concat();
    let reply = luoshi(dir.path(), &args).await;
    assert_eq!((reply.code, reply.err.as_str()), (0, ""));
    file
}

/// Rewrites one part of a workbook.
fn edited(file: &Path, part: &str, edit: impl Fn(String) -> String) -> PathBuf {
    let mut archive = ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    let out = file.with_extension("back.xlsx");
    let mut writer = ZipWriter::new(fs::File::create(&out).unwrap());
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if name == part {
            bytes = edit(String::from_utf8(bytes).unwrap()).into_bytes();
        }
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    writer.finish().unwrap();
    out
}

/// Puts a text into a cell, as a spreadsheet program would.
fn filled(sheet: &str, cell: &str, text: &str) -> String {
    let (before, after) = sheet.split_once(&format!("<c r=\"{cell}\"")).unwrap();
    let end =
        after.find("/>").map(|end| end + 2).into_iter().chain(after.find("</c>").map(|end| end + 4)).min().unwrap();
    let style = after.split_once("s=\"").unwrap().1.split_once('"').unwrap().0;
    format!("{before}<c r=\"{cell}\" s=\"{style}\" t=\"inlineStr\"><is><t>{text}</t></is></c>{}", &after[end..])
}

#[tokio::test]
async fn a_ledger_goes_out_in_the_layout_of_offices_and_opens_elsewhere() {
    let dir = tempfile::tempdir().unwrap();
    let file = exported(&dir, &[]).await;
    let mut book = open_workbook_auto(&file).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let header: Vec<String> = sheet.rows().nth(2).unwrap().iter().map(ToString::to_string).collect();
    let wanted = "key,序号,行动,任务,内容,目标,牵头单位,责任单位,完成时限,现值,状态,说明,进展情况,存在问题,下一步工作";
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
        edited(&file, "xl/worksheets/sheet1.xml", |sheet| filled(&filled(&sheet, "M4", "已完成一半"), "J4", "99%"));
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
