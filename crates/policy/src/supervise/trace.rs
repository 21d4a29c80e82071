//! What an event leaves behind besides the changed duty, so that a question about many duties need not read every life: days
//! of reports, occasions for points, and the days on which a duty counts for the score of its unit. All of it can be made
//! anew from the events.

use jiff::civil::Date;

use super::{
    duty::{Duty, Inspected, Quality, State},
    event::Event,
    rules::{Colour, Occasion, Part},
};

/// What an event leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trace {
    /// Its day is one on which progress was reported.
    pub reports: bool,
    pub occasion: Option<Happened>,
    pub counts: Counts,
}

/// An occasion for points; a correction brings its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Happened {
    pub occasion: Occasion,
    pub adjusted: Option<(Part, i32)>,
}

/// The days on which a duty counts: while it is open, and those on which something to be scored happens to it later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// As before.
    Unchanged,
    /// From this day on.
    Begins,
    /// Until this day.
    Ends,
    /// On this day alone.
    Once,
}

impl State {
    /// Whether it is neither being prepared nor over.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Drafted | Self::Closed | Self::Void)
    }
}

impl Trace {
    /// What an event leaves behind that found a duty as `before` and made it `after`.
    #[must_use]
    pub fn of(before: &Duty, event: &Event, on: Date, after: &Duty) -> Self {
        let occasion = happened(before, event, on);
        Self {
            reports: matches!(
                event,
                Event::Reported(_) | Event::Submitted { .. } | Event::Verified { .. } | Event::Confirmed { .. }
            ),
            occasion,
            counts: match (before.state.is_open(), after.state.is_open()) {
                (false, true) => Counts::Begins,
                (true, false) => Counts::Ends,
                (false, false) if occasion.is_some() => Counts::Once,
                _ => Counts::Unchanged,
            },
        }
    }
}

/// What an event means for the score, given the duty before it.
fn happened(duty: &Duty, event: &Event, on: Date) -> Option<Happened> {
    let occasion = match event {
        Event::Submitted { .. } if duty.due < on => Occasion::SubmittedLate,
        Event::Returned { .. } => Occasion::Returned,
        Event::SlipRaised { colour: Colour::Blue, .. } => Occasion::SlipBlue,
        Event::SlipRaised { colour: Colour::Yellow, .. } => Occasion::SlipYellow,
        Event::SlipRaised { colour: Colour::Red, .. } => Occasion::SlipRed,
        Event::SlipAnswered { slip, .. } if duty.slips.get(*slip).is_some_and(|one| one.answer_by < on) => {
            Occasion::AnsweredLate
        }
        Event::ExtensionGranted { .. } => Occasion::ExtensionGranted,
        Event::Verified { quality: Quality::Good, .. } => Occasion::VerifiedGood,
        Event::Verified { quality: Quality::Poor, .. } => Occasion::VerifiedPoor,
        Event::Confirmed { .. } => Occasion::ClosedByData,
        Event::Reopened { .. } => Occasion::Reopened,
        Event::Inspected { outcome: Inspected::Confirmed, .. } => Occasion::SampleConfirmed,
        Event::Inspected { outcome: Inspected::Refuted, .. } => Occasion::SampleRefuted,
        Event::Adjusted { part, points, .. } => {
            return Some(Happened { occasion: Occasion::Adjusted, adjusted: Some((*part, *points)) });
        }
        _ => return None,
    };
    Some(Happened { occasion, adjusted: None })
}
