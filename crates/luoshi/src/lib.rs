//! The program around the engines: workspace, store, services, command line.
//!
//! [`services`] is the only place that writes; [`cli`] asks a service and puts its answer into words. Nothing in here
//! reads the clock or makes randomness: [`edge::Edge`] brings both in.

pub mod cli;
pub mod config;
pub mod contract;
mod demo;
pub mod document;
pub mod edge;
pub mod ledger;
pub mod packs;
pub mod refusal;
pub mod services;
pub mod store;
pub mod telling;
pub mod web;
pub mod words;
pub mod workspace;
