//! The rules of Luoshi as values and pure functions: plans, datasets, indicators, status. No async, SQL, Arrow, HTTP,
//! files or clock in here: whatever depends on them comes in as a parameter.

pub mod access;
pub mod calendar;
pub mod casefile;
pub mod coverage;
pub mod dataset;
pub mod disclosure;
pub mod document;
pub mod forecast;
pub mod hash;
pub mod identifier;
pub mod indicator;
pub mod linkage;
pub mod mask;
pub mod number;
pub mod pack;
pub mod paper;
pub mod plan;
pub mod reconcile;
pub mod report;
pub mod review;
pub mod schema;
pub mod source;
pub mod status;
pub mod supervise;
pub mod text;
pub mod words;
