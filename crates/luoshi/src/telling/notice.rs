//! Notices in words: on the page, in letters and in group messages.

use policy::{pack::Pack, supervise::WhenNotice};

use super::ToldDuty;
use crate::{
    store::{About, Facts, Notice},
    words::{Words, name},
};

/// Tells of notices in one language.
#[derive(Clone, Copy)]
pub struct ToldNotice<'a> {
    pub words: Words,
    pub pack: &'a Pack,
}

/// Characters of a title in letters and messages.
const SHORT: usize = 60;

impl<'a> ToldNotice<'a> {
    const fn duty(self) -> ToldDuty<'a> {
        ToldDuty { words: self.words, pack: self.pack }
    }

    /// What it is about: the commitment, or the school where a problem was found.
    #[must_use]
    pub fn title(self, facts: &Facts) -> String {
        match &facts.about {
            About::Duty { commitment, .. } => self.duty().promise(commitment),
            About::Problem { school, .. } => self.words.with("notice-problem-at", &[("school", school)]),
        }
    }

    #[must_use]
    pub fn unit(self, facts: &Facts) -> String {
        self.duty().unit(&facts.unit)
    }

    /// What is to be done, or was not done.
    #[must_use]
    pub fn sentence(self, facts: &Facts) -> String {
        let date = self.words.date(facts.of);
        let days = (facts.day - facts.of).get_days();
        let phase = match facts.when {
            WhenNotice::Due | WhenNotice::Round | WhenNotice::Slip | WhenNotice::Problem => match days {
                ..0 => "-before",
                0 => "-on",
                1.. => "-past",
            },
            _ => "",
        };
        let slip = facts.colour.map(|colour| self.duty().slip(colour)).unwrap_or_default();
        let days = days.unsigned_abs().to_string();
        let args = [("date", date.as_str()), ("days", &days), ("slip", &slip)];
        self.words.with(&format!("notice-{}{phase}", name(&facts.when)), &args)
    }

    /// Path of the page where it is dealt with.
    #[must_use]
    pub fn path(self, subject: &str, facts: &Facts) -> String {
        match &facts.about {
            About::Duty { .. } => format!("/duties/{subject}"),
            About::Problem { visit, .. } => format!("/visits/{visit}"),
        }
    }

    /// One line of a letter or message.
    fn line(self, facts: &Facts) -> String {
        let title = self.title(facts);
        let short: String = title.chars().take(SHORT).collect();
        let title = if short.len() < title.len() { short + "…" } else { short };
        let args = [("unit", self.unit(facts)), ("title", title), ("told", self.sentence(facts))];
        self.words.with("notice-line", &args.each_ref().map(|(name, value)| (*name, value.as_str())))
    }

    /// Why something was not delivered, from its code.
    #[must_use]
    pub fn error(self, code: &str) -> String {
        match code.split_once(':') {
            Some((way, number)) => self.words.with(&format!("delivery-error-{way}"), &[("code", number)]),
            None if code.is_empty() => self.words.say("delivery-error-none"),
            None => self.words.say(&format!("delivery-error-{}", code.replace('_', "-"))),
        }
    }

    /// Subject and text of a letter.
    #[must_use]
    pub fn letter(self, person: &str, notices: &[Notice], site: Option<&str>) -> (String, String) {
        let count = notices.len().to_string();
        let lines: Vec<_> =
            notices.iter().enumerate().map(|(at, one)| format!("{}. {}", at + 1, self.line(&one.facts))).collect();
        let way = match site {
            Some(site) => self.words.with("notice-letter-way", &[("site", site.trim_end_matches('/'))]),
            None => self.words.say("notice-letter-no-way"),
        };
        let args = [("name", person), ("count", &count), ("list", &lines.join("\n\n")), ("way", &way)];
        (self.words.with("notice-letter", &args), self.words.with("notice-letter.text", &args))
    }

    /// A message to a group of at most so many bytes; what has no room is counted.
    #[must_use]
    pub fn message(self, notices: &[Notice], longest: usize) -> String {
        let count = notices.len().to_string();
        let mut text = self.words.with("notice-message", &[("count", &count)]);
        for (at, one) in notices.iter().enumerate() {
            let line = format!("\n{}. {}", at + 1, self.line(&one.facts));
            let left = (notices.len() - at).to_string();
            let more = format!("\n{}", self.words.with("notice-message-more", &[("count", &left)]));
            let is_last = at + 1 == notices.len();
            if text.len() + line.len() + if is_last { 0 } else { more.len() } > longest {
                return text + &more;
            }
            text += &line;
        }
        text
    }
}
