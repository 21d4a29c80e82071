//! Passwords: argon2id with the parameters that OWASP recommends (the crate's defaults: 19 MiB, two passes), judged by how many
//! guesses they stand.

use anyhow::{Context as _, Result, anyhow};
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _, password_hash::phc::PasswordHash};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// Hashes at one time: each takes 19 MiB and a core.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// Characters that a password has at least, and at most: a limit on the work of judging it.
const LENGTH: std::ops::RangeInclusive<usize> = 10..=128;

/// Guesses (as a power of ten) that a password must stand: days of trying against the stored hash.
const GUESSES_LOG10: f64 = 9.0;

/// Why a password will not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    Short,
    Long,
    /// Easily guessed: a common word, a pattern, or made of what is known about the person.
    Guessable,
}

impl Weakness {
    /// Code of the refusal.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Short => "password-short",
            Self::Long => "password-long",
            Self::Guessable => "password-guessable",
        }
    }
}

/// Judges a password; `about` is what others know of the person (login, name, place).
#[must_use]
pub fn judge(password: &str, about: &[&str]) -> Option<Weakness> {
    let length = password.chars().count();
    if length < *LENGTH.start() {
        return Some(Weakness::Short);
    }
    if length > *LENGTH.end() {
        return Some(Weakness::Long);
    }
    (zxcvbn::zxcvbn(password, about).guesses_log10() < GUESSES_LOG10).then_some(Weakness::Guessable)
}

/// Hashes a password with a salt made outside.
pub(super) async fn hash(password: String, salt: [u8; 16]) -> Result<String> {
    let _place = AT_ONCE.acquire().await?;
    spawn_blocking(move || {
        let hash: PasswordHash = Argon2::default()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map_err(|error| anyhow!("hashing a password: {error}"))?;
        Ok(hash.to_string())
    })
    .await
    .context("hashing a password")?
}

/// Whether a password is the one behind a hash. Without a hash it takes as long and is wrong.
pub(super) async fn verify(password: String, hash: Option<String>) -> Result<bool> {
    /// Of a password that nobody knows; only its parameters matter.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let _place = AT_ONCE.acquire().await?;
    spawn_blocking(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let same = Argon2::default().verify_password(password.as_bytes(), hash.as_str()).is_ok();
        known && same
    })
    .await
    .context("verifying a password")
}
