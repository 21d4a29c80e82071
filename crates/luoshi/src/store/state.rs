//! The state of the database itself: for monitors, administrators and backups.

use std::path::Path;

use anyhow::{Result, bail};
use jiff::Timestamp;

use super::{MIGRATIONS, Store, Transaction, on};

/// What a monitor asks of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// Migrations that were applied, and those that the program knows.
    pub migrations: (i64, usize),
    /// When a figure was last made.
    pub computed_at: Option<Timestamp>,
    /// Bytes on the disk.
    pub bytes: i64,
}

impl Transaction {
    /// # Errors
    /// When the database fails.
    pub async fn state(&mut self) -> Result<State> {
        const APPLIED: &str = "SELECT COUNT(*) FROM _sqlx_migrations WHERE success";
        const COMPUTED: &str = "SELECT MAX(computed_at) FROM computation";
        const SQLITE: &str = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
        const POSTGRES: &str = "SELECT pg_database_size(current_database())";
        let (applied,): (i64,) = on!(self, db => sqlx::query_as(APPLIED).fetch_one(&mut **db).await?);
        let (computed,): (Option<String>,) = on!(self, db => sqlx::query_as(COMPUTED).fetch_one(&mut **db).await?);
        let size = if matches!(self, Self::Sqlite(_)) { SQLITE } else { POSTGRES };
        let (bytes,): (i64,) = on!(self, db => sqlx::query_as(size).fetch_one(&mut **db).await?);
        let computed_at = computed.map(|at| at.parse()).transpose()?;
        Ok(State { migrations: (applied, MIGRATIONS.iter().count()), computed_at, bytes })
    }
}

impl Store {
    /// Whether the database is a file of the workspace.
    #[must_use]
    pub fn is_file(&self) -> bool {
        matches!(self, Self::Sqlite { .. })
    }

    /// Copies the database as it stands at one moment, while others read and write.
    ///
    /// # Errors
    /// When the file exists already or cannot be written, and for a database that is not a file.
    pub async fn copy_to(&self, file: &Path) -> Result<()> {
        let Self::Sqlite { read, .. } = self else { bail!("only a database in a file can be copied") };
        sqlx::query("VACUUM INTO $1").bind(file.to_string_lossy().into_owned()).execute(read).await?;
        Ok(())
    }
}
