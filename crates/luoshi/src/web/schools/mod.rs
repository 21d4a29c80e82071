//! Schools (学校) and townships: the directory, and the profile that prints as a brief of one page.

pub(super) mod list;
pub(super) mod show;
