//! Linked leaders, their visits to schools, and the problems found there.

use anyhow::{Context as _, Result};
use jiff::civil::Date;
use policy::supervise::ProblemState;

use super::{Transaction, name, named, on};

/// A leader who is linked to a school, or to a unit of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedSchool {
    pub id: String,
    /// Id of the leader.
    pub person: String,
    /// Code of the school, or id of the unit.
    pub school: String,
    pub since: Date,
    pub ended_on: Option<Date>,
}

/// A visit of a leader to a school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    pub id: String,
    pub person: String,
    pub school: String,
    pub planned_for: Date,
    /// The day on which it took place; none while it is planned.
    pub held_on: Option<Date>,
    /// What was seen; of a visit that was called off, why.
    pub words: String,
    pub called_off: bool,
    /// Counts its changes, so that of two people who change it at once the second is told.
    pub version: i64,
}

/// A problem that a visit found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitProblem {
    pub id: String,
    pub visit: String,
    pub words: String,
    /// Unit of the plan that solves it.
    pub unit: String,
    pub due: Date,
    pub state: ProblemState,
    /// What the unit says that it did.
    pub answer: String,
    pub answered_on: Option<Date>,
    /// Why it was sent back last.
    pub reason: String,
    pub solved_on: Option<Date>,
    pub version: i64,
}

#[derive(sqlx::FromRow)]
struct LinkRow {
    id: String,
    person: String,
    school: String,
    since: String,
    ended_on: Option<String>,
}

#[derive(sqlx::FromRow)]
struct VisitRow {
    id: String,
    person: String,
    school: String,
    planned_for: String,
    held_on: Option<String>,
    words: String,
    called_off: bool,
    version: i64,
}

#[derive(sqlx::FromRow)]
struct ProblemRow {
    id: String,
    visit: String,
    words: String,
    unit: String,
    due: String,
    state: String,
    answer: String,
    answered_on: Option<String>,
    reason: String,
    solved_on: Option<String>,
    version: i64,
}

fn date(text: Option<String>) -> Result<Option<Date>> {
    Ok(text.map(|text| text.parse()).transpose()?)
}

impl TryFrom<LinkRow> for LinkedSchool {
    type Error = anyhow::Error;

    fn try_from(row: LinkRow) -> Result<Self> {
        let (since, ended_on) = (row.since.parse()?, date(row.ended_on)?);
        Ok(Self { id: row.id, person: row.person, school: row.school, since, ended_on })
    }
}

impl TryFrom<VisitRow> for Visit {
    type Error = anyhow::Error;

    fn try_from(row: VisitRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            person: row.person,
            school: row.school,
            planned_for: row.planned_for.parse()?,
            held_on: date(row.held_on)?,
            words: row.words,
            called_off: row.called_off,
            version: row.version,
        })
    }
}

impl TryFrom<ProblemRow> for VisitProblem {
    type Error = anyhow::Error;

    fn try_from(row: ProblemRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            visit: row.visit,
            words: row.words,
            unit: row.unit,
            due: row.due.parse()?,
            state: named(&row.state).context("state of a problem")?,
            answer: row.answer,
            answered_on: date(row.answered_on)?,
            reason: row.reason,
            solved_on: date(row.solved_on)?,
            version: row.version,
        })
    }
}

impl Transaction {
    /// Every link there is or was, by school.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn linked_schools(&mut self) -> Result<Vec<LinkedSchool>> {
        const SQL: &str = "SELECT id, person, school, since, ended_on FROM linked_school ORDER BY school, since, id";
        let rows: Vec<LinkRow> = on!(self, db => sqlx::query_as(SQL).fetch_all(&mut **db).await?);
        rows.into_iter().map(LinkedSchool::try_from).collect()
    }

    /// Links a leader to a school; `false` when they are linked already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn link_school(&mut self, link: &LinkedSchool) -> Result<bool> {
        const SQL: &str = "INSERT INTO linked_school (id, person, school, since) VALUES ($1, $2, $3, $4)
            ON CONFLICT DO NOTHING";
        Ok(on!(self, db => sqlx::query(SQL)
            .bind(&link.id)
            .bind(&link.person)
            .bind(&link.school)
            .bind(link.since.to_string())
            .execute(&mut **db).await?.rows_affected())
            == 1)
    }

    /// Ends a link; `false` when it has ended already, or there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unlink_school(&mut self, id: &str, day: Date) -> Result<bool> {
        const SQL: &str = "UPDATE linked_school SET ended_on = $1 WHERE id = $2 AND ended_on IS NULL";
        let day = day.to_string();
        Ok(on!(self, db => sqlx::query(SQL).bind(&day).bind(id).execute(&mut **db).await?.rows_affected()) == 1)
    }

    /// Every visit, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn visits(&mut self) -> Result<Vec<Visit>> {
        const SQL: &str = "SELECT id, person, school, planned_for, held_on, words, called_off, version FROM visit
            ORDER BY planned_for DESC, id DESC";
        let rows: Vec<VisitRow> = on!(self, db => sqlx::query_as(SQL).fetch_all(&mut **db).await?);
        rows.into_iter().map(Visit::try_from).collect()
    }

    /// # Errors
    /// When the database fails.
    pub async fn visit(&mut self, id: &str) -> Result<Option<Visit>> {
        const SQL: &str =
            "SELECT id, person, school, planned_for, held_on, words, called_off, version FROM visit WHERE id = $1";
        let row: Option<VisitRow> = on!(self, db => sqlx::query_as(SQL).bind(id).fetch_optional(&mut **db).await?);
        row.map(Visit::try_from).transpose()
    }

    /// # Errors
    /// When the database fails.
    pub async fn add_visit(&mut self, visit: &Visit) -> Result<()> {
        const SQL: &str = "INSERT INTO visit (id, person, school, planned_for, held_on, words, called_off, version)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 1)";
        on!(self, db => sqlx::query(SQL)
            .bind(&visit.id)
            .bind(&visit.person)
            .bind(&visit.school)
            .bind(visit.planned_for.to_string())
            .bind(visit.held_on.map(|day| day.to_string()))
            .bind(&visit.words)
            .bind(visit.called_off)
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }

    /// Writes what became of a visit; `false` when somebody has changed it since the version that is given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_visit(&mut self, visit: &Visit) -> Result<bool> {
        const SQL: &str = "UPDATE visit SET planned_for = $1, held_on = $2, words = $3, called_off = $4,
            version = version + 1 WHERE id = $5 AND version = $6";
        Ok(on!(self, db => sqlx::query(SQL)
            .bind(visit.planned_for.to_string())
            .bind(visit.held_on.map(|day| day.to_string()))
            .bind(&visit.words)
            .bind(visit.called_off)
            .bind(&visit.id)
            .bind(visit.version)
            .execute(&mut **db).await?.rows_affected())
            == 1)
    }

    /// Every problem that was found, by the day until which it is to be solved.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn visit_problems(&mut self) -> Result<Vec<VisitProblem>> {
        const SQL: &str = "SELECT id, visit, words, unit, due, state, answer, answered_on, reason, solved_on, version
            FROM visit_problem ORDER BY due, id";
        let rows: Vec<ProblemRow> = on!(self, db => sqlx::query_as(SQL).fetch_all(&mut **db).await?);
        rows.into_iter().map(VisitProblem::try_from).collect()
    }

    /// # Errors
    /// When the database fails.
    pub async fn add_visit_problem(&mut self, problem: &VisitProblem) -> Result<()> {
        const SQL: &str = "INSERT INTO visit_problem (id, visit, words, unit, due, state, answer, reason, version)
            VALUES ($1, $2, $3, $4, $5, $6, '', '', 1)";
        on!(self, db => sqlx::query(SQL)
            .bind(&problem.id)
            .bind(&problem.visit)
            .bind(&problem.words)
            .bind(&problem.unit)
            .bind(problem.due.to_string())
            .bind(name(&problem.state))
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }

    /// Writes how far a problem has come; `false` when somebody has changed it since the version that is given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_visit_problem(&mut self, problem: &VisitProblem) -> Result<bool> {
        const SQL: &str = "UPDATE visit_problem SET state = $1, answer = $2, answered_on = $3, reason = $4,
            solved_on = $5, version = version + 1 WHERE id = $6 AND version = $7";
        Ok(on!(self, db => sqlx::query(SQL)
            .bind(name(&problem.state))
            .bind(&problem.answer)
            .bind(problem.answered_on.map(|day| day.to_string()))
            .bind(&problem.reason)
            .bind(problem.solved_on.map(|day| day.to_string()))
            .bind(&problem.id)
            .bind(problem.version)
            .execute(&mut **db).await?.rows_affected())
            == 1)
    }
}
