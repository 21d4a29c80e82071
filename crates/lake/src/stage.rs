//! Writing snapshots: rows go to a temporary Parquet file batch by batch, and from there, sorted, to their place.
//!
//! The bytes depend on the rows alone: the same workbook gives the same file, on every machine and at every time.

use std::{
    cmp::Ordering,
    collections::BTreeSet,
    fs::File,
    io::{self, BufWriter},
    path::Path,
    sync::Arc,
};

use anyhow::Context;
use datafusion::{
    arrow::{
        array::{ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Int64Builder, RecordBatch, StringBuilder},
        datatypes::{DataType, SchemaRef},
    },
    dataframe::DataFrame,
    logical_expr::ident,
    parquet::{
        arrow::ArrowWriter,
        basic::{Compression, ZstdLevel},
        file::properties::{EnabledStatistics, WriterProperties},
    },
};
use futures::StreamExt;
use hmac::{Hmac, KeyInit, Mac};
use policy::dataset::Dataset;
use sha2::Sha256;
use tempfile::{NamedTempFile, TempPath};

use crate::{
    hash,
    parse::Value,
    schema::{self, ROW},
};

/// Rows of one batch, and of one row group: a school's rows lie in one or two groups.
const BATCH: usize = 8192;
const ROW_GROUP: usize = 16 * BATCH;

/// Accepted rows in a temporary file, which is deleted unless it is published.
#[derive(Debug)]
pub struct Staged {
    file: TempPath,
    pub rows: u64,
    /// Rows with problems that were left out.
    pub left_out: u64,
    /// SHA-256 of the Parquet file, lower-case hex.
    pub sha256: String,
}

impl Staged {
    pub(crate) fn new(file: TempPath, rows: u64, left_out: u64) -> anyhow::Result<Self> {
        let sha256 = hash::of_file(&file)?;
        Ok(Self { file, rows, left_out, sha256 })
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.file
    }

    /// Moves the file to its place so that it is there wholly or not at all, also after a power cut.
    ///
    /// # Errors
    /// Faults of the file system; the destination then does not exist, or holds the whole file.
    pub fn publish(self, destination: &Path) -> anyhow::Result<()> {
        let folder = destination.parent().context("a snapshot lies in a folder")?;
        std::fs::create_dir_all(folder)?;
        File::open(&self.file)?.sync_all()?;
        self.file.persist(destination).with_context(|| format!("publishing {}", destination.display()))?;
        File::open(folder)?.sync_all()?;
        Ok(())
    }
}

/// A Parquet file in the staging folder that is being written.
struct Parquet {
    writer: ArrowWriter<BufWriter<File>>,
    file: TempPath,
}

impl Parquet {
    fn create(dataset: &Dataset, schema: &SchemaRef, staging: &Path, compression: Compression) -> anyhow::Result<Self> {
        let (file, path) = NamedTempFile::with_suffix_in(".parquet", staging)?.into_parts();
        let mut properties = WriterProperties::builder()
            .set_created_by("luoshi".to_owned())
            .set_compression(compression)
            .set_statistics_enabled(EnabledStatistics::Page)
            .set_max_row_group_row_count(Some(ROW_GROUP));
        // No value of these stands twice, or few do: looking for repetitions would cost more than it saves.
        let persons = dataset.columns.iter().filter(|column| column.unique || column.key_as.is_some());
        let keys = persons.clone().filter_map(|column| column.key_as.as_ref());
        for name in persons.map(|column| &column.name).chain(keys).map(String::as_str).chain([ROW]) {
            properties = properties.set_column_dictionary_enabled(name.into(), false);
        }
        let writer = ArrowWriter::try_new(BufWriter::new(file), Arc::clone(schema), Some(properties.build()))?;
        Ok(Self { writer, file: path })
    }

    fn close(self) -> anyhow::Result<TempPath> {
        let buffered = self.writer.into_inner()?;
        buffered.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(self.file)
    }
}

/// How files that stay are packed.
fn lasting() -> anyhow::Result<Compression> {
    Ok(Compression::ZSTD(ZstdLevel::try_new(1)?))
}

/// Takes rows one by one.
pub(crate) struct Writer<'d> {
    dataset: &'d Dataset,
    staging: &'d Path,
    schema: SchemaRef,
    builders: Vec<Builder>,
    /// Column of the identifier for each integer key column.
    keys: Vec<(usize, Int64Builder)>,
    numbers: Int64Builder,
    batched: usize,
    rows: u64,
    /// Begun with the first batch, whose order says whether the file will stay or is only read once more to be sorted.
    parquet: Option<Parquet>,
    key: Hmac<Sha256>,
    order: Order,
}

impl<'d> Writer<'d> {
    pub(crate) fn new(dataset: &'d Dataset, secret: &[u8], staging: &'d Path) -> anyhow::Result<Self> {
        let schema = schema::table(dataset);
        let builders = schema.fields().iter().take(dataset.columns.len()).map(|field| Builder::new(field.data_type()));
        let builders = builders.collect::<anyhow::Result<_>>()?;
        let keys = dataset.columns.iter().enumerate().filter(|(_, column)| column.key_as.is_some());
        Ok(Self {
            dataset,
            staging,
            builders,
            keys: keys.map(|(index, _)| (index, Int64Builder::new())).collect(),
            numbers: Int64Builder::new(),
            batched: 0,
            rows: 0,
            parquet: None,
            schema,
            key: Hmac::new_from_slice(secret).context("the secret of the district")?,
            order: Order::of(dataset),
        })
    }

    /// Adds a row; `values` in the order of the dataset's columns.
    pub(crate) fn append(&mut self, values: &[Value<'_>], number: i64) -> anyhow::Result<()> {
        self.order.take(values, number);
        for (builder, value) in self.builders.iter_mut().zip(values) {
            builder.append(value);
        }
        for (column, builder) in &mut self.keys {
            builder.append_option(text(&values[*column]).map(|text| key(&self.key, text)));
        }
        self.numbers.append_value(number);
        self.rows += 1;
        self.batched += 1;
        if self.batched == BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        let columns = self.builders.iter_mut().map(Builder::finish);
        let keys = self.keys.iter_mut().map(|(_, builder)| Arc::new(builder.finish()) as ArrayRef);
        let mut arrays: Vec<ArrayRef> = columns.chain(keys).collect();
        arrays.push(Arc::new(self.numbers.finish()));
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays)?;
        self.parquet()?.writer.write(&batch)?;
        self.batched = 0;
        Ok(())
    }

    fn parquet(&mut self) -> anyhow::Result<&mut Parquet> {
        if self.parquet.is_none() {
            let compression = if self.order.sorted { lasting()? } else { Compression::LZ4_RAW };
            self.parquet = Some(Parquet::create(self.dataset, &self.schema, self.staging, compression)?);
        }
        self.parquet.as_mut().context("the file was just begun")
    }

    pub(crate) fn finish(mut self) -> anyhow::Result<Unsorted> {
        if self.batched > 0 || self.parquet.is_none() {
            self.flush()?;
        }
        let parquet = self.parquet.take().context("begun by the first batch")?;
        Ok(Unsorted {
            rows: self.rows,
            sorted: self.order.sorted,
            file: parquet.close()?,
            schema: self.schema,
            suspected: BTreeSet::new(),
            refused: 0,
        })
    }
}

/// All rows that were understood, in the order of the workbook.
pub(crate) struct Unsorted {
    pub(crate) file: TempPath,
    pub(crate) rows: u64,
    /// Whether they are in the order of the dataset already.
    pub(crate) sorted: bool,
    pub(crate) schema: SchemaRef,
    /// Columns, or the key (`None`), in which some value may stand twice.
    pub(crate) suspected: BTreeSet<Option<usize>>,
    /// Rows that were not understood and so are not in the file.
    pub(crate) refused: u64,
}

/// Writes rows in the order of the dataset; those that do not fit into the memory of the session wait on disk.
pub(crate) async fn sorted(
    rows: DataFrame,
    dataset: &Dataset,
    schema: &SchemaRef,
    staging: &Path,
) -> anyhow::Result<(TempPath, u64)> {
    let columns = dataset.sort.iter().map(String::as_str).chain([ROW]);
    let rows = rows.sort(columns.map(|column| ident(column).sort(true, true)).collect())?;
    let mut parquet = Parquet::create(dataset, schema, staging, lasting()?)?;
    let mut stream = rows.execute_stream().await?;
    let mut written = 0;
    while let Some(batch) = stream.next().await {
        let batch = batch?;
        written += batch.num_rows() as u64;
        // The same columns under the schema of the dataset, without what the query engine notes beside them.
        let columns = batch.columns().iter().zip(schema.fields());
        let columns = columns.map(|(array, field)| datafusion::arrow::compute::cast(array, field.data_type()));
        parquet.writer.write(&RecordBatch::try_new(Arc::clone(schema), columns.collect::<Result<_, _>>()?)?)?;
    }
    Ok((parquet.close()?, written))
}

/// The first 63 bits of the keyed hash: the same for the same identifier in every dataset of the district.
fn key(keyed: &Hmac<Sha256>, text: &str) -> i64 {
    let mut keyed = keyed.clone();
    keyed.update(text.as_bytes());
    let hash = keyed.finalize().into_bytes();
    let first = hash.iter().take(8).fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
    i64::try_from(first >> 1).unwrap_or(i64::MAX)
}

pub(crate) fn text<'a>(value: &'a Value<'_>) -> Option<&'a str> {
    match value {
        Value::Text(text) => Some(text),
        Value::Identifier(identifier) => Some(&identifier.text),
        _ => None,
    }
}

enum Builder {
    Text(StringBuilder),
    Integer(Int64Builder),
    Decimal(Decimal128Builder),
    Date(Date32Builder),
    Boolean(BooleanBuilder),
}

impl Builder {
    fn new(kind: &DataType) -> anyhow::Result<Self> {
        Ok(match kind {
            DataType::Int64 => Self::Integer(Int64Builder::new()),
            DataType::Decimal128(..) => Self::Decimal(Decimal128Builder::new().with_data_type(kind.clone())),
            DataType::Date32 => Self::Date(Date32Builder::new()),
            DataType::Boolean => Self::Boolean(BooleanBuilder::new()),
            DataType::Utf8 => Self::Text(StringBuilder::new()),
            other => anyhow::bail!("no column of a dataset is {other}"),
        })
    }

    /// A value of another kind cannot come from the parser of the column; it would be NULL.
    fn append(&mut self, value: &Value<'_>) {
        match (self, value) {
            (Self::Text(builder), value) => builder.append_option(text(value)),
            (Self::Integer(builder), Value::Integer(value)) => builder.append_value(*value),
            (Self::Decimal(builder), Value::Decimal(value)) => builder.append_value(*value),
            (Self::Date(builder), Value::Date(value)) => builder.append_value(*value),
            (Self::Boolean(builder), Value::Boolean(value)) => builder.append_value(*value),
            (Self::Integer(builder), _) => builder.append_null(),
            (Self::Decimal(builder), _) => builder.append_null(),
            (Self::Date(builder), _) => builder.append_null(),
            (Self::Boolean(builder), _) => builder.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(builder) => Arc::new(builder.finish()),
            Self::Integer(builder) => Arc::new(builder.finish()),
            Self::Decimal(builder) => Arc::new(builder.finish()),
            Self::Date(builder) => Arc::new(builder.finish()),
            Self::Boolean(builder) => Arc::new(builder.finish()),
        }
    }
}

/// Watches whether rows come in the order of the dataset, so that sorted workbooks are not sorted again.
struct Order {
    columns: Vec<usize>,
    last: Vec<Last>,
    number: i64,
    sorted: bool,
}

#[derive(Clone, PartialEq, Eq)]
enum Last {
    Null,
    Number(i128),
    Text(String),
}

impl Order {
    fn of(dataset: &Dataset) -> Self {
        let position = |name: &String| dataset.columns.iter().position(|column| column.name == *name);
        let columns: Vec<usize> = dataset.sort.iter().filter_map(position).collect();
        Self { last: vec![Last::Null; columns.len()], columns, number: i64::MIN, sorted: true }
    }

    fn take(&mut self, values: &[Value<'_>], number: i64) {
        if !self.sorted {
            return;
        }
        let mut order = Ordering::Equal;
        for (last, column) in self.last.iter_mut().zip(&self.columns) {
            let value = &values[*column];
            // Behind the first column that differs the order is decided; the rest is only remembered.
            if order == Ordering::Equal {
                order = last.compare(value);
                if order == Ordering::Equal {
                    continue;
                }
            }
            last.remember(value);
        }
        self.sorted = match order {
            Ordering::Less => true,
            Ordering::Equal => self.number <= number,
            Ordering::Greater => false,
        };
        self.number = number;
    }
}

impl Last {
    fn compare(&self, value: &Value<'_>) -> Ordering {
        match (self, text(value), whole(value)) {
            (Self::Text(last), Some(text), _) => last.as_str().cmp(text),
            (Self::Number(last), _, Some(number)) => last.cmp(&number),
            (Self::Null, None, None) => Ordering::Equal,
            (Self::Null, ..) => Ordering::Less,
            _ => Ordering::Greater,
        }
    }

    fn remember(&mut self, value: &Value<'_>) {
        match (&mut *self, text(value), whole(value)) {
            (Self::Text(last), Some(text), _) => text.clone_into(last),
            (_, Some(text), _) => *self = Self::Text(text.to_owned()),
            (_, _, Some(number)) => *self = Self::Number(number),
            _ => *self = Self::Null,
        }
    }
}

fn whole(value: &Value<'_>) -> Option<i128> {
    match value {
        Value::Integer(value) => Some(i128::from(*value)),
        Value::Decimal(value) => Some(*value),
        Value::Date(value) => Some(i128::from(*value)),
        Value::Boolean(value) => Some(i128::from(*value)),
        _ => None,
    }
}
