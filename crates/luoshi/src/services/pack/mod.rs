//! Packs: whether one is sound, and one that comes in as a zip.

mod check;
mod keep;

pub use self::{
    check::{documents, figures, unbalanced},
    keep::{MAX_BYTES, Unsound, keep, unpack},
};
