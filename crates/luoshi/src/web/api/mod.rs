//! The JSON API (接口): what pages show, for programs, under `/api/v1`.
//!
//! The shapes are those of `contract`, the rights those of the route list; `describe` puts both together as OpenAPI,
//! and as a page for people. To add an endpoint: a handler in `read` or `import`, a line in `web::routes`, one in
//! `describe::ENDPOINTS`, and its texts `api-…`; a test holds the three lists together.

pub(super) mod calendar;
pub(super) mod describe;
pub(super) mod import;
mod part;
pub(super) mod read;
pub(super) mod show;
