//! The manifest: which snapshots exist.

use anyhow::Result;
use jiff::Timestamp;
use lake::snapshot::Snapshot;

use super::{Transaction, count, moment, on, uncount};

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    dataset: String,
    scope: String,
    as_of: String,
    recorded_at: String,
    withdrawn_at: Option<String>,
    file: String,
    sha256: String,
    #[sqlx(rename = "row_count")]
    rows: i64,
    left_out: i64,
    source_name: String,
    source_sha256: String,
    importer: String,
}

impl TryFrom<Row> for Snapshot {
    type Error = anyhow::Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            dataset: row.dataset,
            scope: row.scope,
            as_of: row.as_of.parse()?,
            recorded_at: row.recorded_at.parse()?,
            withdrawn_at: row.withdrawn_at.map(|at| at.parse()).transpose()?,
            file: row.file,
            sha256: row.sha256,
            rows: uncount(row.rows)?,
            left_out: uncount(row.left_out)?,
            source_name: row.source_name,
            source_sha256: row.source_sha256,
            importer: row.importer,
        })
    }
}

impl Transaction {
    /// All snapshots, also withdrawn ones, in the order in which they became known.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn snapshots(&mut self) -> Result<Vec<Snapshot>> {
        const SQL: &str =
            "SELECT id, dataset, scope, as_of, recorded_at, withdrawn_at, file, sha256, row_count, left_out,
            source_name, source_sha256, importer FROM snapshot ORDER BY recorded_at, id";
        let rows: Vec<Row> = on!(self, db => sqlx::query_as(SQL).fetch_all(&mut **db).await?);
        rows.into_iter().map(Snapshot::try_from).collect()
    }

    /// Records an accepted import.
    ///
    /// # Errors
    /// When the database fails or the file is already recorded.
    pub async fn add_snapshot(&mut self, snapshot: &Snapshot) -> Result<()> {
        const SQL: &str = "INSERT INTO snapshot (id, dataset, scope, as_of, recorded_at, withdrawn_at, file, sha256, row_count,
            left_out, source_name, source_sha256, importer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        let (rows, left_out) = (count(snapshot.rows)?, count(snapshot.left_out)?);
        on!(self, db => sqlx::query(SQL)
            .bind(&snapshot.id)
            .bind(&snapshot.dataset)
            .bind(&snapshot.scope)
            .bind(snapshot.as_of.to_string())
            .bind(moment(snapshot.recorded_at))
            .bind(snapshot.withdrawn_at.map(moment))
            .bind(&snapshot.file)
            .bind(&snapshot.sha256)
            .bind(rows)
            .bind(left_out)
            .bind(&snapshot.source_name)
            .bind(&snapshot.source_sha256)
            .bind(&snapshot.importer)
            .execute(&mut **db).await.map(drop)?);
        Ok(())
    }

    /// Takes a snapshot out of force from a moment on; `false` when it is unknown or already withdrawn.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn withdraw_snapshot(&mut self, id: &str, at: Timestamp) -> Result<bool> {
        const SQL: &str = "UPDATE snapshot SET withdrawn_at = $1 WHERE id = $2 AND withdrawn_at IS NULL";
        Ok(on!(self, db => sqlx::query(SQL).bind(moment(at)).bind(id).execute(&mut **db).await?.rows_affected()) == 1)
    }

    /// A text that changes whenever facts, measures or definitions do; cheap to ask before every page.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn facts(&mut self) -> Result<String> {
        const SQL: &str = "SELECT (SELECT COUNT(*) FROM snapshot), (SELECT MAX(recorded_at) FROM snapshot),
            (SELECT COUNT(withdrawn_at) FROM snapshot), (SELECT COUNT(*) FROM measure), (SELECT COUNT(*) FROM definition)";
        let (snapshots, latest, withdrawn, measures, definitions): (i64, Option<String>, i64, i64, i64) =
            on!(self, db => sqlx::query_as(SQL).fetch_one(&mut **db).await?);
        Ok(format!("{snapshots} {} {withdrawn} {measures} {definitions}", latest.unwrap_or_default()))
    }
}
