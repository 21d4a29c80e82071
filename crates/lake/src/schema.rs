//! The table that a dataset declaration describes: written by the import, read by every query.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use policy::dataset::{Column, ColumnType, Dataset};

/// Row of the source sheet that a row was read from, counted from 1.
pub const ROW: &str = "_row";

/// Digits of every decimal column.
pub const PRECISION: u8 = 18;

/// Columns in the order of the declaration, then the key columns (`key_as`), then [`ROW`].
///
/// Every column may be NULL: snapshots written before a column was declared are read with NULL in its place.
#[must_use]
pub fn table(dataset: &Dataset) -> SchemaRef {
    let columns = dataset.columns.iter().map(|column| Field::new(&column.name, data_type(column), true));
    let keys = dataset.columns.iter().filter_map(|column| column.key_as.as_deref());
    let keys = keys.map(|key| Field::new(key, DataType::Int64, true));
    Arc::new(Schema::new(columns.chain(keys).chain([Field::new(ROW, DataType::Int64, true)]).collect::<Vec<_>>()))
}

/// The same table as queries read it: text in views, which group and compare a sixth faster.
#[must_use]
pub fn read(dataset: &Dataset) -> SchemaRef {
    let table = table(dataset);
    let fields = table.fields().iter().map(|field| match field.data_type() {
        DataType::Utf8 => Arc::new(field.as_ref().clone().with_data_type(DataType::Utf8View)),
        _ => Arc::clone(field),
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

fn data_type(column: &Column) -> DataType {
    match column.kind {
        ColumnType::Text | ColumnType::Identifier | ColumnType::Code => DataType::Utf8,
        ColumnType::Integer => DataType::Int64,
        ColumnType::Decimal => {
            DataType::Decimal128(PRECISION, i8::try_from(column.scale.unwrap_or(0)).unwrap_or(i8::MAX))
        }
        ColumnType::Date => DataType::Date32,
        ColumnType::Boolean => DataType::Boolean,
    }
}
