//! Files of missing children, and what reconciliations say of them.

use anyhow::{Context as _, Result};
use jiff::Timestamp;
use policy::{
    casefile::{Case, Run, Sighting, State},
    reconcile::Standing,
};

use super::{Transaction, moment, name, named, on};

/// The file of a missing child as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    pub id: String,
    /// Person key of the child.
    pub child: String,
    pub case: Case,
    /// Counts the changes, from 1.
    pub version: i64,
    pub changed_at: Timestamp,
    /// Login of whoever changed it last.
    pub changed_by: String,
}

/// Which files are asked for; what is left out asks for all.
#[derive(Clone, Copy, Debug, Default)]
pub struct CaseFilter<'a> {
    pub township: Option<&'a str>,
    pub school: Option<&'a str>,
    pub state: Option<State>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    child: String,
    body: String,
    version: i64,
    changed_at: String,
    changed_by: String,
}

impl TryFrom<Row> for CaseRow {
    type Error = anyhow::Error;

    fn try_from(row: Row) -> Result<Self> {
        let Row { id, child, body, version, changed_at, changed_by } = row;
        let case = serde_json::from_str(&body).with_context(|| format!("the file {id}"))?;
        Ok(Self { id, child, case, version, changed_at: changed_at.parse()?, changed_by })
    }
}

impl Transaction {
    /// Adds a file; `false` when the child has one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_case(&mut self, row: &CaseRow) -> Result<bool> {
        const SQL: &str =
            "INSERT INTO case_file (id, child, township, school, state, body, version, changed_at, changed_by)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
        let case = &row.case;
        let body = serde_json::to_string(case)?;
        let added = on!(self, db => sqlx::query(SQL)
            .bind(&row.id)
            .bind(&row.child)
            .bind(&case.township)
            .bind(case.school.as_deref().unwrap_or_default())
            .bind(name(&case.state))
            .bind(body)
            .bind(row.version)
            .bind(moment(row.changed_at))
            .bind(&row.changed_by)
            .execute(&mut **db).await?.rows_affected());
        Ok(added == 1)
    }

    /// Writes a file that was read in the version before; `false` when somebody else was faster.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_case(&mut self, row: &CaseRow) -> Result<bool> {
        const SQL: &str = "UPDATE case_file SET township = $1, school = $2, state = $3, body = $4, version = $5,
            changed_at = $6, changed_by = $7 WHERE id = $8 AND version = $9";
        let case = &row.case;
        let body = serde_json::to_string(case)?;
        let set = on!(self, db => sqlx::query(SQL)
            .bind(&case.township)
            .bind(case.school.as_deref().unwrap_or_default())
            .bind(name(&case.state))
            .bind(body)
            .bind(row.version)
            .bind(moment(row.changed_at))
            .bind(&row.changed_by)
            .bind(&row.id)
            .bind(row.version - 1)
            .execute(&mut **db).await?.rows_affected());
        Ok(set == 1)
    }

    /// # Errors
    /// When the database fails.
    pub async fn case(&mut self, id: &str) -> Result<Option<CaseRow>> {
        const SQL: &str = "SELECT id, child, body, version, changed_at, changed_by FROM case_file WHERE id = $1";
        let row: Option<Row> = on!(self, db => sqlx::query_as(SQL).bind(id).fetch_optional(&mut **db).await?);
        row.map(CaseRow::try_from).transpose()
    }

    /// The files that a filter lets through, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cases(&mut self, filter: CaseFilter<'_>) -> Result<Vec<CaseRow>> {
        const SQL: &str = "SELECT id, child, body, version, changed_at, changed_by FROM case_file
            WHERE ($1 = '' OR township = $1) AND ($2 = '' OR school = $2) AND ($3 = '' OR state = $3) ORDER BY id";
        let state = filter.state.map(|state| name(&state)).unwrap_or_default();
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL)
            .bind(filter.township.unwrap_or_default())
            .bind(filter.school.unwrap_or_default())
            .bind(&state)
            .fetch_all(&mut **db).await?);
        rows.into_iter().map(CaseRow::try_from).collect()
    }

    /// A finished reconciliation by a declaration: the one of an id, else that of the latest facts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finished_run(&mut self, declaration: Option<&str>, id: Option<&str>) -> Result<Option<Run>> {
        const SQL: &str = "SELECT id, as_of FROM reconciliation
            WHERE state = 'done' AND ($1 = '' OR declaration = $1) AND ($2 = '' OR id = $2)
            ORDER BY as_of DESC, made_at DESC, id DESC LIMIT 1";
        let row: Option<(String, String)> = on!(self, db => sqlx::query_as(SQL)
            .bind(declaration.unwrap_or_default())
            .bind(id.unwrap_or_default())
            .fetch_optional(&mut **db).await?);
        row.map(|(id, as_of)| Ok(Run { id, as_of: as_of.parse()? })).transpose()
    }

    /// What a reconciliation says of children in a standing, and of all that have a file: by person key, in its order. A
    /// school that it does not know is that of the last run that knew one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sightings(&mut self, run: &Run, opens: Standing) -> Result<Vec<(String, Sighting)>> {
        const SQL: &str = "SELECT one.child, one.standing, one.area,
            COALESCE(one.school, (SELECT earlier.school FROM reconciled_child earlier
                JOIN reconciliation ON reconciliation.id = earlier.reconciliation
                WHERE earlier.child = one.child AND earlier.school IS NOT NULL AND reconciliation.state = 'done'
                    AND reconciliation.as_of <= $3
                ORDER BY reconciliation.as_of DESC, reconciliation.made_at DESC LIMIT 1), '')
            FROM reconciled_child one WHERE one.reconciliation = $1
            AND (one.standing = $2 OR EXISTS (SELECT 1 FROM case_file WHERE case_file.child = one.child))
            ORDER BY one.child";
        let rows: Vec<(String, String, String, String)> = on!(self, db => sqlx::query_as(SQL)
            .bind(&run.id)
            .bind(name(&opens))
            .bind(run.as_of.to_string())
            .fetch_all(&mut **db).await?);
        let sighting = |(child, standing, township, school): (String, String, String, String)| {
            let school = Some(school).filter(|school| !school.is_empty());
            Ok((child, Sighting { run: run.clone(), standing: named(&standing)?, township, school }))
        };
        rows.into_iter().map(sighting).collect()
    }
}
