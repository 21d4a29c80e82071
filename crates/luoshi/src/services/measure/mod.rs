//! Figures entered by hand, where no dataset can exist.

mod set;

pub use self::set::{Set, set};
