//! From workbooks to figures: checked rows, immutable snapshots, SQL, indicator values. No HTTP, users or sessions.

pub mod annotate;
pub mod cases;
mod check;
pub mod compute;
pub mod diff;
pub mod drill;
mod excel;
pub mod explain;
pub mod export;
pub mod facts;
pub mod hash;
pub mod header;
pub mod import;
pub mod inputs;
pub mod lake;
mod layout;
mod lineage;
pub mod mapping;
pub mod org;
pub mod parse;
pub mod privacy;
pub mod problem;
pub mod query;
pub mod records;
pub mod refusal;
pub mod rollup;
mod rows;
pub mod schema;
pub mod snapshot;
mod sql;
mod stage;
mod tables;
pub mod template;
pub mod workbook;

pub use lake::{Lake, Opening};
pub use refusal::Refusal;
