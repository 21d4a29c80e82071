//! A small house of people, the national rules, and files in every state.

use policy::{
    access::Role,
    casefile::{Case, Command, Deed, Event, Opened, Rules, Run, Sighting},
    reconcile::Standing,
};

pub use crate::house::{DISTRICT, day, evidence};

pub const TOWNSHIP: &str = "530113101";
pub const OTHER_TOWNSHIP: &str = "530113102";
pub const SCHOOL: &str = "2153000101";

/// Column of the table, role, and what the membership names.
pub const PEOPLE: [(&str, Role, &str); 10] = [
    ("township", Role::Township, TOWNSHIP),
    ("elsewhere", Role::Township, OTHER_TOWNSHIP),
    ("school", Role::Clerk, SCHOOL),
    ("stranger", Role::Clerk, "2153000202"),
    ("planner", Role::Planner, DISTRICT),
    ("leader", Role::Leader, DISTRICT),
    ("auditor", Role::Auditor, DISTRICT),
    ("inspector", Role::Inspector, DISTRICT),
    ("liaison", Role::Liaison, "police"),
    ("admin", Role::Administrator, DISTRICT),
];

pub type House = crate::house::House<Rules>;

impl House {
    pub fn new() -> Self {
        Self::of("dropout.toml", &PEOPLE)
    }
}

pub fn run(id: &str, as_of: &str) -> Run {
    Run { id: id.into(), as_of: day(as_of) }
}

pub fn sighting(id: &str, as_of: &str, standing: Standing) -> Sighting {
    Sighting { run: run(id, as_of), standing, township: TOWNSHIP.into(), school: None }
}

pub fn opened() -> Opened {
    Opened { run: run("r1", "2025-03-01"), township: TOWNSHIP.into(), school: Some(SCHOOL.into()) }
}

/// A file opened on 3 March 2025 (a Monday) to which this happened on the same day.
pub fn after(events: &[(&str, Event)]) -> Case {
    let mut case = Case::open(&opened(), day("2025-03-03"));
    for (by, event) in events {
        case.apply(event, by, day("2025-03-03"));
    }
    case
}

pub fn filed(of: &str) -> Event {
    Event::EvidenceAdded { file: evidence(1), of: of.into() }
}

pub fn claimed(outcome: &str) -> Event {
    Event::Claimed { outcome: outcome.into(), words: "有话".into() }
}

/// A command of a deed with which nothing is wrong for whoever may do it.
pub fn command(deed: Deed, who: &str) -> Command {
    let words = || "有话".to_owned();
    let step = match who {
        "school" => "school_record",
        "planner" => "legal",
        _ => "contact",
    };
    match deed {
        Deed::Step => Command::Step { step: step.into(), words: words() },
        Deed::Note => Command::Note { words: words() },
        Deed::AddEvidence => Command::AddEvidence { file: evidence(7), of: String::new() },
        Deed::Claim => Command::Claim { outcome: "returned".into(), words: words() },
        Deed::Confirm => Command::Confirm { words: words() },
        Deed::Return => Command::Return { reason: words() },
        Deed::Transfer => Command::Transfer { township: OTHER_TOWNSHIP.into(), reason: words() },
        Deed::See => Command::See(sighting("r2", "2025-09-10", Standing::AtSchool)),
        Deed::EndFollowUp => Command::EndFollowUp,
    }
}
