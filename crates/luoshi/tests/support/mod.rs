//! A PostgreSQL server for the tests, and the program as its users run it.

#![expect(dead_code, reason = "every test file uses another part")]

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};

use jiff::Timestamp;
use luoshi::{
    cli::{self, Reply},
    edge::System,
};
use sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;

/// A moment and a seed that make every run of a test alike.
pub fn system() -> System {
    System { now: "2025-03-01T02:00:00Z".parse::<Timestamp>().unwrap(), seed: [7; 32], width: None }
}

/// Runs a command line in this process, in Chinese.
pub async fn luoshi(dir: &Path, args: &[&str]) -> Reply {
    luoshi_at(dir, "2025-03-01T02:00:00Z", args).await
}

/// The same at another moment.
pub async fn luoshi_at(dir: &Path, now: &str, args: &[&str]) -> Reply {
    let fixed = ["luoshi", "--dir", dir.to_str().unwrap(), "--lang", "zh-CN", "--by", "tester", "--now", now];
    let args = fixed.into_iter().chain(args.iter().copied()).map(OsString::from);
    cli::run(args, &system(), || Ok(system())).await
}

/// The same in another language.
pub async fn luoshi_in(dir: &Path, language: &str, args: &[&str]) -> Reply {
    let fixed = ["luoshi", "--dir", dir.to_str().unwrap(), "--lang", language, "--by", "tester"];
    let args = fixed.into_iter().chain(args.iter().copied()).map(OsString::from);
    cli::run(args, &system(), || Ok(system())).await
}

/// Imports a text as what was known on a day.
pub async fn import(dir: &Path, dataset: &str, as_of: &str, text: &str) {
    let path = dir.join(format!("{dataset}-{as_of}.csv"));
    fs::write(&path, text).unwrap();
    let import = ["import", dataset, path.to_str().unwrap(), "--as-of", as_of, "--confirm-drift", "test"];
    // Every import has its own moment, because ids follow from the moment and a seed that is always the same here.
    let minute = fs::read_dir(dir).unwrap().count();
    let reply = luoshi_at(dir, &format!("2025-02-01T00:{minute:02}:00Z"), &import).await;
    assert_eq!(reply.code, 0, "{dataset} {as_of}: {}{}", reply.out, reply.err);
}

/// A fresh PostgreSQL database: on the server that `LUOSHI_TEST_POSTGRES` names, else on a throw-away one.
pub struct Postgres {
    pub url: String,
    admin: String,
    name: String,
    cluster: Option<Cluster>,
}

impl Postgres {
    pub async fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let (admin, cluster) = if let Ok(url) = std::env::var("LUOSHI_TEST_POSTGRES") {
            (url, None)
        } else {
            let cluster = Cluster::start();
            (cluster.url(), Some(cluster))
        };
        // Every test runs in a process of its own, so the process id tells them apart.
        let name = format!("luoshi_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let mut connection = PgConnection::connect(&admin).await.unwrap();
        run(&mut connection, format!("DROP DATABASE IF EXISTS {name}")).await;
        run(&mut connection, format!("CREATE DATABASE {name}")).await;
        let url = admin.replacen("/postgres?", &format!("/{name}?"), 1);
        assert_ne!(url, admin, "LUOSHI_TEST_POSTGRES must name the database postgres and have a query");
        Self { url, admin, name, cluster }
    }

    /// Takes the database away again.
    pub async fn drop(self) {
        let mut connection = PgConnection::connect(&self.admin).await.unwrap();
        run(&mut connection, format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)).await;
    }
}

async fn run(connection: &mut PgConnection, sql: String) {
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(connection).await.unwrap();
}

/// A server of our own on a Unix socket, for tests run without `make test`.
struct Cluster {
    bin: PathBuf,
    dir: TempDir,
}

impl Cluster {
    fn start() -> Self {
        let versions =
            fs::read_dir("/usr/lib/postgresql").unwrap_or_else(|_| panic!("PostgreSQL is missing: make setup"));
        let bin = versions.map(|entry| entry.unwrap().path().join("bin")).max().unwrap();
        let dir = tempfile::Builder::new().prefix("luoshi-pg").tempdir().unwrap();
        let cluster = Self { bin, dir };
        let root = cluster.dir.path().to_str().unwrap().to_owned();
        if is_root() {
            assert!(Command::new("chown").args(["postgres", &root]).status().unwrap().success());
        }
        let data = format!("{root}/data");
        cluster.run(
            "initdb",
            &["--pgdata", &data, "--username", "luoshi", "--auth", "trust", "--no-sync", "--encoding", "UTF8"],
        );
        let options = format!("-c listen_addresses='' -c unix_socket_directories='{root}' -c fsync=off");
        let log = format!("{root}/log");
        cluster
            .run("pg_ctl", &["--pgdata", &data, "--log", &log, "--wait", "--silent", "--options", &options, "start"]);
        cluster
    }

    fn url(&self) -> String {
        format!("postgres://luoshi@localhost/postgres?host={}", self.dir.path().display())
    }

    /// The server refuses to run as root.
    fn run(&self, program: &str, args: &[&str]) {
        let program = self.bin.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        // The server must not hold the pipes of the test open.
        let null = || std::process::Stdio::null();
        assert!(command.args(args).stdin(null()).stdout(null()).stderr(null()).status().unwrap().success());
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.dir.path().join("data");
        self.run("pg_ctl", &["--pgdata", data.to_str().unwrap(), "--mode", "immediate", "--silent", "stop"]);
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.trim_ascii() == b"0"
}
