//! Single sign-on (统一身份登录) at a provider of OpenID Connect, where the settings name one.
//!
//! A browser is sent to the provider ([`begin()`], or [`begin_link`] for a person who connects their account) and comes back
//! ([`finish()`]); whoever has a second factor of the house then still owes its code ([`prove()`]), unless the provider
//! vouches for one. Nobody is made by signing in: an account of the provider leads to a person only after that person,
//! signed in with their password, has connected the two.
//!
//! The browser keeps one secret in a cookie. State, nonce and the verifier of the exchange follow from it, the database
//! keeps its hash, and each is used once: what was begun on one browser can be finished only there, and only once.

mod begin;
mod finish;
mod link;
mod prove;
mod provider;

use super::digest;

pub(super) use self::link::end_link;
pub use self::{
    begin::{Begun, begin, begin_link},
    finish::{Finished, Returned, finish},
    link::{link_of, unlink},
    prove::prove,
    provider::Provider,
};
use crate::refusal::Refusal;

/// What can go wrong on the way, as pages are told by the address that the browser is sent to. None of it says whether
/// an account exists.
pub const CODES: [&str; 7] =
    ["sso-unreachable", "sso-invalid", "sso-cancelled", "sso-state", "sso-expired", "sso-unknown", "sso-taken"];

/// The refusal of a code in an address; none for anything else that somebody may write there.
#[must_use]
pub fn refusal(code: &str, provider: &Provider) -> Option<Refusal> {
    let code = CODES.into_iter().find(|one| *one == code)?;
    Some(Refusal::new(code).with("provider", provider.name()))
}

/// What goes to the provider of a visit: each follows from the secret that the browser keeps, none leads back to it.
struct Marks {
    state: String,
    nonce: String,
    verifier: String,
}

impl Marks {
    fn of(secret: &str) -> Self {
        let of = |what: &str| digest(&format!("sso {what} {secret}"));
        Self { state: of("state"), nonce: of("nonce"), verifier: of("verifier") }
    }
}
