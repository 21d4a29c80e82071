//! Official documents (公文): choose one, look at it as on paper, take it away as .docx.

pub(super) mod ledger;
pub(super) mod list;
pub(super) mod show;
