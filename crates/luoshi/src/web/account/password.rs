use axum::{Form, response::Response};
use serde::Deserialize;

use super::{invitation::same, outcome};
use crate::{
    services::account::change_password,
    web::{guard::Visit, trouble::Trouble},
};

#[derive(Deserialize)]
pub(in crate::web) struct Fields {
    old: String,
    password: String,
    again: String,
}

pub(in crate::web) async fn submit(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    let workspace = &visit.app.workspace;
    let done = match same(&fields.password, &fields.again) {
        Ok(()) => change_password(workspace, &visit.edge, visit.caller()?, &fields.old, &fields.password)
            .await
            .map_err(Trouble::from),
        Err(trouble) => Err(trouble),
    };
    outcome(&visit, done, "account-password-changed").await
}
