//! The log: append-only rows, each of which seals the one before it.
//!
//! `hash = SHA-256(prev_hash ‖ canonical JSON of the row)`, in lower-case hex; the first `prev_hash` is all zeros.
//! Whoever keeps one hash (in a report, a backup) can later prove that nothing before it was changed.

use anyhow::Result;
use jiff::Timestamp;
use policy::hash::sha256;
use serde_json::{Value, json};

use super::{Transaction, moment, on};

/// Rows of the log that are verified at once.
const AT_ONCE: i64 = 1000;

const FIRST: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Something that happened, before it is sealed.
#[derive(Clone, Debug)]
pub struct NewEvent<'a> {
    pub at: Timestamp,
    pub actor: &'a str,
    /// What happened, e.g. `snapshot.accepted`.
    pub kind: &'a str,
    /// Id of what it happened to.
    pub subject: &'a str,
    /// Details; no value of a personal column.
    pub body: Value,
}

/// A sealed row of the log.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Event {
    pub seq: i64,
    pub recorded_at: String,
    pub actor: String,
    pub kind: String,
    pub subject: String,
    /// Canonical JSON.
    pub body: String,
    pub prev_hash: String,
    pub hash: String,
}

/// Which rows of the log are asked for; an empty text or none asks for all.
#[derive(Clone, Copy, Debug, Default)]
pub struct EventFilter<'a> {
    pub kind: &'a str,
    pub actor: &'a str,
    pub subject: &'a str,
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
    /// Only rows before this one.
    pub before: Option<i64>,
}

/// Where the chain breaks, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// A row's hash is not that of its content.
    Changed { seq: i64 },
    /// A row does not follow the one before it.
    Missing { seq: i64 },
    /// The head names another last row than the table has.
    Head { seq: i64 },
}

impl Transaction {
    /// Appends to the log; the hash of the row is the new head. Writers queue at the head's row until the transaction ends.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_event(&mut self, event: NewEvent<'_>) -> Result<Event> {
        const NEXT: &str = "UPDATE chain SET seq = seq + 1 WHERE id = 1 RETURNING seq, hash";
        const SQL: &str = "INSERT INTO event (seq, recorded_at, actor, kind, subject, body, prev_hash, hash)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        const HEAD: &str = "UPDATE chain SET hash = $1 WHERE id = 1";
        let (seq, prev_hash): (i64, String) = on!(self, db => sqlx::query_as(NEXT).fetch_one(&mut **db).await?);
        let mut row = Event {
            seq,
            recorded_at: moment(event.at),
            actor: event.actor.to_owned(),
            kind: event.kind.to_owned(),
            subject: event.subject.to_owned(),
            body: canonical(&event.body),
            prev_hash,
            hash: String::new(),
        };
        row.hash = row.seal();
        on!(self, db => sqlx::query(SQL)
            .bind(row.seq)
            .bind(&row.recorded_at)
            .bind(&row.actor)
            .bind(&row.kind)
            .bind(&row.subject)
            .bind(&row.body)
            .bind(&row.prev_hash)
            .bind(&row.hash)
            .execute(&mut **db).await.map(drop)?);
        on!(self, db => sqlx::query(HEAD).bind(&row.hash).execute(&mut **db).await.map(drop)?);
        Ok(row)
    }

    /// The whole log, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events(&mut self) -> Result<Vec<Event>> {
        const SQL: &str =
            "SELECT seq, recorded_at, actor, kind, subject, body, prev_hash, hash FROM event ORDER BY seq";
        Ok(on!(self, db => sqlx::query_as(SQL).fetch_all(&mut **db).await?))
    }

    /// The newest rows of the log that a filter lets through, at most `limit`, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn newest_events(&mut self, filter: EventFilter<'_>, limit: i64) -> Result<Vec<Event>> {
        const SQL: &str = "SELECT seq, recorded_at, actor, kind, subject, body, prev_hash, hash FROM event
            WHERE seq < $1 AND ($2 = '' OR kind = $2) AND ($3 = '' OR actor = $3) AND ($4 = '' OR subject = $4)
            AND recorded_at >= $5 AND recorded_at <= $6 ORDER BY seq DESC LIMIT $7";
        Ok(on!(self, db => sqlx::query_as(SQL)
            .bind(filter.before.unwrap_or(i64::MAX))
            .bind(filter.kind)
            .bind(filter.actor)
            .bind(filter.subject)
            .bind(moment(filter.from.unwrap_or(Timestamp::UNIX_EPOCH)))
            .bind(moment(filter.until.unwrap_or(Timestamp::MAX)))
            .bind(limit)
            .fetch_all(&mut **db).await?))
    }

    /// Recomputes every seal: the head of a sound log, or where it breaks first. Of a log of any length only a part is in
    /// memory at a time. The transaction must not have asked anything before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn verify_events(&mut self) -> Result<Result<(usize, String), Broken>> {
        const SQL: &str = "SELECT seq, recorded_at, actor, kind, subject, body, prev_hash, hash FROM event
            WHERE seq > $1 ORDER BY seq LIMIT $2";
        if let Self::Postgres(db) = self {
            // Each part is of the same moment, as it is in SQLite anyway; asked for before anything else is.
            sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").execute(&mut **db).await?;
        }
        let head: (i64, String) =
            on!(self, db => sqlx::query_as("SELECT seq, hash FROM chain WHERE id = 1").fetch_one(&mut **db).await?);
        let (mut last, mut count) = ((0, FIRST.to_owned()), 0);
        loop {
            let events: Vec<Event> =
                on!(self, db => sqlx::query_as(SQL).bind(last.0).bind(AT_ONCE).fetch_all(&mut **db).await?);
            if events.is_empty() {
                return Ok(if last == head { Ok((count, last.1)) } else { Err(Broken::Head { seq: last.0 }) });
            }
            for event in events {
                if event.seq != last.0 + 1 || event.prev_hash != last.1 {
                    return Ok(Err(Broken::Missing { seq: last.0 + 1 }));
                }
                if event.seal() != event.hash {
                    return Ok(Err(Broken::Changed { seq: event.seq }));
                }
                last = (event.seq, event.hash);
                count += 1;
            }
        }
    }
}

impl Event {
    fn seal(&self) -> String {
        let content = json!({
            "seq": self.seq,
            "recorded_at": self.recorded_at,
            "actor": self.actor,
            "kind": self.kind,
            "subject": self.subject,
            "body": self.body,
        });
        sha256(self.prev_hash.clone() + &canonical(&content))
    }
}

/// JSON with the keys of every object in order and no white space: one value, one text.
#[must_use]
pub fn canonical(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            let entries: Vec<_> = entries
                .iter()
                .map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), canonical(value)))
                .collect();
            format!("{{{}}}", entries.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}
