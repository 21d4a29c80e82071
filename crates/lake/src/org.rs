//! Organisation units at a date: the district, its townships, their schools.
//!
//! A tree is made from the effective rows of two datasets and the events of a third, by these column names:
//!
//! | dataset | columns |
//! | --- | --- |
//! | `areas` | `area_code`, `name`, `level` (`township`, `village`), `parent_code` |
//! | `schools` | `school_code`, `name`, `area_code` (township or village), `opened_on`, `closed_on` (dates or NULL) |
//! | `org_changes` | `changed_on`, `from_code` (the school that ends), `to_code` (the school that goes on) |
//!
//! A pack may leave out datasets and columns: without `area_code` a school lies below the district, without dates it is
//! open.

use std::{
    collections::{BTreeMap, BTreeSet},
    iter::successors,
};

use anyhow::Result;
use datafusion::{
    common::ScalarValue,
    logical_expr::{ident, lit},
    prelude::DataFrame,
};
use jiff::civil::Date;
use policy::indicator::Level;
use serde::Serialize;

use crate::sql::rows;

/// A district, township or school as it was at a tree's date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Org {
    pub code: String,
    pub name: String,
    pub level: Level,
    /// None for the district.
    pub parent: Option<String>,
    /// Whether a school was open on the date; schools closed before stay in the tree, because old rows name them.
    pub open: bool,
}

/// All units at one date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    pub date: Date,
    /// Code of the district, the root.
    pub district: String,
    orgs: BTreeMap<String, Org>,
    children: BTreeMap<String, Vec<String>>,
    /// Villages, which are no units of their own, and the township of each.
    villages: BTreeMap<String, String>,
}

impl Tree {
    /// A tree of `orgs` below the district; an org whose parent is not among them hangs below the district.
    #[must_use]
    pub fn new(
        date: Date,
        district: &str,
        orgs: impl IntoIterator<Item = Org>,
        villages: BTreeMap<String, String>,
    ) -> Self {
        let mut orgs: BTreeMap<String, Org> = orgs.into_iter().map(|org| (org.code.clone(), org)).collect();
        let root = orgs.entry(district.to_owned()).or_insert_with(|| Org {
            code: district.to_owned(),
            name: district.to_owned(),
            level: Level::District,
            parent: None,
            open: true,
        });
        root.parent = None;
        let above = orgs.iter().filter(|(_, org)| org.level != Level::School);
        let levels: BTreeMap<String, Level> = above.map(|(code, org)| (code.clone(), org.level)).collect();
        let mut children: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut below = |parent: &str, code: &str| match children.get_mut(parent) {
            Some(known) => known.push(code.to_owned()),
            None => drop(children.insert(parent.to_owned(), vec![code.to_owned()])),
        };
        for org in orgs.values_mut().filter(|org| org.code != district) {
            // Only a wider level can be a parent, so there is no circle.
            let wider =
                org.parent.as_ref().and_then(|parent| levels.get(parent)).is_some_and(|level| *level < org.level);
            if !wider {
                org.parent = Some(district.to_owned());
            }
            below(org.parent.as_deref().unwrap_or(district), &org.code);
        }
        Self { date, district: district.to_owned(), orgs, children, villages }
    }

    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Org> {
        self.orgs.get(code)
    }

    /// The unit that a code of a row stands for: itself, or the township of a village; none for a code not known.
    #[must_use]
    pub fn unit(&self, code: &str) -> Option<&Org> {
        self.orgs.get(code).or_else(|| self.orgs.get(self.villages.get(code)?))
    }

    /// Every code that rows of a unit and of what lies below it may carry.
    #[must_use]
    pub fn codes_within<'a>(&'a self, code: &'a str) -> Vec<&'a str> {
        let mut codes = self.descendants(code);
        let units: BTreeSet<&str> = codes.iter().copied().collect();
        let within = self.villages.iter().filter(|(_, township)| units.contains(township.as_str()));
        codes.extend(within.map(|(village, _)| village.as_str()));
        codes
    }

    /// Every unit, by code.
    pub fn orgs(&self) -> impl Iterator<Item = &Org> {
        self.orgs.values()
    }

    /// The units above one, the nearest first. A code that the tree does not know lies below the district.
    pub fn ancestors<'a>(&'a self, code: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let first = match self.orgs.get(code) {
            Some(org) => org.parent.as_deref(),
            None => Some(self.district.as_str()),
        };
        successors(first, |code| self.orgs.get(*code)?.parent.as_deref())
    }

    /// A unit and everything below it.
    #[must_use]
    pub fn descendants<'a>(&'a self, code: &'a str) -> Vec<&'a str> {
        let mut found = vec![code];
        let mut next = 0;
        while let Some(code) = found.get(next) {
            found.extend(self.children.get(*code).into_iter().flatten().map(String::as_str));
            next += 1;
        }
        found
    }
}

/// Reads a tree from the rows of `areas` and `schools`, each where there is one.
pub(crate) async fn tree(
    date: Date,
    district: &str,
    areas: Option<DataFrame>,
    schools: Option<DataFrame>,
) -> Result<Tree> {
    let mut orgs = Vec::new();
    let mut villages = BTreeMap::new();
    for [code, name, level, parent] in read(areas, ["area_code", "name", "level", "parent_code"]).await? {
        let Some(code) = code else { continue };
        let level = match level.as_deref() {
            Some("township") => Level::Township,
            Some("district") if code == district => Level::District,
            Some("village") => {
                villages.extend(parent.map(|township| (code, township)));
                continue;
            }
            _ => continue,
        };
        let name = name.unwrap_or_else(|| code.clone());
        orgs.push(Org { code, name, level, parent: Some(district.to_owned()), open: true });
    }
    let columns = ["school_code", "name", "area_code", "opened_on", "closed_on"];
    let day = date.to_string();
    for [code, name, area, opened, closed] in read(schools, columns).await? {
        let Some(code) = code else { continue };
        // ISO dates compare as text.
        let open = opened.is_none_or(|opened| opened <= day) && closed.is_none_or(|closed| closed > day);
        let parent = area.map(|area| villages.get(&area).cloned().unwrap_or(area));
        orgs.push(Org { name: name.unwrap_or_else(|| code.clone()), code, level: Level::School, parent, open });
    }
    Ok(Tree::new(date, district, orgs, villages))
}

/// One school that became another, or part of another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    pub changed_on: Date,
    /// The school before.
    pub from: String,
    /// The school after.
    pub to: String,
}

/// What became of the schools between two days, from the rows of `org_changes`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Successors {
    /// In the order of time.
    changes: Vec<Change>,
}

impl Successors {
    /// Reads the events after one day and up to another.
    pub(crate) async fn read(changes: Option<DataFrame>, after: Date, until: Date) -> Result<Self> {
        let mut found = BTreeSet::new();
        for [day, from, to] in read(changes, ["changed_on", "from_code", "to_code"]).await? {
            let (Some(day), Some(from), Some(to)) = (day, from, to) else { continue };
            let changed_on: Date = day.parse()?;
            if changed_on > after && changed_on <= until {
                found.insert(Change { changed_on, from, to });
            }
        }
        Ok(Self { changes: found.into_iter().collect() })
    }

    /// The schools that a school goes on as; itself when nothing happened, several after a split.
    #[must_use]
    pub fn of(&self, code: &str, later: &Tree) -> BTreeSet<String> {
        let mut now = BTreeSet::from([code.to_owned()]);
        for same_day in self.changes.chunk_by(|one, next| one.changed_on == next.changed_on) {
            let met: Vec<&Change> = same_day.iter().filter(|change| now.contains(&change.from)).collect();
            for Change { from, to, .. } in met {
                // A school may give a part away and stay open itself; then it is one of its own successors.
                if from != to && !later.get(from).is_some_and(|org| org.open) {
                    now.remove(from);
                }
                now.insert(to.clone());
            }
        }
        now
    }

    /// Every code whose rows count within a unit of the later tree, and nowhere else in it.
    #[must_use]
    pub fn codes_within(&self, org: &str, then: &Tree, later: &Tree) -> BTreeSet<String> {
        let inside: BTreeSet<&str> = later.codes_within(org).into_iter().collect();
        let before = then.codes_within(&then.district);
        let all = inside.iter().copied().chain(before);
        let counts_inside = |code: &&str| self.of(code, later).iter().all(|now| inside.contains(now.as_str()));
        all.filter(counts_inside).map(str::to_owned).collect()
    }

    /// The changes that lead to some schools, from whichever they came, in the order of time.
    #[must_use]
    pub fn leading_to(&self, codes: &[&str]) -> Vec<Change> {
        let mut led: BTreeSet<&str> = codes.iter().copied().collect();
        let mut found = Vec::new();
        for change in self.changes.iter().rev() {
            if led.contains(change.to.as_str()) || led.contains(change.from.as_str()) {
                led.insert(&change.from);
                found.push(change.clone());
            }
        }
        found.reverse();
        found
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// Rows as text by named columns; a column that the pack does not declare is NULL.
async fn read<const N: usize>(table: Option<DataFrame>, columns: [&str; N]) -> Result<Vec<[Option<String>; N]>> {
    let Some(table) = table else { return Ok(Vec::new()) };
    let declared = |name: &str| table.schema().has_column_with_unqualified_name(name);
    let columns =
        columns.map(|name| if declared(name) { ident(name) } else { lit(ScalarValue::Utf8(None)).alias(name) });
    let found = rows(&table.select(columns)?.collect().await?)?;
    // Every row has one cell per selected column.
    Ok(found.into_iter().filter_map(|row| row.try_into().ok()).collect())
}
