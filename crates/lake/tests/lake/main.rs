//! The lake through its public doors: a small pack, Parquet files written here, figures worked out by hand.

mod asking;
mod effective;
mod figures;
mod fixture;
mod rollup;
