//! Two files (or one) as rows ready to be compared: every value spelt one way.

use std::{collections::BTreeMap, io};

use crate::{
    kind::{address, canonical},
    run::Refusal,
    spec::{Field, Kind, Spec},
    store::{Pile, Room, Rows},
    tables::{Confusions, Tables},
    text::{MOST_BYTES, Row, Texts, hash, mix, tag},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

/// Portions of rows on disk, each of two files that are open at once.
const MOST_PORTIONS: usize = 128;

/// Takes rows and gives [`Data`].
pub struct Builder {
    fields: Vec<Field>,
    same: Vec<BTreeMap<String, String>>,
    tables: Tables,
    room: Room,
    held: Held,
    keys: [Texts; 2],
    frequencies: Frequencies,
    /// The value at hand, and the row.
    spelt: String,
    row: String,
    ends: Vec<u16>,
    failed: Option<io::Error>,
    mark: u64,
}

/// Rows of both files: in memory as long as they fit there.
enum Held {
    Memory([Rows; 2]),
    Disk([Pile; 2]),
}

/// How often each value of some fields occurs in both files. Two values in a thousand million are taken for each other.
pub struct Frequencies {
    pub fields: Vec<usize>,
    /// For each field the hashes of its values as they come.
    tags: Vec<Vec<u32>>,
    counts: Vec<Counted>,
}

/// Values of a field in the order of their hashes, each with its count.
#[derive(Default)]
struct Counted {
    /// Known values.
    all: u64,
    values: Vec<(u32, u32)>,
    /// Where the values begin whose hashes begin with the same bits.
    starts: Vec<u32>,
    shift: u32,
}

impl Frequencies {
    fn new(spec: &Spec) -> Self {
        let fields = spec.by_frequency();
        Self { tags: vec![Vec::new(); fields.len()], counts: Vec::new(), fields }
    }

    fn add(&mut self, row: Row<'_>) {
        for (field, tags) in self.fields.iter().zip(&mut self.tags) {
            if row.has(*field) {
                tags.push(tag(row.get(*field)));
            }
        }
    }

    fn finish(&mut self) {
        self.counts = self.tags.drain(..).map(Counted::new).collect();
    }

    /// Known values of a field.
    pub fn all(&self, at: usize) -> u64 {
        self.counts[at].all
    }

    /// Occurrences of a value.
    pub fn of(&self, at: usize, value: &str) -> u32 {
        self.counts[at].of(tag(value))
    }
}

impl Counted {
    fn new(mut tags: Vec<u32>) -> Self {
        tags.sort_unstable();
        let same = tags.chunk_by(|one, other| one == other);
        let values: Vec<(u32, u32)> =
            same.map(|same| (same[0], u32::try_from(same.len()).unwrap_or(u32::MAX))).collect();
        let bits = values.len().max(2).ilog2();
        let shift = u32::BITS - bits;
        let starts = (0..=1_u32 << bits).map(|bucket| {
            let before = values.partition_point(|(tag, _)| tag >> shift < bucket);
            u32::try_from(before).unwrap_or(u32::MAX)
        });
        Self { all: tags.len() as u64, starts: starts.collect(), shift, values }
    }

    fn of(&self, tag: u32) -> u32 {
        let bucket = (tag >> self.shift) as usize;
        let values = &self.values[self.starts[bucket] as usize..self.starts[bucket + 1] as usize];
        values.iter().find(|(other, _)| *other == tag).map_or(0, |(_, count)| *count)
    }
}

impl Builder {
    /// # Errors
    /// Every flaw of the declaration.
    pub fn new(spec: &Spec, confusions: &Confusions, room: Room) -> Result<Self, Refusal> {
        let flaws = spec.flaws();
        if !flaws.is_empty() {
            return Err(Refusal::Declaration(flaws));
        }
        let fields = spec.fields.clone();
        let tables = Tables::new(confusions);
        let same = fields.iter().map(|field| same(field, &tables)).collect();
        let held = Held::Memory([(); 2].map(|()| Rows::new(fields.len())));
        Ok(Self {
            fields,
            same,
            tables,
            room,
            held,
            keys: <[Texts; 2]>::default(),
            frequencies: Frequencies::new(spec),
            spelt: String::new(),
            row: String::new(),
            ends: Vec::new(),
            failed: None,
            mark: hash(&format!("{confusions:?}")),
        })
    }

    /// Takes a row: its key, and the value of every field in the order of the declaration, empty where it is not known.
    pub fn push<'v>(&mut self, side: Side, key: &str, values: impl IntoIterator<Item = &'v str>) {
        let Self { fields, same, tables, held, keys, spelt, row, ends, .. } = self;
        let keys = &mut keys[side as usize];
        let number = u32::try_from(keys.len()).unwrap_or(u32::MAX);
        keys.push(key);
        row.clear();
        ends.clear();
        let most = MOST_BYTES.min(usize::from(u16::MAX) / fields.len());
        let mut values = values.into_iter();
        for (field, same) in fields.iter().zip(same) {
            canonical(field.kind, values.next().unwrap_or_default(), tables, spelt);
            let spelt = if same.is_empty() { &*spelt } else { same.get(spelt.as_str()).unwrap_or(spelt) };
            let start = row.len();
            if field.kind == Kind::Address {
                address::push(spelt, tables, row);
            } else {
                row.push_str(spelt);
            }
            if row.len() > start + most {
                row.truncate(row.floor_char_boundary(start + most));
            }
            ends.push(u16::try_from(row.len()).unwrap_or(u16::MAX));
        }
        let row = Row { ends, text: row };
        self.frequencies.add(row);
        self.mark = mix(mix(self.mark, hash(key)), hash(row.text));
        match held {
            Held::Memory(rows) => {
                let own = &mut rows[side as usize];
                own.ends.extend_from_slice(ends);
                own.texts.push(row.text);
                if rows.iter().map(Rows::bytes).sum::<usize>() > self.room.bytes && self.failed.is_none() {
                    self.failed = self.spill().err();
                }
            }
            Held::Disk(piles) => {
                if let Err(error) = piles[side as usize].push(number, row) {
                    self.failed.get_or_insert(error);
                }
            }
        }
    }

    /// Puts the rows of both files on disk.
    fn spill(&mut self) -> io::Result<()> {
        let Held::Memory(rows) = &self.held else { return Ok(()) };
        let mut piles = [self.pile()?, self.pile()?];
        for (rows, pile) in rows.iter().zip(&mut piles) {
            for row in rows.all() {
                pile.push(row, rows.row(row))?;
            }
        }
        self.held = Held::Disk(piles);
        Ok(())
    }

    fn pile(&self) -> io::Result<Pile> {
        Pile::new(self.room.folder.as_deref(), self.fields.len())
    }

    /// # Errors
    /// When two rows of one file have the same key, or when rows could not be written.
    pub fn finish(mut self) -> Result<Data, Refusal> {
        let flushed =
            if let Held::Disk(piles) = &mut self.held { piles.iter_mut().try_for_each(Pile::flush) } else { Ok(()) };
        if let Some(error) = self.failed.take().or(flushed.err()) {
            return Err(Refusal::disk(&error));
        }
        self.frequencies.finish();
        let [left, right] = self.keys.each_ref();
        let ranks = [ranked(left, false)?, ranked(right, true)?];
        let fields = self.fields.len();
        let Self { tables, room, frequencies, keys, held, mark, .. } = self;
        Ok(Data { fields, tables, frequencies, room, keys, ranks, held, mark })
    }
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
fn ranked(keys: &Texts, right: bool) -> Result<Vec<u64>, Refusal> {
    let ranks: Vec<u64> = keys.iter().map(hash).collect();
    let mut sorted = ranks.clone();
    sorted.sort_unstable();
    if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
        let mut keys: Vec<&str> = keys.iter().collect();
        keys.sort_unstable();
        if let Some(pair) = keys.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Refusal::DuplicateKey { right, key: pair[0].to_owned() });
        }
    }
    Ok(ranks)
}

/// Rows ready to be compared.
pub struct Data {
    fields: usize,
    pub(crate) tables: Tables,
    pub(crate) frequencies: Frequencies,
    room: Room,
    keys: [Texts; 2],
    ranks: [Vec<u64>; 2],
    held: Held,
    /// Follows from what is taken for the same and from all rows in their order.
    pub(crate) mark: u64,
}

impl Data {
    #[must_use]
    pub fn rows(&self, side: Side) -> usize {
        self.keys[side as usize].len()
    }

    /// The key of a row, as it was given.
    #[must_use]
    pub fn key(&self, side: Side, row: u32) -> &str {
        self.keys[side as usize].get(row)
    }

    pub(crate) fn rank(&self, side: Side, row: u32) -> u64 {
        self.ranks[side as usize][row as usize]
    }

    /// Whether the rows lie on disk, because they do not fit the memory that they were given.
    #[must_use]
    pub const fn is_on_disk(&self) -> bool {
        matches!(self.held, Held::Disk(_))
    }

    /// Rows by number, in rising order.
    pub(crate) fn take(&self, side: Side, wanted: &[u32]) -> Result<Rows, Refusal> {
        let mut taken = Rows::new(self.fields);
        match &self.held {
            Held::Memory(rows) => wanted.iter().for_each(|&row| taken.push(row, rows[side as usize].row(row))),
            Held::Disk(piles) => {
                let taken = piles[side as usize].those(wanted, |number, row| {
                    taken.push(number, row);
                    Ok(())
                });
                taken.map_err(|error| Refusal::disk(&error))?;
            }
        }
        Ok(taken)
    }

    /// Shows rows by number, in rising order.
    pub(crate) fn each(&self, side: Side, wanted: &[u32], mut see: impl FnMut(Row<'_>)) -> Result<(), Refusal> {
        match &self.held {
            Held::Memory(rows) => wanted.iter().for_each(|&row| see(rows[side as usize].row(row))),
            Held::Disk(piles) => {
                let seen = piles[side as usize].those(wanted, |_, row| {
                    see(row);
                    Ok(())
                });
                seen.map_err(|error| Refusal::disk(&error))?;
            }
        }
        Ok(())
    }

    /// Rows that are wanted again and again, next to each other: when they are few, and fit the memory.
    pub(crate) fn near(&self, sides: [Side; 2], wanted: [&[u32]; 2]) -> Result<Option<[Rows; 2]>, Refusal> {
        let few = match &self.held {
            Held::Memory(_) => [0, 1].into_iter().all(|at| wanted[at].len() * 2 < self.rows(sides[at])),
            Held::Disk(piles) => self.parts(piles, sides, wanted) == 1,
        };
        if !few {
            return Ok(None);
        }
        Ok(Some([self.take(sides[0], wanted[0])?, self.take(sides[1], wanted[1])?]))
    }

    /// How many times the memory some rows are.
    fn parts(&self, piles: &[Pile; 2], sides: [Side; 2], wanted: [&[u32]; 2]) -> usize {
        let size = |at: usize| piles[sides[at] as usize].bytes / self.rows(sides[at]).max(1) * wanted[at].len();
        ((size(0) + size(1)) / self.room.bytes.max(1) + 1).min(MOST_PORTIONS)
    }

    /// Shows rows of both sides that a key may bring together, as many at a time as memory holds, with the places of those that
    /// are wanted.
    pub(crate) fn portions(
        &self,
        sides: [Side; 2],
        wanted: [&[u32]; 2],
        near: Option<&[Rows; 2]>,
        key: impl Fn(Side, Row<'_>) -> u64,
        mut see: impl FnMut([&Rows; 2], [&[u32]; 2]) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        if let Some(rows) = near {
            let places = [0, 1].map(|at| rows[at].places(wanted[at]));
            return see(rows.each_ref(), places.each_ref().map(Vec::as_slice));
        }
        let piles = match &self.held {
            Held::Memory(rows) => return see(sides.map(|side| &rows[side as usize]), wanted),
            Held::Disk(piles) => piles,
        };
        let parts = self.parts(piles, sides, wanted);
        let scatter = || -> io::Result<Vec<[Pile; 2]>> {
            let pile = || Pile::new(self.room.folder.as_deref(), self.fields);
            let mut scattered = (0..parts).map(|_| Ok([pile()?, pile()?])).collect::<io::Result<Vec<_>>>()?;
            for (at, as_side) in [(0, Side::Left), (1, Side::Right)] {
                piles[sides[at] as usize].those(wanted[at], |number, row| match key(as_side, row) {
                    0 => Ok(()),
                    key => scattered[usize::try_from(key % parts as u64).unwrap_or(0)][at].push(number, row),
                })?;
            }
            Ok(scattered)
        };
        for [left, right] in scatter().map_err(|error| Refusal::disk(&error))? {
            let [left, right] = [left, right].map(Pile::load);
            let rows = [left.map_err(|error| Refusal::disk(&error))?, right.map_err(|error| Refusal::disk(&error))?];
            let places = rows.each_ref().map(Rows::all);
            see(rows.each_ref(), places.each_ref().map(Vec::as_slice))?;
        }
        Ok(())
    }
}
