//! Secrets that the program itself must read again (those of second factors, addresses of robots), sealed in the database.
//!
//! The key follows from the secret of the workspace (HKDF-SHA-256); each text is sealed by ChaCha20-Poly1305 with a nonce
//! of its own and is bound to its owner, so that a row copied to somebody else opens nothing.

use anyhow::{Result, anyhow};
use policy::hash::hex;
use ring::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf::{HKDF_SHA256, Salt},
};

use crate::{edge::Edge, workspace::Workspace};

/// What a sealed text begins with; what does not was written before secrets were sealed.
const PREFIX: &str = "sealed1:";

/// What a sealed text is for; each has a key of its own.
#[derive(Clone, Copy)]
pub enum Purpose {
    SecondFactor,
    Robot,
}

/// Seals a secret of a person or thing.
///
/// # Errors
/// When the secret of the workspace cannot be read.
pub fn seal(workspace: &Workspace, edge: &Edge, purpose: Purpose, owner: &str, secret: &str) -> Result<String> {
    let mut nonce = [0; NONCE_LEN];
    nonce.copy_from_slice(&edge.salt()[..NONCE_LEN]);
    let mut text = secret.as_bytes().to_vec();
    let bound = Aad::from(owner.as_bytes());
    key(workspace, purpose)?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), bound, &mut text)
        .map_err(|_| anyhow!("sealing a secret"))?;
    Ok(format!("{PREFIX}{}{}", hex(nonce), hex(text)))
}

/// Opens what [`seal`] made.
///
/// # Errors
/// When it was made with another secret, for somebody else, or changed.
pub fn open(workspace: &Workspace, purpose: Purpose, owner: &str, sealed: &str) -> Result<String> {
    let broken = || anyhow!("a sealed secret cannot be opened with the secret of this workspace");
    let bytes = sealed.strip_prefix(PREFIX).and_then(unhex).ok_or_else(broken)?;
    let (nonce, text) = bytes.split_at_checked(NONCE_LEN).ok_or_else(broken)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| broken())?;
    let mut text = text.to_vec();
    let opened = key(workspace, purpose)?.open_in_place(nonce, Aad::from(owner.as_bytes()), &mut text);
    Ok(String::from_utf8(opened.map_err(|_| broken())?.to_vec())?)
}

/// Seals what was written in clear before secrets were sealed.
///
/// # Errors
/// When the database fails.
pub async fn seal_old(workspace: &Workspace, edge: &Edge) -> Result<()> {
    let is_old = |secret: &String| !secret.starts_with(PREFIX);
    let mut people = workspace.store.read().await?.people().await?;
    people.retain(|person| person.totp_secret.as_ref().is_some_and(is_old));
    if people.is_empty() {
        return Ok(());
    }
    let mut write = workspace.store.write().await?;
    for person in &mut people {
        let clear = person.totp_secret.take().unwrap_or_default();
        person.totp_secret = Some(seal(workspace, edge, Purpose::SecondFactor, &person.id, &clear)?);
        write.set_person(person).await?;
    }
    write.commit().await
}

fn key(workspace: &Workspace, purpose: Purpose) -> Result<LessSafeKey> {
    let purpose: &[&[u8]] = match purpose {
        Purpose::SecondFactor => &[b"luoshi second factor"],
        Purpose::Robot => &[b"luoshi robot"],
    };
    let secret = workspace.config.secret_bytes()?;
    let made = Salt::new(HKDF_SHA256, &[]).extract(&secret);
    let key = made.expand(purpose, &CHACHA20_POLY1305).map_err(|_| anyhow!("deriving a key"))?;
    Ok(LessSafeKey::new(UnboundKey::from(key)))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    text.as_bytes().chunks(2).map(digit).collect()
}
