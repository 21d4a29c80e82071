//! Datasets: templates, importing workbooks, and remembering how they are laid out.

mod import;
mod map;
mod template;

pub use self::{
    import::{Import, Outcome, import},
    map::{Mapped, map},
    template::template,
};
