//! Duties and what is told about them.

use anyhow::{Context as _, Result};
use jiff::{Timestamp, civil::Date};
use policy::supervise::{Colour, Duty, Pace, State};

use super::{Event, Transaction, moment, name, on};

/// A duty as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyRow {
    pub id: String,
    pub duty: Duty,
    /// Counts the changes, from 1.
    pub version: i64,
    pub changed_at: Timestamp,
    /// Login of whoever changed it last.
    pub changed_by: String,
}

/// Which duties are asked for; what is left out asks for all.
#[derive(Clone, Debug, Default)]
pub struct DutyFilter<'a> {
    pub year: Option<i16>,
    pub state: Option<State>,
    /// A unit that leads or co-operates.
    pub unit: Option<&'a str>,
    pub commitment: Option<&'a str>,
    pub slip: Option<Colour>,
    pub pace: Option<Pace>,
    /// Only those with a unit and due before this day.
    pub overdue_on: Option<Date>,
    /// Only those with a unit and due on this day at the latest.
    pub due_until: Option<Date>,
    /// Without drafts.
    pub assigned: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    body: String,
    version: i64,
    changed_at: String,
    changed_by: String,
}

impl TryFrom<Row> for DutyRow {
    type Error = anyhow::Error;

    fn try_from(row: Row) -> Result<Self> {
        let duty = serde_json::from_str(&row.body).with_context(|| format!("the duty {}", row.id))?;
        let changed_at = row.changed_at.parse()?;
        Ok(Self { id: row.id, duty, version: row.version, changed_at, changed_by: row.changed_by })
    }
}

impl Transaction {
    /// Adds a duty; `false` when the unit has one for this commitment and year.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_duty(&mut self, row: &DutyRow) -> Result<bool> {
        const SQL: &str = "INSERT INTO duty (id, commitment, year, unit, state, due, pace, slip, body, version,
            changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING";
        let columns = Columns::of(&row.duty)?;
        let added = on!(self, db => sqlx::query(SQL)
            .bind(&row.id)
            .bind(&row.duty.commitment)
            .bind(i64::from(row.duty.year))
            .bind(&row.duty.unit)
            .bind(&columns.state)
            .bind(&columns.due)
            .bind(&columns.pace)
            .bind(&columns.slip)
            .bind(&columns.body)
            .bind(row.version)
            .bind(moment(row.changed_at))
            .bind(&row.changed_by)
            .execute(&mut **db).await?.rows_affected());
        if added == 1 {
            self.set_duty_units(row).await?;
        }
        Ok(added == 1)
    }

    /// Writes a duty that was read in the version before; `false` when somebody else was faster.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_duty(&mut self, row: &DutyRow) -> Result<bool> {
        const SQL: &str = "UPDATE duty SET state = $1, due = $2, pace = $3, slip = $4, body = $5, version = $6,
            changed_at = $7, changed_by = $8 WHERE id = $9 AND version = $10";
        let columns = Columns::of(&row.duty)?;
        let set = on!(self, db => sqlx::query(SQL)
            .bind(&columns.state)
            .bind(&columns.due)
            .bind(&columns.pace)
            .bind(&columns.slip)
            .bind(&columns.body)
            .bind(row.version)
            .bind(moment(row.changed_at))
            .bind(&row.changed_by)
            .bind(&row.id)
            .bind(row.version - 1)
            .execute(&mut **db).await?.rows_affected());
        if set == 1 {
            self.set_duty_units(row).await?;
        }
        Ok(set == 1)
    }

    async fn set_duty_units(&mut self, row: &DutyRow) -> Result<()> {
        const HELD: &str = "SELECT unit FROM duty_unit WHERE duty = $1 ORDER BY unit";
        const CLEAR: &str = "DELETE FROM duty_unit WHERE duty = $1";
        const SQL: &str = "INSERT INTO duty_unit (unit, duty) VALUES ($1, $2)";
        let held: Vec<String> = on!(self, db => sqlx::query_scalar(HELD).bind(&row.id).fetch_all(&mut **db).await?);
        let mut units: Vec<_> = row.duty.shares.keys().chain([&row.duty.unit]).cloned().collect();
        units.sort();
        if held == units {
            return Ok(());
        }
        on!(self, db => sqlx::query(CLEAR).bind(&row.id).execute(&mut **db).await.map(drop)?);
        for unit in units {
            on!(self, db => sqlx::query(SQL).bind(unit).bind(&row.id).execute(&mut **db).await.map(drop)?);
        }
        Ok(())
    }

    /// # Errors
    /// When the database fails.
    pub async fn duty(&mut self, id: &str) -> Result<Option<DutyRow>> {
        const SQL: &str = "SELECT id, body, version, changed_at, changed_by FROM duty WHERE id = $1";
        let row: Option<Row> = on!(self, db => sqlx::query_as(SQL).bind(id).fetch_optional(&mut **db).await?);
        row.map(DutyRow::try_from).transpose()
    }

    /// Duties that a filter lets through, by due day, from `offset` on at most `limit`; and how many there are in all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn duties(
        &mut self,
        filter: &DutyFilter<'_>,
        offset: usize,
        limit: usize,
    ) -> Result<(Vec<DutyRow>, usize)> {
        const COUNT: &str = "SELECT COUNT(*) FROM duty WHERE ($1 = 0 OR year = $1) AND ($2 = '' OR state = $2)
            AND ($3 = '' OR EXISTS (SELECT 1 FROM duty_unit WHERE duty_unit.duty = duty.id AND duty_unit.unit = $3))
            AND ($4 = '' OR commitment = $4) AND ($5 = '' OR slip = $5) AND ($6 = '' OR pace = $6)
            AND ($7 = '' OR (due < $7 AND state IN ('assigned', 'in_hand', 'returned')))
            AND ($8 = '' OR (due <= $8 AND state IN ('assigned', 'in_hand', 'returned')))
            AND ($9 = '' OR state <> $9)";
        const SQL: &str = "SELECT id, body, version, changed_at, changed_by FROM duty
            WHERE ($1 = 0 OR year = $1) AND ($2 = '' OR state = $2)
            AND ($3 = '' OR EXISTS (SELECT 1 FROM duty_unit WHERE duty_unit.duty = duty.id AND duty_unit.unit = $3))
            AND ($4 = '' OR commitment = $4) AND ($5 = '' OR slip = $5) AND ($6 = '' OR pace = $6)
            AND ($7 = '' OR (due < $7 AND state IN ('assigned', 'in_hand', 'returned')))
            AND ($8 = '' OR (due <= $8 AND state IN ('assigned', 'in_hand', 'returned')))
            AND ($9 = '' OR state <> $9) ORDER BY due, id LIMIT $10 OFFSET $11";
        let year = filter.year.map_or(0, i64::from);
        let text = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        let state = filter.state.map(|one| name(&one)).unwrap_or_default();
        let slip = filter.slip.map(|one| name(&one)).unwrap_or_default();
        let pace = filter.pace.map(|one| name(&one)).unwrap_or_default();
        let (overdue, until) = (text(filter.overdue_on), text(filter.due_until));
        let (unit, commitment) = (filter.unit.unwrap_or_default(), filter.commitment.unwrap_or_default());
        let without = if filter.assigned { name(&State::Drafted) } else { String::new() };
        let (limit, offset) = (i64::try_from(limit)?, i64::try_from(offset)?);
        let total: i64 = on!(self, db => sqlx::query_scalar(COUNT)
            .bind(year).bind(&state).bind(unit).bind(commitment).bind(&slip).bind(&pace)
            .bind(&overdue).bind(&until).bind(&without)
            .fetch_one(&mut **db).await?);
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL)
            .bind(year).bind(&state).bind(unit).bind(commitment).bind(&slip).bind(&pace)
            .bind(&overdue).bind(&until).bind(&without).bind(limit).bind(offset)
            .fetch_all(&mut **db).await?);
        Ok((rows.into_iter().map(DutyRow::try_from).collect::<Result<_>>()?, usize::try_from(total)?))
    }

    /// How many duties of a year are in each state.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn duty_states(&mut self, year: i16) -> Result<Vec<(State, usize)>> {
        const SQL: &str = "SELECT state, COUNT(*) FROM duty WHERE year = $1 GROUP BY state ORDER BY state";
        let rows: Vec<(String, i64)> =
            on!(self, db => sqlx::query_as(SQL).bind(i64::from(year)).fetch_all(&mut **db).await?);
        rows.into_iter().map(|(state, count)| Ok((super::named(&state)?, usize::try_from(count)?))).collect()
    }

    /// Years of which there are duties.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn duty_years(&mut self) -> Result<Vec<i16>> {
        const SQL: &str = "SELECT DISTINCT year FROM duty ORDER BY year";
        let years: Vec<i64> = on!(self, db => sqlx::query_scalar(SQL).fetch_all(&mut **db).await?);
        years.into_iter().map(|year| Ok(i16::try_from(year)?)).collect()
    }

    /// Everything that the log says of a thing, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events_of(&mut self, subject: &str) -> Result<Vec<Event>> {
        const SQL: &str = "SELECT seq, recorded_at, actor, kind, subject, body, prev_hash, hash FROM event
            WHERE subject = $1 ORDER BY seq";
        Ok(on!(self, db => sqlx::query_as(SQL).bind(subject).fetch_all(&mut **db).await?))
    }

    /// The head of the log: the hash that seals everything so far.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_head(&mut self) -> Result<String> {
        Ok(on!(self, db => sqlx::query_scalar("SELECT hash FROM chain WHERE id = 1").fetch_one(&mut **db).await?))
    }
}

/// What of a duty stands in columns, to look for it.
struct Columns {
    state: String,
    due: String,
    pace: String,
    slip: String,
    body: String,
}

impl Columns {
    fn of(duty: &Duty) -> Result<Self> {
        Ok(Self {
            state: name(&duty.state),
            due: duty.due.to_string(),
            pace: duty.report.as_ref().map(|report| name(&report.pace)).unwrap_or_default(),
            slip: duty.slip().map(|(_, slip)| name(&slip.colour)).unwrap_or_default(),
            body: serde_json::to_string(duty)?,
        })
    }
}
