//! The workspace as a whole.

mod init;

pub use self::init::init;
