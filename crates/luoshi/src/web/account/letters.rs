use axum::{Form, response::Response};
use serde::Deserialize;

use super::outcome;
use crate::{
    services::notice,
    web::{guard::Visit, trouble::Trouble},
};

#[derive(Deserialize)]
pub(in crate::web) struct Fields {
    /// `mail` for letters besides the page of notices.
    #[serde(default)]
    letters: String,
}

/// Chooses on which ways the person is told what is due.
pub(in crate::web) async fn submit(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    let wanted = fields.letters == "mail";
    let done = notice::choose_letters(&visit.app.workspace, &visit.edge, visit.caller()?, wanted).await;
    outcome(&visit, done.map_err(Trouble::from), "account-letters-saved").await
}
