//! Layouts: where in a sheet each column of a dataset stands, by its headers or by a remembered mapping.

use std::collections::BTreeMap;

use calamine::{Data, DataRef, Dimensions};
use policy::{
    dataset::{Column, Dataset},
    text::Language,
};

use crate::{
    header::{self, Header, Matching},
    mapping::Mapping,
    parse,
    problem::Problem,
    workbook,
};

/// Rows of a sheet in memory, with their numbers.
type Head = [(u32, Vec<Data>)];

/// Where the value of a column comes from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Source {
    /// Column of the sheet, from 0.
    Column(usize),
    /// The same value for every row.
    Fixed(DataRef<'static>),
    Nothing,
}

/// How the rows of one sheet are read.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) header: Header,
    /// A source for each column of the dataset, once for every row that a row of the sheet gives.
    pub(crate) passes: Vec<Vec<Source>>,
    /// For each column of the dataset: what the office writes, in plain form, and what it stands for.
    pub(crate) values: Vec<BTreeMap<String, DataRef<'static>>>,
    /// Columns of the sheet that are not read.
    pub(crate) ignored: Vec<usize>,
    /// Rows of the sheet run down, as a mapping with `side_headers` says.
    pub(crate) sideways: bool,
}

/// What a sheet is found to be.
pub(crate) enum Found {
    Layout(Layout),
    /// A sheet of the dataset with a header that cannot be read as it stands.
    Wrong(Vec<Problem>),
    /// The same, if no other sheet is one of the dataset: most of its headers mean nothing here.
    Doubtful(Vec<Problem>),
    /// Some other sheet.
    Other,
}

/// Reads a sheet by a remembered mapping whose shape it has; `cells` are its first rows as they stand, `head` the same,
/// turned when `sideways`.
pub(crate) fn remembered<'m>(
    dataset: &Dataset,
    mappings: &'m [Mapping],
    sheet: &str,
    (head, cells): (&Head, &Head),
    merged: &[Dimensions],
    sideways: bool,
) -> Option<(&'m Mapping, Found)> {
    let fits = |mapping: &&Mapping| {
        mapping.dataset == dataset.id
            && mapping.side_headers == sideways
            && mapping.sheet.as_deref().is_none_or(|name| name == sheet)
    };
    let mappings: Vec<&Mapping> = mappings.iter().filter(fits).collect();
    if mappings.is_empty() {
        return None;
    }
    for header in header::candidates(head, merged) {
        let shape = header::shape(&header.texts);
        let fits = |mapping: &&&Mapping| {
            mapping.shape == shape
                && mapping.header_row.is_none_or(|row| row == header.row)
                && mapping.header_rows.is_none_or(|rows| rows == header.rows)
        };
        if let Some(mapping) = mappings.iter().find(fits) {
            return Some((mapping, mapped(dataset, mapping, header, cells)));
        }
    }
    None
}

fn mapped(dataset: &Dataset, mapping: &Mapping, header: Header, cells: &Head) -> Found {
    let own = header::matching(dataset, &header);
    let mut problems = Vec::new();
    let mut find = |text: &str| {
        let at = header::position(&header, text);
        if at.is_none() {
            problems.push(Problem::of_file("header.mapping").with("text", text).at(header.row, None));
        }
        at
    };
    let unpivot = mapping.unpivot.as_ref();
    let mut sources = Vec::new();
    for (index, column) in dataset.columns.iter().enumerate() {
        let name = column.name.as_str();
        sources.push(if let Some(text) = mapping.columns.get(name) {
            find(text).map_or(Source::Nothing, Source::Column)
        } else if let Some(text) = mapping.constants.get(name) {
            Source::Fixed(DataRef::String(text.clone()))
        } else if let Some(cell) = mapping.cells.get(name) {
            Source::Fixed(fixed(cell, cells))
        } else if unpivot.is_some_and(|unpivot| unpivot.into == name || unpivot.value == name) {
            Source::Nothing
        } else {
            own.columns[index].map_or(Source::Nothing, Source::Column)
        });
    }
    let position = |name: &str| dataset.columns.iter().position(|column| column.name == name);
    let passes = match unpivot {
        None => vec![sources],
        Some(unpivot) => {
            let (into, value) = (position(&unpivot.into), position(&unpivot.value));
            let pass = |(header, text): (&String, &String)| {
                let mut sources = sources.clone();
                if let (Some(into), Some(value), Some(at)) = (into, value, find(header)) {
                    sources[into] = Source::Fixed(DataRef::String(text.clone()));
                    sources[value] = Source::Column(at);
                }
                sources
            };
            unpivot.columns.iter().map(pass).collect()
        }
    };
    let values = dataset.columns.iter().map(|column| {
        let values = mapping.values.get(&column.name).into_iter().flatten();
        values.map(|(from, to)| (parse::plain(from), DataRef::String(to.clone()))).collect()
    });
    let values = values.collect();
    if !problems.is_empty() {
        return Found::Wrong(problems);
    }
    let used = |at: &usize| passes.iter().flatten().any(|source| *source == Source::Column(*at));
    let named = (0..header.texts.len()).filter(|at| !header.texts[*at].is_empty());
    let ignored = named.filter(|at| !used(at)).collect();
    Found::Layout(Layout { header, passes, values, ignored, sideways: mapping.side_headers })
}

/// The cell of that name, such as `B2`, among the first rows.
fn fixed(name: &str, head: &Head) -> DataRef<'static> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let column =
        name[..letters].bytes().fold(0, |all, letter| all * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = name[letters..].parse().unwrap_or(0);
    let cells = head.iter().find(|(number, _)| *number == row).map(|(_, cells)| cells);
    match cells.and_then(|cells| cells.get(column.checked_sub(1)?)) {
        Some(Data::String(text)) => DataRef::String(text.clone()),
        Some(Data::DateTimeIso(text)) => DataRef::DateTimeIso(text.clone()),
        Some(Data::Float(value)) => DataRef::Float(*value),
        Some(Data::Int(value)) => DataRef::Int(*value),
        Some(Data::Bool(value)) => DataRef::Bool(*value),
        Some(Data::DateTime(value)) => DataRef::DateTime(*value),
        Some(Data::Error(error)) => DataRef::Error(error.clone()),
        Some(Data::DurationIso(_) | Data::Empty) | None => DataRef::Empty,
    }
}

/// Reads a sheet by the headers that the dataset declares.
pub(crate) fn declared(dataset: &Dataset, head: &Head, merged: &[Dimensions]) -> Found {
    let Some((header, matching)) = header::best(dataset, header::candidates(head, merged)) else { return Found::Other };
    let required = dataset.columns.iter().filter(|column| column.required).count();
    let missing = matching.missing(dataset);
    let named = matching.matched() + matching.ambiguous.len();
    // Half of the required columns make it a sheet of this dataset; fewer are chance.
    if named == 0 || named < 2 && dataset.columns.len() > 1 || missing.len() * 2 > required {
        return Found::Other;
    }
    let problems = header_problems(dataset, &header, &matching, &missing);
    if !problems.is_empty() {
        let texts = header.texts.iter().filter(|text| !text.is_empty()).count();
        return if named * 2 < texts { Found::Doubtful(problems) } else { Found::Wrong(problems) };
    }
    let sources = matching.columns.iter().map(|at| at.map_or(Source::Nothing, Source::Column)).collect();
    let values = vec![BTreeMap::new(); dataset.columns.len()];
    Found::Layout(Layout { header, passes: vec![sources], values, ignored: matching.unknown, sideways: false })
}

/// The column that a header would name if its remark in brackets were another one.
pub(crate) fn in_another_unit(dataset: &Dataset, text: &str) -> Option<usize> {
    let stem = |text: &str| header::normal(text.split(['(', '（']).next().unwrap_or(""));
    let text = stem(text);
    let same = |column: &Column| stem(column.header.get(Language::Chinese)) == text;
    dataset.columns.iter().position(same).filter(|_| !text.is_empty())
}

fn header_problems(dataset: &Dataset, header: &Header, matching: &Matching, missing: &[usize]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for index in missing {
        let column = &dataset.columns[*index];
        let mut unknown = matching.unknown.iter().map(|at| &header.texts[*at]);
        let near = unknown.find(|text| in_another_unit(dataset, text) == Some(*index));
        let mut problem = match near {
            Some(text) => Problem::of_file("header.unit").with("text", text),
            None => Problem::of_file("header.missing").with("aliases", column.aliases.join(" / ")),
        };
        problem.field = Some(column.name.clone());
        problems.push(problem.at(header.row, None));
    }
    for (column, claims) in &matching.ambiguous {
        let texts: Vec<&str> = claims.iter().map(|at| header.texts[*at].as_str()).collect();
        let at = claims.first().and_then(|at| u32::try_from(at + 1).ok());
        let mut problem = Problem::of_file("header.ambiguous").with("texts", texts.join(" / ")).at(header.row, at);
        problem.field = Some(dataset.columns[*column].name.clone());
        problems.push(problem);
    }
    problems
}

impl Layout {
    /// Row and column, from 1, of the cell that a column of the dataset is read from.
    pub(crate) fn place(&self, row: u32, pass: usize, column: Option<usize>) -> (u32, Option<u32>) {
        let source = column.and_then(|column| self.passes.get(pass)?.get(column));
        let at = match source {
            Some(Source::Column(at)) => u32::try_from(at + 1).ok(),
            _ => None,
        };
        match at {
            Some(at) if self.sideways => (at, Some(row)),
            None if self.sideways => (1, Some(row)),
            at => (row, at),
        }
    }

    /// Whether a column of the dataset has a source.
    pub(crate) fn reads(&self, column: usize) -> bool {
        self.passes.iter().any(|sources| sources.get(column).is_some_and(|source| *source != Source::Nothing))
    }

    /// Header in the sheet → column of the dataset.
    pub(crate) fn columns(&self, dataset: &Dataset) -> BTreeMap<String, String> {
        let pairs = self.passes.iter().flat_map(|sources| sources.iter().zip(&dataset.columns));
        let read = pairs.filter_map(|(source, column)| match source {
            Source::Column(at) => Some((self.header.texts.get(*at)?.clone(), column.name.clone())),
            _ => None,
        });
        read.collect()
    }
}

/// A sheet with rows and columns exchanged; what was column A is row 1.
pub(crate) fn turned(rows: &Head) -> Vec<(u32, Vec<Data>)> {
    let width = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let height = rows.last().map_or(0, |(row, _)| *row as usize);
    let mut turned = vec![(0, vec![Data::Empty; height]); width];
    for (row, cells) in rows {
        for (column, cell) in cells.iter().enumerate() {
            turned[column].1[*row as usize - 1] = cell.clone();
        }
    }
    for (number, (row, _)) in (1..).zip(&mut turned) {
        *row = number;
    }
    turned.retain(|(_, cells)| cells.iter().any(|cell| !workbook::text(&workbook::borrowed(cell)).is_empty()));
    turned
}
