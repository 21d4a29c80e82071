//! Record linkage: which row of one file is the same person as which row of another (Fellegi and Sunter 1969).
//!
//! The engine knows no dataset. A [`Spec`] declares fields, comparisons with their levels and the rules that say which pairs
//! are looked at; [`Builder`] takes rows of text; [`run::link`] and [`run::dedupe`] give pairs with their probability, each
//! explained by [`Outcome::explain`]. No clock, async or SQL in here, and no files but those of rows that do not fit the memory
//! ([`Room`]) and of what finished rules found ([`Options::journal`]). Results depend neither on the order of rows, nor on the
//! number of threads, nor on where rows are kept.
//!
//! The way of a row: spelt one way (`data`), kept (`store`), blocked (`block`), compared to a pattern of levels (`compare`),
//! weighed by the [`model`], regarded beside its rivals (`regard`), assigned (`assign`).
//!
//! To add a comparator: a word in [`spec::Is`], the kinds it fits in [`spec::Is::fits`], and its case in `compare`. To add
//! a kind of field: a file in `kind/` that spells values one way and answers what comparators and blocking rules ask.

pub mod assign;
mod block;
pub mod columns;
mod compare;
mod data;
mod journal;
mod kind;
pub mod model;
mod pairs;
mod regard;
pub mod run;
pub mod spec;
mod store;
mod tables;
mod text;

pub use block::TooMany;
pub use compare::{Pattern, level};
pub use data::{Builder, Data, Side};
pub use model::Model;
pub use run::{Estimate, Explained, Link, Options, Outcome, Refusal, Step};
pub use spec::{Flaw, Spec};
pub use store::Room;
pub use tables::Confusions;
