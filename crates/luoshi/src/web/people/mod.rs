//! Accounts and what they may do (人员), as an administrator keeps them.

pub(super) mod add;
pub(super) mod change;
pub(super) mod list;

use axum::http::HeaderMap;
use policy::access::{Membership, Role};

use super::{
    account::Note,
    guard::Visit,
    page::Page,
    trouble::{Trouble, missing},
};
use crate::{refusal::Refusal, services::person::Places, store::Person, words::name};

/// A membership as a form shows it.
struct Held {
    role: String,
    word: String,
    /// Empty for the whole district.
    scope: String,
    place: String,
}

/// The empty line of a form.
const fn blank() -> Held {
    Held { role: String::new(), word: String::new(), scope: String::new(), place: String::new() }
}

fn held(page: &Page<'_>, places: &Places, memberships: &[Membership]) -> Vec<Held> {
    let held = |one: &Membership| Held {
        role: name(&one.role),
        word: page.t(one.role.key()),
        scope: places.chosen(&one.scope).to_owned(),
        place: places.name(&one.scope).to_owned(),
    };
    memberships.iter().map(held).collect()
}

/// All roles: stable name and word.
fn roles(page: &Page<'_>) -> Vec<(String, String)> {
    Role::ALL.iter().map(|role| (name(role), page.t(role.key()))).collect()
}

/// Lines of `role` and `scope` as memberships; a line without a role is none. What was held before needs no place of today.
fn chosen(fields: &[(String, String)], places: &Places, before: &[Membership]) -> Result<Vec<Membership>, Refusal> {
    let values =
        |name: &'static str| fields.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str());
    let named = values("role").zip(values("scope")).filter_map(|(role, scope)| {
        let role = Role::ALL.into_iter().find(|one| name(one) == role)?;
        Some(Membership { role, scope: scope.to_owned() })
    });
    places.memberships(&named.collect::<Vec<_>>(), before)
}

/// Fluent key of how an account stands.
const fn state(person: &Person) -> &'static str {
    match (person.disabled_at, &person.password) {
        (Some(_), _) => "user-state-closed",
        (None, None) => "user-state-invited",
        (None, Some(_)) => "user-state-open",
    }
}

/// The address at which an invitation is taken up. The secret stands behind `#`, which browsers send to nobody.
fn link(visit: &Visit, headers: &HeaderMap, secret: &str) -> String {
    visit.address(headers, &format!("/invitation#{secret}"))
}

/// Sends a link by mail. When that fails, the link is given back to be shown, with the reason.
async fn mailed(visit: &Visit, person: &Person, link: String) -> Result<(Note, Option<String>), Trouble> {
    let Some(mailer) = &visit.app.mail else { return Err(missing().into()) };
    match mailer.send_link(&visit.app.workspace, &visit.edge, person, &link).await {
        Ok(()) => {
            let email = person.email.as_deref().unwrap_or_default();
            let sentence = visit.words().with("mail-sent", &[("email", email)]);
            Ok((Note { refused: false, sentence, hint: String::new() }, None))
        }
        Err(error) => Ok((Note::of(error.into(), visit)?, Some(link))),
    }
}

/// A field of a form; empty when it is not there.
fn field<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}
