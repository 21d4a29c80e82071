//! Writes the workbooks that an office would hold: its own title lines and headers, codes by name, dates as it likes them.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::Context;
use jiff::civil::Date;
use policy::{
    dataset::{ColumnType, Dataset},
    pack::Pack,
    text::Language,
};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

use super::story::{Layout, Story};

/// A value on its way into a workbook.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    Text(String),
    Whole(i64),
    Decimal(f64),
    Day(Date),
    Flag(bool),
    Empty,
}

impl From<&str> for Cell {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Cell {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&String> for Cell {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}

impl From<i64> for Cell {
    fn from(value: i64) -> Self {
        Self::Whole(value)
    }
}

impl From<i16> for Cell {
    fn from(value: i16) -> Self {
        Self::Whole(value.into())
    }
}

impl From<f64> for Cell {
    fn from(value: f64) -> Self {
        Self::Decimal(value)
    }
}

impl From<Date> for Cell {
    fn from(value: Date) -> Self {
        Self::Day(value)
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Self::Flag(value)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// One workbook of one dataset, written row by row.
pub(super) struct Sheet<'a> {
    dataset: &'a Dataset,
    layout: Layout,
    /// Names of codes, by column.
    names: BTreeMap<&'a str, BTreeMap<&'a str, &'a str>>,
    story: &'a Story,
    out: Out,
    path: PathBuf,
    row: u32,
}

enum Out {
    Excel { book: Box<Workbook>, day: Format },
    Csv(csv::Writer<BufWriter<File>>),
}

impl<'a> Sheet<'a> {
    /// Starts a workbook; the ending of `path` decides between Excel and csv.
    pub fn create(pack: &'a Pack, story: &'a Story, dataset: &str, path: &Path) -> anyhow::Result<Self> {
        let dataset = pack.datasets.get(dataset).with_context(|| format!("the pack has no dataset {dataset}"))?;
        let layout = story.layout.get(&dataset.id).cloned().unwrap_or_default();
        let mut names = BTreeMap::new();
        for column in dataset.columns.iter().filter(|_| layout.names) {
            if let Some(list) = column.codes.as_ref().and_then(|codes| pack.codes.get(codes)) {
                let by_code = list.codes.iter().map(|code| (code.code.as_str(), code.name.zh.as_str())).collect();
                names.insert(column.name.as_str(), by_code);
            }
        }
        let out = if path.extension().is_some_and(|ending| ending == "csv") {
            let mut file = BufWriter::new(File::create(path).with_context(|| path.display().to_string())?);
            file.write_all("\u{feff}".as_bytes())?;
            Out::Csv(csv::WriterBuilder::new().flexible(true).from_writer(file))
        } else {
            let mut book = Workbook::new();
            // The moment of writing would make two runs differ.
            let made = ExcelDateTime::from_ymd(2025, 10, 31)?;
            book.set_properties(&DocProperties::new().set_creation_datetime(&made).set_comment(&story.note));
            book.add_worksheet_with_constant_memory()?;
            Out::Excel { book: Box::new(book), day: Format::new().set_num_format("yyyy-mm-dd") }
        };
        let mut sheet = Self { dataset, layout, names, story, out, path: path.to_owned(), row: 0 };
        sheet.head()?;
        Ok(sheet)
    }

    fn head(&mut self) -> anyhow::Result<()> {
        // Whoever meets one of these files alone must see that nobody in it is real.
        for line in self.layout.title.clone().into_iter().chain([self.story.note.clone()]) {
            self.write(&[Some(Cell::Text(line))])?;
        }
        let header = |column: &policy::dataset::Column| {
            let own = self.layout.headers.get(&column.name).cloned();
            Some(Cell::Text(own.unwrap_or_else(|| column.header.get(Language::Chinese).to_owned())))
        };
        let cells: Vec<_> = self.dataset.columns.iter().map(header).collect();
        self.write(&cells)
    }

    /// Writes one row; columns that are not named stay empty.
    pub fn row(&mut self, cells: &[(&str, Cell)]) -> anyhow::Result<()> {
        let mut row = vec![None; self.dataset.columns.len()];
        for (name, cell) in cells {
            let place = self.dataset.columns.iter().position(|column| column.name == *name);
            let place = place.with_context(|| format!("dataset {} has no column {name}", self.dataset.id))?;
            row[place] = Some(self.dress(place, cell));
        }
        self.write(&row)
    }

    /// Puts a value into the office's way of writing.
    fn dress(&self, place: usize, cell: &Cell) -> Cell {
        let column = &self.dataset.columns[place];
        match cell {
            Cell::Flag(true) => Cell::Text(self.story.yes.clone()),
            Cell::Flag(false) => Cell::Text(self.story.no.clone()),
            Cell::Day(day) if self.layout.dotted_dates => Cell::Text(day.strftime("%Y.%-m.%-d").to_string()),
            Cell::Text(code) if column.kind == ColumnType::Code => {
                let name = self.names.get(column.name.as_str()).and_then(|names| names.get(code.as_str()));
                Cell::Text(name.map_or_else(|| code.clone(), |name| (*name).to_owned()))
            }
            other => other.clone(),
        }
    }

    fn write(&mut self, cells: &[Option<Cell>]) -> anyhow::Result<()> {
        match &mut self.out {
            Out::Csv(csv) => {
                let text = |cell: &Option<Cell>| match cell {
                    Some(Cell::Text(text)) => text.clone(),
                    Some(Cell::Whole(number)) => number.to_string(),
                    Some(Cell::Decimal(number)) => number.to_string(),
                    Some(Cell::Day(day)) => day.to_string(),
                    Some(Cell::Flag(_) | Cell::Empty) | None => String::new(),
                };
                csv.write_record(cells.iter().map(text))?;
            }
            Out::Excel { book, day } => {
                let sheet = book.worksheet_from_index(0)?;
                for (column, cell) in cells.iter().enumerate() {
                    let column = u16::try_from(column)?;
                    match cell {
                        Some(Cell::Text(text)) if !text.is_empty() => {
                            sheet.write_string(self.row, column, text)?;
                        }
                        Some(Cell::Whole(number)) => {
                            #[expect(clippy::cast_precision_loss, reason = "demo numbers are far below 2^53")]
                            sheet.write_number(self.row, column, *number as f64)?;
                        }
                        Some(Cell::Decimal(number)) => {
                            sheet.write_number(self.row, column, *number)?;
                        }
                        Some(Cell::Day(date)) => {
                            let (year, month, of_month) = (date.year(), date.month(), date.day());
                            let date =
                                ExcelDateTime::from_ymd(year.try_into()?, month.try_into()?, of_month.try_into()?)?;
                            sheet.write_datetime_with_format(self.row, column, &date, day)?;
                        }
                        Some(Cell::Text(_) | Cell::Flag(_) | Cell::Empty) | None => {}
                    }
                }
            }
        }
        self.row += 1;
        Ok(())
    }

    /// Finishes the file.
    pub fn finish(self) -> anyhow::Result<()> {
        match self.out {
            Out::Csv(mut csv) => csv.flush()?,
            Out::Excel { mut book, .. } => book.save(&self.path).with_context(|| self.path.display().to_string())?,
        }
        Ok(())
    }
}
