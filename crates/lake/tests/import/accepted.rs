//! Workbooks as offices keep them, read without asking.

use std::{io::Write, path::Path};

use calamine as _;
use lake::import::Acceptance;
use policy::dataset::Scope;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::support::{HEADERS, World, lines, row, students, table};

#[tokio::test]
async fn cells_are_read_as_they_are_usually_written() {
    let world = World::with_schools().await;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, header) in (0..).zip(HEADERS) {
        sheet.write(0, column, *header).unwrap();
    }
    let rows: &[[&str; 9]] = &[
        [
            "Ｇ０００１",
            "11010519491231002x",
            " 王\u{3000}小明　",
            "女",
            "1949年12月31日",
            "2153000001",
            "是",
            "１",
            "1,234.5",
        ],
        ["'G0002", "", "李四", "1", "2015/3/2", "２１５３０００００１", "√", "0", "25%"],
        ["G 0003", "", "阿依古丽·买买提", "男性", "20150302", "2153000002", "FALSE", "", "-"],
        ["G0004", "", "赵六", "2-女", "2015.3.2 00:00:00", "2153000002", "", "2", "￥"],
    ];
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            if !cell.is_empty() && *cell != "￥" {
                sheet.write_string(row, column, *cell).unwrap();
            }
        }
    }
    let day = Format::new().set_num_format("yyyy/m/d");
    for (column, value) in [(3, 2.0), (5, 2_153_000_001.0), (6, 1.0), (7, 3.0), (8, 0.1 + 0.2)] {
        sheet.write_number(5, column, value).unwrap();
    }
    sheet.write_string(5, 0, "G0005").unwrap();
    sheet.write_string(5, 2, "孙七").unwrap();
    sheet.write_datetime_with_format(5, 4, ExcelDateTime::from_ymd(2015, 3, 2).unwrap(), &day).unwrap();
    sheet.write_string(6, 0, "G0006").unwrap();
    sheet.write_string(6, 2, "周八").unwrap();
    sheet.write_boolean(6, 6, true).unwrap();
    for (column, value) in [(3, 1.0), (4, 42_065.0), (5, 2_153_000_001.0), (8, 20_000_000.126)] {
        sheet.write_number(6, column, value).unwrap();
    }
    let checked = world.check("students", &world.save(&mut book)).await;
    insta::assert_snapshot!(table(&checked).await);
    insta::assert_debug_snapshot!(lines(&checked));
}

#[tokio::test]
async fn titles_merged_headers_notes_and_totals_are_passed_over() {
    let world = World::with_schools().await;
    let mut book = Workbook::new();
    let cover = book.add_worksheet();
    cover.set_name("说明").unwrap();
    cover.write_string(0, 0, "请如实填写").unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name("一年级").unwrap();
    let middle = Format::new();
    sheet.merge_range(0, 0, 0, 8, "2023年秋季学期学生情况", &middle).unwrap();
    sheet.write_string(1, 0, "单位：东川区").unwrap();
    for (column, header) in [(0, "*学籍号"), (1, "姓 名"), (5, "学校代码（10位）")] {
        sheet.merge_range(2, column, 3, column, header, &middle).unwrap();
    }
    sheet.merge_range(2, 2, 2, 4, "基本情况", &middle).unwrap();
    for (column, header) in [(2, "性别"), (3, "出生日期"), (4, "备注")] {
        sheet.write_string(3, column, header).unwrap();
    }
    for (row, number) in [(4, "G0001"), (5, "G0002"), (6, "G0003")] {
        for (column, cell) in [(0, number), (1, "张三"), (2, "男"), (3, "2015-01-01"), (4, "无")] {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    sheet.merge_range(4, 5, 6, 5, "2153000001", &middle).unwrap();
    sheet.write_string(7, 0, "合计").unwrap();
    sheet.write_number(7, 2, 3.0).unwrap();
    sheet.write_string(8, 0, "填表人：李四").unwrap();
    let second = book.add_worksheet();
    second.set_name("二年级").unwrap();
    for (column, (header, cell)) in
        (0..).zip([("Roll number", "G0004"), ("Full name", "赵六"), ("Sex", "male"), ("School code", "2153000002")])
    {
        second.write_string(0, column, header).unwrap();
        second.write_string(1, column, cell).unwrap();
    }
    let hidden = book.add_worksheet();
    hidden.set_name("旧表").unwrap().set_hidden(true);
    hidden.write_string(0, 0, "学籍号").unwrap();
    let checked = world.check("students", &world.save(&mut book)).await;
    insta::assert_snapshot!(table(&checked).await);
    insta::assert_debug_snapshot!((lines(&checked), &checked.sheets));
}

#[tokio::test]
async fn valid_rows_are_accepted_when_asked_for() {
    let mut world = World::with_schools().await;
    let file = students(&world, &[(3, "甲")]);
    let refused = world.check("students", &file).await;
    assert!(refused.staged.is_none());
    assert_eq!((refused.rows_read, refused.rows_valid), (3, 2));
    world.acceptance = Acceptance { valid_rows_only: true, ..Acceptance::default() };
    let accepted = world.check("students", &file).await;
    let staged = accepted.staged.expect("two rows are good");
    assert_eq!((staged.rows, staged.left_out), (2, 1));
    assert_eq!(accepted.problems.refusals, 1);
}

#[tokio::test]
async fn the_same_rows_give_the_same_bytes_in_whatever_order_they_come() {
    let world = World::with_schools().await;
    let (first, second) = (row(1, &[]), row(2, &[]));
    let book = |rows: [&Vec<String>; 2]| {
        let rows: Vec<Vec<&str>> = rows.map(|row| row.iter().map(String::as_str).collect()).to_vec();
        world.xlsx(&[HEADERS, &rows[0], &rows[1]])
    };
    let sorted = world.check("students", &book([&first, &second])).await.staged.unwrap();
    let again = world.check("students", &book([&first, &second])).await.staged.unwrap();
    assert_eq!(sorted.sha256, again.sha256);
    let turned = world.check("students", &book([&second, &first])).await;
    insta::assert_snapshot!(table(&turned).await);
}

#[tokio::test]
async fn a_school_may_hand_in_its_own_rows() {
    let mut world = World::with_schools().await;
    world.scope = ("2153000001", Scope::School);
    let good = students(&world, &[]);
    assert!(world.check("students", &good).await.staged.is_some());
    let other = students(&world, &[(5, "2153000002")]);
    insta::assert_debug_snapshot!(lines(&world.check("students", &other).await));
}

#[tokio::test]
async fn drift_must_be_confirmed() {
    let mut world = World::with_schools().await;
    let file = students(&world, &[(5, "2153000002")]);
    world.publish("students", &file).await;
    let first = row(1, &[]);
    let first: Vec<&str> = first.iter().map(String::as_str).collect();
    let fewer = world.xlsx(&[HEADERS, &first]);
    let refused = world.check("students", &fewer).await;
    assert!(refused.staged.is_none());
    insta::assert_debug_snapshot!(lines(&refused));
    world.acceptance = Acceptance { drift_confirmed: true, ..Acceptance::default() };
    assert!(world.check("students", &fewer).await.staged.is_some());
}

#[tokio::test]
async fn a_schools_file_is_compared_with_its_rows_in_that_of_the_district() {
    let mut world = World::with_schools().await;
    let file = students(&world, &[(5, "2153000002")]);
    world.publish("students", &file).await;
    world.scope = ("2153000001", Scope::School);
    let [first, third, new] = [row(1, &[]), row(3, &[]), row(4, &[])];
    let [first, third, new] = [&first, &third, &new].map(|row| row.iter().map(String::as_str).collect::<Vec<_>>());
    let as_many = world.xlsx(&[HEADERS, &first, &new]);
    assert!(world.check("students", &as_many).await.staged.is_some());
    let fewer = world.xlsx(&[HEADERS, &third]);
    let refused = world.check("students", &fewer).await;
    assert_eq!(refused.problems.counts.keys().collect::<Vec<_>>(), ["drift.fell"]);
}

#[tokio::test]
async fn csv_is_read_in_the_encodings_that_occur() {
    let world = World::with_schools().await;
    let text = "学生名册\r\n\r\n学籍号,姓名,性别,学校标识码,费用（元）\r\nG0001,\"王小明\r\n（借读）\",男,2153000001,\"1,200\"\r\nG0002,李四,女,2153000002,\r\n";
    let utf8 = world.file("utf8.csv", text.as_bytes());
    let marked = world.file("marked.csv", &[b"\xef\xbb\xbf", text.as_bytes()].concat());
    let gb = world.file("gb.csv", &encoding_rs::GB18030.encode(text).0);
    let utf16: Vec<u8> = text.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes).collect();
    // A tab-separated file has no need for quotes around a thousands separator, but may have them.
    let utf16 = world.file("utf16.txt", &[b"\xff\xfe".as_slice(), &utf16].concat());
    let expected = table(&world.check("students", &utf8).await).await;
    insta::assert_snapshot!(expected);
    for file in [marked, gb] {
        assert_eq!(table(&world.check("students", &file).await).await, expected, "{}", file.display());
    }
    assert!(world.check("students", &utf16).await.problems.counts.keys().all(|code| code != "header.not_found"));
    let neither = world.file("neither.csv", b"\xd1\xa7\xff\xff\xff,1\n");
    insta::assert_debug_snapshot!(lines(&world.check("students", &neither).await));
}

/// The same workbook as Excel, old Excel and LibreOffice keep it: real dates, numbers, truth values, a total by formula.
#[tokio::test]
async fn workbooks_say_the_same_in_every_format() {
    let world = World::with_schools().await;
    let books = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/books");
    let expected = table(&world.check("students", &books.join("students.xlsx")).await).await;
    insta::assert_snapshot!(expected);
    let refused = lines(&world.check("students", &books.join("broken.xlsx")).await);
    insta::assert_debug_snapshot!(refused);
    for format in ["xls", "ods"] {
        let sound = world.check("students", &books.join("students").with_extension(format)).await;
        assert_eq!(table(&sound).await, expected, "{format}");
        let broken = world.check("students", &books.join("broken").with_extension(format)).await;
        assert_eq!(lines(&broken), refused, "{format}");
    }
}

#[tokio::test]
async fn an_unused_staged_file_is_removed_and_a_published_one_stays() {
    let world = World::with_schools().await;
    let file = students(&world, &[]);
    let staged = world.check("students", &file).await.staged.unwrap();
    let path = staged.path().to_owned();
    assert!(path.exists());
    drop(staged);
    assert!(!path.exists());
    let staged = world.check("students", &file).await.staged.unwrap();
    let destination = world.folder.path().join("snapshots/students/one.parquet");
    staged.publish(&destination).unwrap();
    let mut other = std::fs::File::options().append(true).open(&destination).unwrap();
    other.write_all(b"").unwrap();
    let left = std::fs::read_dir(world.folder.path()).unwrap().flatten().map(|entry| entry.file_name());
    assert_eq!(left.filter(|name| name.to_string_lossy().starts_with(".tmp")).count(), 0);
}
