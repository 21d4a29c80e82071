//! What a question to the lake can be refused for: values with a stable code, put into words by the caller.
//!
//! Functions return them inside [`anyhow::Error`]; `error.downcast_ref::<Refusal>()` finds them.

use std::collections::BTreeMap;

use thiserror::Error;

/// One refusal; the name of the variant is what a person did, the code is the key of the sentence and the hint.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error("no indicator {indicator}")]
    UnknownIndicator { indicator: String },
    #[error("no dataset {dataset}")]
    UnknownDataset { dataset: String },
    #[error("no snapshot {snapshot}")]
    UnknownSnapshot { snapshot: String },
    #[error("no organisation {org} at {date}")]
    UnknownOrg { org: String, date: String },
    /// Only tables of datasets and `org` can be queried.
    #[error("no table {table}")]
    UnknownTable { table: String },
    /// The indicator is entered by hand, so there are no rows to list.
    #[error("{indicator} is entered by hand")]
    NoRows { indicator: String },
    #[error("{indicator} has no definition for {year}")]
    NoDefinition { indicator: String, year: String },
    /// Indicators that read each other have no first one to compute.
    #[error("indicators read each other: {path}")]
    Circle { path: String },
    /// Not one `SELECT`, or not understood.
    #[error("the query is refused: {message}")]
    Query { message: String },
    /// `num` or `den` is a binary fraction, whose sums depend on the order of rows.
    #[error("column {column} of {indicator} is {found}, not an integer or decimal")]
    NotExact { indicator: String, column: String, found: String },
    /// A `kind = "value"` indicator lists more than one row for an org.
    #[error("{indicator} has {rows} rows for {org}")]
    ManyRows { indicator: String, org: String, rows: String },
    /// A query of a pack whose columns cannot be followed to the tables that they are made of: nobody could say who may
    /// see them.
    #[error("columns cannot be followed to their tables: {message}")]
    Unclassed { message: String },
    /// The unit that a row belongs to is shown to everybody, and must not be a fact about a person.
    #[error("column org of {indicator} is computed from facts about persons")]
    PersonalOrg { indicator: String },
    #[error("snapshots of {before} and {after} cannot be compared")]
    OtherDataset { before: String, after: String },
}

impl Refusal {
    /// Stable code, e.g. `lake.unknown_indicator`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownIndicator { .. } => "lake.unknown_indicator",
            Self::UnknownDataset { .. } => "lake.unknown_dataset",
            Self::UnknownSnapshot { .. } => "lake.unknown_snapshot",
            Self::UnknownOrg { .. } => "lake.unknown_org",
            Self::UnknownTable { .. } => "lake.unknown_table",
            Self::NoRows { .. } => "lake.no_rows",
            Self::NoDefinition { .. } => "lake.no_definition",
            Self::Circle { .. } => "lake.circle",
            Self::Query { .. } => "lake.query",
            Self::NotExact { .. } => "lake.not_exact",
            Self::ManyRows { .. } => "lake.many_rows",
            Self::Unclassed { .. } => "lake.unclassed",
            Self::PersonalOrg { .. } => "lake.personal_org",
            Self::OtherDataset { .. } => "lake.other_dataset",
        }
    }

    /// What the sentence needs besides.
    #[must_use]
    pub fn args(&self) -> BTreeMap<&'static str, String> {
        let pairs: Vec<(&'static str, &String)> = match self {
            Self::UnknownIndicator { indicator } | Self::NoRows { indicator } | Self::PersonalOrg { indicator } => {
                vec![("indicator", indicator)]
            }
            Self::UnknownDataset { dataset } => vec![("dataset", dataset)],
            Self::UnknownSnapshot { snapshot } => vec![("snapshot", snapshot)],
            Self::UnknownOrg { org, date } => vec![("org", org), ("date", date)],
            Self::UnknownTable { table } => vec![("table", table)],
            Self::NoDefinition { indicator, year } => vec![("indicator", indicator), ("year", year)],
            Self::Circle { path } => vec![("path", path)],
            Self::Query { message } | Self::Unclassed { message } => vec![("message", message)],
            Self::NotExact { indicator, column, found } => {
                vec![("indicator", indicator), ("column", column), ("found", found)]
            }
            Self::ManyRows { indicator, org, rows } => vec![("indicator", indicator), ("org", org), ("rows", rows)],
            Self::OtherDataset { before, after } => vec![("before", before), ("after", after)],
        };
        pairs.into_iter().map(|(name, text)| (name, text.clone())).collect()
    }
}
