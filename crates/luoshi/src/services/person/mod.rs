//! Accounts and memberships, as an administrator keeps them; the same for the site and `luoshi user`.

mod add;
mod change;
mod invite;
mod list;
mod places;

use policy::{
    access::{Membership, ScopeKind},
    pack::Pack,
};

pub use self::{
    add::{Add, add, add_with_password},
    change::{close, reopen, set_email, set_memberships},
    invite::invite,
    list::{Listed, list},
    places::{Place, Places, places},
};
use crate::{refusal::Refusal, services::lake::district};

/// Days for which a one-time link works.
pub const LINK_DAYS: i64 = 7;

/// Puts a membership into its place: roles of the whole district need none, the others need one of their kind.
///
/// # Errors
/// Refused when the scope is not of the kind that the role needs.
fn placed(pack: &Pack, membership: Membership) -> Result<Membership, Refusal> {
    let Membership { role, scope } = membership;
    let district = district(pack);
    let wrong = || Refusal::new("membership-scope").with("scope", &scope);
    let code = |length: usize| scope.len() == length && scope.bytes().all(|byte| byte.is_ascii_digit());
    let fits = match role.scope() {
        ScopeKind::District => return Ok(Membership { role, scope: district.to_owned() }),
        ScopeKind::Unit => pack.plan.as_ref().is_some_and(|plan| plan.units.iter().any(|unit| unit.id == scope)),
        ScopeKind::Any if scope.is_empty() => return Ok(Membership { role, scope: district.to_owned() }),
        // Whether such a school or township exists changes from year to year; the form of the code does not.
        ScopeKind::School | ScopeKind::Township | ScopeKind::Any => {
            !scope.is_empty() && (scope == district || code(scope.len()))
        }
    };
    if fits { Ok(Membership { role, scope }) } else { Err(wrong()) }
}
