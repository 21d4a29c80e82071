//! Settings that are changed on the site, by name.

use anyhow::Result;

use super::{Transaction, on};

impl Transaction {
    /// # Errors
    /// When the database fails.
    pub async fn setting(&mut self, name: &str) -> Result<Option<String>> {
        const SQL: &str = "SELECT value FROM setting WHERE name = $1";
        let row: Option<(String,)> = on!(self, db => sqlx::query_as(SQL).bind(name).fetch_optional(&mut **db).await?);
        Ok(row.map(|(value,)| value))
    }

    /// # Errors
    /// When the database fails.
    pub async fn set_setting(&mut self, name: &str, value: &str) -> Result<()> {
        const SQL: &str = "INSERT INTO setting (name, value) VALUES ($1, $2)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        on!(self, db => sqlx::query(SQL).bind(name).bind(value).execute(&mut **db).await.map(drop)?);
        Ok(())
    }
}
