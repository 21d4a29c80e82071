//! Imports through the public door: small workbooks made here, one for every rule.

mod accepted;
mod mappings;
mod refused;
mod shipped;
mod support;
