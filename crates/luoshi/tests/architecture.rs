//! The house rules that the compiler does not hold: which crate may know which, and what sources may not contain.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// Who may depend on whom inside the house; a new crate is added here on purpose.
const ARROWS: [(&str, &[&str]); 4] =
    [("lake", &["policy"]), ("linkage", &[]), ("luoshi", &["lake", "linkage", "policy"]), ("policy", &["linkage"])];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn metadata() -> Value {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let args = ["metadata", "--format-version", "1", "--no-deps", "--offline"];
    let output = Command::new(cargo).args(args).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn crates_point_one_way() {
    let metadata = metadata();
    let mut arrows: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in metadata["packages"].as_array().unwrap() {
        let inside =
            package["dependencies"].as_array().unwrap().iter().filter(|dependency| dependency["path"].is_string());
        let mut names: Vec<_> = inside.map(|dependency| dependency["name"].as_str().unwrap()).collect();
        names.sort_unstable();
        names.dedup();
        arrows.insert(package["name"].as_str().unwrap(), names);
    }
    let allowed: BTreeMap<&str, Vec<&str>> = ARROWS.iter().map(|(name, names)| (*name, names.to_vec())).collect();
    assert_eq!(arrows, allowed);
}

#[test]
fn policy_is_pure() {
    let metadata = metadata();
    let policy = metadata["packages"].as_array().unwrap().iter().find(|package| package["name"] == "policy").unwrap();
    let engines = ["tokio", "futures", "sqlx", "datafusion", "calamine", "tempfile", "axum"];
    for dependency in policy["dependencies"].as_array().unwrap() {
        let name = dependency["name"].as_str().unwrap();
        assert!(!engines.contains(&name), "policy is values and pure functions and must not need {name}");
    }
}

#[test]
fn every_crate_keeps_the_lints_of_the_house() {
    let workspace = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(workspace.contains("unsafe_code = \"forbid\""));
    for package in metadata()["packages"].as_array().unwrap() {
        let path = package["manifest_path"].as_str().unwrap();
        let manifest: toml::Value = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        assert_eq!(manifest["lints"]["workspace"].as_bool(), Some(true), "{path} must say [lints] workspace = true");
    }
}

#[test]
fn lints_are_expected_with_a_reason_never_allowed() {
    let (outer, inner) = (["#[", "allow("].concat(), ["#![", "allow("].concat());
    for (path, text) in sources() {
        assert!(!text.contains(&outer) && !text.contains(&inner), "{} silences a lint", path.display());
    }
}

#[test]
fn sentences_and_policy_stand_in_files_not_in_code() {
    for (path, text) in sources() {
        let tests = path.iter().any(|part| part == "tests" || part == "tests.rs" || part == "benches");
        if tests {
            continue;
        }
        // Unit tests stand at the end of a file and need workbooks in Chinese.
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (number, line) in code.lines().enumerate() {
            let line = line.split("//").next().unwrap();
            let han = line.chars().find(|c| ('\u{4e00}'..='\u{9fff}').contains(c));
            assert_eq!(han, None, "{}:{} speaks Chinese: move it to locales/ or packs/", path.display(), number + 1);
        }
    }
}

#[test]
fn files_are_short_enough_to_read() {
    for (path, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 600, "{} has {lines} lines: split it", path.display());
    }
}

fn sources() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders = vec![root().join("crates")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push((path.clone(), fs::read_to_string(path).unwrap()));
            }
        }
    }
    files.sort();
    files
}
