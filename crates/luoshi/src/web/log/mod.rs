//! The log (日志): who did what and when, newest first, and the proof that nothing in it was changed.

mod told;

use std::collections::BTreeMap;

use askama::Template;
use axum::{extract::Query, response::Html};
use jiff::civil::Date;
use serde::Deserialize;

use self::told::{KINDS, Names};
use super::{
    account::Note,
    guard::{Visit, urlencoded},
    page::{Page, html},
    trouble::Trouble,
};
use crate::{
    edge,
    services::person,
    store::{Broken, EventFilter},
};

/// Rows of one page.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "log/show.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    ask: &'a Ask,
    /// Kinds with their words, in the order of the words.
    kinds: Vec<(&'static str, String)>,
    rows: Vec<Row>,
    /// Address of the rows before these.
    older: Option<String>,
    /// Address of this page with the proof.
    verify: String,
    note: Option<Note>,
}

/// What of the log is asked for; empty fields ask for everything.
#[derive(Default, Deserialize)]
pub(super) struct Ask {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    actor: String,
    /// Id of what it happened to, or the login of a person.
    #[serde(default)]
    subject: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    before: String,
    /// Not empty: prove the whole log.
    #[serde(default)]
    verify: String,
}

struct Row {
    seq: i64,
    at: String,
    actor: String,
    kind: String,
    subject: String,
    /// Whether the subject is a person, and so has a page.
    person: Option<String>,
    body: Vec<(String, String)>,
    hash: String,
}

pub(super) async fn show(visit: Visit, Query(ask): Query<Ask>) -> Result<Html<String>, Trouble> {
    let workspace = &visit.app.workspace;
    let page = Page::new(&visit, "log-title");
    let people: Vec<_> = person::list(workspace).await?.into_iter().map(|one| one.person).collect();
    let logins: BTreeMap<_, _> = people.iter().map(|one| (one.login.as_str(), one.id.as_str())).collect();
    let places = person::places(workspace, &visit.edge).await?;
    let names = Names { words: visit.words(), people: &people, places: &places };
    let subject = ask.subject.trim();
    let filter = EventFilter {
        kind: &ask.kind,
        actor: ask.actor.trim(),
        subject: logins.get(subject.to_lowercase().as_str()).copied().unwrap_or(subject),
        from: day(&ask.from).and_then(|day| edge::end_of(day.yesterday().ok()?).ok()),
        until: day(&ask.until).and_then(|day| edge::end_of(day).ok()),
        before: ask.before.parse().ok(),
    };
    let mut read = workspace.store.read().await?;
    let mut events = read.newest_events(filter, i64::try_from(ROWS + 1)?).await?;
    let has_older = events.len() > ROWS;
    events.truncate(ROWS);
    let older = events.last().filter(|_| has_older).map(|last| ask.address(&[("before", &last.seq.to_string())]));
    drop(read);
    let note = if ask.verify.is_empty() {
        None
    } else {
        Some(verdict(&visit, workspace.store.read().await?.verify_events().await?))
    };
    let mut rows = Vec::new();
    for event in events {
        let (subject, person) = match people.iter().find(|one| one.id == event.subject) {
            Some(one) => (one.name.clone(), Some(one.id.clone())),
            None => (event.subject.clone(), None),
        };
        rows.push(Row {
            seq: event.seq,
            at: page.moment(&event.recorded_at.parse()?),
            actor: names.actor(&event.actor),
            kind: names.kind(&event.kind),
            subject,
            person,
            body: names.body(&event.body),
            hash: event.hash[..12].to_owned(),
        });
    }
    let kinds = KINDS.iter().map(|(kind, key)| (*kind, page.t(key)));
    Ok(html(&Show {
        page: &page,
        ask: &ask,
        kinds: kinds.collect(),
        rows,
        older,
        verify: ask.address(&[("before", &ask.before), ("verify", "1")]),
        note,
    }))
}

fn day(text: &str) -> Option<Date> {
    text.trim().parse().ok()
}

/// What the proof of the chain came to.
fn verdict(visit: &Visit, verified: Result<(usize, String), Broken>) -> Note {
    let words = visit.words();
    let (refused, sentence) = match verified {
        Ok((count, head)) => (false, words.with("log-sound", &[("count", &count.to_string()), ("head", &head)])),
        Err(Broken::Changed { seq }) => (true, words.with("log-changed", &[("seq", &seq.to_string())])),
        Err(Broken::Missing { seq }) => (true, words.with("log-missing", &[("seq", &seq.to_string())])),
        Err(Broken::Head { seq }) => (true, words.with("log-head", &[("seq", &seq.to_string())])),
    };
    Note { refused, sentence, hint: words.say("log-proof-hint") }
}

impl Ask {
    fn is_empty(&self) -> bool {
        [&self.kind, &self.actor, &self.subject, &self.from, &self.until].into_iter().all(String::is_empty)
    }

    /// The address of the page with the same filters and more.
    fn address(&self, more: &[(&str, &str)]) -> String {
        let own = [("kind", &self.kind), ("actor", &self.actor), ("subject", &self.subject)];
        let own = own.into_iter().chain([("from", &self.from), ("until", &self.until)]);
        let fields = own.map(|(name, value)| (name, value.as_str())).chain(more.iter().copied());
        let fields = fields.filter(|(_, value)| !value.is_empty());
        let fields: Vec<_> = fields.map(|(name, value)| format!("{name}={}", urlencoded(value))).collect();
        format!("/log?{}", fields.join("&"))
    }
}
