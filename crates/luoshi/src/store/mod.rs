//! The state of a workspace in SQLite or PostgreSQL: manifest, figures, measures, log.
//!
//! One portable SQL text serves both databases. Every statement stands in a file of this folder, is run inside a
//! [`Transaction`] and goes through `on!`, which gives the same text to whichever database is behind it. To add a
//! table: a migration in `migrations/`, a file here, a case in `tests/store.rs` (which runs on both).

mod attempts;
mod cases;
mod definitions;
mod deliveries;
mod duties;
mod duty_sums;
mod duty_traces;
mod events;
mod figures;
mod measures;
mod notices;
mod people;
mod publications;
mod reconciliations;
mod sessions;
mod settings;
mod snapshots;
mod sso;
mod state;
mod tokens;
mod uploads;
mod visits;

use std::{str::FromStr as _, time::Duration};

use anyhow::{Context as _, Result, bail};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::{
    PgPool, Postgres, Sqlite, SqlitePool,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

pub use self::{
    attempts::Attempt,
    cases::{CaseFilter, CaseRow},
    definitions::Definition,
    deliveries::{Channel, Delivery, DeliveryState, Robot, RobotKind},
    duties::{Denied, DutyFilter, DutyRow, Pairs, Waiting},
    duty_sums::{Claimed, InRound},
    duty_traces::{Brought, Counted},
    events::{Broken, Event, EventFilter, NewEvent, canonical},
    measures::Measure,
    notices::{About, Facts, Notice},
    people::Person,
    publications::{Publication, Withdrawn},
    reconciliations::{Answer, By, ChildFilter, ChildRow, Count, PairRow, ReconciliationRow, RunState},
    sessions::{Failures, Link, Session, Via},
    sso::{Purpose, SsoLink, SsoVisit},
    state::State,
    tokens::Token,
    uploads::{Upload, UploadState},
    visits::{LinkedSchool, Visit, VisitProblem},
};

use crate::words::name;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// A connected database.
#[derive(Clone, Debug)]
pub enum Store {
    /// One connection writes, a few read: SQLite has one writer at a time anyway.
    Sqlite {
        write: SqlitePool,
        read: SqlitePool,
    },
    Postgres(PgPool),
}

/// A running transaction; dropped without [`Transaction::commit`] it leaves no trace.
pub enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// Runs the same expression on whichever database is behind a transaction.
macro_rules! on {
    ($transaction:expr, $connection:ident => $body:expr) => {
        match $transaction {
            $crate::store::Transaction::Sqlite($connection) => $body,
            $crate::store::Transaction::Postgres($connection) => $body,
        }
    };
}
use on;

impl Store {
    /// Connects to `sqlite:PATH` (made when missing) or `postgres://…` and brings the tables up to date.
    ///
    /// # Errors
    /// When the address is of another kind, the database cannot be reached, or a migration fails.
    pub async fn open(url: &str) -> Result<Self> {
        let store = if url.starts_with("sqlite:") {
            let options = SqliteConnectOptions::from_str(url)?
                .create_if_missing(true)
                .foreign_keys(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(Duration::from_secs(30));
            let write = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await;
            let write = write.with_context(|| format!("opening {url}"))?;
            let read = SqlitePoolOptions::new().max_connections(4).connect_lazy_with(options);
            Self::Sqlite { write, read }
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let pool = PgPoolOptions::new().max_connections(4).connect(url).await;
            Self::Postgres(pool.context("connecting to PostgreSQL")?)
        } else {
            bail!("the database address must begin with sqlite: or postgres:");
        };
        store.migrate().await.context("bringing the database up to date")?;
        Ok(store)
    }

    async fn migrate(&self) -> Result<()> {
        match self {
            Self::Sqlite { write, .. } => {
                MIGRATIONS.run(write).await?;
                sqlx::raw_sql(include_str!("../../guards/sqlite.sql")).execute(write).await?;
            }
            Self::Postgres(pool) => {
                MIGRATIONS.run(pool).await?;
                sqlx::raw_sql(include_str!("../../guards/postgres.sql")).execute(pool).await?;
            }
        }
        Ok(())
    }

    /// Begins a transaction that only reads.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(&self) -> Result<Transaction> {
        Ok(match self {
            Self::Sqlite { read, .. } => Transaction::Sqlite(read.begin().await?),
            Self::Postgres(pool) => Transaction::Postgres(pool.begin().await?),
        })
    }

    /// Begins a transaction that writes. SQLite takes the write lock at once: a reader that turns writer later would
    /// fail at once instead of waiting its turn.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn write(&self) -> Result<Transaction> {
        Ok(match self {
            Self::Sqlite { write, .. } => Transaction::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Transaction::Postgres(pool.begin().await?),
        })
    }

    /// Ends all connections; the write-ahead log of SQLite is then folded into the database file.
    pub async fn close(self) {
        match self {
            Self::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Transaction {
    /// Makes everything written permanent.
    ///
    /// # Errors
    /// When the database refuses; nothing is then written.
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await?,
            Self::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }
}

/// A moment as text of fixed width, so that text order is time order.
fn moment(at: Timestamp) -> String {
    format!("{at:.6}")
}

fn count(number: u64) -> Result<i64> {
    i64::try_from(number).context("a count beyond 2^63")
}

fn uncount(number: i64) -> Result<u64> {
    u64::try_from(number).context("a negative count in the database")
}

/// The value of an enumeration by its stable name.
fn named<T: DeserializeOwned>(name: &str) -> Result<T> {
    serde_json::from_value(Value::from(name)).with_context(|| format!("{name:?} in the database"))
}
