//! The workspace as a whole.

mod backup;
mod init;
mod restore;
mod state;

pub use self::{
    backup::{Backup, backup, pack_hash},
    init::init,
    restore::{Checked, Restored, restore},
    state::{Storage, Taken, health, last_backup, storage},
};
