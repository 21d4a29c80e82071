//! Data (数据): what is due from whom, templates, workbooks handed in and checked, and the snapshots that they became.

pub(super) mod dataset;
pub(super) mod headers;
pub(super) mod import;
pub(super) mod list;
pub(super) mod snapshot;

use axum::{
    body::Body,
    http::header,
    response::{IntoResponse as _, Response},
};
use policy::{
    pack::Pack,
    report::{From, Report, Standing, State},
};

use super::{
    guard::{Visit, urlencoded},
    page::Page,
    trouble::Trouble,
};
use crate::{
    services::report::{self, Ground},
    store::UploadState,
    words::Words,
};

/// How a dataset or a reporter stands, as pages show it.
struct Told {
    /// Class of the style sheet.
    class: &'static str,
    word: String,
    sentence: String,
}

/// Class of the style sheet for a state.
pub(super) const fn class(state: State) -> &'static str {
    match state {
        State::Overdue => "missed",
        State::Never => "off_track",
        State::DueSoon => "at_risk",
        State::NotDue => "no_data",
        State::UpToDate => "met",
    }
}

/// Class of the style sheet for the state of an upload.
pub(super) const fn upload_class(state: UploadState) -> &'static str {
    match state {
        UploadState::Uploaded | UploadState::Checking | UploadState::Accepting => "on_track",
        UploadState::Checked | UploadState::Accepted | UploadState::Known => "met",
        UploadState::Refused => "missed",
        UploadState::Cancelled | UploadState::Expired => "no_data",
    }
}

fn told(words: Words, ground: &Ground, standing: Standing) -> Told {
    let Standing { state, due } = standing;
    let days = (due.by - ground.day).get_days().unsigned_abs().to_string();
    let args = [("as_of", words.date(due.as_of)), ("by", words.date(due.by)), ("days", days)];
    let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
    Told {
        class: class(state),
        word: words.say(state.key()),
        sentence: words.with(&format!("{}.told", state.key()), &args),
    }
}

/// Who hands a dataset in.
fn reporter(page: &Page<'_>, pack: &Pack, report: &Report) -> String {
    match report.from() {
        From::Schools => page.t("data-from-schools"),
        From::Townships => page.t("data-from-townships"),
        From::Unit(id) => {
            let unit = pack.plan.iter().flat_map(|plan| &plan.units).find(|unit| unit.id == id);
            unit.map_or(id, |unit| unit.name.get(page.words().0)).to_owned()
        }
    }
}

/// The name of a place; its code when it is not known today.
pub(super) fn place(page: &Page<'_>, ground: &Ground, code: &str) -> String {
    if code == ground.tree.district {
        return page.org_name().to_owned();
    }
    ground.tree.get(code).map_or_else(|| code.to_owned(), |org| org.name.clone())
}

pub(super) async fn ground(visit: &Visit) -> Result<Ground, Trouble> {
    Ok(report::ground(&visit.app.workspace, &visit.edge).await?)
}

/// A workbook to be kept by the browser under a name.
pub(super) fn workbook(bytes: impl Into<Body>, name: &str) -> Response {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let named = format!("attachment; filename*=UTF-8''{}", urlencoded(name).replace('+', "%20"));
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, named)], bytes.into()).into_response()
}

/// One of the pages of a long list.
pub(super) struct Pages {
    /// From 1.
    pub current: usize,
    pub last: usize,
}

impl Pages {
    pub fn of(asked: Option<usize>, rows: usize, per_page: usize) -> Self {
        let last = rows.div_ceil(per_page).max(1);
        Self { current: asked.unwrap_or(1).clamp(1, last), last }
    }

    pub fn offset(&self, per_page: usize) -> usize {
        (self.current - 1) * per_page
    }

    /// Pages before and after, as far as there are any.
    pub fn before(&self) -> Option<usize> {
        Some(self.current - 1).filter(|page| *page > 0)
    }

    pub fn after(&self) -> Option<usize> {
        Some(self.current + 1).filter(|page| *page <= self.last)
    }
}
