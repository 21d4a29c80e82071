//! How a person comes in, proves who they are, and looks after their own account.
//!
//! One file per verb. Everything that changes who may come in writes to the log; secrets never do.

mod password;
pub(super) mod sealed;
mod second_factor;
mod session;
mod set_password;
mod sign_in;
pub mod sso;
mod token;

use jiff::Timestamp;
use policy::access::{Membership, Right, ScopeKind};

pub(super) use self::set_password::hashed;
pub use self::{
    password::{Weakness, judge},
    sealed::seal_old,
    second_factor::{
        Enrolment, confirm_second_factor, enrol, remove_second_factor, require_second_factor, second_factor_roles,
    },
    session::{authenticate, choose_language, end_other_sessions, end_session, sessions, sign_out},
    set_password::{change_password, invited, right_password, take_up},
    sign_in::{SignIn, SignedIn, sign_in},
    token::{Order, TOKEN_DAYS, authenticate_token, end_token, make_token, tokens},
};
use crate::store::{Person, Via};

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Caller {
    pub person: Person,
    pub memberships: Vec<Membership>,
    /// Id of the session; empty for a program with a token.
    pub session: String,
    /// When the person had signed in before this session.
    pub visited_at: Option<Timestamp>,
    /// How the session was opened.
    pub via: Via,
    /// Has to set up a second factor before anything else.
    pub must_enrol: bool,
}

impl Caller {
    /// Whether any membership gives the right.
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        self.memberships.iter().any(|one| one.role.may(right))
    }

    /// Scopes in which the person has the right: codes of the organisation tree, and ids of units for liaisons.
    #[must_use]
    pub fn scopes(&self, right: Right) -> Vec<&str> {
        self.memberships.iter().filter(|one| one.role.may(right)).map(|one| one.scope.as_str()).collect()
    }

    /// Ids of the units that the person answers for.
    #[must_use]
    pub fn units(&self) -> Vec<&str> {
        self.memberships
            .iter()
            .filter(|one| one.role.scope() == ScopeKind::Unit)
            .map(|one| one.scope.as_str())
            .collect()
    }
}

/// SHA-256 of a secret, in lower-case hex: what the database keeps of it.
#[must_use]
pub fn digest(secret: &str) -> String {
    policy::hash::sha256(secret)
}
