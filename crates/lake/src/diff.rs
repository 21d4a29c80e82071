//! What changed from one snapshot of a dataset to another: rows added, removed and changed, by key.

use anyhow::{Context, Result};
use datafusion::{
    arrow::datatypes::DataType,
    common::{Column, JoinType, NullEquality},
    dataframe::DataFrame,
    functions::expr_fn::coalesce,
    functions_aggregate::expr_fn::sum,
    logical_expr::{Expr, LogicalPlanBuilder, Operator, binary_expr, cast, ident, lit, when},
};
use policy::dataset::Dataset;
use serde::{Deserialize, Serialize};

use crate::{
    lake::{Lake, scan},
    privacy::{Shown, Viewer, of_dataset},
    refusal::Refusal,
    snapshot::{Effective, Snapshot},
    sql,
};

/// Which snapshots, how many rows of each kind to return at most, and how many to pass over before.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Ids of two snapshots of one dataset.
    pub before: &'a str,
    pub after: &'a str,
    pub viewer: Viewer<'a>,
    pub offset: usize,
    pub limit: usize,
}

/// The difference between two snapshots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diff {
    pub dataset: String,
    /// What the cells of added and removed rows are.
    pub columns: Vec<Shown>,
    pub added: Rows,
    pub removed: Rows,
    pub changed: Changes,
    /// Rows that are the same in both.
    pub same: u64,
}

/// Rows that only one snapshot has, in the order of their key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    pub total: u64,
    pub rows: Vec<Vec<Option<String>>>,
}

/// Rows that both have with other values, in the order of their key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    pub total: u64,
    pub rows: Vec<Change>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Values of the key columns, masked.
    pub key: Vec<Option<String>>,
    pub cells: Vec<ChangedCell>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedCell {
    pub column: String,
    /// Values, masked; a masked value may look the same before and after.
    pub before: Option<String>,
    pub after: Option<String>,
}

const BEFORE: &str = "before_";
const AFTER: &str = "after_";
/// Set on every row of a side; NULL where the full join found no partner.
const HERE: &str = "_here";

impl Lake {
    /// Compares two snapshots of a dataset by its key.
    ///
    /// # Errors
    /// Refusals: a snapshot that is not in the manifest, snapshots of two datasets.
    pub async fn diff(&self, request: &Request<'_>) -> Result<Diff> {
        let (before, after) = (self.snapshot(request.before)?, self.snapshot(request.after)?);
        if before.dataset != after.dataset {
            let (before, after) = (before.dataset.clone(), after.dataset.clone());
            return Err(Refusal::OtherDataset { before, after }.into());
        }
        let dataset = self.dataset(&before.dataset)?;
        // Keys follow from their identifiers, and a row may move in the sheet: neither is a change.
        let mut columns = of_dataset(dataset);
        columns.retain(|column| dataset.column(&column.name).is_some());
        let joined = self.join(dataset, before, after, &columns).await?;
        let side = |prefix: &str, name: &str| ident(format!("{prefix}{name}"));
        let added = side(BEFORE, HERE).is_null();
        let removed = side(AFTER, HERE).is_null();
        let differs = columns
            .iter()
            .map(|column| binary_expr(side(BEFORE, &column.name), Operator::IsDistinctFrom, side(AFTER, &column.name)));
        let differs = differs.reduce(Expr::or).context("a dataset has columns")?;
        let both = added.clone().or(removed.clone()).is_not_true();
        let changed = both.clone().and(differs);
        let counts = count(&joined, [added.clone(), removed.clone(), changed.clone(), both]).await?;
        let order: Vec<_> = dataset
            .key
            .iter()
            .map(|key| coalesce(vec![side(BEFORE, key), side(AFTER, key)]).sort(true, true))
            .collect();
        let some = async |condition: Expr| -> Result<Vec<Vec<Option<String>>>> {
            let rows =
                joined.clone().filter(condition)?.sort(order.clone())?.limit(request.offset, Some(request.limit))?;
            sql::rows(&rows.collect().await?)
        };
        // Columns of the join: here and all columns before, then the same after.
        let width = columns.len() + 1;
        let shown = |row: &[Option<String>]| {
            let cells = columns.iter().zip(&row[1..]);
            cells.map(|(column, cell)| request.viewer.cell(column, cell.as_deref())).collect::<Vec<_>>()
        };
        let rows_added = some(added).await?.iter().map(|row| shown(&row[width..])).collect();
        let rows_removed = some(removed).await?.iter().map(|row| shown(&row[..width])).collect();
        let rows_changed = some(changed).await?;
        let rows_changed = rows_changed.iter().map(|row| {
            let (old, new) = row.split_at(width);
            let (shown_old, shown_new) = (shown(old), shown(new));
            let place = |key: &String| columns.iter().position(|column| column.name == *key);
            let key = dataset.key.iter().filter_map(place).map(|at| shown_new[at].clone()).collect();
            let cells = (0..columns.len()).filter(|at| old[at + 1] != new[at + 1]).map(|at| ChangedCell {
                column: columns[at].name.clone(),
                before: shown_old[at].clone(),
                after: shown_new[at].clone(),
            });
            Change { key, cells: cells.collect() }
        });
        Ok(Diff {
            dataset: dataset.id.clone(),
            added: Rows { total: counts[0], rows: rows_added },
            removed: Rows { total: counts[1], rows: rows_removed },
            same: counts[3] - counts[2],
            changed: Changes { total: counts[2], rows: rows_changed.collect() },
            columns,
        })
    }

    async fn join(
        &self,
        dataset: &Dataset,
        before: &Snapshot,
        after: &Snapshot,
        columns: &[Shown],
    ) -> Result<DataFrame> {
        let session = self.session();
        let mut sides = Vec::new();
        for (prefix, snapshot) in [(BEFORE, before), (AFTER, after)] {
            let part = Effective { snapshot, except: Vec::new() };
            let rows = scan(&session, dataset, &[part]).await?;
            let here = lit(true).alias(format!("{prefix}{HERE}"));
            let renamed = columns.iter().map(|column| ident(&column.name).alias(format!("{prefix}{}", column.name)));
            sides.push(rows.select([here].into_iter().chain(renamed).collect::<Vec<_>>())?);
        }
        let keys = |prefix: &str| -> Vec<Column> {
            dataset.key.iter().map(|key| Column::from_name(format!("{prefix}{key}"))).collect()
        };
        let (Some(after), Some(before)) = (sides.pop(), sides.pop()) else { anyhow::bail!("two sides") };
        let (state, before) = before.into_parts();
        let keys = (keys(BEFORE), keys(AFTER));
        // A key may have an empty part; two rows with the same empty part are the same row.
        let plan = LogicalPlanBuilder::from(before)
            .join_detailed(after.into_parts().1, JoinType::Full, keys, None, NullEquality::NullEqualsNull)?
            .build()?;
        Ok(DataFrame::new(state, plan))
    }
}

async fn count<const N: usize>(rows: &DataFrame, conditions: [Expr; N]) -> Result<[u64; N]> {
    let mut sums = Vec::new();
    for (index, condition) in conditions.into_iter().enumerate() {
        let one = when(condition, lit(1_i64)).otherwise(lit(0_i64))?;
        sums.push(cast(sum(one), DataType::Decimal128(20, 0)).alias(format!("count{index}")));
    }
    let mut counts = [0; N];
    for batch in rows.clone().aggregate(vec![], sums)?.collect().await?.iter().filter(|batch| batch.num_rows() > 0) {
        for (column, count) in counts.iter_mut().enumerate() {
            *count = sql::decimal(batch, column, 0)?.unwrap_or_default().try_into()?;
        }
    }
    Ok(counts)
}
