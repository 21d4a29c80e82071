//! What the program does for its users, one file per verb. A service is the only place that writes: it locks, loads,
//! lets the engines decide, and stores state and log entry in one transaction. Command line and pages call the same.

pub mod account;
pub mod agenda;
pub mod board;
pub mod case;
pub mod changes;
pub mod dataset;
mod definitions;
pub mod document;
pub mod duty;
mod event;
pub mod evidence;
pub mod first;
pub mod indicator;
mod lake;
pub mod linkage;
pub mod mail;
pub mod measure;
pub mod notice;
pub mod overview;
pub mod pack;
pub mod person;
pub mod publication;
mod query;
pub mod reach;
pub mod reconciliation;
pub mod report;
pub mod school;
pub mod search;
pub mod snapshot;
pub mod source;
pub mod timeline;
pub mod upload;
pub mod visit;
pub mod workspace;

pub use self::query::query;
