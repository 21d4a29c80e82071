//! JSON for other programs: the shapes of `docs/json.md`, the same from the command line, the API and published files.
//!
//! One file per thing. A field may be added, never renamed or removed; `tests/contract.rs` and the description of the
//! API hold the shapes. To add one: its struct with `JsonSchema` here, and whoever answers with it.

pub mod case;
pub mod edition;
pub mod import;
pub mod indicator;
pub mod manifest;
pub mod plan;
pub mod problem;
pub mod reconciliation;
pub mod status;
