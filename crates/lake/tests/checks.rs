//! Every check of the packs, tried on a small table with rows that break the rule and rows that keep it.
//!
//! `checks/DATASET.toml` has one case per check, named by its code: `broken` lists the rows of `incoming` (from 1, header
//! not counted) that the check must find, and no others; `tables` holds CSV, where an empty cell is NULL and columns left
//! out are NULL. The day of the file is 2023-09-01.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, Int64Array, RecordBatch, StringArray},
        compute::cast,
        datatypes::Int64Type,
    },
    common::ScalarValue,
    prelude::SessionContext,
};
use lake::schema::{ROW, table};
use policy::dataset::{Check, Dataset};
use serde::Deserialize;

/// 2023-09-01, in days since 1970.
const AS_OF: i32 = 19601;

const PACKS: [&str; 2] = ["cn-education", "dongchuan-2023-2025"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    broken: Vec<i64>,
    tables: BTreeMap<String, String>,
}

fn datasets() -> BTreeMap<String, Dataset> {
    let mut datasets = BTreeMap::new();
    for pack in PACKS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs").join(pack).join("datasets");
        for entry in folder.read_dir().into_iter().flatten() {
            let path = entry.unwrap().path();
            let dataset: Dataset = toml::from_str(&fs::read_to_string(&path).unwrap())
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            datasets.insert(dataset.id.clone(), dataset);
        }
    }
    datasets
}

fn cases(dataset: &str) -> BTreeMap<String, Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checks").join(format!("{dataset}.toml"));
    match fs::read_to_string(&path) {
        Ok(text) => toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())),
        Err(_) => BTreeMap::new(),
    }
}

/// The table of a dataset from CSV without quotes; rows are numbered from 1.
fn rows(dataset: &Dataset, csv: &str) -> RecordBatch {
    let mut lines = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap_or_default();
    let records: Vec<_> = lines.collect();
    let schema = table(dataset);
    for name in &header {
        assert!(schema.field_with_name(name).is_ok(), "{} has no column {name}", dataset.id);
    }
    let columns = schema.fields().iter().map(|field| -> ArrayRef {
        if field.name() == ROW {
            let count = i64::try_from(records.len()).unwrap();
            return Arc::new(Int64Array::from_iter_values(1..=count));
        }
        let at = header.iter().position(|name| name == field.name());
        let cells = records.iter().map(|record| at.map(|at| record[at]).filter(|cell| !cell.is_empty()));
        cast(&cells.collect::<StringArray>(), field.data_type()).unwrap()
    });
    RecordBatch::try_new(Arc::clone(&schema), columns.collect()).unwrap()
}

/// Rows that a check finds.
async fn found(datasets: &BTreeMap<String, Dataset>, dataset: &Dataset, check: &Check, tables: &Tables) -> Vec<i64> {
    let session = SessionContext::new();
    let reads = check.reads.iter().map(|read| (read.as_str(), &datasets[read]));
    for (name, declared) in reads.chain([("incoming", dataset)]) {
        let csv = tables.get(name).map(String::as_str).unwrap_or_default();
        session.register_batch(name, rows(declared, csv)).unwrap();
    }
    let query = session.sql(&check.sql).await.unwrap_or_else(|error| panic!("{}: {error}", check.code));
    let query = query.with_param_values(vec![("as_of", ScalarValue::Date32(Some(AS_OF)))]).unwrap();
    let mut found = Vec::new();
    for batch in query.collect().await.unwrap_or_else(|error| panic!("{}: {error}", check.code)) {
        found.extend(batch.column(0).as_primitive::<Int64Type>().values());
        let uses_detail = check.message.zh.contains("{detail}") || check.message.en.contains("{detail}");
        assert_eq!(uses_detail, batch.num_columns() == 2, "{}: the message and the query differ on detail", check.code);
        if uses_detail {
            assert!(batch.column(1).data_type().is_string(), "{}: detail is not text", check.code);
        }
    }
    found.sort_unstable();
    found
}

type Tables = BTreeMap<String, String>;

#[tokio::test]
async fn every_check_finds_the_rows_that_break_it_and_no_others() {
    let datasets = datasets();
    for dataset in datasets.values() {
        let mut cases = cases(&dataset.id);
        for check in &dataset.checks {
            let Some(case) = cases.remove(&check.code) else { panic!("{} has no case", check.code) };
            assert!(!case.broken.is_empty(), "{}: the case breaks nothing", check.code);
            assert_eq!(found(&datasets, dataset, check, &case.tables).await, case.broken, "{}", check.code);
            assert_eq!(found(&datasets, dataset, check, &Tables::new()).await, [0_i64; 0], "{} on no rows", check.code);
        }
        let stray: Vec<_> = cases.keys().collect();
        assert!(stray.is_empty(), "{} has cases for checks that are not declared: {stray:?}", dataset.id);
    }
}
