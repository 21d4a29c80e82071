//! Dataset declarations (`datasets/*.toml`): what a workbook must hold before its rows count as facts.
//!
//! To add a dataset, write one file in `datasets/` of a pack; no Rust is needed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    number::Number,
    text::{Language, Text},
};

/// One kind of workbook: its columns, keys, checks, grain and source.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dataset {
    /// Table name in SQL: lower-case letters, digits and `_`; equals the file name.
    #[schemars(regex(pattern = crate::text::NAME))]
    pub id: String,
    /// Kind of dataset, for lists: `schools`, `people`, `exams`, `finance` …
    pub family: String,
    pub title: Text,
    /// What one row is, e.g. "one student on the roll on the reporting day".
    pub grain: Text,
    /// The system or office that the workbook is exported from.
    pub source_system: Text,
    /// The published data standard that the columns follow, if any.
    #[serde(default)]
    pub standard: Option<String>,
    /// Whose facts one file may hold: the whole district, or one school or township.
    #[serde(default = "district_only")]
    pub scopes: Vec<Scope>,
    /// The schools that must report when schools file for themselves: a query over `schools` as effective on the day,
    /// which lists their codes. By default every school that is open.
    #[serde(default)]
    pub reporters: Option<String>,
    /// Days after which the newest snapshot is stale (一个报告周期加宽限).
    pub fresh_days: u32,
    /// A file holds all years so far and its rows name their own year or day (台账), so that the newest file answers for
    /// past years too; otherwise a file holds the state of its own day.
    #[serde(default)]
    pub ledger: bool,
    /// Columns that together name a row.
    pub key: Vec<String>,
    /// Column with the code of the school or area that a row belongs to.
    #[serde(default)]
    pub org: Option<String>,
    /// Order of rows in a snapshot; readers of one school then touch few row groups.
    #[serde(default)]
    pub sort: Vec<String>,
    /// What needs the dataset besides the indicators and checks of the packs.
    #[serde(default, rename = "use")]
    pub used_for: Option<Text>,
    #[serde(default)]
    pub drift: Option<Drift>,
    #[serde(rename = "column")]
    pub columns: Vec<Column>,
    #[serde(default, rename = "check")]
    pub checks: Vec<Check>,
}

fn district_only() -> Vec<Scope> {
    vec![Scope::District]
}

/// Datasets that the organisation tree is made of. The engines read them by these names, and these columns of them.
pub const AREAS: &str = "areas";
pub const SCHOOLS: &str = "schools";
pub const ORG_CHANGES: &str = "org_changes";
pub const ORGANISATION: [(&str, &[&str]); 3] = [
    (AREAS, &["area_code", "name", "level", "parent_code"]),
    (SCHOOLS, &["school_code", "name", "area_code", "opened_on", "closed_on"]),
    (ORG_CHANGES, &["changed_on", "from_code", "to_code"]),
];

/// Words that may not name a dataset: tables that queries have besides (`org`, `incoming`), and what stands in the place of
/// a dataset in an address of the site (`imports`, `snapshots`).
pub const RESERVED: [&str; 4] = ["org", "incoming", "imports", "snapshots"];

/// The column of [`SCHOOLS`] by which schools are of one kind (办学类型); pages compare a school with others of its kind. A
/// pack may leave it out.
pub const SCHOOL_TYPE: &str = "school_type";

/// Whose facts one file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    District,
    Township,
    School,
}

/// How far a new snapshot may move from the one before it until a person must confirm it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Drift {
    /// Largest believable rise of the row count, as a share (`0.2` = 20 %).
    pub max_rise: Number,
    /// Largest believable fall of the row count, as a share.
    pub max_fall: Number,
    /// Column whose values must not vanish from one snapshot to the next (e.g. the school).
    #[serde(default)]
    pub watch: Option<String>,
}

/// One column of a dataset.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Column name in SQL.
    #[schemars(regex(pattern = crate::text::NAME))]
    pub name: String,
    /// Header that the template writes, and its English form.
    pub header: Text,
    /// Other header texts accepted in workbooks.
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// Code list (`codes/*.toml`); only for `type = "code"`.
    #[serde(default)]
    pub codes: Option<String>,
    /// Number format (`formats.toml`), such as the ID number; only for `type = "identifier"`.
    #[serde(default)]
    pub format: Option<String>,
    /// Adds an integer column of this name, the same for the same identifier in every dataset; joins use it.
    #[serde(default)]
    #[schemars(regex(pattern = crate::text::NAME))]
    pub key_as: Option<String>,
    /// Digits after the point; only for `type = "decimal"`.
    #[serde(default)]
    pub scale: Option<u32>,
    #[serde(default)]
    pub required: bool,
    /// No two rows of a file may share the value.
    #[serde(default)]
    pub unique: bool,
    /// Smallest and largest value; also for dates, as `YYYY-MM-DD`.
    #[serde(default)]
    pub min: Option<Bound>,
    #[serde(default)]
    pub max: Option<Bound>,
    /// Regular expression that the whole text must match.
    #[serde(default)]
    #[schemars(extend("format" = "regex"))]
    pub pattern: Option<String>,
    /// `dataset.column` whose effective values this column must be one of.
    #[serde(default)]
    pub references: Option<String>,
    pub privacy: Privacy,
    /// What to fill in, shown in the template.
    #[serde(default)]
    pub note: Option<Text>,
    /// Value in the template's example row.
    pub example: String,
}

/// Bound of a value: a number or an ISO date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Bound {
    Number(Number),
    Date(String),
}

/// Physical type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    Text,
    /// Digits that are a name, not a quantity: kept as text; a spreadsheet float is refused.
    Identifier,
    Integer,
    Decimal,
    Date,
    Boolean,
    Code,
}

/// Privacy class of a column (个人信息分级): who may see the value, and how it is masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Privacy {
    /// May be published.
    Public,
    /// Not about a person, but not for publication.
    Internal,
    /// About a person, e.g. a name or a birth date.
    Personal,
    /// Names a person uniquely, e.g. an ID number, roll number or phone.
    Identifier,
    /// Disability, health, hardship, discipline, scores: hidden row by row unless revealed with a reason.
    Sensitive,
}

/// A rule over many rows or datasets, written as SQL that finds what is wrong.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Stable code, e.g. `class_size_mismatch`.
    #[schemars(regex(pattern = crate::text::NAME))]
    pub code: String,
    /// Whether the rows are refused, or only pointed at.
    #[serde(default)]
    pub severity: Severity,
    /// Column whose cell is marked.
    pub column: String,
    /// One sentence saying what is wrong; `{value}` stands for the cell, `{detail}` for the query's second column.
    pub message: Text,
    pub hint: Text,
    /// Code list of `detail`, when it is a code: the sentence then says its name.
    #[serde(default)]
    pub detail_codes: Option<String>,
    /// Other datasets that the query reads; when one has no snapshot yet, the check is skipped and said so.
    #[serde(default)]
    pub reads: Vec<String>,
    /// `SELECT _row [, detail] FROM incoming …`: the rows that break the rule, each once; `detail` is text.
    ///
    /// `incoming` has the accepted rows of the file with the columns of the dataset, their `key_as` columns and `_row`;
    /// the datasets of `reads` are tables as effective on the day of the file, which is the parameter `$as_of`.
    pub sql: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    #[default]
    Refuse,
    Warn,
}

/// A code list (`codes/*.toml`): the allowed values of a `code` column.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeList {
    #[schemars(regex(pattern = crate::text::NAME))]
    pub id: String,
    pub title: Text,
    /// The published source, e.g. a national standard.
    pub source: String,
    #[serde(rename = "code")]
    pub codes: Vec<Code>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Code {
    pub code: String,
    pub name: Text,
    /// Other names that workbooks use for the same code.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// Formats of identifiers (`formats.toml`): pattern, check digit, and what the digits repeat from other columns.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Formats {
    #[serde(default, rename = "format")]
    pub formats: Vec<Format>,
}

/// One identifier format, e.g. the 18-digit citizen identity number (公民身份号码, GB 11643).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Format {
    #[schemars(regex(pattern = crate::text::NAME))]
    pub id: String,
    pub title: Text,
    pub source: String,
    /// Regular expression of the whole identifier, after upper-casing and half-width conversion.
    #[schemars(extend("format" = "regex"))]
    pub pattern: String,
    #[serde(default)]
    pub checksum: Option<Checksum>,
    /// First and last character (counted from 1) of a birth date `YYYYMMDD`; must agree with column `birth_date`.
    #[serde(default)]
    pub birth_date: Option<(usize, usize)>,
    /// Character whose oddness gives the sex; must agree with column `sex`.
    #[serde(default)]
    pub sex: Option<SexDigit>,
}

/// A digit of an identifier that is odd for one sex and even for the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SexDigit {
    /// Which character, counted from 1.
    pub at: usize,
    /// Codes of a column `sex` that an odd and an even digit stand for.
    pub odd: String,
    pub even: String,
}

/// Weighted check character: Σ digit·weight mod `modulus` indexes `characters`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Checksum {
    /// Where the weighted digits begin, counted from 1; the check character follows the last of them.
    #[serde(default = "first")]
    pub first: usize,
    pub weights: Vec<u32>,
    pub modulus: u32,
    /// The check characters for the remainders 0, 1, 2 …
    pub characters: String,
    /// Regular expression of the whole identifiers that carry the check character; by default all do.
    #[serde(default)]
    #[schemars(extend("format" = "regex"))]
    pub only: Option<String>,
}

fn first() -> usize {
    1
}

impl Privacy {
    /// Whether a value of the class is about a person.
    #[must_use]
    pub fn is_of_a_person(self) -> bool {
        self > Self::Internal
    }
}

impl Dataset {
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The header of a column; its name when there is no such column.
    #[must_use]
    pub fn header<'a>(&'a self, name: &'a str, language: Language) -> &'a str {
        self.column(name).map_or(name, |column| column.header.get(language))
    }

    /// Whether any column is about persons.
    #[must_use]
    pub fn has_personal_columns(&self) -> bool {
        self.columns.iter().any(|column| column.privacy.is_of_a_person())
    }

    /// Whether each row is about one person and holds something sensitive of them.
    #[must_use]
    pub fn is_about_persons(&self) -> bool {
        let class = |name: &String| self.column(name).map(|column| column.privacy);
        self.key.iter().any(|name| class(name) == Some(Privacy::Identifier))
            && self.columns.iter().any(|column| column.privacy == Privacy::Sensitive)
    }
}
