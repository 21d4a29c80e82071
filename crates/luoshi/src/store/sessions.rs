//! How people come in: sessions, one-time links, known browsers, and failed tries. Secrets are looked up by their
//! SHA-256; whoever reads the database cannot use them.

use anyhow::Result;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Transaction, moment, name, named, on};

/// How a session was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// With the password of the house, or as a program with a token.
    Password,
    /// At the provider of single sign-on.
    Sso,
    /// There, and the provider vouches for a second factor.
    SsoStrong,
}

/// Somebody who is signed in on some browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the cookie.
    pub hash: String,
    /// Names the session on pages.
    pub id: String,
    pub person: String,
    /// What the browser calls itself.
    pub agent: String,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub expires_at: Timestamp,
    /// When the person had signed in before this session.
    pub before_at: Option<Timestamp>,
    pub via: Via,
}

#[derive(sqlx::FromRow)]
struct Row {
    hash: String,
    id: String,
    person: String,
    agent: String,
    created_at: String,
    seen_at: String,
    expires_at: String,
    before_at: Option<String>,
    via: String,
}

impl TryFrom<Row> for Session {
    type Error = anyhow::Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            hash: row.hash,
            id: row.id,
            person: row.person,
            agent: row.agent,
            created_at: row.created_at.parse()?,
            seen_at: row.seen_at.parse()?,
            expires_at: row.expires_at.parse()?,
            before_at: row.before_at.map(|at| at.parse()).transpose()?,
            via: named(&row.via)?,
        })
    }
}

/// A one-time link by which a person sets a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub hash: String,
    pub person: String,
    pub created_by: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Failed tries in one bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failures {
    pub count: i64,
    pub last: Timestamp,
}

impl Transaction {
    /// # Errors
    /// When the database fails.
    pub async fn add_session(&mut self, session: &Session) -> Result<()> {
        const SQL: &str =
            "INSERT INTO session (hash, id, person, agent, created_at, seen_at, expires_at, before_at, via)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        on!(self, db => sqlx::query(SQL)
            .bind(&session.hash)
            .bind(&session.id)
            .bind(&session.person)
            .bind(&session.agent)
            .bind(moment(session.created_at))
            .bind(moment(session.seen_at))
            .bind(moment(session.expires_at))
            .bind(session.before_at.map(moment))
            .bind(name(&session.via))
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }

    /// # Errors
    /// When the database fails.
    pub async fn session(&mut self, hash: &str) -> Result<Option<Session>> {
        const SQL: &str = "SELECT hash, id, person, agent, created_at, seen_at, expires_at, before_at, via FROM session
            WHERE hash = $1";
        let row: Option<Row> = on!(self, db => sqlx::query_as(SQL).bind(hash).fetch_optional(&mut **db).await?);
        row.map(Session::try_from).transpose()
    }

    /// Sessions of a person, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions_of(&mut self, person: &str) -> Result<Vec<Session>> {
        const SQL: &str = "SELECT hash, id, person, agent, created_at, seen_at, expires_at, before_at, via FROM session
            WHERE person = $1 ORDER BY seen_at DESC, id";
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).bind(person).fetch_all(&mut **db).await?);
        rows.into_iter().map(Session::try_from).collect()
    }

    /// # Errors
    /// When the database fails.
    pub async fn touch_session(&mut self, hash: &str, seen_at: Timestamp, expires_at: Timestamp) -> Result<()> {
        const SQL: &str = "UPDATE session SET seen_at = $1, expires_at = $2 WHERE hash = $3";
        on!(self, db => sqlx::query(SQL).bind(moment(seen_at)).bind(moment(expires_at)).bind(hash)
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }

    /// Ends one session of a person; `false` when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_session(&mut self, person: &str, id: &str) -> Result<bool> {
        const SQL: &str = "DELETE FROM session WHERE person = $1 AND id = $2";
        Ok(on!(self, db => sqlx::query(SQL).bind(person).bind(id).execute(&mut **db).await?.rows_affected()) == 1)
    }

    /// Ends all sessions of a person, except the one named.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_sessions(&mut self, person: &str, except: Option<&str>) -> Result<u64> {
        const SQL: &str = "DELETE FROM session WHERE person = $1 AND id <> $2";
        Ok(on!(self, db => sqlx::query(SQL).bind(person).bind(except.unwrap_or_default()).execute(&mut **db).await?
            .rows_affected()))
    }

    /// Forgets what has run out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_expired(&mut self, now: Timestamp) -> Result<()> {
        on!(self, db => sqlx::query("DELETE FROM session WHERE expires_at <= $1").bind(moment(now))
            .execute(&mut **db).await.map(drop)?);
        on!(self, db => sqlx::query("DELETE FROM link WHERE expires_at <= $1").bind(moment(now))
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }

    /// Makes a link; earlier ones of the person no longer work.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_link(&mut self, link: &Link) -> Result<()> {
        const SQL: &str =
            "INSERT INTO link (hash, person, created_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
        on!(self, db => sqlx::query("DELETE FROM link WHERE person = $1").bind(&link.person)
            .execute(&mut **db).await.map(drop)?);
        on!(self, db => sqlx::query(SQL)
            .bind(&link.hash)
            .bind(&link.person)
            .bind(&link.created_by)
            .bind(moment(link.created_at))
            .bind(moment(link.expires_at))
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }

    /// The person that a link is for, while it works.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn link(&mut self, hash: &str, now: Timestamp) -> Result<Option<String>> {
        const SQL: &str = "SELECT person FROM link WHERE hash = $1 AND expires_at > $2";
        let row: Option<(String,)> =
            on!(self, db => sqlx::query_as(SQL).bind(hash).bind(moment(now)).fetch_optional(&mut **db).await?);
        Ok(row.map(|(person,)| person))
    }

    /// Uses up a link; `false` when somebody was faster.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_link(&mut self, hash: &str) -> Result<bool> {
        const SQL: &str = "DELETE FROM link WHERE hash = $1";
        Ok(on!(self, db => sqlx::query(SQL).bind(hash).execute(&mut **db).await?.rows_affected()) == 1)
    }

    /// Remembers a browser on which a person has signed in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_device(&mut self, hash: &str, person: &str, at: Timestamp) -> Result<()> {
        const SQL: &str = "INSERT INTO device (hash, person, used_at) VALUES ($1, $2, $3)
            ON CONFLICT (hash) DO UPDATE SET person = excluded.person, used_at = excluded.used_at";
        on!(self, db => sqlx::query(SQL).bind(hash).bind(person).bind(moment(at)).execute(&mut **db).await.map(drop)?);
        Ok(())
    }

    /// Whether a browser is known for a person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn knows_device(&mut self, hash: &str, person: &str) -> Result<bool> {
        const SQL: &str = "SELECT 1 FROM device WHERE hash = $1 AND person = $2";
        let row: Option<(i32,)> =
            on!(self, db => sqlx::query_as(SQL).bind(hash).bind(person).fetch_optional(&mut **db).await?);
        Ok(row.is_some())
    }

    /// # Errors
    /// When the database fails.
    pub async fn failures(&mut self, bucket: &str) -> Result<Option<Failures>> {
        const SQL: &str = "SELECT failures, failed_at FROM throttle WHERE bucket = $1";
        let row: Option<(i64, String)> =
            on!(self, db => sqlx::query_as(SQL).bind(bucket).fetch_optional(&mut **db).await?);
        row.map(|(count, last)| Ok(Failures { count, last: last.parse()? })).transpose()
    }

    /// # Errors
    /// When the database fails.
    pub async fn add_failure(&mut self, bucket: &str, at: Timestamp) -> Result<()> {
        const SQL: &str = "INSERT INTO throttle (bucket, failures, failed_at) VALUES ($1, 1, $2)
            ON CONFLICT (bucket) DO UPDATE SET failures = throttle.failures + 1, failed_at = excluded.failed_at";
        on!(self, db => sqlx::query(SQL).bind(bucket).bind(moment(at)).execute(&mut **db).await.map(drop)?);
        Ok(())
    }

    /// # Errors
    /// When the database fails.
    pub async fn clear_failures(&mut self, bucket: &str) -> Result<()> {
        on!(self, db => sqlx::query("DELETE FROM throttle WHERE bucket = $1").bind(bucket)
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }
}
