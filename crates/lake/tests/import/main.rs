//! Imports through the public door: small workbooks made here, one for every rule.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail loudly too")]

mod accepted;
mod mappings;
mod refused;
mod shipped;
mod support;
