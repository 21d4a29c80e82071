//! Supervision: the table of states, commands and roles, what no sequence of commands can do, and the rules by cases.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test may fail by panicking, helpers too")]

#[path = "support/house.rs"]
mod house;
#[path = "supervise/support.rs"]
mod support;

#[path = "supervise/cases.rs"]
mod cases;
#[path = "supervise/kept.rs"]
mod kept;
#[path = "supervise/rounds.rs"]
mod rounds;
#[path = "supervise/sequences.rs"]
mod sequences;
#[path = "supervise/table.rs"]
mod table;
