//! The program is killed (-9) at every system call that changes a file, one after the other, and the workspace must
//! open again with every acknowledged snapshot and nothing half-written.
//!
//! The kill points are found, not listed: `strace` kills the process at the n-th call of a kind, for n = 1, 2, 3 …
//! until a run comes through. A new file, table or step of the program is thereby covered on the day it is written.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod support;

use std::{
    fs,
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use support::{luoshi, luoshi_at};
use tempfile::TempDir;

/// Calls that change files, or make changes permanent.
const CALLS: [&str; 11] = [
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "ftruncate",
    "flock",
];

/// The moment of the runs that are killed.
const NOW: &str = "2025-03-01T03:00:00Z";

const BEFORE: &str = "区划代码,名称,行政层级,上级区划代码\n530113,东川区,区,\n530113001,铜都街道,乡镇,530113\n";
const AFTER: &str = "区划代码,名称,行政层级,上级区划代码\n530113,东川区,区,\n530113002,汤丹镇,乡镇,530113\n";
const BROKEN: &str = "区划代码,名称,行政层级,上级区划代码\n530113,东川区,区,\n5301,汤丹镇,省,530113\n";

/// A workspace with one snapshot, to be copied for every run.
async fn baseline() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(luoshi(dir.path(), &["init"]).await.code, 0);
    let file = dir.path().join("before.csv");
    fs::write(&file, BEFORE).unwrap();
    let import = ["import", "areas", file.to_str().unwrap(), "--as-of", "2024-01-01"];
    assert_eq!(luoshi(dir.path(), &import).await.code, 0);
    fs::write(dir.path().join("after.csv"), AFTER).unwrap();
    fs::write(dir.path().join("broken.csv"), BROKEN).unwrap();
    dir
}

fn copy(from: &Path) -> TempDir {
    let to = tempfile::tempdir().unwrap();
    assert!(Command::new("cp").arg("-r").arg(from.join(".")).arg(to.path()).status().unwrap().success());
    to
}

/// Runs the program and kills it at the n-th call; `None` when it came through alive, else what it had said by then.
fn killed(dir: &Path, args: &[&str], call: &str, n: usize) -> Option<String> {
    let output = Command::new("strace")
        .args(["--follow-forks", "--quiet=all", "--output=/dev/null", "-e"])
        .arg(format!("trace={call}"))
        .args(["-e", &format!("inject={call}:signal=SIGKILL:when={n}")])
        .arg(env!("CARGO_BIN_EXE_luoshi"))
        .args(["--lang", "en", "--now", NOW, "--dir"])
        .arg(dir)
        .args(args)
        .output()
        .unwrap_or_else(|error| panic!("strace is missing (make setup): {error}"));
    let dead = output.status.signal() == Some(9) || output.status.code() == Some(137);
    assert!(dead || output.status.code() <= Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    dead.then(|| String::from_utf8(output.stdout).unwrap())
}

/// What must hold of a workspace whatever happened to it; gives the ids of its snapshots.
async fn check(dir: &Path, at: &str) -> Vec<String> {
    let list = luoshi(dir, &["snapshot", "list", "--format", "json"]).await;
    assert_eq!(list.code, 0, "{at}: {}", list.err);
    let list: Vec<Value> = serde_json::from_str(&list.out).unwrap();
    let mut files: Vec<PathBuf> = Vec::new();
    for snapshot in &list {
        let path = dir.join("snapshots").join(snapshot["file"].as_str().unwrap());
        let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{at}: {} {error}", path.display()));
        let sha256: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(snapshot["sha256"], sha256.as_str(), "{at}");
        files.push(path);
    }
    let found: Vec<PathBuf> =
        fs::read_dir(dir.join("snapshots/areas")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(found.iter().all(|path| files.contains(path)), "{at}: a file that nobody recorded");
    assert_eq!(fs::read_dir(dir.join("tmp")).unwrap().count(), 0, "{at}: something temporary is left");
    assert_eq!(luoshi(dir, &["log", "verify"]).await.code, 0, "{at}: the log is broken");
    list.iter().map(|snapshot| snapshot["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn an_import_killed_anywhere_leaves_all_or_nothing() {
    let baseline = baseline().await;
    let (mut points, mut accepted) = (0, 0);
    for call in CALLS {
        for n in 1.. {
            let dir = copy(baseline.path());
            let file = dir.path().join("after.csv");
            let import =
                ["import", "areas", file.to_str().unwrap(), "--as-of", "2025-01-01", "--confirm-drift", "test"];
            let Some(said) = killed(dir.path(), &import, call, n) else { break };
            let at = format!("killed at {call} {n}");
            points += 1;
            let ids = check(dir.path(), &at).await;
            assert!((1..=2).contains(&ids.len()), "{at}: the earlier snapshot is lost");
            assert!(said.is_empty() || ids.len() == 2, "{at}: acknowledged, and lost");
            accepted += ids.len() - 1;
            // The office tries again and gets what it wanted, once.
            assert_eq!(luoshi_at(dir.path(), "2025-03-02T00:00:00Z", &import).await.code, 0, "{at}");
            assert_eq!(check(dir.path(), &at).await.len(), 2, "{at}");
        }
    }
    assert!(points > 50, "only {points} kill points were found");
    assert!(accepted > 0 && accepted < points, "{accepted} of {points} runs had done their work when they were killed");
}

#[tokio::test]
async fn a_refused_import_killed_anywhere_leaves_nothing() {
    let baseline = baseline().await;
    let mut points = 0;
    for call in CALLS {
        for n in 1.. {
            let dir = copy(baseline.path());
            let file = dir.path().join("broken.csv");
            let import = ["import", "areas", file.to_str().unwrap(), "--as-of", "2025-01-01"];
            if killed(dir.path(), &import, call, n).is_none() {
                break;
            }
            points += 1;
            let at = format!("killed at {call} {n}");
            assert_eq!(check(dir.path(), &at).await.len(), 1, "{at}");
        }
    }
    assert!(points > 30, "only {points} kill points were found");
}

#[tokio::test]
async fn figures_killed_anywhere_are_whole_or_absent() {
    let baseline = baseline().await;
    let sound = copy(baseline.path());
    let status = ["status", "--as-of", "2025-03-01", "--format", "json"];
    let whole = luoshi(sound.path(), &status).await;
    assert_eq!(whole.code, 0);
    let mut points = 0;
    for call in CALLS {
        let mut n = 1;
        loop {
            let dir = copy(baseline.path());
            if killed(dir.path(), &["compute", "--as-of", "2025-03-01"], call, n).is_none() {
                break;
            }
            points += 1;
            let at = format!("killed at {call} {n}");
            check(dir.path(), &at).await;
            // What was left out is computed now; what was there stands; the answer is the same to the byte.
            let again = luoshi(dir.path(), &status).await;
            assert_eq!((again.code, again.out == whole.out), (0, true), "{at}: {}", again.err);
            // A computation writes thousands of pages; the steps grow so that every phase is still met.
            n += 1 + n / 3;
        }
    }
    assert!(points > 50, "only {points} kill points were found");
}
