//! The site: server-rendered pages over the services.
//!
//! [`routes`] is the one list of what can be asked for and what right it needs; nothing is served that does not stand
//! there. A page is `src/web/NOUN/VERB.rs` with `templates/NOUN/VERB.html` and texts in `locales/*/pages.ftl`: it reads the
//! request, asks a service, and fills a template. Row scope is applied in the services, never in a template.
//!
//! To add a page: its two files, a line in [`routes`], texts in both languages, and a review of the changed matrix
//! (`tests/snapshots/site__matrix.snap`).

mod account;
mod app;
mod assets;
mod guard;
mod indicator;
mod overview;
mod page;
mod plan;
mod route;
mod serve;
mod setup;
mod trouble;
mod view;

use self::route::Routes;
pub use self::{
    app::{App, Clock},
    route::{Access, Listed, list},
    serve::{Shell, serve},
};
use policy::access::Right;

/// Everything that can be asked for, and what it needs.
fn routes() -> Routes {
    use Access::{Anyone, Needs, SignedIn};
    Routes::default()
        .get("/", Needs(Right::Plan), overview::show)
        .get("/plan", Needs(Right::Plan), plan::show)
        .get("/plan/tasks/{number}", Needs(Right::Plan), plan::task::show)
        .get("/indicators", Needs(Right::Plan), indicator::list::show)
        .get("/indicators/{id}", Needs(Right::Plan), indicator::show::show)
        .get("/indicators/{id}/places.csv", Needs(Right::Schools), indicator::places::csv)
        .get("/indicators/{id}/rows", Needs(Right::Rows), indicator::rows::show)
        .get("/sign-in", Anyone, account::sign_in::form)
        .post("/sign-in", Anyone, account::sign_in::submit)
        .post("/sign-out", SignedIn, account::sign_out::submit)
        .get("/invitation", Anyone, account::invitation::form)
        .post("/invitation", Anyone, account::invitation::submit)
        .get("/account", SignedIn, account::show)
        .post("/account/password", SignedIn, account::password::submit)
        .post("/account/language", Anyone, account::language::submit)
        .get("/account/second-factor", SignedIn, account::second_factor::form)
        .post("/account/second-factor", SignedIn, account::second_factor::confirm)
        .post("/account/second-factor/remove", SignedIn, account::second_factor::remove)
        .post("/account/sessions/end", SignedIn, account::sessions::end)
        .post("/account/sessions/end-others", SignedIn, account::sessions::end_others)
}
