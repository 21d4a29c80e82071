//! The words that a judgement is put into: flags, statuses, reasons with their arguments, outlooks.
//!
//! Each has a Fluent key; `status.ftl` holds the texts.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Input, Judgement};
use crate::{indicator::Unit, number::Number, plan::Strength};

/// What a reader must know of a figure besides its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Will still change: the period's reference day has not come, or the source calls the figure preliminary.
    Provisional,
    /// Rests on rows that the source itself calls estimates, e.g. a population between two censuses.
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
    /// Differs from the value of the year before by more than the indicator's `max_step`: more than is believable
    /// without a look at the data. It is judged all the same.
    LargeStep,
}

impl Flag {
    pub const ALL: [Self; 7] = [
        Self::Provisional,
        Self::Estimated,
        Self::BreakInSeries,
        Self::Incomplete,
        Self::Confidential,
        Self::Split,
        Self::LargeStep,
    ];

    /// Fluent key of the name; its attribute `meaning` says what it means.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Provisional => "flag-provisional",
            Self::Estimated => "flag-estimated",
            Self::BreakInSeries => "flag-break-in-series",
            Self::Incomplete => "flag-incomplete",
            Self::Confidential => "flag-confidential",
            Self::Split => "flag-split",
            Self::LargeStep => "flag-large-step",
        }
    }
}

/// Where a target stands, in the order in which leaders should look at them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Missed,
    OffTrack,
    AtRisk,
    Stale,
    NoData,
    OnTrack,
    Met,
}

impl Status {
    pub const ALL: [Self; 7] =
        [Self::Missed, Self::OffTrack, Self::AtRisk, Self::Stale, Self::NoData, Self::OnTrack, Self::Met];

    /// Fluent key of the name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Missed => "status-missed",
            Self::OffTrack => "status-off-track",
            Self::AtRisk => "status-at-risk",
            Self::Stale => "status-stale",
            Self::NoData => "status-no-data",
            Self::OnTrack => "status-on-track",
            Self::Met => "status-met",
        }
    }
}

/// Why a status was given; see the table of the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    NeverReported,
    NoValue,
    OnlyBaseline,
    DueWithoutValue,
    Stale,
    Met,
    DecidedShort,
    MissedReachedLater,
    Missed,
    ReachedUnsettled,
    ReachedEarly,
    ShortUnsettled,
    SeriesBreak,
    NoBaseline,
    FellBack,
    OnPace,
    Behind,
    FarBehind,
}

impl Reason {
    pub const ALL: [Self; 18] = [
        Self::NeverReported,
        Self::NoValue,
        Self::OnlyBaseline,
        Self::DueWithoutValue,
        Self::Stale,
        Self::Met,
        Self::DecidedShort,
        Self::MissedReachedLater,
        Self::Missed,
        Self::ReachedUnsettled,
        Self::ReachedEarly,
        Self::ShortUnsettled,
        Self::SeriesBreak,
        Self::NoBaseline,
        Self::FellBack,
        Self::OnPace,
        Self::Behind,
        Self::FarBehind,
    ];

    /// Fluent key of the sentence, which uses the judgement's `args`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::NeverReported => "reason-never-reported",
            Self::NoValue => "reason-no-value",
            Self::OnlyBaseline => "reason-only-baseline",
            Self::DueWithoutValue => "reason-due-without-value",
            Self::Stale => "reason-stale",
            Self::Met => "reason-met",
            Self::DecidedShort => "reason-decided-short",
            Self::MissedReachedLater => "reason-missed-reached-later",
            Self::Missed => "reason-missed",
            Self::ReachedUnsettled => "reason-reached-unsettled",
            Self::ReachedEarly => "reason-reached-early",
            Self::ShortUnsettled => "reason-short-unsettled",
            Self::SeriesBreak => "reason-series-break",
            Self::NoBaseline => "reason-no-baseline",
            Self::FellBack => "reason-fell-back",
            Self::OnPace => "reason-on-pace",
            Self::Behind => "reason-behind",
            Self::FarBehind => "reason-far-behind",
        }
    }

    /// The one status that the reason stands for.
    #[must_use]
    pub const fn status(self) -> Status {
        match self {
            Self::Met => Status::Met,
            Self::OnPace | Self::ReachedUnsettled | Self::ReachedEarly => Status::OnTrack,
            Self::Behind | Self::SeriesBreak | Self::NoBaseline => Status::AtRisk,
            Self::FarBehind | Self::FellBack | Self::DecidedShort | Self::ShortUnsettled => Status::OffTrack,
            Self::Missed | Self::MissedReachedLater => Status::Missed,
            Self::NeverReported | Self::NoValue | Self::OnlyBaseline | Self::DueWithoutValue => Status::NoData,
            Self::Stale => Status::Stale,
        }
    }
}

/// An argument of the sentence; the caller writes it with unit, digits and language.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", content = "is", rename_all = "snake_case")]
pub enum Arg {
    /// A value of the indicator, in its unit.
    Quantity(Number),
    /// The distance between two values, never negative; percentage points when the unit is percent.
    Difference(Number),
    Year(i16),
    Date(Date),
    Days(i32),
    /// A word that the sentence selects on.
    Word(&'static str),
}

/// What the forecast's interval says about the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outlook {
    /// The whole interval reaches the target.
    Reaches,
    /// Part of it does.
    Open,
    /// None of it does.
    FallsShort,
}

impl Outlook {
    pub const ALL: [Self; 3] = [Self::Reaches, Self::Open, Self::FallsShort];

    /// Fluent key of the words.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Reaches => "outlook-reaches",
            Self::Open => "outlook-open",
            Self::FallsShort => "outlook-falls-short",
        }
    }
}

pub(super) fn arguments(input: &Input, judgement: &Judgement) -> BTreeMap<&'static str, Arg> {
    let target = input.target;
    let mut args = BTreeMap::from([
        ("target", Arg::Quantity(target.value)),
        ("period", Arg::Year(target.period)),
        ("due", Arg::Date(input.due)),
        ("reference", Arg::Date(input.reference)),
        ("comparator", Arg::Word(target.comparator.name())),
        ("unit", Arg::Word(unit_word(input.unit))),
        ("strength", Arg::Word(if input.strength == Strength::Striven { "striven" } else { "required" })),
    ]);
    args.extend(target.upper.map(|upper| ("upper", Arg::Quantity(upper))));
    if let Some(judged) = &judgement.judged {
        args.insert("value", Arg::Quantity(judged.value));
        args.insert("year", Arg::Year(judged.year));
        args.insert("facts_of", Arg::Date(judged.facts_of));
        args.insert("oldest_of", Arg::Date(judged.oldest_of));
        args.insert("good_until", Arg::Date(judged.good_until));
        args.insert("overdue", Arg::Days((input.as_of - judged.good_until).get_days().max(0)));
    }
    args.extend(judgement.gap.map(|gap| ("gap", Arg::Difference(Number(gap.0.abs())))));
    args.extend(judgement.expected.map(|expected| ("expected", Arg::Quantity(expected))));
    if let Some(baseline) = &judgement.baseline {
        args.insert("baseline", Arg::Quantity(baseline.value));
        args.insert("baseline_year", Arg::Year(baseline.period));
    }
    args.extend(input.reached_later().map(|year| ("later_year", Arg::Year(year))));
    args
}

/// Units whose order is read backwards in sentences; all others are quantities.
const fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::Rank => "rank",
        Unit::Grade => "grade",
        _ => "quantity",
    }
}
