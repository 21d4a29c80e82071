//! People and what they may do.

use anyhow::{Context as _, Result};
use jiff::Timestamp;
use policy::{
    access::{Membership, Role},
    text::Language,
};

use super::{Transaction, moment, name, on};

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: String,
    /// What is typed to sign in; lower case.
    pub login: String,
    pub name: String,
    /// Where one-time links are sent, if anywhere.
    pub email: Option<String>,
    pub language: Language,
    /// argon2id in PHC form; none until the invitation is taken up.
    pub password: Option<String>,
    /// Secret of the second factor, sealed with the secret of the workspace; none when there is none.
    pub totp_secret: Option<String>,
    /// The last time step whose code was used, so that no code works twice.
    pub totp_last_step: i64,
    pub disabled_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub seen_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    login: String,
    name: String,
    email: Option<String>,
    language: String,
    password: Option<String>,
    totp_secret: Option<String>,
    totp_last_step: i64,
    disabled_at: Option<String>,
    created_at: String,
    seen_at: Option<String>,
}

impl TryFrom<Row> for Person {
    type Error = anyhow::Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            login: row.login,
            name: row.name,
            email: row.email,
            language: Language::from_tag(&row.language).unwrap_or_default(),
            password: row.password,
            totp_secret: row.totp_secret,
            totp_last_step: row.totp_last_step,
            disabled_at: row.disabled_at.map(|at| at.parse()).transpose()?,
            created_at: row.created_at.parse()?,
            seen_at: row.seen_at.map(|at| at.parse()).transpose()?,
        })
    }
}

impl Transaction {
    /// Everybody, by login.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn people(&mut self) -> Result<Vec<Person>> {
        const SQL: &str = "SELECT id, login, name, email, language, password, totp_secret, totp_last_step, disabled_at,
            created_at, seen_at FROM person ORDER BY login";
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).fetch_all(&mut **db).await?);
        rows.into_iter().map(Person::try_from).collect()
    }

    /// # Errors
    /// When the database fails.
    pub async fn person(&mut self, id: &str) -> Result<Option<Person>> {
        const SQL: &str = "SELECT id, login, name, email, language, password, totp_secret, totp_last_step, disabled_at,
            created_at, seen_at FROM person WHERE id = $1";
        let row: Option<Row> = on!(self, db => sqlx::query_as(SQL).bind(id).fetch_optional(&mut **db).await?);
        row.map(Person::try_from).transpose()
    }

    /// # Errors
    /// When the database fails.
    pub async fn person_by_login(&mut self, login: &str) -> Result<Option<Person>> {
        const SQL: &str = "SELECT id, login, name, email, language, password, totp_secret, totp_last_step, disabled_at,
            created_at, seen_at FROM person WHERE login = $1";
        let row: Option<Row> = on!(self, db => sqlx::query_as(SQL).bind(login).fetch_optional(&mut **db).await?);
        row.map(Person::try_from).transpose()
    }

    /// Adds a person; `false` when the login is taken.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_person(&mut self, person: &Person) -> Result<bool> {
        const SQL: &str = "INSERT INTO person (id, login, name, email, language, password, totp_secret, totp_last_step,
            disabled_at, created_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (login) DO NOTHING";
        Ok(on!(self, db => sqlx::query(SQL)
            .bind(&person.id)
            .bind(&person.login)
            .bind(&person.name)
            .bind(&person.email)
            .bind(person.language.tag())
            .bind(&person.password)
            .bind(&person.totp_secret)
            .bind(person.totp_last_step)
            .bind(person.disabled_at.map(moment))
            .bind(moment(person.created_at))
            .bind(person.seen_at.map(moment))
            .execute(&mut **db).await?.rows_affected())
            == 1)
    }

    /// Writes back everything of a person that may change.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_person(&mut self, person: &Person) -> Result<()> {
        const SQL: &str = "UPDATE person SET name = $1, email = $2, language = $3, password = $4, totp_secret = $5,
            totp_last_step = $6, disabled_at = $7, seen_at = $8 WHERE id = $9";
        on!(self, db => sqlx::query(SQL)
            .bind(&person.name)
            .bind(&person.email)
            .bind(person.language.tag())
            .bind(&person.password)
            .bind(&person.totp_secret)
            .bind(person.totp_last_step)
            .bind(person.disabled_at.map(moment))
            .bind(person.seen_at.map(moment))
            .bind(&person.id)
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }

    /// Memberships of everybody, as pairs of person and membership, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn memberships(&mut self) -> Result<Vec<(String, Membership)>> {
        const SQL: &str = "SELECT person, role, scope FROM membership ORDER BY person, role, scope";
        let rows: Vec<(String, String, String)> = on!(self, db => sqlx::query_as(SQL).fetch_all(&mut **db).await?);
        rows.into_iter()
            .map(|(person, role, scope)| Ok((person, Membership { role: role_of(&role)?, scope })))
            .collect()
    }

    /// # Errors
    /// When the database fails.
    pub async fn memberships_of(&mut self, person: &str) -> Result<Vec<Membership>> {
        const SQL: &str = "SELECT role, scope FROM membership WHERE person = $1 ORDER BY role, scope";
        let rows: Vec<(String, String)> = on!(self, db => sqlx::query_as(SQL).bind(person).fetch_all(&mut **db).await?);
        rows.into_iter().map(|(role, scope)| Ok(Membership { role: role_of(&role)?, scope })).collect()
    }

    /// Replaces all memberships of a person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_memberships(&mut self, person: &str, memberships: &[Membership]) -> Result<()> {
        const CLEAR: &str = "DELETE FROM membership WHERE person = $1";
        const SQL: &str = "INSERT INTO membership (person, role, scope) VALUES ($1, $2, $3)
            ON CONFLICT (person, role, scope) DO NOTHING";
        on!(self, db => sqlx::query(CLEAR).bind(person).execute(&mut **db).await.map(drop)?);
        for one in memberships {
            on!(self, db => sqlx::query(SQL).bind(person).bind(name(&one.role)).bind(&one.scope)
                .execute(&mut **db).await.map(drop)?);
        }
        Ok(())
    }

    /// Replaces the recovery codes of a person by the hashes of new ones.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_recovery_codes(&mut self, person: &str, hashes: &[String]) -> Result<()> {
        const CLEAR: &str = "DELETE FROM recovery_code WHERE person = $1";
        const SQL: &str = "INSERT INTO recovery_code (person, hash) VALUES ($1, $2)";
        on!(self, db => sqlx::query(CLEAR).bind(person).execute(&mut **db).await.map(drop)?);
        for hash in hashes {
            on!(self, db => sqlx::query(SQL).bind(person).bind(hash).execute(&mut **db).await.map(drop)?);
        }
        Ok(())
    }

    /// Uses up a recovery code; `false` when there is none like it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_recovery_code(&mut self, person: &str, hash: &str) -> Result<bool> {
        const SQL: &str = "DELETE FROM recovery_code WHERE person = $1 AND hash = $2";
        Ok(on!(self, db => sqlx::query(SQL).bind(person).bind(hash).execute(&mut **db).await?.rows_affected()) == 1)
    }

    /// How many recovery codes a person has left.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn recovery_codes(&mut self, person: &str) -> Result<usize> {
        const SQL: &str = "SELECT COUNT(*) FROM recovery_code WHERE person = $1";
        let (count,): (i64,) = on!(self, db => sqlx::query_as(SQL).bind(person).fetch_one(&mut **db).await?);
        Ok(usize::try_from(count)?)
    }
}

fn role_of(name: &str) -> Result<Role> {
    super::named(name).context("role of a membership")
}
