//! Lists in parts: `limit` says how many at most, `cursor` where to go on, the header `Link` (RFC 8288) where the next part is.
//! Every list has an order that does not change; without `limit` it is answered whole.

use axum::{
    Json,
    extract::{Query, rejection::QueryRejection},
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use serde::{Deserialize, Serialize};

use super::super::{
    guard::{Visit, urlencoded},
    trouble::Trouble,
};
use crate::refusal::Refusal;

/// Most that one answer holds when a part is asked for.
pub(super) const MOST: usize = 1000;

/// Which part of a list.
#[derive(Default, Deserialize)]
pub(in crate::web) struct Part {
    limit: Option<usize>,
    /// As the link to the next part had it: the last thing that the part before held.
    cursor: Option<String>,
}

pub(in crate::web) type Ask = Result<Query<Part>, QueryRejection>;

/// The part of a list that is asked for; `id` names a thing and its place in the list.
pub(super) fn list<T: Serialize>(
    visit: &Visit,
    ask: Ask,
    all: &[T],
    id: impl Fn(usize, &T) -> String,
) -> Result<Response, Trouble> {
    let Query(part) = ask.map_err(|_| Refusal::new("query-malformed"))?;
    let from = match &part.cursor {
        None => 0,
        Some(cursor) => {
            let found = all.iter().enumerate().position(|(at, one)| id(at, one) == *cursor);
            found.ok_or_else(|| Refusal::new("cursor-unknown"))? + 1
        }
    };
    let limit = match part.limit {
        None => all.len(),
        Some(0) => return Err(Refusal::new("query-malformed").into()),
        Some(limit) => limit.min(MOST),
    };
    let to = from.saturating_add(limit).min(all.len());
    let mut response = Json(serde_json::to_value(&all[from..to])?).into_response();
    if let Some(last) = all[..to].last().filter(|_| to < all.len()) {
        let path = visit.path.split('?').next().unwrap_or_default();
        let cursor = urlencoded(&id(to - 1, last));
        let link = format!("<{path}?limit={limit}&cursor={cursor}>; rel=\"next\"");
        response.headers_mut().insert(header::LINK, HeaderValue::try_from(link)?);
    }
    Ok(response)
}
