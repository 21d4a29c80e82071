//! Templates, mappings and marked copies.
