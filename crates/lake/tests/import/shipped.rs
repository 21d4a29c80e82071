//! The shipped pack: its templates come back in, and its students are read from their examples.

use std::{fs, path::Path, sync::Arc};

use jiff::civil::date;
use lake::template::{self, Line};
use policy::{
    dataset::Dataset,
    pack::{Files, Pack, load},
    text::Language,
};

use crate::support::{World, lines};

fn shipped() -> Arc<Pack> {
    fn collect(root: &Path, folder: &Path, files: &mut Files) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(root, &path, files);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/cn-education"));
    let mut files = Files::new();
    collect(root, root, &mut files);
    Arc::new(load(&[files]).unwrap_or_else(|errors| panic!("{errors:?}")))
}

fn say(line: Line<'_>) -> String {
    match line {
        Line::InstructionsSheet => "说明".to_owned(),
        Line::ListsSheet => "列表".to_owned(),
        Line::WrongValue => "有误".to_owned(),
        other => format!("{other:?}"),
    }
}

#[tokio::test]
async fn every_template_comes_back_with_nothing_but_its_example() {
    let world = World { pack: shipped(), ..World::new() };
    for (id, dataset) in &world.pack.datasets {
        for language in [Language::Chinese, Language::English] {
            let path = world.folder.path().join("template.xlsx");
            template::write(&world.pack, dataset, language, date(2023, 9, 1), &say, &path).unwrap();
            let checked = world.check(id, &path).await;
            let codes: Vec<&str> = checked.problems.counts.keys().map(String::as_str).collect();
            assert_eq!(codes, ["file.no_rows"], "{id}: {:?}", lines(&checked));
            assert_eq!(checked.sheets[0].header_row, Some(1), "{id}");
            assert_eq!(checked.sheets[0].columns.len(), dataset.columns.len(), "{id}");
        }
    }
}

#[tokio::test]
async fn the_example_student_is_accepted_as_a_row() {
    let world = World { pack: shipped(), ..World::new() };
    let dataset: &Dataset = world.dataset("students");
    let headers: Vec<&str> = dataset.columns.iter().map(|column| column.header.zh.as_str()).collect();
    let examples: Vec<&str> = dataset.columns.iter().map(|column| column.example.as_str()).collect();
    let checked = world.check("students", &world.xlsx(&[&headers, &examples])).await;
    assert_eq!(checked.staged.as_ref().map(|staged| staged.rows), Some(1), "{:?}", lines(&checked));
}
