//! Marked copies of workbooks of several kinds.

use std::{fmt::Write as _, fs, io::Write as _, path::Path};

use calamine::{Data, Reader, SheetVisible};
use jiff::civil::date;
use lake::{
    annotate::{self, Annotation, Labels},
    problem::{Problem, Problems},
};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use crate::{open, parts, range};

fn labels() -> Labels {
    let text = str::to_owned;
    Labels {
        list: text("problems"),
        data: text("data"),
        summary: text("two problems"),
        severity: text("severity"),
        sheet: text("sheet"),
        cell: text("cell"),
        value: text("value"),
        sentence: text("what"),
        hint: text("how"),
        code: text("code"),
        refused: text("must"),
        warned: text("may"),
    }
}

fn mark(source: &Path, problems: &Problems, out: &Path) -> bool {
    let say = |problem: &Problem| (format!("{} is wrong", problem.value), format!("hint for {}", problem.code));
    let staging = out.parent().unwrap();
    let made = date(2023, 9, 7);
    let annotation = Annotation { source, staging, problems, say: &say, labels: &labels(), made };
    annotate::write(&annotation, out).unwrap()
}

fn problem(code: &str, sheet: &str, row: u32, column: Option<u32>, value: &str) -> Problem {
    let mut problem = Problem::of_file(code).in_sheet(sheet).at(row, column);
    value.clone_into(&mut problem.value);
    problem
}

fn found(all: impl IntoIterator<Item = Problem>) -> Problems {
    let mut problems = Problems::default();
    all.into_iter().for_each(|problem| problems.push(problem));
    problems
}

/// The style of a cell in the XML of a sheet.
fn style(sheet: &str, cell: &str) -> Option<String> {
    let cell = sheet.split("<c ").find(|text| text.starts_with(&format!("r=\"{cell}\"")))?;
    Some(cell.split("s=\"").nth(1)?.split('"').next()?.to_owned())
}

/// A workbook as an office holds it: a title over merged cells, a gap, numbers of all kinds, a hidden second sheet.
fn office(path: &Path) {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("yyyy/m/d");
    let moment = Format::new().set_num_format("yyyy/m/d hh:mm");
    let sheet = book.add_worksheet().set_name("学生 2023").unwrap();
    sheet.merge_range(0, 0, 1, 4, "在校学生花名册", &Format::new()).unwrap();
    sheet.write_row(2, 0, ["学籍号", "姓名", "出生日期", "成绩", "备注"]).unwrap();
    for row in 3..6 {
        sheet.write_string(row, 0, format!("G53011320160315000{row}")).unwrap();
        sheet.write_string(row, 1, "=1+1 是姓名").unwrap();
        let birth = ExcelDateTime::from_ymd(2016, 3, 15).unwrap();
        sheet.write_datetime_with_format(row, 2, &birth, &day).unwrap();
        sheet.write_number(row, 3, 0.1 + f64::from(row)).unwrap();
    }
    sheet.write_boolean(6, 1, true).unwrap();
    let late = ExcelDateTime::from_ymd(1998, 12, 31).unwrap().and_hms(23, 59, 58.0).unwrap();
    sheet.write_datetime_with_format(6, 2, &late, &moment).unwrap();
    sheet.write_number(6, 3, 530_113_201_603_150_016.0).unwrap();
    sheet.write_formula(6, 4, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write_string(9, 4, "长".repeat(400)).unwrap();
    let hidden = book.add_worksheet().set_name("旧").unwrap().set_hidden(true);
    hidden.write_string(0, 0, "001").unwrap();
    book.save(path).unwrap();
}

#[test]
fn every_value_is_copied_and_problem_cells_are_marked() {
    let folder = tempfile::tempdir().unwrap();
    let (source, out) = (folder.path().join("roll.xlsx"), folder.path().join("marked.xlsx"));
    office(&source);
    let problems = found([
        Problem::of_file("drift.fell"),
        problem("header.missing", "学生 2023", 3, None, ""),
        problem("value.not_a_date", "学生 2023", 5, Some(3), "2016-03-15"),
        problem("check.age", "学生 2023", 5, Some(3), "2016-03-15").warning(),
        problem("value.pattern", "学生 2023", 6, Some(4), "5.1").warning(),
        problem("value.required", "学生 2023", 7, Some(8), ""),
        problem("value.required", "学生 2023", 9, Some(1), ""),
        problem("row.total", "旧", 1, None, "001").warning(),
    ]);
    assert!(mark(&source, &problems, &out));

    let names = open(&out).sheet_names();
    assert_eq!(names, ["problems", "学生 2023", "旧"]);
    assert_eq!(open(&out).sheets_metadata()[2].visible, SheetVisible::Hidden);
    for name in &names[1..] {
        let (before, after) = (range(&source, name), range(&out, name));
        let end = after.end().unwrap();
        for (row, column) in (0..=end.0).flat_map(|row| (0..=end.1).map(move |column| (row, column))) {
            let cell = |range: &calamine::Range<Data>| range.get_value((row, column)).cloned().unwrap_or_default();
            let (before, after) = (cell(&before), cell(&after));
            let same = match (&before, &after) {
                (Data::DateTime(before), Data::DateTime(after)) => {
                    before.as_f64().to_bits() == after.as_f64().to_bits()
                }
                (before, after) => before == after,
            };
            assert!(same, "{name} {row},{column}: {before:?} became {after:?}");
        }
        assert_eq!(before.end(), after.end());
    }

    let parts = parts(&out);
    let sheet = &parts["xl/worksheets/sheet2.xml"];
    assert!(sheet.contains(r#"<mergeCell ref="A1:E2"/>"#));
    // A3: the missing column at the header; H7 and A9 have no cell in the source.
    let plain = style(sheet, "C4").unwrap();
    for marked in ["A3", "C5", "D6", "H7", "A9"] {
        assert!(style(sheet, marked).is_some_and(|style| style != plain), "{marked}");
    }
    assert_ne!(style(sheet, "D6"), style(sheet, "D5"));
    let notes = &parts["xl/comments1.xml"];
    for cell in ["A3", "C5", "D6", "H7", "A9"] {
        assert!(notes.contains(&format!("<comment ref=\"{cell}\"")), "{cell}");
    }
    assert_eq!(notes.matches("<comment ").count(), 5);
    assert!(notes.contains("hint for value.not_a_date") && notes.contains("hint for check.age"), "both in one note");
    let styles = &parts["xl/styles.xml"];
    assert!(styles.contains("FFFF8A80") && styles.contains("FFFFE57F"));
}

#[test]
fn the_first_sheet_lists_the_problems_with_links() {
    let folder = tempfile::tempdir().unwrap();
    let (source, out) = (folder.path().join("roll.xlsx"), folder.path().join("marked.xlsx"));
    office(&source);
    let problems = found([
        Problem::of_file("drift.fell"),
        problem("value.not_a_date", "学生 2023", 5, Some(3), "2016-03-15"),
        problem("row.total", "学生 2023", 7, None, "TRUE").warning(),
    ]);
    mark(&source, &problems, &out);
    let list = range(&out, "problems");
    let texts: Vec<Vec<String>> = list.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    let row = |cells: [&str; 7]| cells.map(str::to_owned).to_vec();
    assert_eq!(texts[0][0], "two problems");
    assert_eq!(texts[1], row(["severity", "sheet", "cell", "value", "what", "how", "code"]));
    assert_eq!(texts[2], row(["must", "", "", "", " is wrong", "hint for drift.fell", "drift.fell"]));
    let what = "2016-03-15 is wrong";
    let found = row(["must", "学生 2023", "C5", "2016-03-15", what, "hint for value.not_a_date", "value.not_a_date"]);
    assert_eq!(texts[3], found);
    assert_eq!(texts[4], row(["may", "学生 2023", "7", "TRUE", "TRUE is wrong", "hint for row.total", "row.total"]));
    let sheet = &parts(&out)["xl/worksheets/sheet1.xml"];
    assert!(
        sheet.contains(r#"location="'学生 2023'!C5""#) && sheet.contains(r#"location="'学生 2023'!A7""#),
        "{sheet}"
    );
    assert!(sheet.contains(r#"<pane ySplit="2""#));
}

#[test]
fn a_copy_that_is_sent_again_gets_one_new_list() {
    let folder = tempfile::tempdir().unwrap();
    let [source, first, second] = ["roll.xlsx", "first.xlsx", "second.xlsx"].map(|name| folder.path().join(name));
    office(&source);
    mark(&source, &found([problem("value.pattern", "学生 2023", 6, Some(4), "5.1")]), &first);
    mark(&first, &found([]), &second);
    assert_eq!(open(&second).sheet_names(), ["problems", "学生 2023", "旧"]);
    let parts = parts(&second);
    assert!(!parts.keys().any(|name| name.contains("comments")), "marks of what was put right are gone");
    assert_eq!(range(&second, "problems").rows().len(), 2);
}

#[test]
fn a_csv_file_is_marked_as_a_workbook_whose_digits_stay_text() {
    let folder = tempfile::tempdir().unwrap();
    let (source, out) = (folder.path().join("roll.csv"), folder.path().join("marked.xlsx"));
    fs::write(&source, "学籍号,姓名\n\n530113201603150000,张三\n007,\n").unwrap();
    mark(&source, &found([problem("value.required", "", 4, Some(2), "")]), &out);
    assert_eq!(open(&out).sheet_names(), ["problems", "data"]);
    let rows = range(&out, "data");
    assert_eq!(rows.get_value((2, 0)), Some(&Data::String("530113201603150000".into())));
    assert_eq!(rows.get_value((3, 0)), Some(&Data::String("007".into())));
    assert_eq!(range(&out, "problems")[(2, 1)], Data::String("data".into()));
    assert!(parts(&out)["xl/comments1.xml"].contains(r#"ref="B4""#));
}

#[test]
fn rows_of_a_csv_file_are_counted_as_a_spreadsheet_shows_them() {
    let folder = tempfile::tempdir().unwrap();
    let (source, out) = (folder.path().join("roll.csv"), folder.path().join("marked.xlsx"));
    for end in ["\n", "\r\n"] {
        for last in ["", end] {
            let lines = ["", "a,b", "", "", "\"x", "y\",c", "", "z,d"];
            fs::write(&source, lines.join(end) + last).unwrap();
            mark(&source, &found([]), &out);
            let rows = range(&out, "data");
            let filled: Vec<usize> = (0..8)
                .filter(|row| rows.get_value((*row, 0)).is_some_and(|cell| *cell != Data::Empty))
                .map(|row| row as usize + 1)
                .collect();
            assert_eq!(filled, [2, 5, 7], "{end:?} {last:?}");
        }
    }
}

#[test]
fn an_open_document_sheet_keeps_its_dates() {
    let folder = tempfile::tempdir().unwrap();
    let (source, out) = (folder.path().join("roll.ods"), folder.path().join("marked.xlsx"));
    let mut archive = zip::ZipWriter::new(fs::File::create(&source).unwrap());
    let mimetype = "application/vnd.oasis.opendocument.spreadsheet";
    let content = concat!(
        r#"<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0""#,
        r#" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0""#,
        r#" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">"#,
        r#"<office:body><office:spreadsheet><table:table table:name="a: b"><table:table-row>"#,
        r#"<table:table-cell office:value-type="string"><text:p>007</text:p></table:table-cell>"#,
        r#"<table:table-cell office:value-type="date" office:date-value="2016-03-15"><text:p>15.3.</text:p>"#,
        r#"</table:table-cell><table:table-cell office:value-type="float" office:value="2.5"><text:p>2,5</text:p>"#,
        r#"</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"#,
        r#"</office:document-content>"#,
    );
    let manifest = r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#;
    let plain = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in [("mimetype", mimetype), ("content.xml", content), ("META-INF/manifest.xml", manifest)] {
        archive.start_file(name, plain).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap();
    mark(&source, &found([problem("value.pattern", "a: b", 1, Some(3), "2.5")]), &out);
    let name = "a_ b";
    assert_eq!(open(&out).sheet_names(), ["problems", name], "names that Excel forbids are changed");
    let rows = range(&out, name);
    assert_eq!(rows[(0, 0)], Data::String("007".into()));
    assert!(matches!(rows[(0, 1)], Data::DateTime(day) if day.to_ymd_hms_milli() == (2016, 3, 15, 0, 0, 0, 0)));
    assert_eq!(rows[(0, 2)], Data::Float(2.5));
    assert!(parts(&out)["xl/worksheets/sheet1.xml"].contains("'a_ b'!C1"));
}

#[test]
fn of_a_file_that_cannot_be_opened_only_the_list_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (source, out) = (folder.path().join("roll.xlsx"), folder.path().join("marked.xlsx"));
    fs::write(&source, "not a workbook").unwrap();
    assert!(mark(&source, &found([Problem::of_file("file.text_as_workbook")]), &out));
    assert_eq!(open(&out).sheet_names(), ["problems"]);
    assert_eq!(range(&out, "problems")[(2, 6)], Data::String("file.text_as_workbook".into()));
}

#[test]
fn ten_thousand_problems_and_very_long_texts_are_within_the_limits() {
    let folder = tempfile::tempdir().unwrap();
    let (source, out) = (folder.path().join("roll.csv"), folder.path().join("marked.xlsx"));
    let long = "长".repeat(40_000);
    let mut text = format!("\"{long}\",b\n");
    for row in 0..10_000 {
        writeln!(text, "{row},{row}").unwrap();
    }
    fs::write(&source, text).unwrap();
    let many = (1..=10_050).map(|row| problem("value.pattern", "", row, Some(1), if row == 1 { &long } else { "x" }));
    let problems = found(many);
    assert!(!mark(&source, &problems, &out), "a text longer than a cell was cut");
    let parts = parts(&out);
    assert_eq!(parts["xl/comments1.xml"].matches("<comment ").count(), Problems::KEPT);
    assert_eq!(range(&out, "problems").rows().len(), Problems::KEPT + 2);
    assert_eq!(range(&out, "data").rows().len(), 10_001);

    let again = folder.path().join("again.xlsx");
    mark(&source, &problems, &again);
    assert_eq!(fs::read(&out).unwrap(), fs::read(&again).unwrap(), "the same to the byte");
}
