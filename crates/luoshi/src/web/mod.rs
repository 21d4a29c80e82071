//! The site: server-rendered pages over the services.
//!
//! `routes` is the one list of what can be asked for and what right it needs; nothing is served that does not stand
//! there. A page is `src/web/NOUN/VERB.rs` with `templates/NOUN/VERB.html` and texts in `locales/*/pages.ftl`: it reads the
//! request, asks a service, and fills a template. Row scope is applied in the services, never in a template.
//!
//! To add a page: its two files, a line in `routes`, texts in both languages, and a review of the changed matrix
//! (`tests/site/snapshots/site__matrix__matrix.snap`).

mod account;
mod admin;
mod api;
mod app;
mod assets;
mod cases;
mod data;
mod desk;
mod documents;
mod duties;
mod evidence;
mod guard;
mod health;
mod indicators;
mod log;
mod notices;
mod overview;
mod page;
mod people;
mod plan;
mod post;
mod public;
mod publish;
mod reconciliation;
mod route;
mod schools;
mod search;
mod serve;
mod setup;
mod table;
mod trouble;
mod view;
mod visits;
mod wall;
mod work;

use self::route::Routes;
pub use self::{
    app::{App, Clock},
    route::{Access, Listed, list},
    serve::{Shell, serve},
};
pub(crate) use api::calendar::PATH as CALENDAR;
use axum::{extract::DefaultBodyLimit, handler::Handler as _};
use policy::access::Right;

/// Workbooks are larger than forms; the fields around the file need some room too.
fn upload_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(crate::services::upload::MAX_BYTES + (64 << 10))
}

/// The filled-in cells of a whole ledger come back as one form, percent-encoded.
fn ledger_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(16 << 20)
}

/// Several files of the largest size that a pack can declare come together at most.
fn evidence_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(crate::services::evidence::MOST_FILES * (20 << 20) + (64 << 10))
}

/// Everything that can be asked for, and what it needs.
#[expect(clippy::too_many_lines, reason = "what is served is one list, to be reviewed as one")]
fn routes() -> Routes {
    use Access::{Anyone, Needs, SignedIn};
    Routes::default()
        .get("/", Needs(Right::Plan), overview::show)
        .get("/wall", Needs(Right::Plan), wall::show)
        .get("/plan", Needs(Right::Plan), plan::show)
        .get("/plan/tasks/{number}", Needs(Right::Plan), plan::task)
        .get("/plan/timeline", Needs(Right::Plan), plan::timeline::show)
        .get("/plan/source", Needs(Right::Plan), plan::source::show)
        .post("/plan/source", Needs(Right::Attach), plan::source::attach)
        .get("/work", Needs(Right::Plan), work::show)
        .get("/duties", Needs(Right::Duties), duties::list::show)
        .post("/duties", Needs(Right::Supervise), duties::list::submit)
        .get("/duties/rounds", Needs(Right::Duties), duties::rounds::show)
        .get("/duties/scores", Needs(Right::Duties), duties::scores::show)
        .get("/duties/{id}", Needs(Right::Duties), duties::show::show)
        .post("/duties/{id}", Needs(Right::Duties), duties::show::submit)
        .post("/duties/{id}/evidence", Needs(Right::Answer), duties::evidence::submit.layer(evidence_limit()))
        .get("/duties/{id}/evidence/{hash}", Needs(Right::Duties), duties::evidence::show)
        .get("/cases", Needs(Right::Cases), cases::list::show)
        .get("/cases/ledger", Needs(Right::CaseFiles), cases::list::ledger)
        .get("/cases/{id}", Needs(Right::CaseFiles), cases::show::show)
        .post("/cases/{id}", Needs(Right::CaseFiles), cases::show::submit.layer(evidence_limit()))
        .post("/cases/{id}/reveal", Needs(Right::Reveal), cases::show::reveal)
        .get("/cases/{id}/evidence/{hash}", Needs(Right::CaseFiles), cases::show::evidence)
        .get("/data", Needs(Right::Data), data::list::show)
        .get("/data/{dataset}", Needs(Right::Data), data::dataset::show)
        .post("/data/{dataset}", Needs(Right::Import), data::dataset::submit.layer(upload_limit()))
        .get("/data/{dataset}/template", Needs(Right::Data), data::dataset::template)
        .get("/data/imports/{id}", Needs(Right::Import), data::import::show)
        .post("/data/imports/{id}", Needs(Right::Import), data::import::submit)
        .get("/data/imports/{id}/progress", Needs(Right::Import), data::import::progress)
        .get("/data/imports/{id}/headers", Needs(Right::Import), data::headers::show)
        .post("/data/imports/{id}/headers", Needs(Right::Import), data::headers::submit)
        .get("/data/imports/{id}/marked", Needs(Right::Import), data::import::marked)
        .get("/data/snapshots/{id}", Needs(Right::Data), data::snapshot::show)
        .post("/data/snapshots/{id}", Needs(Right::Import), data::snapshot::withdraw)
        .get("/indicators", Needs(Right::Plan), indicators::list::show)
        .get("/indicators/years", Needs(Right::Plan), indicators::years::show)
        .get("/indicators/{id}", Needs(Right::Plan), indicators::show::show)
        .get("/indicators/{id}/units", Needs(Right::Schools), indicators::units::export)
        .get("/indicators/{id}/rows", Needs(Right::Rows), indicators::rows::show)
        .get("/indicators/{id}/rows/export", Needs(Right::Rows), indicators::rows::export)
        .get("/indicators/{id}/rows/reveal", Needs(Right::Reveal), indicators::rows::ask)
        .post("/indicators/{id}/rows/reveal", Needs(Right::Reveal), indicators::rows::reveal)
        .get("/schools", Needs(Right::Schools), schools::list::show)
        .get("/schools/{code}", Needs(Right::Schools), schools::show::school)
        .get("/townships/{code}", Needs(Right::Schools), schools::show::township)
        .get("/documents", Needs(Right::Document), documents::list::show)
        .get("/documents/ledger", Needs(Right::Document), documents::ledger::show)
        .get("/documents/ledger/file", Needs(Right::Document), documents::ledger::file)
        .post("/documents/ledger", Needs(Right::Document), documents::ledger::compare.layer(upload_limit()))
        .post("/documents/ledger/reports", Needs(Right::Answer), documents::ledger::apply.layer(ledger_limit()))
        .get("/documents/{template}", Needs(Right::Document), documents::show::show)
        .get("/documents/{template}/file", Needs(Right::Document), documents::show::file)
        .get("/visits", Needs(Right::Visits), visits::list::show)
        .post("/visits", Needs(Right::Visit), visits::list::plan)
        .post("/visits/links", Needs(Right::Link), visits::list::link)
        .post("/visits/links/end", Needs(Right::Link), visits::list::unlink)
        .get("/visits/{id}", Needs(Right::Visits), visits::show::show)
        .post("/visits/{id}", Needs(Right::Visit), visits::show::record)
        .post("/visits/{id}/problems", Needs(Right::Visit), visits::show::add_problem)
        .post("/visits/{id}/confirm", Needs(Right::Visit), visits::show::confirm)
        .post("/visits/{id}/answer", Needs(Right::Answer), visits::show::reply)
        .get("/notices", Needs(Right::Plan), notices::list::show)
        .post("/notices", Needs(Right::Plan), notices::list::submit)
        .get("/reconciliation", Needs(Right::Standings), reconciliation::show::show)
        .post("/reconciliation", Needs(Right::Reconcile), reconciliation::show::run)
        .post("/reconciliation/cancel", Needs(Right::Reconcile), reconciliation::show::cancel)
        .get("/reconciliation/progress", Needs(Right::Standings), reconciliation::show::progress)
        .get("/reconciliation/export", Needs(Right::Standings), reconciliation::show::export)
        .get("/reconciliation/children", Needs(Right::Review), reconciliation::children::show)
        .get("/reconciliation/children/export", Needs(Right::Review), reconciliation::children::export)
        .get("/reconciliation/review", Needs(Right::Review), reconciliation::review::show)
        .post("/reconciliation/review", Needs(Right::Review), reconciliation::review::answer)
        .post("/reconciliation/review/reveal", Needs(Right::Reveal), reconciliation::review::reveal)
        .get("/search", Needs(Right::Plan), search::show)
        .get("/log", Needs(Right::Log), log::show)
        .get("/public", Anyone, public::show)
        .get("/public/{edition}", Anyone, public::edition)
        .get("/public/{edition}/{file}", Anyone, public::file)
        .get("/publish", Needs(Right::Publish), publish::show)
        .post("/publish", Needs(Right::Publish), publish::submit)
        .post("/publish/{edition}/withdraw", Needs(Right::Publish), publish::withdraw)
        .get("/health", Anyone, health::show)
        .get("/admin", Needs(Right::Settings), admin::system)
        .get("/admin/jobs", Needs(Right::Settings), admin::jobs::show)
        .post("/admin/jobs", Needs(Right::Stop), admin::jobs::stop)
        .get("/admin/pack", Needs(Right::Settings), admin::pack)
        .get("/admin/notices", Needs(Right::Settings), admin::notices::show)
        .post("/admin/notices", Needs(Right::Deliver), admin::notices::settle)
        .post("/admin/notices/robots", Needs(Right::Deliver), admin::notices::submit)
        .get("/admin/people", Needs(Right::People), people::list::show)
        .post("/admin/people", Needs(Right::People), people::list::submit)
        .get("/admin/people/add", Needs(Right::People), people::add::form)
        .post("/admin/people/add", Needs(Right::People), people::add::submit)
        .get("/admin/people/{id}", Needs(Right::People), people::change::form)
        .post("/admin/people/{id}", Needs(Right::People), people::change::submit)
        .get("/api", Anyone, api::show::show)
        .get("/api/v1/openapi.json", Anyone, api::describe::openapi)
        .get(api::calendar::PATH, Needs(Right::Plan), api::calendar::show)
        .get("/api/v1/plan", Needs(Right::Plan), api::read::plan)
        .get("/api/v1/status", Needs(Right::Plan), api::read::status)
        .get("/api/v1/indicators", Needs(Right::Plan), api::read::indicators)
        .get("/api/v1/indicators/{id}", Needs(Right::Plan), api::read::indicator)
        .get("/api/v1/indicators/{id}/figures", Needs(Right::Plan), api::read::figures)
        .get("/api/v1/schools", Needs(Right::Schools), api::read::schools)
        .get("/api/v1/datasets", Needs(Right::Plan), api::read::datasets)
        .post("/api/v1/datasets/{dataset}/imports", Needs(Right::Import), api::import::hand_in.layer(upload_limit()))
        .get("/api/v1/imports", Needs(Right::Import), api::import::list)
        .get("/api/v1/imports/{id}", Needs(Right::Import), api::import::show)
        .get("/api/v1/imports/{id}/problems", Needs(Right::Import), api::import::problems)
        .post("/api/v1/imports/{id}/accept", Needs(Right::Import), api::import::accept)
        .post("/api/v1/imports/{id}/cancel", Needs(Right::Import), api::import::cancel)
        .get("/api/v1/snapshots", Needs(Right::Schools), api::read::snapshots)
        .get("/api/v1/publications", Anyone, api::read::publications)
        .get("/api/v1/publications/{number}", Anyone, api::read::publication)
        .get("/sign-in", Anyone, account::sign_in::form)
        .post("/sign-in", Anyone, account::sign_in::submit)
        .get("/sign-in/sso", Anyone, account::sso::begin)
        .get("/sign-in/sso/return", Anyone, account::sso::finish)
        .get("/sign-in/sso/code", Anyone, account::sso::code)
        .post("/sign-in/sso/code", Anyone, account::sso::prove)
        .post("/sign-out", SignedIn, account::sign_out::submit)
        .get("/invitation", Anyone, account::invitation::form)
        .post("/invitation", Anyone, account::invitation::submit)
        .get("/account", SignedIn, account::show)
        .post("/account/password", SignedIn, account::password::submit)
        .post("/account/letters", SignedIn, account::letters::submit)
        .post("/account/language", Anyone, account::language::submit)
        .get("/account/second-factor", SignedIn, account::second_factor::form)
        .post("/account/second-factor", SignedIn, account::second_factor::confirm)
        .post("/account/second-factor/remove", SignedIn, account::second_factor::remove)
        .post("/account/sso", SignedIn, account::sso::link)
        .post("/account/sso/remove", SignedIn, account::sso::unlink)
        .get("/account/tokens", SignedIn, account::tokens::show)
        .post("/account/tokens", SignedIn, account::tokens::make)
        .post("/account/tokens/end", SignedIn, account::tokens::end)
        .post("/account/sessions/end", SignedIn, account::sessions::end)
        .post("/account/sessions/end-others", SignedIn, account::sessions::end_others)
}
