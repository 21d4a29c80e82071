//! How figures and standings are told to people: the same words on the command line, on pages and in documents.

mod case;
mod column;
mod duty;
mod finding;
mod notice;
mod quantity;
mod sheet;
mod standing;

pub(crate) use self::standing::estimate;
pub use self::{
    case::ToldCase,
    column::Heading,
    duty::ToldDuty,
    finding::{finding, places},
    notice::ToldNotice,
    quantity::Quantity,
    sheet::csv,
    standing::Told,
};
