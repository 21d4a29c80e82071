//! Rows of persons by their keys (decision 0003): who somebody is, read when somebody looks.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use datafusion::{
    arrow::datatypes::DataType,
    logical_expr::{cast, ident, lit},
};

use crate::{lake::Lake, refusal::Refusal, snapshot::Cut, sql};

impl Lake {
    /// Columns of the effective rows of a dataset that are about the persons of the keys, unmasked, as text. Of several rows
    /// about one person the first in order counts.
    ///
    /// # Errors
    /// Refused when no dataset has the id, or it has no key of persons; faults of files or memory.
    pub async fn persons(
        &self,
        dataset: &str,
        columns: &[&str],
        persons: &BTreeSet<i64>,
        cut: Cut,
    ) -> Result<BTreeMap<i64, Vec<Option<String>>>> {
        let declared = self.dataset(dataset)?;
        let key = declared.columns.iter().find_map(|column| column.key_as.as_deref());
        let key = key.ok_or_else(|| Refusal::UnknownDataset { dataset: dataset.into() })?;
        let (session, tree) = (self.session(), self.tree(cut).await?);
        let Some(rows) = self.whole(&session, dataset, &tree, cut).await?.filter(|_| !persons.is_empty()) else {
            return Ok(BTreeMap::new());
        };
        let wanted = persons.iter().map(|person| lit(*person)).collect();
        let shown = [key].into_iter().chain(columns.iter().copied());
        let shown: Vec<_> =
            shown.enumerate().map(|(at, name)| cast(ident(name), DataType::Utf8).alias(format!("c{at}"))).collect();
        let found = sql::collect(rows.filter(ident(key).in_list(wanted, false))?.select(shown)?).await?;
        let mut rows = sql::rows(&found)?;
        rows.sort();
        let mut of = BTreeMap::new();
        for mut cells in rows {
            let rest = cells.split_off(1);
            if let Some(person) = cells.pop().flatten().and_then(|text| text.parse().ok()) {
                of.entry(person).or_insert(rest);
            }
        }
        Ok(of)
    }
}
