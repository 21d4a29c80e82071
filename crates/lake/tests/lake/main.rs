//! The lake through its public doors: a small pack, Parquet files written here, figures worked out by hand.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it should be")]

mod asking;
mod effective;
mod figures;
mod fixture;
mod leaks;
mod rollup;
