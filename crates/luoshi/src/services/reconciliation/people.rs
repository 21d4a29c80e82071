//! What people see of children and pupils: cells read from the snapshots of the run, for those within their scope.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use lake::{Lake, facts::Facts, org::Tree, snapshot::Cut};
use linkage::{Spec, spec::Kind};
use policy::{
    access::Right,
    dataset::{Column, Dataset},
};

use super::{
    declaration,
    gather::{Parts, fields},
};
use crate::{
    services::{account::Caller, indicator::reaches, lake as lakes},
    store::ReconciliationRow,
    workspace::Workspace,
};

/// The places whose children somebody may see.
pub(super) struct Reach<'a> {
    tree: &'a Tree,
    scopes: Vec<&'a str>,
}

impl<'a> Reach<'a> {
    pub fn of(caller: &'a Caller, tree: &'a Tree) -> Self {
        Self { tree, scopes: caller.scopes(Right::Review) }
    }

    /// A child within it: by its township, or by the school on whose roll it is.
    pub fn covers(&self, area: &str, school: Option<&str>) -> bool {
        [Some(area), school].into_iter().flatten().any(|place| reaches(self.tree, &self.scopes, place))
    }

    pub fn scopes(&self) -> &[&'a str] {
        &self.scopes
    }
}

/// Reads cells of the register and the roll as a run saw them.
pub(super) struct Reader<'w> {
    pub parts: Parts<'w>,
    pub spec: Spec,
    lake: Lake,
    cut: Cut,
}

/// Values of the fields of the linkage, in its order.
pub(super) type Values = Vec<Option<String>>;

impl<'w> Reader<'w> {
    pub async fn open(workspace: &'w Workspace, run: &ReconciliationRow) -> Result<Self> {
        let declaration = declaration(&workspace.pack, Some(&run.declaration))?;
        let parts = Parts::of(&workspace.pack, declaration)?;
        let cut = Cut { as_of: run.as_of, known_at: run.made_at };
        Ok(Self { parts, spec: parts.linkage.spec(), lake: lakes::open(workspace, run.made_at).await?, cut })
    }

    /// The columns that the fields are read from.
    pub fn columns(&self, dataset: &'w Dataset) -> Vec<Option<&'w Column>> {
        let places = fields(&self.spec, dataset);
        places.into_iter().map(|at| at.and_then(|at| dataset.columns.get(at))).collect()
    }

    /// Place of a field of a kind.
    pub fn field(&self, kind: Kind) -> Option<usize> {
        self.spec.fields.iter().position(|field| field.kind == kind)
    }

    pub async fn children(&self, keys: &[&str]) -> Result<BTreeMap<String, Values>> {
        let read = self.read(self.parts.register, [&self.parts.declaration.keys.child], keys).await?;
        Ok(read.into_iter().filter_map(|(key, mut rows)| Some((key, rows.drain(..).next()?))).collect())
    }

    pub async fn pupils(&self, keys: &[&str]) -> Result<BTreeMap<String, Values>> {
        // Of a roll number that stands at two schools the second row is asked for as NUMBER.2, in the order in which the run read them.
        let apart = |key: &str| {
            key.split_once('.').map_or((key.to_owned(), 1), |(key, nth)| (key.to_owned(), nth.parse().unwrap_or(1)))
        };
        let plain: Vec<String> = keys.iter().map(|key| apart(key).0).collect();
        let plain: Vec<&str> = plain.iter().map(String::as_str).collect();
        let of = &self.parts.declaration.keys;
        let read = self.read(self.parts.roll, [&of.pupil, &of.child], &plain).await?;
        let row = |key: &&str| {
            let (plain, nth): (String, usize) = apart(key);
            Some(((*key).to_owned(), read.get(&plain)?.get(nth.checked_sub(1)?)?.clone()))
        };
        Ok(keys.iter().filter_map(row).collect())
    }

    async fn read<const N: usize>(
        &self,
        dataset: &Dataset,
        keys: [&'w String; N],
        wanted: &[&str],
    ) -> Result<BTreeMap<String, Vec<Values>>> {
        let numbers: Vec<i64> = wanted.iter().filter_map(|key| key.parse().ok()).collect();
        let mut rows: BTreeMap<String, Vec<Values>> = BTreeMap::new();
        if numbers.is_empty() {
            return Ok(rows);
        }
        let org = dataset.org.as_ref().context("a checked dataset has places")?;
        let places = fields(&self.spec, dataset);
        let used = places.iter().flatten().map(|at| dataset.columns[*at].name.as_str());
        let mut columns: Vec<&str> = Vec::new();
        let first = keys.iter().map(|key| key.as_str()).chain([org.as_str(), &self.parts.declaration.keys.born]);
        for column in first.chain(used) {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        let at: Vec<Option<usize>> = places
            .iter()
            .map(|at| at.and_then(|at| columns.iter().position(|column| *column == dataset.columns[at].name)))
            .collect();
        let ask = Facts { dataset: &dataset.id, columns: &columns, cut: self.cut, only: Some((keys[0], &numbers)) };
        self.lake
            .facts(&ask, &mut |row| {
                let values = at.iter().map(|at| at.and_then(|at| row[at]).map(str::to_owned)).collect();
                rows.entry(row[0].unwrap_or_default().to_owned()).or_default().push(values);
            })
            .await?;
        Ok(rows)
    }
}
