//! Files of a duty: taken in, and looked at.

use axum::{
    extract::{Multipart, Path, multipart::MultipartRejection},
    response::{IntoResponse as _, Redirect, Response},
};

use super::show::refused;
use crate::{
    refusal::Refusal,
    services::duty::{self, Who},
    web::{
        desk::aside,
        evidence::{Sent, answer},
        guard::Visit,
        trouble::Trouble,
    },
};

pub(in crate::web) async fn submit(
    visit: Visit,
    Path(id): Path<String>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Trouble> {
    let taken = match form {
        Ok(form) => take(&visit, &id, form).await,
        Err(_) => Err(Refusal::new("evidence-none").into()),
    };
    match taken {
        Ok(()) => Ok(Redirect::to(&format!("/duties/{id}?done=add-evidence")).into_response()),
        Err(trouble) => refused(&visit, &id, &[], trouble).await,
    }
}

async fn take(visit: &Visit, id: &str, form: Multipart) -> Result<(), Trouble> {
    let sent = Sent::read(form).await?;
    let (version, strip) = (sent.field("version").parse().unwrap_or_default(), !sent.field("strip").is_empty());
    let (app, edge, caller, id) = (visit.app.clone(), visit.edge.clone(), visit.caller()?.clone(), id.to_owned());
    aside(async move || {
        let day = app.workspace.day(&edge);
        let who = Who::of(&caller);
        duty::attach(&app.workspace, &edge, who, day, (&id, version), sent.files, strip).await.map(drop)
    })
    .await?;
    Ok(())
}

pub(in crate::web) async fn show(visit: Visit, Path((id, hash)): Path<(String, String)>) -> Result<Response, Trouble> {
    let who = Who::of(visit.caller()?);
    let (file, path) = duty::evidence(&visit.app.workspace, &visit.edge, who, &id, &hash).await?;
    answer(&file, path)
}
