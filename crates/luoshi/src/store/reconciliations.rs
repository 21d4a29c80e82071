//! Reconciliations: runs, the standing of every child in each, pairs for people to decide, and what they said.

use std::collections::BTreeMap;

use anyhow::Result;
use jiff::{Timestamp, civil::Date};
use policy::reconcile::{Standing, answer::Say};
use serde::{Deserialize, Serialize};

use super::{Transaction, count, moment, name, named, on, uncount};

/// One run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReconciliationRow {
    pub id: String,
    /// Id of the declaration in the pack.
    pub declaration: String,
    pub number: u64,
    pub as_of: Date,
    pub made_at: Timestamp,
    pub made_by: String,
    pub fingerprint: String,
    pub state: RunState,
    pub ended_at: Option<Timestamp>,
    pub learned: bool,
    /// Ids of the snapshots that were read.
    pub inputs: Vec<String>,
    /// The snapshot that the result became.
    pub snapshot: Option<String>,
    /// JSON of the service's summary; empty until the run is done.
    pub summary: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    Running,
    Done,
    /// The process died, or something broke.
    Failed,
    Cancelled,
}

/// A child as a run found it.
#[derive(Clone, Debug, PartialEq)]
pub struct ChildRow {
    pub child: String,
    pub standing: Standing,
    pub before: Option<Standing>,
    pub area: String,
    pub school: Option<String>,
    pub reason: String,
    pub contradiction: Option<String>,
    pub age: Option<i16>,
    pub probability: Option<f64>,
    pub pupil: Option<String>,
    /// The child that this one is a second registration of.
    pub same_as: Option<String>,
}

/// Which children are asked for; empty texts ask for all.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChildFilter<'a> {
    pub area: &'a str,
    pub school: &'a str,
    pub standing: Option<Standing>,
    /// Only those whose standing is another than in the run before.
    pub changed: bool,
}

/// How children are asked for one by one.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    Child(&'a str),
    Pupil(&'a str),
}

/// Children of one area with one standing now and in the run before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    pub area: String,
    pub standing: Standing,
    pub before: Option<Standing>,
    pub children: u64,
}

/// A pair for people to decide.
#[derive(Clone, Debug, PartialEq)]
pub struct PairRow {
    pub child: String,
    pub pupil: String,
    pub area: String,
    pub school: String,
    pub probability: f64,
    /// JSON of the service's evidence.
    pub evidence: String,
}

/// What somebody said of a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Id of whoever said it.
    pub person: String,
    pub say: Say,
    pub at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    declaration: String,
    number: i64,
    as_of: String,
    made_at: String,
    made_by: String,
    fingerprint: String,
    state: String,
    ended_at: Option<String>,
    learned: bool,
    inputs: String,
    snapshot: Option<String>,
    summary: String,
}

impl TryFrom<Row> for ReconciliationRow {
    type Error = anyhow::Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            declaration: row.declaration,
            number: uncount(row.number)?,
            as_of: row.as_of.parse()?,
            made_at: row.made_at.parse()?,
            made_by: row.made_by,
            fingerprint: row.fingerprint,
            state: named(&row.state)?,
            ended_at: row.ended_at.map(|at| at.parse()).transpose()?,
            learned: row.learned,
            inputs: serde_json::from_str(&row.inputs)?,
            snapshot: row.snapshot,
            summary: row.summary,
        })
    }
}

#[derive(sqlx::FromRow)]
struct Found {
    child: String,
    standing: String,
    before: Option<String>,
    area: String,
    school: Option<String>,
    reason: Option<String>,
    contradiction: Option<String>,
    age: Option<i64>,
    probability: Option<f64>,
    pupil: Option<String>,
    same_as: Option<String>,
}

impl TryFrom<Found> for ChildRow {
    type Error = anyhow::Error;

    fn try_from(row: Found) -> Result<Self> {
        Ok(Self {
            child: row.child,
            standing: named(&row.standing)?,
            before: row.before.map(|before| named(&before)).transpose()?,
            area: row.area,
            school: row.school,
            reason: row.reason.unwrap_or_default(),
            contradiction: row.contradiction,
            age: row.age.map(i16::try_from).transpose()?,
            probability: row.probability,
            pupil: row.pupil,
            same_as: row.same_as,
        })
    }
}

type Said = (String, String, String, String, String);

impl Transaction {
    /// Records a run that begins.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_reconciliation(&mut self, run: &ReconciliationRow) -> Result<()> {
        const SQL: &str = "INSERT INTO reconciliation (id, declaration, number, as_of, made_at, made_by, fingerprint, state, ended_at,
            learned, inputs, snapshot, summary) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        let number = count(run.number)?;
        on!(self, db => sqlx::query(SQL)
            .bind(&run.id)
            .bind(&run.declaration)
            .bind(number)
            .bind(run.as_of.to_string())
            .bind(moment(run.made_at))
            .bind(&run.made_by)
            .bind(&run.fingerprint)
            .bind(name(&run.state))
            .bind(run.ended_at.map(moment))
            .bind(run.learned)
            .bind(serde_json::to_string(&run.inputs)?)
            .bind(&run.snapshot)
            .bind(&run.summary)
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }

    /// Ends a run that is under way; `false` when it is not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_reconciliation(&mut self, run: &ReconciliationRow) -> Result<bool> {
        const SQL: &str = "UPDATE reconciliation SET state = $1, ended_at = $2, snapshot = $3, summary = $4
            WHERE id = $5 AND state = 'running'";
        Ok(on!(self, db => sqlx::query(SQL)
            .bind(name(&run.state))
            .bind(run.ended_at.map(moment))
            .bind(&run.snapshot)
            .bind(&run.summary)
            .bind(&run.id)
            .execute(&mut **db).await?.rows_affected())
            == 1)
    }

    /// All runs, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reconciliations(&mut self) -> Result<Vec<ReconciliationRow>> {
        const SQL: &str =
            "SELECT id, declaration, number, as_of, made_at, made_by, fingerprint, state, ended_at, learned, inputs,
            snapshot, summary FROM reconciliation ORDER BY made_at DESC, number DESC, id DESC";
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).fetch_all(&mut **db).await?);
        rows.into_iter().map(ReconciliationRow::try_from).collect()
    }

    /// Records children of a run.
    ///
    /// # Errors
    /// When the database fails or a child comes twice.
    pub async fn add_reconciled_children(&mut self, run: &str, children: &[ChildRow]) -> Result<()> {
        const SQL: &str = "INSERT INTO reconciled_child (reconciliation, child, standing, before, area, school, reason, contradiction,
            age, probability, pupil, same_as) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        for one in children {
            on!(self, db => sqlx::query(SQL)
                .bind(run)
                .bind(&one.child)
                .bind(name(&one.standing))
                .bind(one.before.map(|before| name(&before)))
                .bind(&one.area)
                .bind(&one.school)
                .bind(&one.reason)
                .bind(&one.contradiction)
                .bind(one.age.map(i64::from))
                .bind(one.probability)
                .bind(&one.pupil)
                .bind(&one.same_as)
                .execute(&mut **db).await.map(drop)?);
        }
        Ok(())
    }

    /// Standing of every child in a run.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn standings(&mut self, run: &str) -> Result<BTreeMap<String, Standing>> {
        const SQL: &str = "SELECT child, standing FROM reconciled_child WHERE reconciliation = $1";
        let rows: Vec<(String, String)> = on!(self, db => sqlx::query_as(SQL).bind(run).fetch_all(&mut **db).await?);
        rows.into_iter().map(|(child, standing)| Ok((child, named(&standing)?))).collect()
    }

    /// Children of a run in the order of place and key, from `offset` on at most `limit`; and how many there are in all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reconciled_children(
        &mut self,
        run: &str,
        filter: ChildFilter<'_>,
        offset: usize,
        limit: usize,
    ) -> Result<(Vec<ChildRow>, u64)> {
        const COUNT: &str = "SELECT COUNT(*) FROM reconciled_child WHERE reconciliation = $1 AND ($2 = '' OR area = $2)
            AND ($3 = '' OR school = $3) AND ($4 = '' OR standing = $4) AND ($5 = '' OR before <> standing OR before IS NULL)";
        const SQL: &str = "SELECT child, standing, before, area, school, reason, contradiction, age, probability, pupil,
            same_as FROM reconciled_child WHERE reconciliation = $1 AND ($2 = '' OR area = $2) AND ($3 = '' OR school = $3)
            AND ($4 = '' OR standing = $4) AND ($5 = '' OR before <> standing OR before IS NULL)
            ORDER BY area, standing, school NULLS FIRST, child LIMIT $6 OFFSET $7";
        let standing = filter.standing.map(|standing| name(&standing)).unwrap_or_default();
        let changed = if filter.changed { "changed" } else { "" };
        let total: i64 = on!(self, db => sqlx::query_scalar(COUNT)
            .bind(run).bind(filter.area).bind(filter.school).bind(&standing).bind(changed)
            .fetch_one(&mut **db).await?);
        let (limit, offset) = (i64::try_from(limit)?, i64::try_from(offset).unwrap_or(i64::MAX));
        let rows: Vec<Found> = on!(self, db => sqlx::query_as(SQL)
            .bind(run).bind(filter.area).bind(filter.school).bind(&standing).bind(changed).bind(limit).bind(offset)
            .fetch_all(&mut **db).await?);
        Ok((rows.into_iter().map(ChildRow::try_from).collect::<Result<_>>()?, uncount(total)?))
    }

    /// Children of a run by their own keys, or by those of their pupils; in the order of keys.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reconciled_by(&mut self, run: &str, by: By<'_>) -> Result<Vec<ChildRow>> {
        const SQL: &str = "SELECT child, standing, before, area, school, reason, contradiction, age, probability, pupil,
            same_as FROM reconciled_child WHERE reconciliation = $1 AND ($2 = '' OR child = $2) AND ($3 = '' OR pupil = $3)
            ORDER BY child";
        let (child, pupil) = match by {
            By::Child(child) => (child, ""),
            By::Pupil(pupil) => ("", pupil),
        };
        let rows: Vec<Found> =
            on!(self, db => sqlx::query_as(SQL).bind(run).bind(child).bind(pupil).fetch_all(&mut **db).await?);
        rows.into_iter().map(ChildRow::try_from).collect()
    }

    /// How many children of a run are where, by area, standing and the standing before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reconciled_counts(&mut self, run: &str) -> Result<Vec<Count>> {
        const SQL: &str = "SELECT area, standing, before, COUNT(*) FROM reconciled_child WHERE reconciliation = $1
            GROUP BY area, standing, before ORDER BY area, standing, before NULLS FIRST";
        let rows: Vec<(String, String, Option<String>, i64)> =
            on!(self, db => sqlx::query_as(SQL).bind(run).fetch_all(&mut **db).await?);
        let count = |(area, standing, before, children): (String, String, Option<String>, i64)| {
            let before = before.map(|before| named(&before)).transpose()?;
            Ok(Count { area, standing: named(&standing)?, before, children: uncount(children)? })
        };
        rows.into_iter().map(count).collect()
    }

    /// Records pairs of a run that people have to decide.
    ///
    /// # Errors
    /// When the database fails or a pair comes twice.
    pub async fn add_reconciled_pairs(&mut self, run: &str, pairs: &[PairRow]) -> Result<()> {
        const SQL: &str =
            "INSERT INTO reconciled_pair (reconciliation, child, pupil, area, school, probability, evidence)
            VALUES ($1, $2, $3, $4, $5, $6, $7)";
        for one in pairs {
            on!(self, db => sqlx::query(SQL)
                .bind(run)
                .bind(&one.child)
                .bind(&one.pupil)
                .bind(&one.area)
                .bind(&one.school)
                .bind(one.probability)
                .bind(&one.evidence)
                .execute(&mut **db).await.map(drop)?);
        }
        Ok(())
    }

    /// Pairs of a run that people have to decide, the likeliest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reconciled_pairs(&mut self, run: &str) -> Result<Vec<PairRow>> {
        const SQL: &str =
            "SELECT child, pupil, area, school, probability, evidence FROM reconciled_pair WHERE reconciliation = $1
            ORDER BY probability DESC, child, pupil";
        let rows: Vec<(String, String, String, String, f64, String)> =
            on!(self, db => sqlx::query_as(SQL).bind(run).fetch_all(&mut **db).await?);
        let pair = |(child, pupil, area, school, probability, evidence)| PairRow {
            child,
            pupil,
            area,
            school,
            probability,
            evidence,
        };
        Ok(rows.into_iter().map(pair).collect())
    }

    /// What people said of the pairs of a declaration, each pair's answers in the order of time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pair_answers(&mut self, declaration: &str) -> Result<BTreeMap<(String, String), Vec<Answer>>> {
        const SQL: &str = "SELECT child, pupil, person, answer, answered_at FROM pair_answer WHERE declaration = $1
            ORDER BY answered_at, person";
        let rows: Vec<Said> = on!(self, db => sqlx::query_as(SQL).bind(declaration).fetch_all(&mut **db).await?);
        let mut answers: BTreeMap<(String, String), Vec<Answer>> = BTreeMap::new();
        for (child, pupil, person, say, at) in rows {
            let answer = Answer { person, say: named(&say)?, at: at.parse()? };
            answers.entry((child, pupil)).or_default().push(answer);
        }
        Ok(answers)
    }

    /// Records what somebody says of a pair, in the place of what the person said before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_pair_answer(&mut self, declaration: &str, pair: (&str, &str), answer: &Answer) -> Result<()> {
        const SQL: &str = "INSERT INTO pair_answer (declaration, child, pupil, person, answer, answered_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (declaration, child, pupil, person) DO UPDATE SET answer = $5, answered_at = $6";
        on!(self, db => sqlx::query(SQL)
            .bind(declaration)
            .bind(pair.0)
            .bind(pair.1)
            .bind(&answer.person)
            .bind(name(&answer.say))
            .bind(moment(answer.at))
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }
}
