//! Checks over all rows of a file and over other datasets, asked as queries over the rows that were understood.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use anyhow::Context;
use datafusion::{
    arrow::{
        array::{Array, AsArray},
        compute::cast,
        datatypes::{DataType, Int64Type},
    },
    common::JoinType,
    dataframe::DataFrame,
    functions_aggregate::{
        count::count_udaf,
        min_max::{max_udaf, min_udaf},
    },
    logical_expr::{AggregateUDF, Expr, ExprFunctionExt, expr::WindowFunction, ident, lit},
    prelude::SessionContext,
};
use policy::{
    dataset::{Column, ColumnType, Dataset, Drift, Severity},
    pack::Pack,
};
use rust_decimal::Decimal;

use crate::{
    lake::Lake,
    org::Tree,
    problem::Problems,
    rows::{Known, Values},
    schema::ROW,
    snapshot::Cut,
    sql::{self, Bound},
};

/// A row that breaks a rule.
pub(crate) struct Finding {
    pub(crate) number: i64,
    /// Column of the dataset whose cell is marked.
    pub(crate) column: String,
    pub(crate) code: String,
    pub(crate) severity: Severity,
    pub(crate) args: Vec<(&'static str, String)>,
}

/// The values of other datasets that the rows refer to, and what cannot be compared because there is no snapshot yet.
pub(crate) async fn known(
    lake: &Lake,
    dataset: &Dataset,
    tree: &Tree,
    cut: Cut,
    orgs: Option<BTreeSet<String>>,
    skipped: &mut BTreeMap<String, Vec<String>>,
) -> anyhow::Result<Known> {
    let session = lake.session();
    let mut references = Vec::new();
    for column in &dataset.columns {
        let reference = column.references.as_deref().and_then(|reference| reference.split_once('.'));
        let Some((other, field)) = reference.filter(|(other, _)| *other != dataset.id) else {
            references.push(None);
            continue;
        };
        let Some(rows) = lake.whole(&session, other, tree, cut).await? else {
            skipped.insert(format!("reference.{}", column.name), vec![other.to_owned()]);
            references.push(None);
            continue;
        };
        let rows = rows.select(vec![ident(field)])?.distinct()?.collect().await?;
        let mut values = Values::new();
        for batch in &rows {
            let texts = sql::texts(batch, 0)?;
            values.extend(texts.iter().flatten().map(str::to_owned));
        }
        references.push(Some(values));
    }
    Ok(Known { references, orgs })
}

/// A value as its cell most likely writes it: the name of a code, yes or no, a number without zeros behind it.
fn written(pack: &Pack, column: Option<&Column>, text: String) -> String {
    let Some(column) = column else { return text };
    let codes = column.codes.as_ref().and_then(|list| pack.codes.get(list));
    let name = codes.and_then(|list| list.codes.iter().find(|code| code.code == text));
    let word = |words: &[String]| words.first().cloned();
    let words = match (column.kind, text.as_str()) {
        (ColumnType::Code, _) => name.map(|code| code.name.zh.clone()),
        (ColumnType::Boolean, "true") => word(&pack.words.yes),
        (ColumnType::Boolean, "false") => word(&pack.words.no),
        (ColumnType::Decimal, _) => Some(without_zeros(&text)),
        _ => None,
    };
    words.unwrap_or(text)
}

/// A decimal as people write it; anything else as it is.
fn without_zeros(text: &str) -> String {
    let decimal = text.parse::<Decimal>().ok().filter(|_| text.contains('.'));
    decimal.map_or_else(|| text.to_owned(), |decimal| decimal.normalize().to_string())
}

/// Rows that share a value which may stand only once: all of them, as nobody can say which is the right one.
pub(crate) async fn repeated(
    pack: &Pack,
    incoming: &DataFrame,
    dataset: &Dataset,
    suspected: &BTreeSet<Option<usize>>,
) -> anyhow::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for suspect in suspected {
        // A column that is the whole key is said once.
        if suspect.is_some_and(|column| dataset.key == [dataset.columns[column].name.as_str()]) {
            continue;
        }
        let (names, code) = match suspect {
            Some(column) => (vec![dataset.columns[*column].name.clone()], "row.repeated_value"),
            None => (dataset.key.clone(), "row.repeated_key"),
        };
        let by: Vec<Expr> = names.iter().map(ident).collect();
        let over = |function: Arc<AggregateUDF>, of: Expr| {
            Expr::from(WindowFunction::new(function, vec![of])).partition_by(by.clone()).build()
        };
        let first = over(min_udaf(), ident(ROW))?.alias("_first");
        let last = over(max_udaf(), ident(ROW))?.alias("_last");
        let rows = over(count_udaf(), lit(1))?.alias("_rows");
        let mut found = incoming.clone().window(vec![first, last, rows])?.filter(ident("_rows").gt(lit(1)))?;
        if suspect.is_some() {
            found = found.filter(by[0].clone().is_not_null())?;
        }
        let columns: Vec<Expr> = [ident(ROW), ident("_first"), ident("_last")].into_iter().chain(by).collect();
        let found = found.select(columns)?.sort(vec![ident(ROW).sort(true, true)])?;
        for row in sql::rows(&found.collect().await?)? {
            let mut row = row.into_iter().map(Option::unwrap_or_default);
            let (Some(number), Some(first), Some(last)) = (row.next(), row.next(), row.next()) else { continue };
            // The first row points at the last one, all others at the first.
            let other = if number == first { last } else { first };
            let key = row.zip(&names).map(|(text, name)| written(pack, dataset.column(name), text));
            findings.push(Finding {
                number: number.parse()?,
                column: names.first().cloned().unwrap_or_default(),
                code: code.to_owned(),
                severity: Severity::Refuse,
                args: vec![("other", other), ("key", key.collect::<Vec<_>>().join(" + "))],
            });
        }
    }
    Ok(findings)
}

/// Rows that refer to a row which this very file does not have.
pub(crate) async fn self_references(incoming: &DataFrame, dataset: &Dataset) -> anyhow::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for column in &dataset.columns {
        let Some((other, field)) = column.references.as_deref().and_then(|text| text.split_once('.')) else { continue };
        if other != dataset.id {
            continue;
        }
        let known = incoming.clone().select(vec![ident(field).alias("_known")])?;
        let found = incoming
            .clone()
            .filter(ident(&column.name).is_not_null())?
            .join(known, JoinType::LeftAnti, &[&column.name], &["_known"], None)?
            .select(vec![ident(ROW)])?
            .sort(vec![ident(ROW).sort(true, true)])?;
        for row in sql::rows(&found.collect().await?)? {
            findings.push(Finding {
                number: row.into_iter().flatten().next().context("a row has a number")?.parse()?,
                column: column.name.clone(),
                code: "reference.unknown".to_owned(),
                severity: Severity::Refuse,
                args: vec![("reference", column.references.clone().unwrap_or_default())],
            });
        }
    }
    Ok(findings)
}

/// The checks that the pack writes as SQL. One that reads a dataset without a snapshot is skipped.
///
/// `orgs` are the units that the file may speak of; none for a file of the whole district. Of persons, a check reads no
/// others: what it finds would tell a school who is on the roll of another.
pub(crate) async fn declared(
    lake: &Lake,
    session: &SessionContext,
    dataset: &Dataset,
    tree: &Tree,
    cut: Cut,
    orgs: Option<&BTreeSet<String>>,
    skipped: &mut BTreeMap<String, Vec<String>>,
) -> anyhow::Result<Vec<Finding>> {
    let as_of = cut.as_of.to_string();
    let bound = BTreeMap::from([("as_of", Bound::Text(&as_of))]);
    let mut findings = Vec::new();
    for check in &dataset.checks {
        let mut missing = Vec::new();
        for other in &check.reads {
            if session.table_exist(other.as_str())? {
                continue;
            }
            match lake.whole(session, other, tree, cut).await? {
                Some(rows) => {
                    let read = lake.dataset(other)?;
                    let own = orgs.zip(read.org.as_deref()).filter(|_| read.is_about_persons());
                    let rows = match own {
                        Some((orgs, org)) => rows
                            .filter(ident(org).in_list(orgs.iter().map(|code| lit(code.as_str())).collect(), false))?,
                        None => rows,
                    };
                    drop(session.register_table(other.as_str(), rows.into_view())?);
                }
                None => missing.push(other.clone()),
            }
        }
        if !missing.is_empty() {
            skipped.insert(check.code.clone(), missing);
            continue;
        }
        let context = || format!("check {} of {}", check.code, dataset.id);
        let mut statement = sql::parse(session, &check.sql).with_context(context)?;
        sql::bind(&mut statement, &bound).with_context(context)?;
        let rows = sql::plan(session, statement).await.with_context(context)?.collect().await.with_context(context)?;
        let before = findings.len();
        for batch in &rows {
            let numbers = cast(batch.column(0), &DataType::Int64).with_context(context)?;
            let numbers = numbers.as_primitive::<Int64Type>();
            let details = (batch.num_columns() > 1).then(|| sql::texts(batch, 1)).transpose()?;
            for row in (0..batch.num_rows()).filter(|row| numbers.is_valid(*row)) {
                let detail = details.as_ref().filter(|details| details.is_valid(row));
                findings.push(Finding {
                    number: numbers.value(row),
                    column: check.column.clone(),
                    code: format!("check.{}", check.code),
                    severity: check.severity,
                    args: vec![("detail", detail.map_or_else(String::new, |detail| without_zeros(detail.value(row))))],
                });
            }
        }
        findings[before..].sort_by_key(|finding| finding.number);
    }
    Ok(findings)
}

/// What the marked cells say, for the findings that are kept: (row, column) → text.
pub(crate) async fn cells(
    pack: &Pack,
    dataset: &Dataset,
    incoming: &DataFrame,
    findings: &[Finding],
) -> anyhow::Result<BTreeMap<(i64, String), String>> {
    let mut wanted: BTreeMap<&str, BTreeSet<i64>> = BTreeMap::new();
    for finding in findings.iter().take(Problems::KEPT) {
        wanted.entry(&finding.column).or_default().insert(finding.number);
    }
    let mut cells = BTreeMap::new();
    for (column, numbers) in wanted {
        let numbers = numbers.into_iter().map(lit).collect();
        let rows =
            incoming.clone().filter(ident(ROW).in_list(numbers, false))?.select(vec![ident(ROW), ident(column)])?;
        for row in sql::rows(&rows.collect().await?)? {
            let mut row = row.into_iter();
            if let (Some(Some(number)), Some(Some(text))) = (row.next(), row.next()) {
                let text = written(pack, dataset.column(column), text);
                cells.insert((number.parse()?, column.to_owned()), text);
            }
        }
    }
    Ok(cells)
}

/// How the file as a whole differs from the snapshot before it: code and arguments.
pub(crate) async fn drift(
    before: DataFrame,
    incoming: &DataFrame,
    drift: &Drift,
) -> anyhow::Result<Vec<(&'static str, Vec<(&'static str, String)>)>> {
    let (old, new) = (before.clone().count().await?, incoming.clone().count().await?);
    let mut findings = Vec::new();
    let share = Decimal::from(new) / Decimal::from(old.max(1)) - Decimal::ONE;
    let args = |limit: policy::number::Number| {
        let percent = |share: Decimal| format!("{}", (share * Decimal::ONE_HUNDRED).round_dp(1).normalize());
        vec![
            ("before", old.to_string()),
            ("after", new.to_string()),
            ("change", percent(share.abs())),
            ("limit", percent(limit.0)),
        ]
    };
    if old > 0 && share > drift.max_rise.0 {
        findings.push(("drift.rose", args(drift.max_rise)));
    }
    if old > 0 && -share > drift.max_fall.0 {
        findings.push(("drift.fell", args(drift.max_fall)));
    }
    if let Some(watch) = &drift.watch {
        let kept = incoming.clone().select(vec![ident(watch).alias("_kept")])?;
        let gone = before
            .select(vec![ident(watch)])?
            .distinct()?
            .join(kept, JoinType::LeftAnti, &[watch], &["_kept"], None)?
            .sort(vec![ident(watch).sort(true, true)])?;
        let gone: Vec<String> = sql::rows(&gone.collect().await?)?.into_iter().flatten().flatten().collect();
        if !gone.is_empty() {
            let sample = gone.iter().take(10).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = if gone.len() > 10 { " …" } else { "" };
            let args = vec![
                ("count", gone.len().to_string()),
                ("values", format!("{sample}{more}")),
                ("watch", watch.clone()),
            ];
            findings.push(("drift.vanished", args));
        }
    }
    Ok(findings)
}
