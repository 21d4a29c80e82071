//! Single sign-on: accounts of the provider that lead to people, and browsers that are on their way there and back.

use anyhow::{Context as _, Result};
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use super::{Transaction, moment, name, named, on};

/// An account of the provider that leads to a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SsoLink {
    pub issuer: String,
    /// Names the account at the provider, for good.
    pub subject: String,
    #[serde(skip)]
    pub person: String,
    /// What the provider calls the account, to recognise it by.
    pub label: String,
    pub linked_at: Timestamp,
}

/// What a browser was sent to the provider for, and what it came back with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    SignIn,
    /// A person who is signed in connects their account.
    Link,
    /// The provider has named the person, who still owes the code of the second factor.
    Code,
}

/// A browser on its way to the provider and back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SsoVisit {
    /// SHA-256 of the cookie.
    pub hash: String,
    pub purpose: Purpose,
    /// Whoever links, or owes the code.
    pub person: Option<String>,
    /// Where to go on to afterwards.
    pub next: String,
    pub expires_at: Timestamp,
}

type Row = (String, String, String, String, String);

impl TryFrom<Row> for SsoLink {
    type Error = anyhow::Error;

    fn try_from((issuer, subject, person, label, linked_at): Row) -> Result<Self> {
        Ok(Self { issuer, subject, person, label, linked_at: linked_at.parse()? })
    }
}

impl Transaction {
    /// # Errors
    /// When the database fails.
    pub async fn sso_link(&mut self, issuer: &str, subject: &str) -> Result<Option<SsoLink>> {
        const SQL: &str =
            "SELECT issuer, subject, person, label, linked_at FROM sso_link WHERE issuer = $1 AND subject = $2";
        let row: Option<Row> =
            on!(self, db => sqlx::query_as(SQL).bind(issuer).bind(subject).fetch_optional(&mut **db).await?);
        row.map(SsoLink::try_from).transpose()
    }

    /// # Errors
    /// When the database fails.
    pub async fn sso_links(&mut self) -> Result<Vec<SsoLink>> {
        const SQL: &str = "SELECT issuer, subject, person, label, linked_at FROM sso_link ORDER BY person";
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).fetch_all(&mut **db).await?);
        rows.into_iter().map(SsoLink::try_from).collect()
    }

    /// # Errors
    /// When the database fails.
    pub async fn sso_link_of(&mut self, person: &str) -> Result<Option<SsoLink>> {
        const SQL: &str = "SELECT issuer, subject, person, label, linked_at FROM sso_link WHERE person = $1";
        let row: Option<Row> = on!(self, db => sqlx::query_as(SQL).bind(person).fetch_optional(&mut **db).await?);
        row.map(SsoLink::try_from).transpose()
    }

    /// Connects an account of the provider with a person, in place of one at another provider, which the house has left;
    /// `false` when either is connected already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_sso_link(&mut self, link: &SsoLink) -> Result<bool> {
        const CLEAR: &str = "DELETE FROM sso_link WHERE person = $1 AND issuer <> $2";
        const SQL: &str = "INSERT INTO sso_link (issuer, subject, person, label, linked_at)
            VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
        on!(self, db => sqlx::query(CLEAR).bind(&link.person).bind(&link.issuer).execute(&mut **db).await.map(drop)?);
        Ok(on!(self, db => sqlx::query(SQL)
            .bind(&link.issuer)
            .bind(&link.subject)
            .bind(&link.person)
            .bind(&link.label)
            .bind(moment(link.linked_at))
            .execute(&mut **db).await?.rows_affected())
            == 1)
    }

    /// Takes the connection of a person away, and what they are about to do by it; `false` when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_sso_link(&mut self, person: &str) -> Result<bool> {
        const VISITS: &str = "DELETE FROM sso_visit WHERE person = $1";
        const SQL: &str = "DELETE FROM sso_link WHERE person = $1";
        on!(self, db => sqlx::query(VISITS).bind(person).execute(&mut **db).await.map(drop)?);
        Ok(on!(self, db => sqlx::query(SQL).bind(person).execute(&mut **db).await?.rows_affected()) == 1)
    }

    /// Remembers a browser that is sent to the provider, and forgets those that never came back. What has run out is
    /// kept for a day more: whoever comes back late is told so.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_sso_visit(&mut self, visit: &SsoVisit, now: Timestamp) -> Result<()> {
        const SQL: &str = "INSERT INTO sso_visit (hash, purpose, person, next, expires_at) VALUES ($1, $2, $3, $4, $5)";
        on!(self, db => sqlx::query("DELETE FROM sso_visit WHERE expires_at <= $1").bind(moment(now - 24.hours()))
            .execute(&mut **db).await.map(drop)?);
        on!(self, db => sqlx::query(SQL)
            .bind(&visit.hash)
            .bind(name(&visit.purpose))
            .bind(&visit.person)
            .bind(&visit.next)
            .bind(moment(visit.expires_at))
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }

    /// # Errors
    /// When the database fails.
    pub async fn sso_visit(&mut self, hash: &str) -> Result<Option<SsoVisit>> {
        const SQL: &str = "SELECT hash, purpose, person, next, expires_at FROM sso_visit WHERE hash = $1";
        let row: Option<(String, String, Option<String>, String, String)> =
            on!(self, db => sqlx::query_as(SQL).bind(hash).fetch_optional(&mut **db).await?);
        row.map(|(hash, purpose, person, next, expires_at)| {
            let purpose = named(&purpose).context("purpose of a visit to the provider")?;
            Ok(SsoVisit { hash, purpose, person, next, expires_at: expires_at.parse()? })
        })
        .transpose()
    }

    /// Uses up a visit; `false` when somebody was faster.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_sso_visit(&mut self, hash: &str) -> Result<bool> {
        const SQL: &str = "DELETE FROM sso_visit WHERE hash = $1";
        Ok(on!(self, db => sqlx::query(SQL).bind(hash).execute(&mut **db).await?.rows_affected()) == 1)
    }
}
