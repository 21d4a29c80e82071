//! Datasets: importing workbooks, and remembering how they are laid out.

mod import;
mod map;

pub use self::{
    import::{Import, Outcome, import},
    map::{Mapped, map},
};
