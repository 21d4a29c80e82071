//! The tables that engines give to queries besides datasets: units, figures of other indicators, rules of standards.

use std::sync::Arc;

use anyhow::{Context, Result};
use datafusion::arrow::{
    array::{Decimal128Array, RecordBatch, StringArray},
    datatypes::{DataType, Field, Schema, SchemaRef},
};
use policy::{
    indicator::{Level, Standard},
    number::Number,
};
use rust_decimal::Decimal;

use crate::{compute::Figure, org::Tree};

/// Digits after the point of numbers that an indicator reads of another.
const VALUE_SCALE: i8 = 10;

fn text_fields<const N: usize>(names: [&str; N]) -> impl Iterator<Item = Field> {
    names.into_iter().map(|name| Field::new(name, DataType::Utf8, true))
}

fn number_fields<const N: usize>(names: [&str; N]) -> impl Iterator<Item = Field> {
    names.into_iter().map(|name| Field::new(name, DataType::Decimal128(38, VALUE_SCALE), true))
}

/// Columns of the table `org`.
pub(crate) fn org_schema() -> SchemaRef {
    Arc::new(Schema::new(text_fields(["code", "name", "level", "parent"]).collect::<Vec<_>>()))
}

/// Columns of a table with the figures of an indicator.
pub(crate) fn values_schema() -> SchemaRef {
    let numbers = number_fields(["numerator", "denominator", "value"]);
    Arc::new(Schema::new(text_fields(["org", "level"]).chain(numbers).collect::<Vec<_>>()))
}

/// Columns of a table with the rules of a standard.
pub(crate) fn standard_schema() -> SchemaRef {
    let texts = text_fields(["rule", "stage", "indicator", "comparator"]);
    Arc::new(Schema::new(texts.chain(number_fields(["value", "floor"])).collect::<Vec<_>>()))
}

/// The units that were open, as a table.
pub(crate) fn org_table(tree: &Tree) -> Result<RecordBatch> {
    let orgs: Vec<_> = tree.orgs().filter(|org| org.open).collect();
    let columns: [StringArray; 4] = [
        orgs.iter().map(|org| Some(org.code.as_str())).collect(),
        orgs.iter().map(|org| Some(org.name.as_str())).collect(),
        orgs.iter().map(|org| Some(level_name(org.level))).collect(),
        orgs.iter().map(|org| org.parent.as_deref()).collect(),
    ];
    Ok(RecordBatch::try_new(org_schema(), columns.map(|column| Arc::new(column) as _).to_vec())?)
}

pub(crate) fn values_table(figures: &[Figure]) -> Result<RecordBatch> {
    let orgs: StringArray = figures.iter().map(|figure| Some(figure.org.as_str())).collect();
    let levels: StringArray = figures.iter().map(|figure| Some(level_name(figure.level))).collect();
    let numbers = |of: fn(&Figure) -> Option<Number>| numbers(figures.iter().map(of));
    let numerators = numbers(|figure| figure.numerator)?;
    let denominators = numbers(|figure| figure.denominator)?;
    let values = numbers(|figure| figure.value)?;
    let columns = vec![
        Arc::new(orgs) as _,
        Arc::new(levels) as _,
        Arc::new(numerators) as _,
        Arc::new(denominators) as _,
        Arc::new(values) as _,
    ];
    Ok(RecordBatch::try_new(values_schema(), columns)?)
}

pub(crate) fn standard_table(standard: &Standard) -> Result<RecordBatch> {
    let rules = &standard.rules;
    let texts: [StringArray; 4] = [
        rules.iter().map(|rule| Some(rule.id.as_str())).collect(),
        rules.iter().map(|rule| rule.stage.as_deref()).collect(),
        rules.iter().map(|rule| Some(rule.indicator.as_str())).collect(),
        rules.iter().map(|rule| Some(rule.comparator.name())).collect(),
    ];
    let values = numbers(rules.iter().map(|rule| Some(rule.value)))?;
    let floors = numbers(rules.iter().map(|rule| rule.floor))?;
    let texts = texts.map(|column| Arc::new(column) as _).into_iter();
    let columns = texts.chain([Arc::new(values) as _, Arc::new(floors) as _]).collect();
    Ok(RecordBatch::try_new(standard_schema(), columns)?)
}

fn numbers(numbers: impl Iterator<Item = Option<Number>>) -> Result<Decimal128Array> {
    let scaled = numbers.map(|number| number.map(|number| scaled(number.0)).transpose());
    let scaled: Decimal128Array = scaled.collect::<Result<Vec<_>>>()?.into_iter().collect();
    Ok(scaled.with_precision_and_scale(38, VALUE_SCALE)?)
}

fn scaled(number: Decimal) -> Result<i128> {
    let scale = VALUE_SCALE.unsigned_abs().into();
    let rounded = number.round_dp(scale);
    let factor = 10_i128.checked_pow(scale - rounded.scale()).context("scale")?;
    rounded.mantissa().checked_mul(factor).context("a figure is too large for a table")
}

const fn level_name(level: Level) -> &'static str {
    match level {
        Level::District => "district",
        Level::Township => "township",
        Level::School => "school",
    }
}
