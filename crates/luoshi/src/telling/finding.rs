//! Findings of the plan review in words.

use policy::{plan::Place, review::Finding};

use crate::words::Words;

/// What was found, and what to do about it.
#[must_use]
pub fn finding(finding: &Finding, words: Words) -> (String, String) {
    let key = finding.code.replace(['.', '_'], "-");
    let args: Vec<_> =
        finding.args.iter().map(|(name, arg)| (*name, arg.get(words.0, |day| words.date(day)))).collect();
    let args: Vec<_> = args.iter().map(|(name, text)| (*name, text.as_str())).collect();
    (words.with(&key, &args), words.with(&format!("{key}.hint"), &args))
}

/// Places as people cite them: paragraph and characters.
#[must_use]
pub fn places(places: &[Place]) -> String {
    places.iter().map(|place| format!("¶{}:{}–{}", place.p, place.from, place.to)).collect::<Vec<_>>().join(" ")
}
