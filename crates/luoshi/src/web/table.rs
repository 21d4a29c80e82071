//! Tables that are sorted by their headers, turned page by page, and taken along as csv.

use axum::{
    body::Body,
    http::header,
    response::{IntoResponse as _, Response},
};
use futures::{Stream, StreamExt as _};

use super::guard::{Visit, urlencoded};
use crate::words::Words;

/// Where a header leads and how its column is sorted now.
pub(super) struct Column {
    pub title: String,
    /// None for a column that cannot be sorted by.
    pub link: Option<String>,
    /// `ascending`, `descending` or `none`, as assistive programs want it.
    pub order: &'static str,
    pub is_number: bool,
}

/// The order that somebody asks for: a column, with a minus before it the largest first.
#[derive(Clone, Copy)]
pub(super) struct Sort<'a>(pub &'a str);

impl<'a> Sort<'a> {
    /// The column, and whether the largest comes first; none for the usual order.
    pub fn column(self) -> Option<(&'a str, bool)> {
        let Self(sort) = self;
        let sort = sort.strip_prefix('-').map_or((sort, false), |column| (column, true));
        Some(sort).filter(|(column, _)| !column.is_empty())
    }

    /// The header of a column; `link` makes the address for an order.
    pub fn header(self, name: &str, title: String, is_number: bool, link: impl Fn(&str) -> String) -> Column {
        let order = match self.column() {
            Some((column, true)) if column == name => "descending",
            Some((column, false)) if column == name => "ascending",
            _ => "none",
        };
        // Of numbers the largest is wanted first.
        let down = if is_number { order != "descending" } else { order == "ascending" };
        let next = if down { format!("-{name}") } else { name.to_owned() };
        Column { title, link: Some(link(&next)), order, is_number }
    }
}

/// Where the pages before and after are, and which lines are shown.
pub(super) struct Pager {
    pub total: usize,
    /// Which lines of how many, in words.
    pub shown: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Pager {
    /// The page of a number (from 1); `link` makes the address of another.
    pub fn new(words: Words, page: usize, size: usize, total: usize, link: impl Fn(usize) -> String) -> Self {
        let offset = Self::offset(page, size);
        let to = total.min(offset + size);
        let args = [("from", (offset + 1).min(total)), ("to", to), ("total", total)];
        let args = args.map(|(name, number)| (name, number.to_string()));
        Self {
            total,
            shown: words.with("pager-shown", &args.each_ref().map(|(name, text)| (*name, text.as_str()))),
            before: (page > 1).then(|| link(page - 1)),
            after: (to < total).then(|| link(page + 1)),
        }
    }

    pub const fn offset(page: usize, size: usize) -> usize {
        page.saturating_sub(1).saturating_mul(size)
    }
}

/// An address with the parts of a query that say something.
pub(super) fn address(path: &str, query: &[(&str, &str)]) -> String {
    let said = query.iter().filter(|(_, value)| !value.is_empty());
    let said: Vec<_> = said.map(|(name, value)| format!("{name}={}", urlencoded(value))).collect();
    if said.is_empty() { path.to_owned() } else { format!("{path}?{}", said.join("&")) }
}

/// A csv file as an answer that is sent while it is made, with the mark by which spreadsheets know UTF-8. Where everything is made
/// up its name says so: lines that say it would be taken for rows.
pub(super) fn csv(
    visit: &Visit,
    name: &str,
    header: Vec<String>,
    lines: impl Stream<Item = anyhow::Result<Vec<String>>> + Send + 'static,
) -> Response {
    let first =
        futures::stream::once(async move { line(&header).map(|line| [b"\xef\xbb\xbf".to_vec(), line].concat()) });
    let rest = lines.map(|cells| line(&cells?));
    let is_demo = visit.app.workspace.config.demo_day.is_some();
    let name = if is_demo { &format!("{}-{name}", visit.words().say("demo-file")) } else { name };
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{}", urlencoded(name).replace('+', "%20"))),
    ];
    (headers, Body::from_stream(first.chain(rest))).into_response()
}

fn line(cells: &[String]) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(cells.iter().map(|cell| harmless(cell)))?;
    Ok(writer.into_inner()?)
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    let is_number = cell.parse::<f64>().is_ok();
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number { format!("'{cell}") } else { cell.to_owned() }
}
