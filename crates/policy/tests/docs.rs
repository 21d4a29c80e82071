//! docs/packs.md, in both languages: its examples together are one pack, which loads, is balanced and has a plan that is
//! read carefully.

#[path = "support/examples.rs"]
mod examples;

use examples::{PAGES, examples};
use policy::{
    pack::{balance, load},
    review::review,
    schema::FileKind,
};

#[test]
fn the_examples_are_one_sound_and_balanced_pack() {
    for page in PAGES {
        let mut files = examples(page);
        // Mappings belong to workspaces, not to packs.
        files.retain(|path, _| !path.starts_with("mappings/"));
        for kind in FileKind::ALL {
            assert!(
                files.keys().any(|path| FileKind::of(path).is_some_and(|(found, _)| found == kind)),
                "{kind:?} is not shown"
            );
        }
        let pack = load(&[files]).unwrap_or_else(|errors| panic!("{errors:#?}"));
        assert_eq!(balance(&pack), []);
        let review = review(&pack);
        assert!(review.stale.is_empty(), "the reading names a finding that is there");
    }
}

#[test]
fn both_languages_show_the_same_examples() {
    let [english, chinese] = PAGES.map(examples);
    assert_eq!(english.keys().collect::<Vec<_>>(), chinese.keys().collect::<Vec<_>>());
    let code = |text: &str| text.lines().filter(|line| !line.starts_with("--")).map(str::to_owned).collect::<Vec<_>>();
    for (path, text) in &english {
        let other = &chinese[path];
        match toml::from_str::<toml::Table>(text) {
            Ok(table) => assert_eq!(Ok(table), toml::from_str(other), "{path}"),
            // SQL.
            Err(_) => assert_eq!(code(text), code(other), "{path}"),
        }
    }
}

#[test]
fn every_schema_is_named() {
    for (page, kind) in PAGES.into_iter().flat_map(|page| FileKind::ALL.map(|kind| (page, kind))) {
        let name = kind.schema_file().trim_end_matches(".schema.json");
        assert!(page.contains(&format!("`{name}`")), "{name} is not named");
    }
}
