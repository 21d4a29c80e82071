//! State × command × role → the state after it, or the code of the refusal: a text to review.

use std::collections::BTreeSet;

use policy::casefile::{CODES, Case, Closing, Deed, Event, State, allowed, decide};

use crate::support::{House, PEOPLE, after, claimed, command, day, filed, run};

/// Every state; a claim that only the roll proves and one that files prove stand apart.
fn files() -> [(&'static str, Case); 5] {
    let done = |step: &str| ("township", Event::Stepped { step: step.into(), words: "有话".into() });
    let legal = [done("order"), done("report"), ("planner", filed("legal"))];
    let seen = |until| Event::Seen {
        run: run("r1", "2025-03-01"),
        standing: policy::reconcile::Standing::AtSchool,
        outcome: "returned".into(),
        until,
    };
    [
        ("open", after(&legal)),
        ("claimed: roll", after(&[("township", claimed("returned"))])),
        ("claimed: files", after(&[("township", filed("moved")), ("township", claimed("moved"))])),
        ("follow_up", after(&[("machine", seen(Some(day("2025-04-01"))))])),
        ("closed", after(&[("machine", seen(None))])),
    ]
}

#[test]
fn the_table() {
    let house = House::new();
    let columns: Vec<_> = PEOPLE.iter().map(|(name, ..)| *name).chain(["machine"]).collect();
    let mut text = String::new();
    for deed in Deed::ALL {
        let header: String = columns.iter().map(|name| format!("{name:<12}")).collect();
        text += &format!("{:<17}{}\n", deed.name(), header.trim_end());
        for (title, before) in files() {
            let mut line = format!("  {title:<15}");
            for name in &columns {
                let (mut case, actor, on) = (before.clone(), house.actor(name), day("2025-09-12"));
                let may = allowed(&case, &actor, &house.rules).contains(&deed);
                let cell = match decide(&case, command(deed, name), &actor, &house.rules, on) {
                    Ok(events) => {
                        for event in &events {
                            case.apply(event, name, on);
                        }
                        assert!(may || *name == "machine", "{deed:?} in {title} by {name} was not offered");
                        if case.state == before.state { "same".to_owned() } else { word(case.state) }
                    }
                    Err(refusal) => {
                        assert!(!may, "{deed:?} in {title} by {name} was offered: {}", refusal.code);
                        assert!(CODES.contains(&refusal.code));
                        refusal.code.trim_start_matches("case-").replace("not-", "!")
                    }
                };
                line += &format!("{cell:<12}");
            }
            text += &(line.trim_end().to_owned() + "\n");
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
    assert_ne!(word_of(Closing::Roll), word_of(Closing::Evidence));
}

fn word(state: State) -> String {
    word_of(state)
}

fn word_of(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}
