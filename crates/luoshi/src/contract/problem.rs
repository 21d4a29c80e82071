//! What an API says when it does not do what was asked (RFC 9457).

use schemars::JsonSchema;
use serde::Serialize;

#[derive(Serialize, JsonSchema)]
pub struct Problem {
    /// `urn:luoshi:problem:CODE`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The sentence, in the language asked for.
    pub title: String,
    pub status: u16,
    /// What to do about it.
    pub detail: String,
    /// Stable code, for programs.
    pub code: String,
}
