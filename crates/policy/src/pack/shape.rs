//! The shape of one file: its keys, types and words, compared with the JSON Schema of its kind.
//!
//! The schema is the one that editors use ([`crate::schema`]), so an editor and `luoshi pack check` never disagree.
//! serde stops at the first error and knows no lines in nested tables; this walk finds all of them.

use std::{borrow::Cow, collections::BTreeMap};

use jiff::civil::Date;
use regex::Regex;
use serde_json::Value;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{PackError, file::File};
use crate::{schema::allowed as words, text::nearest};

/// Reports everything in which a file differs from the schema of its kind.
pub(super) fn check(file: &File<'_>, schema: &Value, errors: &mut Vec<PackError>) {
    let Some(table) = &file.table else { return };
    let mut walk = Walk { file, root: schema, patterns: BTreeMap::new(), errors };
    walk.table(schema, "", table.span().start, table.get_ref());
}

struct Walk<'a, 'e> {
    file: &'a File<'a>,
    root: &'a Value,
    patterns: BTreeMap<&'a str, Option<Regex>>,
    errors: &'e mut Vec<PackError>,
}

impl<'a> Walk<'a, '_> {
    fn report(&mut self, start: usize, key: &str, code: &'static str, args: &[(&'static str, &str)]) {
        self.errors.push(self.file.error_at(start, key, code, args));
    }

    fn table(&mut self, schema: &'a Value, path: &str, start: usize, table: &DeTable<'_>) {
        let properties = schema["properties"].as_object();
        for (key, value) in table {
            let (name, inner) = (key.get_ref().as_ref(), join(path, key.get_ref()));
            if let Some(schema) = properties.and_then(|properties| properties.get(name)) {
                self.value(schema, &inner, value);
            } else if schema["additionalProperties"].is_object() {
                self.value(&schema["additionalProperties"], &inner, value);
            } else {
                let allowed: Vec<&str> = properties.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
                let unused = allowed.iter().copied().filter(|name| !table.contains_key(*name));
                let suggestion = nearest(name, unused);
                let args = [("found", name), ("allowed", &allowed.join(", "))];
                self.report(key.span().start, &inner, "pack.unknown_key", &args);
                self.suggest(suggestion);
            }
        }
        for missing in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !table.contains_key(missing) {
                let text = properties.is_some_and(|p| p.len() == 2 && p.contains_key("zh") && p.contains_key("en"));
                let code = if text { "pack.missing_language" } else { "pack.missing_key" };
                self.report(start, &join(path, missing), code, &[("missing", missing)]);
            }
        }
    }

    fn value(&mut self, schema: &'a Value, path: &str, value: &Spanned<DeValue<'_>>) {
        let schema = self.resolve(schema, value.get_ref());
        if let Some(words) = words(schema) {
            return self.word(&words, path, value);
        }
        let expected = types(schema);
        if !expected.iter().any(|expected| fits(expected, value.get_ref())) {
            let wanted = if matches!(schema["format"].as_str(), Some("date")) {
                "date"
            } else {
                expected.first().copied().unwrap_or("any")
            };
            let args = [("expected", wanted), ("found", kind(value.get_ref()))];
            return self.report(value.span().start, path, "pack.wrong_type", &args);
        }
        match value.get_ref() {
            DeValue::Table(table) => self.table(schema, path, value.span().start, table),
            DeValue::Array(items) => {
                let tuple = schema["prefixItems"].as_array();
                if let Some(tuple) = tuple.filter(|tuple| tuple.len() != items.len()) {
                    let args = [("expected", tuple.len().to_string()), ("found", items.len().to_string())];
                    let args = args.each_ref().map(|(name, text)| (*name, text.as_str()));
                    return self.report(value.span().start, path, "pack.wrong_length", &args);
                }
                for (index, item) in items.iter().enumerate() {
                    let schema = tuple.map_or(&schema["items"], |tuple| &tuple[index]);
                    self.value(schema, &format!("{path}[{}]", index + 1), item);
                }
            }
            DeValue::String(text) => self.text(schema, path, value.span().start, text),
            DeValue::Integer(number) => {
                let number = i64::from_str_radix(number.as_str(), number.radix()).ok();
                let least = schema["minimum"].as_i64().unwrap_or(i64::MIN);
                let most = schema["maximum"].as_i64().unwrap_or(i64::MAX);
                if !number.is_some_and(|number| (least..=most).contains(&number)) {
                    let args = [("least", least.to_string()), ("most", most.to_string())];
                    let args = args.each_ref().map(|(name, text)| (*name, text.as_str()));
                    self.report(value.span().start, path, "pack.out_of_range", &args);
                }
            }
            DeValue::Float(number) => {
                let number: f64 = number.as_str().parse().unwrap_or(f64::NAN);
                let least = schema["minimum"].as_f64().unwrap_or(f64::NEG_INFINITY);
                let most = schema["maximum"].as_f64().unwrap_or(f64::INFINITY);
                if !(least..=most).contains(&number) {
                    let args = [("least", least.to_string()), ("most", most.to_string())];
                    let args = args.each_ref().map(|(name, text)| (*name, text.as_str()));
                    self.report(value.span().start, path, "pack.out_of_range", &args);
                }
            }
            DeValue::Boolean(_) | DeValue::Datetime(_) => {}
        }
    }

    fn text(&mut self, schema: &'a Value, path: &str, start: usize, text: &str) {
        if schema["minLength"].as_u64().is_some_and(|least| least > 0) && text.trim().is_empty() {
            return self.report(start, path, "pack.empty", &[]);
        }
        match schema["format"].as_str() {
            Some("date") if text.parse::<Date>().is_err() => {
                return self.report(start, path, "pack.not_a_date", &[("found", text)]);
            }
            Some("regex") => {
                if let Err(error) = Regex::new(text) {
                    let last = error.to_string().lines().last().unwrap_or_default().to_owned();
                    return self.report(start, path, "pack.bad_pattern", &[("found", text), ("message", &last)]);
                }
            }
            _ => {}
        }
        let Some(pattern) = schema["pattern"].as_str() else { return };
        let regex = self.patterns.entry(pattern).or_insert_with(|| Regex::new(pattern).ok());
        if regex.as_ref().is_some_and(|regex| !regex.is_match(text)) {
            self.report(start, path, "pack.bad_name", &[("found", text), ("pattern", pattern)]);
        }
    }

    fn word(&mut self, words: &[&str], path: &str, value: &Spanned<DeValue<'_>>) {
        let start = value.span().start;
        let DeValue::String(found) = value.get_ref() else {
            let args = [("expected", "word"), ("found", kind(value.get_ref()))];
            return self.report(start, path, "pack.wrong_type", &args);
        };
        if !words.contains(&found.as_ref()) {
            let args = [("found", found.as_ref()), ("allowed", &words.join(", "))];
            self.report(start, path, "pack.unknown_word", &args);
            self.suggest(nearest(found, words.iter().copied()));
        }
    }

    fn suggest(&mut self, suggestion: Option<String>) {
        if let Some(error) = self.errors.last_mut() {
            error.suggestion = suggestion;
        }
    }

    /// The schema that a value is compared with: behind references, and of several alternatives the one of its type.
    fn resolve(&self, mut schema: &'a Value, value: &DeValue<'_>) -> &'a Value {
        loop {
            if let Some(name) = schema["$ref"].as_str().and_then(|name| name.strip_prefix("#/$defs/")) {
                schema = &self.root["$defs"][name];
            } else if let Some(choices) = schema["anyOf"].as_array() {
                let real = || choices.iter().filter(|choice| choice["type"] != "null");
                let matching = real().find(|choice| {
                    let choice = self.resolve(choice, value);
                    words(choice).is_some() || types(choice).iter().any(|name| fits(name, value))
                });
                match matching.or_else(|| real().next()) {
                    Some(choice) => schema = choice,
                    None => return schema,
                }
            } else {
                return schema;
            }
        }
    }
}

fn join<'p>(path: &'p str, key: &'p str) -> Cow<'p, str> {
    if path.is_empty() { key.into() } else { format!("{path}.{key}").into() }
}

fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).filter(|name| *name != "null").collect(),
        _ => vec!["any"],
    }
}

fn fits(expected: &str, value: &DeValue<'_>) -> bool {
    expected == "any" || expected == kind(value) || (expected == "number" && kind(value) == "integer")
}

/// The name that JSON Schema has for the type of a value.
fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "string",
        DeValue::Integer(_) => "integer",
        DeValue::Float(_) => "number",
        DeValue::Boolean(_) => "boolean",
        DeValue::Datetime(_) => "date",
        DeValue::Array(_) => "array",
        DeValue::Table(_) => "object",
    }
}
