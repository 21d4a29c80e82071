//! Which datasets and whose facts a person may see or hand in: the row scope of everything about data.
//!
//! A place of the organisation tree reaches what lies within it. A unit of the plan reaches the whole district's files of
//! the datasets that the reporting calendar asks of it, and of no others.

use lake::org::Tree;
use policy::{
    access::Right,
    dataset::{Dataset, Scope},
    indicator::Level,
    pack::Pack,
    report::From,
};

use super::{account::Caller, indicator::reaches};

/// What one right of a person reaches.
pub struct Reach<'a> {
    pack: &'a Pack,
    tree: &'a Tree,
    places: Vec<&'a str>,
    units: Vec<&'a str>,
}

impl<'a> Reach<'a> {
    #[must_use]
    pub fn of(caller: &'a Caller, right: Right, pack: &'a Pack, tree: &'a Tree) -> Self {
        let units = if caller.may(right) { caller.units() } else { Vec::new() };
        Self { pack, tree, places: caller.scopes(right), units }
    }

    /// What nobody's scope limits.
    #[must_use]
    pub fn whole(pack: &'a Pack, tree: &'a Tree) -> Self {
        Self { pack, tree, places: vec![&tree.district], units: Vec::new() }
    }

    /// Whether the whole district lies within reach.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.places.contains(&self.tree.district.as_str())
    }

    /// Whether a dataset is anything to the person at all.
    #[must_use]
    pub fn dataset(&self, dataset: &Dataset) -> bool {
        let level = |level: Level| self.places.iter().any(|place| self.within(place, level));
        self.is_whole()
            || self.asked(dataset)
            || (dataset.scopes.contains(&Scope::Township) && level(Level::Township))
            || (dataset.scopes.contains(&Scope::School) && (level(Level::School) || level(Level::Township)))
    }

    fn within(&self, place: &str, level: Level) -> bool {
        self.tree.get(place).is_some_and(|org| org.level == level)
    }

    /// Whether the calendar asks the dataset of a unit of the person.
    fn asked(&self, dataset: &Dataset) -> bool {
        let report = self.pack.reports.of(&dataset.id);
        report.is_some_and(|report| matches!(report.from(), From::Unit(unit) if self.units.contains(&unit)))
    }

    /// Whether facts of a dataset in a scope lie within reach.
    #[must_use]
    pub fn facts(&self, dataset: &Dataset, scope: &str) -> bool {
        self.place(scope) || (scope == self.tree.district && self.asked(dataset))
    }

    /// Whether a place lies within reach.
    #[must_use]
    pub fn place(&self, code: &str) -> bool {
        reaches(self.tree, &self.places, code)
    }

    /// Whether the person may hand in the facts of a scope: a place only its own, the district those of all.
    #[must_use]
    pub fn handing_in(&self, dataset: &Dataset, scope: &str) -> bool {
        self.offers(dataset).any(|(code, _)| code == scope)
    }

    /// Whether the person may take facts of a scope out of force, also of a place that is closed.
    #[must_use]
    pub fn changes(&self, dataset: &Dataset, scope: &str) -> bool {
        self.is_whole() || self.handing_in(dataset, scope)
    }

    /// The scopes for which the person may hand in a dataset: code and name; the district's name is the plan's.
    pub fn offers(&'a self, dataset: &'a Dataset) -> impl Iterator<Item = (&'a str, &'a str)> + 'a {
        // What is made here is handed in by nobody.
        let made = self.pack.made_by(&dataset.id).is_some();
        let fits = move |level: Level, code: &str| {
            if made {
                return false;
            }
            let own = self.is_whole() || self.places.contains(&code);
            match level {
                Level::District => dataset.scopes.contains(&Scope::District) && (own || self.asked(dataset)),
                Level::Township => dataset.scopes.contains(&Scope::Township) && own,
                Level::School => dataset.scopes.contains(&Scope::School) && own,
            }
        };
        let mut orgs: Vec<_> = self.tree.orgs().filter(|org| org.open && fits(org.level, &org.code)).collect();
        orgs.sort_by_key(|org| (org.level, &org.code));
        orgs.into_iter().map(|org| (org.code.as_str(), org.name.as_str()))
    }
}
