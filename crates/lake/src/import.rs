//! Import: a workbook, checked, as rows that may become a snapshot. Content is never an error: it gives problems.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use datafusion::prelude::SessionContext;
use jiff::civil::Date;
use policy::{
    dataset::{Dataset, Scope},
    pack::Pack,
};

use crate::{mapping::Mapping, problem::Problems};

/// A workbook that somebody wants imported.
pub struct Incoming<'a> {
    pub pack: &'a Pack,
    pub dataset: &'a Dataset,
    pub file: &'a Path,
    /// Whose facts the file holds: the code of the district, township or school, and which of these it is.
    pub scope: (&'a str, Scope),
    /// Day that the file states the facts of; checks of the pack know it as `$as_of`.
    pub as_of: Date,
    /// Remembered layouts; those of other datasets are passed over.
    pub mappings: &'a [Mapping],
    /// The effective datasets at the as-of day as tables by their id, and table `org`. A dataset without a snapshot
    /// has no table; references to it are not checked, and said so.
    pub session: &'a SessionContext,
    /// Parquet file of the snapshot before this one in the same scope, for drift.
    pub previous: Option<&'a Path>,
    /// Secret of the district for the integer keys of identifiers.
    pub secret: &'a [u8],
    /// Folder for temporary files, on the same file system as the snapshots.
    pub staging: &'a Path,
    pub policy: Acceptance,
}

/// What a person decided about problems before the import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Acceptance {
    /// Leave out rows with problems instead of refusing the file (`--accept-valid`).
    pub valid_rows_only: bool,
    /// A person has confirmed that the file really differs so much from the one before (`--confirm-drift`).
    pub drift_confirmed: bool,
}

/// What the import found.
#[derive(Debug)]
pub struct Checked {
    pub problems: Problems,
    /// Data rows in the workbook.
    pub rows_read: u64,
    /// Rows that a snapshot would hold.
    pub rows_valid: u64,
    /// Every sheet of the workbook, in its order.
    pub sheets: Vec<Sheet>,
    /// The remembered mapping that was used, if any.
    pub mapping: Option<Mapping>,
    /// Checks that could not run: code of the check (or `reference.COLUMN`) → datasets without a snapshot.
    pub skipped_checks: BTreeMap<String, Vec<String>>,
    /// SHA-256 of the workbook, lower-case hex.
    pub source_sha256: String,
    /// The rows, ready to publish; none when the file is refused.
    pub staged: Option<Staged>,
}

/// What became of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub name: String,
    /// Row of the header, from 1; none when the sheet was skipped because no header of the dataset was found.
    pub header_row: Option<u32>,
    /// Data rows read.
    pub rows: u64,
    /// Header in the sheet → column of the dataset.
    pub columns: BTreeMap<String, String>,
}

/// Accepted rows in a temporary Parquet file.
#[derive(Debug)]
pub struct Staged {
    pub path: PathBuf,
    pub rows: u64,
    /// Rows with problems that were left out.
    pub left_out: u64,
    /// SHA-256 of the Parquet file, lower-case hex.
    pub sha256: String,
}

/// Reads and checks a workbook and stages its rows.
///
/// # Errors
/// Faults of the machine only (files, memory, SQL of the pack that does not run); whatever is wrong with the workbook is
/// in [`Checked::problems`].
#[expect(clippy::unused_async, reason = "the engine behind this contract follows")]
pub async fn check(incoming: Incoming<'_>) -> anyhow::Result<Checked> {
    anyhow::bail!("the import of {} is not built yet", incoming.dataset.id)
}

impl Staged {
    /// Moves the file to its place so that it is there wholly or not at all, also after a power cut.
    ///
    /// # Errors
    /// Faults of the file system; the destination then does not exist.
    pub fn publish(self, destination: &Path) -> anyhow::Result<()> {
        let folder = destination.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        std::fs::File::open(&self.path)?.sync_all()?;
        std::fs::rename(&self.path, destination)?;
        std::fs::File::open(folder)?.sync_all()?;
        Ok(())
    }
}
