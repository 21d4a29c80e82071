//! The files of an edition: written once, and given as they were written.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Write as _,
    path::Path,
};

use anyhow::{Context as _, Result};
use lake::export::{Cell, parquet};
use policy::hash::sha256;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use crate::{
    contract::edition::{COLUMNS, Edition},
    refusal::Refusal,
    store::Publication,
    telling::csv,
    words::Words,
    workspace::Workspace,
};

pub const JSON: &str = "edition.json";
pub const SCHEMA: &str = "edition.schema.json";
pub const CSV: &str = "targets.csv";
pub const PARQUET: &str = "targets.parquet";
pub const TABLE_SCHEMA: &str = "targets.schema.json";
/// Every edition has these.
pub const FILES: [&str; 5] = [CSV, PARQUET, TABLE_SCHEMA, JSON, SCHEMA];

/// The bytes of a file of an edition.
///
/// # Errors
/// Refused when there is no such file, the edition was withdrawn, or the file is not the one that was published.
pub async fn file(workspace: &Workspace, number: i64, name: &str) -> Result<(Publication, Vec<u8>)> {
    let row = workspace.store.read().await?.publication(number).await?;
    let row = row.filter(|row| row.files.contains_key(name)).ok_or_else(|| Refusal::new("page-missing"))?;
    if let Some(withdrawn) = &row.withdrawn {
        return Err(super::withdrawn(withdrawn).into());
    }
    let bytes = read(workspace, &row, name)?;
    Ok((row, bytes))
}

pub(super) fn read(workspace: &Workspace, row: &Publication, name: &str) -> Result<Vec<u8>> {
    let path = workspace.publications_dir().join(row.number.to_string()).join(name);
    let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    if row.files.get(name) == Some(&sha256(&bytes)) {
        return Ok(bytes);
    }
    Err(Refusal::new("publication-damaged").with("file", format!("{}/{name}", row.number)).into())
}

/// Writes the files of an edition into a folder, to the disk; gives the hash of each.
pub(super) fn write(folder: &Path, edition: &Edition) -> Result<BTreeMap<String, String>> {
    let rows = edition.rows();
    let header = COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let schema = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Edition>();
    let files: [(&str, Vec<u8>); 5] = [
        // Excel takes a file without the mark for one of the local code page.
        (CSV, format!("\u{feff}{}", csv(header, &rows)?).into_bytes()),
        (PARQUET, parquet(&COLUMNS, &rows)?),
        (TABLE_SCHEMA, pretty(&table_schema())?),
        (JSON, pretty(&serde_json::to_value(edition)?)?),
        (SCHEMA, pretty(schema.as_value())?),
    ];
    let mut hashes = BTreeMap::new();
    for (name, bytes) in files {
        let mut file = File::create_new(folder.join(name))?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        hashes.insert(name.to_owned(), sha256(&bytes));
    }
    File::open(folder)?.sync_all()?;
    Ok(hashes)
}

fn pretty(value: &Value) -> Result<Vec<u8>> {
    Ok((serde_json::to_string_pretty(value)? + "\n").into_bytes())
}

/// Columns of the table, as a Table Schema (Frictionless Data).
fn table_schema() -> Value {
    let field = |(name, cell): &(&str, Cell)| {
        let kind = match cell {
            Cell::Text => "string",
            Cell::Integer => "integer",
            Cell::Decimal => "number",
            Cell::Date => "date",
        };
        let title = |words: Words| words.say(&format!("open-data-{}", name.replace('_', "-")));
        let (zh, en) = (title(Words(policy::text::Language::Chinese)), title(Words(policy::text::Language::English)));
        json!({ "name": name, "type": kind, "title": zh, "description": en })
    };
    json!({
        "fields": COLUMNS.iter().map(field).collect::<Vec<_>>(),
        "missingValues": [""],
        "primaryKey": ["edition", "commitment", "indicator", "org", "period"],
    })
}
