//! Who was told what.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use jiff::{Timestamp, civil::Date};
use policy::supervise::{Colour, WhenNotice};
use serde::{Deserialize, Serialize};

use super::{Transaction, moment, on};

/// Something that somebody was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub id: String,
    /// Id of a person or robot.
    pub receiver: String,
    /// Id of the duty, or of the problem found on a visit.
    pub subject: String,
    /// Rule and the day that it is counted from.
    pub key: String,
    pub facts: Facts,
    pub made_at: Timestamp,
    pub read_at: Option<Timestamp>,
    /// Id of the letter or group message that carries it.
    pub delivery: Option<String>,
}

/// What is told, in no language and without anything about persons.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Facts {
    /// Id of the rule.
    pub rule: String,
    pub when: WhenNotice,
    /// The day that is counted from.
    pub of: Date,
    /// The day on which it was told.
    pub day: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<Colour>,
    /// The unit that has to act.
    pub unit: String,
    pub about: About,
}

/// What a notice is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    Duty { commitment: String, year: i16 },
    Problem { visit: String, school: String },
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    receiver: String,
    subject: String,
    key: String,
    body: String,
    made_at: String,
    read_at: Option<String>,
    delivery: Option<String>,
}

impl TryFrom<Row> for Notice {
    type Error = anyhow::Error;

    fn try_from(row: Row) -> Result<Self> {
        let facts = serde_json::from_str(&row.body).with_context(|| format!("the notice {}", row.id))?;
        Ok(Self {
            id: row.id,
            receiver: row.receiver,
            subject: row.subject,
            key: row.key,
            facts,
            made_at: row.made_at.parse()?,
            read_at: row.read_at.map(|at| at.parse()).transpose()?,
            delivery: row.delivery,
        })
    }
}

impl Transaction {
    /// Writes down that somebody is told something; `false` when they were told it before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_notice(&mut self, notice: &Notice) -> Result<bool> {
        const SQL: &str = "INSERT INTO notice (id, receiver, subject, key, body, day, made_at, read_at, delivery)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (receiver, subject, key) DO NOTHING";
        let body = serde_json::to_string(&notice.facts)?;
        Ok(on!(self, db => sqlx::query(SQL)
            .bind(&notice.id)
            .bind(&notice.receiver)
            .bind(&notice.subject)
            .bind(&notice.key)
            .bind(&body)
            .bind(notice.facts.day.to_string())
            .bind(moment(notice.made_at))
            .bind(notice.read_at.map(moment))
            .bind(&notice.delivery)
            .execute(&mut **db).await?.rows_affected())
            == 1)
    }

    /// Everything that was told: receiver, subject and key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn told(&mut self) -> Result<BTreeSet<(String, String, String)>> {
        const SQL: &str = "SELECT receiver, subject, key FROM notice";
        let rows: Vec<(String, String, String)> = on!(self, db => sqlx::query_as(SQL).fetch_all(&mut **db).await?);
        Ok(rows.into_iter().collect())
    }

    /// What somebody was told, unread first and the latest first, from `offset` on at most `limit`; how many there are, and
    /// how many of them are unread.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notices_to(
        &mut self,
        receiver: &str,
        offset: usize,
        limit: usize,
    ) -> Result<(Vec<Notice>, usize, usize)> {
        const COUNT: &str = "SELECT COUNT(*) FROM notice WHERE receiver = $1";
        const SQL: &str = "SELECT id, receiver, subject, key, body, made_at, read_at, delivery FROM notice
            WHERE receiver = $1 ORDER BY CASE WHEN read_at IS NULL THEN 0 ELSE 1 END, made_at DESC, key, subject
            LIMIT $2 OFFSET $3";
        let (limit, offset) = (i64::try_from(limit)?, i64::try_from(offset)?);
        let total: i64 = on!(self, db => sqlx::query_scalar(COUNT).bind(receiver).fetch_one(&mut **db).await?);
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).bind(receiver).bind(limit).bind(offset)
            .fetch_all(&mut **db).await?);
        let unread = self.unread(receiver).await?;
        Ok((rows.into_iter().map(Notice::try_from).collect::<Result<_>>()?, usize::try_from(total)?, unread))
    }

    /// A notice of somebody.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notice(&mut self, receiver: &str, id: &str) -> Result<Option<Notice>> {
        const SQL: &str = "SELECT id, receiver, subject, key, body, made_at, read_at, delivery FROM notice
            WHERE receiver = $1 AND id = $2";
        let row: Option<Row> =
            on!(self, db => sqlx::query_as(SQL).bind(receiver).bind(id).fetch_optional(&mut **db).await?);
        row.map(Notice::try_from).transpose()
    }

    /// How much somebody was told and has not read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unread(&mut self, receiver: &str) -> Result<usize> {
        const SQL: &str = "SELECT COUNT(*) FROM notice WHERE receiver = $1 AND read_at IS NULL";
        let count: i64 = on!(self, db => sqlx::query_scalar(SQL).bind(receiver).fetch_one(&mut **db).await?);
        Ok(usize::try_from(count)?)
    }

    /// Marks one notice of somebody as read, or all when none is named.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_notices(&mut self, receiver: &str, id: Option<&str>, at: Timestamp) -> Result<u64> {
        const SQL: &str = "UPDATE notice SET read_at = $1 WHERE receiver = $2 AND read_at IS NULL
            AND ($3 = '' OR id = $3)";
        Ok(on!(self, db => sqlx::query(SQL).bind(moment(at)).bind(receiver).bind(id.unwrap_or_default())
            .execute(&mut **db).await?.rows_affected()))
    }

    /// What a letter or group message carries, in the order in which it was told.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notices_in(&mut self, delivery: &str) -> Result<Vec<Notice>> {
        const SQL: &str = "SELECT id, receiver, subject, key, body, made_at, read_at, delivery FROM notice
            WHERE delivery = $1 ORDER BY made_at, key, subject";
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).bind(delivery).fetch_all(&mut **db).await?);
        rows.into_iter().map(Notice::try_from).collect()
    }

    /// What was told on a day, the latest last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notices_on(&mut self, day: Date) -> Result<Vec<Notice>> {
        const SQL: &str = "SELECT id, receiver, subject, key, body, made_at, read_at, delivery FROM notice
            WHERE day = $1 ORDER BY made_at, key, subject, receiver";
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).bind(day.to_string()).fetch_all(&mut **db).await?);
        rows.into_iter().map(Notice::try_from).collect()
    }

    /// People who want no letters.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn without_letters(&mut self) -> Result<BTreeSet<String>> {
        const SQL: &str = "SELECT person FROM without_letters";
        let rows: Vec<String> = on!(self, db => sqlx::query_scalar(SQL).fetch_all(&mut **db).await?);
        Ok(rows.into_iter().collect())
    }

    /// Writes down whether a person wants letters.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_letters(&mut self, person: &str, letters: bool) -> Result<()> {
        const NONE: &str = "INSERT INTO without_letters (person) VALUES ($1) ON CONFLICT (person) DO NOTHING";
        const SOME: &str = "DELETE FROM without_letters WHERE person = $1";
        let sql = if letters { SOME } else { NONE };
        on!(self, db => sqlx::query(sql).bind(person).execute(&mut **db).await.map(drop)?);
        Ok(())
    }
}
