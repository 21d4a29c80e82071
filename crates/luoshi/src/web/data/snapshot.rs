use askama::Template;
use axum::{
    Form,
    extract::{Path, Query},
    http::StatusCode,
    response::{Html, IntoResponse as _, Response},
};
use lake::diff::Diff;
use policy::dataset::ColumnType;
use serde::Deserialize;

use super::{Pages, ground, place};
use crate::{
    refusal::Refusal,
    services::snapshot::{self, Seen},
    web::{
        account::Note,
        desk::aside,
        guard::{Visit, urlencoded},
        page::{Page, html},
        trouble::{self, Trouble},
    },
};

/// Rows of a comparison on one page.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "data/snapshot.html")]
struct Show<'a> {
    page: &'a Page<'a>,
    seen: &'a Seen<'a>,
    dataset: &'a str,
    place: String,
    as_of: String,
    recorded: String,
    by: &'a str,
    withdrawn: Option<String>,
    /// Indicators that are computed from the dataset: id and title.
    feeds: Vec<(String, String)>,
    /// Snapshots to compare with: id, what it is, and whether it is chosen.
    others: Vec<(String, String, bool)>,
    compared: Option<Compared>,
    note: Option<Note>,
}

/// A comparison with another snapshot.
struct Compared {
    summary: String,
    /// Kinds of changes: name, word, how many.
    kinds: Vec<(&'static str, String, u64)>,
    kind: &'static str,
    with: String,
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
    pages: Pages,
}

#[derive(Default, Deserialize)]
pub(in crate::web) struct Ask {
    /// Id of the snapshot to compare with.
    #[serde(default)]
    with: String,
    #[serde(default)]
    kind: String,
    page: Option<usize>,
}

#[derive(Deserialize)]
pub(in crate::web) struct Fields {
    #[serde(default)]
    reason: String,
}

pub(in crate::web) async fn show(
    visit: Visit,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Html<String>, Trouble> {
    answer(&visit, &id, &ask, None).await
}

/// Takes the snapshot out of force.
pub(in crate::web) async fn withdraw(
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let (own, asked) = (visit.clone(), id.clone());
    // Another process, or an import, may hold the lock for a while.
    let done = aside(async move || {
        let ground = crate::services::report::ground(&own.app.workspace, &own.edge).await?;
        let caller = own.caller.as_ref().ok_or_else(trouble::missing)?;
        let seen = snapshot::seen(&own.app.workspace.pack, &ground, caller, &asked)?;
        snapshot::withdraw_seen(&own.app.workspace, &own.edge, &seen, &fields.reason).await
    });
    let (status, note) = match done.await {
        Ok(()) => (StatusCode::OK, Note::done(&visit, "snapshot-withdrawn-done")),
        Err(error) if error.downcast_ref() == Some(&Refusal::new("not-yours")) => return Err(error.into()),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, Note::of(error.into(), &visit)?),
    };
    Ok((status, answer(&visit, &id, &Ask::default(), Some(note)).await?).into_response())
}

async fn answer(visit: &Visit, id: &str, ask: &Ask, note: Option<Note>) -> Result<Html<String>, Trouble> {
    let (ground, pack) = (ground(visit).await?, &visit.app.workspace.pack);
    let seen = snapshot::seen(pack, &ground, visit.caller()?, id)?;
    let words = visit.words();
    let page = Page::new(visit, "snapshot-title");
    let compared = if ask.with.is_empty() { None } else { Some(compared(visit, &page, &seen, ask).await?) };
    let feeds = snapshot::feeds(pack, &seen.dataset.id);
    let feeds = feeds.into_iter().map(|one| (one.id.clone(), one.title.get(words.0).to_owned()));
    let others = seen.others.iter().map(|one| {
        let args =
            [("as_of", page.date(one.as_of)), ("at", page.moment(&one.recorded_at)), ("rows", one.rows.to_string())];
        let told = words.with("snapshot-other", &args.each_ref().map(|(name, value)| (*name, value.as_str())));
        (one.id.clone(), told, one.id == ask.with)
    });
    Ok(html(&Show {
        page: &page,
        dataset: seen.dataset.title.get(words.0),
        place: place(&page, &ground, &seen.snapshot.scope),
        as_of: page.date(seen.snapshot.as_of),
        recorded: page.moment(&seen.snapshot.recorded_at),
        by: ground.name(&seen.snapshot.importer),
        withdrawn: seen.snapshot.withdrawn_at.map(|at| page.moment(&at)),
        feeds: feeds.collect(),
        others: others.collect(),
        compared,
        seen: &seen,
        note,
    }))
}

/// What changed between another snapshot of the same dataset and scope, and this one; the older one comes first.
async fn compared(visit: &Visit, page: &Page<'_>, seen: &Seen<'_>, ask: &Ask) -> Result<Compared, Trouble> {
    let other = seen.others.iter().find(|one| one.id == ask.with).ok_or_else(trouble::missing)?;
    let this = &seen.snapshot;
    let other_is_older = (other.as_of, other.recorded_at) <= (this.as_of, this.recorded_at);
    let (before, after) = if other_is_older { (other, this) } else { (this, other) };
    let words = visit.words();
    let hidden = words.say("value-hidden");
    let asked = ask.page.unwrap_or(1).max(1);
    let window = ((asked - 1).saturating_mul(ROWS), ROWS);
    let diff = snapshot::diff(&visit.app.workspace, &visit.edge, &before.id, &after.id, &hidden, window).await?;
    let counts = [("added", diff.added.total), ("removed", diff.removed.total), ("changed", diff.changed.total)];
    let kind = counts.iter().find(|(kind, _)| *kind == ask.kind);
    let kind = kind.or_else(|| counts.iter().rev().find(|(_, count)| *count > 0)).unwrap_or(&counts[0]).0;
    let total = counts.iter().find(|(one, _)| *one == kind).map_or(0, |(_, count)| *count);
    let args = [
        ("before", page.date(before.as_of)),
        ("before_at", page.moment(&before.recorded_at)),
        ("after", page.date(after.as_of)),
        ("after_at", page.moment(&after.recorded_at)),
        ("same", diff.same.to_string()),
    ];
    let kinds = counts.map(|(kind, count)| {
        let word = match kind {
            "added" => page.t("diff-added"),
            "removed" => page.t("diff-removed"),
            _ => page.t("diff-changed"),
        };
        (kind, word, count)
    });
    let (headers, rows) = table(visit, page, seen, &diff, kind);
    Ok(Compared {
        summary: words.with("snapshot-compared", &args.each_ref().map(|(name, value)| (*name, value.as_str()))),
        kinds: kinds.into(),
        kind,
        with: ask.with.clone(),
        headers,
        rows,
        pages: Pages::of(Some(asked), usize::try_from(total)?, ROWS),
    })
}

/// Headers and rows of one kind of change; codes by their names.
fn table(visit: &Visit, page: &Page<'_>, seen: &Seen<'_>, diff: &Diff, kind: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let column = |name: &str| seen.dataset.column(name);
    let header = |name: &str| {
        column(name).map_or_else(|| name.to_owned(), |column| column.header.get(page.words().0).to_owned())
    };
    let text = |name: &str, cell: Option<&String>| {
        let cell = cell.cloned().unwrap_or_default();
        let Some(column) = column(name) else { return cell };
        if column.kind == ColumnType::Boolean {
            return match cell.as_str() {
                "true" => page.t("yes"),
                "false" => page.t("no"),
                _ => cell,
            };
        }
        let list = column.codes.as_ref().and_then(|list| visit.app.workspace.pack.codes.get(list));
        let code = list.and_then(|list| list.codes.iter().find(|code| code.code == cell));
        code.map_or(cell, |code| code.name.get(page.words().0).to_owned())
    };
    if kind == "changed" {
        let keys = &seen.dataset.key;
        let own = [page.t("snapshot-column"), page.t("column-before"), page.t("column-after")];
        let headers = keys.iter().map(|key| header(key)).chain(own).collect();
        let rows = diff.changed.rows.iter().flat_map(|row| {
            row.cells.iter().map(|cell| {
                let name = cell.column.as_str();
                let own = [header(name), text(name, cell.before.as_ref()), text(name, cell.after.as_ref())];
                keys.iter().zip(&row.key).map(|(key, cell)| text(key, cell.as_ref())).chain(own).collect()
            })
        });
        return (headers, rows.collect());
    }
    let rows = if kind == "added" { &diff.added.rows } else { &diff.removed.rows };
    let headers = diff.columns.iter().map(|column| header(&column.name)).collect();
    let shown = |row: &Vec<Option<String>>| {
        diff.columns.iter().zip(row).map(|(column, cell)| text(&column.name, cell.as_ref())).collect()
    };
    (headers, rows.iter().map(shown).collect())
}

impl Compared {
    fn of_kind(&self, kind: &str) -> String {
        format!("?with={}&kind={kind}#compare", urlencoded(&self.with))
    }

    fn of_page(&self, page: usize) -> String {
        format!("?with={}&kind={}&page={page}#compare", urlencoded(&self.with), self.kind)
    }

    fn before(&self) -> Option<String> {
        self.pages.before().map(|page| self.of_page(page))
    }

    fn after(&self) -> Option<String> {
        self.pages.after().map(|page| self.of_page(page))
    }
}
