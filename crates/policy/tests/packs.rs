//! The packs of the house: they read without errors, and what they declare and use is balanced.

#![expect(clippy::expect_used, reason = "tests say what they count on")]

use std::{fs, path::Path};

use policy::pack::{Files, PackError};

/// The packs that ship, the extended one first.
const PACKS: [&str; 2] = ["cn-education", "dongchuan-2023-2025"];

fn files(pack: &str) -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs").join(pack);
    let mut files = Files::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("packs are in the repository").map(|entry| entry.expect("readable")) {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name =
                    path.strip_prefix(&root).ok().and_then(Path::to_str).expect("below the root, in UTF-8").to_owned();
                files.insert(name, fs::read_to_string(&path).expect("text"));
            }
        }
    }
    files
}

fn lines(errors: &[PackError]) -> String {
    errors.iter().map(PackError::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_packs_of_the_house_read_without_errors() {
    policy::pack::load(&PACKS.map(files)).unwrap_or_else(|errors| panic!("{}", lines(&errors)));
}
