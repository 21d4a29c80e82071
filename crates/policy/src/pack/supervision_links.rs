//! What `supervision.toml` says of itself and of the plan: units must exist, ladders must lead up, keys must fit their cause.

use super::{
    Declaration, Pack, PackError, Read,
    links::{Known, Links},
};
use crate::supervise::{Part, Scheme, Supervision, When};

pub(super) fn check(reads: &[Read<'_>], pack: &Pack, errors: &mut Vec<PackError>) {
    let known = Known::new(reads, pack);
    for read in reads {
        let Some(Declaration::Supervision(rules)) = &read.declaration else { continue };
        Links { file: &read.file, pack, known: &known, errors }.supervision(rules);
    }
}

impl Links<'_, '_> {
    fn supervision(&mut self, rules: &Supervision) {
        if let (Some(lead), Some(plan)) = (&rules.lead, &self.pack.plan) {
            self.one_of("lead", "unit", lead, plan.units.iter().map(|unit| unit.id.as_str()));
        }
        self.distinct(rules.rounds.iter().map(|round| round.id.as_str()), |at| format!("round[{at}].id"));
        for (index, round) in rules.rounds.iter().enumerate() {
            if round.kinds.is_empty() {
                self.report(&format!("round[{}].kinds", index + 1), "pack.empty", &[]);
            }
        }
        self.distinct(rules.notices.iter().map(|notice| notice.id.as_str()), |at| format!("notice[{at}].id"));
        for (index, notice) in rules.notices.iter().enumerate() {
            if notice.to.is_empty() {
                self.report(&format!("notice[{}].to", index + 1), "pack.empty", &[]);
            }
        }
        if let Some(quiet) = &rules.quiet
            && quiet.from == quiet.until
        {
            self.report("quiet.until", "pack.not_ascending", &[]);
        }
        if let Some(evidence) = &rules.evidence
            && evidence.kinds.is_empty()
        {
            self.report("evidence.kinds", "pack.empty", &[]);
        }
        for (index, slip) in rules.slips.iter().enumerate() {
            let key = format!("slip[{}]", index + 1);
            if index.checked_sub(1).is_some_and(|before| rules.slips[before].colour >= slip.colour) {
                self.report(&format!("{key}.colour"), "pack.not_ascending", &[]);
            }
            for (at, cause) in slip.causes.iter().enumerate() {
                let key = format!("{key}.causes[{}]", at + 1);
                if cause.times.is_some() != (cause.when == When::Returned) {
                    let code = if cause.times.is_some() { "pack.key_not_for_type" } else { "pack.missing_key" };
                    let name = if cause.times.is_some() { "found" } else { "missing" };
                    self.report(&format!("{key}.times"), code, &[(name, "times")]);
                }
                // Nothing is milder than the first colour, and what people decide is no rule.
                let never = (cause.when == When::Unanswered && index == 0) || cause.when == When::Decided;
                if never {
                    let allowed = When::ALL.map(crate::schema::name_of).join(", ");
                    let found = crate::schema::name_of(cause.when);
                    let args = [("found", found.as_str()), ("allowed", allowed.as_str())];
                    self.report(&format!("{key}.when"), "pack.unknown_word", &args);
                }
            }
        }
        if let Some(scheme) = &rules.score {
            self.scheme(scheme);
        }
    }

    fn scheme(&mut self, scheme: &Scheme) {
        if scheme.timeliness + scheme.quality + scheme.result != 100 {
            self.report("score.result", "pack.not_a_hundred", &[]);
        }
        for (index, point) in scheme.points.iter().enumerate() {
            let weight = match point.part {
                Part::Timeliness => scheme.timeliness,
                Part::Quality => scheme.quality,
                Part::Result => scheme.result,
            };
            if point.points.unsigned_abs() > weight {
                let most = weight.to_string();
                let args = [("least", format!("-{most}")), ("most", most)];
                let args = args.each_ref().map(|(name, text)| (*name, text.as_str()));
                self.report(&format!("score.point[{}].points", index + 1), "pack.out_of_range", &args);
            }
        }
    }
}
