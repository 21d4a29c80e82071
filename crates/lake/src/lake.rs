//! The lake: a pack, the manifest, and the Parquet files, asked through SQL.
//!
//! Every session sees only the tables it was given, as they were effective at a date; there is no way from SQL to other
//! files, and none to change anything.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Context, Result, ensure};
use datafusion::{
    datasource::empty::EmptyTable,
    execution::{
        disk_manager::{DiskManagerBuilder, DiskManagerMode},
        memory_pool::{GreedyMemoryPool, TrackConsumersPool},
        runtime_env::{RuntimeEnv, RuntimeEnvBuilder},
    },
    logical_expr::{ident, lit},
    object_store::local::LocalFileSystem,
    prelude::{DataFrame, ParquetReadOptions, SessionConfig, SessionContext},
};
use policy::{
    dataset::{AREAS, Dataset, SCHOOLS},
    indicator::Indicator,
    pack::Pack,
};

use crate::{
    hash,
    inputs::Measure,
    org::Tree,
    refusal::Refusal,
    schema,
    snapshot::{Cut, Effective, Snapshot, effective},
};

/// What a lake is opened with.
#[derive(Debug)]
pub struct Opening {
    pub pack: Arc<Pack>,
    /// Folder that [`Snapshot::file`] is below.
    pub root: PathBuf,
    /// Folder for what does not fit into memory while a query runs.
    pub scratch: PathBuf,
    /// Code of the district, the root of the organisation tree.
    pub district: String,
    /// The manifest.
    pub snapshots: Vec<Snapshot>,
    /// Values entered by hand.
    pub measures: Vec<Measure>,
    /// Bytes that all queries together may hold.
    pub memory: usize,
    /// Cores that one query uses.
    pub partitions: usize,
}

/// Facts and the definitions to ask them with. Cheap to open; a changed manifest needs a new one.
#[derive(Debug)]
pub struct Lake {
    pub(crate) pack: Arc<Pack>,
    root: PathBuf,
    pub(crate) district: String,
    pub(crate) snapshots: Vec<Snapshot>,
    pub(crate) measures: Vec<Measure>,
    runtime: Arc<RuntimeEnv>,
    partitions: usize,
    /// Trees already made, by cut: every indicator of a year asks for the same few.
    trees: Mutex<BTreeMap<Cut, Arc<Tree>>>,
}

/// Address of the snapshot files inside a session.
const STORE: &str = "lake://snapshots/";

impl Lake {
    /// # Errors
    /// When the folder of snapshots does not exist.
    pub fn open(opening: Opening) -> Result<Self> {
        let Opening { pack, root, scratch, district, snapshots, measures, memory, partitions } = opening;
        let top = std::num::NonZeroUsize::MIN;
        let disk = DiskManagerBuilder::default().with_mode(DiskManagerMode::Directories(vec![scratch]));
        let runtime = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(TrackConsumersPool::new(GreedyMemoryPool::new(memory), top)))
            .with_disk_manager_builder(disk)
            .build_arc()?;
        let files =
            LocalFileSystem::new_with_prefix(&root).with_context(|| format!("snapshots in {}", root.display()))?;
        runtime.register_object_store(&STORE.try_into().context("address of snapshots")?, Arc::new(files));
        let trees = Mutex::default();
        Ok(Self { pack, root, district, snapshots, measures, runtime, partitions, trees })
    }

    #[must_use]
    pub fn snapshots(&self) -> &[Snapshot] {
        &self.snapshots
    }

    /// # Errors
    /// When no indicator has the id.
    pub fn indicator(&self, id: &str) -> Result<&Indicator> {
        self.pack.indicators.get(id).ok_or_else(|| Refusal::UnknownIndicator { indicator: id.into() }.into())
    }

    /// # Errors
    /// When no dataset has the id.
    pub fn dataset(&self, id: &str) -> Result<&Dataset> {
        self.pack.datasets.get(id).ok_or_else(|| Refusal::UnknownDataset { dataset: id.into() }.into())
    }

    /// # Errors
    /// When the manifest has no such snapshot.
    pub fn snapshot(&self, id: &str) -> Result<&Snapshot> {
        let found = self.snapshots.iter().find(|snapshot| snapshot.id == id);
        found.ok_or_else(|| Refusal::UnknownSnapshot { snapshot: id.into() }.into())
    }

    /// The organisation tree at a cut: its date is the cut's `as_of`.
    ///
    /// # Errors
    /// When a snapshot of the organisation datasets cannot be read.
    pub async fn tree(&self, cut: Cut) -> Result<Arc<Tree>> {
        if let Some(tree) = self.trees.lock().unwrap_or_else(PoisonError::into_inner).get(&cut) {
            return Ok(Arc::clone(tree));
        }
        let session = self.session();
        let bare = Tree::new(cut.as_of, &self.district, [], BTreeMap::new());
        let areas = self.whole(&session, AREAS, &bare, cut).await?;
        let townships = crate::org::tree(cut.as_of, &self.district, areas.clone(), None).await?;
        let schools = self.whole(&session, SCHOOLS, &townships, cut).await?;
        let tree = Arc::new(crate::org::tree(cut.as_of, &self.district, areas, schools).await?);
        self.trees.lock().unwrap_or_else(PoisonError::into_inner).insert(cut, Arc::clone(&tree));
        Ok(tree)
    }

    /// Compares the file of a snapshot with the hash in the manifest.
    ///
    /// # Errors
    /// When the snapshot is not known or its file cannot be read.
    pub fn intact(&self, id: &str) -> Result<bool> {
        let snapshot = self.snapshot(id)?;
        let path = self.root.join(&snapshot.file);
        Ok(hash::of_file(&path).with_context(|| path.display().to_string())? == snapshot.sha256)
    }

    /// Snapshots in force of a dataset at a cut.
    pub(crate) fn parts<'a>(&'a self, dataset: &str, tree: &'a Tree, cut: Cut) -> Vec<Effective<'a>> {
        effective(&self.snapshots, dataset, tree, cut)
    }

    /// A session over the files of the lake without any table.
    pub(crate) fn session(&self) -> SessionContext {
        session(Arc::clone(&self.runtime), self.partitions)
    }

    /// The effective rows of a dataset; none when it has no snapshot in force or the pack does not declare it.
    pub(crate) async fn whole(
        &self,
        session: &SessionContext,
        id: &str,
        tree: &Tree,
        cut: Cut,
    ) -> Result<Option<DataFrame>> {
        let Some(dataset) = self.pack.datasets.get(id) else { return Ok(None) };
        let parts = self.parts(id, tree, cut);
        if parts.is_empty() { Ok(None) } else { Ok(Some(scan(session, dataset, &parts).await?)) }
    }
}

/// A session with no tables; decimals in SQL are exact. Filters choose row groups and pages, but rows are filtered after reading:
/// figures read most rows, and to skip a few inside a page costs more than it saves.
pub(crate) fn session(runtime: Arc<RuntimeEnv>, partitions: usize) -> SessionContext {
    let mut config = SessionConfig::new().with_target_partitions(partitions.max(1)).with_information_schema(false);
    let options = config.options_mut();
    options.sql_parser.parse_float_as_decimal = true;
    SessionContext::new_with_config_rt(config, runtime)
}

/// The rows of snapshots in force: a union of files, each without the orgs that another file stands in for.
///
/// A dataset without a snapshot gives a table without rows; whoever makes a figure of it must ask for the parts.
pub(crate) async fn scan(session: &SessionContext, dataset: &Dataset, parts: &[Effective<'_>]) -> Result<DataFrame> {
    let schema = schema::read(dataset);
    let mut files: BTreeMap<&[&str], Vec<String>> = BTreeMap::new();
    for part in parts {
        let path = part.snapshot.file.replace('\\', "/");
        files.entry(part.except.as_slice()).or_default().push(format!("{STORE}{path}"));
    }
    let mut whole: Option<DataFrame> = None;
    for (except, files) in files {
        let mut rows = session.read_parquet(files, ParquetReadOptions::new().schema(&schema)).await?;
        if !except.is_empty() {
            let org = dataset.org.as_deref();
            ensure!(org.is_some(), "{} has snapshots of several scopes but no org column", dataset.id);
            let org = ident(org.unwrap_or_default());
            let others = except.iter().map(|code| lit(*code)).collect();
            rows = rows.filter(org.clone().is_null().or(org.in_list(others, true)))?;
        }
        whole = Some(match whole {
            None => rows,
            Some(whole) => whole.union(rows)?,
        });
    }
    match whole {
        Some(rows) => Ok(rows),
        None => Ok(session.read_table(Arc::new(EmptyTable::new(schema)))?),
    }
}
