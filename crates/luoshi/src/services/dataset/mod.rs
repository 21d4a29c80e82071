//! Datasets: templates, importing workbooks, and remembering how they are laid out.

mod annotate;
mod import;
mod map;
mod template;

pub(super) use self::import::{accept, look_at};
pub use self::{
    annotate::{annotate, free, say},
    import::{Import, Looked, Outcome, import, look, reading, record_refusal},
    map::{Mapped, map, remembered},
    template::template,
};
