//! docs/packs.md: its examples together are one pack, which loads, is balanced and has a plan that is read carefully.

use policy::{
    pack::{Files, balance, load},
    review::review,
    schema::FileKind,
};

/// The fenced examples that name a file, by file. Mappings belong to workspaces, not to packs.
fn examples() -> Files {
    let mut files = Files::new();
    let mut open: Option<(String, String)> = None;
    for line in include_str!("../../../docs/packs.md").lines() {
        let fence = line.strip_prefix("```");
        match (&mut open, fence) {
            (Some(_), Some(_)) => files.extend(open.take()),
            (Some((_, text)), None) => text.extend([line, "\n"]),
            (None, Some(info)) => {
                let path = info.split_once(' ').map_or("", |(_, path)| path);
                open = Some((path.to_owned(), String::new()));
            }
            (None, None) => {}
        }
    }
    files.retain(|path, _| !path.is_empty() && !path.starts_with("mappings/"));
    files
}

#[test]
fn the_examples_are_one_sound_and_balanced_pack() {
    let files = examples();
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
