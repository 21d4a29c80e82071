use axum::{Form, response::Redirect};
use axum_extra::extract::CookieJar;
use policy::text::Language;
use serde::Deserialize;

use super::cookie;
use crate::web::{
    guard::{LANGUAGE, Visit},
    trouble::Trouble,
};

#[derive(Deserialize)]
pub(in crate::web) struct Fields {
    language: String,
    #[serde(default)]
    next: String,
}

/// Chooses the language: of the account when somebody is signed in, of the browser in any case.
pub(in crate::web) async fn submit(
    visit: Visit,
    jar: CookieJar,
    Form(fields): Form<Fields>,
) -> Result<(CookieJar, Redirect), Trouble> {
    let language = Language::from_tag(&fields.language).unwrap_or_default();
    if let Some(caller) = &visit.caller {
        crate::services::account::choose_language(&visit.app.workspace, caller, language).await?;
    }
    let mut chosen = cookie(&visit.app, LANGUAGE, language.tag().to_owned());
    chosen.set_max_age(time::Duration::days(365));
    Ok((jar.add(chosen), Redirect::to(super::sign_in::inside(&fields.next))))
}
