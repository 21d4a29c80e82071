//! Reconciliations of the register of children with the rolls: what runs counted, the children of each place, and the desk at which
//! people decide about pairs.

pub(super) mod children;
pub(super) mod review;
pub(super) mod show;

use lake::org::Tree;
use policy::reconcile::Standing;

use super::page::Page;
use crate::services::reconciliation::Other;

/// Class of the style sheet for a standing.
pub(super) const fn class(standing: Standing) -> &'static str {
    match standing {
        Standing::NotFound => "missed",
        Standing::Uncertain => "at_risk",
        Standing::OnRollTwice | Standing::RegisteredTwice => "off_track",
        Standing::AtSchool | Standing::SpecialEducation => "met",
        Standing::Elsewhere | Standing::Exempt => "on_track",
        Standing::Migrant | Standing::Moved | Standing::Died => "no_data",
    }
}

/// The name of a place; its code when it is not known today.
pub(super) fn place(page: &Page<'_>, tree: &Tree, code: &str) -> String {
    if code == tree.district {
        return page.org_name().to_owned();
    }
    tree.get(code).map_or_else(|| code.to_owned(), |org| org.name.clone())
}

/// The other registration of a child: its name, for those who look after it, and its township.
pub(super) fn other(page: &Page<'_>, tree: &Tree, other: &Other) -> String {
    let area = place(page, tree, &other.area);
    match &other.name {
        Some(name) => page.words().with("reconcile-other", &[("name", name), ("area", &area)]),
        None => page.tv("reconcile-other-elsewhere", area),
    }
}

/// A standing of the address; none for all.
pub(super) fn standing(text: &str) -> Option<Standing> {
    Standing::ALL.into_iter().find(|one| crate::words::name(one) == text)
}
