//! Administration (系统): health, background work, backups, storage, settings, units and packs, to look at. What is changed here is
//! changed on pages of its own.

pub(super) mod jobs;
pub(super) mod notices;
mod pack;
mod system;

pub(super) use self::{pack::show as pack, system::show as system};
