//! Read-only SQL for analysts over the effective datasets, through views that keep the privacy classes.
//!
//! Personal columns and identifiers are masked in every view; sensitive columns are there only when revealed. The
//! integer key columns stay as they are, so that persons can be joined and counted without being named. Nothing but
//! these views and `org` can be read, and nothing can be written.

use std::{collections::BTreeSet, sync::Arc};

use anyhow::Result;
use datafusion::{
    arrow::{array::StringArray, datatypes::DataType},
    common::{TableReference, cast::as_string_array},
    error::DataFusionError,
    logical_expr::{ColumnarValue, Expr, Volatility, cast, create_udf, ident},
    prelude::DataFrame,
};
use policy::dataset::Privacy;
use serde::{Deserialize, Serialize};

use crate::{
    lake::{Lake, scan},
    privacy::{Shown, Viewer, of_dataset},
    refusal::Refusal,
    snapshot::Cut,
    sql,
    tables::org_table,
};

/// What an analyst asks.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// One `SELECT`.
    pub sql: &'a str,
    pub cut: Cut,
    /// Whether a stated reason opens the sensitive columns; names and identifiers stay masked.
    pub reveal: bool,
    /// Most rows to return.
    pub limit: usize,
}

/// The rows of an answer, as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Option<String>>>,
    /// Whether there are more rows than were asked for.
    pub more: bool,
    /// Datasets that the query reads but that have no snapshot in force: a count of 0 then says nothing.
    pub without_data: Vec<String>,
}

impl Lake {
    /// Answers a query.
    ///
    /// # Errors
    /// Refusals: not one `SELECT`, a table that is no dataset, SQL that is not understood.
    pub async fn query(&self, request: &Request<'_>) -> Result<Answer> {
        let session = self.session();
        let statement = sql::parse(&session, request.sql)?;
        let tree = self.tree(request.cut).await?;
        let mut without_data = BTreeSet::new();
        let tables: BTreeSet<TableReference> =
            session.state().resolve_table_references(&statement)?.into_iter().collect();
        for table in tables {
            let unknown = || Refusal::UnknownTable { table: table.to_string() };
            let TableReference::Bare { table: name } = &table else { return Err(unknown().into()) };
            if name.as_ref() == "org" {
                session.register_batch("org", org_table(&tree)?)?;
                continue;
            }
            let dataset = self.pack.datasets.get(name.as_ref()).ok_or_else(unknown)?;
            let parts = self.parts(name, &tree, request.cut);
            without_data.extend(parts.is_empty().then(|| name.to_string()));
            let rows = scan(&session, dataset, &parts).await?;
            let view = masked(rows, &of_dataset(dataset), request.reveal)?;
            session.register_table(table.clone(), view.into_view())?;
        }
        let rows = sql::plan(&session, statement).await?;
        let columns = rows.schema().fields().iter().map(|field| field.name().clone()).collect();
        let found = sql::collect(rows.limit(0, Some(request.limit.saturating_add(1)))?).await?;
        let mut rows = sql::rows(&found)?;
        let more = rows.len() > request.limit;
        rows.truncate(request.limit);
        Ok(Answer { columns, rows, more, without_data: without_data.into_iter().collect() })
    }
}

/// The columns of a dataset that an analyst may read, masked where they are about a person.
fn masked(rows: DataFrame, columns: &[Shown], reveal: bool) -> Result<DataFrame> {
    let keys: BTreeSet<&str> = {
        let is_key = |field: &&Arc<datafusion::arrow::datatypes::Field>| field.data_type() == &DataType::Int64;
        rows.schema().fields().iter().filter(is_key).map(|field| field.name().as_str()).collect()
    };
    let mut views: Vec<Expr> = Vec::new();
    for column in columns {
        let key = column.privacy == Privacy::Identifier && keys.contains(column.name.as_str());
        match column.privacy {
            Privacy::Public | Privacy::Internal => views.push(ident(&column.name)),
            Privacy::Identifier if key => views.push(ident(&column.name)),
            Privacy::Personal | Privacy::Identifier => views.push(mask_of(column)),
            Privacy::Sensitive if reveal => views.push(ident(&column.name)),
            Privacy::Sensitive => {}
        }
    }
    Ok(rows.select(views)?)
}

/// The masked form of a column, as an expression.
fn mask_of(column: &Shown) -> Expr {
    let shown = column.clone();
    let mask = move |args: &[ColumnarValue]| -> Result<ColumnarValue, DataFusionError> {
        let values = ColumnarValue::values_to_arrays(args)?;
        let texts: &StringArray = as_string_array(&values[0])?;
        let viewer = Viewer { reveal: false, hidden: "" };
        let masked: StringArray = texts.iter().map(|text| viewer.cell(&shown, text)).collect();
        Ok(ColumnarValue::Array(Arc::new(masked)))
    };
    let name = format!("mask_{}", column.name);
    let mask = create_udf(&name, vec![DataType::Utf8], DataType::Utf8, Volatility::Immutable, Arc::new(mask));
    mask.call(vec![cast(ident(&column.name), DataType::Utf8)]).alias(&column.name)
}
