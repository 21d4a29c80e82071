//! The forms of a duty: exactly those of what the person may do to it now, and back from a form to a command.

use jiff::civil::Date;
use policy::supervise::{
    Colour, Command, Deed, Duty, Inspected, Level, Pace, Part, Quality, Report, ShareState, SlipState, Step, When,
};
use serde::de::DeserializeOwned;

use crate::{
    refusal::Refusal,
    telling::ToldDuty,
    web::trouble::missing,
    words::{Words, name, word},
};

/// A form with its button.
pub(super) struct Form {
    pub deed: &'static str,
    pub title: String,
    pub hint: String,
    pub fields: Vec<Field>,
    /// Stands open; the others unfold.
    pub first: bool,
    pub danger: bool,
}

pub(super) struct Field {
    pub name: &'static str,
    pub label: String,
    pub kind: Kind,
    pub value: String,
    pub required: bool,
}

pub(super) enum Kind {
    Area,
    Date,
    Number,
    /// Value and word of each.
    Choice(Vec<(String, String)>),
    Select(Vec<(String, String)>),
}

/// What was sent.
pub(super) type Sent = [(String, String)];

/// What was typed into a field; empty when nothing was.
pub(super) fn field<'f>(sent: &'f Sent, name: &str) -> &'f str {
    sent.iter().find(|(one, _)| one == name).map_or("", |(_, value)| value.trim())
}

fn all<'f>(sent: &'f Sent, name: &str) -> Vec<&'f str> {
    sent.iter().filter(|(one, _)| one == name).map(|(_, value)| value.trim()).collect()
}

/// Makes forms for one duty.
pub(super) struct Forms<'a> {
    pub told: ToldDuty<'a>,
    pub duty: &'a Duty,
    /// What was sent and refused, to be kept.
    pub sent: &'a Sent,
    /// Units of the person.
    pub units: Vec<&'a str>,
    /// What the figures say, in a sentence each: a report begins with it.
    pub figures: String,
}

impl Forms<'_> {
    fn words(&self) -> Words {
        self.told.words
    }

    /// The form of a deed; none for what has a form of its own or is done for many at once.
    pub fn form(&self, deed: Deed) -> Option<Form> {
        if matches!(deed, Deed::Arrange | Deed::AddEvidence | Deed::Draw) {
            return None;
        }
        let words = self.words();
        let key = format!("deed-{}", deed.name());
        let fields = self.fields(deed);
        let first = matches!(
            deed,
            Deed::Assign
                | Deed::Acknowledge
                | Deed::Report
                | Deed::ReportShare
                | Deed::MergeShare
                | Deed::FinishStep
                | Deed::Submit
                | Deed::Verify
                | Deed::Confirm
                | Deed::Return
                | Deed::GrantExtension
                | Deed::RefuseExtension
                | Deed::AnswerSlip
                | Deed::Inspect
        );
        let danger =
            matches!(deed, Deed::Void | Deed::Return | Deed::ReturnShare | Deed::RefuseExtension | Deed::Suspend);
        let hint = words.find(&format!("{key}.hint")).unwrap_or_default();
        Some(Form { deed: deed.name(), title: words.say(&key), hint, fields, first, danger })
    }

    fn fields(&self, deed: Deed) -> Vec<Field> {
        let duty = self.duty;
        let area = |name, label, required| self.field(name, label, Kind::Area, required);
        match deed {
            Deed::Report => {
                let mut fields =
                    vec![self.choice("pace", "duty-pace", &Pace::ALL, "pace"), area("progress", "duty-progress", true)];
                if duty.counted {
                    let mut percent = self.field("percent", "duty-percent", Kind::Number, false);
                    let counted = self.told.commitment(duty).and_then(|one| one.counted.as_ref());
                    if let Some(counted) = counted {
                        percent.label = format!("{} ({})", percent.label, counted.get(self.words().0));
                    }
                    fields.push(percent);
                }
                let more = [("problems", "duty-problems"), ("next", "duty-next"), ("help", "duty-help")];
                fields.extend(more.map(|(name, label)| area(name, label, false)));
                if self.sent.is_empty() {
                    for field in &mut fields {
                        field.value = self.before(field.name);
                    }
                }
                fields
            }
            Deed::ReportShare => {
                let own = duty
                    .shares
                    .iter()
                    .filter(|(unit, share)| self.units.contains(&unit.as_str()) && share.state != ShareState::Merged);
                let own: Vec<_> = own.map(|(unit, _)| (unit.clone(), self.told.unit(unit))).collect();
                vec![self.field("unit", "duty-unit", Kind::Select(own), true), area("words", "duty-words", true)]
            }
            Deed::MergeShare => vec![self.reported_shares()],
            Deed::ReturnShare => vec![self.reported_shares(), area("reason", "duty-reason", true)],
            Deed::FinishStep => {
                let open = duty.steps.iter().enumerate().filter(|(_, step)| step.done_on.is_none());
                let open = open.map(|(number, step)| (number.to_string(), step.title.clone())).collect();
                vec![self.field("step", "duty-step", Kind::Select(open), true)]
            }
            Deed::Submit => vec![area("words", "duty-result", true)],
            Deed::Verify => vec![
                self.choice("quality", "duty-quality", &Quality::ALL, "quality"),
                area("words", "duty-words", false),
            ],
            Deed::Return | Deed::Reopen | Deed::Void | Deed::RefuseExtension => {
                vec![area("reason", "duty-reason", true)]
            }
            Deed::Suspend => vec![area("decision", "duty-decision", true)],
            Deed::Resume | Deed::GrantExtension => vec![area("words", "duty-words", false)],
            Deed::AskExtension => {
                vec![self.field("until", "duty-until", Kind::Date, true), area("reason", "duty-reason", true)]
            }
            Deed::RaiseSlip => {
                let worst = duty.slip().map(|(_, slip)| slip.colour);
                let graver = Colour::ALL.into_iter().filter(|colour| worst.is_none_or(|worst| *colour > worst));
                let graver = graver.map(|colour| (name(&colour), self.told.slip(colour))).collect();
                vec![
                    self.field("colour", "duty-colour", Kind::Select(graver), true),
                    area("words", "duty-reason", true),
                    self.field("answer_by", "duty-answer-by", Kind::Date, true),
                ]
            }
            Deed::AnswerSlip => vec![self.slips(SlipState::Open), area("words", "duty-answer", true)],
            Deed::SettleSlip => vec![self.slips(SlipState::Answered)],
            Deed::Rate => vec![
                self.choice("level", "duty-confidence", &Level::ALL, "confidence"),
                area("because", "duty-because", true),
            ],
            Deed::Comment | Deed::Instruct | Deed::Appeal => vec![area("words", "duty-words", true)],
            Deed::Inspect => vec![
                self.choice("outcome", "duty-outcome", &Inspected::ALL, "inspected"),
                area("words", "duty-words", true),
            ],
            Deed::Adjust => {
                let parts = Part::ALL.iter().map(|part| (name(part), word(self.words(), "part", part))).collect();
                vec![
                    self.field("part", "duty-part", Kind::Select(parts), true),
                    self.field("points", "duty-points", Kind::Number, true),
                    area("words", "duty-reason", true),
                ]
            }
            Deed::Arrange | Deed::AddEvidence | Deed::Draw | Deed::Assign | Deed::Acknowledge | Deed::Confirm => {
                Vec::new()
            }
        }
    }

    /// What a field of a report begins with: what the figures say, and else what was said last.
    fn before(&self, asked: &str) -> String {
        let last = self.duty.report.as_ref();
        match (asked, last) {
            ("progress", _) => self.figures.clone(),
            ("pace", Some(last)) => name(&last.pace),
            ("percent", Some(last)) => last.percent.map(|percent| percent.to_string()).unwrap_or_default(),
            ("problems", Some(last)) => last.problems.clone(),
            ("next", Some(last)) => last.next.clone(),
            ("help", Some(last)) => last.help.clone(),
            _ => String::new(),
        }
    }

    fn field(&self, name: &'static str, label: &str, kind: Kind, required: bool) -> Field {
        Field { name, label: self.words().say(label), kind, value: field(self.sent, name).to_owned(), required }
    }

    fn choice<T: serde::Serialize>(&self, named: &'static str, label: &str, all: &[T], kind: &str) -> Field {
        let choices = all.iter().map(|one| (name(one), word(self.words(), kind, one))).collect();
        self.field(named, label, Kind::Choice(choices), true)
    }

    fn reported_shares(&self) -> Field {
        let reported = self.duty.shares.iter().filter(|(_, share)| share.state == ShareState::Reported);
        let reported = reported.map(|(unit, _)| (unit.clone(), self.told.unit(unit))).collect();
        self.field("unit", "duty-unit", Kind::Select(reported), true)
    }

    fn slips(&self, state: SlipState) -> Field {
        let slips = self.duty.slips.iter().enumerate().filter(|(_, slip)| slip.state == state);
        let slips = slips.map(|(number, slip)| (number.to_string(), self.told.slip(slip.colour))).collect();
        self.field("slip", "duty-slip", Kind::Select(slips), true)
    }
}

/// The command that a form stands for.
///
/// # Errors
/// Refused when a field is missing or is not what it should be.
pub(super) fn command(duty: &Duty, sent: &Sent) -> Result<Command, Refusal> {
    let text = |name: &str| field(sent, name).to_owned();
    let named = field(sent, "deed");
    let deed = Deed::ALL.into_iter().find(|deed| deed.name() == named);
    Ok(match deed.ok_or_else(missing)? {
        Deed::Arrange => arrange(duty, sent)?,
        Deed::Assign => Command::Assign,
        Deed::Acknowledge => Command::Acknowledge,
        Deed::Report => {
            let percent = field(sent, "percent");
            let percent = (!percent.is_empty()).then(|| percent.parse().map_err(|_| malformed("percent")));
            Command::Report(Report {
                pace: one_of(sent, "pace")?,
                progress: text("progress"),
                percent: percent.transpose()?,
                problems: text("problems"),
                next: text("next"),
                help: text("help"),
            })
        }
        Deed::ReportShare => Command::ReportShare { unit: text("unit"), words: text("words") },
        Deed::MergeShare => Command::MergeShare { unit: text("unit") },
        Deed::ReturnShare => Command::ReturnShare { unit: text("unit"), reason: text("reason") },
        Deed::FinishStep => Command::FinishStep { step: number(sent, "step")? },
        Deed::Submit => Command::Submit { words: text("words") },
        Deed::Verify => Command::Verify { quality: one_of::<Quality>(sent, "quality")?, words: text("words") },
        Deed::Confirm => Command::Confirm,
        Deed::Return => Command::Return { reason: text("reason") },
        Deed::Reopen => Command::Reopen { reason: text("reason") },
        Deed::Suspend => Command::Suspend { decision: text("decision") },
        Deed::Resume => Command::Resume { words: text("words") },
        Deed::Void => Command::Void { reason: text("reason") },
        Deed::AskExtension => Command::AskExtension { until: date(sent, "until")?, reason: text("reason") },
        Deed::GrantExtension => Command::GrantExtension { words: text("words") },
        Deed::RefuseExtension => Command::RefuseExtension { reason: text("reason") },
        Deed::RaiseSlip => Command::RaiseSlip {
            colour: one_of(sent, "colour")?,
            cause: When::Decided,
            mark: String::new(),
            words: text("words"),
            answer_by: date(sent, "answer_by")?,
        },
        Deed::AnswerSlip => Command::AnswerSlip { slip: number(sent, "slip")?, words: text("words") },
        Deed::SettleSlip => Command::SettleSlip { slip: number(sent, "slip")? },
        Deed::Rate => Command::Rate { level: one_of(sent, "level")?, because: text("because") },
        Deed::Comment => Command::Comment { words: text("words") },
        Deed::Instruct => Command::Instruct { words: text("words") },
        Deed::Inspect => Command::Inspect { outcome: one_of(sent, "outcome")?, words: text("words") },
        Deed::Appeal => Command::Appeal { words: text("words") },
        Deed::Adjust => {
            Command::Adjust { part: one_of(sent, "part")?, points: number(sent, "points")?, words: text("words") }
        }
        // Files come by a form of their own, and samples are drawn from many.
        Deed::AddEvidence | Deed::Draw => return Err(missing()),
    })
}

fn arrange(duty: &Duty, sent: &Sent) -> Result<Command, Refusal> {
    let (titles, units) = (all(sent, "step_title"), all(sent, "step_unit"));
    let (people, dues, weights) = (all(sent, "step_person"), all(sent, "step_due"), all(sent, "step_weight"));
    let at = |list: &[&str], number: usize| list.get(number).copied().unwrap_or_default().to_owned();
    let due = if field(sent, "due").is_empty() { duty.due } else { date(sent, "due")? };
    let mut steps = Vec::new();
    for (number, title) in titles.iter().enumerate().filter(|(_, title)| !title.is_empty()) {
        let (on, weight) = (at(&dues, number), at(&weights, number));
        steps.push(Step {
            title: (*title).to_owned(),
            unit: at(&units, number),
            person: at(&people, number),
            due: if on.is_empty() { due } else { on.parse().map_err(|_| malformed("step_due"))? },
            weight: weight.parse().map_err(|_| malformed("step_weight"))?,
            done_on: None,
        });
    }
    let cooperating = all(sent, "cooperating").into_iter().map(str::to_owned).collect();
    Ok(Command::Arrange { due, person: field(sent, "person").to_owned(), steps, cooperating })
}

fn malformed(name: &str) -> Refusal {
    Refusal::new("duty-field").with("field", name)
}

fn one_of<T: DeserializeOwned>(sent: &Sent, name: &str) -> Result<T, Refusal> {
    serde_json::from_value(field(sent, name).into()).map_err(|_| malformed(name))
}

fn number<T: std::str::FromStr>(sent: &Sent, name: &str) -> Result<T, Refusal> {
    field(sent, name).parse().map_err(|_| malformed(name))
}

fn date(sent: &Sent, name: &str) -> Result<Date, Refusal> {
    field(sent, name).parse().map_err(|_| malformed(name))
}
