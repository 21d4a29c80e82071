//! Datasets: importing workbooks.

mod import;

pub use self::import::{Import, Outcome, import};
