//! The rules by cases.

use std::collections::BTreeMap;

use jiff::civil::{Date, time};
use policy::{
    calendar::{Calendar, UnknownYear},
    plan::CommitmentKind,
    status::Status,
    supervise::{
        Colour, Command, Counts, Deed, Duty, Event, Finding, Grounds, Inspected, Notice, Occasion, Pace, Part,
        ProblemState, Proof, Quality, Recipient, Report, Score, State, Trace, Verdict, When, WhenNotice, allowed,
        decide, drawn, due_notices, due_problem_notices, findings, is_quiet, loud_from, proposed, seal,
    },
};

use crate::support::{House, command, day, evidence, fitting, opened, proof, report, step};

fn in_hand() -> Duty {
    let mut duty = Duty::open(&opened());
    duty.apply(&Event::Assigned, "planner", day("2025-01-06"));
    duty.apply(&Event::Acknowledged, "lead", day("2025-01-07"));
    duty
}

fn refused(duty: &Duty, command: Command, by: &str, on: &str, figures: &Proof) -> &'static str {
    let house = House::new();
    decide(duty, command, &house.actor(by), &house.grounds(figures, on)).expect_err("a refusal").code
}

#[test]
fn what_data_prove_closes_in_one_step_and_nothing_else_does() {
    let (house, duty) = (House::new(), in_hand());
    for status in Status::ALL {
        let figures = proof(status);
        let result = decide(&duty, Command::Confirm, &house.actor("planner"), &house.grounds(&figures, "2025-03-03"));
        assert_eq!(result.is_ok(), status == Status::Met, "{status:?}");
    }
    assert_eq!(refused(&duty, Command::Confirm, "planner", "2025-03-03", &Proof::default()), "duty-not-proven");
    let mut closed = duty;
    closed.apply(&Event::Confirmed { figures: vec!["retention".into()] }, "planner", day("2025-03-03"));
    assert_eq!((closed.state, closed.closed_by_data), (State::Closed, true));
}

#[test]
fn words_and_figures_are_compared() {
    let house = House::new();
    let mut duty = in_hand();
    let found = |duty: &Duty, status| findings(duty, &proof(status), &house.rules);
    assert_eq!(found(&duty, Status::OffTrack), []);
    duty.apply(&Event::Reported(report(Pace::OnCourse)), "lead", day("2025-03-03"));
    assert_eq!(found(&duty, Status::OffTrack), [Finding::OnCourseButBehind]);
    assert_eq!(found(&duty, Status::OnTrack), []);
    duty.apply(&Event::Reported(report(Pace::Done)), "lead", day("2025-03-04"));
    assert_eq!(found(&duty, Status::Missed), [Finding::DoneButShort]);
    assert_eq!(found(&duty, Status::NoData), [Finding::DoneButUnknown]);
    assert_eq!(found(&duty, Status::Met), [Finding::MetButOpen]);
    duty.steps = vec![step("招标", 40), step("完工", 60)];
    duty.steps[0].done_on = Some(day("2025-02-01"));
    let said = |percent| Report { percent: Some(percent), ..report(Pace::OnCourse) };
    duty.apply(&Event::Reported(said(60)), "lead", day("2025-03-05"));
    assert_eq!(findings(&duty, &Proof::default(), &house.rules), []);
    duty.apply(&Event::Reported(said(61)), "lead", day("2025-03-05"));
    assert_eq!(findings(&duty, &Proof::default(), &house.rules), [Finding::PercentAheadOfSteps]);
}

#[test]
fn the_worst_figure_speaks_for_all() {
    let of = |all: &[Status]| Proof { figures: all.iter().flat_map(|one| proof(*one).figures).collect() }.verdict();
    assert_eq!(of(&[]), Verdict::Silent);
    assert_eq!(of(&[Status::Met, Status::Met]), Verdict::Met);
    assert_eq!(of(&[Status::Met, Status::OnTrack]), Verdict::OnTrack);
    assert_eq!(of(&[Status::Met, Status::Stale]), Verdict::Unknown);
    assert_eq!(of(&[Status::AtRisk, Status::Stale]), Verdict::Behind);
    assert_eq!(of(&[Status::AtRisk, Status::Missed]), Verdict::Short);
}

#[test]
fn whoever_closes_against_the_figures_says_why() {
    let duty = fitting(State::Submitted, Deed::Verify);
    let silent = Command::Verify { quality: Quality::Good, words: String::new() };
    assert_eq!(refused(&duty, silent.clone(), "planner", "2025-03-03", &proof(Status::Missed)), "duty-figures-differ");
    let house = House::new();
    let on = proof(Status::OnTrack);
    assert!(decide(&duty, silent, &house.actor("planner"), &house.grounds(&on, "2025-03-03")).is_ok());
}

#[test]
fn nobody_judges_what_they_handed_in() {
    let mut duty = fitting(State::Submitted, Deed::Verify);
    duty.submitted_by = "inspector".into();
    assert_eq!(refused(&duty, command(Deed::Verify), "inspector", "2025-03-03", &Proof::default()), "duty-own-work");
    assert_eq!(refused(&duty, command(Deed::Return), "inspector", "2025-03-03", &Proof::default()), "duty-own-work");
}

#[test]
fn a_result_needs_everything_that_the_rules_ask_for() {
    let none = Proof::default();
    let submit = || command(Deed::Submit);
    let mut duty = in_hand();
    assert_eq!(refused(&duty, submit(), "lead", "2025-03-03", &none), "duty-no-report");
    duty.apply(&Event::Reported(report(Pace::Done)), "lead", day("2025-03-03"));
    duty.steps = vec![step("完工", 100)];
    assert_eq!(refused(&duty, submit(), "lead", "2025-03-03", &none), "duty-steps-open");
    duty.apply(&Event::StepDone { step: 0 }, "lead", day("2025-03-03"));
    assert_eq!(refused(&duty, submit(), "lead", "2025-03-03", &none), "duty-shares-open");
    duty.apply(&Event::ShareReported { unit: "finance".into(), words: "已拨付".into() }, "helper", day("2025-03-03"));
    duty.apply(&Event::ShareMerged { unit: "finance".into() }, "lead", day("2025-03-03"));
    assert_eq!(refused(&duty, submit(), "lead", "2025-03-03", &none), "duty-evidence-missing");
    let (house, met) = (House::new(), proof(Status::Met));
    assert!(decide(&duty, submit(), &house.actor("lead"), &house.grounds(&met, "2025-03-03")).is_ok());
    duty.apply(&Event::EvidenceAdded { unit: "education".into(), file: evidence(1) }, "lead", day("2025-03-03"));
    assert!(decide(&duty, submit(), &house.actor("lead"), &house.grounds(&none, "2025-03-03")).is_ok());
    // What was reported before a return does not speak for what is done after it.
    duty.apply(&Event::Submitted { words: "完成".into() }, "lead", day("2025-03-04"));
    duty.apply(&Event::Returned { reason: "照片不清".into() }, "planner", day("2025-03-05"));
    assert_eq!(refused(&duty, submit(), "lead", "2025-03-06", &none), "duty-no-report");
}

#[test]
fn a_percentage_needs_something_that_is_counted() {
    let none = Proof::default();
    let said = |percent| Command::Report(Report { percent: Some(percent), ..report(Pace::OnCourse) });
    let mut duty = in_hand();
    assert_eq!(refused(&duty, said(101), "lead", "2025-03-03", &none), "duty-percent-range");
    duty.counted = false;
    assert_eq!(refused(&duty, said(50), "lead", "2025-03-03", &none), "duty-not-counted");
}

#[test]
fn extensions_are_asked_in_time_and_not_without_end() {
    let none = Proof::default();
    let ask = |until: &str| Command::AskExtension { until: day(until), reason: "汛期".into() };
    let mut duty = in_hand();
    assert_eq!(refused(&duty, ask("2025-06-30"), "lead", "2025-03-03", &none), "duty-extension-earlier");
    assert_eq!(refused(&duty, ask("2025-09-29"), "lead", "2025-03-03", &none), "duty-extension-far");
    // Five working days before Monday 30 June is Monday 23 June.
    assert_eq!(refused(&duty, ask("2025-08-01"), "lead", "2025-06-24", &none), "duty-extension-late");
    let house = House::new();
    assert!(decide(&duty, ask("2025-08-01"), &house.actor("lead"), &house.grounds(&none, "2025-06-23")).is_ok());
    duty.extensions = 2;
    assert_eq!(refused(&duty, ask("2025-08-01"), "lead", "2025-03-03", &none), "duty-extension-often");
    duty.due = day("2027-03-01");
    duty.extensions = 0;
    assert_eq!(refused(&duty, ask("2027-04-01"), "lead", "2026-03-03", &none), "calendar-unknown-year");
}

#[test]
fn overdue_follows_from_the_day() {
    let duty = in_hand();
    assert!(!duty.is_overdue(day("2025-06-30")));
    assert!(duty.is_overdue(day("2025-07-01")));
    assert!(!fitting(State::Submitted, Deed::Verify).is_overdue(day("2025-07-01")));
}

fn slip(duty: &Duty, figures: &Proof, on: &str) -> Option<(Colour, When)> {
    let house = House::new();
    let found = proposed(duty, figures, &house.rules, house.calendar(), day(on)).expect("known years");
    found.map(|slip| (slip.colour, slip.cause))
}

#[test]
fn slips_have_their_causes_and_a_ladder() {
    let none = Proof::default();
    let mut duty = Duty::open(&opened());
    duty.apply(&Event::Assigned, "planner", day("2025-01-06"));
    assert_eq!(slip(&duty, &none, "2025-01-09"), None);
    assert_eq!(slip(&duty, &none, "2025-01-10"), Some((Colour::Blue, When::Unacknowledged)));
    duty.apply(&Event::Acknowledged, "lead", day("2025-01-10"));
    assert_eq!(slip(&duty, &none, "2025-01-10"), None);
    // The round of the first quarter ends on Monday 31 March.
    assert_eq!(slip(&duty, &none, "2025-04-01"), None);
    assert_eq!(slip(&duty, &none, "2025-04-02"), Some((Colour::Blue, When::RoundMissed)));
    duty.apply(&Event::Reported(report(Pace::OnCourse)), "lead", day("2025-04-02"));
    assert_eq!(slip(&duty, &none, "2025-04-02"), None);
    assert_eq!(slip(&duty, &proof(Status::AtRisk), "2025-04-02"), Some((Colour::Yellow, When::Contradicted)));
    duty.apply(&Event::Reported(report(Pace::Behind)), "lead", day("2025-04-02"));
    assert_eq!(slip(&duty, &proof(Status::AtRisk), "2025-04-02"), Some((Colour::Yellow, When::Behind)));
    assert_eq!(slip(&duty, &none, "2025-06-16"), Some((Colour::Blue, When::NearDue)));
    let raise = |colour, cause, mark: &str, answer_by: &str| Event::SlipRaised {
        colour,
        cause,
        mark: mark.into(),
        words: String::new(),
        answer_by: day(answer_by),
    };
    duty.apply(&raise(Colour::Blue, When::NearDue, "2025-06-30", "2025-06-23"), "machine", day("2025-06-16"));
    assert_eq!(slip(&duty, &none, "2025-06-17"), None);
    assert_eq!(slip(&duty, &none, "2025-06-25"), Some((Colour::Yellow, When::Unanswered)));
    duty.apply(&raise(Colour::Yellow, When::Unanswered, "2025-06-23", "2025-07-02"), "machine", day("2025-06-25"));
    assert_eq!(slip(&duty, &none, "2025-07-03"), None);
    assert_eq!(slip(&duty, &none, "2025-07-04"), Some((Colour::Red, When::Overdue)));
    duty.apply(&Event::ExtensionAsked { until: day("2025-08-01"), reason: "汛期".into() }, "lead", day("2025-07-04"));
    assert_eq!(slip(&duty, &none, "2025-07-04"), Some((Colour::Red, When::Unanswered)));
    assert_eq!(slip(&duty, &none, "2025-07-03"), None);
}

fn told(duty: &Duty, on: &str) -> Vec<String> {
    let house = House::new();
    let notices = due_notices(duty, &house.rules, house.calendar(), day(on)).expect("known years");
    notices.into_iter().map(|notice: Notice| notice.key).collect()
}

#[test]
fn only_the_last_step_that_was_reached_is_told() {
    let duty = in_hand();
    assert_eq!(told(&duty, "2025-02-03"), [""; 0]);
    assert_eq!(told(&duty, "2025-03-26"), ["round_soon:2025-03-31"]);
    assert_eq!(told(&duty, "2025-06-16"), ["due_soon:2025-06-30"]);
    assert_eq!(told(&duty, "2025-06-30"), ["due_now:2025-06-30", "round_soon:2025-06-30"]);
    assert_eq!(told(&duty, "2025-07-01"), ["due_past:2025-06-30", "round_past:2025-06-30"]);
    assert_eq!(told(&duty, "2025-07-14"), ["due_linked_leader:2025-06-30", "round_unit_leader:2025-06-30"]);
    let mut closed = duty.clone();
    closed.apply(&Event::Confirmed { figures: Vec::new() }, "planner", day("2025-07-02"));
    assert_eq!(told(&closed, "2025-07-14"), [""; 0]);
}

#[test]
fn the_ladder_leads_from_the_unit_to_its_head_its_linked_leader_and_the_leading_group() {
    use Recipient::{Cooperating, LeadingGroup, LinkedLeader, Planner, Unit, UnitLeader};
    let (house, duty) = (House::new(), in_hand());
    let to = |on: &str| -> Vec<Recipient> {
        let notices = due_notices(&duty, &house.rules, house.calendar(), day(on)).expect("known years");
        notices.into_iter().filter(|one| one.when == WhenNotice::Due).flat_map(|one| one.to).collect()
    };
    assert_eq!(to("2025-06-16"), [Unit]);
    assert_eq!(to("2025-06-30"), [Unit, Cooperating]);
    assert_eq!(to("2025-07-01"), [Unit, Planner]);
    assert_eq!(to("2025-07-03"), [Unit, UnitLeader]);
    assert_eq!(to("2025-07-14"), [Unit, Planner, UnitLeader, LinkedLeader]);
    assert_eq!(to("2025-07-28"), [Planner, UnitLeader, LinkedLeader, LeadingGroup]);
    // A slip is told to whom its colour names; another colour on the same day is another notice.
    let mut duty = in_hand();
    let mut slip = |colour| {
        let (mark, words, answer_by) = (String::new(), String::new(), day("2025-02-17"));
        let raised = Event::SlipRaised { colour, cause: When::Decided, mark, words, answer_by };
        duty.apply(&raised, "planner", day("2025-02-10"));
        let notices = due_notices(&duty, &house.rules, house.calendar(), day("2025-02-10")).expect("known years");
        let slip = notices.into_iter().find(|one| one.when == WhenNotice::Slip).expect("told at once");
        (slip.key, slip.to.into_iter().collect::<Vec<_>>())
    };
    assert_eq!(slip(Colour::Blue), ("slip:2025-02-17:blue".into(), vec![Unit]));
    assert_eq!(slip(Colour::Yellow), ("slip:2025-02-17:yellow".into(), vec![Unit, Planner, UnitLeader]));
    assert_eq!(slip(Colour::Red).1, [Unit, Planner, UnitLeader, LinkedLeader, LeadingGroup]);
}

#[test]
fn a_problem_found_on_a_visit_is_told_until_its_unit_has_answered() {
    let house = House::new();
    let told = |state, on: &str| -> Vec<String> {
        let due = day("2025-03-31");
        let notices = due_problem_notices(state, due, &house.rules, house.calendar(), day(on)).expect("known years");
        notices.into_iter().map(|one| one.key).collect()
    };
    assert_eq!(told(ProblemState::Open, "2025-03-25"), [""; 0]);
    assert_eq!(told(ProblemState::Open, "2025-03-26"), ["problem_soon:2025-03-31"]);
    assert_eq!(told(ProblemState::Open, "2025-04-01"), ["problem_past:2025-03-31"]);
    assert_eq!(told(ProblemState::Answered, "2025-04-01"), [""; 0]);
}

#[test]
fn quiet_hours_are_kept_across_midnight_and_on_days_off() {
    let house = House::new();
    let quiet = house.rules.quiet.as_ref().expect("declared");
    let at = |on: &str, hour, minute| is_quiet(quiet, house.calendar(), day(on), time(hour, minute, 0, 0));
    assert_eq!(at("2025-03-03", 7, 59), Ok(true));
    assert_eq!(at("2025-03-03", 8, 0), Ok(false));
    assert_eq!(at("2025-03-03", 19, 59), Ok(false));
    assert_eq!(at("2025-03-03", 20, 0), Ok(true));
    // Sunday 26 January 2025 is worked, Tuesday 28 January is not.
    assert_eq!(at("2025-01-26", 10, 0), Ok(false));
    assert_eq!(at("2025-01-28", 10, 0), Ok(true));
    assert!(at("2027-03-01", 10, 0).is_err());
    let loud =
        |text: &str| loud_from(quiet, house.calendar(), text.parse().expect("a moment")).map(|at| at.to_string());
    assert_eq!(loud("2025-03-03T10:00").as_deref(), Ok("2025-03-03T10:00:00"));
    assert_eq!(loud("2025-03-03T07:00").as_deref(), Ok("2025-03-03T08:00:00"));
    assert_eq!(loud("2025-03-07T20:30").as_deref(), Ok("2025-03-10T08:00:00"), "over the weekend");
    assert_eq!(loud("2025-01-27T21:00").as_deref(), Ok("2025-02-05T08:00:00"), "over the festival");
    assert!(loud("2027-03-01T10:00").is_err());
}

#[test]
fn a_year_without_a_calendar_is_refused_not_guessed() {
    let (house, none) = (House::new(), BTreeMap::new());
    let empty = Calendar::new(&none);
    let unknown = UnknownYear { year: 2025, first: None, last: None };
    assert_eq!(due_notices(&in_hand(), &house.rules, empty, day("2025-03-03")), Err(unknown));
    assert_eq!(proposed(&in_hand(), &Proof::default(), &house.rules, empty, day("2025-03-03")), Err(unknown));
}

#[test]
fn an_instruction_is_answered_by_a_report() {
    let mut duty = in_hand();
    duty.apply(&Event::Instructed { words: "请抓紧".into() }, "leader", day("2025-02-10"));
    assert_eq!(told(&duty, "2025-02-10"), ["instruction:2025-02-10"]);
    duty.apply(&Event::Reported(report(Pace::OnCourse)), "lead", day("2025-02-11"));
    assert_eq!(told(&duty, "2025-02-11"), [""; 0]);
}

#[test]
fn what_is_done_stays_done_when_the_rest_is_arranged_anew() {
    let (house, none) = (House::new(), Proof::default());
    let mut duty = in_hand();
    duty.steps = vec![step("招标", 40), step("完工", 60)];
    duty.apply(&Event::StepDone { step: 0 }, "lead", day("2025-02-01"));
    let arrange = |steps, due: &str| Command::Arrange {
        due: day(due),
        person: String::new(),
        steps,
        cooperating: vec!["police".into()],
    };
    let steps = vec![step("招标", 30), step("主体", 30), step("完工", 40)];
    let command = arrange(steps.clone(), "2025-06-30");
    for event in decide(&duty, command, &house.actor("planner"), &house.grounds(&none, "2025-03-03")).unwrap() {
        duty.apply(&event, "planner", day("2025-03-03"));
    }
    assert_eq!(duty.steps_percent(), Some(30));
    assert_eq!(duty.shares.keys().collect::<Vec<_>>(), ["police"]);
    let refused = |command| refused(&duty, command, "planner", "2025-03-03", &none);
    assert_eq!(refused(arrange(steps.clone(), "2025-07-30")), "duty-due-fixed");
    assert_eq!(refused(arrange(vec![step("完工", 99)], "2025-06-30")), "duty-steps-weight");
    let late = policy::supervise::Step { due: day("2025-07-01"), ..step("完工", 100) };
    assert_eq!(refused(arrange(vec![late], "2025-06-30")), "duty-step-late");
    let strange = policy::supervise::Step { unit: "market".into(), ..step("完工", 100) };
    assert_eq!(refused(arrange(vec![strange], "2025-06-30")), "duty-unit-unknown");
}

#[test]
fn a_suspended_duty_comes_back_to_where_it_was_and_a_draft_is_nobodys_business() {
    let house = House::new();
    let mut duty = fitting(State::Submitted, Deed::Verify);
    duty.apply(&Event::Suspended { decision: "区委常委会纪要".into() }, "planner", day("2025-03-03"));
    duty.apply(&Event::Resumed { words: String::new() }, "planner", day("2025-04-01"));
    assert_eq!(duty.state, State::Submitted);
    let draft = Duty::open(&opened());
    assert_eq!(allowed(&draft, &house.actor("lead"), &Proof::default()), []);
    assert_eq!(allowed(&draft, &house.actor("planner"), &Proof::default()), [Deed::Arrange, Deed::Assign, Deed::Void]);
}

#[test]
fn every_point_of_a_score_names_its_event() {
    let house = House::new();
    let scheme = house.rules.score.as_ref().expect("declared");
    let events: Vec<(Date, Event)> = [
        ("2025-01-02", Event::Opened(opened())),
        ("2025-01-06", Event::Assigned),
        ("2025-01-07", Event::Acknowledged),
        (
            "2025-06-16",
            Event::SlipRaised {
                colour: Colour::Blue,
                cause: When::NearDue,
                mark: String::new(),
                words: String::new(),
                answer_by: day("2025-06-23"),
            },
        ),
        ("2025-06-24", Event::SlipAnswered { slip: 0, words: "本周完成".into() }),
        ("2025-07-01", Event::Submitted { words: "完成".into() }),
        ("2025-07-02", Event::Returned { reason: "缺照片".into() }),
        ("2025-07-03", Event::Submitted { words: "完成".into() }),
        ("2025-07-04", Event::Verified { quality: Quality::Good, words: String::new() }),
        ("2025-07-10", Event::Inspected { outcome: Inspected::Confirmed, words: "属实".into() }),
        ("2025-07-11", Event::Adjusted { part: Part::Timeliness, points: 5, words: "系统停机一天".into() }),
    ]
    .map(|(on, event)| (day(on), event))
    .into();
    // The numbers of the events with what they brought, and the days on which the duty counted.
    let lived = lived(&events);
    let points: Vec<_> = (10..)
        .zip(&lived)
        .flat_map(|(seq, (_, trace))| {
            let happened = trace.occasion.into_iter();
            happened
                .flat_map(|one| scheme.points(one).map(move |(_, points)| (one.occasion, points)))
                .map(move |(occasion, points)| (seq, occasion, points))
        })
        .collect();
    assert_eq!(
        points,
        [
            (13, Occasion::SlipBlue, -2),
            (14, Occasion::AnsweredLate, -5),
            (15, Occasion::SubmittedLate, -15),
            (16, Occasion::Returned, -8),
            (17, Occasion::SubmittedLate, -15),
            (18, Occasion::VerifiedGood, 3),
            (19, Occasion::SampleConfirmed, 3),
            (20, Occasion::Adjusted, 5),
        ]
    );
    let counts: Vec<_> = lived.iter().map(|(on, trace)| (on.to_string(), trace.counts)).collect();
    let turns: Vec<_> = counts.iter().filter(|(_, counts)| *counts != Counts::Unchanged).collect();
    let expected = [
        ("2025-01-06", Counts::Begins),
        ("2025-07-04", Counts::Ends),
        ("2025-07-10", Counts::Once),
        ("2025-07-11", Counts::Once),
    ];
    assert_eq!(turns, expected.map(|(on, counts)| (on.to_owned(), counts)).iter().collect::<Vec<_>>());
    let all: Vec<_> = lived.iter().filter_map(|(_, trace)| Some((trace.occasion?, 1))).collect();
    assert_eq!(scheme.score(1, &all).total().to_string(), "63");
    // Two duties share the points.
    assert_eq!(scheme.score(2, &all).timeliness.to_string(), "24");
    assert_eq!(scheme.score(1, &[]).total().to_string(), "100");
    let twice: Vec<_> = all.iter().map(|(one, _)| (*one, 2)).collect();
    assert_eq!(scheme.score(2, &twice), Score { duties: 2, ..scheme.score(1, &all) });
}

/// What each event of a life left behind.
fn lived(events: &[(Date, Event)]) -> Vec<(Date, Trace)> {
    let mut duty = Duty::open(&opened());
    let mut traces = Vec::new();
    for (on, event) in events {
        let before = duty.clone();
        duty.apply(event, "x", *on);
        traces.push((*on, Trace::of(&before, event, *on, &duty)));
    }
    traces
}

#[test]
fn a_sample_can_be_drawn_again_and_does_not_depend_on_the_order() {
    let ids: Vec<String> = (0..50).map(|number| format!("duty-{number}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut turned = ids.clone();
    turned.reverse();
    assert_eq!(drawn("seed", &ids, 5), drawn("seed", &turned, 5));
    assert_eq!(drawn("seed", &ids, 10)[..5], drawn("seed", &ids, 5));
    assert_ne!(drawn("seed", &ids, 5), drawn("other", &ids, 5));
    assert_eq!(seal(&ids), seal(&turned));
    assert_eq!(drawn("seed", &ids, 99).len(), 50);
}

#[test]
fn a_plan_opens_what_its_kinds_say() {
    let house = House::new();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tiny");
    let text = std::fs::read_to_string(root.join("plan.toml")).expect("the tiny plan");
    let part = std::fs::read_to_string(root.join("commitments_one.toml")).expect("its commitment");
    let mut plan: policy::plan::Plan = toml::from_str(&format!("{text}\n{part}")).expect("a plan");
    let years = |plan: &_| [2022, 2023, 2024, 2025].map(|year| policy::supervise::openings(plan, &house.rules, year));
    let [before, first, second, third] = years(&plan);
    assert!(before.is_empty() && first.is_empty() && third.is_empty());
    assert_eq!((second[0].unit.as_str(), second[0].due), ("bureau", day("2024-12-31")));
    plan.commitments[0].kind = CommitmentKind::Milestone;
    let [_, first, second, third] = years(&plan);
    assert_eq!((first[0].due, second[0].due, third.len()), (day("2023-12-20"), day("2024-12-31"), 0));
    plan.commitments[0].kind = CommitmentKind::Recurring;
    plan.commitments[0].every = Some(policy::plan::Rhythm::EveryTwoYears);
    assert_eq!(years(&plan).map(|openings| openings.len()), [0, 1, 0, 1]);
    plan.commitments[0].task = None;
    assert_eq!(years(&plan).map(|openings| openings.len()), [0, 0, 0, 0]);
}

#[test]
fn grounds_say_the_day() {
    let house = House::new();
    let none = Proof::default();
    let grounds: Grounds<'_> = house.grounds(&none, "2025-07-01");
    let refusal = decide(&Duty::open(&opened()), Command::Assign, &house.actor("planner"), &grounds);
    assert_eq!(refusal.expect_err("the day has passed").code, "duty-due-past");
}
