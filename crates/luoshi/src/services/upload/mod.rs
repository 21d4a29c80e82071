//! Workbooks that come in on the site: taken in, checked in the background, accepted or put away.
//!
//! The state stands in the table `upload`, the file and what its check found in `uploads/ID`, so that a stopped server
//! goes on where it was. One runs after another ([`run()`]). Nothing becomes a fact before somebody accepts it, and accepting
//! runs the same import as the command line, checks and all: what changed since the check is heeded.
//!
//! To add a step: a state in `store::UploadState`, what moves into it here, and its word in `locales/*/data.ftl`.

mod decide;
mod find;
mod hand_in;
mod jobs;
mod layout;
mod run;
mod tell;

use std::path::PathBuf;

pub use self::{
    decide::{Decision, accept, again, cancel},
    find::{Shown, find, unfinished, waiting},
    hand_in::{Order, Receipt, hand_in, receive, too_large},
    jobs::{Job, Jobs, jobs, stop},
    layout::{Layout, Place, Said, Used, lay_out, layout, used},
    run::{Found, Verdict, failed, run, sweep},
    tell::{Group, Told, groups, tell},
};
use crate::{store::Upload, workspace::Workspace};

/// Largest file that the site takes; the command line takes larger ones.
pub const MAX_BYTES: usize = 64 << 20;
/// Days after which a workbook that nobody decided on is deleted.
pub const KEPT_DAYS: i64 = 14;

/// Folder of one upload.
fn folder(workspace: &Workspace, id: &str) -> PathBuf {
    workspace.uploads_dir().join(id)
}

/// The workbook itself.
fn workbook(workspace: &Workspace, upload: &Upload) -> PathBuf {
    folder(workspace, &upload.id).join(file_name(&upload.source_name))
}

/// Name of the workbook in its folder: only the ending is the sender's, because it says what the file claims to be.
fn file_name(source_name: &str) -> String {
    let ending = source_name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).take(5).collect();
    format!("workbook.{}", ending.to_ascii_lowercase())
}

/// The copy with its problems marked.
#[must_use]
pub fn marked(workspace: &Workspace, upload: &Upload) -> PathBuf {
    folder(workspace, &upload.id).join("marked.xlsx")
}

/// What the check found.
fn verdict(workspace: &Workspace, id: &str) -> PathBuf {
    folder(workspace, id).join("verdict.json")
}
