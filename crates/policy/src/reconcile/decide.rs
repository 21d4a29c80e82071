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
    /// Children that nobody was assigned to, with a pupil that has another child already: perhaps one child under two ID numbers.
    pub again: Vec<Pair>,
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
    /// The child that this one is a second registration of, and that counts instead.
    pub same_as: Option<String>,
}

/// Reasons beside the names of rules.
pub const NO_PAIR: &str = "no_pair";
pub const PAIR_OPEN: &str = "pair_open";
pub const TWO_ROLLS: &str = "two_rolls";
pub const NOT_REGISTERED: &str = "not_registered";
pub const NO_RULE: &str = "no_rule";
/// One child under two ID numbers (重复户口).
pub const TWO_REGISTRATIONS: &str = "two_registrations";
/// Children and pupils whom people took for the same, and some of them for two.
pub const CLAIMED: &str = "claimed_twice";
pub const REASONS: [&str; 7] = [NO_PAIR, PAIR_OPEN, TWO_ROLLS, TWO_REGISTRATIONS, NOT_REGISTERED, NO_RULE, CLAIMED];

/// What letter stands before the roll key of a pupil that has no person key of its own.
const ROLL: char = 'r';

/// Children of the register and pupils on rolls who are all one child; each with the probability of its pair, none when people
/// decided.
#[derive(Default)]
struct Same<'a> {
    children: Vec<(&'a Child, Option<f64>)>,
    pupils: Vec<(&'a Pupil, Option<f64>)>,
}

impl<'a> Same<'a> {
    /// The registration that the child stands by: of age; then that whose ID number the school has too.
    fn first(&self) -> Option<&'a Child> {
        let own = |child: &Child| self.pupils.iter().any(|(pupil, _)| pupil.child.as_ref() == Some(&child.key));
        self.children.iter().map(|(child, _)| *child).min_by_key(|child| (child.age.is_none(), !own(child)))
    }
}

/// Who is the same as whom, and who may be.
struct Book<'a> {
    evidence: &'a Evidence,
    children: BTreeMap<&'a str, &'a Child>,
    pupils: BTreeMap<&'a str, &'a Pupil>,
    same: Vec<Same<'a>>,
    /// Places in `same`.
    of_child: BTreeMap<&'a str, usize>,
    of_pupil: BTreeMap<&'a str, usize>,
    /// The pupil that a child may be.
    open: BTreeMap<&'a str, (&'a Pupil, f64)>,
    /// Pupils that some child may be.
    awaited: BTreeSet<&'a str>,
    /// Pupils that may be on the roll twice.
    doubted: BTreeSet<&'a str>,
}

/// Gives every child of age in the register, and every pupil of age who is not in it, one standing; in the order of their keys.
#[must_use]
pub fn reconcile(declaration: &Reconciliation, band: [f64; 2], evidence: &Evidence) -> Vec<Found> {
    let mut book = Book {
        evidence,
        children: evidence.children.iter().map(|one| (one.key.as_str(), one)).collect(),
        pupils: evidence.pupils.iter().map(|one| (one.key.as_str(), one)).collect(),
        same: Vec::new(),
        of_child: BTreeMap::new(),
        of_pupil: BTreeMap::new(),
        open: BTreeMap::new(),
        awaited: BTreeSet::new(),
        doubted: BTreeSet::new(),
    };
    book.decided();
    book.sure(band, declaration.review.registered_twice);
    book.open(band);
    book.doubles(band);
    book.found(declaration)
}

impl<'a> Book<'a> {
    /// What people took for the same: who is the same as one of a group is the same as all of it.
    fn decided(&mut self) {
        let same = self.evidence.decided.iter().filter(|(_, same)| **same);
        for ((child, pupil), _) in same {
            let (Some(child), Some(pupil)) = (self.child(child), self.pupil(pupil)) else { continue };
            let at = match (self.of_child.get(child.key.as_str()), self.of_pupil.get(pupil.key.as_str())) {
                (Some(at), Some(other)) if at != other => self.merge(*at, *other),
                (Some(at), _) | (None, Some(at)) => *at,
                (None, None) => self.start(),
            };
            self.add_child(at, child, None);
            self.add_pupil(at, pupil, None);
        }
    }

    /// Pairs that are sure by evidence; and second registrations that are.
    fn sure(&mut self, band: [f64; 2], least: Option<f64>) {
        for pair in by_probability(&self.evidence.pairs).into_iter().filter(|pair| pair.probability >= band[1]) {
            let Some((child, pupil)) = self.undecided(pair) else { continue };
            if !self.of_child.contains_key(child.key.as_str()) && !self.of_pupil.contains_key(pupil.key.as_str()) {
                let at = self.start();
                self.add_child(at, child, Some(pair.probability));
                self.add_pupil(at, pupil, Some(pair.probability));
            }
        }
        for pair in by_probability(&self.evidence.again) {
            let Some((child, pupil)) = self.undecided(pair) else { continue };
            let Some(at) = self.of_pupil.get(pupil.key.as_str()).copied() else { continue };
            let is_sure = least.is_some_and(|least| pair.probability >= least);
            if is_sure && !self.is_apart(child, at) && !self.of_child.contains_key(child.key.as_str()) {
                self.add_child(at, child, Some(pair.probability));
            }
        }
    }

    /// Pairs that people have to decide: each pupil with one child, and with those who may be registered a second time.
    fn open(&mut self, band: [f64; 2]) {
        for (pairs, again) in [(&self.evidence.pairs, false), (&self.evidence.again, true)] {
            for pair in by_probability(pairs).into_iter().filter(|pair| pair.probability >= band[0]) {
                let Some((child, pupil)) = self.undecided(pair) else { continue };
                let (child_key, pupil_key) = (child.key.as_str(), pupil.key.as_str());
                let group = self.of_pupil.get(pupil_key).copied();
                let is_taken = group.is_some() || self.awaited.contains(pupil_key);
                let is_free = !self.of_child.contains_key(child_key) && !self.open.contains_key(child_key);
                if is_free && is_taken == again && !group.is_some_and(|at| self.is_apart(child, at)) {
                    self.open.insert(child_key, (pupil, pair.probability));
                    self.awaited.insert(pupil_key);
                }
            }
        }
    }

    /// Pupils who may be a child that is on another roll.
    fn doubles(&mut self, band: [f64; 2]) {
        for pair in by_probability(&self.evidence.doubles) {
            let key = (pair.child.clone(), pair.pupil.clone());
            let (Some(pupil), Some(at)) = (self.pupil(&pair.pupil), self.of_child.get(pair.child.as_str()).copied())
            else {
                continue;
            };
            let taken = self.of_pupil.contains_key(pupil.key.as_str()) || self.awaited.contains(pupil.key.as_str());
            if taken || self.evidence.decided.contains_key(&key) {
                continue;
            }
            let apart = self.same[at].children.iter().any(|(child, _)| self.are_two(child, pupil));
            if pair.probability >= band[1] && !apart {
                self.add_pupil(at, pupil, Some(pair.probability));
            } else if pair.probability >= band[0] {
                self.doubted.insert(&pupil.key);
            }
        }
    }

    fn child(&self, key: &str) -> Option<&'a Child> {
        self.children.get(key).copied()
    }

    fn pupil(&self, key: &str) -> Option<&'a Pupil> {
        self.pupils.get(key).copied()
    }

    /// Both of a pair, when they are there and people have not decided about them.
    fn undecided(&self, pair: &Pair) -> Option<(&'a Child, &'a Pupil)> {
        let decided = self.evidence.decided.contains_key(&(pair.child.clone(), pair.pupil.clone()));
        Some((self.child(&pair.child)?, self.pupil(&pair.pupil)?)).filter(|_| !decided)
    }

    /// Whether people said that the two are not the same.
    fn are_two(&self, child: &Child, pupil: &Pupil) -> bool {
        self.evidence.decided.get(&(child.key.clone(), pupil.key.clone())) == Some(&false)
    }

    /// Whether people said so of the child and some pupil of a group.
    fn is_apart(&self, child: &Child, at: usize) -> bool {
        self.same[at].pupils.iter().any(|(pupil, _)| self.are_two(child, pupil))
    }

    fn start(&mut self) -> usize {
        self.same.push(Same::default());
        self.same.len() - 1
    }

    fn add_child(&mut self, at: usize, child: &'a Child, probability: Option<f64>) {
        if self.of_child.insert(&child.key, at).is_none() {
            self.same[at].children.push((child, probability));
        }
    }

    fn add_pupil(&mut self, at: usize, pupil: &'a Pupil, probability: Option<f64>) {
        if self.of_pupil.insert(&pupil.key, at).is_none() {
            self.same[at].pupils.push((pupil, probability));
        }
    }

    /// Makes one group of two; the other is left empty.
    fn merge(&mut self, at: usize, other: usize) -> usize {
        let Same { children, pupils } = std::mem::take(&mut self.same[other]);
        self.of_child.extend(children.iter().map(|(child, _)| (child.key.as_str(), at)));
        self.of_pupil.extend(pupils.iter().map(|(pupil, _)| (pupil.key.as_str(), at)));
        self.same[at].children.extend(children);
        self.same[at].pupils.extend(pupils);
        at
    }

    fn found(&self, declaration: &Reconciliation) -> Vec<Found> {
        let mut found: BTreeMap<String, Found> = BTreeMap::new();
        let mut keep = |one: Found| found.insert(one.child.clone(), one);
        for same in &self.same {
            let is_claimed =
                same.children.iter().any(|(child, _)| same.pupils.iter().any(|(pupil, _)| self.are_two(child, pupil)));
            let Some(first) = same.first() else { continue };
            for (child, probability) in same.children.iter().filter(|(child, _)| child.age.is_some()) {
                let pupils: Vec<_> =
                    same.pupils.iter().filter(|(pupil, _)| !self.are_two(child, pupil)).copied().collect();
                if is_claimed {
                    keep(claimed(child, pupils.first().map(|(pupil, _)| *pupil)));
                } else if child.key == first.key {
                    keep(registered(declaration, child, &pupils, None));
                } else {
                    let pupil = shown(declaration, &pupils).map(|(pupil, _)| pupil);
                    keep(registered_again(declaration, child, first, *probability, pupil));
                }
            }
        }
        for (key, child) in self.children.iter().filter(|(_, child)| child.age.is_some()) {
            if !self.of_child.contains_key(key) {
                keep(registered(declaration, child, &[], self.open.get(key).copied()));
            }
        }
        for (key, pupil) in self.pupils.iter().filter(|(_, pupil)| pupil.age.is_some()) {
            if self.of_pupil.contains_key(key) || self.awaited.contains(key) {
                continue;
            }
            let own =
                pupil.child.clone().filter(|key| !self.children.contains_key(key.as_str()) && !found.contains_key(key));
            let key = own.unwrap_or_else(|| format!("{ROLL}{}", pupil.key));
            found.insert(key.clone(), unregistered(declaration, pupil, key, self.doubted.contains(pupil.key.as_str())));
        }
        found.into_values().collect()
    }
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

/// Of several rolls the one that is attended.
fn shown<'a>(declaration: &Reconciliation, pupils: &[(&'a Pupil, Option<f64>)]) -> Option<(&'a Pupil, Option<f64>)> {
    pupils.iter().find(|(pupil, _)| attends(declaration, pupil)).or(pupils.first()).copied()
}

fn attends(declaration: &Reconciliation, pupil: &Pupil) -> bool {
    standing(declaration, &pupil.rules).is_some_and(|(_, one)| one == Standing::AtSchool)
}

/// A child with its pupils; of one without any, the pupil that it may be.
fn registered(
    declaration: &Reconciliation,
    child: &Child,
    pupils: &[(&Pupil, Option<f64>)],
    open: Option<(&Pupil, f64)>,
) -> Found {
    let mut rules = child.rules.clone();
    for (pupil, _) in pupils {
        rules.extend(&pupil.rules);
    }
    let attending = pupils.iter().filter(|(pupil, _)| attends(declaration, pupil)).count();
    let shown = shown(declaration, pupils);
    let first = standing(declaration, &rules);
    let (reason, standing) = match first {
        Some((_, Standing::AtSchool)) if attending > 1 => (TWO_ROLLS, Standing::OnRollTwice),
        Some(first) => first,
        None if !pupils.is_empty() => (NO_RULE, Standing::Uncertain),
        None if open.is_some() => (PAIR_OPEN, Standing::Uncertain),
        None => (NO_PAIR, Standing::NotFound),
    };
    let contradiction = first.and_then(|(_, decided)| contradiction(declaration, &rules, decided));
    Found {
        child: child.key.clone(),
        standing,
        area: child.area.clone(),
        school: shown.map(|(pupil, _)| pupil.school.clone()),
        reason: reason.to_owned(),
        contradiction: contradiction.map(str::to_owned),
        age: child.age,
        probability: shown.map_or_else(|| open.map(|(_, probability)| probability), |(_, probability)| probability),
        pupil: shown.map(|(pupil, _)| pupil).or(open.map(|(pupil, _)| pupil)).map(|pupil| pupil.key.clone()),
        same_as: None,
    }
}

/// A second registration: the child stands, and counts, by the first one.
fn registered_again(
    declaration: &Reconciliation,
    child: &Child,
    first: &Child,
    probability: Option<f64>,
    pupil: Option<&Pupil>,
) -> Found {
    let standing = Standing::RegisteredTwice;
    Found {
        child: child.key.clone(),
        standing,
        area: child.area.clone(),
        school: pupil.map(|pupil| pupil.school.clone()),
        reason: TWO_REGISTRATIONS.to_owned(),
        contradiction: contradiction(declaration, &child.rules, standing).map(str::to_owned),
        age: child.age,
        probability,
        pupil: pupil.map(|pupil| pupil.key.clone()),
        same_as: Some(first.key.clone()),
    }
}

/// A child of whom people said what cannot be true together.
fn claimed(child: &Child, pupil: Option<&Pupil>) -> Found {
    Found {
        child: child.key.clone(),
        standing: Standing::Uncertain,
        area: child.area.clone(),
        school: pupil.map(|pupil| pupil.school.clone()),
        reason: CLAIMED.to_owned(),
        contradiction: Some(CLAIMED.to_owned()),
        age: child.age,
        probability: None,
        pupil: pupil.map(|pupil| pupil.key.clone()),
        same_as: None,
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
        same_as: None,
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
