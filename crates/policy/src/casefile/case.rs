//! The state of a file: the fold of its events.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{reconcile::Standing, supervise::Evidence};

/// How far a file has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The child is not at school, and the steps are worked on (劝返中).
    Open,
    /// Somebody says how it ended; nothing proves it yet (待核实).
    Claimed,
    /// Found again and looked after for a while (返校跟踪).
    FollowUp,
    /// Proven (销号).
    Closed,
}

/// A reconciliation that told of the child.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub id: String,
    /// Day on which its facts held.
    pub as_of: Date,
}

/// What somebody says how it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub outcome: String,
    pub words: String,
    pub by: String,
    pub on: Date,
}

/// A file that shows something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    pub file: Evidence,
    /// Step or outcome that it shows; empty when it shows neither.
    pub of: String,
    /// Found wanting, or of an earlier time: it proves nothing any more.
    pub spent: bool,
}

/// What closed a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    Roll,
    Evidence,
}

/// The file of a missing child as it stands; who the child is stands beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Code of the township that has it.
    pub township: String,
    /// Code of the school that the child was last on the roll of.
    pub school: Option<String>,
    pub state: State,
    /// The reconciliation that last changed it.
    pub run: Run,
    pub opened_on: Date,
    /// When the township got it, or got it again: terms are counted from here.
    pub begun_on: Date,
    /// Steps done since then, with the day.
    pub steps: BTreeMap<String, Date>,
    pub evidence: Vec<Filed>,
    pub claim: Option<Claim>,
    pub outcome: Option<String>,
    pub follow_until: Option<Date>,
    pub closed_on: Option<Date>,
    pub closed_by: Option<Closing>,
    /// Why it came back or came here.
    pub reason: String,
    /// How often the child has been missing.
    pub times: u32,
}

/// What a file begins as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    pub run: Run,
    pub township: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school: Option<String>,
}

/// Everything that can happen to a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    Opened(Opened),
    Stepped {
        step: String,
        words: String,
    },
    Noted {
        words: String,
    },
    EvidenceAdded {
        file: Evidence,
        of: String,
    },
    Claimed {
        outcome: String,
        words: String,
    },
    Confirmed {
        words: String,
    },
    Returned {
        reason: String,
    },
    Transferred {
        township: String,
        reason: String,
    },
    /// A reconciliation proves an outcome.
    Seen {
        run: Run,
        standing: Standing,
        outcome: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Date>,
    },
    /// A reconciliation does not find the child where somebody said it was, or no longer.
    Missed {
        run: Run,
        township: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        school: Option<String>,
    },
    /// The time of looking after is over.
    FollowedUp,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Open, Self::Claimed, Self::FollowUp, Self::Closed];
}

impl Event {
    /// Stable name, as the log has it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Opened(_) => "opened",
            Self::Stepped { .. } => "stepped",
            Self::Noted { .. } => "noted",
            Self::EvidenceAdded { .. } => "evidence_added",
            Self::Claimed { .. } => "claimed",
            Self::Confirmed { .. } => "confirmed",
            Self::Returned { .. } => "returned",
            Self::Transferred { .. } => "transferred",
            Self::Seen { .. } => "seen",
            Self::Missed { .. } => "missed",
            Self::FollowedUp => "followed_up",
        }
    }

    /// Every name, in the order of a life.
    pub const NAMES: [&str; 11] = [
        "opened",
        "stepped",
        "noted",
        "evidence_added",
        "claimed",
        "confirmed",
        "returned",
        "transferred",
        "seen",
        "missed",
        "followed_up",
    ];
}

impl Case {
    /// A new file, as its first event says.
    #[must_use]
    pub fn open(opened: &Opened, on: Date) -> Self {
        Self {
            township: opened.township.clone(),
            school: opened.school.clone(),
            state: State::Open,
            run: opened.run.clone(),
            opened_on: on,
            begun_on: on,
            steps: BTreeMap::new(),
            evidence: Vec::new(),
            claim: None,
            outcome: None,
            follow_until: None,
            closed_on: None,
            closed_by: None,
            reason: String::new(),
            times: 1,
        }
    }

    /// The file that a row of events makes, each with who did it and on which day; none when it does not begin with one
    /// that opens.
    pub fn fold<'e>(events: impl IntoIterator<Item = (Date, &'e str, &'e Event)>) -> Option<Self> {
        let mut events = events.into_iter();
        let (on, _, Event::Opened(opened)) = events.next()? else { return None };
        let mut case = Self::open(opened, on);
        for (on, by, event) in events {
            case.apply(event, by, on);
        }
        Some(case)
    }

    /// What an event changes.
    pub fn apply(&mut self, event: &Event, by: &str, on: Date) {
        match event {
            Event::Opened(opened) => *self = Self::open(opened, on),
            Event::Stepped { step, .. } => drop(self.steps.insert(step.clone(), on)),
            Event::Noted { .. } => {}
            Event::EvidenceAdded { file, of } => {
                self.evidence.push(Filed { file: file.clone(), of: of.clone(), spent: false });
            }
            Event::Claimed { outcome, words } => {
                let (outcome, words, by) = (outcome.clone(), words.clone(), by.to_owned());
                self.claim = Some(Claim { outcome, words, by, on });
                (self.state, self.reason) = (State::Claimed, String::new());
            }
            Event::Confirmed { .. } => {
                self.outcome = self.claim.as_ref().map(|claim| claim.outcome.clone());
                self.close(Closing::Evidence, on);
            }
            Event::Returned { reason } => {
                (self.state, self.claim, self.reason) = (State::Open, None, reason.clone());
                self.spend();
            }
            Event::Transferred { township, reason } => {
                self.begin(township, on);
                self.reason.clone_from(reason);
            }
            Event::Seen { run, outcome, until, .. } => {
                (self.run, self.outcome) = (run.clone(), Some(outcome.clone()));
                self.claim = None;
                match until {
                    Some(_) => (self.state, self.follow_until) = (State::FollowUp, *until),
                    None => self.close(Closing::Roll, on),
                }
            }
            Event::Missed { run, township, school } => {
                self.times += u32::from(self.state != State::Claimed);
                self.begin(township, on);
                (self.run, self.reason) = (run.clone(), String::new());
                self.school = school.clone().or(self.school.take());
            }
            Event::FollowedUp => self.close(Closing::Roll, on),
        }
    }

    fn close(&mut self, by: Closing, on: Date) {
        (self.state, self.closed_on, self.closed_by) = (State::Closed, Some(on), Some(by));
        self.follow_until = None;
        self.reason.clear();
    }

    /// From the beginning, in a township.
    fn begin(&mut self, township: &str, on: Date) {
        township.clone_into(&mut self.township);
        (self.state, self.begun_on) = (State::Open, on);
        self.steps.clear();
        (self.claim, self.outcome, self.follow_until) = (None, None, None);
        (self.closed_on, self.closed_by) = (None, None);
        self.spend();
    }

    fn spend(&mut self) {
        for filed in &mut self.evidence {
            filed.spent = true;
        }
    }

    /// Whether a file shows a step or an outcome.
    #[must_use]
    pub fn shows(&self, of: &str) -> bool {
        self.evidence.iter().any(|filed| filed.of == of && !filed.spent)
    }
}
