//! Queries of packs and analysts: one `SELECT` each, parameters bound as values, cells as text or exact numbers.

use std::{collections::BTreeMap, ops::ControlFlow, sync::Arc};

use anyhow::{Context, Result, anyhow};
use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, RecordBatch, StringArray},
        compute::{CastOptions, cast, cast_with_options},
        datatypes::{DataType, Decimal128Type, SchemaRef},
    },
    dataframe::DataFrame,
    error::DataFusionError,
    logical_expr::LogicalPlan,
    prelude::{SQLOptions, SessionContext},
    sql::{
        parser::Statement,
        sqlparser::{
            ast::{self, Expr, Ident, SelectItem, SetExpr, Value, VisitMut, VisitorMut, visit_expressions_mut},
            dialect::GenericDialect,
            parser::Parser,
        },
    },
};
use jiff::civil::Date;
use policy::{indicator::Param, number::Number};
use rust_decimal::Decimal;

use crate::refusal::Refusal;

/// A value for a `$name` of a query.
#[derive(Clone, Debug)]
pub(crate) enum Bound<'a> {
    Number(Number),
    Text(&'a str),
    Date(Date),
}

impl<'a> From<&'a Param> for Bound<'a> {
    fn from(param: &'a Param) -> Self {
        match param {
            Param::Number(number) => Self::Number(*number),
            Param::Text(text) => Self::Text(text),
        }
    }
}

/// Parses one query.
pub(crate) fn parse(ctx: &SessionContext, sql: &str) -> Result<Statement> {
    let refuse = |error: &dyn std::fmt::Display| Refusal::Query { message: error.to_string() };
    let statement = ctx.state().sql_to_statement(sql, &ctx.state().config_options().sql_parser.dialect);
    let mut statement = statement.map_err(|error| refuse(&error.strip_backtrace()))?;
    match &mut statement {
        Statement::Statement(inner) if matches!(**inner, ast::Statement::Query(_)) => {
            // The visitor never breaks.
            let _ = inner.visit(&mut NameArms);
            Ok(statement)
        }
        _ => Err(refuse(&"only one SELECT is allowed").into()),
    }
}

/// Names the columns of every arm of a `UNION` but the first, where SQL ignores names and DataFusion refuses two equal ones.
struct NameArms;

impl VisitorMut for NameArms {
    type Break = ();

    fn pre_visit_query(&mut self, query: &mut ast::Query) -> ControlFlow<()> {
        name_arms(&mut query.body, true);
        ControlFlow::Continue(())
    }
}

fn name_arms(body: &mut SetExpr, first: bool) {
    match body {
        SetExpr::SetOperation { left, right, .. } => {
            name_arms(left, first);
            name_arms(right, false);
        }
        SetExpr::Select(select) if !first => {
            for (index, item) in select.projection.iter_mut().enumerate() {
                if let SelectItem::UnnamedExpr(expr) = item {
                    let alias = Ident::new(format!("column{index}"));
                    *item = SelectItem::ExprWithAlias { expr: expr.clone(), alias };
                }
            }
        }
        _ => {}
    }
}

/// Puts literals in the place of every `$name`. Typed placeholders would not do: they take their type from a
/// neighbour, and in `$year - 9` there may be none.
pub(crate) fn bind(statement: &mut Statement, values: &BTreeMap<&str, Bound>) -> Result<()> {
    let Statement::Statement(query) = statement else { return Ok(()) };
    let flow = visit_expressions_mut(query.as_mut(), |expr| {
        let Expr::Value(value) = &*expr else { return ControlFlow::Continue(()) };
        let Value::Placeholder(name) = &value.value else { return ControlFlow::Continue(()) };
        let bound = name.strip_prefix('$').and_then(|name| values.get(name));
        match bound.ok_or_else(|| Refusal::Query { message: format!("{name} has no value") }.into()).and_then(literal) {
            Ok(literal) => {
                *expr = literal;
                ControlFlow::Continue(())
            }
            Err(error) => ControlFlow::Break(error),
        }
    });
    match flow {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(error) => Err(error),
    }
}

fn literal(value: &Bound) -> Result<Expr> {
    let text = match value {
        Bound::Text(text) => return Ok(Expr::value(Value::SingleQuotedString((*text).to_owned()))),
        Bound::Number(number) => format!("({number})"),
        Bound::Date(date) => format!("CAST('{date}' AS DATE)"),
    };
    let mut parser = Parser::new(&GenericDialect {}).try_with_sql(&text)?;
    parser.parse_expr().with_context(|| format!("literal {text}"))
}

/// Plans a parsed query; anything but reading is refused.
pub(crate) async fn plan(ctx: &SessionContext, statement: Statement) -> Result<DataFrame> {
    let refuse = |error: DataFusionError| Refusal::Query { message: error.strip_backtrace() };
    let plan: LogicalPlan = ctx.state().statement_to_plan(statement).await.map_err(refuse)?;
    let options = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    options.verify_plan(&plan).map_err(refuse)?;
    Ok(DataFrame::new(ctx.state(), plan))
}

/// Runs a query. What the query itself does wrong (a division by zero, a cast, types that do not fit, what the engine
/// cannot do, too much memory) is a refusal; a file that cannot be read is a fault.
pub(crate) async fn collect(rows: DataFrame) -> Result<Vec<RecordBatch>> {
    rows.collect().await.map_err(|error| match error.find_root() {
        DataFusionError::ArrowError(..)
        | DataFusionError::Execution(_)
        | DataFusionError::NotImplemented(_)
        | DataFusionError::Plan(_)
        | DataFusionError::SchemaError(..)
        | DataFusionError::ResourcesExhausted(_) => Refusal::Query { message: error.strip_backtrace() }.into(),
        _ => error.into(),
    })
}

/// A column as text: dates in ISO form, decimals with all their digits.
pub(crate) fn texts(batch: &RecordBatch, column: usize) -> Result<StringArray> {
    let text = cast(batch.column(column), &DataType::Utf8)?;
    Ok(text.as_string::<i32>().clone())
}

/// Every row of a table as text.
pub(crate) fn rows(batches: &[RecordBatch]) -> Result<Vec<Vec<Option<String>>>> {
    let mut rows = Vec::new();
    for batch in batches {
        let columns = (0..batch.num_columns()).map(|column| texts(batch, column)).collect::<Result<Vec<_>>>()?;
        rows.extend((0..batch.num_rows()).map(|row| {
            columns.iter().map(|cells| cells.is_valid(row).then(|| cells.value(row).to_owned())).collect::<Vec<_>>()
        }));
    }
    Ok(rows)
}

/// One exact number of a decimal column.
pub(crate) fn decimal(batch: &RecordBatch, column: usize, row: usize) -> Result<Option<Decimal>> {
    let array = batch.column(column).as_primitive_opt::<Decimal128Type>().context("not a decimal column")?;
    if array.is_null(row) {
        return Ok(None);
    }
    let scale = u32::try_from(array.scale()).context("decimal with a negative scale")?;
    let number = Decimal::try_from_i128_with_scale(array.value(row), scale).context("a sum is too large")?;
    Ok(Some(number))
}

/// A table from text cells, in the order of the schema; an empty cell is NULL.
pub(crate) fn table(schema: &SchemaRef, rows: &[Vec<Option<String>>]) -> Result<RecordBatch> {
    let options = CastOptions { safe: false, ..CastOptions::default() };
    let columns = schema.fields().iter().enumerate().map(|(index, field)| {
        let cells: StringArray = rows.iter().map(|row| row.get(index).and_then(Option::as_deref)).collect();
        let cells: ArrayRef = Arc::new(cells);
        cast_with_options(&cells, field.data_type(), &options).map_err(|error| anyhow!("{}: {error}", field.name()))
    });
    Ok(RecordBatch::try_new(Arc::clone(schema), columns.collect::<Result<Vec<_>>>()?)?)
}
