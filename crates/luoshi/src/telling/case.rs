//! Files of missing children in words. Nothing here says who the child is.

use lake::org::Tree;
use policy::{
    casefile::{Awaited, Event, Next, Rules, State},
    pack::Pack,
};

use crate::words::{Words, word};

/// Tells of files in one language.
#[derive(Clone, Copy)]
pub struct ToldCase<'a> {
    pub words: Words,
    pub pack: &'a Pack,
    pub tree: &'a Tree,
}

impl<'a> ToldCase<'a> {
    fn rules(self) -> Option<&'a Rules> {
        self.pack.dropout.as_deref()
    }

    /// Name of a township or school; its code when nobody knows it today.
    #[must_use]
    pub fn place(self, code: &str) -> String {
        self.tree.unit(code).map_or_else(|| code.to_owned(), |unit| unit.name.clone())
    }

    #[must_use]
    pub fn state(self, state: State) -> String {
        word(self.words, "casefile", &state)
    }

    /// Title of a step; its id when the pack no longer has it.
    #[must_use]
    pub fn step(self, id: &str) -> String {
        let step = self.rules().and_then(|rules| rules.step(id));
        step.map_or_else(|| id.to_owned(), |step| step.title.get(self.words.0).to_owned())
    }

    /// Title of an outcome; its id when the pack no longer has it.
    #[must_use]
    pub fn outcome(self, id: &str) -> String {
        let outcome = self.rules().and_then(|rules| rules.outcome(id));
        outcome.map_or_else(|| id.to_owned(), |outcome| outcome.title.get(self.words.0).to_owned())
    }

    /// What something handed in shows.
    #[must_use]
    pub fn shown(self, of: &str) -> String {
        if self.rules().is_some_and(|rules| rules.step(of).is_some()) { self.step(of) } else { self.outcome(of) }
    }

    /// What comes next.
    #[must_use]
    pub fn next(self, next: &Next<'_>) -> String {
        let key = match next.awaited {
            Awaited::Step(step) => return step.title.get(self.words.0).to_owned(),
            Awaited::Outcome => "case-next-outcome",
            Awaited::Confirmation => "case-next-confirmation",
            Awaited::Roll => "case-next-roll",
            Awaited::FollowUp => "case-next-follow-up",
        };
        self.words.say(key)
    }

    /// Of whom it is awaited; empty for what comes by itself.
    #[must_use]
    pub fn by(self, next: &Next<'_>) -> String {
        next.by.map(|by| word(self.words, "party", &by)).unwrap_or_default()
    }

    /// What an event is called, and what it says.
    #[must_use]
    pub fn event(self, event: &Event) -> (String, Vec<String>) {
        let title = self.words.say(&format!("case-event-{}", event.name().replace('_', "-")));
        let say = |key: &str, value: &str| self.words.with(key, &[("value", value)]);
        let facts = |run: &policy::casefile::Run| say("case-told-facts", &self.words.date(run.as_of));
        let mut said = match event {
            Event::Opened(opened) => vec![self.place(&opened.township), facts(&opened.run)],
            Event::Stepped { step, words } => vec![self.step(step), words.clone()],
            Event::Noted { words } | Event::Confirmed { words } | Event::Returned { reason: words } => {
                vec![words.clone()]
            }
            Event::EvidenceAdded { file, of } => vec![self.shown(of), file.name.clone()],
            Event::Claimed { outcome, words } => vec![self.outcome(outcome), words.clone()],
            Event::Transferred { township, reason } => vec![self.place(township), reason.clone()],
            Event::Seen { run, outcome, until, .. } => {
                let until = until.map(|until| say("case-told-until", &self.words.date(until)));
                [self.outcome(outcome), facts(run)].into_iter().chain(until).collect()
            }
            Event::Missed { run, township, .. } => vec![self.place(township), facts(run)],
            Event::FollowedUp => Vec::new(),
        };
        said.retain(|text| !text.trim().is_empty());
        (title, said)
    }

    /// Class of the style sheet for a state.
    #[must_use]
    pub const fn class(state: State, overdue: bool) -> &'static str {
        match state {
            _ if overdue => "missed",
            State::Open => "at_risk",
            State::Claimed => "stale",
            State::FollowUp => "on_track",
            State::Closed => "met",
        }
    }

    /// Name by which addresses call what comes next.
    #[must_use]
    pub fn awaited(next: &Next<'_>) -> String {
        match next.awaited {
            Awaited::Step(step) => step.id.clone(),
            Awaited::Outcome => "outcome".to_owned(),
            Awaited::Confirmation => "confirmation".to_owned(),
            Awaited::Roll => "roll".to_owned(),
            Awaited::FollowUp => "follow_up".to_owned(),
        }
    }
}
