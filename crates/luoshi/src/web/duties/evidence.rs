//! Files of a duty: taken in, and looked at. Nothing of them is ever run: what a browser can show it shows in a page that may
//! load and do nothing, the rest it only keeps.

use std::fs::File;

use axum::{
    body::Body,
    extract::{Multipart, Path, multipart::MultipartRejection},
    http::header,
    response::{IntoResponse as _, Redirect, Response},
};
use policy::supervise::FileKind;

use super::show::refused;
use crate::{
    refusal::Refusal,
    services::duty::{self, MOST_FILES, Taken, Who},
    web::{
        desk::aside,
        guard::{Visit, urlencoded},
        trouble::{self, Trouble},
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

async fn take(visit: &Visit, id: &str, mut form: Multipart) -> Result<(), Trouble> {
    let (mut files, mut version, mut strip) = (Vec::new(), 0, false);
    let broken = |_| Refusal::new("evidence-none");
    while let Some(part) = form.next_field().await.map_err(broken)? {
        match part.name().unwrap_or_default() {
            "version" => version = part.text().await.map_err(broken)?.parse().unwrap_or_default(),
            "strip" => strip = !part.text().await.map_err(broken)?.is_empty(),
            "file" => {
                let name = part.file_name().unwrap_or_default().to_owned();
                // Fields without a file come along empty.
                if !name.is_empty() {
                    if files.len() == MOST_FILES {
                        return Err(Refusal::new("evidence-many").with("most", MOST_FILES).into());
                    }
                    files.push(Taken { name, content: part.bytes().await.map_err(broken)?.to_vec() });
                }
            }
            _ => {}
        }
    }
    let (app, edge, caller, id) = (visit.app.clone(), visit.edge.clone(), visit.caller()?.clone(), id.to_owned());
    aside(async move || {
        let day = app.workspace.day(&edge);
        let who = Who::of(&caller);
        duty::attach(&app.workspace, &edge, who, day, (&id, version), files, strip).await.map(drop)
    })
    .await?;
    Ok(())
}

pub(in crate::web) async fn show(visit: Visit, Path((id, hash)): Path<(String, String)>) -> Result<Response, Trouble> {
    let who = Who::of(visit.caller()?);
    let (file, path) = duty::evidence(&visit.app.workspace, &visit.edge, who, &id, &hash).await?;
    let open = File::open(path).map_err(|_| trouble::missing())?;
    let way = if file.kind.is_shown() { "inline" } else { "attachment" };
    let named = format!("{way}; filename*=UTF-8''{}", urlencoded(&file.name).replace('+', "%20"));
    // The viewers for PDF that browsers bring along do not work in a sandbox; they run nothing of the page either.
    let policy = match file.kind {
        FileKind::Pdf => "default-src 'none'; object-src 'self'; frame-ancestors 'none'; form-action 'none'",
        _ => "default-src 'none'; frame-ancestors 'none'; form-action 'none'; sandbox",
    };
    let headers = [
        (header::CONTENT_TYPE, file.kind.mime().to_owned()),
        (header::CONTENT_DISPOSITION, named),
        (header::CONTENT_SECURITY_POLICY, policy.to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_LENGTH, open.metadata()?.len().to_string()),
    ];
    let body = Body::from_stream(tokio_util::io::ReaderStream::new(tokio::fs::File::from_std(open)));
    Ok((headers, body).into_response())
}
