//! docs/packs.md: its examples together are one pack, which loads, is balanced and has a plan that is read carefully.

#[path = "support/examples.rs"]
mod examples;

use examples::examples;
use policy::{
    pack::{balance, load},
    review::review,
    schema::FileKind,
};

#[test]
fn the_examples_are_one_sound_and_balanced_pack() {
    let mut files = examples();
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

#[test]
fn every_schema_is_named() {
    let page = include_str!("../../../docs/packs.md");
    for kind in FileKind::ALL {
        let name = kind.schema_file().trim_end_matches(".schema.json");
        assert!(page.contains(&format!("`{name}`")), "{name} is not named");
    }
}
