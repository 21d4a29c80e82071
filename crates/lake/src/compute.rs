//! Figures: an indicator's rows summed per org and up the tree, exactly.
//!
//! `Lake::inputs` says cheaply what a figure would be made of (its fingerprint); `Lake::compute` makes it. The same
//! fingerprint gives the same figures to the byte, so a value stored under it need not be made again.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};
use policy::{indicator::Level, number::Number};
use serde::{Deserialize, Serialize};

use crate::snapshot::Cut;

/// Which figures are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Id of the indicator.
    pub indicator: String,
    /// Period: a calendar year.
    pub year: i16,
    pub cut: Cut,
    /// Shows the figures on the organisation tree of this later date instead of the period's own: predecessors of a
    /// merged school are summed under their successor.
    pub on: Option<Date>,
}

/// What figures are made of, and the hash over all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// SHA-256 (lower-case hex) over the definition, the snapshots and the organisation tree.
    pub fingerprint: String,
    /// SHA-256 of the definition alone: SQL, kind, parameters, standards, engine.
    pub definition: String,
    /// Day at which facts are taken: the period's reference date, or `as_of` while that lies ahead.
    pub reference: Date,
    /// Ids of the snapshots read, in order.
    pub snapshots: Vec<String>,
    /// The newest day for which any snapshot read states facts: the vintage of the figure.
    pub newest_as_of: Option<Date>,
    /// Datasets read that have no snapshot in force, and indicators read that have none: the figure has no data.
    pub missing: Vec<String>,
}

/// One figure of one org.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    pub org: String,
    pub level: Level,
    pub numerator: Option<Number>,
    pub denominator: Option<Number>,
    /// In the unit of the indicator (percent: 0–100 and above); none when there is no data, never a stand-in.
    pub value: Option<Number>,
    /// Rows behind the figure.
    pub rows: u64,
    pub flags: BTreeSet<Flag>,
}

/// What a reader must know of a figure besides its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// The period's reference date lies after `as_of`: the figure stands as of today and will move.
    Provisional,
    /// Rests on rows that the source itself calls estimates (column `estimated` of the query).
    Estimated,
    /// The definition changed this year: not comparable with the years before (口径调整).
    BreakInSeries,
    /// Something is left out: rows refused at import, schools that have not reported, rows without a number, rows of
    /// schools that the tree does not know.
    Incomplete,
    /// Rests on so few persons that publishing it would point at them.
    Confidential,
    /// A school was split after the period: its figure cannot be divided among its successors.
    Split,
}

/// The figures of one indicator and year, the district first, then by level and code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    pub inputs: Inputs,
    pub figures: Vec<Figure>,
}

/// A value entered by hand (`kind = "manual"`), as the workspace keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    pub id: String,
    pub indicator: String,
    pub org: String,
    pub year: i16,
    pub value: Number,
    /// Day on which the value held.
    pub as_of: Date,
    pub recorded_at: Timestamp,
    pub withdrawn_at: Option<Timestamp>,
}

/// Figures already made, by indicator and year; indicators that read others find them here.
pub type Known = BTreeMap<(String, i16), Vec<Figure>>;
