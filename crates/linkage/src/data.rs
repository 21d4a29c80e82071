//! Two files (or one) as numbers: every row is a line of value numbers, every field a dictionary that both files share.

use std::collections::BTreeMap;

use crate::{
    intern::{Interner, Values, hash, tag},
    kind::{Derived, canonical},
    run::Refusal,
    spec::{Field, Spec},
    tables::{Confusions, Tables},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

/// Rows that are interned together: the look-ups of a batch overlap in the machine, one by one they would wait for memory.
const BATCH: usize = 1024;

/// Takes rows and gives [`Data`].
pub struct Builder {
    fields: Vec<Field>,
    /// Which dictionary each field uses.
    dictionary: Vec<usize>,
    interners: Vec<Interner>,
    same: Vec<BTreeMap<String, String>>,
    tables: Tables,
    sides: [Rows; 2],
    waiting: Waiting,
}

/// Rows of one file.
#[derive(Default)]
pub struct Rows {
    /// Values of row 0, values of row 1, …
    values: Vec<u32>,
    keys: Values,
    width: usize,
}

/// A batch of one file: for each field its values after another.
struct Waiting {
    side: Side,
    rows: usize,
    texts: Vec<Values>,
    spelt: String,
}

impl Builder {
    /// # Errors
    /// Every flaw of the declaration.
    pub fn new(spec: &Spec, confusions: &Confusions) -> Result<Self, Refusal> {
        let flaws = spec.flaws();
        if !flaws.is_empty() {
            return Err(Refusal::Declaration(flaws));
        }
        let fields = spec.fields.clone();
        let dictionary = dictionaries(spec);
        let interners = dictionary.iter().map(|_| Interner::default()).collect();
        let tables = Tables::new(confusions);
        let same = fields.iter().map(|field| same(field, &tables)).collect();
        let rows = || Rows { width: fields.len(), ..Rows::default() };
        let sides = [rows(), rows()];
        let texts = fields.iter().map(|_| Values::default()).collect();
        let waiting = Waiting { side: Side::Left, rows: 0, texts, spelt: String::new() };
        Ok(Self { fields, dictionary, interners, same, tables, sides, waiting })
    }

    /// Takes a row: its key, and the value of every field in the order of the declaration, empty where it is not known.
    pub fn push<'v>(&mut self, side: Side, key: &str, values: impl IntoIterator<Item = &'v str>) {
        if self.waiting.rows == BATCH || self.waiting.side != side {
            self.flush();
            self.waiting.side = side;
        }
        self.sides[side as usize].keys.push(key.as_bytes());
        let Waiting { texts, spelt, rows, .. } = &mut self.waiting;
        *rows += 1;
        let mut values = values.into_iter();
        for ((field, texts), same) in self.fields.iter().zip(texts).zip(&self.same) {
            canonical(field.kind, values.next().unwrap_or_default(), &self.tables, spelt);
            let spelt = if same.is_empty() { &*spelt } else { same.get(spelt.as_str()).unwrap_or(spelt) };
            texts.push(spelt.as_bytes());
        }
    }

    fn flush(&mut self) {
        let Waiting { side, rows, texts, .. } = &mut self.waiting;
        let side = &mut self.sides[*side as usize];
        let start = side.values.len();
        side.values.resize(start + *rows * side.width, 0);
        let mut tags = Vec::with_capacity(*rows);
        for (at, texts) in texts.iter_mut().enumerate() {
            tags.clear();
            tags.extend(texts.iter().map(tag));
            let interner = &mut self.interners[self.dictionary[at]];
            let cells = side.values[start..].iter_mut().skip(at).step_by(side.width);
            for ((cell, text), &tag) in cells.zip(texts.iter()).zip(&tags) {
                *cell = interner.id(text, tag);
            }
            texts.clear();
        }
        *rows = 0;
    }

    /// # Errors
    /// When two rows of one file have the same key.
    pub fn finish(mut self) -> Result<Data, Refusal> {
        self.flush();
        let kinds: BTreeMap<usize, _> =
            self.dictionary.iter().copied().zip(&self.fields).map(|(at, field)| (at, field.kind)).collect();
        let values: Vec<Values> = self.interners.into_iter().map(Interner::finish).collect();
        let derived = values.iter().enumerate().map(|(at, values)| match kinds.get(&at) {
            Some(kind) => Derived::new(*kind, values, &self.tables),
            None => Derived::Plain,
        });
        let derived = derived.collect();
        let mut ranks = Vec::new();
        for (side, rows) in self.sides.iter().enumerate() {
            ranks.push(ranked(rows, side)?);
        }
        let right = ranks.pop().unwrap_or_default();
        let ranks = [ranks.pop().unwrap_or_default(), right];
        Ok(Data { dictionary: self.dictionary, values, derived, tables: self.tables, sides: self.sides, ranks })
    }
}

/// Fields that are compared with each other share a dictionary.
fn dictionaries(spec: &Spec) -> Vec<usize> {
    let mut group: Vec<usize> = (0..spec.fields.len()).collect();
    let tests = spec.comparisons.iter().flat_map(|one| &one.levels).flat_map(|level| level.when.iter().flatten());
    let tests = tests.filter_map(|test| Some((&test.field, test.against.as_ref()?)));
    let parts =
        spec.blocks.iter().flat_map(|block| &block.on).filter_map(|part| Some((&part.field, part.against.as_ref()?)));
    for (one, other) in tests.chain(parts) {
        if let (Some(one), Some(other)) = (spec.field(one), spec.field(other)) {
            let (keep, gone) = (group[one].min(group[other]), group[one].max(group[other]));
            group.iter_mut().filter(|member| **member == gone).for_each(|member| *member = keep);
        }
    }
    group
}

fn same(field: &Field, tables: &Tables) -> BTreeMap<String, String> {
    let spelt = |word: &String| {
        let mut out = String::new();
        canonical(field.kind, word, tables, &mut out);
        out
    };
    let groups = field.same.iter().filter_map(|group| Some((spelt(group.first()?), group)));
    groups.flat_map(|(first, group)| group.iter().map(move |word| (spelt(word), first.clone()))).collect()
}

/// A number for each row that follows from its key alone, so that nothing depends on the order of rows.
fn ranked(rows: &Rows, side: usize) -> Result<Vec<u64>, Refusal> {
    let ranks: Vec<u64> = rows.keys.iter().map(hash).collect();
    let mut sorted = ranks.clone();
    sorted.sort_unstable();
    if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
        let mut keys: Vec<&str> = rows.keys.texts().collect();
        keys.sort_unstable();
        if let Some(pair) = keys.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Refusal::DuplicateKey { right: side == 1, key: pair[0].to_owned() });
        }
    }
    Ok(ranks)
}

/// Rows ready to be compared.
pub struct Data {
    dictionary: Vec<usize>,
    values: Vec<Values>,
    derived: Vec<Derived>,
    pub(crate) tables: Tables,
    sides: [Rows; 2],
    ranks: [Vec<u64>; 2],
}

impl Data {
    #[must_use]
    pub fn rows(&self, side: Side) -> usize {
        self.sides[side as usize].keys.len()
    }

    /// The key of a row, as it was given.
    #[must_use]
    pub fn key(&self, side: Side, row: u32) -> &str {
        self.sides[side as usize].keys.get(row)
    }

    pub(crate) fn rank(&self, side: Side, row: u32) -> u64 {
        self.ranks[side as usize][row as usize]
    }

    /// Value numbers of a row.
    pub(crate) fn row(&self, side: Side, row: u32) -> &[u32] {
        let rows = &self.sides[side as usize];
        let start = row as usize * rows.width;
        &rows.values[start..start + rows.width]
    }

    /// The value number of one field, row after row.
    pub(crate) fn column(&self, side: Side, field: usize) -> impl Iterator<Item = u32> {
        let rows = &self.sides[side as usize];
        rows.values.iter().skip(field).step_by(rows.width).copied()
    }

    pub(crate) fn values(&self, field: usize) -> &Values {
        &self.values[self.dictionary[field]]
    }

    pub(crate) fn derived(&self, field: usize) -> &Derived {
        &self.derived[self.dictionary[field]]
    }

    /// What a field of a row says, in its one spelling.
    #[must_use]
    pub fn text(&self, side: Side, row: u32, field: usize) -> &str {
        self.values(field).get(self.row(side, row)[field])
    }

    /// Whether any row of a file has a value of the field.
    #[must_use]
    pub fn knows(&self, side: Side, field: usize) -> bool {
        self.column(side, field).any(|id| id != 0)
    }
}
