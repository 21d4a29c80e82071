//! Record linkage of files of any origin: finding the declaration, reading the files, writing what was found.

mod declaration;
mod known;
mod load;
mod run;
mod write;

pub use declaration::{Declaration, find};
pub(super) use run::too_many;
pub use run::{Ask, Done, run};
pub use write::Summary;
