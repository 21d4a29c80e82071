//! A backup holds everything, proves it, and is put back only where nothing is lost.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod support;

use std::{fs, path::Path};

use luoshi::config::Config;
use support::{Postgres, luoshi, luoshi_at};

async fn furnished(dir: &Path) {
    assert_eq!(luoshi(dir, &["init"]).await.code, 0);
    let csv = dir.join("areas.csv");
    let text = "区划代码,名称,行政层级,上级区划代码\n530113,东川区,区,\n530113001,铜都街道,乡镇,530113\n";
    fs::write(&csv, text).unwrap();
    let import = ["import", "areas", csv.to_str().unwrap(), "--as-of", "2024-01-01"];
    let reply = luoshi(dir, &import).await;
    assert_eq!(reply.code, 0, "{}", reply.err);
    let evidence = dir.join("evidence").join("a");
    fs::create_dir_all(&evidence).unwrap();
    fs::write(evidence.join("scan.pdf"), "a scan").unwrap();
}

#[tokio::test]
async fn a_backup_comes_back_whole() {
    let dirs = tempfile::tempdir().unwrap();
    let (home, back, zip) = (dirs.path().join("home"), dirs.path().join("back"), dirs.path().join("b.zip"));
    furnished(&home).await;
    let zip = zip.to_str().unwrap();
    let made = luoshi(&home, &["backup", "-o", zip]).await;
    assert_eq!(made.code, 0, "{}", made.err);
    assert!(made.out.contains("请妥善保管"), "{}", made.out);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(zip).unwrap().permissions().mode() & 0o777, 0o600, "it holds the secret");
    }
    let again = luoshi(&home, &["backup", "-o", zip]).await;
    assert!(again.code == 1 && again.err.contains("backup-exists"), "{}", again.err);

    let restored = luoshi(&back, &["restore", zip]).await;
    assert_eq!(restored.code, 0, "{}{}", restored.out, restored.err);
    assert!(restored.out.contains("日志完整") && restored.out.contains("数据文件完整：1 个"), "{}", restored.out);
    assert_eq!(Config::read(&home).unwrap().secret, Config::read(&back).unwrap().secret);
    assert_eq!(fs::read_to_string(back.join("evidence/a/scan.pdf")).unwrap(), "a scan");
    for command in [["snapshot", "list", "--format", "json"], ["status", "--format", "json", "--as-of=2025-03-01"]] {
        let (here, there) = (luoshi(&home, &command).await, luoshi(&back, &command).await);
        assert_eq!(here.out, there.out);
    }
    let full = luoshi(&back, &["restore", zip]).await;
    assert!(full.code == 1 && full.err.contains("restore-not-empty"), "{}", full.err);
    let log = luoshi_at(&home, "2025-03-02T02:00:00Z", &["log", "list"]).await.out;
    assert!(log.contains("backup.made"), "{log}");
}

#[tokio::test]
async fn a_changed_or_broken_file_is_put_back_nowhere() {
    let dirs = tempfile::tempdir().unwrap();
    let (home, zip) = (dirs.path().join("home"), dirs.path().join("b.zip"));
    furnished(&home).await;
    assert_eq!(luoshi(&home, &["backup", "-o", zip.to_str().unwrap()]).await.code, 0);
    let sound = fs::read(&zip).unwrap();
    let place = sound.windows(6).position(|bytes| bytes == b"a scan").unwrap();
    let mut changed = sound.clone();
    changed[place] = b'A';
    let cut = sound[..sound.len() / 2].to_vec();
    for (name, bytes) in [("changed", changed), ("cut", cut), ("other", b"no zip at all".to_vec())] {
        let (file, back) = (dirs.path().join(format!("{name}.zip")), dirs.path().join(name));
        fs::write(&file, bytes).unwrap();
        let reply = luoshi(&back, &["restore", file.to_str().unwrap()]).await;
        assert!(reply.code == 1 && reply.err.contains("restore-broken"), "{name}: {}", reply.err);
        assert!(!back.join("luoshi.toml").exists(), "{name}");
        assert!(!back.exists() || fs::read_dir(&back).unwrap().next().is_none(), "{name} left something behind");
    }
}

#[tokio::test]
async fn a_pack_of_ones_own_comes_along() {
    let dirs = tempfile::tempdir().unwrap();
    let (home, back, zip) = (dirs.path().join("home"), dirs.path().join("back"), dirs.path().join("b.zip"));
    let pack = dirs.path().join("dongchuan-2023-2025");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/dongchuan-2023-2025"), &pack);
    assert_eq!(luoshi(&home, &["init", "--pack", pack.to_str().unwrap()]).await.code, 0);
    assert_eq!(luoshi(&home, &["backup", "-o", zip.to_str().unwrap()]).await.code, 0);
    fs::remove_dir_all(&pack).unwrap();
    assert_ne!(luoshi(&home, &["plan", "show"]).await.code, 0, "the pack is gone");
    assert_eq!(luoshi(&back, &["restore", zip.to_str().unwrap()]).await.code, 0);
    assert_eq!(Config::read(&back).unwrap().pack, "packs/dongchuan-2023-2025");
    assert_eq!(luoshi(&back, &["plan", "show"]).await.code, 0);
}

#[tokio::test]
async fn postgresql_is_dumped_by_its_own_tools_first() {
    let postgres = Postgres::new().await;
    let dirs = tempfile::tempdir().unwrap();
    let (home, back, zip) = (dirs.path().join("home"), dirs.path().join("back"), dirs.path().join("b.zip"));
    assert_eq!(luoshi(&home, &["init", "--database", &postgres.url]).await.code, 0);
    let zip = zip.to_str().unwrap();
    let refused = luoshi(&home, &["backup", "-o", zip]).await;
    assert!(refused.code == 1 && refused.err.contains("pg_dump -Fc"), "{}", refused.err);
    let dump = dirs.path().join("luoshi.dump");
    fs::write(&dump, "what pg_dump wrote").unwrap();
    let made = luoshi(&home, &["backup", "-o", zip, "--dump", dump.to_str().unwrap()]).await;
    assert_eq!(made.code, 0, "{}", made.err);
    let restored = luoshi(&back, &["restore", zip]).await;
    assert!(restored.code == 0 && restored.out.contains("pg_restore"), "{}{}", restored.out, restored.err);
    assert_eq!(fs::read_to_string(back.join("database.dump")).unwrap(), "what pg_dump wrote");
    postgres.drop().await;
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
