//! Opens the lake of a workspace: the manifest, the measures and the definitions as they were known at a moment.

use std::{num::NonZero, sync::Arc, thread};

use anyhow::Result;
use jiff::Timestamp;
use lake::{Lake, Opening, inputs};
use policy::pack::Pack;

use crate::{refusal::Refusal, store::Measure, workspace::Workspace};

/// Bytes that all queries of a run together may hold; what does not fit goes to `tmp/`.
const MEMORY: usize = 512 << 20;

/// The lake as everything in the workspace stands now; cuts through time are made by each question.
///
/// # Errors
/// When the database or the folder of snapshots cannot be read.
pub async fn open(workspace: &Workspace, known_at: Timestamp) -> Result<Lake> {
    let mut read = workspace.store.read().await?;
    let (snapshots, measures, definitions) =
        (read.snapshots().await?, read.measures().await?, read.definitions().await?);
    let pack = super::definitions::known(&workspace.pack, &definitions, known_at)?;
    open_with(workspace, pack, snapshots, measures)
}

fn open_with(
    workspace: &Workspace,
    pack: Pack,
    snapshots: Vec<lake::snapshot::Snapshot>,
    measures: Vec<Measure>,
) -> Result<Lake> {
    let measure = |one: Measure| inputs::Measure {
        id: one.id,
        indicator: one.indicator,
        org: one.org,
        year: one.period,
        value: one.value,
        as_of: one.held_on,
        recorded_at: one.recorded_at,
        withdrawn_at: None,
    };
    Lake::open(Opening {
        district: district(&pack).to_owned(),
        pack: Arc::new(pack),
        root: workspace.snapshots_dir(),
        scratch: workspace.tmp_dir(),
        snapshots,
        measures: measures.into_iter().map(measure).collect(),
        memory: MEMORY,
        partitions: thread::available_parallelism().map_or(1, NonZero::get),
    })
}

/// A fault of the lake; a refusal that names the files when some of its snapshots are not what the manifest says.
#[must_use]
pub fn blame(lake: &Lake, error: anyhow::Error) -> anyhow::Error {
    if error.is::<lake::Refusal>() || error.is::<Refusal>() {
        return error;
    }
    let all: Vec<_> = lake.snapshots().iter().map(|snapshot| snapshot.id.clone()).collect();
    let damaged = damaged(lake, &all);
    if damaged.is_empty() {
        error
    } else {
        Refusal::new("snapshots-damaged").with("snapshots", damaged.join(", ")).into()
    }
}

/// Snapshots whose file is not the one that was written; one that cannot be read is not either.
#[must_use]
pub fn damaged(lake: &Lake, snapshots: &[String]) -> Vec<String> {
    snapshots.iter().filter(|id| !lake.intact(id).unwrap_or(false)).cloned().collect()
}

/// Code of the district that a pack's plan is for; empty for a pack without a plan.
#[must_use]
pub fn district(pack: &Pack) -> &str {
    pack.plan.as_ref().map_or("", |plan| plan.org.as_str())
}
