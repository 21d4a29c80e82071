//! Filling templates: within limits, strictly, and with every flaw at its line.

use minijinja::{
    AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value,
    value::{Serde, ValueKind},
};
use policy::{
    document::{About, Template},
    paper::Paper,
    status::Status,
};

use super::{
    facts::Facts,
    mark::{self, Unread},
    model::Document,
    sample,
};
use crate::words::name;

/// Steps that a template may take: a hundred times what the longest of ours needs on the facts of a whole county.
const FUEL: u64 = 2_000_000;

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Line of the file, from 1.
    pub line: usize,
    /// Code of an error in packs.
    pub code: &'static str,
    /// What it is about: the words of the engine, or the line that cannot be read.
    pub about: String,
}

/// Codes of flaws; each has a sentence and a hint in `pack.ftl`.
pub const CODES: [&str; 3] = ["document.syntax", "document.fill", "document.unknown_chart"];

/// Puts facts into a template.
///
/// # Errors
/// Every flaw that shows with these facts.
pub fn fill(paper: &Paper, template: &Template, facts: &Facts) -> Result<Document, Vec<Flaw>> {
    let broken = |error: minijinja::Error| vec![engine(template, "document.syntax", &error)];
    let environment = environment();
    let compiled = environment.template_from_named_str(&template.file, &template.text).map_err(broken)?;
    let text = compiled.render(Value::from(Serde(facts)));
    let text = text.map_err(|error| vec![engine(template, "document.fill", &error)])?;
    let document = mark::read(paper, &text)
        .map_err(|wrong| wrong.into_iter().map(|one| unread(template, &one)).collect::<Vec<_>>())?;
    let unknown = super::chart::unknown(&document, facts);
    let flaw = |name: String| Flaw {
        line: nearest(template, &format!("!chart {name}")),
        code: "document.unknown_chart",
        about: name,
    };
    if unknown.is_empty() { Ok(document) } else { Err(unknown.into_iter().map(flaw).collect()) }
}

/// Tries a template on facts of every shape: many and none.
#[must_use]
pub fn check(paper: &Paper, template: &Template) -> Vec<Flaw> {
    let mut flaws: Vec<Flaw> = Vec::new();
    for facts in samples(&template.about) {
        flaws.extend(fill(paper, template, &facts).err().unwrap_or_default());
    }
    flaws.sort_by(|one, other| (one.line, one.code, &one.about).cmp(&(other.line, other.code, &other.about)));
    flaws.dedup();
    flaws
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(50);
    environment.set_formatter(|out, _, value| {
        let text = written(value)?;
        out.write_str(&text).map_err(|_| minijinja::Error::from(ErrorKind::WriteFailure))
    });
    environment
}

/// A value as it is written into a text.
fn written(value: &Value) -> Result<String, minijinja::Error> {
    let wrong = |what: &str| Err(minijinja::Error::new(ErrorKind::InvalidOperation, what.to_owned()));
    match value.kind() {
        ValueKind::Undefined => Err(ErrorKind::UndefinedError.into()),
        ValueKind::None => wrong("the value is none; ask with `if` first"),
        ValueKind::Map => {
            let field = |name: &str| value.get_attr(name).ok().filter(|field| !field.is_undefined());
            match (field("text").or_else(|| field("number")), field("page")) {
                (Some(text), Some(page)) => Ok(mark::link(&text.to_string(), &page.to_string())),
                _ => wrong("the value has parts; name one of them"),
            }
        }
        ValueKind::Seq | ValueKind::Iterable => wrong("the value is a list; go through it with `for` or `join`"),
        _ if value.is_safe() => Ok(value.to_string()),
        _ => Ok(mark::escape(&value.to_string())),
    }
}

fn engine(template: &Template, code: &'static str, error: &minijinja::Error) -> Flaw {
    let about = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    Flaw { line: template.line + error.line().unwrap_or(1) - 1, code, about }
}

fn unread(template: &Template, unread: &Unread) -> Flaw {
    Flaw { line: nearest(template, &unread.text), code: unread.why.code(), about: unread.text.clone() }
}

/// The line of the file that a filled line most likely came from: the one with the longest beginning alike.
fn nearest(template: &Template, filled: &str) -> usize {
    let alike = |line: &str| line.trim().chars().zip(filled.chars()).take_while(|(one, other)| one == other).count();
    let lines = template.text.lines().enumerate();
    // Of several alike the first.
    let best = lines.map(|(at, line)| (alike(line), std::cmp::Reverse(at))).max();
    template.line + best.map_or(0, |(_, at)| at.0)
}

/// Facts to try a template on: one of everything, for each status; and as little as there may be.
fn samples(about: &About) -> Vec<Facts> {
    let statuses = Status::ALL.into_iter().map(|status| sample::sample(about, &name(&status)));
    statuses.chain([sample::bare(about)]).collect()
}
