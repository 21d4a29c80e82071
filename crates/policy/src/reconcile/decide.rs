//! From what was compared and what lists say to one standing of every child: pure, and independent of the order of rows.

use std::collections::{BTreeMap, BTreeSet};

use super::{Reconciliation, Standing};

/// A child in the register.
#[derive(Clone, Debug, PartialEq)]
pub struct Child {
    pub key: String,
    pub area: String,
    /// None when the child is not of age, and so of interest only as the partner of a pupil.
    pub age: Option<i16>,
    /// Rules that hold of it, by their place in the declaration: of its row in the register, and of lists.
    pub rules: BTreeSet<usize>,
}

/// A pupil on a roll.
#[derive(Clone, Debug, PartialEq)]
pub struct Pupil {
    pub key: String,
    /// Person key, when the roll has one.
    pub child: Option<String>,
    pub school: String,
    /// Township of the school.
    pub area: String,
    /// None when the pupil is not of age, and so of interest only as the partner of a child.
    pub age: Option<i16>,
    pub rules: BTreeSet<usize>,
}

/// A child and a pupil that may be the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    pub child: String,
    pub pupil: String,
    pub probability: f64,
}

/// Everything that decides.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    pub children: Vec<Child>,
    pub pupils: Vec<Pupil>,
    /// What the linkage assigned to each other.
    pub pairs: Vec<Pair>,
    /// Pupils that nobody was assigned to, with a child that has another pupil already.
    pub doubles: Vec<Pair>,
    /// Pairs that people decided: whether they are the same.
    pub decided: BTreeMap<(String, String), bool>,
}

/// Where a child stands, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub child: String,
    pub standing: Standing,
    pub area: String,
    pub school: Option<String>,
    /// Name of a rule, or one of [`REASONS`].
    pub reason: String,
    /// Name of a rule that says something that cannot be true besides, or [`CLAIMED`].
    pub contradiction: Option<String>,
    pub age: Option<i16>,
    /// Of the pair that counted; none when people decided, or when there is no pair.
    pub probability: Option<f64>,
    pub pupil: Option<String>,
}

/// Reasons beside the names of rules.
pub const NO_PAIR: &str = "no_pair";
pub const PAIR_OPEN: &str = "pair_open";
pub const TWO_ROLLS: &str = "two_rolls";
pub const NOT_REGISTERED: &str = "not_registered";
pub const NO_RULE: &str = "no_rule";
/// A pupil that people took for several children.
pub const CLAIMED: &str = "claimed_twice";
pub const REASONS: [&str; 6] = [NO_PAIR, PAIR_OPEN, TWO_ROLLS, NOT_REGISTERED, NO_RULE, CLAIMED];

/// What letter stands before the roll key of a pupil that has no person key of its own.
const ROLL: char = 'r';

/// Pupils of a child, and what it still may be.
#[derive(Default)]
struct Partners<'a> {
    pupils: Vec<(&'a Pupil, Option<f64>)>,
    open: Option<(&'a Pupil, f64)>,
    claimed: bool,
}

/// Gives every child of age in the register, and every pupil of age who is not in it, one standing; in the order of their keys.
#[must_use]
pub fn reconcile(declaration: &Reconciliation, band: [f64; 2], evidence: &Evidence) -> Vec<Found> {
    let children: BTreeMap<&str, &Child> = evidence.children.iter().map(|one| (one.key.as_str(), one)).collect();
    let pupils: BTreeMap<&str, &Pupil> = evidence.pupils.iter().map(|one| (one.key.as_str(), one)).collect();
    let mut partners: BTreeMap<&str, Partners<'_>> = children.keys().map(|key| (*key, Partners::default())).collect();
    // Pupils that a child speaks for, surely or as the one that it may be; and those that may be on the roll twice.
    let (mut taken, mut doubted): (BTreeSet<&str>, BTreeSet<&str>) = (BTreeSet::new(), BTreeSet::new());

    let known =
        |pair: &(String, String)| Some((*children.get_key_value(pair.0.as_str())?.0, *pupils.get(pair.1.as_str())?));
    let same = evidence.decided.iter().filter(|(_, same)| **same).filter_map(|(pair, _)| known(pair));
    let same: Vec<(&str, &Pupil)> = same.collect();
    let mut claims: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, pupil) in &same {
        *claims.entry(pupil.key.as_str()).or_default() += 1;
    }
    for (child, pupil) in &same {
        let claimed = claims.get(pupil.key.as_str()).is_some_and(|claims| *claims > 1);
        if let Some(partners) = partners.get_mut(child) {
            partners.claimed |= claimed;
            partners.pupils.push((pupil, None));
        }
        taken.insert(&pupil.key);
    }
    let told: BTreeSet<&str> = same.iter().map(|(child, _)| *child).collect();

    for pair in by_probability(&evidence.pairs) {
        let (Some(child), Some(pupil)) = (children.get(pair.child.as_str()), pupils.get(pair.pupil.as_str())) else {
            continue;
        };
        let other = evidence.decided.get(&(pair.child.clone(), pair.pupil.clone())) == Some(&false);
        let Some(of) = partners.get_mut(child.key.as_str()) else { continue };
        let free = of.pupils.is_empty() && of.open.is_none();
        if other || told.contains(child.key.as_str()) || !free || taken.contains(pupil.key.as_str()) {
            continue;
        }
        if pair.probability >= band[1] {
            of.pupils.push((pupil, Some(pair.probability)));
            taken.insert(&pupil.key);
        } else if pair.probability >= band[0] {
            of.open = Some((pupil, pair.probability));
            taken.insert(&pupil.key);
        }
    }
    for pair in by_probability(&evidence.doubles) {
        let decided = evidence.decided.get(&(pair.child.clone(), pair.pupil.clone()));
        let (Some(pupil), Some(of)) = (pupils.get(pair.pupil.as_str()), partners.get_mut(pair.child.as_str())) else {
            continue;
        };
        if decided.is_some() || taken.contains(pupil.key.as_str()) || of.pupils.is_empty() {
            continue;
        }
        if pair.probability >= band[1] {
            of.pupils.push((pupil, Some(pair.probability)));
            taken.insert(&pupil.key);
        } else if pair.probability >= band[0] {
            doubted.insert(&pupil.key);
        }
    }

    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    for (key, child) in children.iter().filter(|(_, child)| child.age.is_some()) {
        let Some(of) = partners.get(key) else { continue };
        found.insert((*key).to_owned(), registered(declaration, child, of));
    }
    for pupil in pupils.values().filter(|pupil| pupil.age.is_some() && !taken.contains(pupil.key.as_str())) {
        let own = pupil.child.clone().filter(|key| !children.contains_key(key.as_str()) && !found.contains_key(key));
        let key = own.unwrap_or_else(|| format!("{ROLL}{}", pupil.key));
        found.insert(key.clone(), unregistered(declaration, pupil, key, doubted.contains(pupil.key.as_str())));
    }
    found.into_values().collect()
}

/// The likeliest first; equal ones by their keys.
fn by_probability(pairs: &[Pair]) -> Vec<&Pair> {
    let mut pairs: Vec<&Pair> = pairs.iter().collect();
    pairs.sort_by(|one, other| {
        let keys = |pair: &Pair| (pair.child.clone(), pair.pupil.clone());
        other.probability.total_cmp(&one.probability).then_with(|| keys(one).cmp(&keys(other)))
    });
    pairs
}

fn registered(declaration: &Reconciliation, child: &Child, of: &Partners<'_>) -> Found {
    let mut rules = child.rules.clone();
    of.pupils.iter().for_each(|(pupil, _)| rules.extend(&pupil.rules));
    let attends = |pupil: &Pupil| standing(declaration, &pupil.rules).is_some_and(|(_, one)| one == Standing::AtSchool);
    let attending: Vec<_> = of.pupils.iter().filter(|(pupil, _)| attends(pupil)).collect();
    let first = standing(declaration, &rules);
    // Of several rolls the one that is attended.
    let shown = attending.first().copied().or(of.pupils.first());
    let (reason, standing) = match first {
        _ if of.claimed => (CLAIMED, Standing::Uncertain),
        Some((_, Standing::AtSchool)) if attending.len() > 1 => (TWO_ROLLS, Standing::OnRollTwice),
        Some(first) => first,
        None if !of.pupils.is_empty() => (NO_RULE, Standing::Uncertain),
        None if of.open.is_some() => (PAIR_OPEN, Standing::Uncertain),
        None => (NO_PAIR, Standing::NotFound),
    };
    let contradiction = match first {
        _ if of.claimed => Some(CLAIMED),
        Some((_, decided)) => contradiction(declaration, &rules, decided),
        None => None,
    };
    Found {
        child: child.key.clone(),
        standing,
        area: child.area.clone(),
        school: shown.map(|(pupil, _)| pupil.school.clone()),
        reason: reason.to_owned(),
        contradiction: contradiction.map(str::to_owned),
        age: child.age,
        probability: shown.map_or_else(|| of.open.map(|(_, probability)| probability), |(_, probability)| *probability),
        pupil: shown
            .map(|(pupil, _)| pupil)
            .or_else(|| of.open.as_ref().map(|(pupil, _)| pupil))
            .map(|pupil| pupil.key.clone()),
    }
}

fn unregistered(declaration: &Reconciliation, pupil: &Pupil, key: String, open: bool) -> Found {
    let (reason, standing) = match standing(declaration, &pupil.rules) {
        _ if open => (PAIR_OPEN, Standing::Uncertain),
        Some((rule, standing)) if !standing.learns() => (rule, standing),
        _ => (NOT_REGISTERED, Standing::Migrant),
    };
    Found {
        child: key,
        standing,
        area: pupil.area.clone(),
        school: Some(pupil.school.clone()),
        reason: reason.to_owned(),
        contradiction: None,
        age: pupil.age,
        probability: None,
        pupil: Some(pupil.key.clone()),
    }
}

/// The first rule that holds.
fn standing<'d>(declaration: &'d Reconciliation, rules: &BTreeSet<usize>) -> Option<(&'d str, Standing)> {
    let rule = rules.iter().find_map(|at| declaration.rules.get(*at))?;
    Some((rule.name.as_str(), rule.standing))
}

/// A rule that holds too and says the opposite: that a child who learns does not, or the other way round.
fn contradiction<'d>(declaration: &'d Reconciliation, rules: &BTreeSet<usize>, decided: Standing) -> Option<&'d str> {
    let mut rules = rules.iter().filter_map(|at| declaration.rules.get(*at));
    rules.find(|rule| rule.standing.learns() != decided.learns()).map(|rule| rule.name.as_str())
}
