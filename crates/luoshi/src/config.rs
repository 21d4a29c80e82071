//! `luoshi.toml`: what makes a folder a workspace.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;

pub const FILE: &str = "luoshi.toml";

/// The settings of a workspace. The file holds a secret and is readable by its owner only.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Id of a built-in pack, or a folder (relative to the workspace).
    pub pack: String,
    /// `sqlite:FILE` (relative to the workspace) or `postgres://…`.
    pub database: String,
    /// 32 bytes in hex: the key under which identifiers of persons are hashed for joins. Never change it: snapshots
    /// made before and after could no longer be joined.
    pub secret: String,
    /// Set for the synthetic district only: the day of its story, which pages show instead of today. Every page and
    /// document then says that everything is made up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demo_day: Option<Date>,
    /// Address at which people reach the site, for letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Whether messages to group robots may go to addresses of private networks.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub private_robots: bool,
    /// Single sign-on, where there is a provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sso: Option<Sso>,
    /// A server for mail, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<Mail>,
}

/// A provider of OpenID Connect at which people of the house may sign in.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sso {
    /// What people call it; stands on the button of the sign-in page.
    pub name: String,
    /// Its address, exactly as its own description gives it.
    pub issuer: String,
    pub client_id: String,
    /// File with the secret of the client, relative to the workspace.
    pub secret_file: PathBuf,
    /// Values of `amr` or `acr` by which the provider vouches for a second factor. Without them the house asks for its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub second_factor: Vec<String>,
}

/// A server that takes mail (SMTP).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// Sender: an address, or a name with an address in angle brackets.
    pub from: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// File with the password of the login, relative to the workspace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_file: Option<PathBuf>,
}

/// How the line to a server is kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    Tls,
    Starttls,
    /// Only to a server on this machine.
    None,
}

impl Config {
    /// # Errors
    /// Refused when the folder is no workspace, or the file says something that is not a setting.
    pub fn read(dir: &Path) -> Result<Self> {
        let path = dir.join(FILE);
        if !path.is_file() {
            return Err(Refusal::new("workspace-missing").with("dir", dir.display()).into());
        }
        let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        let broken = |error: toml::de::Error| {
            Refusal::new("config-broken").with("file", path.display()).with("message", error.message())
        };
        Ok(toml::from_str(&text).map_err(broken)?)
    }

    /// Writes the file as a whole, or not at all.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn write(&self, dir: &Path) -> Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(dir)?;
        file.write_all(toml::to_string(self)?.as_bytes())?;
        file.as_file().sync_all()?;
        // Temporary files are made with mode 0600 and keep it.
        file.persist_noclobber(dir.join(FILE))?;
        Ok(())
    }

    /// The address of the database, with a relative SQLite file resolved against the workspace.
    #[must_use]
    pub fn database_url(&self, dir: &Path) -> String {
        match self.database.strip_prefix("sqlite:") {
            Some(file) => format!("sqlite:{}", dir.join(file.trim_start_matches("//")).display()),
            None => self.database.clone(),
        }
    }

    /// A secret that lies in a file of its own, so that it can be exchanged without touching the settings.
    ///
    /// # Errors
    /// Refused when the file cannot be read or is empty.
    pub fn secret_of(dir: &Path, file: &Path) -> Result<String, Refusal> {
        let path = dir.join(file);
        let refused = |message: &str| Refusal::new("secret-file").with("file", path.display()).with("message", message);
        let text = fs::read_to_string(&path).map_err(|error| refused(&error.to_string()))?;
        if text.trim().is_empty() { Err(refused("empty")) } else { Ok(text.trim().to_owned()) }
    }

    /// The bytes of the secret.
    ///
    /// # Errors
    /// Refused when it is not hex of 32 bytes.
    pub fn secret_bytes(&self) -> Result<[u8; 32]> {
        let refused = || Refusal::new("secret-broken").with("file", FILE);
        let digits = self.secret.as_bytes();
        if digits.len() != 64 {
            return Err(refused().into());
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let text = std::str::from_utf8(pair).map_err(|_| refused())?;
            *byte = u8::from_str_radix(text, 16).map_err(|_| refused())?;
        }
        Ok(bytes)
    }
}
