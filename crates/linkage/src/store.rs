//! Where rows are kept: in memory as long as they fit, else in files that have no name and are gone with the program.

use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
};

use crate::text::{Row, Texts};

/// How much memory rows may take, and where they go beyond that.
#[derive(Clone, Debug)]
pub struct Room {
    pub bytes: usize,
    /// A folder for what does not fit; none for the one of the system.
    pub folder: Option<PathBuf>,
}

impl Default for Room {
    fn default() -> Self {
        Self { bytes: 1 << 30, folder: None }
    }
}

/// Rows in memory.
#[derive(Debug, Default)]
pub struct Rows {
    pub texts: Texts,
    /// Where the values of each row end, row after row.
    pub ends: Vec<u16>,
    fields: usize,
    /// The number of every row; empty when it is its place.
    numbers: Vec<u32>,
}

impl Rows {
    pub fn new(fields: usize) -> Self {
        Self { fields, ..Self::default() }
    }

    pub fn row(&self, at: u32) -> Row<'_> {
        let start = at as usize * self.fields;
        Row { ends: &self.ends[start..start + self.fields], text: self.texts.get(at) }
    }

    pub fn bytes(&self) -> usize {
        self.texts.bytes() + 2 * self.ends.len()
    }

    pub fn number(&self, at: u32) -> u32 {
        self.numbers.get(at as usize).copied().unwrap_or(at)
    }

    /// The row of a number, of rows that were taken in rising order.
    pub fn of(&self, number: u32) -> Option<Row<'_>> {
        let place = self.numbers.binary_search(&number).ok()?;
        Some(self.row(u32::try_from(place).ok()?))
    }

    pub fn push(&mut self, number: u32, row: Row<'_>) {
        self.numbers.push(number);
        self.ends.extend_from_slice(row.ends);
        self.texts.push(row.text);
    }

    /// Places of the rows of some numbers, both in rising order.
    pub fn places(&self, wanted: &[u32]) -> Vec<u32> {
        let mut wanted = wanted.iter().copied().peekable();
        let mut is_wanted = |number: &u32| {
            while wanted.next_if(|wanted| wanted < number).is_some() {}
            wanted.next_if_eq(number).is_some()
        };
        (0..).zip(&self.numbers).filter(|(_, number)| is_wanted(number)).map(|(place, _)| place).collect()
    }

    /// Places of all rows.
    pub fn all(&self) -> Vec<u32> {
        (0..u32::try_from(self.texts.len()).unwrap_or(u32::MAX)).collect()
    }
}

/// Rows on disk, each with its number.
#[derive(Debug)]
pub struct Pile {
    file: BufWriter<File>,
    fields: usize,
    pub bytes: usize,
    /// What stands before the text of a row: its number, and where its values end.
    row: Vec<u8>,
}

impl Pile {
    pub fn new(folder: Option<&Path>, fields: usize) -> io::Result<Self> {
        let file = match folder {
            Some(folder) => {
                fs::create_dir_all(folder)?;
                tempfile::tempfile_in(folder)?
            }
            None => tempfile::tempfile()?,
        };
        Ok(Self { file: BufWriter::with_capacity(1 << 16, file), fields, bytes: 0, row: Vec::new() })
    }

    pub fn push(&mut self, number: u32, row: Row<'_>) -> io::Result<()> {
        self.row.clear();
        self.row.extend_from_slice(&number.to_le_bytes());
        row.ends.iter().for_each(|end| self.row.extend_from_slice(&end.to_le_bytes()));
        self.file.write_all(&self.row)?;
        self.bytes += self.head() + row.text.len();
        self.file.write_all(row.text.as_bytes())
    }

    /// Bytes before the text of a row.
    const fn head(&self) -> usize {
        4 + 2 * self.fields
    }

    pub fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }

    /// Shows the rows of some numbers, both in rising order; what was taken must have been flushed.
    pub fn those(&self, wanted: &[u32], mut see: impl FnMut(u32, Row<'_>) -> io::Result<()>) -> io::Result<()> {
        let mut wanted = wanted.iter().copied().peekable();
        self.each(|number, row| if wanted.next_if_eq(&number).is_some() { see(number, row) } else { Ok(()) })
    }

    fn each(&self, mut see: impl FnMut(u32, Row<'_>) -> io::Result<()>) -> io::Result<()> {
        let mut file = self.file.get_ref();
        file.rewind()?;
        let mut reader = BufReader::with_capacity(1 << 16, file);
        let (mut head, mut ends, mut text) = (vec![0; self.head()], vec![0; self.fields], Vec::new());
        let mut left = self.bytes;
        while left > 0 {
            reader.read_exact(&mut head)?;
            let (number, places) = head.split_at(4);
            let number = number.try_into().map(u32::from_le_bytes).map_err(io::Error::other)?;
            for (end, place) in ends.iter_mut().zip(places.chunks_exact(2)) {
                *end = place.try_into().map(u16::from_le_bytes).map_err(io::Error::other)?;
            }
            text.resize(usize::from(ends.last().copied().unwrap_or(0)), 0);
            reader.read_exact(&mut text)?;
            let text = std::str::from_utf8(&text).map_err(io::Error::other)?;
            see(number, Row { ends: &ends, text })?;
            left -= head.len() + text.len();
        }
        Ok(())
    }

    /// Takes all rows into memory.
    pub fn load(mut self) -> io::Result<Rows> {
        self.flush()?;
        let mut rows = Rows::new(self.fields);
        self.each(|number, row| {
            rows.push(number, row);
            Ok(())
        })?;
        Ok(rows)
    }
}
