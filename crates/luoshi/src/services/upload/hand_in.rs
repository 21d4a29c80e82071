use std::{
    fs::{self, File},
    io::Write as _,
    path::PathBuf,
};

use anyhow::Result;
use jiff::civil::Date;
use policy::access::Right;
use serde_json::json;

use super::{MAX_BYTES, again, file_name, folder};
use crate::{
    edge::Edge,
    refusal::Refusal,
    services::{account::Caller, reach::Reach, report},
    store::{NewEvent, Upload, UploadState},
    workspace::Workspace,
};

/// Characters of a file's name that are kept.
const NAME: usize = 120;
/// Most workbooks of one person that may wait at a time, so that nobody fills the disk.
const WAITING: usize = 50;
/// Name of a file while it comes in.
const COMING: &str = "coming";

/// What is handed in, besides the file.
pub struct Order {
    pub dataset: String,
    /// Code of the district, township or school.
    pub scope: String,
    pub as_of: Date,
    /// As the browser calls it.
    pub source_name: String,
}

/// A file as it comes in, piece by piece; dropped before [`hand_in`] it leaves no trace.
pub struct Receipt {
    folder: tempfile::TempDir,
    file: File,
    bytes: usize,
}

/// Opens a file for what comes in.
///
/// # Errors
/// When the workspace cannot be written to.
pub fn receive(workspace: &Workspace) -> Result<Receipt> {
    fs::create_dir_all(workspace.uploads_dir())?;
    let folder = tempfile::TempDir::new_in(workspace.uploads_dir())?;
    let file = File::create(folder.path().join(COMING))?;
    Ok(Receipt { folder, file, bytes: 0 })
}

impl Receipt {
    /// Where the file lies as long as the receipt is kept.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.folder.path().join(COMING)
    }

    /// Writes what came in.
    ///
    /// # Errors
    /// Refused when the file grows too large.
    pub fn take(&mut self, piece: &[u8]) -> Result<()> {
        self.bytes += piece.len();
        if self.bytes > MAX_BYTES {
            return Err(too_large().into());
        }
        Ok(self.file.write_all(piece)?)
    }
}

/// The refusal of a file that is too large for the site.
#[must_use]
pub fn too_large() -> Refusal {
    Refusal::new("upload-too-large").with("size", MAX_BYTES >> 20)
}

/// Takes a workbook in; its check begins when its turn comes. The same file sent again while it waits is the same upload: one
/// that has problems is checked anew, because what it was checked against may have changed.
///
/// # Errors
/// `page-missing` for a dataset that is nothing to the person; refused for a scope that is not theirs, a day that has not
/// come, and an empty file.
pub async fn hand_in(
    workspace: &Workspace,
    edge: &Edge,
    caller: &Caller,
    order: Order,
    receipt: Receipt,
) -> Result<Upload> {
    let ground = report::ground(workspace, edge).await?;
    let reach = Reach::of(caller, Right::Import, &workspace.pack, &ground.tree);
    let dataset = workspace.pack.datasets.get(&order.dataset).filter(|dataset| reach.dataset(dataset));
    let dataset = dataset.ok_or_else(|| Refusal::new("page-missing"))?;
    if !reach.handing_in(dataset, &order.scope) {
        return Err(Refusal::new("upload-scope").into());
    }
    if order.as_of > ground.day {
        return Err(Refusal::new("upload-as-of").with("day", edge.words.date(ground.day)).into());
    }
    if receipt.bytes == 0 {
        return Err(Refusal::new("upload-missing").into());
    }
    receipt.file.sync_all()?;
    let coming = receipt.path();
    let source_sha256 = lake::hash::of_file(&coming)?;
    let mut waiting = workspace.store.read().await?.unfinished_uploads().await?;
    waiting.retain(|upload| upload.person == caller.person.id);
    let same = |one: &&Upload| {
        (&one.dataset, &one.scope, one.as_of) == (&dataset.id, &order.scope, order.as_of)
            && one.source_sha256 == source_sha256
    };
    if let Some(same) = waiting.iter().find(same) {
        return if same.state == UploadState::Refused { again(workspace, edge, same).await } else { Ok(same.clone()) };
    }
    if waiting.len() >= WAITING {
        return Err(Refusal::new("upload-too-many").with("count", WAITING).into());
    }
    let upload = Upload {
        id: edge.id(),
        dataset: dataset.id.clone(),
        scope: order.scope,
        as_of: order.as_of,
        source_name: plain(&order.source_name),
        source_sha256,
        bytes: receipt.bytes as u64,
        person: caller.person.id.clone(),
        decider: None,
        state: UploadState::Uploaded,
        valid_rows_only: false,
        drift_reason: None,
        rows_read: 0,
        snapshot: None,
        created_at: edge.now,
        changed_at: edge.now,
    };
    fs::rename(&coming, coming.with_file_name(file_name(&upload.source_name)))?;
    // The file before the row that names it: a folder without a row is swept away when the server starts.
    fs::rename(receipt.folder.keep(), folder(workspace, &upload.id))?;
    let mut write = workspace.store.write().await?;
    write.add_upload(&upload).await?;
    let body = json!({
        "dataset": upload.dataset,
        "scope": upload.scope,
        "as_of": upload.as_of.to_string(),
        "source_name": upload.source_name,
        "source_sha256": upload.source_sha256,
    });
    let event = NewEvent { at: edge.now, actor: &edge.actor, kind: "upload.received", subject: &upload.id, body };
    write.add_event(event).await?;
    write.commit().await?;
    Ok(upload)
}

/// The name of a file without folders and control characters.
fn plain(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|one| !one.is_control()).take(NAME).collect();
    name.trim().to_owned()
}
