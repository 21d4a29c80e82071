//! Duties in the store, one by one and by the dozen.

use std::collections::BTreeMap;

use jiff::civil::Date;
use luoshi::store::{Brought, Claimed, Counted, Denied, DutyFilter, DutyRow, InRound, Pairs, Store, Waiting};
use policy::{
    plan::CommitmentKind,
    supervise::{Claim, Counts, Duty, Event, Happened, Occasion, Opened, Pace, Part, Report, State, Step, Trace},
};

use super::{Postgres, at, event};

fn duty(id: &str, commitment: &str) -> DutyRow {
    let opened = Opened {
        commitment: commitment.into(),
        year: 2025,
        kind: CommitmentKind::Standing,
        every: None,
        counted: false,
        unit: "education".into(),
        cooperating: vec!["finance".into()],
        due: "2025-06-30".parse().unwrap(),
    };
    let (changed_at, changed_by) = (at("2025-01-06T01:00:00Z"), "planner".into());
    DutyRow { id: id.into(), duty: Duty::open(&opened), version: 1, changed_at, changed_by }
}

on_both!(duties_come_back_as_they_were_and_only_once_for_a_unit, store => {
    let mut write = store.write().await.unwrap();
    assert!(write.add_duty(&duty("d1", "c1")).await.unwrap());
    assert!(!write.add_duty(&duty("d2", "c1")).await.unwrap(), "the unit has one for this year");
    let mut void = DutyRow { version: 2, ..duty("d1", "c1") };
    void.duty.apply(&Event::Voided { reason: "并入".into() }, "planner", "2025-01-07".parse().unwrap());
    assert!(write.set_duty(&void).await.unwrap());
    assert!(write.add_duty(&duty("d2", "c1")).await.unwrap(), "one that was taken back is not in the way");
    write.commit().await.unwrap();
    let mut read = store.read().await.unwrap();
    assert_eq!(read.duty("d1").await.unwrap(), Some(void));
    assert_eq!(read.duty("d2").await.unwrap(), Some(duty("d2", "c1")));
    assert_eq!(read.duty("d3").await.unwrap(), None);
    assert_eq!(read.duty_years().await.unwrap(), [2025]);
});

on_both!(whoever_decided_on_an_older_version_changes_nothing, store => {
    let mut write = store.write().await.unwrap();
    write.add_duty(&duty("d1", "c1")).await.unwrap();
    write.commit().await.unwrap();
    let mut first = DutyRow { version: 2, ..duty("d1", "c1") };
    first.duty.person = "first".into();
    let second = DutyRow { version: 2, changed_by: "second".into(), ..duty("d1", "c1") };
    let mut write = store.write().await.unwrap();
    assert!(write.set_duty(&first).await.unwrap());
    assert!(!write.set_duty(&second).await.unwrap());
    write.commit().await.unwrap();
    assert_eq!(store.read().await.unwrap().duty("d1").await.unwrap(), Some(first));
});

on_both!(duties_are_sought_by_year_state_unit_and_day, store => {
    let mut write = store.write().await.unwrap();
    let mut helped = duty("d2", "c2");
    helped.duty.shares.clear();
    helped.duty.due = "2025-12-20".parse().unwrap();
    let mut late = duty("d3", "c3");
    late.duty.apply(&Event::Assigned, "planner", "2025-01-06".parse().unwrap());
    for row in [&duty("d1", "c1"), &helped, &late] {
        assert!(write.add_duty(row).await.unwrap());
    }
    let none = DutyFilter::default;
    let cases = [
        (none(), vec!["d1", "d3", "d2"]),
        (DutyFilter { year: Some(2024), ..none() }, vec![]),
        (DutyFilter { unit: Some("finance"), ..none() }, vec!["d1", "d3"]),
        (DutyFilter { unit: Some("police"), ..none() }, vec![]),
        (DutyFilter { commitment: Some("c2"), ..none() }, vec!["d2"]),
        (DutyFilter { state: Some(State::Assigned), ..none() }, vec!["d3"]),
        (DutyFilter { assigned: true, ..none() }, vec!["d3"]),
        (DutyFilter { overdue_on: Some("2025-07-01".parse().unwrap()), ..none() }, vec!["d3"]),
        (DutyFilter { overdue_on: Some("2025-06-30".parse().unwrap()), ..none() }, vec![]),
        (DutyFilter { due_until: Some("2025-06-30".parse().unwrap()), ..none() }, vec!["d3"]),
        (DutyFilter { open: true, ..none() }, vec!["d3"]),
        (DutyFilter { sampled: true, ..none() }, vec![]),
    ];
    for (filter, wanted) in cases {
        let (rows, total) = write.duties(&filter, 0, 10).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), wanted, "{filter:?}");
        assert_eq!(total, wanted.len());
    }
    let (rows, total) = write.duties(&none(), 1, 1).await.unwrap();
    assert_eq!((rows[0].id.as_str(), rows.len(), total), ("d3", 1, 3));
    // A unit that no longer takes part no longer finds it.
    let mut alone = DutyRow { version: 2, ..duty("d1", "c1") };
    alone.duty.shares.clear();
    assert!(write.set_duty(&alone).await.unwrap());
    assert_eq!(write.duties(&DutyFilter { unit: Some("finance"), ..none() }, 0, 10).await.unwrap().1, 1);
    write.add_event(event("d1")).await.unwrap();
    write.add_event(event("d2")).await.unwrap();
    assert_eq!(write.events_of("d1").await.unwrap().len(), 1);
    assert_eq!(write.log_head().await.unwrap(), write.events_of("d2").await.unwrap()[0].hash);
});

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn report(pace: Pace, percent: Option<u8>) -> Event {
    let none = String::new;
    Event::Reported(Report { pace, progress: "开工".into(), percent, problems: none(), next: none(), help: none() })
}

/// A duty after some events, on days from 6 January on.
fn after(id: &str, commitment: &str, events: &[Event]) -> DutyRow {
    let mut row = duty(id, commitment);
    let days = (6..).map(|number| Date::constant(2025, 1, number));
    events.iter().zip(days).for_each(|(event, on)| row.duty.apply(event, "lead", on));
    row
}

/// Five duties of two commitments: on course, done, ahead of its steps, handed in and drawn, suspended.
async fn five(store: &Store) {
    let step = Step {
        title: "招标".into(),
        unit: "education".into(),
        person: String::new(),
        due: day("2025-05-31"),
        weight: 100,
        done_on: None,
    };
    let arranged =
        Event::Arranged { due: day("2025-06-30"), person: String::new(), steps: vec![step], cooperating: Vec::new() };
    let suspended = Event::Suspended { decision: "纪要".into() };
    let rows = [
        after("d1", "c1", &[Event::Assigned, report(Pace::OnCourse, None)]),
        after("d2", "c2", &[Event::Assigned, report(Pace::Done, None)]),
        after("d3", "c3", &[arranged, Event::Assigned, report(Pace::Behind, Some(30))]),
        after(
            "d4",
            "c4",
            &[Event::Assigned, Event::Submitted { words: "完成".into() }, Event::Drawn { sample: "s".into() }],
        ),
        after("d5", "c5", &[Event::Assigned, report(Pace::Done, None), suspended]),
    ];
    let mut write = store.write().await.unwrap();
    for row in &rows {
        assert!(write.add_duty(row).await.unwrap());
    }
    write.commit().await.unwrap();
}

on_both!(what_words_and_figures_say_is_sought_and_counted, store => {
    five(store).await;
    let mut read = store.read().await.unwrap();
    let pairs = |all: &[(&'static str, i16)]| all.iter().copied().collect::<Pairs>();
    let denied = |by: &[(&'static str, i16)], ahead| Some(Denied { by: pairs(by), ahead });
    let none = DutyFilter::default;
    let cases = [
        (DutyFilter { denied: denied(&[], 30), ..none() }, vec![]),
        (DutyFilter { denied: denied(&[], 29), ..none() }, vec!["d3"]),
        (DutyFilter { denied: denied(&[("c1", 2025), ("c5", 2025)], 30), ..none() }, vec!["d1"]),
        (DutyFilter { denied: denied(&[("c1", 2024), ("c", 2025), ("4", 2025)], 30), ..none() }, vec![]),
        (DutyFilter { denied: denied(&[("c2", 2025), ("c3", 2025), ("c4", 2025)], 30), ..none() }, vec!["d2", "d4"]),
        (DutyFilter { proven: Some(pairs(&[])), ..none() }, vec![]),
        (DutyFilter { proven: Some(pairs(&[("c1", 2025), ("c4", 2025), ("c5", 2025)])), ..none() }, vec!["d1", "d4"]),
        (DutyFilter { sampled: true, unit: Some("education"), ..none() }, vec!["d4"]),
        (DutyFilter { open: true, ..none() }, vec!["d1", "d2", "d3", "d4"]),
    ];
    for (filter, wanted) in cases {
        let (rows, total) = read.duties(&filter, 0, 10).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), wanted, "{filter:?}");
        assert_eq!(total, wanted.len());
    }
    let claimed = |commitment: &str, claim, is_ahead| Claimed { commitment: commitment.into(), year: 2025, claim, is_ahead, count: 1 };
    let all = [("c1", Claim::OnCourse, false), ("c2", Claim::Done, false), ("c3", Claim::Nothing, true), ("c4", Claim::Done, false)];
    let all = all.map(|(commitment, claim, ahead)| claimed(commitment, claim, ahead));
    assert_eq!(read.duty_claims(29).await.unwrap(), all);
    assert_eq!(read.pressing_duties(day("2025-07-01")).await.unwrap(), (1, 3));
    assert_eq!(read.pressing_duties(day("2025-06-30")).await.unwrap(), (1, 0));
    let waiting = read.waiting_duties().await.unwrap();
    let expected = Waiting {
        id: "d4".into(),
        due: "2025-06-30".into(),
        commitment: "c4".into(),
        year: 2025,
        state: "submitted".into(),
        waits: "verification+inspection".into(),
        submitted_by: "lead".into(),
    };
    assert_eq!(waiting, [expected]);
    let working = async |commitment: &str| {
        let rows = store.read().await.unwrap().working_duties(commitment, 2025).await.unwrap();
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(working("c1").await, ["d1"]);
    assert_eq!(working("c4").await, [""; 0], "it waits for verification");
    assert_eq!(working("c5").await, [""; 0], "it is put off");
    assert!(read.has_duty("c1", 2025, "education").await.unwrap());
    assert!(!read.has_duty("c1", 2025, "finance").await.unwrap());
    assert_eq!(read.duties_to_draw(2025).await.unwrap(), [""; 0], "it was drawn");
    let open: Vec<_> = read.open_duties("d1", 2).await.unwrap().into_iter().map(|row| row.id).collect();
    assert_eq!(open, ["d2", "d3"]);
    assert_eq!(read.unfilled_duties(10).await.unwrap(), [""; 0]);
});

on_both!(what_events_leave_behind_is_summed_up_by_unit_and_day, store => {
    five(store).await;
    let mut write = store.write().await.unwrap();
    let none = Trace { reports: false, occasion: None, counts: Counts::Unchanged };
    let reported = Trace { reports: true, ..none };
    let late = Happened { occasion: Occasion::SubmittedLate, adjusted: None };
    let put_right = Happened { occasion: Occasion::Adjusted, adjusted: Some((Part::Quality, -3)) };
    let d1 = ("d1", "education");
    for (seq, (duty, on, trace)) in (1..).zip([
        (d1, "2025-01-06", Trace { counts: Counts::Begins, ..none }),
        (d1, "2025-03-20", reported),
        (d1, "2025-03-20", reported),
        (d1, "2025-03-29", reported),
        (d1, "2025-07-01", Trace { occasion: Some(late), ..reported }),
        (d1, "2025-07-02", Trace { counts: Counts::Ends, ..reported }),
        (d1, "2025-08-01", Trace { occasion: Some(put_right), counts: Counts::Once, ..none }),
        (("d2", "education"), "2025-06-01", Trace { counts: Counts::Begins, ..none }),
        (("d2", "education"), "2025-06-02", Trace { occasion: Some(late), ..none }),
    ]) {
        write.add_duty_trace(duty, seq, day(on), trace).await.unwrap();
    }
    let first = write.first_report("d1", day("2025-03-15"), day("2025-06-10")).await.unwrap();
    assert_eq!(first, Some(day("2025-03-20")));
    assert_eq!(write.first_report("d1", day("2025-03-30"), day("2025-06-10")).await.unwrap(), None);
    let groups = write.duties_in_round(2025, day("2025-03-15"), day("2025-06-10")).await.unwrap();
    let of = |first: Option<&str>| {
        let alike: Vec<&InRound> = groups.iter().filter(|group| group.first == first.map(day)).collect();
        alike.into_iter().map(|group| group.count).sum::<usize>()
    };
    assert_eq!((of(Some("2025-03-20")), of(None)), (1, 4));
    let d1 = groups.iter().find(|group| group.first.is_some()).unwrap();
    let row = write.duty("d1").await.unwrap().unwrap();
    assert_eq!((d1.reporting, d1.unit.as_str()), (row.duty.reporting(), "education"));
    let mut counted = async |from, until| write.duties_counted(day(from), day(until)).await.unwrap();
    let of = |duties, happened: &[(Happened, usize)]| {
        BTreeMap::from([("education".to_owned(), Counted { duties, happened: happened.to_vec() })])
    };
    assert_eq!(counted("2025-01-01", "2025-01-05").await, BTreeMap::new());
    assert_eq!(counted("2025-01-01", "2025-01-06").await, of(1, &[]));
    assert_eq!(counted("2025-06-01", "2025-07-01").await, of(2, &[(late, 2)]));
    assert_eq!(counted("2025-07-02", "2025-07-31").await, of(2, &[]), "it ends on the first of these days");
    assert_eq!(counted("2025-07-03", "2025-07-31").await, of(1, &[]));
    assert_eq!(counted("2025-08-01", "2025-08-01").await, of(2, &[(put_right, 1)]));
    let occasions = write.duty_occasions(day("2025-06-02"), day("2025-07-01"), "education").await.unwrap();
    let seqs: Vec<_> = occasions.iter().map(|one: &Brought| (one.seq, one.commitment.as_str())).collect();
    assert_eq!(seqs, [(5, "c1"), (9, "c2")]);
    assert_eq!(write.duty_occasions(day("2025-06-02"), day("2025-07-01"), "finance").await.unwrap(), []);
});
