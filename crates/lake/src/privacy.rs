//! What may be shown of a row: every column with its class, every cell in its masked form.

use std::collections::BTreeMap;

use datafusion::{arrow::datatypes::DataType, logical_expr::LogicalPlan};
use policy::{
    dataset::{ColumnType, Dataset, Privacy},
    indicator::Version,
    mask::mask,
    pack::Pack,
};
use serde::{Deserialize, Serialize};

use crate::{
    lineage::{self, Origin, Tables},
    refusal::Refusal,
    schema::ROW,
    tables,
};

/// A column of rows that are shown to people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub name: String,
    pub kind: ColumnType,
    pub privacy: Privacy,
    /// Computed from columns of the class, instead of being one: no masked form is known to hide enough of it.
    pub computed: bool,
}

/// Who looks: whether a stated reason opens what is masked, and the word that stands for a hidden value.
#[derive(Clone, Copy, Debug)]
pub struct Viewer<'a> {
    pub reveal: bool,
    /// In the reader's language.
    pub hidden: &'a str,
}

impl Shown {
    /// Whether the column is about a single person.
    pub(crate) fn is_about_a_person(&self) -> bool {
        self.privacy.is_of_a_person()
    }

    /// Whether nothing of the column is shown without a reason, not even whether there is a value.
    pub(crate) fn is_hidden(&self) -> bool {
        self.privacy == Privacy::Sensitive || self.computed && self.is_about_a_person()
    }
}

/// Columns of a dataset's table, as they may be shown.
pub(crate) fn of_dataset(dataset: &Dataset) -> Vec<Shown> {
    let shown = |name: &str, kind, privacy| Shown { name: name.to_owned(), kind, privacy, computed: false };
    let mut columns: Vec<Shown> =
        dataset.columns.iter().map(|column| shown(&column.name, column.kind, column.privacy)).collect();
    let keys = dataset.columns.iter().filter_map(|column| column.key_as.as_deref());
    columns.extend(keys.map(|key| shown(key, ColumnType::Identifier, Privacy::Identifier)));
    columns.push(shown(ROW, ColumnType::Integer, Privacy::Public));
    columns
}

/// Columns that an indicator's query lists, each with the class of what it is made of. `plan` is the query as it was
/// parsed, over tables of the names that the version gives them.
///
/// # Errors
/// Refused when the plan does something that cannot be followed to its tables.
pub(crate) fn of_query(pack: &Pack, version: &Version, plan: &LogicalPlan) -> Result<Vec<Shown>, Refusal> {
    let origins = lineage::origins(plan, &readable(pack, version));
    let origins = origins.map_err(|error| Refusal::Unclassed { message: error.strip_backtrace() })?;
    let shown = origins.into_iter().zip(plan.schema().fields()).map(|(origin, field)| Shown {
        name: field.name().clone(),
        kind: origin.plain.unwrap_or_else(|| kind(field.data_type())),
        privacy: origin.privacy,
        computed: origin.plain.is_none(),
    });
    Ok(shown.collect())
}

/// The tables that a version's query may read. Units, figures and standards are public.
fn readable(pack: &Pack, version: &Version) -> Tables {
    let provided = |schema: datafusion::arrow::datatypes::SchemaRef| -> BTreeMap<String, Origin> {
        let public = |kind| Origin { privacy: Privacy::Public, plain: Some(kind) };
        schema.fields().iter().map(|field| (field.name().clone(), public(kind(field.data_type())))).collect()
    };
    let mut readable = Tables::from([("org".to_owned(), provided(tables::org_schema()))]);
    for read in &version.reads {
        let (id, columns) = if let Some(id) = &read.dataset {
            let columns = pack.datasets.get(id).map(of_dataset).unwrap_or_default().into_iter();
            let origin = |column: Shown| (column.name, Origin { privacy: column.privacy, plain: Some(column.kind) });
            (Some(id), columns.map(origin).collect())
        } else if read.indicator.is_some() {
            (read.indicator.as_ref(), provided(tables::values_schema()))
        } else {
            (read.standard.as_ref(), provided(tables::standard_schema()))
        };
        readable.extend(read.alias.as_ref().or(id).map(|name| (name.clone(), columns)));
    }
    readable
}

/// The type of a column that no declaration gives one.
const fn kind(data_type: &DataType) -> ColumnType {
    match data_type {
        DataType::Boolean => ColumnType::Boolean,
        DataType::Date32 | DataType::Date64 => ColumnType::Date,
        DataType::Decimal128(..) | DataType::Float64 => ColumnType::Decimal,
        DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 | DataType::UInt64 => ColumnType::Integer,
        _ => ColumnType::Text,
    }
}

impl Viewer<'_> {
    /// The form of a cell that this viewer sees.
    pub(crate) fn cell(&self, column: &Shown, value: Option<&str>) -> Option<String> {
        match (self.reveal, value) {
            (true, value) => value.map(str::to_owned),
            // Even that a sensitive value is missing would tell something.
            (false, _) if column.is_hidden() => Some(self.hidden.to_owned()),
            (false, value) => value.map(|value| mask(value, column.kind, column.privacy, self.hidden).into_owned()),
        }
    }
}
