//! Everything that a run reads: register, roll and lists, as they are in force at its date.

use std::collections::{BTreeMap, BTreeSet};

use ::linkage::{Builder, Side, Spec, columns::Columns};
use anyhow::{Context as _, Result};
use lake::{Lake, facts::Facts, org::Tree, snapshot::Cut};
use policy::{
    dataset::{AREAS, Dataset, SCHOOLS},
    indicator::Level,
    linkage::Linkage,
    pack::Pack,
    reconcile::{
        Reconciliation,
        decide::{Child, Pupil},
    },
};

use crate::refusal::Refusal;

/// A declaration with what it names.
#[derive(Clone, Copy)]
pub(super) struct Parts<'p> {
    pub declaration: &'p Reconciliation,
    pub linkage: &'p Linkage,
    pub register: &'p Dataset,
    pub roll: &'p Dataset,
}

/// Where the fields of a linkage stand in a dataset: by the names of its columns, else by their headers.
pub(super) fn fields(spec: &Spec, dataset: &Dataset) -> Vec<Option<usize>> {
    let names: Vec<String> = dataset.columns.iter().map(|column| column.name.clone()).collect();
    let headers: Vec<String> = dataset.columns.iter().map(|column| column.header.zh.clone()).collect();
    let (names, headers) = (Columns::find(spec, &names, &[]), Columns::find(spec, &headers, &[]));
    names.fields.into_iter().zip(headers.fields).map(|(name, header)| name.or(header)).collect()
}

impl<'p> Parts<'p> {
    pub fn of(pack: &'p Pack, declaration: &'p Reconciliation) -> Result<Self> {
        let linkage = pack.linkages.get(&declaration.linkage).context("a checked declaration names a linkage")?;
        let dataset = |id: &Option<String>| id.as_ref().and_then(|id| pack.datasets.get(id));
        let register = dataset(&linkage.left).context("a checked linkage has a register")?;
        let roll = dataset(&linkage.right).context("a checked linkage has a roll")?;
        Ok(Self { declaration, linkage, register, roll })
    }

    /// Datasets that are read, each once.
    pub fn datasets(&self) -> BTreeSet<&'p str> {
        let lists = self.declaration.rules.iter().map(|rule| rule.dataset.as_str());
        lists.chain([self.register.id.as_str(), self.roll.id.as_str(), AREAS, SCHOOLS]).collect()
    }
}

/// What was read.
pub(super) struct Gathered {
    pub children: Vec<Child>,
    pub pupils: Vec<Pupil>,
    pub registered_twice: u64,
}

/// Reads everything; rows of register and roll go to the engine as well, by the keys of children and pupils.
pub(super) async fn gather(
    lake: &Lake,
    parts: Parts<'_>,
    spec: &Spec,
    cut: Cut,
    builder: &mut Builder,
) -> Result<Gathered> {
    for dataset in [parts.register, parts.roll] {
        if lake.in_force(&dataset.id, cut).await?.is_empty() {
            return Err(Refusal::new("reconciliation-no-data")
                .with("dataset", &dataset.id)
                .with("date", cut.as_of)
                .into());
        }
    }
    let tree = lake.tree(cut).await?;
    let lists = lists(lake, parts, cut).await?;
    let (children, registered_twice) = register(lake, parts, spec, cut, &tree, &lists, builder).await?;
    let pupils = roll(lake, parts, spec, cut, &tree, &lists, builder).await?;
    Ok(Gathered { children, pupils, registered_twice })
}

/// Rules that hold by lists beside register and roll, by the key of a child or of a pupil.
#[derive(Default)]
struct Lists {
    children: BTreeMap<String, BTreeSet<usize>>,
    pupils: BTreeMap<String, BTreeSet<usize>>,
}

async fn lists(lake: &Lake, parts: Parts<'_>, cut: Cut) -> Result<Lists> {
    let mut lists = Lists::default();
    let keys = &parts.declaration.keys;
    let others: BTreeSet<&str> = parts.declaration.rules.iter().map(|rule| rule.dataset.as_str()).collect();
    for id in others.into_iter().filter(|id| *id != parts.register.id && *id != parts.roll.id) {
        let dataset = lake.dataset(id)?;
        let has = |key: &String| dataset.columns.iter().any(|column| column.key_as.as_ref() == Some(key));
        let asked = Asked::new(parts.declaration, id, [&keys.child, &keys.pupil].into_iter().filter(|key| has(key)));
        let (child, pupil) = (asked.place(&keys.child), asked.place(&keys.pupil));
        lake.facts(&asked.facts(id, cut), &mut |row| {
            let rules = asked.rules(parts.declaration, row);
            if rules.is_empty() {
                return;
            }
            for (at, map) in [(child, &mut lists.children), (pupil, &mut lists.pupils)] {
                if let Some(key) = at.and_then(|at| row[at]) {
                    map.entry(key.to_owned()).or_default().extend(&rules);
                }
            }
        })
        .await?;
    }
    Ok(lists)
}

/// The columns that are asked of one dataset.
struct Asked<'a> {
    columns: Vec<&'a str>,
    /// Rules about the dataset, by their place in the declaration.
    rules: Vec<usize>,
}

impl<'a> Asked<'a> {
    fn new(declaration: &'a Reconciliation, dataset: &str, columns: impl Iterator<Item = &'a String>) -> Self {
        let rules = declaration.rules.iter().enumerate().filter(|(_, rule)| rule.dataset == dataset);
        let mut asked = Self { columns: Vec::new(), rules: rules.map(|(at, _)| at).collect() };
        let of_rules = asked.rules.iter().flat_map(|at| declaration.rules[*at].columns()).collect::<Vec<_>>();
        for column in columns.map(String::as_str).chain(of_rules) {
            if !asked.columns.contains(&column) {
                asked.columns.push(column);
            }
        }
        asked
    }

    fn facts<'f>(&'f self, dataset: &'f str, cut: Cut) -> Facts<'f> {
        Facts { dataset, columns: &self.columns, cut, only: None }
    }

    fn place(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|one| *one == column)
    }

    fn rules(&self, declaration: &Reconciliation, row: &[Option<&str>]) -> BTreeSet<usize> {
        let value = |column: &str| {
            self.place(column).and_then(|at| {
                let cell: Option<&str> = row[at];
                cell
            })
        };
        self.rules.iter().copied().filter(|at| declaration.rules[*at].holds(value)).collect()
    }
}

/// The township that a place lies in; the district for what lies in none.
fn township(tree: &Tree, code: &str) -> String {
    let is = |code: &str| tree.get(code).is_some_and(|org| org.level == Level::Township);
    let above = tree.ancestors(code).find(|code| is(code));
    if is(code) { code.to_owned() } else { above.unwrap_or(&tree.district).to_owned() }
}

async fn register(
    lake: &Lake,
    parts: Parts<'_>,
    spec: &Spec,
    cut: Cut,
    tree: &Tree,
    lists: &Lists,
    builder: &mut Builder,
) -> Result<(Vec<Child>, u64)> {
    let (declaration, dataset) = (parts.declaration, parts.register);
    let (keys, columns) = (&declaration.keys, fields(spec, dataset));
    let org = dataset.org.as_ref().context("a checked register has places")?;
    let used = columns.iter().flatten().map(|at| &dataset.columns[*at].name);
    let asked = Asked::new(declaration, &dataset.id, [&keys.child, org, &keys.born].into_iter().chain(used));
    let places: Vec<Option<usize>> =
        columns.iter().map(|at| at.and_then(|at| asked.place(&dataset.columns[at].name))).collect();
    let (mut children, mut twice, mut last) = (Vec::new(), 0, String::new());
    lake.facts(&asked.facts(&dataset.id, cut), &mut |row| {
        // Rows come in the order of keys: of a child that stands twice the first place counts.
        let Some(key) = row[0] else { return };
        if last == key {
            twice += 1;
            return;
        }
        key.clone_into(&mut last);
        let age = row[2].and_then(|born| declaration.age.of(born.parse().ok()?, cut.as_of));
        let mut rules = asked.rules(declaration, row);
        rules.extend(lists.children.get(key).into_iter().flatten());
        let area = township(tree, row[1].unwrap_or_default());
        children.push(Child { key: key.to_owned(), area, age, rules });
        builder.push(Side::Left, key, places.iter().map(|at| at.and_then(|at| row[at]).unwrap_or_default()));
    })
    .await?;
    Ok((children, twice))
}

async fn roll(
    lake: &Lake,
    parts: Parts<'_>,
    spec: &Spec,
    cut: Cut,
    tree: &Tree,
    lists: &Lists,
    builder: &mut Builder,
) -> Result<Vec<Pupil>> {
    let (declaration, dataset) = (parts.declaration, parts.roll);
    let (keys, columns) = (&declaration.keys, fields(spec, dataset));
    let org = dataset.org.as_ref().context("a checked roll has schools")?;
    let used = columns.iter().flatten().map(|at| &dataset.columns[*at].name);
    let of_pupils = [&keys.pupil, &keys.child, org, &keys.born].into_iter();
    let asked = Asked::new(declaration, &dataset.id, of_pupils.chain(used));
    let places: Vec<Option<usize>> =
        columns.iter().map(|at| at.and_then(|at| asked.place(&dataset.columns[at].name))).collect();
    let (mut pupils, mut last, mut times) = (Vec::new(), String::new(), 1);
    lake.facts(&asked.facts(&dataset.id, cut), &mut |row| {
        let Some(roll) = row[0] else { return };
        // One roll number at two schools: the pupil is there twice.
        times = if last == roll { times + 1 } else { 1 };
        roll.clone_into(&mut last);
        let key = if times > 1 { format!("{roll}.{times}") } else { roll.to_owned() };
        let age = row[3].and_then(|born| declaration.age.of(born.parse().ok()?, cut.as_of));
        let mut rules = asked.rules(declaration, row);
        rules.extend(lists.pupils.get(roll).into_iter().flatten());
        let school = row[2].unwrap_or_default().to_owned();
        builder.push(Side::Right, &key, places.iter().map(|at| at.and_then(|at| row[at]).unwrap_or_default()));
        let (child, area) = (row[1].map(str::to_owned), township(tree, &school));
        pupils.push(Pupil { key, child, school, area, age, rules });
    })
    .await?;
    Ok(pupils)
}
