//! What is due for a person, as a calendar (iCalendar, RFC 5545) that other programs subscribe to or take in once.

use axum::{
    http::header,
    response::{IntoResponse as _, Response},
};
use icalendar::{Calendar, Component as _, Event, Property};
use jiff::{Timestamp, civil::Date};

use super::super::{guard::Visit, trouble::Trouble};
use crate::{
    services::agenda::{Entry, agenda},
    words::Words,
};

/// Where the calendar is: the one path at which programs may name themselves by a password.
pub(crate) const PATH: &str = "/api/v1/calendar.ics";

pub(in crate::web) async fn show(visit: Visit) -> Result<Response, Trouble> {
    let (workspace, caller) = (&visit.app.workspace, visit.caller()?);
    let entries = agenda(workspace, &visit.edge, caller, visit.day()).await?;
    let words = visit.words();
    let mut calendar = Calendar::new();
    calendar.name(&words.with("agenda-name", &[("name", &caller.person.name)]));
    let site = workspace.config.site.as_deref().map(|site| site.trim_end_matches('/'));
    for entry in &entries {
        calendar.push(event(words, entry, visit.edge.now, site)?);
    }
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"luoshi.ics\""),
    ];
    Ok((headers, calendar.to_string()).into_response())
}

/// A whole day: what is due has no hour.
fn event(words: Words, entry: &Entry, now: Timestamp, site: Option<&str>) -> Result<Event, jiff::Error> {
    let day = |date: Date| date.strftime("%Y%m%d").to_string();
    let date = |key: &str, date: Date| Property::new(key, day(date)).add_parameter("VALUE", "DATE").done();
    let title = words.with(&format!("agenda-{}", crate::words::name(&entry.kind)), &[("title", &entry.title)]);
    let mut event = Event::new();
    event
        .uid(&format!("{}@luoshi", entry.id))
        .add_property("DTSTAMP", now.strftime("%Y%m%dT%H%M%SZ").to_string())
        .append_property(date("DTSTART", entry.on))
        .append_property(date("DTEND", entry.on.tomorrow()?))
        .add_property("TRANSP", "TRANSPARENT")
        .summary(&title);
    if !entry.unit.is_empty() {
        event.description(&entry.unit);
    }
    if let Some(site) = site {
        event.url(&format!("{site}{}", entry.path));
    }
    Ok(event.done())
}
