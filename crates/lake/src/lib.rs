//! From workbooks to figures: checked rows, immutable snapshots, SQL, indicator values. No HTTP, users or sessions.

pub mod compute;
pub mod org;
pub mod problem;
pub mod schema;
pub mod snapshot;
