//! Packs: whether one is sound.

mod check;

pub use self::check::{figures, unbalanced};
