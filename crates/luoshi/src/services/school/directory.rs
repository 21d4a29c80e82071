use std::collections::BTreeMap;

use anyhow::Result;
use lake::{Lake, org::Tree, query::Request, snapshot::Cut};
use policy::{
    access::Right,
    dataset::{ORG_CHANGES, SCHOOL_TYPE, SCHOOLS},
    indicator::Level,
    pack::Pack,
};

use crate::services::{account::Caller, board::Board, indicator::reaches, search::matches};

/// The schools of a day with what the list of schools says of each.
#[derive(Default)]
pub struct Directory {
    schools: Vec<School>,
    /// Rows of the changes of schools: openings, mergers, splits, new names.
    changes: Vec<Row>,
}

/// A school of the list.
pub struct School {
    pub code: String,
    pub name: String,
    /// Code of the township, or of the district for a school that belongs to none.
    pub above: String,
    /// Code of what kind of school it is.
    pub kind: Option<String>,
    pub open: bool,
    /// Cells by column.
    pub facts: Row,
}

/// Cells by column; what is empty is not there.
pub type Row = BTreeMap<String, String>;

/// Which schools are asked for; an empty text asks for all.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter<'a> {
    pub township: &'a str,
    pub kind: &'a str,
    /// Name, pinyin or code.
    pub name: &'a str,
    /// Also those that are closed.
    pub closed: bool,
}

/// Rows of a directory; far more than any county has schools.
const MOST: usize = 100_000;

impl Directory {
    /// Reads the schools of a cut.
    ///
    /// # Errors
    /// When a snapshot cannot be read.
    pub(crate) async fn read(lake: &Lake, pack: &Pack, tree: &Tree, cut: Cut) -> Result<Self> {
        let rows = async |dataset: &str, sql: &str| -> Result<Vec<Row>> {
            if !pack.datasets.contains_key(dataset) {
                return Ok(Vec::new());
            }
            let answer = lake.query(&Request { sql, cut, reveal: false, limit: MOST }).await?;
            let row = |cells: Vec<Option<String>>| {
                let cells = answer.columns.iter().cloned().zip(cells);
                cells.filter_map(|(column, cell)| Some((column, cell?))).collect()
            };
            Ok(answer.rows.into_iter().map(row).collect())
        };
        let mut by_code: BTreeMap<String, Row> = BTreeMap::new();
        for row in rows(SCHOOLS, "SELECT * FROM schools").await? {
            if let Some(code) = row.get("school_code") {
                by_code.insert(code.clone(), row);
            }
        }
        let schools = tree.orgs().filter(|org| org.level == Level::School).map(|org| {
            let facts = by_code.remove(&org.code).unwrap_or_default();
            School {
                code: org.code.clone(),
                name: org.name.clone(),
                above: org.parent.clone().unwrap_or_default(),
                kind: facts.get(SCHOOL_TYPE).cloned(),
                open: org.open,
                facts,
            }
        });
        let mut schools: Vec<_> = schools.collect();
        schools.sort_by(|one, other| (&one.above, &one.code).cmp(&(&other.above, &other.code)));
        let mut changes = rows(ORG_CHANGES, "SELECT * FROM org_changes").await?;
        changes.sort_by(|one, other| one.get("changed_on").cmp(&other.get("changed_on")));
        Ok(Self { schools, changes })
    }

    /// Every school, whoever asks: only services that apply a scope may call this.
    pub(crate) fn all(&self) -> impl Iterator<Item = &School> {
        self.schools.iter()
    }

    pub(crate) fn get(&self, code: &str) -> Option<&School> {
        self.schools.iter().find(|school| school.code == code)
    }

    /// The changes that a school came out of or went into.
    pub(crate) fn changes_of(&self, code: &str) -> impl Iterator<Item = &Row> {
        let names =
            move |row: &&Row| ["from_code", "to_code"].iter().any(|side| row.get(*side).is_some_and(|one| one == code));
        self.changes.iter().filter(names)
    }
}

/// The schools that a caller may know of and a filter lets through, by township and code.
#[must_use]
pub fn list<'a>(board: &'a Board, caller: &Caller, filter: &Filter<'_>) -> Vec<&'a School> {
    let scopes = caller.scopes(Right::Schools);
    let fits = |school: &&School| {
        reaches(&board.tree, &scopes, &school.code)
            && (filter.closed || school.open)
            && (filter.township.is_empty() || school.above == filter.township)
            && (filter.kind.is_empty() || school.kind.as_deref() == Some(filter.kind))
            && (filter.name.trim().is_empty()
                || school.code.starts_with(filter.name.trim())
                || matches(&school.name, filter.name))
    };
    board.schools.all().filter(fits).collect()
}
