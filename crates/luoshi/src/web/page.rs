//! What every page has: words, navigation, and the frame around the content.

use askama::Template;
use axum::response::Html;
use jiff::{Timestamp, civil::Date};
use policy::{
    access::Right,
    text::{Language, Text},
};

use super::{assets, guard::Visit};
use crate::{
    edge::{self, Edge},
    services::account::Caller,
    words::Words,
    workspace::Workspace,
};

/// The frame of one page.
pub(super) struct Page<'a> {
    words: Words,
    title: Title<'a>,
    caller: Option<&'a Caller>,
    unread: usize,
    path: &'a str,
    workspace: Option<&'a Workspace>,
    day: Date,
}

enum Title<'a> {
    Key(&'a str),
    Name(String),
}

/// An entry of the navigation.
pub(super) struct Entry {
    pub path: &'static str,
    pub key: &'static str,
    pub current: bool,
}

/// Navigation in order, with the right that shows an entry.
const ENTRIES: [(&str, &str, Right); 15] = [
    ("/work", "nav-work", Right::Plan),
    ("/", "nav-overview", Right::Plan),
    ("/plan", "nav-plan", Right::Plan),
    ("/duties", "nav-duties", Right::Duties),
    ("/cases", "nav-cases", Right::Cases),
    ("/indicators", "nav-indicators", Right::Plan),
    ("/data", "nav-data", Right::Data),
    ("/schools", "nav-schools", Right::Schools),
    ("/reconciliation", "nav-reconciliation", Right::Standings),
    ("/visits", "nav-visits", Right::Visits),
    ("/documents", "nav-documents", Right::Document),
    ("/publish", "nav-publish", Right::Publish),
    ("/admin/people", "nav-people", Right::People),
    ("/log", "nav-log", Right::Log),
    ("/admin", "nav-admin", Right::Settings),
];

impl<'a> Page<'a> {
    /// A page whose title is a text of the pages.
    pub fn new(visit: &'a Visit, title: &'a str) -> Self {
        Self::of(visit, Title::Key(title))
    }

    /// A page whose title is the name of a thing.
    pub fn named(visit: &'a Visit, title: String) -> Self {
        Self::of(visit, Title::Name(title))
    }

    fn of(visit: &'a Visit, title: Title<'a>) -> Self {
        let workspace = &visit.app.workspace;
        Self {
            words: visit.words(),
            title,
            caller: visit.caller.as_ref(),
            unread: visit.unread,
            path: &visit.path,
            workspace: Some(workspace),
            day: visit.day(),
        }
    }

    /// A page before there is a workspace.
    pub fn before(edge: &Edge, title: &'a str) -> Self {
        Self {
            words: edge.words,
            title: Title::Key(title),
            caller: None,
            unread: 0,
            path: "/",
            workspace: None,
            day: edge.today(),
        }
    }

    pub fn words(&self) -> Words {
        self.words
    }

    /// A sentence of the pages.
    pub fn t(&self, key: &str) -> String {
        self.words.say(key)
    }

    /// A sentence with one argument `value`.
    pub fn tv(&self, key: &str, value: impl std::fmt::Display) -> String {
        self.words.with(key, &[("value", &value.to_string())])
    }

    /// A sentence with a count.
    pub fn tn(&self, key: &str, count: impl std::borrow::Borrow<usize>) -> String {
        self.words.counted(key, *count.borrow())
    }

    pub fn title(&self) -> String {
        match &self.title {
            Title::Key(key) => self.t(key),
            Title::Name(name) => name.clone(),
        }
    }

    pub fn date(&self, date: impl std::borrow::Borrow<Date>) -> String {
        self.words.date(*date.borrow())
    }

    /// A text that stands in both languages.
    pub fn text<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.words.0)
    }

    /// A moment on the offices' clock, to the minute.
    pub fn moment(&self, at: &Timestamp) -> String {
        let (day, time) = edge::office_time(*at);
        format!("{} {time}", self.words.date(day))
    }

    pub fn lang(&self) -> &'static str {
        self.words.0.tag()
    }

    /// Name of the other language, in that language, and its tag.
    pub fn other_language(&self) -> (&'static str, String) {
        let other = match self.words.0 {
            Language::Chinese => Language::English,
            Language::English => Language::Chinese,
        };
        (other.tag(), Words(other).say("language-name"))
    }

    pub fn caller(&self) -> Option<&Caller> {
        self.caller
    }

    pub fn may(&self, right: Right) -> bool {
        self.caller().is_some_and(|caller| caller.may(right))
    }

    /// How much the person was told and has not read.
    pub fn unread(&self) -> usize {
        self.unread
    }

    pub fn path(&self) -> &str {
        self.path
    }

    /// The plan being run.
    pub fn plan_title(&self) -> &str {
        let plan = self.workspace.and_then(|workspace| workspace.pack.plan.as_ref());
        plan.map_or("", |plan| plan.title.get(self.words.0))
    }

    pub fn org_name(&self) -> &str {
        let plan = self.workspace.and_then(|workspace| workspace.pack.plan.as_ref());
        plan.map_or("", |plan| plan.org_name.get(self.words.0))
    }

    /// Whether there is a site behind the page: before the first set-up there is none.
    pub fn is_open(&self) -> bool {
        self.workspace.is_some()
    }

    /// Whether everything on the page is made up.
    pub fn is_demo(&self) -> bool {
        self.workspace.is_some_and(|workspace| workspace.config.demo_day.is_some())
    }

    /// The day that pages show.
    pub fn day(&self) -> Date {
        self.day
    }

    #[expect(clippy::unused_self, reason = "templates ask the page")]
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    pub fn entries(&self) -> Vec<Entry> {
        let here = self.path().split('?').next().unwrap_or_default();
        let shown = ENTRIES.into_iter().filter(|(_, _, right)| self.may(*right));
        let leads = |path: &str| here == path || (path != "/" && here.starts_with(&format!("{path}/")));
        // Of two that lead here the longer one is meant: /admin/people is not /admin.
        let current =
            ENTRIES.into_iter().map(|(path, ..)| path).filter(|path| leads(path)).max_by_key(|path| path.len());
        shown.map(|(path, key, _)| Entry { path, key, current: current == Some(path) }).collect()
    }
}

/// A filled template as a response; a template that cannot be filled is a fault of the program.
pub(super) fn html(template: &impl Template) -> Html<String> {
    Html(template.render().unwrap_or_else(|error| {
        tracing::error!("filling a template: {error}");
        String::new()
    }))
}
