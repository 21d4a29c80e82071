//! One file of a pack while it is read: its text, its lines, and errors at a key of it.

use std::collections::BTreeMap;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::PackError;

pub(super) struct File<'a> {
    /// Id of the pack and path, as errors name it.
    pub name: String,
    /// Path in the pack.
    pub path: &'a str,
    pub text: &'a str,
    /// None for files that are no TOML, or broken TOML.
    pub table: Option<Spanned<DeTable<'a>>>,
}

impl File<'_> {
    /// An error at the byte `start` of the text.
    pub fn error_at(&self, start: usize, key: &str, code: &'static str, args: &[(&'static str, &str)]) -> PackError {
        let before = self.text.get(..start).unwrap_or_default();
        PackError {
            line: (!self.text.is_empty()).then(|| before.matches('\n').count() + 1),
            ..self.error(code, key, args)
        }
    }

    /// An error at a key path such as `column[3].codes` (counted from 1), on the line of the deepest part that exists.
    pub fn error_in(&self, key: &str, code: &'static str, args: &[(&'static str, &str)]) -> PackError {
        match self.start_of(key) {
            Some(start) => self.error_at(start, key, code, args),
            None => self.error(code, key, args),
        }
    }

    fn error(&self, code: &'static str, key: &str, args: &[(&'static str, &str)]) -> PackError {
        let args: BTreeMap<_, _> = args.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
        PackError { file: self.name.clone(), line: None, key: key.to_owned(), code, args, suggestion: None }
    }

    fn start_of(&self, path: &str) -> Option<usize> {
        let root = self.table.as_ref()?;
        let mut start = None;
        let mut table = root.get_ref();
        for step in path.split('.').filter(|step| !step.is_empty()) {
            let (name, index) = match step.split_once('[') {
                Some((name, index)) => (name, index.trim_end_matches(']').parse::<usize>().ok()),
                None => (step, None),
            };
            let Some((key, mut value)) = table.get_key_value(name) else { break };
            start = Some(key.span().start);
            if let (Some(index), DeValue::Array(items)) = (index, value.get_ref()) {
                let Some(item) = index.checked_sub(1).and_then(|index| items.get(index)) else { break };
                start = Some(item.span().start);
                value = item;
            }
            let DeValue::Table(inner) = value.get_ref() else { break };
            table = inner;
        }
        start
    }
}
