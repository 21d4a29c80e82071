//! Layouts of an office's own: proposed, declared once, remembered by the shape of their headers.

use lake::mapping::{self, Mapping, Unpivot};
use rust_xlsxwriter::Workbook;

use crate::support::{World, lines, table};

fn texts<const N: usize>(pairs: [(&str, &str); N]) -> std::collections::BTreeMap<String, String> {
    pairs.map(|(from, to)| (from.to_owned(), to.to_owned())).into()
}

#[tokio::test]
async fn a_layout_of_ones_own_is_proposed_confirmed_and_remembered() {
    let mut world = World::with_schools().await;
    let own: &[&[&str]] = &[
        &["某校学生花名册", "", "", "", ""],
        &["学校代码", "2153000002"],
        &["学生学籍编号", "学生的姓名", "性别类别", "出生年月日期", "爱好"],
        &["G0001", "张三", "男生", "2015-01-02", "足球"],
        &["G0002", "李四", "女生", "2015-01-03", ""],
    ];
    let file = world.xlsx(own);
    assert!(world.check("students", &file).await.staged.is_none());
    let complete = |mapping: &Mapping| {
        mapping::complete(world.dataset("students"), mapping, &file, world.folder.path()).unwrap().unwrap()
    };
    let (empty, shape) = complete(&Mapping { dataset: "students".to_owned(), ..Mapping::default() });
    insta::assert_debug_snapshot!(shape);
    let columns = shape.likely.iter().map(|(header, column)| (column.clone(), header.clone())).collect();
    let (mut mapping, _) = complete(&Mapping { columns, ..empty });
    mapping.cells = texts([("school_code", "B2")]);
    mapping.values.insert("sex".to_owned(), texts([("男生", "男"), ("女生", "2")]));
    let text = toml::to_string_pretty(&mapping).unwrap();
    insta::assert_snapshot!(text);
    assert_eq!(toml::from_str::<Mapping>(&text).unwrap(), mapping);
    world.mappings = vec![mapping.clone()];
    let checked = world.check("students", &file).await;
    assert_eq!(checked.mapping.as_ref(), Some(&mapping));
    insta::assert_snapshot!(table(&checked).await);
    insta::assert_debug_snapshot!(lines(&checked));
    // Another order of columns is another shape, which nobody has confirmed.
    let other = world.xlsx(&[&["性别类别", "学生学籍编号", "学生的姓名"], &["男生", "G0001", "张三"]]);
    assert!(world.check("students", &other).await.mapping.is_none());
}

#[tokio::test]
async fn a_wide_table_becomes_rows() {
    let mut world = World::with_schools().await;
    let headers = ["学籍号", "姓名", "性别", "甲校费用", "乙校费用"];
    let file = world.xlsx(&[&headers, &["G0001", "张三", "男", "10", "20.5"]]);
    let shape = lake::header::shape(&headers.map(str::to_owned));
    world.mappings = vec![Mapping {
        dataset: "students".to_owned(),
        shape,
        unpivot: Some(Unpivot {
            into: "school_code".to_owned(),
            value: "fees".to_owned(),
            columns: texts([("甲校费用", "2153000001"), ("乙校费用", "2153000002")]),
        }),
        ..Mapping::default()
    }];
    // The key stands twice by design of this table: both rows name it.
    let checked = world.check("students", &file).await;
    assert_eq!(checked.rows_read, 2);
    insta::assert_debug_snapshot!(lines(&checked));
}

#[tokio::test]
async fn a_report_with_headers_down_the_side_is_turned() {
    let mut world = World::with_schools().await;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let rows: &[&[&str]] = &[
        &["学籍号", "G0001", "G0002"],
        &["姓名", "张三", "李四"],
        &["性别", "男", "南"],
        &["学校", "2153000001", "2153000001"],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(*cells) {
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
    let file = world.save(&mut book);
    world.mappings = vec![Mapping {
        dataset: "students".to_owned(),
        shape: lake::header::shape(&["学籍号", "姓名", "性别", "学校"].map(str::to_owned)),
        side_headers: true,
        columns: texts([("school_code", "学校")]),
        ..Mapping::default()
    }];
    let checked = world.check("students", &file).await;
    assert_eq!((checked.rows_read, checked.rows_valid), (2, 1));
    insta::assert_debug_snapshot!(lines(&checked));
}

#[tokio::test]
async fn a_mapping_whose_column_is_gone_is_refused() {
    let mut world = World::with_schools().await;
    let headers = ["学籍号", "姓名", "性别", "学校标识码"];
    world.mappings = vec![Mapping {
        dataset: "students".to_owned(),
        shape: lake::header::shape(&headers.map(str::to_owned)),
        columns: texts([("fees", "学杂费")]),
        ..Mapping::default()
    }];
    let file = world.xlsx(&[&headers, &["G0001", "张三", "男", "2153000001"]]);
    insta::assert_debug_snapshot!(lines(&world.check("students", &file).await));
}
