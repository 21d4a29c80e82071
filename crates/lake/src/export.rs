//! Tables for everybody: rows of texts, numbers and dates as a Parquet file in memory.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use datafusion::{
    arrow::{
        array::{ArrayRef, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray},
        datatypes::{DataType, Field, Schema},
    },
    parquet::{
        arrow::ArrowWriter,
        basic::{Compression, ZstdLevel},
        file::properties::WriterProperties,
    },
};
use jiff::civil::{Date, date};
use rust_decimal::Decimal;

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    Text,
    Integer,
    /// Ten digits after the point.
    Decimal,
    /// `YYYY-MM-DD`.
    Date,
}

/// Digits of a decimal, and those after its point.
const DIGITS: u8 = 38;
const SCALE: i8 = 10;

/// The same rows give the same bytes. Empty cells are nulls.
///
/// # Errors
/// When a cell is not what its column says.
pub fn parquet(columns: &[(&str, Cell)], rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let field = |(name, cell): &(&str, Cell)| {
        let kind = match cell {
            Cell::Text => DataType::Utf8,
            Cell::Integer => DataType::Int64,
            Cell::Decimal => DataType::Decimal128(DIGITS, SCALE),
            Cell::Date => DataType::Date32,
        };
        Field::new(*name, kind, true)
    };
    let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
    let array = |(at, (name, cell)): (usize, &(&str, Cell))| {
        let cells = rows.iter().map(|row| row.get(at).map(String::as_str).filter(|cell| !cell.is_empty()));
        array(*cell, cells).with_context(|| format!("column {name}"))
    };
    let arrays = columns.iter().enumerate().map(array).collect::<Result<Vec<_>>>()?;
    let properties = WriterProperties::builder()
        .set_created_by("luoshi".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?));
    let mut writer = ArrowWriter::try_new(Vec::new(), Arc::clone(&schema), Some(properties.build()))?;
    writer.write(&RecordBatch::try_new(schema, arrays)?)?;
    Ok(writer.into_inner()?)
}

fn array<'a>(cell: Cell, cells: impl Iterator<Item = Option<&'a str>>) -> Result<ArrayRef> {
    Ok(match cell {
        Cell::Text => Arc::new(cells.collect::<StringArray>()),
        Cell::Integer => {
            let numbers = cells.map(|cell| cell.map(str::parse::<i64>).transpose());
            Arc::new(numbers.collect::<Result<Int64Array, _>>()?)
        }
        Cell::Decimal => {
            let numbers = cells.map(|cell| cell.map(scaled).transpose());
            let numbers = numbers.collect::<Result<Decimal128Array>>()?;
            Arc::new(numbers.with_precision_and_scale(DIGITS, SCALE)?)
        }
        Cell::Date => {
            let days = cells.map(|cell| cell.map(days).transpose());
            Arc::new(days.collect::<Result<Date32Array>>()?)
        }
    })
}

fn scaled(text: &str) -> Result<i128> {
    let mut number: Decimal = text.parse()?;
    number.rescale(u32::try_from(SCALE)?);
    Ok(number.mantissa())
}

/// Days since 1970.
fn days(text: &str) -> Result<i32> {
    Ok((text.parse::<Date>()? - date(1970, 1, 1)).get_days())
}
