//! Rounds and visits by cases.

use policy::supervise::{
    Duty, Event, Owed,
    ProblemState::{self, Answered, Open, Solved},
    ProblemStep, Reported,
};

use crate::support::{House, day, opened};

#[test]
fn a_report_belongs_to_the_round_in_which_it_came_and_is_late_after_its_day() {
    let house = House::new();
    let rounds = house.rules.rounds_of(2025, house.calendar()).expect("a known year");
    let days: Vec<_> = rounds.iter().map(|one| (one.opens, one.due)).collect();
    let expected = [
        ("2025-03-15", "2025-03-31"),
        ("2025-06-10", "2025-06-30"),
        ("2025-09-15", "2025-09-30"),
        ("2025-11-25", "2025-12-10"),
    ];
    assert_eq!(days, expected.map(|(opens, due)| (day(opens), day(due))));
    assert_eq!(rounds[0].ends, day("2025-06-10"), "a round ends where the next begins");
    let mut duty = Duty::open(&opened());
    let stands = |duty: &Duty, round: usize, reports: &[&str], on: &str| {
        let round = rounds[round];
        let first = reports.iter().map(|on| day(on)).filter(|on| (round.opens..round.ends).contains(on)).min();
        duty.reporting().in_round(&house.rules, round, first, day(on))
    };
    assert_eq!(stands(&duty, 1, &[], "2025-07-01"), None, "not assigned");
    duty.apply(&Event::Assigned, "planner", day("2025-04-06"));
    let asks = |round: usize| house.rules.rounds[rounds[round].rule].asks(duty.kind, duty.every);
    assert!(asks(1), "the half-year asks for everything");
    assert_eq!(stands(&duty, 0, &[], "2025-07-01"), None, "assigned after the first round");
    assert_eq!(stands(&duty, 1, &[], "2025-06-09"), None, "not open yet");
    assert_eq!(stands(&duty, 1, &[], "2025-06-30"), Some(Reported::Waited));
    assert_eq!(stands(&duty, 1, &[], "2025-07-01"), Some(Reported::Missing));
    assert_eq!(stands(&duty, 1, &["2025-06-09"], "2025-07-01"), Some(Reported::Missing), "before it opened");
    assert_eq!(stands(&duty, 1, &["2025-06-30"], "2025-07-01"), Some(Reported::InTime));
    assert_eq!(stands(&duty, 1, &["2025-07-01"], "2025-07-09"), Some(Reported::Late));
    duty.apply(&Event::Suspended { decision: "put off".into() }, "planner", day("2025-07-02"));
    assert_eq!(stands(&duty, 1, &[], "2025-07-09"), None, "put off");
    assert!(house.rules.rounds_of(2031, house.calendar()).is_err(), "no calendar of that year");
}

#[test]
fn a_visit_is_owed_from_the_last_one_on_and_a_problem_is_solved_by_whoever_saw_it() {
    let rules = House::new().rules.visits.expect("rules of visits");
    let owed = |last: Option<&str>, on: &str| rules.owed(day("2025-01-01"), last.map(day), day(on));
    assert_eq!(owed(None, "2025-06-02"), (day("2025-07-03"), Owed::Kept));
    assert_eq!(owed(None, "2025-06-03").1, Owed::Soon);
    assert_eq!(owed(None, "2025-07-03").1, Owed::Soon, "the last day is in time");
    assert_eq!(owed(None, "2025-07-04").1, Owed::Overdue);
    assert_eq!(owed(Some("2025-07-01"), "2025-07-04"), (day("2025-12-31"), Owed::Kept));
    assert_eq!(owed(Some("2024-05-01"), "2025-07-03").1, Owed::Soon, "a visit before the link is none under it");
    let after = |state: ProblemState| {
        [ProblemStep::Answer, ProblemStep::Confirm, ProblemStep::Return].map(|step| state.after(step))
    };
    assert_eq!(after(Open), [Some(Answered), Some(Solved), None]);
    assert_eq!(after(Answered), [Some(Answered), Some(Solved), Some(Open)]);
    assert_eq!(after(Solved), [None, None, Some(Open)]);
}
