//! Duties in words.

use policy::{
    pack::Pack,
    plan::Commitment,
    supervise::{Colour, Duty, Event, Finding, State},
};

use crate::words::{Words, name, word};

/// Tells of duties in one language.
#[derive(Clone, Copy)]
pub struct ToldDuty<'a> {
    pub words: Words,
    pub pack: &'a Pack,
}

impl<'a> ToldDuty<'a> {
    #[must_use]
    pub fn commitment(self, duty: &Duty) -> Option<&'a Commitment> {
        self.found(&duty.commitment)
    }

    fn found(self, commitment: &str) -> Option<&'a Commitment> {
        let commitments = self.pack.plan.iter().flat_map(|plan| &plan.commitments);
        commitments.into_iter().find(|one| one.id == commitment)
    }

    #[must_use]
    pub fn title(self, duty: &Duty) -> String {
        self.promise(&duty.commitment)
    }

    /// What is promised; the id of a commitment that the plan no longer has.
    #[must_use]
    pub fn promise(self, commitment: &str) -> String {
        self.found(commitment).map_or_else(|| commitment.to_owned(), |one| one.text.get(self.words.0).to_owned())
    }

    /// Name of a unit; its id when the plan no longer has it.
    #[must_use]
    pub fn unit(self, id: &str) -> String {
        let mut units = self.pack.plan.iter().flat_map(|plan| &plan.units);
        units.find(|unit| unit.id == id).map_or_else(|| id.to_owned(), |unit| unit.name.get(self.words.0).to_owned())
    }

    #[must_use]
    pub fn state(self, state: State) -> String {
        word(self.words, "duty-state", &state)
    }

    /// Title of the slips of a colour, as the pack has it.
    #[must_use]
    pub fn slip(self, colour: Colour) -> String {
        let rule = self.pack.supervision.slip(colour);
        rule.map_or_else(|| word(self.words, "slip", &colour), |rule| rule.title.get(self.words.0).to_owned())
    }

    #[must_use]
    pub fn finding(self, finding: Finding) -> String {
        self.words.say(&format!("finding-{}", name(&finding)))
    }

    /// What an event is called, and what it says.
    #[must_use]
    pub fn event(self, event: &Event) -> (String, Vec<String>) {
        let title = self.words.say(&format!("duty-event-{}", event.name().replace('_', "-")));
        let mut said = Vec::new();
        let say = |key: &str, value: &str| self.words.with(key, &[("value", value)]);
        match event {
            Event::Opened(opened) => {
                said.push(say("duty-told-lead", &self.unit(&opened.unit)));
                said.push(say("duty-told-due", &self.words.date(opened.due)));
            }
            Event::Arranged { due, person, steps, .. } => {
                said.push(say("duty-told-due", &self.words.date(*due)));
                said.extend((!person.is_empty()).then(|| say("duty-told-person", person)));
                said.extend(steps.iter().map(|step| {
                    let (weight, due) = (step.weight.to_string(), self.words.date(step.due));
                    let args = [("title", step.title.as_str()), ("weight", &weight), ("due", &due)];
                    self.words.with("duty-told-step", &args)
                }));
            }
            Event::Reported(report) => {
                said.push(word(self.words, "pace", &report.pace));
                said.extend(report.percent.map(|percent| format!("{percent}%")));
                said.push(report.progress.clone());
                let more = [
                    ("duty-told-problems", &report.problems),
                    ("duty-told-next", &report.next),
                    ("duty-told-help", &report.help),
                ];
                said.extend(more.into_iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| say(key, text)));
            }
            Event::ShareReported { unit, words } | Event::ShareReturned { unit, reason: words } => {
                said.extend([self.unit(unit), words.clone()]);
            }
            Event::ShareMerged { unit } => said.push(self.unit(unit)),
            Event::StepDone { step } => said.push(say("duty-told-number", &(step + 1).to_string())),
            Event::EvidenceAdded { unit, file } => said.extend([self.unit(unit), file.name.clone()]),
            Event::Verified { quality, words } => {
                said.extend([word(self.words, "quality", quality), words.clone()]);
            }
            Event::Confirmed { figures } => said.extend(figures.iter().cloned()),
            Event::ExtensionAsked { until, reason: words } | Event::ExtensionGranted { until, words } => {
                said.extend([say("duty-told-until", &self.words.date(*until)), words.clone()]);
            }
            Event::SlipRaised { colour, cause, words, answer_by, .. } => {
                said.extend([self.slip(*colour), word(self.words, "cause", cause), words.clone()]);
                said.push(say("duty-told-answer-by", &self.words.date(*answer_by)));
            }
            Event::SlipAnswered { words, .. }
            | Event::Submitted { words }
            | Event::Resumed { words }
            | Event::Commented { words }
            | Event::Instructed { words }
            | Event::Appealed { words }
            | Event::Returned { reason: words }
            | Event::Reopened { reason: words }
            | Event::Suspended { decision: words }
            | Event::Voided { reason: words }
            | Event::ExtensionRefused { reason: words } => said.push(words.clone()),
            Event::Rated { level, because } => said.extend([word(self.words, "confidence", level), because.clone()]),
            Event::Inspected { outcome, words } => {
                said.extend([word(self.words, "inspected", outcome), words.clone()]);
            }
            Event::Adjusted { part, points, words } => {
                said.extend([word(self.words, "part", part), format!("{points:+}"), words.clone()]);
            }
            Event::Assigned | Event::Acknowledged | Event::SlipSettled { .. } | Event::Drawn { .. } => {}
        }
        said.retain(|text| !text.trim().is_empty());
        (title, said)
    }
}
