//! Whether the site works, for a monitor: no secrets, no figures.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde_json::json;

use super::guard::Visit;
use crate::services::workspace::health;

pub(super) async fn show(visit: Visit) -> Response {
    match health(&visit.app.workspace).await {
        Ok(state) => {
            let (applied, known) = state.migrations;
            let migrations = json!({ "applied": applied, "known": known });
            let body = json!({ "status": "ok", "migrations": migrations, "last_compute": state.computed_at });
            Json(body).into_response()
        }
        Err(error) => {
            tracing::error!("asking the database how it is: {error:#}");
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "fault" }))).into_response()
        }
    }
}
