//! Scores of units (考核计分): every point says which event it comes from.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{
    duty::{Duty, Inspected, Quality, State},
    event::Event,
    rules::{Colour, Occasion, Part, Scheme},
};

/// One event of a duty, as the log has it.
#[derive(Clone, Debug)]
pub struct Record<'e> {
    pub seq: i64,
    pub on: Date,
    pub by: &'e str,
    pub event: &'e Event,
}

/// A point, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    pub duty: String,
    /// Number of the event in the log.
    pub seq: i64,
    pub on: Date,
    pub occasion: Occasion,
    pub part: Part,
    pub points: i32,
}

/// What a unit has in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    pub duties: usize,
    pub points: Vec<Point>,
    pub timeliness: Decimal,
    pub quality: Decimal,
    pub result: Decimal,
}

impl Score {
    #[must_use]
    pub fn total(&self) -> Decimal {
        self.timeliness + self.quality + self.result
    }
}

/// Scores one unit from the whole lives of the duties that it leads; only what happened in the period counts.
#[must_use]
pub fn score(scheme: &Scheme, from: Date, until: Date, duties: &[(&str, Vec<Record<'_>>)]) -> Score {
    let mut points = Vec::new();
    let mut counted = 0;
    for (id, records) in duties {
        let mut records = records.iter();
        let Some(Event::Opened(opened)) = records.next().map(|first| first.event) else { continue };
        let mut duty = Duty::open(opened);
        // A duty counts when it was open in the period, or something happened to it.
        let mut lived = false;
        for record in records.take_while(|record| record.on <= until) {
            let inside = record.on >= from;
            lived |= inside;
            if inside {
                for (occasion, adjusted) in occasions(&duty, record) {
                    let rules = scheme.points.iter().filter(|rule| rule.on == occasion);
                    let declared = rules.map(|rule| (rule.part, rule.points));
                    points.extend(declared.chain(adjusted).map(|(part, value)| Point {
                        duty: (*id).to_owned(),
                        seq: record.seq,
                        on: record.on,
                        occasion,
                        part,
                        points: value,
                    }));
                }
            }
            duty.apply(record.event, record.by, record.on);
        }
        let is_open = !matches!(duty.state, State::Drafted | State::Closed | State::Void);
        counted += usize::from(lived || is_open);
    }
    let part = |part: Part, weight: u32| {
        let sum: i64 = points.iter().filter(|one| one.part == part).map(|one| i64::from(one.points)).sum();
        let each = Decimal::from(sum) / Decimal::from(counted.max(1));
        let weight = Decimal::from(weight);
        (weight + each).clamp(Decimal::ZERO, weight).round_dp(2)
    };
    Score {
        duties: counted,
        timeliness: part(Part::Timeliness, scheme.timeliness),
        quality: part(Part::Quality, scheme.quality),
        result: part(Part::Result, scheme.result),
        points,
    }
}

/// What an event means for the score, given the duty before it; a correction brings its own points.
fn occasions(duty: &Duty, record: &Record<'_>) -> Vec<(Occasion, Option<(Part, i32)>)> {
    let plain = |occasion| vec![(occasion, None)];
    match record.event {
        Event::Submitted { .. } if duty.due < record.on => plain(Occasion::SubmittedLate),
        Event::Returned { .. } => plain(Occasion::Returned),
        Event::SlipRaised { colour, .. } => plain(match colour {
            Colour::Blue => Occasion::SlipBlue,
            Colour::Yellow => Occasion::SlipYellow,
            Colour::Red => Occasion::SlipRed,
        }),
        Event::SlipAnswered { slip, .. } if duty.slips.get(*slip).is_some_and(|one| one.answer_by < record.on) => {
            plain(Occasion::AnsweredLate)
        }
        Event::ExtensionGranted { .. } => plain(Occasion::ExtensionGranted),
        Event::Verified { quality: Quality::Good, .. } => plain(Occasion::VerifiedGood),
        Event::Verified { quality: Quality::Poor, .. } => plain(Occasion::VerifiedPoor),
        Event::Confirmed { .. } => plain(Occasion::ClosedByData),
        Event::Reopened { .. } => plain(Occasion::Reopened),
        Event::Inspected { outcome: Inspected::Confirmed, .. } => plain(Occasion::SampleConfirmed),
        Event::Inspected { outcome: Inspected::Refuted, .. } => plain(Occasion::SampleRefuted),
        Event::Adjusted { part, points, .. } => vec![(Occasion::Adjusted, Some((*part, *points)))],
        _ => Vec::new(),
    }
}
