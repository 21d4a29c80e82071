//! Sentences in the user's language, from `locales/*/*.ftl`. No sentence for users stands in Rust code.

use std::collections::BTreeMap;

use fluent_templates::{LanguageIdentifier, Loader as _, fluent_bundle::FluentValue, langid};
use jiff::civil::Date;
use policy::text::Language;
use serde::Serialize;

#[expect(clippy::disallowed_types, reason = "the loader's own table; it is only looked up, never walked through")]
mod locales {
    fluent_templates::static_loader! {
        pub static LOCALES = {
            locales: "./locales",
            fallback_language: "zh-CN",
            // Marks around arguments would end up in workbooks, csv and tests.
            customise: |bundle| bundle.set_use_isolating(false),
        };
    }
}
use locales::LOCALES;

static CHINESE: LanguageIdentifier = langid!("zh-CN");
static ENGLISH: LanguageIdentifier = langid!("en");

/// Speaks one language.
#[derive(Clone, Copy, Debug, Default)]
pub struct Words(pub Language);

impl Words {
    /// A sentence without arguments.
    #[must_use]
    pub fn say(self, key: &str) -> String {
        LOCALES.lookup(self.id(), key)
    }

    /// A sentence with arguments.
    #[must_use]
    pub fn with(self, key: &str, args: &[(&'static str, &str)]) -> String {
        let args = args.iter().map(|(name, value)| ((*name).into(), FluentValue::from(*value))).collect();
        LOCALES.lookup_with_args(self.id(), key, &args)
    }

    /// A sentence, if there is one.
    #[must_use]
    pub fn find(self, key: &str) -> Option<String> {
        LOCALES.try_lookup(self.id(), key)
    }

    /// A sentence about a number of things, in the singular or plural that the language has.
    #[must_use]
    pub fn counted(self, key: &str, count: usize) -> String {
        let args = [("count".into(), FluentValue::from(count))].into_iter().collect();
        LOCALES.lookup_with_args(self.id(), key, &args)
    }

    /// A sentence whose arguments were collected elsewhere.
    #[must_use]
    pub fn with_owned(self, key: &str, args: &BTreeMap<String, String>) -> String {
        let args = args.iter().map(|(name, value)| (name.clone().into(), FluentValue::from(value.as_str()))).collect();
        LOCALES.lookup_with_args(self.id(), key, &args)
    }

    /// A day, as people write it.
    #[must_use]
    pub fn date(self, date: Date) -> String {
        // Fluent cannot pad a number, and an English date without padding could be read two ways.
        let part = |part: i8| match self.0 {
            Language::Chinese => part.to_string(),
            Language::English => format!("{part:02}"),
        };
        let parts = [("year", date.year().to_string()), ("month", part(date.month())), ("day", part(date.day()))];
        self.with("date", &parts.each_ref().map(|(name, value)| (*name, value.as_str())))
    }

    fn id(self) -> &'static LanguageIdentifier {
        match self.0 {
            Language::Chinese => &CHINESE,
            Language::English => &ENGLISH,
        }
    }
}

/// The word for a value of an enumeration, e.g. `unit-percent`.
pub fn word(words: Words, kind: &str, value: &impl Serialize) -> String {
    words.say(&format!("{kind}-{}", name(value).replace('_', "-")))
}

/// The stable name of a value of an enumeration, as JSON has it.
pub fn name(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}
