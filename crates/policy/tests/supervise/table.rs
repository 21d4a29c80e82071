//! State × command × role → the state after it, or the code of the refusal: a text to review.

use std::collections::BTreeSet;

use policy::{
    status::Status,
    supervise::{CODES, Deed, State, allowed, decide},
};

use crate::support::{House, PEOPLE, command, fitting, proof, word};

#[test]
fn the_table() {
    let house = House::new();
    let met = proof(Status::Met);
    let grounds = house.grounds(&met, "2025-03-03");
    let columns: Vec<_> = PEOPLE.iter().map(|(name, ..)| *name).chain(["machine"]).collect();
    let mut text = String::new();
    for deed in Deed::ALL {
        text += &format!("{:<17}{}\n", deed.name(), columns.map_join(|name| format!("{name:<12}")));
        for state in State::ALL {
            text += &format!("  {:<15}", word(state));
            for name in &columns {
                let (mut duty, actor) = (fitting(state, deed), house.actor(name));
                let may = allowed(&duty, &actor, &met).contains(&deed);
                let cell = match decide(&duty, command(deed), &actor, &grounds) {
                    Ok(events) => {
                        for event in &events {
                            duty.apply(event, name, grounds.day);
                        }
                        assert!(may, "{deed:?} in {state:?} by {name} was not offered");
                        if duty.state == state { "same".to_owned() } else { word(duty.state) }
                    }
                    Err(refusal) => {
                        assert!(!may, "{deed:?} in {state:?} by {name} was offered: {}", refusal.code);
                        assert!(CODES.contains(&refusal.code));
                        refusal.code.trim_start_matches("duty-").replace("not-", "!")
                    }
                };
                text += &format!("{cell:<12}");
            }
            text = text.trim_end().to_owned() + "\n";
        }
        text += "\n";
    }
    insta::assert_snapshot!(text);
}

#[test]
fn codes_and_names_are_distinct() {
    let codes: BTreeSet<_> = CODES.iter().collect();
    assert_eq!(codes.len(), CODES.len());
    let names: BTreeSet<_> = Deed::ALL.iter().map(|deed| deed.name()).collect();
    assert_eq!(names.len(), Deed::ALL.len());
}

trait Joined {
    fn map_join(&self, show: impl Fn(&str) -> String) -> String;
}

impl Joined for Vec<&str> {
    fn map_join(&self, show: impl Fn(&str) -> String) -> String {
        self.iter().map(|one| show(one)).collect::<String>().trim_end().to_owned()
    }
}
