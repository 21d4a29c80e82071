//! Duties: narrow rows to look for them, and the whole of each beside them.

use anyhow::{Context as _, Result};
use jiff::{Timestamp, civil::Date};
use policy::supervise::{Claim, Colour, Duty, Pace, State};

use super::{Event, Transaction, moment, name, named, on};

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

/// Commitments, each in a year, as one text that SQL looks in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairs(String);

impl<'p> FromIterator<(&'p str, i16)> for Pairs {
    fn from_iter<I: IntoIterator<Item = (&'p str, i16)>>(pairs: I) -> Self {
        Self(pairs.into_iter().fold(",".to_owned(), |text, (commitment, year)| format!("{text}{commitment}:{year},")))
    }
}

/// What contradicts words: figures that deny every claim, and steps that lag by more than so many percentage points.
#[derive(Clone, Debug)]
pub struct Denied {
    pub by: Pairs,
    pub ahead: u8,
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
    /// Only those that are worked on or wait for verification.
    pub open: bool,
    pub denied: Option<Denied>,
    /// Only open ones of these commitments.
    pub proven: Option<Pairs>,
    /// Only those that were drawn.
    pub sampled: bool,
}

/// What of a duty decides what waits for whoever supervises.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Waiting {
    pub id: String,
    pub due: String,
    pub commitment: String,
    pub year: i64,
    pub state: String,
    pub waits: String,
    pub submitted_by: String,
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

/// A question with the condition of a [`DutyFilter`]; those of a unit are found from the unit.
macro_rules! sought {
    ($what:literal from all $joined:literal $order:literal) => {
        sought!($what, "FROM duty", $joined, "$3 = ''", $order)
    };
    ($what:literal from unit $joined:literal $order:literal) => {
        sought!($what, "FROM duty_unit JOIN duty ON duty.id = duty_unit.duty", $joined, "duty_unit.unit = $3", $order)
    };
    ($what:literal, $from:literal, $joined:literal, $unit:literal, $order:literal) => {
        concat!(
            $what,
            " ",
            $from,
            " ",
            $joined,
            " WHERE ",
            $unit,
            " AND ($1 = 0 OR year = $1) AND ($2 = '' OR state = $2)
            AND ($4 = '' OR commitment = $4) AND ($5 = '' OR slip = $5) AND ($6 = '' OR pace = $6)
            AND ($7 = '' OR (due < $7 AND state IN ('assigned', 'in_hand', 'returned')))
            AND ($8 = '' OR (due <= $8 AND state IN ('assigned', 'in_hand', 'returned')))
            AND ($9 = '' OR state <> $9)
            AND ($10 = 0 OR state IN ('assigned', 'in_hand', 'submitted', 'returned'))
            AND ($11 = '' OR ahead > $12
                OR (claim <> '' AND replace($11, ',' || commitment || ':' || year || ',', '') <> $11))
            AND ($13 = '' OR (state IN ('assigned', 'in_hand', 'submitted', 'returned')
                AND replace($13, ',' || commitment || ':' || year || ',', '') <> $13))
            AND ($14 = 0 OR sample <> '') ",
            $order
        )
    };
}

/// What a [`DutyFilter`] binds, in the order of its condition.
macro_rules! bound {
    ($sql:expr, $filter:ident) => {
        sqlx::query_as($sql)
            .bind($filter.year.map_or(0, i64::from))
            .bind($filter.state.map(|one| name(&one)).unwrap_or_default())
            .bind($filter.unit.unwrap_or_default())
            .bind($filter.commitment.unwrap_or_default())
            .bind($filter.slip.map(|one| name(&one)).unwrap_or_default())
            .bind($filter.pace.map(|one| name(&one)).unwrap_or_default())
            .bind(text($filter.overdue_on))
            .bind(text($filter.due_until))
            .bind(if $filter.assigned { name(&State::Drafted) } else { String::new() })
            .bind(i64::from($filter.open))
            .bind($filter.denied.as_ref().map(|denied| denied.by.0.as_str()).unwrap_or_default())
            .bind($filter.denied.as_ref().map_or(0, |denied| i64::from(denied.ahead)))
            .bind($filter.proven.as_ref().map(|pairs| pairs.0.as_str()).unwrap_or_default())
            .bind(i64::from($filter.sampled))
    };
}

fn text(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

impl Transaction {
    /// Adds a duty; `false` when the unit has one for this commitment and year.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_duty(&mut self, row: &DutyRow) -> Result<bool> {
        const SQL: &str = "INSERT INTO duty (id, commitment, year, unit, state, version, due, pace, slip, changed_at,
            changed_by) VALUES ($1, $2, $3, $4, $5, $6, '', '', '', '', '') ON CONFLICT DO NOTHING";
        let added = on!(self, db => sqlx::query(SQL)
            .bind(&row.id)
            .bind(&row.duty.commitment)
            .bind(i64::from(row.duty.year))
            .bind(&row.duty.unit)
            .bind(name(&row.duty.state))
            .bind(row.version)
            .execute(&mut **db).await?.rows_affected());
        Ok(added == 1 && self.fill_duty(row).await?)
    }

    /// Writes the columns and the whole of a duty that has not changed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fill_duty(&mut self, row: &DutyRow) -> Result<bool> {
        self.put_duty(row, row.version).await
    }

    /// Writes a duty that was read in the version before; `false` when somebody else was faster.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_duty(&mut self, row: &DutyRow) -> Result<bool> {
        self.put_duty(row, row.version - 1).await
    }

    async fn put_duty(&mut self, row: &DutyRow, version: i64) -> Result<bool> {
        const SQL: &str =
            "UPDATE duty SET state = $1, due = $2, pace = $3, slip = $4, claim = $5, ahead = $6, waits = $7,
            submitted_by = $8, sample = $9, kind = $10, rhythm = $11, assigned_on = $12, closed_on = $13,
            version = $14, changed_at = $15, changed_by = $16, is_filled = TRUE WHERE id = $17 AND version = $18";
        const BODY: &str = "INSERT INTO duty_body (duty, body) VALUES ($1, $2)
            ON CONFLICT (duty) DO UPDATE SET body = excluded.body";
        let duty = &row.duty;
        let claim = Some(duty.claim()).filter(|claim| *claim != Claim::Nothing);
        let waits: Vec<_> = duty.waits().map(|wait| name(&wait)).collect();
        let set = on!(self, db => sqlx::query(SQL)
            .bind(name(&duty.state))
            .bind(duty.due.to_string())
            .bind(duty.report.as_ref().map(|report| name(&report.pace)).unwrap_or_default())
            .bind(duty.slip().map(|(_, slip)| name(&slip.colour)).unwrap_or_default())
            .bind(claim.map(|claim| name(&claim)).unwrap_or_default())
            .bind(i64::from(duty.ahead()))
            .bind(waits.join("+"))
            .bind(&duty.submitted_by)
            .bind(duty.sample.as_deref().unwrap_or_default())
            .bind(name(&duty.kind))
            .bind(duty.every.map(|every| name(&every)).unwrap_or_default())
            .bind(text(duty.assigned_on))
            .bind(text(duty.closed_on))
            .bind(row.version)
            .bind(moment(row.changed_at))
            .bind(&row.changed_by)
            .bind(&row.id)
            .bind(version)
            .execute(&mut **db).await?.rows_affected());
        if set == 1 {
            let body = serde_json::to_string(duty)?;
            on!(self, db => sqlx::query(BODY).bind(&row.id).bind(body).execute(&mut **db).await.map(drop)?);
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
        const SQL: &str = "SELECT id, body, version, changed_at, changed_by FROM duty
            JOIN duty_body ON duty_body.duty = duty.id WHERE id = $1";
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
        const COUNT: &str = sought!("SELECT COUNT(*)" from all "" "");
        const COUNT_OF_UNIT: &str = sought!("SELECT COUNT(*)" from unit "" "");
        const SQL: &str = sought!("SELECT id, body, version, changed_at, changed_by" from all
            "JOIN duty_body ON duty_body.duty = duty.id" "ORDER BY due, id LIMIT $15 OFFSET $16");
        const OF_UNIT: &str = sought!("SELECT id, body, version, changed_at, changed_by" from unit
            "JOIN duty_body ON duty_body.duty = duty.id" "ORDER BY due, id LIMIT $15 OFFSET $16");
        let (count, sql) = if filter.unit.is_some() { (COUNT_OF_UNIT, OF_UNIT) } else { (COUNT, SQL) };
        let (limit, offset) = (i64::try_from(limit)?, i64::try_from(offset)?);
        let (total,): (i64,) = on!(self, db => bound!(count, filter).fetch_one(&mut **db).await?);
        let rows: Vec<Row> = match limit {
            0 => Vec::new(),
            _ => on!(self, db => bound!(sql, filter).bind(limit).bind(offset).fetch_all(&mut **db).await?),
        };
        Ok((rows.into_iter().map(DutyRow::try_from).collect::<Result<_>>()?, usize::try_from(total)?))
    }

    /// Open duties by id, after one, at most so many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_duties(&mut self, after: &str, limit: usize) -> Result<Vec<DutyRow>> {
        const SQL: &str = "SELECT id, body, version, changed_at, changed_by FROM duty
            JOIN duty_body ON duty_body.duty = duty.id
            WHERE id > $1 AND state IN ('assigned', 'in_hand', 'submitted', 'returned') ORDER BY id LIMIT $2";
        let limit = i64::try_from(limit)?;
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).bind(after).bind(limit).fetch_all(&mut **db).await?);
        rows.into_iter().map(DutyRow::try_from).collect()
    }

    /// Duties of which something waits for whoever supervises.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting_duties(&mut self) -> Result<Vec<Waiting>> {
        const SQL: &str = "SELECT id, due, commitment, year, state, waits, submitted_by FROM duty
            WHERE waits <> '' ORDER BY due, id";
        Ok(on!(self, db => sqlx::query_as(SQL).fetch_all(&mut **db).await?))
    }

    /// Duties of a commitment that their units work on, of which nothing waits.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn working_duties(&mut self, commitment: &str, year: i16) -> Result<Vec<Waiting>> {
        const SQL: &str = "SELECT id, due, commitment, year, state, waits, submitted_by FROM duty
            WHERE commitment = $1 AND year = $2 AND waits = '' AND state IN ('assigned', 'in_hand', 'returned')";
        Ok(on!(self, db => sqlx::query_as(SQL).bind(commitment).bind(i64::from(year)).fetch_all(&mut **db).await?))
    }

    /// Whether the unit has, or had, a duty of a commitment in a year.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_duty(&mut self, commitment: &str, year: i16, unit: &str) -> Result<bool> {
        const SQL: &str = "SELECT COUNT(*) FROM duty WHERE commitment = $1 AND year = $2 AND unit = $3";
        let count: i64 = on!(self, db => sqlx::query_scalar(SQL)
            .bind(commitment)
            .bind(i64::from(year))
            .bind(unit)
            .fetch_one(&mut **db).await?);
        Ok(count > 0)
    }

    /// Ids of the duties of a year with a result that were not drawn yet, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn duties_to_draw(&mut self, year: i16) -> Result<Vec<String>> {
        const SQL: &str = "SELECT id FROM duty WHERE year = $1 AND state IN ('submitted', 'closed') AND sample = ''
            ORDER BY id";
        Ok(on!(self, db => sqlx::query_scalar(SQL).bind(i64::from(year)).fetch_all(&mut **db).await?))
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

    /// How many duties of a year are in each state.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn duty_states(&mut self, year: i16) -> Result<Vec<(State, usize)>> {
        const SQL: &str = "SELECT state, COUNT(*) FROM duty WHERE year = $1 GROUP BY state ORDER BY state";
        let rows: Vec<(String, i64)> =
            on!(self, db => sqlx::query_as(SQL).bind(i64::from(year)).fetch_all(&mut **db).await?);
        rows.into_iter().map(|(state, count)| Ok((named(&state)?, usize::try_from(count)?))).collect()
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
