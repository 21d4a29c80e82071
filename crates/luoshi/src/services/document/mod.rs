//! Official documents: made from a template of the pack and the facts of a day; nothing is kept but a line in the log.

mod facts;
mod ledger;
mod make;

use jiff::civil::Date;
use policy::{
    access::Right,
    document::{Subject, Template},
    pack::Pack,
};

pub use self::{
    ledger::{Compared, Ledger, Proposed, apply, compare, ledger},
    make::{Made, log, make},
};
use super::account::Caller;
use crate::{
    document::{Flaw, check},
    refusal::Refusal,
};

/// Media type of what is written.
pub const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// What somebody wants written.
#[derive(Clone, Debug)]
pub struct Ask {
    pub template: String,
    /// Id of the unit, for a document about one.
    pub unit: Option<String>,
    /// Id of the commitment, for a document about one.
    pub commitment: Option<String>,
    /// Id of the duty that is pressed for, for a document about a commitment; it says which one.
    pub duty: Option<String>,
    /// The day of the document.
    pub day: Date,
    /// Year of the targets; without one those of all years, or of the year of the day where the template says so.
    pub period: Option<i16>,
}

/// Templates that a person may use. A liaison only has those about a unit.
pub fn offered<'a>(pack: &'a Pack, caller: &'a Caller) -> impl Iterator<Item = &'a Template> {
    let all = is_whole(pack, caller);
    pack.documents.values().filter(move |template| all || template.about.subject == Subject::Unit)
}

/// Whether a person may write about everything.
#[must_use]
pub fn is_whole(pack: &Pack, caller: &Caller) -> bool {
    let units = caller.units();
    let own = |scope: &&str| !units.contains(scope) && pack.plan.as_ref().is_some_and(|plan| plan.org == **scope);
    caller.scopes(Right::Document).iter().any(own)
}

/// Units that a person may write about, in the order of the plan.
pub fn units<'a>(pack: &'a Pack, caller: &'a Caller) -> impl Iterator<Item = &'a policy::plan::Unit> {
    let (all, own) = (is_whole(pack, caller), caller.units());
    let units = pack.plan.iter().flat_map(|plan| &plan.units);
    units.filter(move |unit| all || own.contains(&unit.id.as_str()))
}

/// The template of an id.
///
/// # Errors
/// Refused when there is none.
pub fn template<'a>(pack: &'a Pack, id: &str) -> Result<&'a Template, Refusal> {
    pack.documents.get(id).ok_or_else(|| {
        let ids: Vec<_> = pack.documents.keys().map(String::as_str).collect();
        Refusal::new("document-unknown").with("id", id).with("ids", ids.join(", "))
    })
}

/// What is wrong with the templates of a pack, each with its template.
#[must_use]
pub fn flaws(pack: &Pack) -> Vec<(&Template, Flaw)> {
    let Some(paper) = &pack.paper else { return Vec::new() };
    let of = |template| check(paper, template).into_iter().map(move |flaw| (template, flaw));
    pack.documents.values().flat_map(of).collect()
}
