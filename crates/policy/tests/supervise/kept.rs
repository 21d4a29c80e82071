//! What stands beside a duty says the same as its whole life.

use std::collections::BTreeMap;

use jiff::{ToSpan as _, civil::Date};
use policy::{
    status::Status,
    supervise::{
        Claim, Counts, Deed, Duty, Event, Finding, Pace, Proof, State, Trace, Verdict, Wait, allowed, decide, findings,
    },
};
use proptest::prelude::*;

use crate::{
    sequences::{Act, act},
    support::{House, PEOPLE, day, opened, proof},
};

/// What a row of acts makes: every event with its day, and how the duty stood after it.
fn lived(house: &House, acts: &[Act]) -> Vec<(Date, Event, Duty)> {
    let mut today = day("2025-01-02");
    let mut duty = Duty::open(&opened());
    let mut life = vec![(today, Event::Opened(opened()), duty.clone())];
    for (who, command, days, status) in acts {
        today = today.saturating_add(i64::from(*days).days());
        let name = PEOPLE.get(*who).map_or("machine", |(name, ..)| *name);
        let proof = proof(Status::ALL[*status]);
        let grounds = house.grounds(&proof, &today.to_string());
        for event in decide(&duty, command.clone(), &house.actor(name), &grounds).unwrap_or_default() {
            duty.apply(&event, name, today);
            life.push((today, event, duty.clone()));
        }
    }
    life
}

/// The findings written out: what they were before claims were kept.
fn written_out(duty: &Duty, verdict: Verdict, most: u8) -> Vec<Finding> {
    if matches!(duty.state, State::Drafted | State::Void | State::Suspended) {
        return Vec::new();
    }
    let pace = duty.report.as_ref().map(|report| report.pace);
    let done = pace == Some(Pace::Done) || matches!(duty.state, State::Submitted | State::Closed);
    let bad = matches!(verdict, Verdict::Short | Verdict::Behind);
    let percent = duty.report.as_ref().and_then(|report| report.percent);
    let ahead =
        percent.zip(duty.steps_percent()).is_some_and(|(said, is)| i16::from(said) > i16::from(is) + i16::from(most));
    let all = [
        (done && bad, Finding::DoneButShort),
        (!done && pace == Some(Pace::OnCourse) && bad, Finding::OnCourseButBehind),
        (ahead, Finding::PercentAheadOfSteps),
        (done && verdict == Verdict::Unknown, Finding::DoneButUnknown),
        (verdict == Verdict::Met && duty.state != State::Closed, Finding::MetButOpen),
    ];
    all.into_iter().filter_map(|(holds, finding)| holds.then_some(finding)).collect()
}

/// What of a duty, and of who looks at it, should decide what may be done.
type Alike = (&'static str, State, Vec<Wait>, bool, bool);

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_claim_and_a_verdict_say_what_disagrees(acts in prop::collection::vec(act(), 1..60), percent in 0_u8..=100) {
        let house = House::new();
        let most = house.rules.most_ahead();
        for (_, _, mut duty) in lived(&house, &acts) {
            if let Some(report) = &mut duty.report {
                report.percent = Some(percent);
            }
            for proof in Status::ALL.map(proof).into_iter().chain([Proof::default()]) {
                let verdict = proof.verdict();
                let found = findings(&duty, &proof, &house.rules);
                prop_assert_eq!(&found, &written_out(&duty, verdict, most));
                let contradicted = duty.claim().is_denied_by(verdict) || duty.ahead() > most;
                prop_assert_eq!(contradicted, found.into_iter().any(Finding::is_contradiction));
                prop_assert!(duty.state.is_open() || duty.state == State::Closed || duty.claim() == Claim::Nothing);
            }
        }
    }

    /// Of all duties in the same state of which the same waits, and that somebody has no hand in, the same may be done by
    /// whoever supervises: so groups of them can be decided together.
    #[test]
    fn what_waits_decides_what_the_office_may_do(acts in prop::collection::vec(act(), 1..60)) {
        let house = House::new();
        let mut seen: BTreeMap<Alike, Vec<Deed>> = BTreeMap::new();
        let pressing = [Deed::GrantExtension, Deed::Confirm, Deed::Verify, Deed::SettleSlip, Deed::Inspect];
        for (_, _, duty) in lived(&house, &acts) {
            for name in ["planner", "inspector", "leader", "auditor"] {
                for figures in [proof(Status::Met), Proof::default()] {
                    let is_met = figures.verdict() == Verdict::Met;
                    let waits: Vec<_> = duty.waits().collect();
                    let mut deeds = allowed(&duty, &house.actor(name), &figures);
                    deeds.retain(|deed| pressing.contains(deed) || (*deed == Deed::Adjust && duty.appeal.is_some()));
                    let pressed = deeds.iter().any(|deed| *deed != Deed::Confirm);
                    prop_assert!(!pressed || !waits.is_empty(), "{deeds:?} and nothing waits");
                    let key = (name, duty.state, waits, duty.submitted_by == name, is_met);
                    let before = seen.entry(key).or_insert_with(|| deeds.clone());
                    prop_assert_eq!(&*before, &deeds);
                }
            }
        }
    }

    /// A duty counts in a period when it was open on a day of it or something to be scored happened in it.
    #[test]
    fn traces_say_on_which_days_a_duty_counts(acts in prop::collection::vec(act(), 1..40), from in 0_i64..300, length in 0_i64..120) {
        let house = House::new();
        let life = lived(&house, &acts);
        let from = day("2025-01-02").saturating_add(from.days());
        let until = from.saturating_add(length.days());
        let (mut spans, mut happened, mut open) = (Vec::new(), false, false);
        let mut before = Duty::open(&opened());
        for (number, (on, event, after)) in life.iter().enumerate() {
            let trace = Trace::of(&before, event, *on, after);
            match trace.counts {
                Counts::Unchanged => {}
                Counts::Begins => spans.push((*on, Date::MAX)),
                Counts::Ends => spans.last_mut().unwrap().1 = *on,
                Counts::Once => spans.push((*on, *on)),
            }
            happened |= trace.occasion.is_some() && (from..=until).contains(on);
            let next = life.get(number + 1).map_or(Date::MAX, |(on, ..)| *on);
            open |= after.state.is_open() && *on <= until && next >= from;
            before = after.clone();
        }
        let counted = spans.iter().any(|(begun, ended)| *begun <= until && *ended >= from);
        prop_assert_eq!(counted, open || happened);
    }
}
