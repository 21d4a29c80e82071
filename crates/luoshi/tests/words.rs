//! Every sentence exists in both languages, and every sentence is said somewhere.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use luoshi::cli;
use policy::text::Language;
use regex::Regex;

/// Keys made from values of an enumeration or from codes of problems: tests beside those enumerations hold them.
const FAMILIES: &[&str] = &[
    "annotate-",
    "balance-",
    "calendar-",
    "comparator-",
    "coverage-",
    "direction-",
    "drift-",
    "file-",
    "flag-",
    "forecast-",
    "formula-",
    "header-",
    "identifier-",
    "kind-",
    "lake-",
    "outlook-",
    "pack-",
    "privacy-",
    "problem-",
    "reason-",
    "reference-",
    "review-",
    "row-",
    "scope-",
    "status-",
    "strength-",
    "template-",
    "type-",
    "unit-",
    "value-",
];

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Keys of all files of one language, attributes as `key.attribute`, with the variables that each uses.
fn keys(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let (message, attribute) = (Regex::new(r"^([a-z][a-z0-9-]*) =").unwrap(), Regex::new(r"^\s+(\.[a-z]+) =").unwrap());
    let variable = Regex::new(r"\$([a-z_0-9]+)").unwrap();
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entry in fs::read_dir(folder().join("locales").join(language)).unwrap() {
        let (mut current, mut key) = (String::new(), String::new());
        for line in fs::read_to_string(entry.unwrap().path()).unwrap().lines().filter(|line| !line.starts_with('#')) {
            if let Some(found) = message.captures(line) {
                found[1].clone_into(&mut key);
                current.clone_from(&key);
                assert!(keys.insert(key.clone(), BTreeSet::new()).is_none(), "{language}: {key} stands twice");
            } else if let Some(found) = attribute.captures(line) {
                key = current.clone() + &found[1];
                keys.insert(key.clone(), BTreeSet::new());
            }
            for found in variable.captures_iter(line) {
                keys.get_mut(&key).unwrap().insert(found[1].to_owned());
            }
        }
    }
    keys
}

#[test]
fn both_languages_have_the_same_sentences_with_the_same_arguments() {
    let (chinese, english) = (keys("zh-CN"), keys("en"));
    for (key, args) in chinese.iter().chain(&english) {
        assert_eq!((chinese.get(key), english.get(key)), (Some(args), Some(args)), "{key} differs");
    }
}

#[test]
fn what_the_code_says_exists_and_nothing_else_does() {
    let keys = keys("zh-CN");
    let mut said = BTreeSet::new();
    let mut folders = vec![folder().join("src")];
    let literal = Regex::new(r#""([a-z][a-z0-9.-]*)""#).unwrap();
    let spoken = Regex::new(r#"(?s)\.(?:say|with|find|find_with)\(\s*"([a-z][a-z0-9.-]*)""#).unwrap();
    let refusal = Regex::new(r#"Refusal::new\(\s*"([a-z-]+)""#).unwrap();
    let grid = Regex::new(r"(?s)Grid::new\(&\[(.*?)\]\)").unwrap();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let undefined = |key: &str| panic!("{} says {key}, which has no sentence", path.display());
            for found in spoken.captures_iter(&text) {
                // `.with("name", value)` of a refusal names an argument, not a sentence.
                let argument =
                    text[..found.get(0).unwrap().start()].trim_end().ends_with(')') || !found[1].contains('-');
                if !keys.contains_key(&found[1]) && !argument {
                    undefined(&found[1]);
                }
            }
            for found in refusal.captures_iter(&text) {
                for key in [format!("refusal-{}", &found[1]), format!("refusal-{}.hint", &found[1])] {
                    if !keys.contains_key(&key) {
                        undefined(&key);
                    }
                    said.insert(key);
                }
            }
            for found in grid.captures_iter(&text) {
                for column in literal.captures_iter(&found[1]) {
                    let key = format!("column-{}", &column[1]);
                    if !keys.contains_key(&key) {
                        undefined(&key);
                    }
                }
            }
            for found in literal.captures_iter(&text) {
                said.insert(found[1].to_owned());
                said.insert(format!("column-{}", &found[1]));
            }
        }
    }
    said.extend(help_keys());
    // Columns named by a field of a snapshot.
    said.extend(["column-sha256", "column-file", "column-source-sha256"].map(str::to_owned));
    let family = |key: &str| FAMILIES.iter().any(|family| key.starts_with(family));
    let unsaid: Vec<_> = keys.keys().filter(|key| !said.contains(*key) && !family(key)).collect();
    assert!(unsaid.is_empty(), "nobody says {unsaid:?}");
}

/// Keys that the help of all commands uses; a missing one is an error.
fn help_keys() -> BTreeSet<String> {
    fn walk(command: &clap::Command, key: &str, keys: &mut BTreeSet<String>) {
        keys.insert(key.to_owned());
        keys.insert(format!("{key}.after"));
        for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
            let id = arg.get_id().as_str().replace('_', "-");
            keys.insert(format!("argument-{id}"));
            keys.insert(format!("argument-{}-{id}", key.trim_start_matches("command-")));
        }
        for sub in command.get_subcommands() {
            walk(sub, &format!("{key}-{}", sub.get_name()), keys);
        }
    }
    let mut keys = BTreeSet::new();
    walk(&cli::tree(Language::Chinese), "command", &mut keys);
    keys
}

#[test]
fn the_help_of_every_command_reads_well_in_both_languages() {
    for language in [Language::Chinese, Language::English] {
        let text = cli::help_pages(language);
        assert!(!text.contains("Unknown localization key"), "{text}");
        insta::assert_snapshot!(format!("help-{}", language.tag()), text);
    }
}
