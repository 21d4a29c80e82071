//! A small house of people, the national rules, and files in every state.

use std::{collections::BTreeMap, fs, path::Path};

use jiff::civil::Date;
use policy::{
    access::{Membership, Role},
    calendar::Calendar,
    casefile::{Case, Command, Deed, Event, Opened, Rules, Run, Sighting},
    indicator::CalendarYear,
    reconcile::Standing,
    supervise::{Actor, Evidence, FileKind},
};

pub const DISTRICT: &str = "530113";
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

pub struct House {
    pub rules: Rules,
    pub years: BTreeMap<i16, CalendarYear>,
    pub memberships: Vec<(&'static str, Vec<Membership>)>,
}

pub fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

impl House {
    pub fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/cn-education");
        let text = fs::read_to_string(root.join("dropout.toml")).expect("the national rules");
        let years = fs::read_dir(root.join("calendar")).expect("a calendar").map(|file| {
            let text = fs::read_to_string(file.expect("a file").path()).expect("readable");
            let year: CalendarYear = toml::from_str(&text).expect("a year");
            (year.year, year)
        });
        let memberships =
            PEOPLE.map(|(name, role, scope)| (name, vec![Membership { role, scope: scope.to_owned() }])).into();
        Self { rules: toml::from_str(&text).expect("sound rules"), years: years.collect(), memberships }
    }

    pub fn calendar(&self) -> Calendar<'_> {
        Calendar::new(&self.years)
    }

    /// Somebody by the name of the column; `machine` is the daily run.
    pub fn actor<'a>(&'a self, name: &'a str) -> Actor<'a> {
        let found = self.memberships.iter().find(|(one, _)| *one == name);
        let memberships = found.map(|(_, all)| all.as_slice()).unwrap_or_default();
        Actor { name, memberships, district: DISTRICT, is_machine: name == "machine" }
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

pub fn evidence(number: u8) -> Evidence {
    let sha256 = format!("{number:064x}");
    Evidence { sha256, name: format!("{number}.jpg"), kind: FileKind::Jpeg, bytes: 9, stripped: false }
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
