//! What is published (公开信息), for everybody: the edition in force, earlier ones, and their files.

use askama::Template;
use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse as _, Response},
};
use policy::status::Status;

use super::{
    guard::Visit,
    page::{Page, html},
    trouble::{Trouble, missing},
};
use crate::{
    contract::edition::{Commitment, Edition, Target},
    services::publication::{self, CSV, JSON, PARQUET, SCHEMA, TABLE_SCHEMA},
    store::Publication,
};

#[derive(Template)]
#[template(path = "public/show.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    shown: Shown<'a>,
    /// Names of the files and their hashes.
    files: Vec<(&'static str, &'static str, String)>,
    /// Number of the edition in force, when this is another one.
    newer: Option<i64>,
    editions: Vec<Listed>,
}

#[derive(Template)]
#[template(path = "public/none.html")]
struct Nothing<'a> {
    page: &'a Page<'a>,
    /// Why the edition asked for is not shown.
    withdrawn: Option<(i64, String, String)>,
    editions: Vec<Listed>,
}

/// An edition as its page tells it; the preview before publication tells the same.
pub(super) struct Shown<'a> {
    pub edition: &'a Edition,
    pub counts: Vec<(Status, usize)>,
    pub groups: Vec<(&'a Commitment, Vec<&'a Target>)>,
}

impl<'a> Shown<'a> {
    pub(super) fn new(edition: &'a Edition) -> Self {
        let count = |status| edition.targets.iter().filter(|one| one.status == status).count();
        let targets = |one: &'a Commitment| edition.targets.iter().filter(|target| target.commitment == one.id);
        Self {
            edition,
            counts: Status::ALL.map(|status| (status, count(status))).into_iter().filter(|one| one.1 > 0).collect(),
            groups: edition.commitments.iter().map(|one| (one, targets(one).collect())).collect(),
        }
    }
}

/// A line of the list of editions.
struct Listed {
    number: i64,
    as_of: String,
    published: String,
    targets: u64,
    withdrawn: bool,
}

/// Files of an edition and the keys of what they are.
const TOLD: [(&str, &str); 5] = [
    (CSV, "public-file-csv"),
    (PARQUET, "public-file-parquet"),
    (TABLE_SCHEMA, "public-file-table-schema"),
    (JSON, "public-file-json"),
    (SCHEMA, "public-file-schema"),
];

/// The edition in force.
pub(super) async fn show(visit: Visit) -> Result<Html<String>, Trouble> {
    let editions = visit.app.workspace.store.read().await?.publications().await?;
    match publication::in_force(&visit.app.workspace).await? {
        Some((row, edition)) => Ok(answer(&visit, &row, &edition, &editions)),
        None => Ok(nothing(&visit, None, &editions)),
    }
}

/// One edition by its number.
pub(super) async fn edition(visit: Visit, Path(number): Path<String>) -> Result<Response, Trouble> {
    let number = number.parse().map_err(|_| missing())?;
    let editions = visit.app.workspace.store.read().await?.publications().await?;
    let row = editions.iter().find(|row| row.number == number).ok_or_else(missing)?;
    if row.withdrawn.is_some() {
        return Ok((StatusCode::GONE, nothing(&visit, Some(row), &editions)).into_response());
    }
    let (row, edition) = publication::edition(&visit.app.workspace, number).await?.ok_or_else(missing)?;
    Ok(answer(&visit, &row, &edition, &editions).into_response())
}

/// A file of an edition, as it was written when it was published.
pub(super) async fn file(
    visit: Visit,
    Path((number, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let number = number.parse().map_err(|_| missing())?;
    let (row, bytes) = publication::file(&visit.app.workspace, number, &file).await?;
    let hash = row.files.get(&file).map_or("", String::as_str);
    let tag = format!("\"{hash}\"");
    // An edition may be withdrawn, so whoever keeps a copy asks whether it still stands.
    let kept = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "public, no-cache".to_owned())];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    let kind = match file.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "csv" => "text/csv; charset=utf-8",
        "parquet" => "application/vnd.apache.parquet",
        _ => "application/json",
    };
    let stem = format!("attachment; filename=\"edition-{number}-{file}\"");
    // Data for everybody may be read by pages of everybody.
    let sent = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, stem),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*".to_owned()),
    ];
    Ok((kept, sent, bytes).into_response())
}

fn answer(visit: &Visit, row: &Publication, edition: &Edition, editions: &[Publication]) -> Html<String> {
    let page = Page::named(visit, edition.plan.get(visit.words().0).to_owned());
    let hash = |file: &str| row.files.get(file).cloned().unwrap_or_default();
    let newest = editions.iter().find(|one| one.withdrawn.is_none()).map(|one| one.number);
    html(&Show {
        page: &page,
        shown: Shown::new(edition),
        files: TOLD.map(|(file, key)| (file, key, hash(file))).to_vec(),
        newer: newest.filter(|newest| *newest != row.number),
        editions: listed(&page, editions),
    })
}

fn nothing(visit: &Visit, withdrawn: Option<&Publication>, editions: &[Publication]) -> Html<String> {
    let page = Page::new(visit, "public-title");
    let told = withdrawn.and_then(|row| {
        let withdrawn = row.withdrawn.as_ref()?;
        Some((row.number, page.moment(&withdrawn.at), withdrawn.reason.clone()))
    });
    html(&Nothing { page: &page, withdrawn: told, editions: listed(&page, editions) })
}

fn listed(page: &Page<'_>, editions: &[Publication]) -> Vec<Listed> {
    let listed = |one: &Publication| Listed {
        number: one.number,
        as_of: page.date(one.as_of),
        published: page.moment(&one.published_at),
        targets: one.targets,
        withdrawn: one.withdrawn.is_some(),
    };
    editions.iter().map(listed).collect()
}
