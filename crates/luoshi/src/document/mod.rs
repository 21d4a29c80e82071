//! Official documents (公文): from a template of a pack and the facts of a day to paper.
//!
//! ```text
//! facts ─▶ template (a text with marks) ─▶ document (values) ─▶ docx, page
//! ```
//! - `facts`: what a template may say, as one serialisable value in words;
//! - `fill`: puts facts into a template, within limits, and reads the result;
//! - `mark`: the marks that a line of the text may begin with;
//! - `model`: a document as values;
//! - `docx`: a document by the form of the pack (`paper.toml`);
//! - `chart`: pictures.
//!
//! To add a document: `documents/ID.txt` in a pack. To add a fact: a field in `facts`, filled in
//! `services/document/facts.rs`, and a line in docs/packs.md. To add a mark: a line in `mark`, and what it becomes in
//! `docx` and in the page.

pub mod chart;
mod docx;
pub mod facts;
mod fill;
mod mark;
pub mod model;
mod sample;

pub use self::{
    docx::write,
    fill::{CODES, Flaw, check, fill},
    mark::Why,
};
