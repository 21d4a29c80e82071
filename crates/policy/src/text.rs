//! Text in the two languages of the house: Chinese first, English complete.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The languages that every page, document and message exists in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Simplified Chinese, the first language.
    #[default]
    Chinese,
    English,
}

impl Language {
    /// Reads a BCP 47 tag (`zh-CN`, `en`); `None` for a language that the house does not speak.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.to_ascii_lowercase();
        match tag.split(['-', '_', '.']).next() {
            Some("zh") => Some(Self::Chinese),
            Some("en") => Some(Self::English),
            _ => None,
        }
    }

    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }
}

/// What the name of a table, column, code list or indicator looks like; such names may stand in SQL.
pub const NAME: &str = "^[a-z][a-z0-9_]*$";

/// What the id of a pack, unit or commitment looks like.
pub const SLUG: &str = "^[a-z][a-z0-9_-]*$";

/// A text of a pack, written as `{ zh = "…", en = "…" }`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Simplified Chinese, as a good official would write it.
    #[schemars(length(min = 1))]
    pub zh: String,
    /// English.
    #[schemars(length(min = 1))]
    pub en: String,
}

impl Text {
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }
}

/// The allowed word that a misspelt one probably means.
pub fn nearest<'w>(found: &str, allowed: impl Iterator<Item = &'w str>) -> Option<String> {
    let scored = allowed.map(|word| (strsim::jaro_winkler(found, word), word));
    let best = scored.filter(|(score, _)| *score > 0.75).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
    best.map(|(_, word)| word.to_owned())
}
