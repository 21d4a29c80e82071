//! Headers: which row of a sheet names the columns, and which column of the dataset each of them is.
//!
//! A header is compared in its normal form: half width, lower case, without white space, stars and brackets.

use std::collections::BTreeMap;

use calamine::{Data, Dimensions};
use policy::{dataset::Dataset, hash::hex};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::workbook;

/// Rows at the top of a sheet among which a header is looked for.
pub const SEARCHED: usize = 40;

/// A row of headers, or two rows of which the upper one groups the lower.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Last row of the header, from 1.
    pub row: u32,
    /// 1 or 2.
    pub rows: u32,
    /// What each column says; with two rows `upper/lower`, or one of them alone when they say the same.
    pub texts: Vec<String>,
    /// What the lower row alone says.
    lower: Vec<String>,
}

/// How the columns of a sheet and of a dataset go together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matching {
    /// Column of the sheet, from 0, for each column of the dataset.
    pub columns: Vec<Option<usize>>,
    /// Columns of the dataset that several columns of the sheet claim.
    pub ambiguous: BTreeMap<usize, Vec<usize>>,
    /// Columns of the sheet that mean nothing to the dataset.
    pub unknown: Vec<usize>,
}

impl Matching {
    #[must_use]
    pub fn matched(&self) -> usize {
        self.columns.iter().flatten().count()
    }

    /// Required columns of the dataset that no column of the sheet is.
    #[must_use]
    pub fn missing(&self, dataset: &Dataset) -> Vec<usize> {
        let columns = dataset.columns.iter().enumerate();
        columns
            .filter(|(index, column)| {
                column.required && self.columns[*index].is_none() && !self.ambiguous.contains_key(index)
            })
            .map(|(index, _)| index)
            .collect()
    }
}

/// The normal form in which headers are compared.
#[must_use]
pub fn normal(text: &str) -> String {
    let kept = text.nfkc().filter(|letter| !letter.is_whitespace() && !is_decoration(*letter));
    kept.flat_map(char::to_lowercase).collect()
}

fn is_decoration(letter: char) -> bool {
    matches!(letter, '*' | ':' | '(' | ')' | '[' | ']' | '【' | '】' | '〔' | '〕' | '{' | '}' | '"' | '\'')
        || ('\u{200b}'..='\u{200f}').contains(&letter)
        || letter == '\u{feff}'
}

/// The text before its remark in brackets, and the remark, both in normal form.
fn split_remark(text: &str) -> (String, String) {
    let text: String = text.nfkc().collect();
    match text.find(['(', '[', '【', '〔']) {
        Some(start) => (normal(&text[..start]), normal(&text[start..])),
        None => (normal(&text), String::new()),
    }
}

/// Fingerprint of the headers of a layout: the same for the same headers in the same order.
#[must_use]
pub fn shape(texts: &[String]) -> String {
    let mut hash = Sha256::new();
    for text in texts.iter().map(|text| normal(text)).filter(|text| !text.is_empty()) {
        hash.update(text);
        hash.update("\n");
    }
    hex(&hash.finalize()[..8])
}

/// Everything that may be a header among the first rows of a sheet, single rows first.
#[must_use]
pub fn candidates(head: &[(u32, Vec<Data>)], merged: &[Dimensions]) -> Vec<Header> {
    let rows: Vec<(u32, Vec<String>)> = head.iter().map(|(row, cells)| (*row, texts(*row, cells, merged))).collect();
    let single =
        rows.iter().map(|(row, texts)| Header { row: *row, rows: 1, texts: texts.clone(), lower: texts.clone() });
    let double = rows.windows(2).filter(|pair| pair[0].0 + 1 == pair[1].0).map(|pair| {
        let ((_, upper), (row, lower)) = (&pair[0], &pair[1]);
        let width = upper.len().max(lower.len());
        let mut group = String::new();
        let texts = (0..width).map(|column| {
            let above = upper.get(column).map_or("", String::as_str);
            let below = lower.get(column).map_or("", String::as_str);
            if !above.is_empty() {
                above.clone_into(&mut group);
            }
            match (above, below) {
                (above, "") => above.to_owned(),
                // Where merged regions are not known, a group reaches to the next one.
                ("", below) if merged.is_empty() && !group.is_empty() => format!("{group}/{below}"),
                ("", below) => below.to_owned(),
                (above, below) if normal(above) == normal(below) => below.to_owned(),
                (above, below) => format!("{above}/{below}"),
            }
        });
        let texts = texts.collect();
        let lower = (0..width).map(|column| {
            let below = lower.get(column).map_or("", String::as_str);
            if below.is_empty() { upper.get(column).cloned().unwrap_or_default() } else { below.to_owned() }
        });
        Header { row: *row, rows: 2, texts, lower: lower.collect() }
    });
    single.chain(double).filter(|header| header.texts.iter().any(|text| !text.is_empty())).collect()
}

/// The texts of a row, merged regions filled with what their first cell says.
fn texts(row: u32, cells: &[Data], merged: &[Dimensions]) -> Vec<String> {
    let mut texts: Vec<String> = cells.iter().map(|cell| workbook::text(&workbook::borrowed(cell))).collect();
    for region in merged.iter().filter(|region| region.start.0 + 1 == row) {
        let (from, to) = (region.start.1 as usize, region.end.1 as usize);
        let first = texts.get(from).cloned().unwrap_or_default();
        if texts.len() <= to && !first.is_empty() {
            texts.resize(to + 1, String::new());
        }
        for text in texts.iter_mut().take(to + 1).skip(from) {
            text.clone_from(&first);
        }
    }
    texts.iter().map(|text| text.trim().to_owned()).collect()
}

/// The candidate that names most columns of the dataset; among equals the simpler, then the upper one.
#[must_use]
pub fn best(dataset: &Dataset, candidates: Vec<Header>) -> Option<(Header, Matching)> {
    let names = Names::of(dataset);
    let mut best: Option<(usize, Header, Matching)> = None;
    for header in candidates {
        let matching = names.matching(&header);
        let found = matching.matched() + matching.ambiguous.len();
        if best.as_ref().is_none_or(|(most, ..)| found > *most) {
            best = Some((found, header, matching));
        }
    }
    best.map(|(_, header, matching)| (header, matching))
}

/// How well a text names a column; smaller is better.
type Rank = u8;

/// The texts that name the columns of a dataset.
struct Names {
    /// Normal form → columns it may name, by rank.
    names: BTreeMap<String, Vec<(Rank, usize)>>,
    /// Remarks in brackets that belong to the header of a column, such as its unit.
    remarks: Vec<Vec<String>>,
}

impl Names {
    fn of(dataset: &Dataset) -> Self {
        let mut names: BTreeMap<String, Vec<(Rank, usize)>> = BTreeMap::new();
        let mut remarks = Vec::new();
        for (index, column) in dataset.columns.iter().enumerate() {
            let own = [(0, &column.header.zh), (0, &column.header.en), (1, &column.name)];
            let all = own.into_iter().chain(column.aliases.iter().map(|alias| (2, alias)));
            let mut of_column: Vec<String> = Vec::new();
            for (rank, text) in all {
                let known = names.entry(normal(text)).or_default();
                if !known.iter().any(|(_, column)| *column == index) {
                    known.push((rank, index));
                }
                of_column.push(split_remark(text).1);
            }
            of_column.retain(|remark| !remark.is_empty());
            remarks.push(of_column);
        }
        Self { names, remarks }
    }

    /// The column that a header names and how well, or several that it names equally well.
    fn column(&self, text: &str) -> (Rank, Vec<usize>) {
        let best = |named: &[(Rank, usize)], worse: Rank| {
            let rank = named.iter().map(|(rank, _)| *rank).min().unwrap_or(0);
            let columns = named.iter().filter(|(held, _)| *held == rank).map(|(_, column)| *column);
            (rank + worse, columns.collect::<Vec<_>>())
        };
        let whole = normal(text);
        if whole.is_empty() {
            return (0, Vec::new());
        }
        if let Some(named) = self.names.get(&whole) {
            return best(named, 0);
        }
        let (text, remark) = split_remark(text);
        let Some(named) = self.names.get(&text).filter(|_| !remark.is_empty()) else { return (0, Vec::new()) };
        // A remark may be passed over, but never a unit that is not the column's: yuan are not ten thousand yuan.
        let fits = |column: usize| self.remarks[column].is_empty() || self.remarks[column].contains(&remark);
        let named: Vec<_> = named.iter().copied().filter(|(_, column)| fits(*column)).collect();
        best(&named, 10)
    }

    fn matching(&self, header: &Header) -> Matching {
        let mut claims: Vec<Vec<(Rank, usize)>> = vec![Vec::new(); self.remarks.len()];
        let mut unknown = Vec::new();
        for (at, (text, lower)) in header.texts.iter().zip(&header.lower).enumerate() {
            let (mut rank, mut columns) = self.column(text);
            if columns.is_empty() && text != lower {
                (rank, columns) = self.column(lower);
                rank += 5;
            }
            if columns.is_empty() && !normal(text).is_empty() {
                unknown.push(at);
            }
            for column in columns {
                claims[column].push((rank, at));
            }
        }
        let mut matching = Matching { columns: vec![None; claims.len()], unknown, ..Matching::default() };
        for (column, claims) in claims.iter().enumerate() {
            let Some(rank) = claims.iter().map(|(rank, _)| *rank).min() else { continue };
            let (best, rest): (Vec<_>, Vec<_>) = claims.iter().copied().partition(|(held, _)| *held == rank);
            matching.unknown.extend(rest.iter().map(|(_, at)| at));
            if let [(_, at)] = best[..] {
                matching.columns[column] = Some(at);
            } else {
                matching.ambiguous.insert(column, best.iter().map(|(_, at)| *at).collect());
            }
        }
        // A header that names two columns equally well names neither.
        for at in 0..header.texts.len() {
            let both: Vec<usize> =
                (0..matching.columns.len()).filter(|column| matching.columns[*column] == Some(at)).collect();
            if both.len() > 1 {
                for column in both {
                    matching.columns[column] = None;
                    matching.ambiguous.insert(column, vec![at]);
                }
            }
        }
        matching.unknown.sort_unstable();
        matching.unknown.dedup();
        matching
    }
}

/// The columns of a dataset that a header names.
#[must_use]
pub fn matching(dataset: &Dataset, header: &Header) -> Matching {
    Names::of(dataset).matching(header)
}

/// Position of a header, given as a mapping writes it: by its whole text, or by its lower row when that is unmistakable.
#[must_use]
pub fn position(header: &Header, text: &str) -> Option<usize> {
    let wanted = normal(text);
    let find = |texts: &[String]| {
        let mut found = texts.iter().enumerate().filter(|(_, text)| normal(text) == wanted).map(|(at, _)| at);
        found.next().filter(|_| found.next().is_none())
    };
    find(&header.texts).or_else(|| find(&header.lower))
}
