//! Coverage of the source: which words of the document each commitment binds, and what nothing binds yet.
//!
//! Every figure and every word that promises, as `language.toml` describes them, must lie wholly inside places of
//! commitments, of headings, or of contexts that say why they promise nothing.

use std::collections::BTreeSet;

use regex::Regex;
use serde::Serialize;

use crate::{
    number::Number,
    plan::{Commitment, Place, Plan, Rhythm, Strength, Wording},
    source::SourceText,
    text::Text,
};

/// The source, paragraph by paragraph, with what binds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Whether the text is the one that the plan's places were made for.
    pub same_source: bool,
    /// SHA-256 of the given text; the plan states the one it expects.
    pub sha256: String,
    pub paragraphs: Vec<Paragraph>,
    /// Places that point outside the text.
    pub outside: Vec<Binding>,
    /// Where the words at a place speak of another strength, rhythm or number than the pack.
    pub doubts: Vec<Doubt>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Paragraph {
    /// Number, from 1.
    pub p: usize,
    pub text: String,
    pub bindings: Vec<Binding>,
    pub finds: Vec<Find>,
}

/// A place, and what stands there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Binding {
    pub place: Place,
    #[serde(flatten)]
    pub by: Binder,
}

/// What binds words of the source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Binder {
    Commitment { id: String },
    Action { number: u32 },
    Task { number: u32 },
    Safeguard { number: u32 },
    Context { reason: Text },
}

/// A figure or a promising word in a paragraph; characters from 0, end exclusive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Find {
    pub from: usize,
    pub to: usize,
    pub kind: FindKind,
    pub text: String,
    /// Ids of the patterns that found a figure.
    pub patterns: BTreeSet<String>,
    /// Whether every character lies in a place.
    pub bound: bool,
    /// What stands at its place, wholly or in part.
    pub by: BTreeSet<Binder>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindKind {
    Figure,
    Verb,
}

/// A commitment whose words and declaration differ; for a person to look at, no error by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Doubt {
    #[serde(rename = "code")]
    pub kind: DoubtKind,
    pub commitment: String,
    pub place: Place,
    /// The word of the source that speaks against the declaration.
    pub word: String,
}

/// In what the words and the declaration differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DoubtKind {
    Strength,
    Rhythm,
    Value,
}

impl Coverage {
    /// Figures and promising words that nothing binds.
    pub fn unbound(&self) -> impl Iterator<Item = (&Paragraph, &Find)> {
        let finds =
            self.paragraphs.iter().flat_map(|paragraph| paragraph.finds.iter().map(move |find| (paragraph, find)));
        finds.filter(|(_, find)| !find.bound)
    }

    /// Whether the whole source is bound.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.same_source && self.outside.is_empty() && self.unbound().next().is_none()
    }
}

/// Compares a plan with the text that it was read from.
#[must_use]
pub fn coverage(plan: &Plan, wording: &Wording, source: &SourceText) -> Coverage {
    let sha256 = source.sha256();
    let patterns = figure_patterns(wording);
    let (inside, outside): (Vec<_>, Vec<_>) =
        bindings(plan).into_iter().partition(|binding| source.at(binding.place).is_some());
    let paragraphs = source.paragraphs().map(|(p, chars)| {
        let bindings: Vec<_> = inside.iter().filter(|binding| binding.place.p == p).cloned().collect();
        let text: String = chars.iter().collect();
        let mut finds = figures(&patterns, &text);
        finds.extend(verbs(wording, &text));
        finds.sort();
        let mut bound = vec![false; chars.len()];
        for binding in &bindings {
            bound[binding.place.from..binding.place.to].fill(true);
        }
        for find in &mut finds {
            find.bound = bound[find.from..find.to].iter().all(|bound| *bound);
            let here = bindings.iter().filter(|binding| binding.place.from < find.to && find.from < binding.place.to);
            find.by = here.map(|binding| binding.by.clone()).collect();
        }
        Paragraph { p, text, bindings, finds }
    });
    Coverage {
        same_source: sha256 == plan.source.sha256 && source.len() == plan.source.paragraphs,
        paragraphs: paragraphs.collect(),
        outside,
        doubts: plan.commitments.iter().flat_map(|commitment| doubts(wording, source, commitment)).collect(),
        sha256,
    }
}

/// Every place of the plan with what stands there, in the order of the source.
fn bindings(plan: &Plan) -> Vec<Binding> {
    let mut found = BTreeSet::new();
    let mut add = |place: &Place, by: Binder| {
        found.insert(Binding { place: *place, by });
    };
    for action in &plan.actions {
        add(&action.place, Binder::Action { number: action.number });
    }
    for task in &plan.tasks {
        task.places.iter().for_each(|place| add(place, Binder::Task { number: task.number }));
    }
    for safeguard in &plan.safeguards {
        add(&safeguard.place, Binder::Safeguard { number: safeguard.number });
    }
    for commitment in &plan.commitments {
        let narrower = commitment.targets.iter().filter_map(|target| target.place.as_ref());
        for place in commitment.places.iter().chain(narrower) {
            add(place, Binder::Commitment { id: commitment.id.clone() });
        }
    }
    for context in &plan.contexts {
        context.places.iter().for_each(|place| add(place, Binder::Context { reason: context.reason.clone() }));
    }
    found.into_iter().collect()
}

/// Patterns that compile; those of a loaded pack all do.
fn figure_patterns(wording: &Wording) -> Vec<(&str, Regex)> {
    let compiled = wording.figures.iter().map(|figure| Some((figure.id.as_str(), Regex::new(&figure.pattern).ok()?)));
    compiled.flatten().collect()
}

/// Figures of a paragraph; finds that touch or overlap are one figure.
fn figures(patterns: &[(&str, Regex)], text: &str) -> Vec<Find> {
    let mut spans: Vec<_> = patterns
        .iter()
        .flat_map(|(id, regex)| regex.find_iter(text).map(move |found| (found.start(), found.end(), *id)))
        .filter(|(start, end, _)| start < end)
        .collect();
    spans.sort_unstable();
    let mut merged: Vec<(usize, usize, BTreeSet<String>)> = Vec::new();
    for (start, end, id) in spans {
        match merged.last_mut() {
            Some((_, last, ids)) if start <= *last => {
                *last = end.max(*last);
                ids.insert(id.to_owned());
            }
            _ => merged.push((start, end, BTreeSet::from([id.to_owned()]))),
        }
    }
    let finds = merged.into_iter().map(|(start, end, ids)| find(text, start, end, FindKind::Figure, ids));
    finds.collect()
}

/// Promising words of a paragraph: the longest at each place, and none that is part of a name.
fn verbs(wording: &Wording, text: &str) -> Vec<Find> {
    let spans = |words: &[String]| -> Vec<(usize, usize)> {
        let words = words.iter().filter(|word| !word.is_empty());
        words.flat_map(|word| text.match_indices(word.as_str()).map(|(at, word)| (at, at + word.len()))).collect()
    };
    let names = spans(&wording.verbs.except);
    let words = spans(&wording.verbs.words);
    let inside = |inner: &(usize, usize), outer: &(usize, usize)| outer.0 <= inner.0 && inner.1 <= outer.1;
    let counts = |word: &(usize, usize)| {
        !names.iter().any(|name| inside(word, name)) && !words.iter().any(|other| other != word && inside(word, other))
    };
    let kept: BTreeSet<_> = words.iter().filter(|word| counts(word)).collect();
    kept.into_iter().map(|(start, end)| find(text, *start, *end, FindKind::Verb, BTreeSet::new())).collect()
}

/// From bytes to characters.
fn find(text: &str, start: usize, end: usize, kind: FindKind, patterns: BTreeSet<String>) -> Find {
    let from = text[..start].chars().count();
    let to = from + text[start..end].chars().count();
    Find { from, to, kind, text: text[start..end].to_owned(), patterns, bound: false, by: BTreeSet::new() }
}

/// Words of strength and rhythm, and numbers, at the places of a commitment that its declaration does not know.
fn doubts(wording: &Wording, source: &SourceText, commitment: &Commitment) -> Vec<Doubt> {
    let mut found = Vec::new();
    let mut doubt = |kind, place, word: &str| {
        found.push(Doubt { kind, commitment: commitment.id.clone(), place, word: word.to_owned() });
    };
    for place in &commitment.places {
        let Some(text) = source.at(*place) else { continue };
        let striven = commitment.strength == Strength::Striven
            || commitment.targets.iter().any(|target| target.strength == Some(Strength::Striven));
        if let Some(word) = wording.strength.striven.iter().find(|word| text.contains(*word)).filter(|_| !striven) {
            doubt(DoubtKind::Strength, *place, word);
        }
        for rhythm in &wording.rhythms {
            if let Some(word) = rhythm.words.iter().find(|word| text.contains(*word)) {
                let declared =
                    commitment.every.is_some_and(|every| every == rhythm.every || every == Rhythm::Regularly);
                if commitment.every.is_some() && !declared {
                    doubt(DoubtKind::Rhythm, *place, word);
                }
            }
        }
    }
    for target in &commitment.targets {
        let Some(place) = target.place else { continue };
        let text = source.at(place).unwrap_or_default();
        let numbers = numerals(&text);
        let stated = |value: Number| numbers.is_empty() || numbers.contains(&value);
        if !stated(target.value) || target.upper.is_some_and(|upper| !stated(upper)) {
            doubt(DoubtKind::Value, place, &text);
        }
    }
    found.dedup();
    found
}

/// Numbers written in digits; those written in words are left to people.
fn numerals(text: &str) -> Vec<Number> {
    let parts = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    parts.filter_map(|part| part.trim_matches('.').parse().ok()).collect()
}
