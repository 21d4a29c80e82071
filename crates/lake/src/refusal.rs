//! What a question to the lake can be refused for: values with a stable code, put into words by the caller.
//!
//! Functions return them inside [`anyhow::Error`]; `error.downcast_ref::<Refusal>()` finds them. To add one, write a
//! line of the table below, and its sentence and hint in `refusals.ftl`.

use std::collections::BTreeMap;

use thiserror::Error;

/// Makes the variants, their codes and their arguments out of one table, so that none can be forgotten.
macro_rules! refusals {
    ($($(#[$doc:meta])* $code:literal $name:ident { $($field:ident),+ } $message:literal)+) => {
        /// One refusal; the name of the variant is what a person did, the code is the key of the sentence and the hint.
        #[derive(Clone, Debug, PartialEq, Eq, Error)]
        pub enum Refusal {
            $($(#[$doc])* #[error($message)] $name { $($field: String),+ },)+
        }

        impl Refusal {
            /// Every code.
            pub const CODES: &[&str] = &[$($code),+];

            /// Stable code, e.g. `lake.unknown_indicator`.
            #[must_use]
            pub const fn code(&self) -> &'static str {
                match self {
                    $(Self::$name { .. } => $code,)+
                }
            }

            /// What the sentence needs besides.
            #[must_use]
            pub fn args(&self) -> BTreeMap<&'static str, String> {
                match self {
                    $(Self::$name { $($field),+ } => BTreeMap::from([$((stringify!($field), $field.clone())),+]),)+
                }
            }
        }
    };
}

refusals! {
    "lake.unknown_indicator" UnknownIndicator { indicator } "no indicator {indicator}"
    "lake.unknown_dataset" UnknownDataset { dataset } "no dataset {dataset}"
    "lake.unknown_snapshot" UnknownSnapshot { snapshot } "no snapshot {snapshot}"
    "lake.unknown_org" UnknownOrg { org, date } "no organisation {org} at {date}"
    /// Only tables of datasets and `org` can be queried.
    "lake.unknown_table" UnknownTable { table } "no table {table}"
    /// The indicator is entered by hand, so there are no rows to list.
    "lake.no_rows" NoRows { indicator } "{indicator} is entered by hand"
    "lake.no_definition" NoDefinition { indicator, year } "{indicator} has no definition for {year}"
    /// Indicators that read each other have no first one to compute.
    "lake.circle" Circle { path } "indicators read each other: {path}"
    /// Not one `SELECT`, or not understood.
    "lake.query" Query { message } "the query is refused: {message}"
    /// `num` or `den` is a binary fraction, whose sums depend on the order of rows.
    "lake.not_exact" NotExact { indicator, column, found } "column {column} of {indicator} is {found}, not an integer or decimal"
    /// A `kind = "value"` indicator lists more than one row for an org.
    "lake.many_rows" ManyRows { indicator, org, rows } "{indicator} has {rows} rows for {org}"
    /// A query of a pack whose columns cannot be followed to the tables that they are made of: nobody could say who may
    /// see them.
    "lake.unclassed" Unclassed { message } "columns cannot be followed to their tables: {message}"
    /// The unit that a row belongs to is shown to everybody, and must not be a fact about a person.
    "lake.personal_org" PersonalOrg { indicator } "column org of {indicator} is computed from facts about persons"
    "lake.other_dataset" OtherDataset { before, after } "snapshots of {before} and {after} cannot be compared"
}
