//! A small house of people with the national rules of something, in the national calendar.

use std::{collections::BTreeMap, fs, path::Path};

use jiff::civil::Date;
use policy::{
    access::{Membership, Role},
    calendar::Calendar,
    indicator::CalendarYear,
    supervise::{Actor, Evidence, FileKind},
};
use serde::de::DeserializeOwned;

pub const DISTRICT: &str = "530113";

pub struct House<R> {
    pub rules: R,
    pub years: BTreeMap<i16, CalendarYear>,
    pub memberships: Vec<(&'static str, Vec<Membership>)>,
}

pub fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

pub fn evidence(number: u8) -> Evidence {
    let sha256 = format!("{number:064x}");
    Evidence { sha256, name: format!("{number}.jpg"), kind: FileKind::Jpeg, bytes: 9, stripped: false }
}

impl<R: DeserializeOwned> House<R> {
    /// The rules are a file of the national pack; people are the column of the table, a role, and what the membership names.
    pub fn of(rules: &str, people: &[(&'static str, Role, &str)]) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/cn-education");
        let text = fs::read_to_string(root.join(rules)).expect("the national rules");
        let years = fs::read_dir(root.join("calendar")).expect("a calendar").map(|file| {
            let text = fs::read_to_string(file.expect("a file").path()).expect("readable");
            let year: CalendarYear = toml::from_str(&text).expect("a year");
            (year.year, year)
        });
        let member = |(name, role, scope): &(&'static str, Role, &str)| {
            (*name, vec![Membership { role: *role, scope: (*scope).to_owned() }])
        };
        let memberships = people.iter().map(member).collect();
        Self { rules: toml::from_str(&text).expect("sound rules"), years: years.collect(), memberships }
    }
}

impl<R> House<R> {
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
