//! Files of missing children: the table of states, commands and roles, what no sequence of commands can do, and terms.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test may fail by panicking, helpers too")]

#[path = "support/house.rs"]
mod house;
#[path = "casefile/support.rs"]
mod support;

#[path = "casefile/cases.rs"]
mod cases;
#[path = "casefile/sequences.rs"]
mod sequences;
#[path = "casefile/table.rs"]
mod table;
