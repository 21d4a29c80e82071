//! Organisation units at a date: the district, its townships, their schools.
//!
//! A tree is made from the effective rows of two datasets and the events of a third, by these column names:
//!
//! | dataset | columns |
//! | --- | --- |
//! | `areas` | `area_code`, `name`, `level` (`township`, `village`), `parent_code` |
//! | `schools` | `school_code`, `name`, `area_code` (township or village), `opened_on`, `closed_on` (dates or NULL) |
//! | `org_changes` | `kind`, `changed_on`, `from_code` (the school that ends), `to_code` (the school that goes on) |

use std::{collections::BTreeMap, iter::successors};

use jiff::civil::Date;
use policy::indicator::Level;

/// A district, township or school as it was at a tree's date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Org {
    pub code: String,
    pub name: String,
    pub level: Level,
    /// None for the district.
    pub parent: Option<String>,
    /// Whether a school was open on the date; schools closed before stay in the tree, because old rows name them.
    pub open: bool,
}

/// All units at one date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    pub date: Date,
    /// Code of the district, the root.
    pub district: String,
    orgs: BTreeMap<String, Org>,
    children: BTreeMap<String, Vec<String>>,
}

impl Tree {
    /// A tree of `orgs` below the district; an org whose parent is not among them hangs below the district.
    #[must_use]
    pub fn new(date: Date, district: &str, orgs: impl IntoIterator<Item = Org>) -> Self {
        let mut orgs: BTreeMap<String, Org> = orgs.into_iter().map(|org| (org.code.clone(), org)).collect();
        let root = orgs.entry(district.to_owned()).or_insert_with(|| Org {
            code: district.to_owned(),
            name: district.to_owned(),
            level: Level::District,
            parent: None,
            open: true,
        });
        root.parent = None;
        let levels: BTreeMap<String, Level> = orgs.iter().map(|(code, org)| (code.clone(), org.level)).collect();
        let mut children: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for org in orgs.values_mut().filter(|org| org.code != district) {
            // Only a wider level can be a parent, so there is no circle.
            let wider =
                org.parent.as_ref().and_then(|parent| levels.get(parent)).is_some_and(|level| *level < org.level);
            if !wider {
                org.parent = Some(district.to_owned());
            }
            children.entry(org.parent.clone().unwrap_or_default()).or_default().push(org.code.clone());
        }
        Self { date, district: district.to_owned(), orgs, children }
    }

    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Org> {
        self.orgs.get(code)
    }

    /// Every unit, by code.
    pub fn orgs(&self) -> impl Iterator<Item = &Org> {
        self.orgs.values()
    }

    /// The units above one, the nearest first. A code that the tree does not know lies below the district.
    pub fn ancestors<'a>(&'a self, code: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let first = match self.orgs.get(code) {
            Some(org) => org.parent.as_deref(),
            None => Some(self.district.as_str()),
        };
        successors(first, |code| self.orgs.get(*code)?.parent.as_deref())
    }

    /// A unit and everything below it.
    #[must_use]
    pub fn descendants<'a>(&'a self, code: &'a str) -> Vec<&'a str> {
        let mut found = vec![code];
        let mut next = 0;
        while let Some(code) = found.get(next) {
            found.extend(self.children.get(*code).into_iter().flatten().map(String::as_str));
            next += 1;
        }
        found
    }
}
