//! The site through its front door: requests to the router, answers as browsers see them.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "in a test a panic is the message")]

mod admin;
mod api;
mod cases;
#[path = "../support/children.rs"]
mod children;
mod data;
mod documents;
mod dozens;
mod duties;
mod headers;
mod house;
mod imports;
mod indicators;
mod jobs;
mod ledger;
mod mail;
mod matrix;
mod notices;
mod open;
mod people;
mod plan;
mod reconciliation;
mod robots;
mod rows;
mod schools;
mod setup;
#[path = "../support/sheet.rs"]
mod sheet;
mod sign_in;
mod sinks;
mod sso;
mod supervision;
mod visits;
