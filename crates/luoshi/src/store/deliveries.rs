//! Letters and group messages on their way, and the robots of groups.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use jiff::Timestamp;
use policy::{supervise::WhenNotice, text::Language};
use serde::{Deserialize, Serialize};

use super::{Transaction, moment, name, named, on};

/// The way on which something is carried to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Mail,
    Robot,
}

/// How far a letter or message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    Waiting,
    /// On the way out. Whatever stands so when a server starts has an unknown end.
    Sending,
    Sent,
    Failed,
    /// It may have arrived or not: only a person decides whether it goes out again.
    Unknown,
    /// A person decided that it does not go out.
    Closed,
}

/// A letter or message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub id: String,
    pub channel: Channel,
    /// Id of the person or robot.
    pub receiver: String,
    pub state: DeliveryState,
    pub not_before: Timestamp,
    pub attempts: u32,
    /// Why the last try failed: a code, never an address.
    pub error: String,
    pub made_at: Timestamp,
    pub tried_at: Option<Timestamp>,
}

/// Whose robot it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RobotKind {
    Wecom,
    Dingtalk,
    Feishu,
}

/// A robot of a chat group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Robot {
    pub id: String,
    pub name: String,
    pub kind: RobotKind,
    pub language: Language,
    /// Address and signing secret, sealed with the key of the workspace.
    pub sealed: String,
    /// As much of the address as may be shown.
    pub shown: String,
    /// Units whose notices go there; none is all.
    pub units: BTreeSet<String>,
    /// Kinds of notices that go there; none is all.
    pub whens: BTreeSet<WhenNotice>,
    pub version: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    channel: String,
    receiver: String,
    state: String,
    not_before: String,
    attempts: i64,
    error: String,
    made_at: String,
    tried_at: Option<String>,
}

#[derive(sqlx::FromRow)]
struct RobotRow {
    id: String,
    name: String,
    kind: String,
    language: String,
    sealed: String,
    shown: String,
    units: String,
    whens: String,
    version: i64,
}

impl Channel {
    pub const ALL: [Self; 2] = [Self::Mail, Self::Robot];
}

impl RobotKind {
    pub const ALL: [Self; 3] = [Self::Wecom, Self::Dingtalk, Self::Feishu];
}

impl TryFrom<Row> for Delivery {
    type Error = anyhow::Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            channel: named(&row.channel).context("channel of a delivery")?,
            receiver: row.receiver,
            state: named(&row.state).context("state of a delivery")?,
            not_before: row.not_before.parse()?,
            attempts: u32::try_from(row.attempts)?,
            error: row.error,
            made_at: row.made_at.parse()?,
            tried_at: row.tried_at.map(|at| at.parse()).transpose()?,
        })
    }
}

impl TryFrom<RobotRow> for Robot {
    type Error = anyhow::Error;

    fn try_from(row: RobotRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            name: row.name,
            kind: named(&row.kind).context("kind of a robot")?,
            language: Language::from_tag(&row.language).unwrap_or_default(),
            sealed: row.sealed,
            shown: row.shown,
            units: serde_json::from_str(&row.units).context("units of a robot")?,
            whens: serde_json::from_str(&row.whens).context("notices of a robot")?,
            version: row.version,
        })
    }
}

impl Transaction {
    /// # Errors
    /// When the database fails.
    pub async fn add_delivery(&mut self, delivery: &Delivery) -> Result<()> {
        const SQL: &str = "INSERT INTO delivery (id, channel, receiver, state, not_before, attempts, error, made_at,
            tried_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        on!(self, db => sqlx::query(SQL)
            .bind(&delivery.id)
            .bind(name(&delivery.channel))
            .bind(&delivery.receiver)
            .bind(name(&delivery.state))
            .bind(moment(delivery.not_before))
            .bind(i64::from(delivery.attempts))
            .bind(&delivery.error)
            .bind(moment(delivery.made_at))
            .bind(delivery.tried_at.map(moment))
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }

    /// The letter to somebody that nobody has tried to send yet: what is told meanwhile goes along.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fresh_delivery(&mut self, receiver: &str) -> Result<Option<String>> {
        const SQL: &str = "SELECT id FROM delivery WHERE receiver = $1 AND state = 'waiting' AND attempts = 0
            ORDER BY id LIMIT 1";
        Ok(on!(self, db => sqlx::query_scalar(SQL).bind(receiver).fetch_optional(&mut **db).await?))
    }

    /// Deliveries in a state, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deliveries(&mut self, state: DeliveryState) -> Result<Vec<Delivery>> {
        const SQL: &str = "SELECT id, channel, receiver, state, not_before, attempts, error, made_at, tried_at
            FROM delivery WHERE state = $1 ORDER BY made_at, id";
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).bind(name(&state)).fetch_all(&mut **db).await?);
        rows.into_iter().map(Delivery::try_from).collect()
    }

    /// How many deliveries are in each state.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_deliveries(&mut self) -> Result<Vec<(DeliveryState, usize)>> {
        const SQL: &str = "SELECT state, COUNT(*) FROM delivery GROUP BY state ORDER BY state";
        let rows: Vec<(String, i64)> = on!(self, db => sqlx::query_as(SQL).fetch_all(&mut **db).await?);
        rows.into_iter().map(|(state, count)| Ok((named(&state)?, usize::try_from(count)?))).collect()
    }

    /// Takes a waiting delivery for sending; `false` when somebody else did.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_delivery(&mut self, id: &str, at: Timestamp) -> Result<bool> {
        const SQL: &str = "UPDATE delivery SET state = 'sending', attempts = attempts + 1, tried_at = $1
            WHERE id = $2 AND state = 'waiting'";
        Ok(on!(self, db => sqlx::query(SQL).bind(moment(at)).bind(id).execute(&mut **db).await?.rows_affected()) == 1)
    }

    /// Writes how far a delivery has come; `false` when it is not in the state that it was seen in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_delivery(&mut self, delivery: &Delivery, seen: DeliveryState) -> Result<bool> {
        const SQL: &str = "UPDATE delivery SET state = $1, not_before = $2, error = $3, attempts = $4
            WHERE id = $5 AND state = $6";
        Ok(on!(self, db => sqlx::query(SQL)
            .bind(name(&delivery.state))
            .bind(moment(delivery.not_before))
            .bind(&delivery.error)
            .bind(i64::from(delivery.attempts))
            .bind(&delivery.id)
            .bind(name(&seen))
            .execute(&mut **db).await?.rows_affected())
            == 1)
    }

    /// Gives everything in one state another: what was on its way when a server ended has an unknown end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn move_deliveries(&mut self, from: DeliveryState, to: DeliveryState) -> Result<u64> {
        const SQL: &str = "UPDATE delivery SET state = $1 WHERE state = $2";
        Ok(on!(self, db => sqlx::query(SQL).bind(name(&to)).bind(name(&from)).execute(&mut **db).await?
            .rows_affected()))
    }

    /// Robots by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn robots(&mut self) -> Result<Vec<Robot>> {
        const SQL: &str = "SELECT id, name, kind, language, sealed, shown, units, whens, version FROM robot
            ORDER BY name";
        let rows: Vec<RobotRow> = on!(self, db => sqlx::query_as(SQL).fetch_all(&mut **db).await?);
        rows.into_iter().map(Robot::try_from).collect()
    }

    /// Adds a robot; `false` when there is one of this name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_robot(&mut self, robot: &Robot) -> Result<bool> {
        const SQL: &str = "INSERT INTO robot (id, name, kind, language, sealed, shown, units, whens, version)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1) ON CONFLICT DO NOTHING";
        let (units, whens) = (serde_json::to_string(&robot.units)?, serde_json::to_string(&robot.whens)?);
        Ok(on!(self, db => sqlx::query(SQL)
            .bind(&robot.id)
            .bind(&robot.name)
            .bind(name(&robot.kind))
            .bind(robot.language.tag())
            .bind(&robot.sealed)
            .bind(&robot.shown)
            .bind(&units)
            .bind(&whens)
            .execute(&mut **db).await?.rows_affected())
            == 1)
    }

    /// Takes a robot out; `false` when somebody changed it since the version that is given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_robot(&mut self, id: &str, version: i64) -> Result<bool> {
        const SQL: &str = "DELETE FROM robot WHERE id = $1 AND version = $2";
        Ok(on!(self, db => sqlx::query(SQL).bind(id).bind(version).execute(&mut **db).await?.rows_affected()) == 1)
    }
}
