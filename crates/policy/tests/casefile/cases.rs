//! Terms, and what a reconciliation changes, by cases.

use policy::{
    casefile::{Awaited, Case, Closing, Command, Event, Party, Rules, State, decide},
    reconcile::Standing,
};

use crate::support::{House, after, claimed, day, evidence, filed, opened, sighting};

fn see(case: &mut Case, rules: &Rules, id: &str, as_of: &str, standing: Standing) -> usize {
    let house = House::new();
    let command = Command::See(sighting(id, as_of, standing));
    let events = decide(case, command, &house.actor("machine"), rules, day(as_of)).unwrap();
    for event in &events {
        case.apply(event, "machine", day(as_of));
    }
    events.len()
}

#[test]
fn terms_are_working_days_from_the_day_the_file_came() {
    let house = House::new();
    let mut case = Case::open(&opened(), day("2025-04-30"));
    let next = |case: &Case| {
        let next = case.next(&house.rules, house.calendar(), &[]).unwrap().unwrap();
        let Awaited::Step(step) = next.awaited else { panic!("{next:?}") };
        (step.id.clone(), next.by, next.due.unwrap().to_string(), next.overdue(day("2025-05-20")))
    };
    // The holidays of May lie between; Sunday the 27th of April was worked, but before.
    assert_eq!(next(&case), ("contact".into(), Some(Party::Township), "2025-05-06".into(), Some(14)));
    case.apply(&Event::Stepped { step: "contact".into(), words: "x".into() }, "township", day("2025-05-06"));
    assert_eq!(next(&case).0, "school_record", "of two that are due on the same day the first in the pack");
    for step in ["school_record", "visit", "persuade"] {
        case.apply(&Event::Stepped { step: step.into(), words: "x".into() }, "township", day("2025-05-08"));
    }
    assert_eq!(next(&case).0, "order");
    case.apply(&Event::Stepped { step: "order".into(), words: "x".into() }, "township", day("2025-05-09"));
    // What follows a step counts from its day.
    assert_eq!(next(&case), ("report".into(), Some(Party::Township), "2025-05-16".into(), Some(4)));
}

#[test]
fn a_school_that_nobody_knows_owes_nothing() {
    let house = House::new();
    let mut case = after(&[]);
    case.school = None;
    for step in ["contact", "visit"] {
        case.apply(&Event::Stepped { step: step.into(), words: "x".into() }, "township", day("2025-03-04"));
    }
    let next = case.next(&house.rules, house.calendar(), &[]).unwrap().unwrap();
    assert!(matches!(next.awaited, Awaited::Step(step) if step.id == "persuade"));
    // Who asks hears of the own steps first.
    let next = after(&[]).next(&house.rules, house.calendar(), &[Party::School]).unwrap().unwrap();
    assert!(matches!(next.awaited, Awaited::Step(step) if step.id == "school_record"));
}

#[test]
fn a_year_without_calendar_is_said() {
    let house = House::new();
    let case = Case::open(&opened(), day("2031-04-30"));
    assert_eq!(case.next(&house.rules, house.calendar(), &[]).unwrap_err().year, 2031);
}

#[test]
fn who_is_said_to_be_back_and_is_not_found_is_missing_still() {
    let house = House::new();
    let mut case = after(&[("township", claimed("returned"))]);
    // Facts of a day before the claim say nothing of it.
    assert_eq!(see(&mut case, &house.rules, "r2", "2025-03-02", Standing::NotFound), 0);
    assert_eq!(see(&mut case, &house.rules, "r3", "2025-09-10", Standing::Uncertain), 0);
    assert_eq!(see(&mut case, &house.rules, "r3", "2025-09-10", Standing::NotFound), 1);
    assert_eq!((case.state, case.times, case.begun_on), (State::Open, 1, day("2025-09-10")));
    assert_eq!(see(&mut case, &house.rules, "r3", "2025-09-10", Standing::NotFound), 0, "told once");
}

#[test]
fn who_vanishes_again_has_the_same_file() {
    let house = House::new();
    let mut case = after(&[]);
    assert_eq!(see(&mut case, &house.rules, "r2", "2025-09-10", Standing::AtSchool), 1);
    assert_eq!((case.state, case.closed_by), (State::Closed, Some(Closing::Roll)));
    assert_eq!(see(&mut case, &house.rules, "r1", "2025-03-01", Standing::NotFound), 0, "that was before");
    assert_eq!(see(&mut case, &house.rules, "r3", "2026-03-10", Standing::NotFound), 1);
    assert_eq!((case.state, case.times, case.opened_on), (State::Open, 2, day("2025-03-03")));
    assert!(case.steps.is_empty() && case.outcome.is_none());
}

#[test]
fn evidence_stands_as_long_as_the_rules_say() {
    let house = House::new();
    let confirmed = |outcome: &str| {
        let confirmed = Event::Confirmed { words: "属实".into() };
        after(&[("township", filed(outcome)), ("township", claimed(outcome)), ("planner", confirmed)])
    };
    let mut moved = confirmed("moved");
    assert_eq!((moved.state, moved.closed_by), (State::Closed, Some(Closing::Evidence)));
    assert_eq!(see(&mut moved, &house.rules, "r2", "2026-03-10", Standing::NotFound), 0, "for good");
    let mut elsewhere = confirmed("elsewhere");
    assert_eq!(see(&mut elsewhere, &house.rules, "r2", "2025-09-10", Standing::NotFound), 0);
    assert_eq!(see(&mut elsewhere, &house.rules, "r3", "2026-03-10", Standing::NotFound), 1);
    assert!(elsewhere.evidence.iter().all(|filed| filed.spent));
}

#[test]
fn who_is_found_is_looked_after_where_the_rules_say_so() {
    let mut house = House::new();
    let returned = house.rules.outcomes.iter_mut().find(|one| one.id == "returned").unwrap();
    returned.follow_days = Some(30);
    let mut case = after(&[]);
    assert_eq!(see(&mut case, &house.rules, "r2", "2025-09-10", Standing::AtSchool), 1);
    assert_eq!((case.state, case.follow_until), (State::FollowUp, Some(day("2025-10-10"))));
    let end = |case: &Case, on| decide(case, Command::EndFollowUp, &house.actor("machine"), &house.rules, day(on));
    assert_eq!(end(&case, "2025-10-09").unwrap_err().code, "case-not-now");
    let events = end(&case, "2025-10-10").unwrap();
    let mut kept = case.clone();
    kept.apply(&events[0], "machine", day("2025-10-10"));
    assert_eq!((kept.state, kept.closed_by), (State::Closed, Some(Closing::Roll)));
    assert_eq!(see(&mut case, &house.rules, "r3", "2025-09-30", Standing::NotFound), 1);
    assert_eq!((case.state, case.times), (State::Open, 2));
}

#[test]
fn files_that_were_found_wanting_prove_nothing() {
    let house = House::new();
    let returned = Event::Returned { reason: "看不清".into() };
    let case = after(&[("township", filed("moved")), ("township", claimed("moved")), ("planner", returned)]);
    let township = house.actor("township");
    let claim = || Command::Claim { outcome: "moved".into(), words: "x".into() };
    let refused = decide(&case, claim(), &township, &house.rules, day("2025-03-04")).unwrap_err();
    assert_eq!(refused.code, "case-evidence-missing");
    // The same file may be handed in again: whoever looks at it decides.
    let again = Command::AddEvidence { file: evidence(1), of: "moved".into() };
    assert!(decide(&case, again, &township, &house.rules, day("2025-03-04")).is_ok());
    // A step that needs a file is not done by words.
    let order = Command::Step { step: "order".into(), words: "x".into() };
    let refused = decide(&case, order, &township, &house.rules, day("2025-03-04")).unwrap_err();
    assert_eq!(refused.code, "case-evidence-missing");
}
