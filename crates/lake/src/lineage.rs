//! Whose facts a column of a query is made of: the privacy class of what it was computed from, whatever it is called.
//!
//! The plan of the query is followed from its tables, whose columns the pack gives a class, to what it lists:
//!
//! | a column that is | has the class | may be shown |
//! | --- | --- | --- |
//! | a column of a table, under any name, through joins, subqueries and unions | of that column | in the masked form of its class |
//! | computed (functions, `CASE`, casts, `MIN`, `MAX`, `SUM`, windows, lists taken apart) | the strictest of all columns in the expression | only when that is public or internal |
//! | `COUNT` of rows, or of columns that are not sensitive | public: it says how many | as it is |
//! | computed with a subquery | the strictest of all columns that the subquery mentions anywhere | only when that is public or internal |
//!
//! Which rows are there (`WHERE`, `JOIN … ON`, `GROUP BY`) does not change a class: the rows are what the indicator
//! counts, and that is said. What cannot be followed is refused, never guessed: recursive queries, functions that
//! make tables, lateral joins, grouping sets.

use std::{collections::BTreeMap, sync::Arc};

use datafusion::{
    common::{
        Column, DFSchemaRef, JoinType, TableReference, plan_err,
        tree_node::{TreeNode, TreeNodeRecursion},
    },
    error::Result,
    logical_expr::{Distinct, Expr, LogicalPlan, Subquery, expr::AggregateFunction},
};
use policy::dataset::{ColumnType, Privacy};

/// What a column is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    pub privacy: Privacy,
    /// The type of the column of a dataset that this one is, under whatever name; none for a computed one.
    pub plain: Option<ColumnType>,
}

impl Origin {
    const fn computed(privacy: Privacy) -> Self {
        Self { privacy, plain: None }
    }

    /// A column that holds values of both. Beside values that everybody may see, the others keep their masked form.
    fn or(self, other: Self) -> Self {
        let (lenient, strict) = if self.privacy <= other.privacy { (self, other) } else { (other, self) };
        if lenient == strict || !lenient.privacy.is_of_a_person() && strict.privacy.is_of_a_person() {
            return strict;
        }
        Self::computed(strict.privacy)
    }
}

/// The columns of every table that a query may read, by name.
pub(crate) type Tables = BTreeMap<String, BTreeMap<String, Origin>>;

/// What each column is made of that a plan lists.
///
/// # Errors
/// When the plan does something that cannot be followed.
pub(crate) fn origins(plan: &LogicalPlan, tables: &Tables) -> Result<Vec<Origin>> {
    Tracer { tables, outer: Vec::new(), mentioned: Privacy::Public }.plan(plan)
}

/// Columns that an expression may name: those of the inputs of its node.
type Scope = Vec<(DFSchemaRef, Vec<Origin>)>;

struct Tracer<'a> {
    tables: &'a Tables,
    /// Scopes around the subquery that is followed now, the nearest last.
    outer: Vec<Scope>,
    /// The strictest class of any column mentioned since it was last set.
    mentioned: Privacy,
}

impl Tracer<'_> {
    fn plan(&mut self, plan: &LogicalPlan) -> Result<Vec<Origin>> {
        let mut scope = Scope::new();
        for input in plan.inputs() {
            scope.push((Arc::clone(input.schema()), self.plan(input)?));
        }
        // Also conditions are followed: they may not hide what cannot be followed.
        let expressions = plan.expressions();
        let mut found = Vec::new();
        for expression in &expressions {
            found.push(self.expression(expression, &scope)?);
        }
        let mut inputs = scope.iter().map(|(_, origins)| origins.clone());
        let listed: Vec<Origin> = match plan {
            LogicalPlan::Projection(_) | LogicalPlan::Aggregate(_) => found,
            LogicalPlan::Filter(_)
            | LogicalPlan::Sort(_)
            | LogicalPlan::Limit(_)
            | LogicalPlan::Repartition(_)
            | LogicalPlan::SubqueryAlias(_)
            | LogicalPlan::Distinct(Distinct::All(_)) => inputs.next().unwrap_or_default(),
            LogicalPlan::Distinct(Distinct::On(on)) => {
                on.select_expr.iter().map(|one| self.expression(one, &scope)).collect::<Result<_>>()?
            }
            LogicalPlan::Window(_) => inputs.flatten().chain(found).collect(),
            LogicalPlan::Join(join) => match join.join_type {
                JoinType::Inner | JoinType::Left | JoinType::Right | JoinType::Full => inputs.flatten().collect(),
                JoinType::LeftSemi | JoinType::LeftAnti => inputs.next().unwrap_or_default(),
                JoinType::RightSemi | JoinType::RightAnti => inputs.nth(1).unwrap_or_default(),
                JoinType::LeftMark | JoinType::RightMark => return plan_err!("a mark join"),
            },
            LogicalPlan::Union(_) => {
                let arms = inputs.reduce(|one, other| one.into_iter().zip(other).map(|(a, b)| a.or(b)).collect());
                arms.unwrap_or_default()
            }
            LogicalPlan::Unnest(unnest) => {
                let whole = inputs.next().unwrap_or_default();
                let part = |at: &usize| whole.get(*at).map(|origin| Origin::computed(origin.privacy));
                unnest.dependency_indices.iter().filter_map(part).collect()
            }
            LogicalPlan::Values(values) => {
                let row = |row: &Vec<Expr>| row.iter().map(|cell| self.expression(cell, &scope)).collect::<Result<_>>();
                let rows: Vec<Vec<Origin>> = values.values.iter().map(row).collect::<Result<_>>()?;
                let all = rows.into_iter().reduce(|a, b| a.into_iter().zip(b).map(|(a, b)| a.or(b)).collect());
                all.unwrap_or_default()
            }
            LogicalPlan::EmptyRelation(_) => Vec::new(),
            LogicalPlan::TableScan(scan) => {
                let TableReference::Bare { table } = &scan.table_name else { return plan_err!("{}", scan.table_name) };
                let Some(columns) = self.tables.get(table.as_ref()) else { return plan_err!("{table}") };
                let names = scan.projected_schema.fields().iter().map(|field| field.name());
                names.filter_map(|name| columns.get(name)).copied().collect()
            }
            other => return plan_err!("{}", other.display()),
        };
        if listed.len() == plan.schema().fields().len() { Ok(listed) } else { plan_err!("{}", plan.display()) }
    }

    fn expression(&mut self, expression: &Expr, scope: &Scope) -> Result<Origin> {
        let origin = match expression {
            Expr::Alias(alias) => self.expression(&alias.expr, scope)?,
            Expr::Column(column) => named(column, scope)?,
            Expr::AggregateFunction(function) if only_counts(function, scope)? => Origin::computed(Privacy::Public),
            _ => Origin::computed(self.strictest(expression, scope)?),
        };
        self.mentioned = self.mentioned.max(origin.privacy);
        Ok(origin)
    }

    /// The strictest class of all columns in an expression.
    fn strictest(&mut self, expression: &Expr, scope: &Scope) -> Result<Privacy> {
        let mut strictest = Privacy::Public;
        expression.apply(|part| {
            let privacy = match part {
                Expr::Column(column) => named(column, scope)?.privacy,
                Expr::OuterReferenceColumn(_, column) => self.around(column)?.privacy,
                Expr::ScalarSubquery(subquery) => self.subquery(subquery, scope)?,
                Expr::Exists(exists) => self.subquery(&exists.subquery, scope)?,
                Expr::InSubquery(within) => self.subquery(&within.subquery, scope)?,
                Expr::SetComparison(comparison) => self.subquery(&comparison.subquery, scope)?,
                _ => Privacy::Public,
            };
            strictest = strictest.max(privacy);
            Ok(TreeNodeRecursion::Continue)
        })?;
        Ok(strictest)
    }

    /// The strictest class of everything that a subquery mentions: also its conditions decide its value.
    fn subquery(&mut self, subquery: &Subquery, scope: &Scope) -> Result<Privacy> {
        let before = std::mem::replace(&mut self.mentioned, Privacy::Public);
        self.outer.push(scope.clone());
        let listed = self.plan(&subquery.subquery)?;
        self.outer.pop();
        let strictest = listed.iter().map(|origin| origin.privacy).fold(self.mentioned, Privacy::max);
        self.mentioned = before.max(strictest);
        Ok(strictest)
    }

    /// A column of a query around this one.
    fn around(&self, column: &Column) -> Result<Origin> {
        let found = self.outer.iter().rev().find_map(|scope| named(column, scope).ok());
        found.map_or_else(|| plan_err!("{column}"), Ok)
    }
}

/// Whether an aggregate says nothing but how many rows there are. The number of values that are there would tell
/// whether one is there, which a sensitive column does not say either; a condition would tell what holds.
fn only_counts(function: &AggregateFunction, scope: &Scope) -> Result<bool> {
    let params = &function.params;
    let mut counts = function.func.name() == "count" && params.filter.is_none() && params.order_by.is_empty();
    for argument in &params.args {
        counts &= match argument {
            Expr::Literal(..) => true,
            Expr::Column(column) => named(column, scope)?.privacy < Privacy::Sensitive,
            _ => false,
        };
    }
    Ok(counts)
}

/// A column by its name; when a name without a table fits several, as strict as the strictest.
fn named(column: &Column, scope: &Scope) -> Result<Origin> {
    let columns = scope.iter().flat_map(|(schema, origins)| schema.iter().zip(origins));
    let fits = columns.filter(|((table, field), _)| {
        field.name() == &column.name && (column.relation.is_none() || *table == column.relation.as_ref())
    });
    let found = fits.map(|(_, origin)| *origin).reduce(Origin::or);
    found.map_or_else(|| plan_err!("{column}"), Ok)
}
