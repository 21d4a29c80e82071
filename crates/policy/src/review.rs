//! The careful reader: what in a plan its leadership should settle before anyone is judged by it.
//!
//! Each rule is a small pure function from the plan to findings, and knows nothing of a particular plan. A finding has a
//! stable id; the plan's `[[reading]]` with that id records how it is read until it is settled, and why. Nothing is
//! silently read one way: a finding without a reading makes `luoshi plan check` fail.
//!
//! To add a rule, write the function beside its like, add it to `RULES`, and its sentence and hint to `review.ftl`.

mod dates;
mod similar;
mod targets;
mod units;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use jiff::civil::Date;
use serde::Serialize;

use crate::{
    pack::Pack,
    plan::{Commitment, Place, Plan, Reading, Task},
    text::{Language, Text},
};

/// Something that the leadership should settle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable id: the rule and what it is about, e.g. `two_dates:senior_school_grade:3453000001`.
    pub id: String,
    /// Code of the rule; `review-two-dates` is the sentence of `review.two_dates` in `review.ftl`, and has a `.hint`.
    pub code: &'static str,
    /// What the sentence needs.
    pub args: BTreeMap<&'static str, Arg>,
    pub commitments: Vec<String>,
    pub tasks: Vec<u32>,
    pub units: Vec<String>,
    pub indicators: Vec<String>,
    /// Where in the source, in its order.
    pub places: Vec<Place>,
    /// How the pack reads it until it is settled.
    pub reading: Option<Reading>,
}

/// Part of a sentence: the same in every language, or names that each language has its own words for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Arg {
    Plain(String),
    Date(Date),
    Names(Vec<Text>),
    /// Names that bring their quotation marks along.
    Quoted(Vec<Text>),
}

impl Arg {
    /// The words in one language; `date` says a date in it.
    #[must_use]
    pub fn get(&self, language: Language, date: impl Fn(Date) -> String) -> String {
        let chinese = language == Language::Chinese;
        let quoted = |name: &Text| match language {
            // Inside quotation marks stand single ones.
            Language::Chinese => format!("“{}”", name.get(language).replace('“', "‘").replace('”', "’")),
            Language::English => format!("\"{}\"", name.get(language).replace(['“', '”'], "'")),
        };
        match self {
            Self::Plain(text) => text.clone(),
            Self::Date(day) => date(*day),
            Self::Names(names) => {
                let names: Vec<_> = names.iter().map(|name| name.get(language)).collect();
                names.join(if chinese { "、" } else { ", " })
            }
            Self::Quoted(names) => {
                let names: Vec<_> = names.iter().map(quoted).collect();
                names.join(if chinese { "" } else { ", " })
            }
        }
    }
}

/// All findings of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Review {
    pub findings: Vec<Finding>,
    /// Ids of readings whose finding is no more: settled, or misspelt.
    pub stale: Vec<String>,
}

impl Review {
    /// Findings that the pack has no reading for.
    pub fn unread(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.reading.is_none())
    }

    /// Whether every finding is read, and every reading has its finding.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.stale.is_empty() && self.unread().next().is_none()
    }
}

type Rule = fn(&Reader<'_>) -> Vec<Finding>;

/// Every rule with its code, in the order of the report.
const RULES: &[(&str, Rule)] = &[
    ("review.two_dates", targets::two_dates),
    ("review.two_values", targets::two_values),
    ("review.two_strengths", targets::two_strengths),
    ("review.due_before_issued", dates::due_before_issued),
    ("review.due_after_task", dates::due_after_task),
    ("review.outside_plan", dates::outside_plan),
    ("review.duties_without_task", units::duties_without_task),
    ("review.task_without_duties", units::task_without_duties),
    ("review.unit_fits_no_content", units::unit_fits_no_content),
    ("review.content_without_unit", units::content_without_unit),
    ("review.topic_without_unit", units::topic_without_unit),
    ("review.goal_without_task", targets::goal_without_task),
    ("review.goal_beyond_task", targets::goal_beyond_task),
    ("review.without_baseline", targets::without_baseline),
    ("review.only_end_value", targets::only_end_value),
    ("review.falls_back", targets::falls_back),
    ("review.not_measurable", targets::not_measurable),
    ("review.two_countings", targets::two_countings),
    ("review.vague_results", targets::vague_results),
    ("review.unconfirmed_definitions", targets::unconfirmed_definitions),
    ("review.definition_changes", targets::definition_changes),
    ("review.striven_without_floor", targets::striven_without_floor),
    ("review.coarse_deadline", dates::coarse_deadline),
    ("review.one_deadline_for_all", dates::one_deadline_for_all),
    ("review.date_is_a_reading", dates::date_is_a_reading),
    ("review.without_date", dates::without_date),
    ("review.without_rhythm", dates::without_rhythm),
    ("review.similar_indicators", similar::indicators),
    ("review.similar_commitments", similar::commitments),
];

/// Codes of all rules.
pub fn codes() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|(code, _)| *code)
}

/// Reads the plan of a pack; no findings when it has none.
#[must_use]
pub fn review(pack: &Pack) -> Review {
    let Some(plan) = &pack.plan else { return Review { findings: Vec::new(), stale: Vec::new() } };
    let reader = Reader { pack, plan };
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|(_, rule)| rule(&reader)).collect();
    let readings: BTreeMap<&str, &Reading> =
        plan.readings.iter().map(|reading| (reading.finding.as_str(), reading)).collect();
    for finding in &mut findings {
        finding.reading = readings.get(finding.id.as_str()).map(|reading| (*reading).clone());
    }
    let ids: BTreeSet<&str> = findings.iter().map(|finding| finding.id.as_str()).collect();
    let stale = readings.keys().filter(|id| !ids.contains(*id)).map(|id| (*id).to_owned()).collect();
    Review { findings, stale }
}

/// The plan with the names of what it mentions.
struct Reader<'a> {
    pack: &'a Pack,
    plan: &'a Plan,
}

impl<'a> Reader<'a> {
    /// A finding of a rule about `subject`, without anything involved yet.
    fn finding(code: &'static str, subject: &str) -> Finding {
        let rule = code.trim_start_matches("review.");
        Finding {
            id: if subject.is_empty() { rule.to_owned() } else { format!("{rule}:{subject}") },
            code,
            args: BTreeMap::new(),
            commitments: Vec::new(),
            tasks: Vec::new(),
            units: Vec::new(),
            indicators: Vec::new(),
            places: Vec::new(),
            reading: None,
        }
    }

    fn task(&self, number: u32) -> Option<&'a Task> {
        self.plan.tasks.iter().find(|task| task.number == number)
    }

    fn of_task(&self, number: u32) -> impl Iterator<Item = &'a Commitment> {
        self.plan.commitments.iter().filter(move |commitment| commitment.task == Some(number))
    }

    fn indicator_name(&self, id: &str) -> Text {
        self.pack.indicators.get(id).map_or_else(|| same(id), |indicator| indicator.title.clone())
    }

    fn org_name(&self, code: &str) -> Text {
        if code == self.plan.org {
            return self.plan.org_name.clone();
        }
        self.plan.named_orgs.iter().find(|org| org.code == code).map_or_else(|| same(code), |org| org.name.clone())
    }
}

/// A word that is the same in both languages.
fn same(word: &str) -> Text {
    Text { zh: word.to_owned(), en: word.to_owned() }
}

impl Finding {
    fn arg(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.insert(name, Arg::Plain(value.to_string()));
        self
    }

    fn date(mut self, name: &'static str, day: Date) -> Self {
        self.args.insert(name, Arg::Date(day));
        self
    }

    fn quoted(mut self, name: &'static str, values: impl IntoIterator<Item = Text>) -> Self {
        self.args.insert(name, Arg::Quoted(values.into_iter().collect()));
        self
    }

    fn names(mut self, name: &'static str, values: impl IntoIterator<Item = Text>) -> Self {
        self.args.insert(name, Arg::Names(values.into_iter().collect()));
        self
    }

    fn indicators<'i>(mut self, ids: impl IntoIterator<Item = &'i str>) -> Self {
        self.indicators = ids.into_iter().map(str::to_owned).collect();
        self
    }

    fn units<'i>(mut self, ids: impl IntoIterator<Item = &'i str>) -> Self {
        self.units = ids.into_iter().map(str::to_owned).collect();
        self
    }

    /// Adds tasks and the places of their headings and units.
    fn tasks<'t>(mut self, tasks: impl IntoIterator<Item = &'t Task>) -> Self {
        for task in tasks {
            self.tasks.push(task.number);
            self.add_places(&task.places);
        }
        self
    }

    /// Adds commitments and their places.
    fn commitments<'c>(mut self, commitments: impl IntoIterator<Item = &'c Commitment>) -> Self {
        for commitment in commitments {
            if !self.commitments.contains(&commitment.id) {
                self.commitments.push(commitment.id.clone());
                self.add_places(&commitment.places);
            }
        }
        self
    }

    fn add_places(&mut self, places: &[Place]) {
        let all: BTreeSet<Place> = self.places.iter().chain(places).copied().collect();
        self.places = all.into_iter().collect();
    }
}
