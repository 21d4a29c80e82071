//! csv files: their encoding, their separator, their rows.

use std::{
    fs::File,
    io::{BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use calamine::{Cell, DataRef};
use encoding_rs::{CoderResult, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::Cells;
use crate::problem::Problem;

/// An open csv file in UTF-8.
pub struct Delimited {
    path: PathBuf,
    separator: u8,
    lines: Lines,
    /// Deleted when the workbook is closed.
    _copy: Option<tempfile::TempPath>,
}

impl Delimited {
    /// Opens a file in UTF-8 or UTF-16 with a mark, in strict UTF-8, or in GB18030 (with GBK and GB 2312).
    pub(super) fn open(path: &Path, staging: &Path) -> anyhow::Result<Result<Self, Box<Problem>>> {
        let mut start = [0; 3];
        let length = File::open(path)?.take(3).read(&mut start)?;
        let marked = Encoding::for_bom(&start[..length]).map(|(encoding, _)| encoding);
        let encoding = match marked {
            Some(encoding) => encoding,
            None if is_utf8(path)? => UTF_8,
            None => GB18030,
        };
        debug_assert!([UTF_8, UTF_16LE, UTF_16BE, GB18030].contains(&encoding));
        let (path, copy) = if encoding == UTF_8 && marked.is_none() {
            (path.to_owned(), None)
        } else {
            let Some(copy) = transcoded(path, encoding, staging)? else {
                return Ok(Err(Box::new(Problem::of_file("file.encoding"))));
            };
            (copy.to_path_buf(), Some(copy))
        };
        let (separator, lines) = (separator(&path)?, Lines::of(&path)?);
        Ok(Ok(Self { path, separator, lines, _copy: copy }))
    }

    fn reader(&self) -> Result<csv::Reader<File>, Box<Problem>> {
        let mut reader = csv::ReaderBuilder::new();
        let reader = reader.has_headers(false).flexible(true).delimiter(self.separator);
        reader.from_path(&self.path).map_err(damaged)
    }

    /// Every record as it is, without the number of its row.
    pub(super) fn records(
        &self,
        visit: &mut dyn FnMut(&csv::StringRecord) -> ControlFlow<()>,
    ) -> Result<(), Box<Problem>> {
        let mut reader = self.reader()?;
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).map_err(damaged)? {
            if visit(&record).is_break() {
                break;
            }
        }
        Ok(())
    }

    pub(super) fn visit(&self, visit: &mut dyn FnMut(u32, &Cells<'_>) -> ControlFlow<()>) -> Result<(), Box<Problem>> {
        let mut reader = self.reader()?;
        let mut record = csv::StringRecord::new();
        let (mut number, mut inside) = (0_u32, 0);
        while reader.read_record(&mut record).map_err(damaged)? {
            // The reader passes over blank lines, which count as rows where the file is shown as a sheet.
            inside += record.as_slice().bytes().filter(|byte| *byte == b'\n').count() as u64;
            let at = reader.position();
            let ended = at.line() - 1 + u64::from(self.lines.pending(at.byte()));
            number = u32::try_from(ended.saturating_sub(inside)).unwrap_or(u32::MAX).max(number.saturating_add(1));
            let filled = |column: &usize| record.get(*column).is_some_and(|field| !field.is_empty());
            let Some(last) = (0..record.len()).rev().find(filled) else { continue };
            let cells = (0..).zip(record.iter().take(last + 1)).map(|(column, field)| {
                let value = if field.is_empty() { DataRef::Empty } else { DataRef::SharedString(field) };
                Cell::new((number - 1, column), value)
            });
            if visit(number, &cells.collect::<Vec<_>>()).is_break() {
                break;
            }
        }
        Ok(())
    }
}

fn damaged(error: impl std::fmt::Display) -> Box<Problem> {
    Box::new(Problem::of_file("file.damaged").with("detail", error.to_string()))
}

/// How the lines of a file end, which tells the row that a record stands in.
#[derive(Clone, Copy)]
struct Lines {
    /// By CR LF: the reader takes the CR with the record and the LF with the next.
    by_two: bool,
    /// Length of a file whose last line has no end.
    unended: Option<u64>,
}

impl Lines {
    fn of(path: &Path) -> anyhow::Result<Self> {
        let mut file = File::open(path)?;
        let mut start = Vec::new();
        (&file).take(BLOCK as u64).read_to_end(&mut start)?;
        let first = start.iter().position(|byte| *byte == b'\n');
        let by_two = first.is_some_and(|at| at > 0 && start[at - 1] == b'\r');
        let mut last = [0];
        let length = file.seek(SeekFrom::End(0))?;
        if length > 0 {
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
        }
        Ok(Self { by_two, unended: (last != [b'\n']).then_some(length) })
    }

    /// Whether the end of the line that a record ends in is not yet counted.
    fn pending(self, at: u64) -> bool {
        self.by_two || self.unended == Some(at)
    }
}

fn is_utf8(path: &Path) -> anyhow::Result<bool> {
    let mut decoder = UTF_8.new_decoder_without_bom_handling();
    let mut out = vec![0; 3 * BLOCK + 16];
    let mut valid = true;
    blocks(path, |block, last| {
        let (result, ..) = decoder.decode_to_utf8_without_replacement(block, &mut out, last);
        valid = matches!(result, DecoderResult::InputEmpty);
        Ok(valid)
    })?;
    Ok(valid)
}

/// A copy in UTF-8; none when the file is not in this encoding.
fn transcoded(path: &Path, encoding: &'static Encoding, staging: &Path) -> anyhow::Result<Option<tempfile::TempPath>> {
    let copy = tempfile::NamedTempFile::new_in(staging)?;
    let mut writer = BufWriter::new(copy.as_file());
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let mut out = vec![0; 3 * BLOCK + 16];
    let mut valid = true;
    blocks(path, |block, last| {
        let (result, _, written, had_errors) = decoder.decode_to_utf8(block, &mut out, last);
        debug_assert_eq!(result, CoderResult::InputEmpty, "the buffer takes three bytes for each byte");
        writer.write_all(&out[..written])?;
        valid = !had_errors;
        Ok(valid)
    })?;
    writer.flush()?;
    drop(writer);
    Ok(valid.then(|| copy.into_temp_path()))
}

const BLOCK: usize = 64 * 1024;

/// Gives the file block by block, with whether it is the last, until `take` says no.
fn blocks(path: &Path, mut take: impl FnMut(&[u8], bool) -> anyhow::Result<bool>) -> anyhow::Result<()> {
    let mut reader = BufReader::with_capacity(BLOCK, File::open(path)?);
    loop {
        let block = reader.fill_buf()?;
        let length = block.len();
        if !take(block, length == 0)? || length == 0 {
            return Ok(());
        }
        reader.consume(length);
    }
}

/// The separator that the first lines use most evenly: comma, tab or semicolon.
fn separator(path: &Path) -> anyhow::Result<u8> {
    let mut start = Vec::new();
    let mut file = File::open(path)?;
    file.rewind()?;
    file.take(BLOCK as u64).read_to_end(&mut start)?;
    let lines = || start.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).take(20);
    let count = |separator: u8| lines().map(|line| line.split(|byte| *byte == separator).count() - 1).sum::<usize>();
    Ok([b',', b'\t', b';'].into_iter().rev().max_by_key(|separator| count(*separator)).unwrap_or(b','))
}
