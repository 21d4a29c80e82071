//! One broken workbook for every rule: the refusal names the rule and the cell.

use std::fmt::Write;

use policy::dataset::Scope;
use rust_xlsxwriter::{Formula, Workbook};

use crate::support::{HEADERS, World, line, lines, row, students};

/// What is wrong → the cells of the second row that make it so.
const BROKEN: &[(&str, &[(usize, &str)])] = &[
    ("a required cell is empty", &[(2, "")]),
    ("no such code", &[(3, "南")]),
    ("a code far from all", &[(3, "猫和老鼠")]),
    ("not a date", &[(4, "春天")]),
    ("a day that does not exist", &[(4, "2015-02-30")]),
    ("a month without its day", &[(4, "2015年3月")]),
    ("six digits for a date", &[(4, "201503")]),
    ("a year of two digits", &[(4, "15-3-2")]),
    ("a date before the first allowed", &[(4, "1899-12-31")]),
    ("a date after the last allowed", &[(4, "2024-01-01")]),
    ("not a whole number", &[(7, "1.5")]),
    ("words for a number", &[(7, "两个")]),
    ("a number below the range", &[(7, "-1")]),
    ("a number above the range", &[(7, "21")]),
    ("not a number", &[(8, "十元")]),
    ("separators in the wrong place", &[(8, "12,34")]),
    ("a number too long", &[(8, "99999999999999999999")]),
    ("neither yes nor no", &[(6, "不详")]),
    ("an identifier of another form", &[(5, "215300000")]),
    ("an identifier turned into a float", &[(1, "1.10105E+17")]),
    ("a wrong check character", &[(1, "110105194912310021"), (4, "1949-12-31"), (3, "女")]),
    ("a birth date that is none", &[(1, "110105194913310023")]),
    ("a birth date unlike the ID number", &[(1, "11010519491231002X"), (3, "女")]),
    ("a sex unlike the ID number", &[(1, "11010519491231002X"), (4, "1949-12-31")]),
    ("a text unlike its pattern", &[(0, "A0002")]),
    ("a school that is not on record", &[(5, "2153000009")]),
    ("a key that stands twice", &[(0, "G0001")]),
    ("a rule of the pack", &[(6, "是"), (8, "")]),
    ("a rule of the pack that warns", &[(4, "2023-10-01")]),
];

#[tokio::test]
async fn every_rule_is_refused_at_its_cell() {
    let world = World::with_schools().await;
    let mut report = String::new();
    for (what, changes) in BROKEN {
        let checked = world.check("students", &students(&world, changes)).await;
        writeln!(report, "{what}").unwrap();
        assert!(!checked.problems.kept.is_empty(), "{what}: {checked:?}");
        assert_eq!(checked.staged.is_some(), checked.problems.acceptable(), "{what}");
        for problem in &checked.problems.kept {
            writeln!(report, "    {}", line(problem)).unwrap();
        }
    }
    insta::assert_snapshot!(report);
}

#[tokio::test]
async fn spreadsheet_numbers_and_errors_are_not_guessed() {
    let world = World::with_schools().await;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, header) in (0..).zip(HEADERS) {
        sheet.write_string(0, column, *header).unwrap();
    }
    for (column, cell) in (0..).zip(row(1, &[])) {
        sheet.write_string(1, column, cell).unwrap();
    }
    sheet.write_number(1, 1, 110_105_194_912_310_021.0).unwrap();
    sheet.write_formula(1, 8, Formula::new("1/0").set_result("#DIV/0!")).unwrap();
    sheet.merge_range(1, 7, 2, 7, "", &rust_xlsxwriter::Format::new()).unwrap();
    sheet.write_number(1, 7, 5.0).unwrap();
    for (column, cell) in (0..).zip(row(2, &[(7, "")])) {
        if column != 7 {
            sheet.write_string(2, column, cell).unwrap();
        }
    }
    insta::assert_debug_snapshot!(lines(&world.check("students", &world.save(&mut book)).await));
}

#[tokio::test]
async fn headers_that_do_not_fit_are_refused() {
    let world = World::with_schools().await;
    let cases: &[(&str, &[&str])] = &[
        ("nothing of the dataset", &["单位", "电话", "地址"]),
        ("a required column is missing", &["学籍号", "姓名", "性别"]),
        ("two columns claim one", &["学籍号", "姓名", "学生姓名", "性别", "性别", "学校标识码"]),
        ("another unit", &["学籍号", "姓名", "性别", "学校标识码", "费用（万元）"]),
        ("a column that means nothing", &["学籍号", "姓名", "性别", "学校标识码", "血型"]),
    ];
    let mut report = String::new();
    for (what, headers) in cases {
        let row = ["G0001", "张三", "男", "2153000001", "1", "1"];
        let row = if headers.len() == 6 { ["G0001", "张三", "张三", "男", "男", "2153000001"] } else { row };
        let checked = world.check("students", &world.xlsx(&[headers, &row[..headers.len()]])).await;
        writeln!(report, "{what}: {}", if checked.staged.is_some() { "accepted" } else { "refused" }).unwrap();
        for problem in &checked.problems.kept {
            writeln!(report, "    {}", line(problem)).unwrap();
        }
    }
    insta::assert_snapshot!(report);
}

#[tokio::test]
async fn files_that_are_no_workbooks_are_refused_with_the_way_out() {
    let world = World::new();
    let xlsx = std::fs::read(students(&world, &[])).unwrap();
    let compound = |name: &str| {
        let mut bytes = vec![0_u8; 2048];
        bytes[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
        for (index, unit) in name.encode_utf16().enumerate() {
            bytes[1024 + 2 * index..][..2].copy_from_slice(&unit.to_le_bytes());
        }
        bytes
    };
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("empty.xlsx", Vec::new()),
        ("page.xls", b"<html><table><tr><td>1</td></tr></table></html>".to_vec()),
        ("tabs.xls", "学籍号\t姓名\n".into()),
        ("wps.et", compound("Workbook")),
        ("locked.xlsx", compound("EncryptedPackage")),
        ("letter.doc", compound("WordDocument")),
        ("broken.xls", compound("Workbook")),
        ("scan.pdf", b"%PDF-1.7".to_vec()),
        ("cut.xlsx", xlsx[..xlsx.len() / 2].to_vec()),
        ("only-headers.csv", "学籍号,姓名,性别,学校标识码\n".into()),
    ];
    let mut report = String::new();
    for (name, bytes) in cases {
        let checked = world.check("students", &world.file(name, &bytes)).await;
        assert!(checked.staged.is_none(), "{name}");
        let codes: Vec<&str> = checked.problems.kept.iter().map(|problem| problem.code.as_str()).collect();
        writeln!(report, "{name}: {}", codes.join(", ")).unwrap();
    }
    insta::assert_snapshot!(report);
}

#[tokio::test]
async fn a_scope_that_the_dataset_does_not_allow_is_refused() {
    let mut world = World::with_schools().await;
    world.scope = ("530113001", Scope::Township);
    let file = students(&world, &[]);
    insta::assert_debug_snapshot!(lines(&world.check("students", &file).await));
}

#[tokio::test]
async fn references_are_skipped_and_said_so_while_there_is_no_snapshot() {
    let world = World::new();
    let checked = world.check("students", &students(&world, &[])).await;
    assert!(checked.staged.is_some());
    insta::assert_debug_snapshot!(checked.skipped_checks);
}

#[tokio::test]
async fn millions_of_problems_are_counted_and_few_are_kept() {
    let world = World::new();
    let mut text = "学籍号,姓名,性别,学校标识码\n".to_owned();
    for number in 0..12_000 {
        writeln!(text, "G{number:05},张三,南,2153000001").unwrap();
    }
    let checked = world.check("students", &world.file("many.csv", text.as_bytes())).await;
    assert_eq!(checked.problems.kept.len(), lake::problem::Problems::KEPT);
    assert_eq!(checked.problems.counts["value.unknown_code"], 12_000);
    assert_eq!(checked.rows_read, 12_000);
}
