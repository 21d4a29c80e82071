//! Children of a run, one by one: for those who look after them, and only theirs.

use std::collections::BTreeMap;

use anyhow::Result;
use lake::org::Tree;
use linkage::spec::Kind;
use policy::{indicator::Level, reconcile::Standing};
use serde_json::json;

use super::{
    Told,
    people::{Reach, Reader},
};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::account::Caller,
    store::{By, ChildFilter, ChildRow, NewEvent},
    workspace::Workspace,
};

/// Which children are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ask<'a> {
    /// Code of a township or school; by default the first place of the caller.
    pub place: Option<&'a str>,
    pub standing: Option<Standing>,
    pub changed: bool,
    pub offset: usize,
    pub limit: usize,
}

/// Some children of a place.
pub struct Children {
    pub place: String,
    pub rows: Vec<Listed>,
    pub total: u64,
}

/// A child by name.
pub struct Listed {
    pub row: ChildRow,
    pub name: String,
    pub born: String,
    pub other: Option<Other>,
}

/// The registration that a second one of the same child stands by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Other {
    /// None when the caller does not look after it.
    pub name: Option<String>,
    pub area: String,
}

impl Other {
    /// What the caller may know of it.
    pub(super) fn of(reach: &Reach<'_>, row: &ChildRow, name: Option<String>) -> Self {
        Self { name: name.filter(|_| reach.covers(&row.area, row.school.as_deref())), area: row.area.clone() }
    }
}

/// Lists children of a run.
///
/// # Errors
/// Refused alike for a place that is not there and for one that the caller does not look after.
pub async fn children(
    workspace: &Workspace,
    tree: &Tree,
    caller: &Caller,
    told: &Told,
    ask: Ask<'_>,
) -> Result<Children> {
    let missing = || Refusal::new("page-missing");
    let reach = Reach::of(caller, tree);
    let place = ask.place.or_else(|| reach.scopes().first().copied()).ok_or_else(missing)?;
    if tree.unit(place).is_none() || !reach.covers(place, None) {
        return Err(missing().into());
    }
    let level = tree.get(place).map(|org| org.level);
    let (area, school) = match level {
        Some(Level::School) => ("", place),
        Some(Level::Township) => (place, ""),
        Some(Level::District) | None => ("", ""),
    };
    let filter = ChildFilter { area, school, standing: ask.standing, changed: ask.changed };
    let mut read = workspace.store.read().await?;
    let (rows, total) = read.reconciled_children(&told.run.id, filter, ask.offset, ask.limit).await?;
    let reader = Reader::open(workspace, &told.run).await?;
    let mut firsts = BTreeMap::new();
    for row in &rows {
        let Some(first) = &row.same_as else { continue };
        let found = read.reconciled_by(&told.run.id, By::Child(first)).await?;
        firsts.extend(found.into_iter().map(|first| (row.child.clone(), first)));
    }
    drop(read);
    let names = [reader.field(Kind::Name), reader.field(Kind::Date)];
    let keys: Vec<&str> = rows.iter().chain(firsts.values()).map(|row| row.child.as_str()).collect();
    let pupils: Vec<&str> = rows.iter().filter_map(|row| row.pupil.as_deref()).collect();
    let (children, pupils) = (reader.children(&keys).await?, reader.pupils(&pupils).await?);
    let listed = rows.into_iter().map(|row| {
        let values = children.get(&row.child).or_else(|| pupils.get(row.pupil.as_ref()?));
        let value = |at: Option<usize>| values.and_then(|values| values.get(at?)?.clone()).unwrap_or_default();
        let name = |child: &str| children.get(child)?.get(names[0]?)?.clone();
        let other = firsts.get(&row.child).map(|first| Other::of(&reach, first, name(&first.child)));
        Listed { name: value(names[0]), born: value(names[1]), other, row }
    });
    Ok(Children { place: place.to_owned(), rows: listed.collect(), total })
}

/// All children that are asked for, to take away; the log keeps who took whom.
///
/// # Errors
/// As [`children`].
pub async fn export(
    workspace: &Workspace,
    edge: &Edge,
    tree: &Tree,
    caller: &Caller,
    told: &Told,
    ask: Ask<'_>,
) -> Result<Children> {
    let all = Ask { offset: 0, limit: usize::try_from(i64::MAX)?, ..ask };
    let found = children(workspace, tree, caller, told, all).await?;
    let (place, standing, rows) = (&found.place, ask.standing, found.rows.len());
    let body = json!({ "scope": place, "standing": standing, "changed": ask.changed.then_some(true), "rows": rows });
    let mut write = workspace.store.write().await?;
    let (actor, subject) = (&edge.actor, &told.run.id);
    write.add_event(NewEvent { at: edge.now, actor, kind: "reconciliation.children_exported", subject, body }).await?;
    write.commit().await?;
    Ok(found)
}

/// Places whose children the caller may list: the own ones, and the townships in them.
#[must_use]
pub fn places(tree: &Tree, caller: &Caller) -> Vec<String> {
    let reach = Reach::of(caller, tree);
    let mut places: Vec<String> = reach.scopes().iter().map(|scope| (*scope).to_owned()).collect();
    let townships = tree.orgs().filter(|org| org.level == Level::Township && reach.covers(&org.code, None));
    places.extend(townships.map(|org| org.code.clone()));
    let mut seen = std::collections::BTreeSet::new();
    places.retain(|place| seen.insert(place.clone()));
    places
}
