//! Rows: every cell is parsed and compared with what the dataset says of it; rows without fault are written.

use std::{
    collections::BTreeSet,
    hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher},
};

use calamine::{Data, DataRef, Dimensions};
use policy::dataset::{Dataset, Severity};

use crate::{
    lake::Lake,
    layout::{Layout, Source},
    parse::{self, Fault, Parser, Value, plain},
    problem::{Problem, Problems},
    stage::{Writer, text},
    workbook::{self, Cells},
};

/// Rows of the second sheet that is read are numbered from here, those of the third from twice this, and so on.
pub(crate) const SHEET: i64 = 10_000_000;

/// What the rows of a file are compared with.
#[derive(Default)]
pub(crate) struct Known {
    /// For each column of the dataset: the values that it may have, when it refers to another dataset.
    pub(crate) references: Vec<Option<Values>>,
    /// Codes that a row may belong to; none when any may.
    pub(crate) orgs: Option<BTreeSet<String>>,
}

#[expect(clippy::disallowed_types, reason = "a hot membership test of which the order is never seen")]
pub(crate) type Values = std::collections::HashSet<String>;

/// Hashes of values seen. Two equal hashes are only a suspicion, which a query over the rows settles.
#[expect(clippy::disallowed_types, reason = "a hot membership test of which the order is never seen")]
type Seen = std::collections::HashSet<u64, BuildHasherDefault<Already>>;

/// Passes on what is a hash already.
#[derive(Default)]
pub(crate) struct Already(u64);

impl Hasher for Already {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// One column of the dataset while rows are read.
struct Column<'p> {
    declared: &'p policy::dataset::Column,
    parser: Parser<'p>,
    known: Option<&'p Values>,
}

/// What is remembered of the values of one column.
struct Memory {
    /// The last value that was known: neighbours mostly belong to the same school.
    last_known: String,
    seen: Option<Seen>,
}

/// Reads the rows of all sheets of a file.
pub(crate) struct Rows<'p> {
    dataset: &'p Dataset,
    columns: Vec<Column<'p>>,
    memory: Vec<Memory>,
    key: Vec<usize>,
    keys: Seen,
    org: Option<usize>,
    orgs: Option<&'p BTreeSet<String>>,
    birth_date: Option<usize>,
    sex: Option<usize>,
    totals: BTreeSet<String>,
    footers: Vec<String>,
    markers: Vec<String>,
    writer: Writer<'p>,
    pub(crate) problems: Problems,
    /// Data rows seen.
    pub(crate) read: u64,
    /// Rows with a problem that refuses them.
    pub(crate) refused: u64,
    /// Columns, or the key (`None`), in which some value may stand twice.
    pub(crate) suspected: BTreeSet<Option<usize>>,
}

/// The sheet that rows are read from.
pub(crate) struct Place<'s> {
    pub(crate) sheet: &'s str,
    /// Number among the sheets that are read, from 0.
    pub(crate) ordinal: i64,
    pub(crate) layout: &'s Layout,
    /// Regions of several rows that are merged, with what they say; by first row.
    pub(crate) merged: Merged,
}

/// Regions merged over several rows.
#[derive(Default)]
pub(crate) struct Merged {
    /// Those still to come, the last first.
    coming: Vec<Dimensions>,
    open: Vec<(Dimensions, DataRef<'static>)>,
}

impl Merged {
    pub(crate) fn new(mut regions: Vec<Dimensions>, header: u32) -> Self {
        regions.retain(|region| region.end.0 > region.start.0 && region.end.0 >= header);
        regions.sort_by_key(|region| std::cmp::Reverse(region.start));
        Self { coming: regions, open: Vec::new() }
    }

    /// Keeps the regions that reach to a row.
    fn reach(&mut self, row: u32, cells: &Cells<'_>) {
        if self.coming.is_empty() && self.open.is_empty() {
            return;
        }
        self.open.retain(|(region, _)| region.end.0 + 1 >= row);
        while self.coming.last().is_some_and(|region| region.start.0 < row) {
            let Some(region) = self.coming.pop() else { break };
            let first = cells.get(region.start.1 as usize).filter(|_| region.start.0 + 1 == row);
            if let Some(value) = first.map(|cell| owned(cell.get_value())) {
                self.open.push((region, value));
            }
        }
    }

    fn covering(&self, row: u32, column: usize) -> Option<&DataRef<'static>> {
        let covers = |region: &Dimensions| {
            region.start.0 + 1 < row && (region.start.1 as usize..=region.end.1 as usize).contains(&column)
        };
        self.open.iter().find(|(region, _)| covers(region)).map(|(_, value)| value)
    }
}

fn owned(cell: &DataRef<'_>) -> DataRef<'static> {
    match Data::from(cell.clone()) {
        Data::String(text) => DataRef::String(text),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text),
        Data::DurationIso(text) => DataRef::DurationIso(text),
        Data::Int(value) => DataRef::Int(value),
        Data::Float(value) => DataRef::Float(value),
        Data::Bool(value) => DataRef::Bool(value),
        Data::DateTime(value) => DataRef::DateTime(value),
        Data::Error(error) => DataRef::Error(error),
        Data::Empty => DataRef::Empty,
    }
}

/// What a row of the sheet is.
enum Kind {
    Data,
    Blank,
    Total,
    Footer,
    Example,
}

impl<'p> Rows<'p> {
    pub(crate) fn new(
        lake: &'p Lake,
        dataset: &'p Dataset,
        known: &'p Known,
        writer: Writer<'p>,
        from_1904: bool,
    ) -> anyhow::Result<Self> {
        let columns = dataset.columns.iter().enumerate().map(|(index, declared)| {
            Ok(Column {
                declared,
                parser: Parser::new(&lake.pack, declared, from_1904)?,
                known: known.references.get(index).and_then(Option::as_ref),
            })
        });
        let memory = dataset.columns.iter().map(|column| {
            // What is the whole key by itself is watched as the key.
            let watched = column.unique && dataset.key != [column.name.as_str()];
            Memory { last_known: String::new(), seen: watched.then(Seen::default) }
        });
        let position = |name: &str| dataset.columns.iter().position(|column| column.name == name);
        let words = &lake.pack.words;
        Ok(Self {
            dataset,
            columns: columns.collect::<anyhow::Result<_>>()?,
            memory: memory.collect(),
            key: dataset.key.iter().filter_map(|name| position(name)).collect(),
            keys: Seen::default(),
            org: dataset.org.as_deref().and_then(position),
            orgs: known.orgs.as_ref(),
            birth_date: position("birth_date"),
            sex: position("sex"),
            totals: words.total.iter().map(|word| plain(word)).collect(),
            footers: words.footer.iter().map(|word| plain(word)).collect(),
            markers: words.example.iter().flat_map(|text| [plain(&text.zh), plain(&text.en)]).collect(),
            writer,
            problems: Problems::default(),
            read: 0,
            refused: 0,
            suspected: BTreeSet::new(),
        })
    }

    pub(crate) fn writer(self) -> (Writer<'p>, Problems) {
        (self.writer, self.problems)
    }

    /// Takes one row of a sheet.
    ///
    /// # Errors
    /// Faults of writing.
    pub(crate) fn take(&mut self, place: &mut Place<'_>, row: u32, cells: &Cells<'_>) -> anyhow::Result<()> {
        place.merged.reach(row, cells);
        match self.kind(place.layout, cells) {
            Kind::Blank => return Ok(()),
            Kind::Total => self.note(place, row, "row.total", cells),
            Kind::Footer => self.note(place, row, "row.footer", cells),
            Kind::Example if self.is_our_example(place.layout, cells) => {}
            Kind::Example => {
                self.read += 1;
                self.refused += 1;
                let (row, column) = place.layout.place(row, 0, None);
                self.problems.push(Problem::of_file("row.example_changed").in_sheet(place.sheet).at(row, column));
            }
            Kind::Data => {
                for pass in 0..place.layout.passes.len() {
                    self.data(place, row, pass, cells)?;
                }
            }
        }
        Ok(())
    }

    fn note(&mut self, place: &Place<'_>, row: u32, code: &str, cells: &Cells<'_>) {
        let mut problem = Problem::of_file(code).warning().in_sheet(place.sheet);
        first_text(cells).unwrap_or_default().clone_into(&mut problem.value);
        let (row, column) = place.layout.place(row, 0, None);
        self.problems.push(problem.at(row, column));
    }

    fn kind(&self, layout: &Layout, cells: &Cells<'_>) -> Kind {
        let marked = cells.last().filter(|_| cells.len() > layout.header.texts.len());
        if let Some(DataRef::String(text)) = marked.map(calamine::Cell::get_value)
            && self.markers.contains(&plain(text))
        {
            return Kind::Example;
        }
        if let Some(DataRef::SharedString(text)) = marked.map(calamine::Cell::get_value)
            && self.markers.contains(&plain(text))
        {
            return Kind::Example;
        }
        let Some(first) = first_text(cells) else {
            let any = cells.iter().any(|cell| {
                !matches!(cell.get_value(), DataRef::Empty | DataRef::String(_) | DataRef::SharedString(_))
            });
            return if any { Kind::Data } else { Kind::Blank };
        };
        if first.len() > 60 || first.starts_with(|letter: char| letter.is_ascii_digit()) {
            return Kind::Data;
        }
        // A row with its whole key is a fact, whatever its first word.
        let sources = &layout.passes[0];
        let keyed = self.key.iter().all(|column| match &sources[*column] {
            Source::Column(at) => cells.get(*at).is_some_and(|cell| *cell.get_value() != DataRef::Empty),
            _ => true,
        });
        if keyed && self.key.len() > 1 {
            return Kind::Data;
        }
        let word = plain(first);
        if self.totals.contains(&word) {
            return Kind::Total;
        }
        let alone = cells.iter().filter(|cell| *cell.get_value() != DataRef::Empty).count() == 1;
        let footer = (!keyed || alone) && self.footers.iter().any(|footer| word.starts_with(footer));
        if footer { Kind::Footer } else { Kind::Data }
    }

    /// Whether the marked row still holds what our template wrote.
    fn is_our_example(&self, layout: &Layout, cells: &Cells<'_>) -> bool {
        layout.passes[0].iter().zip(&self.columns).all(|(source, column)| {
            let Source::Column(at) = source else { return true };
            let Some(cell) = cells.get(*at).map(calamine::Cell::get_value) else { return true };
            let example = DataRef::SharedString(column.declared.example.as_str());
            let (mut ours, mut theirs) = (None, None);
            match (column.parser.parse(&example, &mut ours), column.parser.parse(cell, &mut theirs)) {
                (Ok(ours), Ok(theirs)) => theirs == Value::Null || same(&ours, &theirs),
                _ => plain(&workbook::text(cell)) == plain(&column.declared.example),
            }
        })
    }

    #[expect(clippy::too_many_lines, reason = "the checks of one row, from top to bottom")]
    fn data(&mut self, place: &Place<'_>, row: u32, pass: usize, cells: &Cells<'_>) -> anyhow::Result<()> {
        const EMPTY: &DataRef<'static> = &DataRef::Empty;
        let layout = place.layout;
        let mut values = Vec::with_capacity(self.columns.len());
        let mut good = true;
        let problems = &mut self.problems;
        let mut report = |column: usize, severity: Severity, fault: Fault, cell: String| {
            let (row, at) = layout.place(row, pass, Some(column));
            problems.push(Problem {
                code: fault.code.to_owned(),
                severity,
                sheet: place.sheet.to_owned(),
                row: Some(row),
                column: at,
                field: Some(self.dataset.columns[column].name.clone()),
                value: cell,
                args: fault.args.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
            });
        };
        let plain_fault = |code: &'static str| Fault { code, args: Vec::new() };
        for (index, (column, source)) in self.columns.iter().zip(&layout.passes[pass]).enumerate() {
            let mut cell = match source {
                Source::Column(at) => cells.get(*at).map_or(EMPTY, calamine::Cell::get_value),
                Source::Fixed(value) => value,
                Source::Nothing => EMPTY,
            };
            if let (Source::Column(at), DataRef::Empty) = (source, cell)
                && let Some(value) = place.merged.covering(row, *at)
            {
                // A name may stand for the rows it is merged over; a quantity would be counted several times.
                if matches!(
                    column.declared.kind,
                    policy::dataset::ColumnType::Integer | policy::dataset::ColumnType::Decimal
                ) {
                    good = false;
                    report(index, Severity::Refuse, plain_fault("value.merged"), workbook::text(value));
                    values.push(Value::Null);
                    continue;
                }
                cell = value;
            }
            if !layout.values[index].is_empty()
                && let Some(value) = layout.values[index].get(&plain(&workbook::text(cell)))
            {
                cell = value;
            }
            let mut warning = None;
            let value = match column.parser.parse(cell, &mut warning) {
                Ok(Value::Null) if column.declared.required => {
                    good = false;
                    report(index, Severity::Refuse, plain_fault("value.required"), workbook::text(cell));
                    Value::Null
                }
                Ok(value) => value,
                Err(fault) => {
                    good = false;
                    report(index, Severity::Refuse, fault, workbook::text(cell));
                    Value::Null
                }
            };
            if let Some(fault) = warning {
                report(index, Severity::Warn, fault, workbook::text(cell));
            }
            if let (Some(known), Some(text)) = (column.known, text(&value))
                && self.memory[index].last_known != text
                && !known.contains(text)
            {
                good = false;
                let reference = column.declared.references.clone().unwrap_or_default();
                let fault = Fault { code: "reference.unknown", args: vec![("reference", reference)] };
                report(index, Severity::Refuse, fault, text.to_owned());
            }
            values.push(value);
        }
        if let (Some(org), Some(orgs)) = (self.org, self.orgs)
            && let Some(text) = text(&values[org])
            && !orgs.contains(text)
        {
            good = false;
            report(org, Severity::Refuse, plain_fault("scope.other_org"), text.to_owned());
        }
        let date = self.birth_date.and_then(|column| match values[column] {
            Value::Date(days) => parse::day(days),
            _ => None,
        });
        let sex = self.sex.and_then(|column| text(&values[column]));
        for (index, value) in values.iter().enumerate() {
            let Value::Identifier(identifier) = value else { continue };
            if identifier.birth_date.is_none() && identifier.sex.is_none() {
                continue;
            }
            for problem in identifier.contradictions(date, sex) {
                good = false;
                report(index, Severity::Refuse, plain_fault(problem.code()), identifier.text.clone());
            }
        }
        self.read += 1;
        if !good {
            self.refused += 1;
            return Ok(());
        }
        for (index, (memory, value)) in self.memory.iter_mut().zip(&values).enumerate() {
            if self.columns[index].known.is_some()
                && let Some(text) = text(value)
                && memory.last_known != text
            {
                text.clone_into(&mut memory.last_known);
            }
            if let Some(seen) = &mut memory.seen
                && *value != Value::Null
                && !seen.insert(hash([value]))
            {
                self.suspected.insert(Some(index));
            }
        }
        if !self.key.is_empty() && !self.keys.insert(hash(self.key.iter().map(|column| &values[*column]))) {
            self.suspected.insert(None);
        }
        self.writer.append(&values, place.ordinal * SHEET + i64::from(row))
    }
}

fn same(left: &Value<'_>, right: &Value<'_>) -> bool {
    left == right || text(left).is_some_and(|left| text(right) == Some(left))
}

fn first_text<'a>(cells: &'a Cells<'_>) -> Option<&'a str> {
    let texts = cells.iter().find_map(|cell| match cell.get_value() {
        DataRef::Empty => None,
        DataRef::String(text) if text.trim().is_empty() => None,
        DataRef::SharedString(text) if text.trim().is_empty() => None,
        DataRef::String(text) => Some(Some(text.trim())),
        DataRef::SharedString(text) => Some(Some(text.trim())),
        _ => Some(None),
    });
    texts.flatten()
}

fn hash<'a, 'v: 'a>(values: impl IntoIterator<Item = &'a Value<'v>>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for value in values {
        match value {
            Value::Null => 0_u8.hash(&mut hasher),
            Value::Integer(value) => value.hash(&mut hasher),
            Value::Decimal(value) => value.hash(&mut hasher),
            Value::Date(value) => value.hash(&mut hasher),
            Value::Boolean(value) => value.hash(&mut hasher),
            Value::Text(_) | Value::Identifier(_) => text(value).hash(&mut hasher),
        }
    }
    hasher.finish()
}
