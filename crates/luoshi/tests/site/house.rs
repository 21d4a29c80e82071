//! A small district with one person for every role, and a browser without a window.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode, header},
};
use jiff::{SignedDuration, Timestamp};
use lake::import::Progress;
use luoshi::{
    edge::{Edge, System},
    services::{
        dataset::{self, Import},
        person::{self, Add},
        workspace,
    },
    web::{Clock, Shell},
    words::Words,
};
use policy::{
    access::{Membership, Role},
    text::Language,
};
use tempfile::TempDir;
use tower::ServiceExt as _;

pub const PASSWORD: &str = "correct-horse-battery";
pub const TOKEN: &str = "token-of-the-terminal";
pub const SCHOOL: &str = "2153000101";
pub const OTHER_SCHOOL: &str = "2153000202";
pub const TOWNSHIP: &str = "530113101";

/// A served workspace whose clock stands where the test puts it.
pub struct House {
    pub dir: TempDir,
    pub now: Arc<Mutex<Timestamp>>,
    clock: Clock,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }
}

/// Somebody's browser: keeps cookies, follows nothing by itself.
pub struct Browser {
    service: Router,
    cookies: BTreeMap<String, String>,
    pub language: &'static str,
}

/// Ledger of safe campuses: both schools.
pub fn campuses() -> String {
    format!("学校标识码,创建状态,认定日期\n{SCHOOL},已达标,2024-06-01\n{OTHER_SCHOOL},创建中,\n")
}

impl House {
    pub fn new() -> Self {
        let now = Arc::new(Mutex::new("2025-03-01T02:00:00Z".parse::<Timestamp>().unwrap()));
        let count = AtomicU64::new(1);
        let clock: Clock = {
            let now = Arc::clone(&now);
            Arc::new(move || {
                let mut seed = [0; 32];
                seed[..8].copy_from_slice(&count.fetch_add(1, Ordering::Relaxed).to_le_bytes());
                System { now: *now.lock().unwrap(), seed, width: None }
            })
        };
        Self { dir: tempfile::tempdir().unwrap(), now, clock }
    }

    pub fn edge(&self) -> Edge {
        Edge::new(&(self.clock)(), Words(Language::Chinese), self.dir.path().to_owned(), None, "tester".into())
    }

    pub fn later(&self, duration: SignedDuration) {
        let mut now = self.now.lock().unwrap();
        *now += duration;
    }

    /// A workspace with a few schools and somebody of every role; the login is the name of the role.
    pub async fn furnished() -> Self {
        let house = Self::new();
        let workspace = Box::pin(workspace::init(&house.edge(), None, None)).await.unwrap();
        for role in Role::ALL {
            let scope = match role {
                Role::Liaison | Role::Head => "finance",
                Role::Clerk => SCHOOL,
                Role::Township => TOWNSHIP,
                _ => "",
            };
            let name = luoshi::words::name(&role);
            let add = Add {
                login: name.clone(),
                name,
                email: String::new(),
                language: Language::Chinese,
                memberships: vec![Membership { role, scope: scope.into() }],
            };
            person::add_with_password(&workspace, &house.edge(), add, PASSWORD).await.unwrap();
        }
        house.import(&workspace, "areas", "2024-01-01", AREAS).await;
        house.import(&workspace, "schools", "2024-09-01", SCHOOLS).await;
        workspace.store.close().await;
        house
    }

    pub async fn import(&self, workspace: &luoshi::workspace::Workspace, dataset: &str, as_of: &str, csv: &str) {
        let file = self.dir.path().join(format!("{dataset}.csv"));
        fs::write(&file, csv).unwrap();
        let command = Import {
            dataset: dataset.into(),
            file,
            as_of: as_of.parse().unwrap(),
            scope: None,
            valid_rows_only: false,
            drift_reason: None,
            source_name: None,
            reading: None,
        };
        match Box::pin(dataset::import(workspace, &self.edge(), &command, &Progress::default())).await.unwrap() {
            dataset::Outcome::Accepted { .. } => {}
            other => panic!("{dataset}: {other:?}"),
        }
    }

    pub fn clock(&self) -> Clock {
        Arc::clone(&self.clock)
    }

    pub async fn open(&self) -> Browser {
        let shell = Shell::open(&self.edge(), Arc::clone(&self.clock), false, TOKEN).await.unwrap();
        Browser { service: shell.service(), cookies: BTreeMap::new(), language: "zh-CN" }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }
}

impl Browser {
    /// Another browser at the same site, without cookies.
    pub fn another(&self) -> Self {
        Self { service: self.service.clone(), cookies: BTreeMap::new(), language: "zh-CN" }
    }

    /// Another browser, on which somebody has signed in.
    pub async fn signed_in(&self, login: &str) -> Self {
        let mut browser = self.another();
        assert_eq!(browser.sign_in(login).await.status, StatusCode::SEE_OTHER);
        browser
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, &[]).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(Method::POST, path, fields).await
    }

    pub async fn send(&mut self, method: Method, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send_body(method, path, "application/x-www-form-urlencoded", body.into_bytes()).await
    }

    /// Sends a form with a file.
    pub async fn upload(&mut self, path: &str, fields: &[(&str, &str)], name: &str, file: &[u8]) -> Answer {
        let mut body = Vec::new();
        for (field, value) in fields {
            let part = format!("--edge\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
            body.extend(part.as_bytes());
        }
        let head = format!("--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend(head.as_bytes());
        body.extend(file);
        body.extend(b"\r\n--edge--\r\n");
        self.send_body(Method::POST, path, "multipart/form-data; boundary=edge", body).await
    }

    /// Asks for a page until nothing is under way on it.
    pub async fn settled(&mut self, path: &str) -> Answer {
        loop {
            let answer = self.get(path).await;
            if !answer.body.contains("data-under-way") {
                return answer;
            }
            tokio::task::yield_now().await;
        }
    }

    async fn send_body(&mut self, method: Method, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "site.example")
            .header("sec-fetch-site", "same-origin")
            .header(header::ACCEPT_LANGUAGE, self.language)
            .header(header::COOKIE, cookies.join("; "))
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body))
            .unwrap();
        let response = self.service.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let (pair, rest) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.into(), value.into());
            }
        }
        let (parts, body) = response.into_parts();
        let body = String::from_utf8_lossy(&to_bytes(body, 1 << 24).await.unwrap()).into_owned();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub async fn sign_in(&mut self, login: &str) -> Answer {
        self.post("/sign-in", &[("login", login), ("password", PASSWORD)]).await
    }

    /// The router itself, for requests that no browser of ours would send.
    pub fn service(&self) -> Router {
        self.service.clone()
    }

    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.into(), value.into());
    }

    pub fn forget_session(&mut self) {
        self.cookies.remove("luoshi_session");
    }
}

const AREAS: &str = "区划代码,名称,行政层级,上级区划代码\n530113,东川区,区,\n530113001,铜都街道,乡镇,530113\n530113101,汤丹镇,乡镇,530113\n";

const SCHOOLS: &str = "学校标识码,学校名称,办学类型,乡镇（街道）代码,城乡类型,举办者类型\n\
    2153000101,铜都示例小学,小学,530113001,111,公办\n\
    2153000202,汤丹示例小学,小学,530113101,210,公办\n";

/// What the command line says to a command in the workspace of a house.
pub async fn terminal(house: &House, args: &[&str]) -> String {
    let system = (house.clock())();
    let dir = house.path().to_str().unwrap();
    let line = ["luoshi", "--dir", dir, "--lang", "zh-CN", "--by", "tester"].into_iter().chain(args.iter().copied());
    let reply = luoshi::cli::run(line.map(std::ffi::OsString::from), &system, || anyhow::bail!("no server")).await;
    assert_eq!(reply.code, 0, "{}", reply.err);
    reply.out
}
