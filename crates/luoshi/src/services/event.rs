//! Events of duties and of files of missing children in the log: the name of an event is the end of its kind, its day stands with it.

use anyhow::{Context as _, Result};
use jiff::civil::Date;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// Where an event says what it is called (`#[serde(tag = "event")]`).
const TAG: &str = "event";

/// Kind and body under which the log keeps an event; `prefix` is the beginning of the kind.
pub(super) fn logged<E: Serialize>(prefix: &str, event: &E, day: Date) -> Result<(String, Value)> {
    let mut body = serde_json::to_value(event)?;
    let fields = body.as_object_mut().context("an event has fields")?;
    let name = fields.remove(TAG);
    let name = name.as_ref().and_then(Value::as_str).context("an event has a name")?;
    let kind = format!("{prefix}{name}");
    fields.insert("day".into(), json!(day));
    Ok((kind, body))
}

/// The event that a row of the log keeps, and its day; none for rows of other kinds than `prefix` and one of the `names`.
pub(super) fn read<E: DeserializeOwned>(
    prefix: &str,
    names: &[&str],
    kind: &str,
    body: &str,
) -> Result<Option<(Date, E)>> {
    let Some(name) = kind.strip_prefix(prefix).filter(|name| names.contains(name)) else { return Ok(None) };
    let mut body: Value = serde_json::from_str(body)?;
    let day = body.get("day").and_then(Value::as_str).unwrap_or_default().parse()?;
    if let Value::Object(fields) = &mut body {
        fields.remove("day");
        fields.insert(TAG.into(), json!(name));
    }
    Ok(Some((day, serde_json::from_value(body)?)))
}
