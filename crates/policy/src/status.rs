//! Status of a target: a pure judgement of a series of values against a target at a date.
//!
//! Three days matter. The *reference* day is the day of the target's year at which its facts are taken. The *deciding*
//! day is the earlier of the reference day and the due day. A value of the target's year is *settled* when
//! - the deciding day has come,
//! - its facts were taken after the reference day of the year before (else it only repeats last year's figure),
//! - its facts were still good on the deciding day (every dataset within its reporting rhythm), and
//! - it is flagged neither provisional nor incomplete.
//!
//! A settled value stays settled: facts that come later cannot change what was true on the deciding day. Every other
//! value is good until the first dataset it was computed from runs out of its rhythm.
//!
//! | what is there | status | reason |
//! | --- | --- | --- |
//! | nothing was ever reported | no data | `never-reported` |
//! | facts, but no value up to the target's year | no data | `no-value` |
//! | no value newer than the baseline (or than the year before the plan) | no data | `only-baseline` |
//! | due day past, and no value of the target's year | no data | `due-without-value` |
//! | newest value past its good-until day and not settled | stale | `stale` |
//! | settled, target reached | **met** | `met` |
//! | settled, short, due day not past | off track | `decided-short` |
//! | settled, short, due day past, a later year reaches the target | missed | `missed-reached-later` |
//! | settled, short, due day past (also when only striven for: the sentence says so) | missed | `missed` |
//! | value of the year not settled, target reached | on track | `reached-unsettled` |
//! | value of an earlier year, target reached | on track | `reached-early` |
//! | due day past, value of the year unsettled by its flags and short | off track | `short-unsettled` |
//! | short, the definition changed between baseline and value | at risk | `series-break` |
//! | short, no baseline | at risk | `no-baseline` |
//! | short, though the baseline had reached the target | off track | `fell-back` |
//! | short, but where the trajectory wants it, or better | on track | `on-pace` |
//! | at least [`Rules::at_risk_share`] of the way that the trajectory wants by then | at risk | `behind` |
//! | less than that | off track | `far-behind` |
//!
//! Rows are read top to bottom; the first that fits holds. Only a settled value is ever *met* or *missed*; no data and
//! stale data are never progress.
//!
//! The comparator says which way is good, so a rank ("at most 3"), a share that must fall to zero, a range and an exact
//! value need no special case: every rule is about the *shortfall*, the distance from the value to the nearest value
//! that reaches the target. The *trajectory* is the straight line from the baseline's shortfall on the baseline's
//! reference day to none on the target's reference day; a value is compared with it on the day of its own facts,
//! not today, so that a late report is not taken for slow progress. Nothing is cut off at 0 or 100.
//!
//! A target that is only striven for (力争) is judged by the same rules: whether the plan strove or promised changes
//! the words and the consequences of a miss, not the facts.
//!
//! To add a reason, add a variant, a row above, a row in `tests/status.rs` and its sentence in `status.ftl`.

mod words;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{ToSpan, civil::Date};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    forecast::{self, Forecast, Point},
    indicator::Unit,
    number::Number,
    plan::{Baseline, Comparator, Strength, Target},
};

pub use words::{Arg, Flag, Outlook, Reason, Status};

/// The value of one year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    pub year: i16,
    /// In the unit of the indicator.
    pub value: Number,
    #[serde(default)]
    pub flags: BTreeSet<Flag>,
    /// Day of the newest facts that the value was computed from.
    pub facts_of: Date,
    /// Day of the facts that run out first.
    pub oldest_of: Date,
    /// Last day on which the value counts as current: the earliest, over the datasets it was computed from, of the
    /// newest snapshot's day plus the dataset's `fresh_days`.
    pub good_until: Date,
}

/// Everything that a judgement depends on.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    pub target: &'a Target,
    /// Unit of the indicator; sentences name a rank or a grade in other words than a quantity.
    pub unit: Unit,
    /// Strength of the target within its commitment ([`Target::strength`]).
    pub strength: Strength,
    /// Last day on which the target may be reached.
    pub due: Date,
    /// Day of the target's year at which its facts are taken (统计时点).
    pub reference: Date,
    /// First year of the plan; the value of the last year before it is the baseline when the target declares none.
    pub plan_from: i16,
    /// Values as known on `as_of`, at most one for a year.
    pub series: &'a [Observation],
    /// Whether any snapshot or manual entry that the indicator reads was ever recorded.
    pub ever_reported: bool,
    /// Whether a unit or person answers for the target.
    pub has_owner: bool,
    /// The day of the judgement.
    pub as_of: Date,
}

/// What is for people to decide about judging (`[status]` of `pack.toml`).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Share of the way wanted by the trajectory below which a target is off track.
    #[schemars(range(min = 0, max = 1))]
    pub at_risk_share: Number,
    /// Share of new values that the interval of a forecast should hold.
    #[schemars(range(min = 0.5, max = 0.99))]
    pub forecast_level: f64,
    /// Days for which a figure entered by hand counts as current: a year and the time to report the next one.
    pub manual_fresh_days: u16,
    /// Years before the plan whose figures are computed too; they show where it started.
    #[schemars(range(max = 20))]
    pub years_before: u8,
}

/// The result.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judgement {
    pub status: Status,
    pub reason: Reason,
    /// Arguments of the sentences, by name; all that are known, whichever the sentence uses.
    pub args: BTreeMap<&'static str, Arg>,
    /// The value that was judged; none when there is none, and not to be shown when flagged confidential.
    pub judged: Option<Observation>,
    /// Whether the judged value can no longer change what is decided.
    pub settled: bool,
    /// Distance from the value to the target: negative when short of it, positive beyond it.
    pub gap: Option<Number>,
    pub baseline: Option<Baseline>,
    /// Value that the trajectory wants on the day of the judged facts.
    pub expected: Option<Number>,
    /// Forecast for the target's year, while it is still open; or why there is none.
    pub forecast: Option<Result<Forecast, forecast::Refusal>>,
    pub outlook: Option<Outlook>,
    pub never_reported: bool,
    pub no_owner: bool,
}

/// Judges one target.
#[must_use]
pub fn judge(input: &Input, rules: &Rules) -> Judgement {
    let target = input.target;
    let judged = input.series.iter().filter(|o| o.year <= target.period).max_by_key(|o| o.year);
    let baseline = baseline(input);
    let settled = judged.is_some_and(|o| input.is_settled(o));
    let reason = match judged {
        None if !input.ever_reported => Reason::NeverReported,
        None => Reason::NoValue,
        Some(observation) => input.reason(observation, baseline.as_ref(), rules),
    };
    let gap = judged.map(|o| Number(gap(target, o.value.0).normalize()));
    let expected = judged.zip(baseline.as_ref()).and_then(|(o, baseline)| input.trajectory(o, baseline)?.expected());
    let open = !settled && input.as_of <= input.due;
    let forecast =
        open.then(|| forecast::forecast(&input.trend_points(), f64::from(target.period), rules.forecast_level));
    let mut judgement = Judgement {
        status: reason.status(),
        reason,
        args: BTreeMap::new(),
        judged: judged.cloned(),
        settled,
        gap,
        baseline,
        expected,
        outlook: forecast.as_ref().and_then(|f| f.as_ref().ok()).map(|f| outlook(target, f)),
        forecast,
        never_reported: !input.ever_reported,
        no_owner: !input.has_owner,
    };
    judgement.args = words::arguments(input, &judgement);
    judgement
}

/// The declared baseline, else the value of the last year before the plan.
fn baseline(input: &Input) -> Option<Baseline> {
    input.target.baseline.clone().or_else(|| {
        let last = input.series.iter().filter(|o| o.year < input.plan_from).max_by_key(|o| o.year)?;
        Some(Baseline { period: last.year, value: last.value })
    })
}

/// The straight way from the baseline to the target, at one moment.
struct Trajectory {
    baseline: Decimal,
    /// The value nearest to the baseline that reaches the target.
    goal: Decimal,
    /// Shortfall of the baseline.
    start: Decimal,
    /// Years from the baseline's reference day to the moment, and to the target's reference day.
    elapsed: Decimal,
    total: Decimal,
}

impl Trajectory {
    /// Whether there is way and time left: at its end, the edge of a "more than" is a value short of it like any other.
    fn leads_on(&self) -> bool {
        !self.start.is_zero() && self.elapsed < self.total
    }

    fn expected(&self) -> Option<Number> {
        let way = (self.goal - self.baseline) * self.elapsed / self.total;
        (!self.start.is_zero()).then(|| Number((self.baseline + way).round_dp(6).normalize()))
    }
}

impl Input<'_> {
    /// The day of another year at which facts are taken; 29 February becomes the 28th.
    fn reference_in(&self, year: i16) -> Date {
        // A year outside jiff's −9999 … 9999 cannot be written in a pack; the target's own day then stands in.
        self.reference.checked_add((i32::from(year) - i32::from(self.target.period)).years()).unwrap_or(self.reference)
    }

    /// Day of the facts, at the latest the reference day of the value's year.
    fn moment(&self, observation: &Observation) -> Date {
        observation.facts_of.min(self.reference_in(observation.year))
    }

    /// Whether the value only repeats facts of the year before.
    fn is_carried(&self, observation: &Observation) -> bool {
        observation.facts_of <= self.reference_in(observation.year.saturating_sub(1))
    }

    fn is_settled(&self, observation: &Observation) -> bool {
        let decides = self.reference.min(self.due);
        observation.year == self.target.period
            && self.as_of >= decides
            && !self.is_carried(observation)
            && observation.good_until >= decides
            && is_firm(observation)
    }

    fn reason(&self, observation: &Observation, baseline: Option<&Baseline>, rules: &Rules) -> Reason {
        let target = self.target;
        let reached = target.comparator.holds(observation.value, target.value, target.upper);
        let past = self.as_of > self.due;
        let start = baseline.map_or(self.plan_from.saturating_sub(1), |baseline| baseline.period);
        let of_period = observation.year == target.period && !self.is_carried(observation);
        if self.is_settled(observation) {
            return match (reached, past) {
                (true, _) => Reason::Met,
                (false, false) => Reason::DecidedShort,
                (false, true) if self.reached_later().is_some() => Reason::MissedReachedLater,
                (false, true) => Reason::Missed,
            };
        }
        if self.moment(observation) <= self.reference_in(start) {
            return Reason::OnlyBaseline;
        }
        if past && !of_period {
            return Reason::DueWithoutValue;
        }
        if self.as_of > observation.good_until {
            return Reason::Stale;
        }
        match (reached, of_period) {
            (true, true) => return Reason::ReachedUnsettled,
            (true, false) => return Reason::ReachedEarly,
            (false, _) if past => return Reason::ShortUnsettled,
            (false, _) => {}
        }
        let Some(baseline) = baseline else { return Reason::NoBaseline };
        let broken = |o: &&Observation| {
            o.flags.contains(&Flag::BreakInSeries) && o.year > baseline.period && o.year <= observation.year
        };
        if self.series.iter().any(|o| broken(&o)) {
            return Reason::SeriesBreak;
        }
        let Some(way) = self.trajectory(observation, baseline) else { return Reason::NoBaseline };
        let short = gap(target, observation.value.0).min(Decimal::ZERO).abs();
        if way.start.is_zero() && !short.is_zero() {
            Reason::FellBack
        } else if way.leads_on() && short * way.total <= way.start * (way.total - way.elapsed) {
            Reason::OnPace
        } else if (way.start - short) * way.total >= rules.at_risk_share.0 * way.start * way.elapsed {
            Reason::Behind
        } else {
            Reason::FarBehind
        }
    }

    /// `None` when the baseline is not before the target.
    fn trajectory(&self, observation: &Observation, baseline: &Baseline) -> Option<Trajectory> {
        let total = self.target.period.checked_sub(baseline.period).filter(|years| *years > 0)?;
        let value = baseline.value.0;
        let goal = nearest(self.target, value);
        Some(Trajectory {
            baseline: value,
            goal,
            start: (goal - value).abs(),
            elapsed: self.years_since(baseline.period, observation),
            total: total.into(),
        })
    }

    /// Years from a year's reference day to the moment of a value. Every year counts as one, leap year or not, so that
    /// a third of the way is wanted after one year of three; days count within their year.
    fn years_since(&self, start: i16, observation: &Observation) -> Decimal {
        let moment = self.moment(observation);
        let mut year = observation.year;
        while year > start && moment <= self.reference_in(year - 1) {
            year -= 1;
        }
        if year <= start {
            return Decimal::ZERO;
        }
        let (from, to) = (self.reference_in(year - 1), self.reference_in(year));
        let part = Decimal::from((moment - from).get_days()) / Decimal::from((to - from).get_days());
        Decimal::from(year - 1 - start) + part
    }

    /// First year after the target's whose value reaches it.
    fn reached_later(&self) -> Option<i16> {
        let target = self.target;
        let reaches = |o: &&Observation| {
            o.year > target.period && is_firm(o) && target.comparator.holds(o.value, target.value, target.upper)
        };
        self.series.iter().filter(reaches).map(|o| o.year).min()
    }

    /// The yearly points that a trend may be drawn through: firm, of their own year, since the last break.
    fn trend_points(&self) -> Vec<Point> {
        let since = self.series.iter().filter(|o| o.flags.contains(&Flag::BreakInSeries)).map(|o| o.year).max();
        self.series
            .iter()
            .filter(|o| since.is_none_or(|since| o.year >= since) && o.year <= self.target.period)
            .filter(|o| is_firm(o) && !self.is_carried(o))
            .map(|o| Point { x: f64::from(o.year), y: o.value.0.to_f64().unwrap_or(f64::NAN) })
            .collect()
    }
}

fn is_firm(observation: &Observation) -> bool {
    !observation.flags.contains(&Flag::Provisional) && !observation.flags.contains(&Flag::Incomplete)
}

/// The value nearest to `value` that reaches the target (for "more than" and "less than": its edge).
fn nearest(target: &Target, value: Decimal) -> Decimal {
    let (edge, upper) = (target.value.0, target.upper.map(|upper| upper.0));
    match target.comparator {
        Comparator::AtLeast | Comparator::MoreThan => value.max(edge),
        Comparator::AtMost | Comparator::LessThan => value.min(edge),
        Comparator::Equal => edge,
        Comparator::Between => upper.map_or(value, |upper| value.min(upper)).max(edge),
    }
}

/// Distance to the target's edge: negative when short of it, positive beyond it.
fn gap(target: &Target, value: Decimal) -> Decimal {
    let (edge, upper) = (target.value.0, target.upper.map(|upper| upper.0));
    match target.comparator {
        Comparator::AtLeast | Comparator::MoreThan => value - edge,
        Comparator::AtMost | Comparator::LessThan => edge - value,
        Comparator::Equal => -(value - edge).abs(),
        Comparator::Between => upper.map_or(value - edge, |upper| (value - edge).min(upper - value)),
    }
}

fn outlook(target: &Target, forecast: &Forecast) -> Outlook {
    let edge = target.value.0.to_f64().unwrap_or(f64::NAN);
    let upper = target.upper.and_then(|upper| upper.0.to_f64()).unwrap_or(f64::INFINITY);
    let (low, high) = match target.comparator {
        Comparator::AtLeast | Comparator::MoreThan => (edge, f64::INFINITY),
        Comparator::AtMost | Comparator::LessThan => (f64::NEG_INFINITY, edge),
        Comparator::Equal => (edge, edge),
        Comparator::Between => (edge, upper),
    };
    if forecast.lower >= low && forecast.upper <= high {
        Outlook::Reaches
    } else if forecast.upper < low || forecast.lower > high {
        Outlook::FallsShort
    } else {
        Outlook::Open
    }
}
