//! What the program will not do, as a value that a person can act on.
//!
//! A refusal travels as an error and is put into words only at the edge. To add one: a [`Refusal`] with a new code
//! where it arises, and `refusal-CODE` with its `.hint` in `locales/*/refusals.ftl`. Anything else that goes wrong is a
//! fault (`anyhow`), logged once.

use std::{collections::BTreeMap, fmt};

use crate::words::Words;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Stable code; `refusal-CODE` is the key of the sentence.
    pub code: &'static str,
    pub args: BTreeMap<&'static str, String>,
}

impl Refusal {
    #[must_use]
    pub const fn new(code: &'static str) -> Self {
        Self { code, args: BTreeMap::new() }
    }

    /// Adds what the sentence needs.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.insert(name, value.to_string());
        self
    }

    /// Sentence and hint in the user's language.
    #[must_use]
    pub fn sentences(&self, words: Words) -> (String, String) {
        sentences(&format!("refusal-{}", self.code), &self.args, words)
    }
}

/// Sentence and hint of a refusal of the lake; `lake.unknown_org` is `lake-unknown-org` in `refusals.ftl`.
fn sentences_of_lake(refusal: &lake::Refusal, words: Words) -> (String, String) {
    sentences(&refusal.code().replace(['.', '_'], "-"), &refusal.args(), words)
}

/// A refusal of the lake as the command line says it.
#[must_use]
pub fn of_lake(refusal: &lake::Refusal, words: Words) -> String {
    render(refusal.code(), sentences_of_lake(refusal, words), words)
}

/// What refused, if an error is a refusal: code, sentence and hint.
#[must_use]
pub fn of_error(error: &anyhow::Error, words: Words) -> Option<(&'static str, String, String)> {
    let (code, (sentence, hint)) = if let Some(refusal) = error.downcast_ref::<Refusal>() {
        (refusal.code, refusal.sentences(words))
    } else {
        let refusal = error.downcast_ref::<lake::Refusal>()?;
        (refusal.code(), sentences_of_lake(refusal, words))
    };
    Some((code, sentence, hint))
}

fn sentences(key: &str, args: &BTreeMap<&'static str, String>, words: Words) -> (String, String) {
    let args: Vec<_> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    (words.with(key, &args), words.with(&format!("{key}.hint"), &args))
}

/// A refusal as the command line says it, with the code.
#[must_use]
pub fn render(code: &str, (sentence, hint): (String, String), words: Words) -> String {
    words.with("refused", &[("code", code), ("sentence", &sentence), ("hint", &hint)])
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused: {} {:?}", self.code, self.args)
    }
}

impl std::error::Error for Refusal {}
