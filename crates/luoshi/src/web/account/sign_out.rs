use axum::response::Redirect;
use axum_extra::extract::CookieJar;

use super::sign_in::expired;
use crate::{
    services::account::sign_out,
    web::{
        guard::{SESSION, Visit},
        trouble::Trouble,
    },
};

pub(in crate::web) async fn submit(visit: Visit, jar: CookieJar) -> Result<(CookieJar, Redirect), Trouble> {
    sign_out(&visit.app.workspace, &visit.edge, visit.caller()?).await?;
    Ok((jar.add(expired(SESSION)), Redirect::to("/sign-in")))
}
