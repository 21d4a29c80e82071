use axum::{Form, response::Response};
use serde::Deserialize;

use super::outcome;
use crate::{
    services::account::{end_other_sessions, end_session},
    web::{guard::Visit, trouble::Trouble},
};

#[derive(Deserialize)]
pub(in crate::web) struct Fields {
    session: String,
}

pub(in crate::web) async fn end(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    let done = end_session(&visit.app.workspace, &visit.edge, visit.caller()?, &fields.session).await;
    outcome(&visit, done.map_err(Trouble::from), "account-session-ended").await
}

pub(in crate::web) async fn end_others(visit: Visit) -> Result<Response, Trouble> {
    let done = end_other_sessions(&visit.app.workspace, &visit.edge, visit.caller()?).await;
    outcome(&visit, done.map(drop).map_err(Trouble::from), "account-sessions-ended").await
}
