//! Files of any origin as records of text: csv, workbooks and Parquet are read and written alike, without a dataset.

use std::{
    fs::File,
    io::BufWriter,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use calamine::DataRef;
use datafusion::{
    arrow::{
        array::{Array as _, ArrayRef, AsArray as _, Float64Array, RecordBatch, StringArray, StringBuilder},
        compute::cast,
        datatypes::{DataType, Field, Schema},
    },
    parquet::{
        arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder},
        basic::{Compression, ZstdLevel},
        file::properties::WriterProperties,
    },
};

use crate::{problem::Problem, workbook};

/// One record.
#[derive(Clone, Copy, Debug)]
pub enum Record<'a> {
    Csv(&'a csv::StringRecord),
    Texts(&'a [String]),
}

impl<'a> Record<'a> {
    /// A field; empty when the record is shorter.
    #[must_use]
    pub fn get(self, at: usize) -> &'a str {
        match self {
            Self::Csv(record) => record.get(at).unwrap_or_default(),
            Self::Texts(texts) => texts.get(at).map_or("", String::as_str),
        }
    }

    #[must_use]
    pub fn len(self) -> usize {
        match self {
            Self::Csv(record) => record.len(),
            Self::Texts(texts) => texts.len(),
        }
    }

    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }
}

type Visit<'v> = &'v mut dyn FnMut(Record<'_>) -> ControlFlow<()>;

/// Gives every record of a file, its headers first: the only sheet of a workbook that holds something, or its first.
///
/// # Errors
/// Faults of the file system. What is wrong with the file itself is the inner problem.
pub fn read(path: &Path, staging: &Path, visit: Visit<'_>) -> anyhow::Result<Result<(), Box<Problem>>> {
    if is_parquet(path)? {
        return Ok(parquet(path, visit)
            .map_err(|error| Box::new(Problem::of_file("file.damaged").with("detail", format!("{error:#}")))));
    }
    let mut book = match workbook::open(path, staging)? {
        Ok(book) => book,
        Err(problem) => return Ok(Err(problem)),
    };
    if let Some(done) = book.records(&mut |record| visit(Record::Csv(record))) {
        return Ok(done);
    }
    let sheets = 0..book.sheets.len();
    let mut sheet = 0;
    for at in sheets.rev().filter(|at| book.sheets[*at].visible).collect::<Vec<_>>() {
        match book.head(at, 2) {
            Ok(head) if head.len() == 2 => sheet = at,
            Ok(_) => {}
            Err(problem) => return Ok(Err(problem)),
        }
    }
    if book.sheets.is_empty() {
        return Ok(Err(Box::new(Problem::of_file("file.no_rows"))));
    }
    let mut texts: Vec<String> = Vec::new();
    let read = book.visit(sheet, &mut |_, cells| {
        texts.clear();
        texts.extend(cells.iter().map(|cell| match cell.get_value() {
            // Whole numbers are ID numbers and phones more often than quantities.
            DataRef::Float(value) if value.fract() == 0.0 => format!("{value:.0}"),
            other => workbook::text(other),
        }));
        visit(Record::Texts(&texts))
    });
    Ok(read)
}

fn is_parquet(path: &Path) -> anyhow::Result<bool> {
    use std::io::Read as _;
    let mut start = Vec::new();
    File::open(path).with_context(|| format!("reading {}", path.display()))?.take(4).read_to_end(&mut start)?;
    Ok(start == b"PAR1")
}

fn parquet(path: &Path, visit: Visit<'_>) -> anyhow::Result<()> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path)?)?;
    let headers: Vec<String> = reader.schema().fields().iter().map(|field| field.name().clone()).collect();
    if visit(Record::Texts(&headers)).is_break() {
        return Ok(());
    }
    let mut texts = vec![String::new(); headers.len()];
    for batch in reader.build()? {
        let batch = batch?;
        let columns: Vec<ArrayRef> =
            batch.columns().iter().map(|column| cast(column, &DataType::Utf8)).collect::<Result<_, _>>()?;
        let columns: Vec<&StringArray> = columns.iter().filter_map(|column| column.as_string_opt()).collect();
        for row in 0..batch.num_rows() {
            for (text, column) in texts.iter_mut().zip(&columns) {
                text.clear();
                if column.is_valid(row) {
                    text.push_str(column.value(row));
                }
            }
            if visit(Record::Texts(&texts)).is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// What a file is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    Parquet,
}

/// Writes records of text and numbers.
pub enum Writer {
    Csv(Box<csv::Writer<BufWriter<File>>>),
    Parquet(Box<Columns>),
}

/// Columns of a Parquet file while they fill.
pub struct Columns {
    writer: ArrowWriter<File>,
    numbers: Vec<bool>,
    builders: Vec<StringBuilder>,
    schema: Arc<Schema>,
    rows: usize,
}

/// Rows that are written together.
const BATCH: usize = 1 << 16;

impl Writer {
    /// Creates `NAME.csv` or `NAME.parquet` in a folder; columns are given with whether they hold numbers.
    ///
    /// # Errors
    /// Faults of the file system.
    pub fn create(
        folder: &Path,
        name: &str,
        format: Format,
        columns: &[(&str, bool)],
    ) -> anyhow::Result<(Self, PathBuf)> {
        let path = folder.join(name).with_extension(if format == Format::Csv { "csv" } else { "parquet" });
        let file = File::create(&path).with_context(|| format!("writing {}", path.display()))?;
        let writer = match format {
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(BufWriter::with_capacity(1 << 18, file));
                writer.write_record(columns.iter().map(|(name, _)| name))?;
                Self::Csv(Box::new(writer))
            }
            Format::Parquet => {
                let kind = |number: bool| if number { DataType::Float64 } else { DataType::Utf8 };
                let fields: Vec<Field> =
                    columns.iter().map(|(name, number)| Field::new(*name, kind(*number), true)).collect();
                let schema = Arc::new(Schema::new(fields));
                let properties =
                    WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
                let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties))?;
                let numbers = columns.iter().map(|(_, number)| *number).collect();
                let builders = columns.iter().map(|_| StringBuilder::new()).collect();
                Self::Parquet(Box::new(Columns { writer, numbers, builders, schema, rows: 0 }))
            }
        };
        Ok((writer, path))
    }

    /// # Errors
    /// Faults of the file system.
    pub fn write(&mut self, record: &[&str]) -> anyhow::Result<()> {
        match self {
            Self::Csv(writer) => writer.write_record(record)?,
            Self::Parquet(columns) => {
                columns.builders.iter_mut().zip(record).for_each(|(builder, text)| builder.append_value(text));
                columns.rows += 1;
                if columns.rows == BATCH {
                    columns.flush()?;
                }
            }
        }
        Ok(())
    }

    /// # Errors
    /// Faults of the file system.
    pub fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Csv(mut writer) => writer.flush()?,
            Self::Parquet(mut columns) => {
                columns.flush()?;
                columns.writer.close()?;
            }
        }
        Ok(())
    }
}

impl Columns {
    fn flush(&mut self) -> anyhow::Result<()> {
        let arrays = self.builders.iter_mut().zip(&self.numbers).map(|(builder, number)| -> ArrayRef {
            let texts = builder.finish();
            if *number {
                Arc::new(texts.iter().map(|text| text.and_then(|text| text.parse().ok())).collect::<Float64Array>())
            } else {
                Arc::new(texts)
            }
        });
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays.collect())?;
        self.writer.write(&batch)?;
        self.rows = 0;
        Ok(())
    }
}
