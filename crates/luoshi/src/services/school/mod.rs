//! Schools (学校) and townships: the directory of a day, and the profile of one.

mod directory;
mod profile;

pub use self::{
    directory::{Directory, Filter, School, list},
    profile::{Held, Lacking, Measured, Peers, Profile, profile},
};
