//! What a person was told.

pub(super) mod list;
