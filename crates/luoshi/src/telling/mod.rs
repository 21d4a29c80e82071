//! How figures and standings are told to people: the same words on the command line, on pages and in documents.

mod column;
mod quantity;
mod standing;

pub(crate) use self::standing::estimate;
pub use self::{column::Heading, quantity::Quantity, standing::Told};
