//! From workbooks to figures: checked rows, immutable snapshots, SQL, indicator values. No HTTP, users or sessions.

pub mod problem;
pub mod snapshot;
