//! Personal access tokens, looked up by their SHA-256.

use anyhow::Result;
use jiff::{Timestamp, civil::Date};

use super::{Transaction, moment, on};

/// A program's way in, with the rights of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// SHA-256 of the token.
    pub hash: String,
    /// Names the token on pages.
    pub id: String,
    pub person: String,
    /// What the person calls it.
    pub name: String,
    /// Whether it may change anything, besides reading.
    pub writes: bool,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// The last day on which it was used.
    pub used_on: Option<Date>,
}

#[derive(sqlx::FromRow)]
struct Row {
    hash: String,
    id: String,
    person: String,
    name: String,
    writes: bool,
    created_at: String,
    expires_at: String,
    used_on: Option<String>,
}

impl TryFrom<Row> for Token {
    type Error = anyhow::Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            hash: row.hash,
            id: row.id,
            person: row.person,
            name: row.name,
            writes: row.writes,
            created_at: row.created_at.parse()?,
            expires_at: row.expires_at.parse()?,
            used_on: row.used_on.map(|day| day.parse()).transpose()?,
        })
    }
}

impl Transaction {
    /// # Errors
    /// When the database fails.
    pub async fn add_token(&mut self, token: &Token) -> Result<()> {
        const SQL: &str = "INSERT INTO token (hash, id, person, name, created_at, expires_at, writes)
            VALUES ($1, $2, $3, $4, $5, $6, $7)";
        on!(self, db => sqlx::query(SQL)
            .bind(&token.hash)
            .bind(&token.id)
            .bind(&token.person)
            .bind(&token.name)
            .bind(moment(token.created_at))
            .bind(moment(token.expires_at))
            .bind(token.writes)
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }

    /// # Errors
    /// When the database fails.
    pub async fn token(&mut self, hash: &str) -> Result<Option<Token>> {
        const SQL: &str =
            "SELECT hash, id, person, name, writes, created_at, expires_at, used_on FROM token WHERE hash = $1";
        let row: Option<Row> = on!(self, db => sqlx::query_as(SQL).bind(hash).fetch_optional(&mut **db).await?);
        row.map(Token::try_from).transpose()
    }

    /// Tokens of a person, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tokens_of(&mut self, person: &str) -> Result<Vec<Token>> {
        const SQL: &str = "SELECT hash, id, person, name, writes, created_at, expires_at, used_on FROM token
            WHERE person = $1 ORDER BY created_at DESC, id";
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).bind(person).fetch_all(&mut **db).await?);
        rows.into_iter().map(Token::try_from).collect()
    }

    /// Writes down that a token was used on a day.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn touch_token(&mut self, hash: &str, day: Date) -> Result<()> {
        on!(self, db => sqlx::query("UPDATE token SET used_on = $1 WHERE hash = $2").bind(day.to_string()).bind(hash)
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }

    /// Ends one token of a person; `false` when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_token(&mut self, person: &str, id: &str) -> Result<bool> {
        const SQL: &str = "DELETE FROM token WHERE person = $1 AND id = $2";
        Ok(on!(self, db => sqlx::query(SQL).bind(person).bind(id).execute(&mut **db).await?.rows_affected()) == 1)
    }

    /// Ends all tokens of a person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_tokens(&mut self, person: &str) -> Result<()> {
        on!(self, db => sqlx::query("DELETE FROM token WHERE person = $1").bind(person)
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }
}
