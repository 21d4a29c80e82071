//! Imports by programs: a workbook handed in, looked after, accepted or put away. The same services as the pages of `web::data`.

use axum::{
    Json,
    extract::{Multipart, Path, multipart::MultipartRejection, rejection::JsonRejection},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;

use super::{
    super::{data, guard::Visit, trouble::Trouble},
    part::{self, Ask},
};
use crate::{
    contract::import::{Finding, Import},
    refusal::Refusal,
    services::upload::{self, Decision, Shown, Verdict},
};

/// What is decided about a checked workbook; without a body nothing is left out and no reason given.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(in crate::web) struct Decided {
    valid_rows_only: bool,
    reason: Option<String>,
}

/// Takes a workbook in, as the form of the page does.
pub(in crate::web) async fn hand_in(
    visit: Visit,
    Path(dataset): Path<String>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Trouble> {
    let form = form.map_err(|_| Refusal::new("body-kind"))?;
    let upload = data::dataset::take(&visit, &dataset, form).await?;
    under_way(&visit, &upload.id).await
}

/// Workbooks within reach that are not at their end.
pub(in crate::web) async fn list(visit: Visit, ask: Ask) -> Result<Response, Trouble> {
    let shown = upload::waiting(&visit.app.workspace, &visit.edge, visit.caller()?).await?;
    let imports: Vec<_> = shown.iter().map(|shown| told(&visit, shown)).collect();
    part::list(&visit, ask, &imports, |_, one| one.id.to_owned())
}

pub(in crate::web) async fn show(visit: Visit, Path(id): Path<String>) -> Result<Response, Trouble> {
    answer(&visit, &id, StatusCode::OK).await
}

/// What is wrong with a workbook, in the order of its cells.
pub(in crate::web) async fn problems(visit: Visit, Path(id): Path<String>, ask: Ask) -> Result<Response, Trouble> {
    let Shown { upload, dataset, verdict, .. } = data::import::find(&visit, &id).await?;
    let kept = match verdict {
        Some(Verdict::Checked(found)) if upload.state.is_open() => found.problems.kept,
        _ => Vec::new(),
    };
    let pack = &visit.app.workspace.pack;
    let tell = |problem| Finding::from(upload::tell(visit.words(), pack, dataset, problem));
    part::list(&visit, ask, &kept.iter().map(tell).collect::<Vec<_>>(), |at, _| (at + 1).to_string())
}

pub(in crate::web) async fn accept(
    visit: Visit,
    Path(id): Path<String>,
    decided: Result<Option<Json<Decided>>, JsonRejection>,
) -> Result<Response, Trouble> {
    let decided = decided.map_err(|rejection| match rejection.status() {
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Refusal::new("body-kind"),
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::new("body-too-large"),
        _ => Refusal::new("body-malformed"),
    })?;
    let Json(decided) = decided.unwrap_or_default();
    let decision = Decision { valid_rows_only: decided.valid_rows_only, drift_reason: decided.reason };
    data::import::accept(&visit, &id, decision).await?;
    under_way(&visit, &id).await
}

pub(in crate::web) async fn cancel(visit: Visit, Path(id): Path<String>) -> Result<Response, Trouble> {
    data::import::cancel(&visit, &id).await?;
    answer(&visit, &id, StatusCode::OK).await
}

/// The answer while something goes on: where to ask how far it has come.
async fn under_way(visit: &Visit, id: &str) -> Result<Response, Trouble> {
    let mut response = answer(visit, id, StatusCode::ACCEPTED).await?;
    let address = HeaderValue::try_from(format!("/api/v1/imports/{id}"))?;
    response.headers_mut().insert(header::LOCATION, address);
    Ok(response)
}

async fn answer(visit: &Visit, id: &str, status: StatusCode) -> Result<Response, Trouble> {
    let shown = data::import::find(visit, id).await?;
    Ok((status, Json(serde_json::to_value(told(visit, &shown))?)).into_response())
}

fn told<'a>(visit: &Visit, shown: &'a Shown<'_>) -> Import<'a> {
    Import::new(shown, visit.app.desk.rows(&shown.upload.id))
}
