//! The rows of a dataset as they are, for engines that compare persons. What people see goes through masks instead
//! ([`crate::query`], [`crate::drill`]).

use anyhow::{Context as _, Result};
use datafusion::{
    arrow::{array::Array as _, datatypes::DataType},
    logical_expr::{cast, ident, lit},
};
use futures::StreamExt as _;

use crate::{
    lake::{Lake, scan},
    snapshot::Cut,
    sql,
};

/// Which rows are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    pub dataset: &'a str,
    /// Columns and keys (`key_as`), in the order in which a row is given.
    pub columns: &'a [&'a str],
    pub cut: Cut,
    /// Only rows that have one of these keys in a column.
    pub only: Option<(&'a str, &'a [i64])>,
}

/// A snapshot in force, by what it is and whose rows another stands in for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    pub id: String,
    pub sha256: String,
    pub except: Vec<String>,
}

impl Lake {
    /// The snapshots in force of a dataset.
    ///
    /// # Errors
    /// When the organisation datasets cannot be read.
    pub async fn in_force(&self, dataset: &str, cut: Cut) -> Result<Vec<InForce>> {
        let tree = self.tree(cut).await?;
        let parts = self.parts(dataset, &tree, cut).into_iter();
        Ok(parts
            .map(|part| InForce {
                id: part.snapshot.id.clone(),
                sha256: part.snapshot.sha256.clone(),
                except: part.except.into_iter().map(str::to_owned).collect(),
            })
            .collect())
    }

    /// Gives every row as text, dates in ISO form, in the order of the columns asked for.
    ///
    /// # Errors
    /// When the dataset or a column is not declared, or a file cannot be read.
    pub async fn facts(&self, ask: &Facts<'_>, visit: &mut (dyn FnMut(&[Option<&str>]) + Send)) -> Result<()> {
        let dataset = self.dataset(ask.dataset)?;
        let tree = self.tree(ask.cut).await?;
        let session = self.session();
        let mut rows = scan(&session, dataset, &self.parts(&dataset.id, &tree, ask.cut)).await?;
        if let Some((column, keys)) = ask.only {
            rows = rows.filter(ident(column).in_list(keys.iter().map(|key| lit(*key)).collect(), false))?;
        }
        let rows = rows.select(ask.columns.iter().map(|column| cast(ident(*column), DataType::Utf8).alias(*column)))?;
        let rows = rows.sort(ask.columns.iter().map(|column| ident(*column).sort(true, true)).collect())?;
        let mut stream = rows.execute_stream().await?;
        while let Some(batch) = stream.next().await {
            let batch = batch.with_context(|| format!("reading {}", dataset.id))?;
            let columns = (0..batch.num_columns()).map(|at| sql::texts(&batch, at)).collect::<Result<Vec<_>>>()?;
            for row in 0..batch.num_rows() {
                let cells: Vec<Option<&str>> =
                    columns.iter().map(|column| column.is_valid(row).then(|| column.value(row))).collect();
                visit(&cells);
            }
        }
        Ok(())
    }
}
