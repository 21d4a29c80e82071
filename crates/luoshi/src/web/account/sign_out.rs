use axum::response::Redirect;
use axum_extra::extract::CookieJar;

use super::sign_in::expired;
use crate::{
    services::account::sign_out,
    store::Via,
    web::{
        guard::{SESSION, Visit},
        trouble::Trouble,
    },
};

pub(in crate::web) async fn submit(visit: Visit, jar: CookieJar) -> Result<(CookieJar, Redirect), Trouble> {
    sign_out(&visit.app.workspace, &visit.edge, visit.caller()?).await?;
    // Whoever came by single sign-on may still be signed in there, which matters on a shared computer.
    let page = if visit.caller()?.via == Via::Password { "/sign-in" } else { "/sign-in?left=sso" };
    Ok((jar.add(expired(SESSION)), Redirect::to(page)))
}
