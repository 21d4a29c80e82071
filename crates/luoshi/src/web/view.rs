//! Standings as rows of pages: what several pages show alike.

use policy::{pack::Pack, plan::Plan, status::Status};

use super::trouble::Trouble;
use crate::{
    refusal::Refusal,
    services::{indicator::Standing, overview::Counts},
    store::Person,
    telling::Told,
    words::{Words, name},
};

/// One target with where it stands, in words.
pub(super) struct Row {
    pub task: Option<u32>,
    pub indicator: String,
    pub title: String,
    pub org: String,
    pub period: i16,
    pub goal: String,
    pub striven: Option<String>,
    pub value: Option<String>,
    pub value_year: Option<i16>,
    /// Stable name of the status, for style sheets and filters.
    pub status: String,
    pub status_word: String,
    pub reason: String,
}

/// Standings as rows, in their order.
pub(super) fn rows<'a: 's, 's>(
    words: Words,
    pack: &'a Pack,
    standings: impl Iterator<Item = &'s Standing<'a>>,
) -> Vec<Row> {
    let row = |standing: &'s Standing<'a>| {
        let told = Told { words, pack, standing };
        let judgement = &standing.judgement;
        Row {
            task: standing.commitment.task,
            indicator: standing.indicator.id.clone(),
            title: standing.indicator.title.get(words.0).to_owned(),
            org: told.org(),
            period: standing.target.period,
            goal: told.goal(),
            striven: told.striven(),
            value: told.value(),
            value_year: judgement
                .judged
                .as_ref()
                .map(|judged| judged.year)
                .filter(|year| *year != standing.target.period),
            status: name(&judgement.status),
            status_word: words.say(judgement.status.key()),
            reason: told.reason(),
        }
    };
    standings.map(row).collect()
}

/// The plan of a pack; pages cannot do without.
pub(super) fn plan(pack: &Pack) -> Result<&Plan, Trouble> {
    Ok(pack.plan.as_ref().ok_or_else(|| Refusal::new("plan-missing"))?)
}

/// Segments of a bar of all statuses: name, where it begins, how long it is.
pub(super) fn bar(counts: &Counts) -> Vec<(String, usize, usize)> {
    let mut from = 0;
    let segment = |(status, count): (&Status, &usize)| {
        let segment = (name(status), from, *count);
        from += count;
        segment
    };
    counts.iter().filter(|(_, count)| **count > 0).map(segment).collect()
}

/// Name of a person by login; the program's own name otherwise.
pub(super) fn named(people: &[Person], login: &str) -> String {
    people.iter().find(|one| one.login == login).map_or_else(|| login.to_owned(), |one| one.name.clone())
}
