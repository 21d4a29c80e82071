//! Mappings: how a workbook in an office's own layout is read as a dataset, declared once in a small TOML file.
//!
//! ```toml
//! dataset = "premises"
//! shape = "9f2b61c0a7d3e845"       # fingerprint of the headers (see `shape`)
//! sheet = "办学条件"                # optional: only sheets of this name
//! header_row = 4                    # optional: last row of the header, from 1; found by itself otherwise
//! header_rows = 2                   # optional: 1 or 2
//! side_headers = false              # true for a report whose headers run down the first column
//!
//! [columns]                         # column of the dataset = header in the workbook
//! school = "单位代码"
//!
//! [constants]                       # column of the dataset = text for every row
//! stage = "小学"
//!
//! [cells]                           # column of the dataset = cell of the sheet that holds its value
//! year = "B2"
//!
//! [values.stage]                    # what the office writes = what the dataset wants
//! "小学部" = "小学"
//!
//! [unpivot]                         # one row for each of these headers
//! into = "year"                     # column that takes the text beside the header …
//! value = "amount"                  # … and column that takes the cell
//! columns = { "2021年" = "2021", "2022年" = "2022" }
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One layout of one dataset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    pub dataset: String,
    /// Fingerprint of the headers that the mapping was made for.
    pub shape: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Last row of the header, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_row: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_rows: Option<u32>,
    /// Headers run down the first column, each row being a column of the dataset.
    #[serde(default)]
    pub side_headers: bool,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub constants: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cells: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unpivot: Option<Unpivot>,
}

/// Columns of a wide table (one per year, stage …) that become rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unpivot {
    /// Column of the dataset that takes the text given for the header.
    pub into: String,
    /// Column of the dataset that takes the cell below the header.
    pub value: String,
    /// Header in the workbook → text for `into`.
    pub columns: BTreeMap<String, String>,
}
