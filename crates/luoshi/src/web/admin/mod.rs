//! Administration (系统): health, backups, storage, settings, units and packs, to look at. What is changed here is
//! changed on pages of its own.

mod pack;
mod system;

pub(super) use self::{pack::show as pack, system::show as system};
