//! Templates of the shipped pack.

use std::{fs, path::Path};

use calamine::{Data, Reader, SheetVisible};
use jiff::civil::date;
use lake::{
    header,
    template::{self, Line},
};
use policy::{
    dataset::{ColumnType, Dataset},
    pack::Pack,
    text::Language,
};

use crate::{open, pack, parts, range};

/// Words of a test: the line as the program names it.
fn say(line: Line<'_>) -> String {
    match line {
        Line::InstructionsSheet => "how to".into(),
        Line::ListsSheet => "lists".into(),
        line => format!("{line:?}"),
    }
}

pub fn write(pack: &Pack, dataset: &Dataset, language: Language, path: &Path) {
    template::write(pack, dataset, language, date(2023, 9, 7), &say, path).unwrap();
}

#[test]
fn every_dataset_gives_a_template_with_its_headers_in_both_languages() {
    let (pack, folder) = (pack(), tempfile::tempdir().unwrap());
    assert!(pack.datasets.len() > 25);
    for dataset in pack.datasets.values() {
        for language in [Language::Chinese, Language::English] {
            let path = folder.path().join("template.xlsx");
            write(&pack, dataset, language, &path);
            let mut book = open(&path);
            let names = book.sheet_names();
            let rows = book.worksheet_range(&names[0]).unwrap();
            let width = dataset.columns.len();
            assert_eq!(rows.get_size(), (2, width + 1), "{}: headers, an example, and its mark beside it", dataset.id);
            for (at, column) in dataset.columns.iter().enumerate() {
                let header = rows[(0, at)].to_string();
                assert_eq!(header.starts_with('*'), column.required, "{header}");
                assert_eq!(header::normal(&header), header::normal(column.header.get(language)), "{}", dataset.id);
            }
            assert_eq!(rows[(0, width)], Data::Empty);
            assert_eq!(rows[(1, width)].to_string(), pack.words.example.as_ref().unwrap().get(language));
            let chosen = dataset.columns.iter().any(|c| matches!(c.kind, ColumnType::Code | ColumnType::Boolean));
            assert_eq!(names[1..], if chosen { vec!["how to", "lists"] } else { vec!["how to"] });
        }
    }
}

#[test]
fn a_template_is_the_same_to_the_byte_each_time() {
    let (pack, folder) = (pack(), tempfile::tempdir().unwrap());
    let paths = ["a.xlsx", "b.xlsx"].map(|name| folder.path().join(name));
    for path in &paths {
        write(&pack, &pack.datasets["students"], Language::Chinese, path);
    }
    assert_eq!(fs::read(&paths[0]).unwrap(), fs::read(&paths[1]).unwrap());
}

#[test]
fn digits_stay_text_and_dates_are_dates() {
    let (pack, folder) = (pack(), tempfile::tempdir().unwrap());
    let path = folder.path().join("template.xlsx");
    let students = &pack.datasets["students"];
    write(&pack, students, Language::Chinese, &path);
    let rows = range(&path, students.title.get(Language::Chinese));
    let example = |name: &str| {
        let at = students.columns.iter().position(|column| column.name == name).unwrap();
        rows[(1, at)].clone()
    };
    let id = students.column("id_number").unwrap();
    assert_eq!(example("id_number"), Data::String(id.example.clone()));
    assert!(matches!(example("birth_date"), Data::DateTime(day) if day.to_ymd_hms_milli().0 == 2016));
    assert_eq!(example("sex").to_string(), "女", "codes by name");

    let parts = parts(&path);
    let styles = &parts["xl/styles.xml"];
    assert!(
        styles.contains(r#"formatCode="yyyy\-mm\-dd""#) || styles.contains(r#"formatCode="yyyy-mm-dd""#),
        "{styles}"
    );
    // The number format 49 is "@"; the column of the identifier carries a style that uses it for cells yet empty.
    let sheet = &parts["xl/worksheets/sheet1.xml"];
    let column = sheet.split("<col ").nth(2).unwrap();
    let style: usize = column.split("style=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
    let formats = styles.split("<cellXfs").nth(1).unwrap().split("</cellXfs>").next().unwrap();
    let format = formats.split("<xf ").nth(style + 1).unwrap();
    assert!(format.contains(r#"numFmtId="49""#), "{format}");
}

#[test]
fn the_sheet_is_set_up_for_filling_and_printing() {
    let (pack, folder) = (pack(), tempfile::tempdir().unwrap());
    let path = folder.path().join("template.xlsx");
    let students = &pack.datasets["students"];
    write(&pack, students, Language::Chinese, &path);
    let visible: Vec<_> = open(&path).sheets_metadata().iter().map(|sheet| sheet.visible).collect();
    assert_eq!(visible, [SheetVisible::Visible, SheetVisible::Visible, SheetVisible::Hidden]);
    let parts = parts(&path);
    let sheet = &parts["xl/worksheets/sheet1.xml"];
    for expected in [
        r#"<pane ySplit="1" topLeftCell="A2""#,
        r#"orientation="landscape""#,
        r#"fitToHeight="0""#,
        r#"numberStoredAsText="1""#,
    ] {
        assert!(sheet.contains(expected), "{expected} in {sheet}");
    }
    assert!(!sheet.contains("<autoFilter"));
    assert!(parts["xl/workbook.xml"].contains("Print_Titles"));
    // One note for every header.
    let notes = &parts["xl/comments1.xml"];
    assert_eq!(notes.matches("<comment ").count(), students.columns.len());
    assert!(notes.contains("Required") && notes.contains("Kind(Identifier)") && notes.contains("Format("));
}

#[test]
fn codes_are_chosen_from_the_hidden_list_and_numbers_keep_to_their_range() {
    let (pack, folder) = (pack(), tempfile::tempdir().unwrap());
    let path = folder.path().join("template.xlsx");
    for dataset in pack.datasets.values() {
        write(&pack, dataset, Language::Chinese, &path);
        let parts = parts(&path);
        let sheet = &parts["xl/worksheets/sheet1.xml"];
        for (at, column) in dataset.columns.iter().enumerate() {
            let letters = rust_xlsxwriter::utility::column_number_to_name(u16::try_from(at).unwrap());
            let range = format!(r#"sqref="{letters}2:{letters}1048576""#);
            let found = sheet.split("<dataValidation ").skip(1).find(|validation| validation.contains(&range));
            let validation = found.map(|text| text.split("</dataValidation>").next().unwrap());
            let place = format!("{}.{}: {validation:?}", dataset.id, column.name);
            match column.kind {
                ColumnType::Text | ColumnType::Identifier => assert!(validation.is_none(), "{place}"),
                ColumnType::Integer => assert!(validation.unwrap().contains(r#"type="whole""#), "{place}"),
                ColumnType::Decimal => assert!(validation.unwrap().contains(r#"type="decimal""#), "{place}"),
                ColumnType::Date => assert!(validation.unwrap().contains(r#"type="date""#), "{place}"),
                ColumnType::Code | ColumnType::Boolean => {
                    let formula = validation.unwrap().split("<formula1>").nth(1).unwrap();
                    let reference = formula.split("</formula1>").next().unwrap().strip_prefix("lists!").unwrap();
                    let column_of_list = reference.split('$').nth(1).unwrap();
                    let rows: usize = reference.rsplit('$').next().unwrap().parse().unwrap();
                    let lists = crate::range(&path, "lists");
                    let at = usize::from(rust_xlsxwriter::utility::column_name_to_number(column_of_list));
                    let names: Vec<String> = (0..rows).map(|row| lists[(row, at)].to_string()).collect();
                    let expected = match column.codes.as_ref() {
                        Some(id) => pack.codes[id].codes.iter().map(|code| code.name.zh.clone()).collect(),
                        None => vec![pack.words.yes[0].clone(), pack.words.no[0].clone()],
                    };
                    assert_eq!(names, expected, "{place}");
                }
            }
        }
    }
}

#[test]
fn the_instructions_say_everything_on_every_column() {
    let (pack, folder) = (pack(), tempfile::tempdir().unwrap());
    let path = folder.path().join("template.xlsx");
    let students = &pack.datasets["students"];
    write(&pack, students, Language::English, &path);
    let rows = range(&path, "how to");
    let texts: Vec<Vec<String>> = rows.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    assert_eq!(texts[0][0], format!("Title({:?})", students.title.en));
    let fact = |label: &str| texts.iter().find(|row| row[0] == label).map(|row| row[1].clone());
    assert_eq!(fact("Grain").as_ref(), Some(&students.grain.en));
    assert_eq!(fact("SourceSystem").as_ref(), Some(&students.source_system.en));
    assert!(fact("Personal").is_some(), "the roll holds data on persons");
    assert!(fact("HowToImport(\"students\")").is_some());
    let first = texts.iter().position(|row| row[0] == "Column").unwrap() + 1;
    for (row, column) in texts[first..].iter().zip(&students.columns) {
        let star = if column.required { "*" } else { "" };
        assert!(row[0].ends_with(&format!(". {star}{}", column.header.en)), "{}", row[0]);
        assert_eq!(row[1], if column.required { "Required" } else { "Optional" });
        assert!(row[3].contains(column.note.as_ref().map_or("", |note| &note.en)));
        assert_eq!(row[5], format!("Privacy({:?})", column.privacy));
    }
    assert_eq!(texts.len() - first, students.columns.len());
    write(&pack, &pack.datasets["areas"], Language::English, &path);
    assert!(!range(&path, "how to").rows().any(|row| row[0] == "Personal"), "townships are no persons");
}
