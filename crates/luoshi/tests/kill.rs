//! The program is killed (-9) at every system call that changes a file, one after the other, and the workspace must
//! open again with every acknowledged snapshot and nothing half-written.
//!
//! The kill points are found, not listed: `strace` kills the process at the n-th call of a kind, for n = 1, 2, 3 …
//! until a run comes through. A new file, table or step of the program is thereby covered on the day it is written.
//! The pack is the one that docs/packs.md explains, which is read in no time.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

#[path = "../../policy/tests/support/examples.rs"]
mod examples;
mod support;

use std::{
    fs,
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use support::{luoshi, luoshi_at};
use tempfile::TempDir;

/// Calls that change files, or make changes permanent.
const CALLS: [&str; 13] = [
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "mkdir",
    "rename",
    "renameat",
    "renameat2",
    "linkat",
    "unlink",
    "unlinkat",
    "ftruncate",
    "flock",
];

/// The moment of the runs that are killed.
const NOW: &str = "2025-03-01T03:00:00Z";

const BEFORE: &str = "学校标识码,学校名称,学段\n2153000101,示例小学,小学\n";
const AFTER: &str = "学校标识码,学校名称,学段\n2153000101,示例小学,小学\n2153000102,示例中学,初中\n";
const BROKEN: &str = "学校标识码,学校名称,学段\n2153000101,示例小学,大学\n21530,示例中学,初中\n";
const CLASSES: &str = "学校标识码,班号,学生数\n2153000101,2024级1班,56\n2153000101,2024级2班,40\n";

/// A folder with the pack, to be copied for every run.
fn folder() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    // A mapping belongs to a workspace, not to a pack.
    let files = examples::examples(examples::PAGES[0]).into_iter().filter(|(path, _)| !path.starts_with("mappings/"));
    for (path, text) in files {
        let path = dir.path().join("pack").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    for (name, text) in [("before.csv", BEFORE), ("classes.csv", CLASSES), ("after.csv", AFTER), ("broken.csv", BROKEN)]
    {
        fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

/// The same with a workspace that has a snapshot of each dataset.
async fn workspace() -> TempDir {
    let dir = folder();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    assert_eq!(luoshi(dir.path(), &["init", "--pack", &path("pack")]).await.code, 0);
    for (dataset, file, at) in
        [("schools", "before.csv", "2025-02-01T00:00:00Z"), ("classes", "classes.csv", "2025-02-02T00:00:00Z")]
    {
        let reply = luoshi_at(dir.path(), at, &["import", dataset, &path(file), "--as-of", "2024-01-01"]).await;
        assert_eq!(reply.code, 0, "{}{}", reply.out, reply.err);
    }
    dir
}

fn copy(from: &Path) -> TempDir {
    let to = tempfile::tempdir().unwrap();
    assert!(Command::new("cp").arg("-r").arg(from.join(".")).arg(to.path()).status().unwrap().success());
    to
}

/// Runs the program in a folder and kills it at the n-th call; `None` when it came through alive, else what it had said by then.
fn killed(dir: &Path, args: &[&str], call: &str, n: usize) -> Option<String> {
    let output = Command::new("strace")
        .current_dir(dir)
        .args(["--follow-forks", "--quiet=all", "--output=/dev/null", "-e"])
        .arg(format!("trace={call}"))
        .args(["-e", &format!("inject={call}:signal=SIGKILL:when={n}")])
        .arg(env!("CARGO_BIN_EXE_luoshi"))
        .args(["--lang", "en", "--now", NOW])
        .args(args)
        .output()
        .unwrap_or_else(|error| panic!("strace is missing (make setup): {error}"));
    let dead = output.status.signal() == Some(9) || output.status.code() == Some(137);
    assert!(dead || output.status.code() <= Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    dead.then(|| String::from_utf8(output.stdout).unwrap())
}

/// Kills a run at every call, each time on a fresh copy of the folder, and looks at what is left: the folder, what the
/// program had said, and where it was killed. Gives the number of kills.
async fn everywhere(folder: &Path, args: &[&str], mut look: impl AsyncFnMut(&Path, &str, &str)) -> usize {
    let mut points = 0;
    for call in CALLS {
        for n in 1.. {
            let dir = copy(folder);
            let Some(said) = killed(dir.path(), args, call, n) else { break };
            look(dir.path(), &said, &format!("killed at {call} {n}")).await;
            points += 1;
        }
    }
    eprintln!("{} was killed {points} times", args[0]);
    points
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
        assert_eq!(snapshot["sha256"], policy::hash::sha256(&bytes).as_str(), "{at}");
        files.push(path);
    }
    for folder in fs::read_dir(dir.join("snapshots")).unwrap() {
        let mut found = fs::read_dir(folder.unwrap().path()).unwrap().map(|entry| entry.unwrap().path());
        assert!(found.all(|path| files.contains(&path)), "{at}: a file that nobody recorded");
    }
    assert_eq!(fs::read_dir(dir.join("tmp")).unwrap().count(), 0, "{at}: something temporary is left");
    assert_eq!(luoshi(dir, &["log", "verify"]).await.code, 0, "{at}: the log is broken");
    list.iter().map(|snapshot| snapshot["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_workspace_killed_while_it_is_made_can_be_made() {
    let folder = folder();
    let init = ["init", "--pack", "pack"];
    let points = everywhere(folder.path(), &init, async |dir, said, at| {
        let pack = dir.join("pack");
        let again = luoshi(dir, &["init", "--pack", pack.to_str().unwrap()]).await;
        let exists = again.err.contains("workspace-exists");
        assert!(again.code == 0 || exists, "{at}: {}", again.err);
        assert!(said.is_empty() || exists, "{at}: acknowledged, and lost");
        assert_eq!(check(dir, at).await, [""; 0], "{at}");
    });
    assert!(points.await > 20);
}

fn import(file: &str) -> [&str; 7] {
    ["import", "schools", file, "--as-of", "2025-01-01", "--confirm-drift", "test"]
}

#[tokio::test]
async fn an_import_killed_anywhere_leaves_all_or_nothing() {
    let workspace = workspace().await;
    let mut accepted = 0;
    let killed = import("after.csv");
    let points = everywhere(workspace.path(), &killed, async |dir, said, at| {
        let ids = check(dir, at).await;
        assert!((2..=3).contains(&ids.len()), "{at}: the earlier snapshot is lost");
        assert!(said.is_empty() || ids.len() == 3, "{at}: acknowledged, and lost");
        accepted += ids.len() - 2;
        // The office tries again and gets what it wanted, once.
        let file = dir.join("after.csv");
        assert_eq!(luoshi_at(dir, "2025-03-02T00:00:00Z", &import(file.to_str().unwrap())).await.code, 0, "{at}");
        assert_eq!(check(dir, at).await.len(), 3, "{at}");
    });
    let points = points.await;
    assert!(points > 50, "only {points} kill points were found");
    assert!(accepted > 0 && accepted < points, "{accepted} of {points} runs had done their work when they were killed");
}

#[tokio::test]
async fn a_refused_import_killed_anywhere_leaves_nothing() {
    let workspace = workspace().await;
    let import = ["import", "schools", "broken.csv", "--as-of", "2025-01-01"];
    let points = everywhere(workspace.path(), &import, async |dir, _, at| {
        assert_eq!(check(dir, at).await.len(), 2, "{at}");
    });
    assert!(points.await > 40);
}

#[tokio::test]
async fn a_snapshot_withdrawn_by_a_killed_run_is_withdrawn_or_not() {
    let workspace = workspace().await;
    let ids = check(workspace.path(), "before").await;
    let withdraw = ["snapshot", "withdraw", &ids[0], "--reason", "test"];
    let points = everywhere(workspace.path(), &withdraw, async |dir, said, at| {
        assert_eq!(check(dir, at).await, ids, "{at}");
        let again = luoshi_at(dir, "2025-03-02T00:00:00Z", &withdraw).await;
        let done = again.err.contains("snapshot-withdrawn");
        assert!(again.code == 0 || done, "{at}: {}", again.err);
        assert!(said.is_empty() || done, "{at}: acknowledged, and lost");
    });
    assert!(points.await > 20);
}

#[tokio::test]
async fn figures_killed_anywhere_are_whole_or_absent() {
    let workspace = workspace().await;
    let sound = copy(workspace.path());
    let status = ["status", "--as-of", "2025-03-01", "--format", "json"];
    let whole = luoshi(sound.path(), &status).await;
    assert_eq!(whole.code, 0);
    let points = everywhere(workspace.path(), &["compute", "--as-of", "2025-03-01"], async |dir, _, at| {
        check(dir, at).await;
        // What was left out is computed now; what was there stands; the answer is the same to the byte.
        let again = luoshi(dir, &status).await;
        assert_eq!((again.code, again.out == whole.out), (0, true), "{at}: {}", again.err);
    });
    assert!(points.await > 60);
}

#[tokio::test]
async fn a_linkage_killed_after_any_rule_goes_on_there() {
    let folder = tempfile::tempdir().unwrap();
    let children = |from: usize, key: &str| {
        let rows = (from..from + 40).map(|at| {
            format!(
                "{key}{at},5301132015{:02}{:02}{at:03}X,王{},2015-{:02}-{:02}\n",
                at % 12 + 1,
                at % 28 + 1,
                at % 7,
                at % 12 + 1,
                at % 28 + 1
            )
        });
        format!("编号,身份证号,姓名,出生日期\n{}", rows.collect::<String>())
    };
    fs::write(folder.path().join("left.csv"), children(0, "L")).unwrap();
    fs::write(folder.path().join("right.csv"), children(10, "R")).unwrap();
    let args = ["link", "--config", "register-roll", "left.csv", "right.csv", "-o", "out"];
    let there = |dir: &Path| {
        let path = |name: &str| dir.join(name).to_str().unwrap().to_owned();
        ["link", "--config", "register-roll", &path("left.csv"), &path("right.csv"), "-o", &path("out")]
            .map(str::to_owned)
    };
    let results = |dir: &Path| {
        ["pairs", "review", "unmatched_left", "unmatched_right"]
            .map(|name| fs::read_to_string(dir.join("out").join(name).with_extension("csv")).unwrap())
    };
    let sound = copy(folder.path());
    assert_eq!(luoshi(sound.path(), &there(sound.path()).each_ref().map(String::as_str)).await.code, 0);
    let wanted = results(sound.path());
    let mut points = 0;
    for n in 1.. {
        let dir = copy(folder.path());
        if killed(dir.path(), &args, "rename", n).is_none() {
            break;
        }
        let again = luoshi(dir.path(), &there(dir.path()).each_ref().map(String::as_str)).await;
        assert_eq!(again.code, 0, "{n}: {}", again.err);
        assert_eq!(results(dir.path()), wanted, "killed at rule {n}");
        assert!(!dir.path().join("out/.unfinished").exists());
        points += 1;
    }
    assert!(points > 10, "a rule is finished by renaming its file");
}
