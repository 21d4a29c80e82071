use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use jiff::civil::Date;
use policy::{
    access::Role,
    calendar::{Calendar, UnknownYear},
    supervise::{Actor, Duty, Notice, Recipient, due_notices, due_problem_notices, sees},
};

use crate::{
    edge::Edge,
    services::{
        duty,
        lake::district,
        person::{self, Listed},
    },
    store::{About, Channel, Facts, LinkedSchool, Robot, VisitProblem},
    workspace::Workspace,
};

/// Something to tell somebody.
#[derive(Clone, Debug)]
pub struct Telling {
    /// Id of a person or robot.
    pub receiver: String,
    /// What carries it, besides the page of notices.
    pub channel: Option<Channel>,
    pub subject: String,
    pub key: String,
    pub facts: Facts,
}

/// What is to be told by the end of a day, to whom.
#[derive(Default)]
pub struct Due {
    pub tellings: Vec<Telling>,
    /// A year whose working days no pack knows, if one was needed: what needs it is left out.
    pub unknown: Option<UnknownYear>,
}

/// Everybody who can be told something.
struct Receivers<'a> {
    district: &'a str,
    /// Everybody whose account is open, by id.
    people: BTreeMap<String, Listed>,
    /// Ids of those who hold a role, by role and scope.
    held: BTreeMap<(Role, String), BTreeSet<String>>,
    /// Leaders linked to a unit (挂钩领导), by unit.
    linked: BTreeMap<String, BTreeSet<String>>,
    /// Whom letters reach.
    by_letter: BTreeSet<String>,
    robots: Vec<Robot>,
}

/// Says what is to be told by the end of a day; what was told already is among it.
///
/// # Errors
/// When the database or a snapshot cannot be read.
pub async fn due(workspace: &Workspace, edge: &Edge, day: Date) -> Result<Due> {
    let pack = &workspace.pack;
    let (rules, calendar) = (&pack.supervision, Calendar::new(&pack.calendar));
    let mut due = Due::default();
    let receivers = receivers(workspace).await?;
    let mut last = String::new();
    loop {
        let rows = workspace.store.read().await?.open_duties(&last, duty::AT_ONCE).await?;
        let Some(row) = rows.last() else { break };
        last.clone_from(&row.id);
        for row in rows {
            let notices = match due_notices(&row.duty, rules, calendar, day) {
                Ok(notices) => notices,
                Err(unknown) => {
                    due.unknown = due.unknown.or(Some(unknown));
                    continue;
                }
            };
            let about = About::Duty { commitment: row.duty.commitment.clone(), year: row.duty.year };
            for notice in notices {
                let people = receivers.of_duty(&row.duty, &notice);
                let facts = facts(&notice, day, &row.duty.unit, about.clone());
                due.tellings.extend(receivers.tellings(people, &row.id, &notice.key, &facts));
            }
        }
    }
    problems(workspace, edge, day, &receivers, &mut due).await?;
    Ok(due)
}

/// What is to be told about the problems found on visits.
async fn problems(
    workspace: &Workspace,
    edge: &Edge,
    day: Date,
    receivers: &Receivers<'_>,
    due: &mut Due,
) -> Result<()> {
    let pack = &workspace.pack;
    let (rules, calendar) = (&pack.supervision, Calendar::new(&pack.calendar));
    let mut read = workspace.store.read().await?;
    let (problems, visits) = (read.visit_problems().await?, read.visits().await?);
    drop(read);
    let mut found: Vec<(VisitProblem, Notice)> = Vec::new();
    for problem in problems {
        match due_problem_notices(problem.state, problem.due, rules, calendar, day) {
            Ok(notices) => found.extend(notices.into_iter().map(|notice| (problem.clone(), notice))),
            Err(unknown) => due.unknown = due.unknown.or(Some(unknown)),
        }
    }
    // Schools are read only where something is to be told of one.
    if found.is_empty() {
        return Ok(());
    }
    let places = person::places(workspace, edge).await?;
    for (problem, notice) in found {
        let Some(visit) = visits.iter().find(|visit| visit.id == problem.visit) else { continue };
        let about = About::Problem { visit: visit.id.clone(), school: places.name(&visit.school).to_owned() };
        let people = receivers.of_problem(&problem.unit, &visit.person, &notice);
        let facts = facts(&notice, day, &problem.unit, about);
        due.tellings.extend(receivers.tellings(people, &problem.id, &notice.key, &facts));
    }
    Ok(())
}

fn facts(notice: &Notice, day: Date, unit: &str, about: About) -> Facts {
    let (rule, unit) = (notice.rule.clone(), unit.to_owned());
    Facts { rule, when: notice.when, of: notice.of, day, colour: notice.colour, unit, about }
}

async fn receivers(workspace: &Workspace) -> Result<Receivers<'_>> {
    let people = person::list(workspace).await?.into_iter().filter(|one| one.person.disabled_at.is_none());
    let people: BTreeMap<String, Listed> = people.map(|one| (one.person.id.clone(), one)).collect();
    let mut held: BTreeMap<(Role, String), BTreeSet<String>> = BTreeMap::new();
    for (id, one) in &people {
        for membership in &one.memberships {
            held.entry((membership.role, membership.scope.clone())).or_default().insert(id.clone());
        }
    }
    let mut read = workspace.store.read().await?;
    let (links, without, robots) = (read.linked_schools().await?, read.without_letters().await?, read.robots().await?);
    let mut linked: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for LinkedSchool { person, school, .. } in links.into_iter().filter(|link| link.ended_on.is_none()) {
        linked.entry(school).or_default().insert(person);
    }
    let has_mail = workspace.config.mail.is_some();
    let by_letter = people.iter().filter(|(id, one)| has_mail && one.person.email.is_some() && !without.contains(*id));
    let by_letter = by_letter.map(|(id, _)| id.clone()).collect();
    Ok(Receivers { district: district(&workspace.pack), people, held, linked, by_letter, robots })
}

impl Receivers<'_> {
    /// Ids of the people whom a notice about a duty names, without those who may not know of the duty.
    fn of_duty(&self, duty: &Duty, notice: &Notice) -> BTreeSet<String> {
        let mut named = BTreeSet::new();
        for to in &notice.to {
            match to {
                Recipient::Cooperating => {
                    named.extend(duty.shares.keys().flat_map(|unit| self.holders(Role::Liaison, unit)));
                }
                Recipient::LinkedLeader => {
                    let leaders = self.holders(Role::Leader, self.district);
                    named.extend(self.linked.get(&duty.unit).into_iter().flatten().filter(|id| leaders.contains(*id)));
                }
                other => named.extend(self.by_role(*other, &duty.unit)),
            }
        }
        let knows = |id: &&String| {
            self.people.get(*id).is_some_and(|one| {
                let (name, memberships) = (one.person.login.as_str(), one.memberships.as_slice());
                sees(duty, &Actor { name, memberships, district: self.district, is_machine: false })
            })
        };
        named.into_iter().filter(knows).cloned().collect()
    }

    /// Ids of the people whom a notice about a problem names: of a unit, and whoever found it.
    fn of_problem(&self, unit: &str, visitor: &str, notice: &Notice) -> BTreeSet<String> {
        let mut named = BTreeSet::new();
        for to in &notice.to {
            match to {
                Recipient::Cooperating => {}
                Recipient::LinkedLeader => {
                    named.extend(self.holders(Role::Leader, self.district).get(visitor));
                }
                other => named.extend(self.by_role(*other, unit)),
            }
        }
        named.into_iter().cloned().collect()
    }

    /// Those who are what their memberships alone make them.
    fn by_role(&self, recipient: Recipient, unit: &str) -> &BTreeSet<String> {
        let (role, scope) = match recipient {
            Recipient::Unit | Recipient::Cooperating => (Role::Liaison, unit),
            Recipient::UnitLeader => (Role::Head, unit),
            Recipient::Planner => (Role::Planner, self.district),
            Recipient::LeadingGroup | Recipient::LinkedLeader => (Role::Leader, self.district),
        };
        self.holders(role, scope)
    }

    /// Ids of those who hold a role.
    fn holders(&self, role: Role, scope: &str) -> &BTreeSet<String> {
        static NOBODY: BTreeSet<String> = BTreeSet::new();
        self.held.get(&(role, scope.to_owned())).unwrap_or(&NOBODY)
    }

    /// The same for everybody, and for the robots that such notices go to.
    fn tellings(&self, people: BTreeSet<String>, subject: &str, key: &str, facts: &Facts) -> Vec<Telling> {
        let goes = |robot: &&Robot| {
            (robot.units.is_empty() || robot.units.contains(&facts.unit))
                && (robot.whens.is_empty() || robot.whens.contains(&facts.when))
        };
        let robots = self.robots.iter().filter(goes).map(|robot| (robot.id.clone(), Some(Channel::Robot)));
        let people = people.into_iter().map(|id| {
            let channel = self.by_letter.contains(&id).then_some(Channel::Mail);
            (id, channel)
        });
        let telling = |(receiver, channel)| {
            let (subject, key) = (subject.to_owned(), key.to_owned());
            Telling { receiver, channel, subject, key, facts: facts.clone() }
        };
        people.chain(robots).map(telling).collect()
    }
}
