//! Every worked case of the real packs.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it should be")]

#[path = "../../policy/tests/support/examples.rs"]
mod examples;

use std::{collections::BTreeMap, fs, path::Path};

use lake::{cases, explain, mapping::Mapping};
use policy::pack::{Files, Pack, load};

fn files(pack: &str) -> Files {
    fn walk(root: &Path, folder: &Path, files: &mut Files) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, files);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs").join(pack);
    let mut files = BTreeMap::new();
    walk(&root, &root, &mut files);
    files
}

fn packs() -> Pack {
    load(&[files("cn-education"), files("dongchuan-2023-2025")]).unwrap()
}

#[tokio::test]
async fn every_worked_case_comes_out() {
    let pack = packs();
    let mut mismatches = Vec::new();
    for indicator in pack.cases.keys() {
        mismatches.extend(cases::run(&pack, indicator).await.unwrap());
    }
    let lines: Vec<String> = mismatches.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

#[tokio::test]
async fn every_query_is_exact_and_every_column_it_lists_has_a_privacy_class() {
    let pack = packs();
    let mut flaws = Vec::new();
    for (id, indicator) in &pack.indicators {
        let found = explain::check(&pack, indicator).await.unwrap();
        flaws.extend(found.into_iter().map(|(from, flaw)| format!("{id} {from}: {flaw}")));
    }
    assert!(flaws.is_empty(), "{}", flaws.join("\n"));
}

/// The examples of docs/packs.md are a pack whose cases come out; its mapping can be read.
#[tokio::test]
async fn the_examples_of_the_documentation_work() {
    let (mappings, files): (Files, Files) =
        examples::examples(examples::PAGES[0]).into_iter().partition(|(path, _)| path.starts_with("mappings/"));
    let pack = load(&[files]).unwrap();
    for indicator in pack.cases.keys() {
        let mismatches: Vec<_> = cases::run(&pack, indicator).await.unwrap().iter().map(ToString::to_string).collect();
        assert!(mismatches.is_empty(), "{indicator}: {mismatches:?}");
    }
    for indicator in pack.indicators.values() {
        assert!(explain::check(&pack, indicator).await.unwrap().is_empty(), "{}", indicator.id);
    }
    assert!(!mappings.is_empty());
    for (path, text) in mappings {
        let mapping: Mapping = toml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let dataset = &pack.datasets[&mapping.dataset];
        let named = mapping.columns.keys().chain(mapping.cells.keys());
        assert!(named.into_iter().all(|column| dataset.column(column).is_some()), "{path}");
    }
}
