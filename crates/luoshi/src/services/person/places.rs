use ::lake::{org::Tree, snapshot::Cut};
use anyhow::Result;
use policy::{
    access::{Membership, Role, ScopeKind},
    indicator::Level,
    pack::Pack,
    text::Language,
};

use crate::{edge::Edge, refusal::Refusal, services::lake, workspace::Workspace};

/// Code or id of a place, and its name.
pub type Place = (String, String);

/// The places that memberships can name: units of the plan, townships and open schools of a day.
pub struct Places {
    district: Place,
    pub units: Vec<Place>,
    pub townships: Vec<Place>,
    pub schools: Vec<Place>,
    /// Schools that are closed, which memberships from before may still name.
    closed: Vec<Place>,
}

/// Lists the places of the plan and of the organisation today. No figure is needed for them: accounts can be kept while
/// figures are refused.
///
/// # Errors
/// When the database or a snapshot cannot be read.
pub async fn places(workspace: &Workspace, edge: &Edge) -> Result<Places> {
    let as_of = workspace.day(edge);
    let tree = lake::open(workspace, edge.now).await?.tree(Cut { as_of, known_at: edge.now }).await?;
    Ok(listed(&workspace.pack, &tree, edge.words.0))
}

fn listed(pack: &Pack, tree: &Tree, language: Language) -> Places {
    let of = |level: Level, open: bool| {
        let fits = tree.orgs().filter(|org| org.level == level && org.open == open);
        fits.map(|org| (org.code.clone(), org.name.clone())).collect::<Vec<_>>()
    };
    let units = pack.plan.iter().flat_map(|plan| &plan.units);
    let name = pack.plan.as_ref().map_or(tree.district.as_str(), |plan| plan.org_name.get(language));
    Places {
        district: (tree.district.clone(), name.to_owned()),
        units: units.map(|unit| (unit.id.clone(), unit.name.get(language).to_owned())).collect(),
        townships: of(Level::Township, true),
        schools: of(Level::School, true),
        closed: of(Level::School, false),
    }
}

impl Places {
    /// The name of a place; its code when the place is not known today.
    #[must_use]
    pub fn name<'a>(&'a self, scope: &'a str) -> &'a str {
        let known = self.units.iter().chain(&self.townships).chain(&self.schools).chain(&self.closed);
        known.chain([&self.district]).find(|(code, _)| code == scope).map_or(scope, |(_, name)| name)
    }

    /// What a form calls the place: nothing for the whole district.
    #[must_use]
    pub fn chosen<'a>(&self, scope: &'a str) -> &'a str {
        if scope == self.district.0 { "" } else { scope }
    }

    /// Whether a form offers the place.
    #[must_use]
    pub fn offers(&self, scope: &str) -> bool {
        let offered = self.units.iter().chain(&self.townships).chain(&self.schools);
        scope.is_empty() || offered.into_iter().any(|(code, _)| code == scope)
    }

    /// A membership as somebody chose it from the places.
    ///
    /// # Errors
    /// Refused when the place is not of the kind that the role reaches.
    pub fn membership(&self, role: Role, scope: &str) -> Result<Membership, Refusal> {
        let among = |places: &[Place]| places.iter().any(|(code, _)| code == scope);
        let fits = match role.scope() {
            ScopeKind::District => scope.is_empty(),
            ScopeKind::Unit => among(&self.units),
            ScopeKind::Township => among(&self.townships),
            ScopeKind::School => among(&self.schools),
            ScopeKind::Any => scope.is_empty() || among(&self.townships) || among(&self.schools),
        };
        if fits {
            return Ok(Membership { role, scope: scope.to_owned() });
        }
        let place = if scope.is_empty() { &self.district.1 } else { self.name(scope) };
        Err(Refusal::new("membership-scope").with("scope", place))
    }

    /// Memberships as somebody named them by role and code. What was held before needs no place of today.
    ///
    /// # Errors
    /// The refusals of [`Places::membership`].
    pub fn memberships(&self, named: &[Membership], before: &[Membership]) -> Result<Vec<Membership>, Refusal> {
        let membership = |one: &Membership| {
            let scope = self.chosen(&one.scope);
            match before.iter().find(|held| held.role == one.role && self.chosen(&held.scope) == scope) {
                Some(held) => Ok(held.clone()),
                None => self.membership(one.role, scope),
            }
        };
        named.iter().map(membership).collect()
    }
}
