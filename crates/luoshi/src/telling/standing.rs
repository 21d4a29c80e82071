//! A standing in words.

use policy::{
    forecast::Refusal,
    indicator::Unit,
    number::Number,
    pack::Pack,
    plan::{Comparator, Strength},
    status::{Arg, Flag, Reason},
};

use super::Quantity;
use crate::{
    services::indicator::Standing,
    words::{Words, word},
};

/// Tells where one target stands, in one language.
#[derive(Clone, Copy)]
pub struct Told<'a, 'b> {
    pub words: Words,
    pub pack: &'a Pack,
    pub standing: &'b Standing<'a>,
}

impl Told<'_, '_> {
    #[must_use]
    pub fn quantity(&self) -> Quantity<'_> {
        Quantity { words: self.words, pack: self.pack, indicator: self.standing.indicator }
    }

    /// What is to be reached, e.g. `≥ 98%` or `第 3 名及以前`. A rank or grade counts down, which a sign would hide.
    #[must_use]
    pub fn goal(&self) -> String {
        let (words, quantity, target) = (self.words, self.quantity(), self.standing.target);
        let value = quantity.exact(target.value);
        let upper = target.upper.map(|upper| format!("–{}", quantity.exact(upper))).unwrap_or_default();
        match (self.standing.indicator.unit, target.comparator) {
            (Unit::Rank, Comparator::AtMost) => words.with("goal-rank-at-most", &[("target", &value)]),
            (Unit::Grade, Comparator::AtMost) => words.with("goal-grade-at-most", &[("target", &value)]),
            _ => format!("{} {value}{upper}", word(words, "comparator", &target.comparator)),
        }
    }

    /// The strength as a word, where the plan only strives.
    #[must_use]
    pub fn striven(&self) -> Option<String> {
        let strength = self.strength();
        (strength == Strength::Striven).then(|| word(self.words, "strength", &strength))
    }

    #[must_use]
    pub fn strength(&self) -> Strength {
        self.standing.target.strength(self.standing.commitment)
    }

    /// Name of the school or area that is judged where the plan names it; its code otherwise.
    #[must_use]
    pub fn org(&self) -> String {
        let code = self.standing.org;
        let Some(plan) = &self.pack.plan else { return code.to_owned() };
        if plan.org == code {
            return plan.org_name.get(self.words.0).to_owned();
        }
        let named = plan.named_orgs.iter().find(|org| org.code == code);
        named.map_or_else(|| code.to_owned(), |org| org.name.get(self.words.0).to_owned())
    }

    /// The judged value, with its digits beside the target; none when there is none or it must not be shown.
    #[must_use]
    pub fn value(&self) -> Option<String> {
        let judged =
            self.standing.judgement.judged.as_ref().filter(|_| !self.standing.is_flagged(Flag::Confidential))?;
        Some(self.quantity().beside(judged.value, self.standing.target.value))
    }

    /// The value that the trajectory wants by now.
    #[must_use]
    pub fn expected(&self) -> Option<String> {
        self.standing.judgement.expected.map(|number| self.quantity().value(number))
    }

    /// Distance to the target, negative when short of it.
    #[must_use]
    pub fn gap(&self) -> Option<String> {
        let gap = self.standing.judgement.gap.filter(|_| !self.standing.is_flagged(Flag::Confidential))?;
        Some(self.quantity().difference(gap))
    }

    /// The forecast with its interval and outlook, or why there is none; nothing once the target is decided.
    #[must_use]
    pub fn forecast(&self) -> Option<String> {
        let judgement = &self.standing.judgement;
        match judgement.forecast.as_ref()? {
            Ok(forecast) => {
                let text = |value: f64| self.quantity().value(estimate(value));
                let interval = [text(forecast.lower), text(forecast.upper)].join("–");
                let outlook = judgement.outlook.map(|outlook| format!(" {}", self.words.say(outlook.key())));
                Some(format!("{} ({interval}){}", text(forecast.value), outlook.unwrap_or_default()))
            }
            Err(why) => {
                let points =
                    if let Refusal::TooFewPoints { points } = why { points.to_string() } else { String::new() };
                Some(self.words.with(why.key(), &[("points", &points)]))
            }
        }
    }

    /// The sentence for the judgement, with its figures in the indicator's unit.
    #[must_use]
    pub fn reason(&self) -> String {
        let (words, quantity, standing) = (self.words, self.quantity(), self.standing);
        let hidden = self.standing.is_flagged(Flag::Confidential).then(|| words.say("value-confidential"));
        let text = |name: &str, arg: &Arg| match (name, arg, &hidden) {
            ("value" | "gap", _, Some(hidden)) => hidden.clone(),
            ("target" | "upper", Arg::Quantity(number), _) => quantity.exact(*number),
            ("value", Arg::Quantity(number), _) => quantity.beside(*number, standing.target.value),
            (_, Arg::Quantity(number), _) => quantity.value(*number),
            (_, Arg::Difference(number), _) => quantity.difference(*number),
            (_, Arg::Year(year), _) => year.to_string(),
            (_, Arg::Date(date), _) => words.date(*date),
            (_, Arg::Days(days), _) => days.to_string(),
            (_, Arg::Word(word), _) => (*word).to_owned(),
        };
        let args: Vec<_> = standing.judgement.args.iter().map(|(name, arg)| (*name, text(name, arg))).collect();
        let args: Vec<_> = args.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let mut said = words.with(standing.judgement.reason.key(), &args);
        let judgement = &standing.judgement;
        let notes = [
            (judgement.never_reported && judgement.reason != Reason::NeverReported, "note-never-reported"),
            (judgement.no_owner, "note-no-owner"),
        ];
        let mut remarks: Vec<_> =
            notes.into_iter().filter(|(holds, _)| *holds).map(|(_, note)| words.say(note)).collect();
        if let Some(run) = standing.rests {
            let args = [("number", run.number.to_string()), ("date", words.date(run.as_of))];
            remarks.push(words.with("note-reconciled", &args.each_ref().map(|(name, text)| (*name, text.as_str()))));
        } else if judgement.judged.is_none() && self.pack.is_reconciled(standing.indicator) {
            remarks.push(words.say("note-not-reconciled"));
        }
        let most = standing.indicator.max_step.filter(|_| standing.is_flagged(Flag::LargeStep));
        if let Some(most) = most {
            remarks.push(words.with("note-large-step", &[("most", &quantity.difference(most))]));
        }
        for note in remarks {
            said += &words.with("note-beside", &[("note", &note)]);
        }
        said
    }
}

/// A forecast is an estimate in binary fractions; six digits are more than it knows.
pub(crate) fn estimate(value: f64) -> Number {
    format!("{value:.6}").parse().unwrap_or(Number::from(0))
}
